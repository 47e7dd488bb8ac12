"""Names that the pods of a service ask for: no answer at all, or a wrong one."""

import sys
from collections.abc import Mapping
from ipaddress import AddressValueError, IPv4Address
from pathlib import Path

from drillbook.errors import UsageError
from drillbook.faults import lab
from drillbook.faults.bringing import Fault, action, bring
from drillbook.faults.catalogue import Needs, described
from drillbook.faults.network import NEEDS, SHOWS_WITHIN, add_rules, new_mark, restored_by
from drillbook.guard import Change
from drillbook.lab import pods, responder
from drillbook.opening import required
from drillbook.probes import network
from drillbook.session import Session

_ALWAYS_THERE = "kubernetes.default.svc.cluster.local"
# Answers are dropped rather than questions, whose sender would be told at once.
_NONE = """
  chain in {
    type filter hook input priority filter
    meta l4proto { tcp, udp } th sport 53 drop
  }
"""
# Our own resolver asks the real one, and must not be led back to itself.
_WRONG = """
  chain names {{
    type nat hook output priority -100
    udp dport 53 meta skgid != {outsider} redirect to :{port}
  }}
  chain out {{
    type filter hook output priority filter
    tcp dport 53 reject with tcp reset
  }}
"""
_FIRST_PORT = 20_000
_NEEDS = Needs(
    rights=(*NEEDS.rights, "get services"),
    target=NEEDS.target,
    on_machine=(*NEEDS.on_machine, "setpriv"),
)


@action
@described(
    changes="names.none",
    effect="a question of each pod of the service to the cluster's DNS gets no answer",
    undo="network.restore",
    needs=NEEDS,
)
def none(namespace: str, source: str) -> str:
    """Drop every answer of DNS to the pods of a Service."""
    session, mark = required(), new_mark()
    number = lab.number(session, "keeping DNS from a pod")
    asking, server = _asking(session, number, namespace, source, _ALWAYS_THERE)
    return bring(
        Fault(
            text=f"DNS does not answer {source}",
            change=Change("names.none", namespace, tuple(sorted(asking.pods))),
            undo="network.restore",
            arguments=restored_by(asking, mark),
            before={},
            inject=lambda: add_rules(number, asking.pods, mark, _NONE),
            look=lambda: network.names(session, number, asking, server, _ALWAYS_THERE),
            took_effect=lambda heard: set(heard.values()) == {"silent"},
            effect_within=SHOWS_WITHIN,
        )
    )


@action
@described(
    changes="names.wrong",
    effect="each pod of the service hears the wrong answer when it asks for the name",
    undo="network.restore",
    needs=_NEEDS,
)
def wrong(namespace: str, source: str, name: str, address: str = "") -> str:
    """Answer one name wrongly to the pods of a Service: with an IPv4 address, or "no such name".

    ``name`` is a full one (``web.shop.svc.cluster.local``); all others are answered rightly.
    """
    if address and not _is_address(address):
        raise UsageError(f"{address!r} is no IPv4 address")
    session, mark = required(), new_mark()
    number = lab.number(session, "answering a pod's DNS questions")
    asking, server = _asking(session, number, namespace, source, name)
    port = _FIRST_PORT + int(mark[:3], 16)
    wanted = address or "no such name"

    def inject() -> None:
        program = [sys.executable, "-I", "-S", str(Path(responder.__file__))]
        command = [*program, str(port), name, address or "-", server]
        for uid in asking.pods.values():
            pods.start_in_network(number, uid, command, mark=mark)
        body = _WRONG.format(outsider=pods.OUTSIDER, port=port)
        add_rules(number, asking.pods, mark, body)

    return bring(
        Fault(
            text=f"{source} hears {wanted} for {name}",
            change=Change("names.wrong", namespace, tuple(sorted(asking.pods))),
            undo="network.restore",
            arguments=restored_by(asking, mark),
            before={},
            inject=inject,
            look=lambda: network.names(session, number, asking, server, name),
            took_effect=lambda heard: set(heard.values()) == {wanted},
            effect_within=SHOWS_WITHIN,
        )
    )


def _asking(
    session: Session, number: int, namespace: str, source: str, name: str
) -> tuple[network.Service, str]:
    """Return the Service that asks, and the cluster's DNS; UsageError when that is silent."""
    asking = network.service(session, namespace, source)
    path = "/api/v1/namespaces/kube-system/services/kube-dns"
    server = str(session.cluster.get(path)["spec"]["clusterIP"])
    heard: Mapping[str, str] = network.names(session, number, asking, server, name).value
    if "silent" in heard.values():
        raise UsageError(f"DNS at {server} does not answer {source} as it is: {dict(heard)}")
    return asking, server


def _is_address(text: str) -> bool:
    try:
        IPv4Address(text)
    except AddressValueError:
        return False
    return True


ACTIONS = {"none": none, "wrong": wrong}
