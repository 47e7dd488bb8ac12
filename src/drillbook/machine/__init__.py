"""This machine: what it lacks for drills, and what old runs have left on it."""
