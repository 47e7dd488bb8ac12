"""A network policy made, which lets one service alone in to another; it goes with the drill."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from drillbook.errors import NotDone, UndoIncomplete
from drillbook.guard import Change
from drillbook.probes.network_policies import path
from drillbook.procedures.restoring import note
from drillbook.rights import needs
from drillbook.session import Session, undo_step

_SOON = timedelta(seconds=30)


@needs("create networkpolicies.networking.k8s.io")
def let_in_alone(session: Session, namespace: str, source: str, destination: str) -> str:
    """Let pods of nobody but one service in to another; return the policy's name. Undone.

    Raises Refused, NotDone.
    """
    name = f"{destination}-from-{source}-alone"
    session.permit(Change("network.cut", namespace, (destination,), undo_within=_SOON))
    session.intend("network_policy.remove", {"namespace": namespace, "policy": name}, {})
    body = {
        "apiVersion": "networking.k8s.io/v1",
        "kind": "NetworkPolicy",
        "metadata": {"name": name},
        "spec": {
            "podSelector": {"matchLabels": {"app": destination}},
            "policyTypes": ["Ingress"],
            "ingress": [{"from": [{"podSelector": {"matchLabels": {"app": source}}}]}],
        },
    }
    session.cluster.create(path(namespace), body)
    note(f"policy {name} is made")
    return name


@undo_step("network_policy.remove")
@needs("delete networkpolicies.networking.k8s.io")
def _remove(session: Session, arguments: Mapping[str, Any], _before: Mapping[str, Any]) -> str:
    namespace, name = str(arguments["namespace"]), str(arguments["policy"])
    try:
        was = session.cluster.discard(f"{path(namespace)}/{name}")
    except NotDone as error:
        by_hand = f"by hand: kubectl delete networkpolicy -n {namespace} {name}"
        raise UndoIncomplete(f"{error}; {by_hand}") from error
    return f"policy {name} is {'removed' if was else 'not there'}"
