"""The mesh in a lab: its faults, mutual TLS. ``python -m tests.mesh`` runs them."""
