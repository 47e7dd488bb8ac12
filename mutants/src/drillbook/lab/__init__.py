"""Real Kubernetes on one machine: build, up, deploy, down."""
