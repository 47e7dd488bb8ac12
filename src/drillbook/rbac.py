"""The least account that chosen drills need: ServiceAccount, Roles and bindings, as manifests."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from drillbook import lease
from drillbook.errors import UsageError
from drillbook.rights import Right, parse_all
from drillbook.target import OWN_NAMESPACE, Target

ACCOUNT = "drillbook"
#: The scope of what is in no namespace, or in all of them.
CLUSTER = ""

Json = dict[str, Any]

# What the guard reads before replicas are taken down.
_GUARD = ("list deployments.apps", "list statefulsets.apps")
# What is kept of the components involved when a fault was brought or a drill did not pass.
_AFTERMATH = ("list pods", "list events", "get pods/log")
# The lease, the journal, what is kept for it, and the count of runs.
_OWN = (
    f"get leases.coordination.k8s.io[{lease.NAME}]",
    f"patch leases.coordination.k8s.io[{lease.NAME}]",
    "create leases.coordination.k8s.io",
    "get configmaps",
    "create configmaps",
    "patch configmaps",
    "get secrets",
    "create secrets",
    "delete secrets",
)


@dataclass(frozen=True)
class Needed:
    """The rights that drills need, by the namespace that they are for (``CLUSTER`` for none)."""

    by_namespace: Mapping[str, frozenset[Right]]

    def __iter__(self) -> Any:
        """Yield namespaces with their rights, in order."""
        return iter(sorted(self.by_namespace.items()))


def needed(target: Target, drills: Mapping[str, frozenset[Right]]) -> Needed:
    """Return what drills need on a target; ``drills`` are the rights of each system's.

    Raises UsageError when no system is named.
    """
    if not drills:
        raise UsageError("no drill was chosen, so nothing is needed")
    found: dict[str, set[Right]] = {"kube-system": set(_read_namespace("kube-system"))}
    for name, rights in drills.items():
        system = target.system(name)
        changes = any(not right.reading for right in rights)
        inside = rights | parse_all((*_AFTERMATH, *(_GUARD if changes else ())))
        wide = {right for right in inside if right.cluster_wide}
        found.setdefault(CLUSTER, set()).update(wide)
        found.setdefault(system.namespace, set()).update(inside - wide)
        found[system.namespace] |= _read_namespace(system.namespace)
        if system.prometheus:
            namespace, _, service = system.prometheus.partition("/")
            ask = parse_all((f"get services[{service.partition(':')[0]}]",))
            found.setdefault(namespace, set()).update(ask)
        if changes:
            own = parse_all(_OWN) | _read_namespace(OWN_NAMESPACE)
            found.setdefault(OWN_NAMESPACE, set()).update(own)
    return Needed({name: frozenset(rights) for name, rights in found.items() if rights})


def manifests(target: Target, rights: Needed) -> list[Json]:
    """Return the objects that give an account these rights and no others."""
    name, namespace = account(target)
    made: list[Json] = [
        _object("v1", "Namespace", OWN_NAMESPACE),
        _object("v1", "ServiceAccount", name, namespace),
    ]
    for place, several in rights:
        kind = "Role" if place else "ClusterRole"
        role = _object("rbac.authorization.k8s.io/v1", kind, name, place or None)
        binding = _object("rbac.authorization.k8s.io/v1", f"{kind}Binding", name, place or None)
        reference = {"apiGroup": "rbac.authorization.k8s.io", "kind": kind, "name": name}
        subject = {"kind": "ServiceAccount", "name": name, "namespace": namespace}
        made.append(role | {"rules": rules(several)})
        made.append(binding | {"roleRef": reference, "subjects": [subject]})
    return made


def account(target: Target) -> tuple[str, str]:
    """Return name and namespace of the account: the target file's ``as``, or drillbook's own."""
    if target.account is None:
        return ACCOUNT, OWN_NAMESPACE
    namespace, _, name = target.account.removeprefix("system:serviceaccount:").partition(":")
    return name, namespace


def rules(rights: Iterable[Right]) -> list[Json]:
    """Return rights as the rules of a Role: one for each object or kind, with all its verbs."""

    def what(right: Right) -> tuple[str, str, str]:
        return right.group, right.resource, right.name

    made = []
    for (group, resource, name), several in groupby(sorted(rights, key=what), key=what):
        verbs = sorted({right.verb for right in several})
        rule: Json = {"apiGroups": [group], "resources": [resource], "verbs": verbs}
        made.append(rule | ({"resourceNames": [name]} if name else {}))
    return made


def _read_namespace(name: str) -> frozenset[Right]:
    return frozenset({Right("", "namespaces", "get", name)})


def _object(version: str, kind: str, name: str, namespace: str | None = None) -> Json:
    metadata = {"name": name} | ({"namespace": namespace} if namespace else {})
    return {"apiVersion": version, "kind": kind, "metadata": metadata}
