"""Claims, fingerprints and inventories of runbooks."""
