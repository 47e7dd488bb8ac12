"""Frozen data and charts for notebooks."""
