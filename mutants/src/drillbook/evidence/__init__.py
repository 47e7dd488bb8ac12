"""What a drill leaves behind, and what is drawn from it."""
