"""Faults change the world: inject, prove the effect, undo."""
