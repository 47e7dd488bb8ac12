"""Network policies of Kubernetes, enforced by nftables on the node that this runs on."""
