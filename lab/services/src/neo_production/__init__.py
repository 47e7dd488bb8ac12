"""The services of the Neo operational runbook: a gateway, six services, and what stands in for others."""
