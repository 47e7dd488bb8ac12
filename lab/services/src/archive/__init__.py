"""Backups of NeuralLog: its database by pgBackRest, its logs, its configuration; by a schedule."""
