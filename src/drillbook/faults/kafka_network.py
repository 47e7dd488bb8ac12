"""A Kafka broker cut off from the network: from its controllers, its fellows and its clients."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from drillbook.faults import kafka_brokers, lab, network
from drillbook.faults.bringing import Fault, action, bring
from drillbook.faults.catalogue import LAB, Needs, described
from drillbook.guard import Change
from drillbook.opening import required
from drillbook.probes import kafka as probes
from drillbook.session import Session, undo_step

# The controller fences a broker that is silent for broker.session.timeout.ms (9 s by default).
_SHOWS_WITHIN = timedelta(minutes=1)

# Of its own address the broker hears itself; everybody else is not heard.
_RULES = """
  chain out { type filter hook output priority filter; oifname != "lo" drop; }
  chain in { type filter hook input priority filter; iifname != "lo" drop; }
"""


@action
@described(
    changes="kafka.cut_broker",
    effect=kafka_brokers.EFFECT,
    undo="kafka.in_sync",
    also_undone_by=("network.restore",),
    needs=Needs(
        rights=("get pods", "get secrets", "get services"),
        target=LAB,
        on_machine=("root", "nsenter", "nft"),
    ),
)
def cut_broker(namespace: str, broker: int) -> str:
    """Drop every packet to and from a broker's pod, while its process runs on.

    The effect is that the cluster misses the broker: it is out of the list of brokers, or out of
    sync on a partition of its own.
    """
    session, broker = required(), int(broker)
    number, mark = lab.number(session, "cutting a network"), network.new_mark()
    pod, kafka = kafka_brokers.in_sync(session, namespace, broker)
    pods = {pod.name: pod.uid}

    def inject() -> None:
        session.intend("network.restore", {"pods": pods, "mark": mark}, {})
        network.add_rules(number, pods, mark, _RULES)

    return bring(
        Fault(
            text=f"broker {broker} is cut off from the network",
            change=Change("kafka.cut_broker", namespace, (pod.name,), taken_down=1),
            undo="kafka.in_sync",
            arguments={"namespace": namespace, "broker": broker},
            before={"uid": pod.uid},
            inject=inject,
            look=lambda: probes.replication(kafka),
            took_effect=lambda seen: seen.without(broker),
            effect_within=_SHOWS_WITHIN,
        )
    )


@undo_step("kafka.in_sync")
def _in_sync(session: Session, arguments: Mapping[str, Any], _before: Mapping[str, Any]) -> str:
    """Wait until the broker is in sync; the step that restores its network has run before."""
    return kafka_brokers.await_in_sync(session, arguments["namespace"], arguments["broker"])


ACTIONS = {"cut_broker": cut_broker}
