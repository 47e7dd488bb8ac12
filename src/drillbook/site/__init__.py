"""The site over all runs, and what else tells of results: job summary, metrics, alerts."""
