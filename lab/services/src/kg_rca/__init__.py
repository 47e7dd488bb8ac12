"""Reference services of KG RCA: small, real, and measured, so that a runbook has something to run against."""
