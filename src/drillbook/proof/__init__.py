"""Proof that every check can fail: recorded drills are played again with what was seen changed."""
