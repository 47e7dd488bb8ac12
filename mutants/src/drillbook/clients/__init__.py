"""Connections to the systems; their errors are turned into ours here."""
