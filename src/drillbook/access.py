"""What credentials can do on a target, beside what drills need: too little, and too much."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from drillbook.clients.kubernetes import Cluster
from drillbook.errors import Unobservable
from drillbook.rbac import CLUSTER, Needed
from drillbook.rights import Right

_REVIEWS = "/apis/authorization.k8s.io/v1/selfsubjectrulesreviews"
# Every account may ask who it is and what it may do (the ClusterRole system:basic-user).
_EVERYBODY = {"selfsubjectaccessreviews", "selfsubjectrulesreviews", "selfsubjectreviews"}


@dataclass(frozen=True)
class Compared:
    """Rights that are missing, and those that no chosen drill needs, by namespace."""

    missing: tuple[tuple[str, Right], ...]
    too_many: tuple[tuple[str, Right], ...]


def compare(cluster: Cluster, needed: Needed) -> Compared:
    """Ask the cluster what the credentials can do. Raises Unobservable if it cannot say all."""
    missing: list[tuple[str, Right]] = []
    too_many: list[tuple[str, Right]] = []
    wide = needed.by_namespace.get(CLUSTER, frozenset())
    everywhere = _everywhere(cluster, needed)
    for namespace, wanted in needed:
        had = everywhere if namespace == CLUSTER else reviewed(cluster, namespace)
        missing += [(namespace, right) for right in lacking(wanted, had)]
        # What is had in every namespace is named once, for the cluster.
        own = had if namespace == CLUSTER else had - everywhere
        too_many += [(namespace, right) for right in superfluous(own, wanted | wide)]
    if CLUSTER not in needed.by_namespace:
        too_many += [(CLUSTER, right) for right in superfluous(everywhere, frozenset())]
    return Compared(tuple(missing), tuple(too_many))


def lacking(wanted: Iterable[Right], had: Iterable[Right]) -> list[Right]:
    """Return the rights that are wanted and covered by none that is had."""
    had = tuple(had)
    return sorted(w for w in wanted if not any(h.covers(_plain(w)) for h in had))


def superfluous(had: Iterable[Right], wanted: Iterable[Right]) -> list[Right]:
    """Return the rights that are had and reach further than any that is wanted."""
    plain = {_plain(right) for right in wanted}
    return sorted(h for h in had if not any(w.covers(h) for w in plain))


def reviewed(cluster: Cluster, namespace: str) -> frozenset[Right]:
    """Return what the credentials can do in a namespace, by the API server's own word."""
    body = {
        "apiVersion": "authorization.k8s.io/v1",
        "kind": "SelfSubjectRulesReview",
        "spec": {"namespace": namespace},
    }
    status = cluster.review(_REVIEWS, body)["status"]
    if status.get("incomplete"):
        why = status.get("evaluationError", "no reason given")
        raise Unobservable(f"the cluster cannot list all rights in {namespace}: {why}")
    return frozenset(right for rule in status["resourceRules"] for right in _rights(rule))


def _everywhere(cluster: Cluster, needed: Needed) -> frozenset[Right]:
    """Return the rights that are had in each of the namespaces, and in one that nobody has."""
    found = reviewed(cluster, "drillbook-rights-everywhere")
    for namespace, _ in needed:
        if namespace != CLUSTER:
            found &= reviewed(cluster, namespace)
    return found


def _rights(rule: dict[str, Any]) -> list[Right]:
    return [
        Right(group, resource, verb, name)
        for group in rule.get("apiGroups") or [""]
        for resource in rule.get("resources") or []
        for verb in rule["verbs"]
        for name in rule.get("resourceNames") or [""]
        if resource not in _EVERYBODY
    ]


def _plain(right: Right) -> Right:
    return Right(right.group, right.resource, right.verb, right.name)
