"""A consumer group that is stuck: its members are all there, and partitions fall behind.

A member of our own joins, gets its share of the partitions, and neither reads nor commits. It ends
with this process: Kafka then gives its partitions to the others after its session's 10 seconds.
"""

import secrets
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from drillbook.clients import kafka as clients
from drillbook.clients.kafka import Kafka
from drillbook.clients.kafka_group import IdleMember, knows
from drillbook.clock import eventually
from drillbook.errors import CheckFailed, UndoIncomplete, Unobservable, UsageError
from drillbook.faults.bringing import Fault, action, bring
from drillbook.faults.catalogue import Needs, described
from drillbook.guard import Change
from drillbook.opening import required
from drillbook.probes import kafka_group
from drillbook.probes.kafka_group import Held
from drillbook.session import Session, undo_step

_JOINS_WITHIN = timedelta(minutes=1)
_LEAVES_WITHIN = timedelta(minutes=2)

#: The members of this process, by their client id.
_MEMBERS: dict[str, list[IdleMember]] = {}


@action
@described(
    changes="kafka.stick_group",
    effect="the group is stable, and our member's partitions fall behind with nothing committed",
    undo="kafka.leave_group",
    needs=Needs(rights=("get secrets", "get services")),
)
def stick(namespace: str, group: str, topic: str, members: int = 1, messages: int = 10) -> str:
    """Join a consumer group with members that take partitions of a topic and read nothing.

    The effect is that the group is stable, and that the partitions which these members hold are at
    least ``messages`` further behind than when they were taken, with nothing committed. Needs a
    topic that is written to, and a group that shares partitions by range, roundrobin or
    cooperative-sticky. The members last as long as this process.
    """
    session = required()
    kafka = clients.connect(session, namespace)
    client = f"drillbook-{secrets.token_hex(4)}"
    before = kafka_group.held(kafka, group, client).value
    if before.state != "STABLE" or not knows(before.assignor):
        raise UsageError(
            f"group {group} is {before.state}, assignor {before.assignor or 'none'}: only a stable "
            "group with a known assignor can be stuck"
        )
    taken: list[Held] = []

    def inject() -> None:
        _MEMBERS[client] = [
            IdleMember(kafka.access, group, topic, client, before.assignor)
            for _ in range(int(members))
        ]
        taken.append(_share(kafka, group, client))

    return bring(
        Fault(
            text=f"consumer group {group} is stuck: {client} holds partitions and reads nothing",
            change=Change("kafka.stick_group", namespace, (group,)),
            undo="kafka.leave_group",
            arguments={"namespace": namespace, "group": group, "client": client},
            before={"members": before.members},
            inject=inject,
            look=lambda: kafka_group.held(kafka, group, client),
            took_effect=lambda seen: _is_stuck(seen, taken[0], int(messages)),
            effect_within=_JOINS_WITHIN,
        )
    )


@undo_step("kafka.leave_group")
def _leave_group(session: Session, arguments: Mapping[str, Any], _before: Mapping[str, Any]) -> str:
    """Leave the group, or wait until Kafka has thrown the member of a dead process out."""
    group, client = arguments["group"], arguments["client"]
    mine = _MEMBERS.pop(client, [])
    for member in mine:
        member.leave()
    try:
        kafka = clients.connect(session, arguments["namespace"])
        eventually(
            lambda: (
                kafka_group.held(kafka, group, client).value.state
                if not kafka_group.present(kafka, group, client)
                else f"{client} is still in it"
            ),
            lambda state: state in ("STABLE", "EMPTY"),
            within=_LEAVES_WITHIN,
            what=f"group {group} is stable without {client}",
        )
    except (CheckFailed, Unobservable) as error:
        raise UndoIncomplete(
            f"{error}; by hand: end the process that has client id {client} "
            f"(kafka-consumer-groups.sh --describe --group {group} --members)"
        ) from error
    return f"{client} has left group {group}" + ("" if mine else ", with its process")


def _share(kafka: Kafka, group: str, client: str) -> Held:
    return eventually(
        lambda: kafka_group.held(kafka, group, client).value,
        lambda seen: seen.state == "STABLE" and bool(seen.partitions),
        within=_JOINS_WITHIN,
        what=f"{client} has partitions of group {group}",
    ).value


def _is_stuck(seen: Held, taken: Held, messages: int) -> bool:
    same = (seen.partitions, seen.read_to) == (taken.partitions, taken.read_to)
    return seen.state == "STABLE" and same and seen.lag >= taken.lag + messages


ACTIONS = {"stick": stick}
