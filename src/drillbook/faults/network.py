"""The network between two named services: cut, or each connection reset.

Rules are nftables tables of our own in the network namespaces of the one service's pods; pods
that are made later do not have them.
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import uuid4

from drillbook.errors import DrillbookError, NotDone, UndoIncomplete, UsageError
from drillbook.faults import lab
from drillbook.faults.bringing import Fault, action, bring
from drillbook.faults.catalogue import LAB, Needs, described
from drillbook.guard import Change
from drillbook.lab import pods
from drillbook.opening import required
from drillbook.probes import network
from drillbook.session import Session, undo_step

SHOWS_WITHIN = timedelta(seconds=30)
NEEDS = Needs(
    rights=("get services", "list pods", "list endpointslices.discovery.k8s.io"),
    target=LAB,
    on_machine=("root", "nsenter", "nft"),
)

_CUT = """
  set there {{ type ipv4_addr; elements = {{ {addresses} }} }}
  chain out {{ type filter hook output priority filter; ip daddr @there drop; }}
  chain in {{ type filter hook input priority filter; ip saddr @there drop; }}
"""
_RESET = """
  set there {{ type ipv4_addr; elements = {{ {addresses} }} }}
  chain out {{
    type filter hook output priority filter
    ip daddr @there meta l4proto tcp reject with tcp reset
  }}
"""


@action
@described(
    changes="network.cut",
    effect="a connection from each pod of the one service to the other gets no answer",
    undo="network.restore",
    needs=NEEDS,
)
def cut(namespace: str, source: str, destination: str) -> str:
    """Drop every packet between the pods of one Service and another Service and its pods."""
    text = f"{source} is cut off from {destination}"
    return _bring("network.cut", text, namespace, (source, destination), _CUT, "silent")


@action
@described(
    changes="network.reset",
    effect="a connection from each pod of the one service to the other is reset at once",
    undo="network.restore",
    needs=NEEDS,
)
def reset(namespace: str, source: str, destination: str) -> str:
    """Reset every TCP connection that the pods of one Service have, or begin, to another."""
    text = f"connections from {source} to {destination} are reset"
    return _bring("network.reset", text, namespace, (source, destination), _RESET, "reset")


def connected(
    session: Session, number: int, namespace: str, services: tuple[str, str]
) -> tuple[network.Service, network.Service]:
    """Return two Services; UsageError unless each pod of the first one reaches the second."""
    source, destination = (network.service(session, namespace, name) for name in services)
    seen = network.connections(session, number, source, destination).value
    bad = [f"{which} is {how}" for which, how in seen.items() if how != "connected"]
    if bad or not seen:
        raise UsageError(
            f"{source.name} does not reach {destination.name} as it is "
            f"({'; '.join(bad) or 'nothing to connect to'}), so the fault would show nothing"
        )
    return source, destination


def new_mark() -> str:
    """Return what a fault's tables and processes are marked with."""
    return uuid4().hex[:12]


def add_rules(number: int, to_pods: Mapping[str, str], mark: str, body: str) -> None:
    """Add a table to the networks of pods, given as name and UID. Raises NotDone."""
    for pod, uid in to_pods.items():
        done = pods.run_in_network(
            number, uid, ["nft", "-f", "-"], f"table inet {_table(mark)} {{{body}}}"
        )
        if done.returncode != 0:
            raise NotDone(f"nft in the network of {pod}: {done.stderr.strip()}")


def restored_by(source: network.Service, mark: str) -> dict[str, Any]:
    """Return the arguments of the undo step ``network.restore``."""
    return {"pods": dict(source.pods), "mark": mark}


@undo_step("network.restore")
def _restore(session: Session, arguments: Mapping[str, Any], _before: Mapping[str, Any]) -> str:
    """Remove the fault's own tables from the pods' networks, and end its own processes."""
    number, mark = lab.number(session, "what was done to a pod's network"), arguments["mark"]
    said, left = [], []
    for pod, uid in arguments["pods"].items():
        try:
            said.append(f"{pod}: {_remove_table(number, uid, mark)}")
        except DrillbookError as error:
            left.append(f"{pod}: {error}")
    ended = pods.end(number, mark)
    if left:
        raise UndoIncomplete("; ".join(left))
    return "; ".join([*said, *([f"{ended} processes ended"] if ended else [])])


def _remove_table(number: int, pod_uid: str, mark: str) -> str:
    if not pods.processes(number, pod_uid):
        return "is gone, and its network with it"
    table = ("inet", _table(mark))
    if pods.run_in_network(number, pod_uid, ["nft", "list", "table", *table]).returncode != 0:
        return "has no rules of this fault"
    done = pods.run_in_network(number, pod_uid, ["nft", "delete", "table", *table])
    if done.returncode != 0:
        by_hand = (
            f"{' '.join(pods.into_network(number, pod_uid))} nft delete table {' '.join(table)}"
        )
        raise UndoIncomplete(f"{done.stderr.strip()}; by hand: {by_hand}")
    return "rules removed"


def _bring(
    kind: str, text: str, namespace: str, services: tuple[str, str], rules: str, wanted: str
) -> str:
    session, mark = required(), new_mark()
    number = lab.number(session, "cutting a network")
    source, destination = connected(session, number, namespace, services)
    body = rules.format(addresses=", ".join(destination.addresses))
    return bring(
        Fault(
            text=text,
            change=Change(kind, namespace, tuple(sorted(source.pods))),
            undo="network.restore",
            arguments=restored_by(source, mark),
            before={},
            inject=lambda: add_rules(number, source.pods, mark, body),
            look=lambda: network.connections(session, number, source, destination),
            took_effect=lambda seen: set(seen.values()) == {wanted},
            effect_within=SHOWS_WITHIN,
        )
    )


def _table(mark: str) -> str:
    return f"drillbook_{mark}"


ACTIONS = {"cut": cut, "reset": reset}
