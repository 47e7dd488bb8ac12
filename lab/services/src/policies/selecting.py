"""Which pods a selector of Kubernetes picks, by their labels."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Labels = Mapping[str, str]


def picks(selector: Mapping[str, Any], labels: Labels) -> bool:
    """Whether a selector picks something with these labels; an empty one picks everything."""
    wanted = selector.get("matchLabels") or {}
    if any(labels.get(key) != value for key, value in wanted.items()):
        return False
    return all(_holds(one, labels) for one in selector.get("matchExpressions") or ())


def labels_of(item: Mapping[str, Any]) -> Labels:
    """The labels of an object."""
    return item["metadata"].get("labels") or {}


def _holds(expression: Mapping[str, Any], labels: Labels) -> bool:
    key, operator = expression["key"], expression["operator"]
    if operator == "Exists":
        return key in labels
    if operator == "DoesNotExist":
        return key not in labels
    among = labels.get(key) in (expression.get("values") or ())
    return among if operator == "In" else not among
