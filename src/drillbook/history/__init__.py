"""Results over time: a DuckDB file by default, PostgreSQL when it is shared; from bundles only."""
