"""Loss planted in real systems and in made-up histories, and whether the ledgers find it.

``python -m tests.planted`` (``make test-ledger``) brings a lab up for itself and takes it down.
"""
