"""Checks are pure functions from observations to a verdict."""
