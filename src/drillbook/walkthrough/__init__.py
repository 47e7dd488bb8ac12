"""A section of a runbook, one step at a time: a notebook with buttons, its cells, the terminal."""
