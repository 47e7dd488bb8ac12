"""Disaster recovery exercises: what was planned for a quarter, what was done, what is missing."""
