"""Findings in runbooks: what in them cannot work, shown and repaired."""
