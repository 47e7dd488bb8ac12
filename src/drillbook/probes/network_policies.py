"""Network policies: which are listed, whom they let in, and whether the network does as told."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from drillbook.clock import now
from drillbook.errors import Unobservable
from drillbook.observation import Observation
from drillbook.probes import service_pods
from drillbook.rights import needs
from drillbook.session import Session

_WITHIN_SECONDS = 3
_CONNECT = ("curl", "-s", "-o", "/dev/null", "--max-time", str(_WITHIN_SECONDS))


@dataclass(frozen=True)
class Tried:
    """Whether a service may connect to another, as the policies say, and whether it does."""

    allowed: bool
    connected: bool


@needs("list networkpolicies.networking.k8s.io")
def listed(session: Session, namespace: str) -> Observation[tuple[str, ...]]:
    """Return the names of the policies of a namespace; there may be none."""
    started = now()
    found = tuple(str(one["metadata"]["name"]) for one in _policies(session, namespace))
    source, query = "Kubernetes API", f"GET {path(namespace)}"
    return Observation("policies listed", found, source, query, started, now())


@needs("list networkpolicies.networking.k8s.io", "list pods", "create pods/exec")
def tried(
    session: Session, namespace: str, sources: Iterable[str], destination: str, port: int
) -> Observation[dict[str, Tried]]:
    """Connect to a service from a pod of each source.

    Raises Unobservable for a policy of it that is not by labels of pods alone.
    """
    started = now()
    policies, url = _policies(session, namespace), f"http://{destination}:{port}/live"
    found = {}
    for source in sources:
        pod = service_pods.names(session, namespace, source).value[0]
        ended = session.cluster.execute(namespace, pod, [*_CONNECT, url]).exit_code
        allowed = lets_in(policies, {"app": source}, {"app": destination})
        found[source] = Tried(allowed, connected=ended == 0)
    query = f"{path(namespace)}; curl {url}"
    return Observation(f"who reaches {destination}", found, "pods", query, started, now())


def lets_in(
    policies: Iterable[Mapping[str, Any]], source: Mapping[str, str], to: Mapping[str, str]
) -> bool:
    """Return whether policies let pods with some labels in to pods with others: any that says so.

    Raises Unobservable for what is not by ``matchLabels`` alone.
    """
    of_it = [one["spec"] for one in policies if _picks(one["spec"]["podSelector"], to)]
    about = [one for one in of_it if "Ingress" in one.get("policyTypes", ("Ingress",))]
    rules = [rule for one in about for rule in one.get("ingress") or ()]
    if any(rule.get("ports") for rule in rules):
        raise Unobservable("a policy is about ports, too: whom it lets in is not known")
    return not about or any(
        not rule.get("from") or any(_peer(one, source) for one in rule["from"]) for rule in rules
    )


def _peer(peer: Mapping[str, Any], labels: Mapping[str, str]) -> bool:
    if peer.keys() != {"podSelector"}:
        raise Unobservable(f"a policy lets in by {', '.join(peer)}: who that is is not known")
    return _picks(peer["podSelector"], labels)


def _picks(selector: Mapping[str, Any], labels: Mapping[str, str]) -> bool:
    if selector.get("matchExpressions"):
        raise Unobservable("a policy picks pods by an expression: which ones is not known")
    return (selector.get("matchLabels") or {}).items() <= labels.items()


def _policies(session: Session, namespace: str) -> list[dict[str, Any]]:
    return list(session.cluster.items(path(namespace)))


def path(namespace: str) -> str:
    """Return where a namespace's policies are asked for."""
    return f"/apis/networking.k8s.io/v1/namespaces/{namespace}/networkpolicies"
