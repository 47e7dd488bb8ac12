"""What the lab's services share: settings, health, metrics, and how they end."""
