"""What happened around a fault, found in metrics, alerts, logs and events: pure, no I/O."""
