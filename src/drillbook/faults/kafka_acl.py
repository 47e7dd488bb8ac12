"""Kafka's access control lists made wrong: a client is denied what it did a moment ago."""

import dataclasses
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from drillbook.clients import kafka as clients
from drillbook.clients import kafka_acl
from drillbook.clients.kafka import Access
from drillbook.clients.kafka_acl import Denial
from drillbook.clock import eventually
from drillbook.errors import CheckFailed, NotDone, UndoIncomplete, Unobservable, UsageError
from drillbook.faults.bringing import Fault, action, bring
from drillbook.faults.catalogue import Needs, described
from drillbook.guard import Change
from drillbook.opening import required
from drillbook.probes import kafka_client
from drillbook.session import Session, undo_step

_WITHIN = timedelta(seconds=30)


@action
@described(
    changes="kafka.deny",
    effect="the user's own write is refused: not authorized",
    undo="kafka.allow_again",
    needs=Needs(rights=("get secrets", "get services")),
)
def deny_write(namespace: str, user: str, topic: str, secret: str = "kafka-clients") -> str:  # noqa: S107 (a name)
    """Add an entry that denies a user to write to a topic; the undo removes that entry alone.

    The effect is that the user's own write is refused. Its password is the value of the key
    ``user`` in the Secret ``secret``. Needs an authorizer, and the rights to alter it.
    """
    session = required()
    admin = clients.access(session, namespace)
    denial = Denial(user, topic, "WRITE")
    client = _client(session, namespace, admin, user, secret)
    largest = kafka_acl.largest_message(admin, topic)
    if kafka_acl.denied(admin, denial):
        raise UsageError(f"{user} is denied to write to {topic} already")
    before = kafka_client.write(client, topic, largest).value
    if before.refused:
        raise UsageError(f"{user} may not write to {topic} as it is: {before.refused}")
    return bring(
        Fault(
            text=f"{user} is denied to write to {topic}",
            change=Change("kafka.deny", namespace, (topic, user)),
            undo="kafka.allow_again",
            arguments={
                "namespace": namespace,
                "secret": secret,
                "largest": largest,
                **dataclasses.asdict(denial),
            },
            before={"denied": False},
            inject=lambda: kafka_acl.deny(admin, denial),
            look=lambda: kafka_client.write(client, topic, largest),
            took_effect=lambda seen: bool(seen.refused),
            effect_within=_WITHIN,
        )
    )


@undo_step("kafka.allow_again")
def _allow_again(session: Session, arguments: Mapping[str, Any], _before: Mapping[str, Any]) -> str:
    """Remove the entry if it is there, and look that the user's write is not refused."""
    namespace, user, topic = arguments["namespace"], arguments["user"], arguments["topic"]
    denial = Denial(user, topic, arguments["operation"])
    try:
        admin = clients.access(session, namespace)
        # Not asked for before: a broker may not have heard of it yet.
        there = kafka_acl.allow_again(admin, denial)
        client = _client(session, namespace, admin, user, arguments["secret"])
        eventually(
            lambda: kafka_client.write(client, topic, arguments["largest"]).value,
            lambda seen: not seen.refused,
            within=_WITHIN,
            what=f"{user} may write to {topic}",
        )
    except (CheckFailed, NotDone, Unobservable) as error:
        by_hand = (
            f"kafka-acls.sh --remove --deny-principal User:{user} --operation {denial.operation} "
            f"--topic {topic} --force"
        )
        raise UndoIncomplete(f"{error}; by hand: {by_hand}") from error
    return f"{user} may write to {topic} again" if there else "the entry was removed already"


def _client(session: Session, namespace: str, admin: Access, user: str, secret: str) -> Access:
    password = session.secret(namespace, secret).get(user)
    if password is None:
        raise UsageError(f"Secret {namespace}/{secret} has no key {user} with the user's password")
    return dataclasses.replace(admin, username=user, password=password)


ACTIONS = {"deny_write": deny_write}
