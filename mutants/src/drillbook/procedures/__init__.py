"""A runbook's recovery steps as typed functions."""
