"""Quantities of Kubernetes."""

from kubernetes.utils.quantity import parse_quantity


def quantity(text: str) -> float:
    """Return a quantity of Kubernetes as a number: 0.2 of ``200m``, 67108864 of ``64Mi``."""
    return float(parse_quantity(text))
