"""Makes the reference files: what each tool and server itself says that it has."""
