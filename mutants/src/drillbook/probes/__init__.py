"""Probes read the world, return observations and change nothing."""
