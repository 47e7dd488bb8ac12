"""Clients of KG RCA added, upgraded, suspended, exported and deleted (Client Management).

Only a client that a drill has added itself is ever changed: its undo removes all of it. What the
runbook leaves to a script or to another document (the API key, topics, ACLs) is done here. Its
commands are for a database for each client, which Neo4j Community does not have: there a client's
graph is the nodes with its ``client_id``. To suspend, it removes an entry for the topic named
``*``, which is none of those that let a client write; here all of the client's own are removed.
"""

import hashlib
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from drillbook.clients import kafka, kafka_users, neo4j
from drillbook.clients.postgresql import Connection, connected
from drillbook.errors import NotDone, UndoIncomplete, Unobservable, UsageError
from drillbook.guard import Change
from drillbook.ledger.graph import event, forget_graph
from drillbook.ledger.kafka import delete_topic
from drillbook.probes import kg_clients
from drillbook.procedures import kg_exports
from drillbook.procedures.restoring import note
from drillbook.session import Session, undo_step

PARTITIONS, REPLICAS = 8, 3
_ACKED_WITHIN = timedelta(seconds=30)
_GONE_WITHIN = timedelta(minutes=1)

_ADD = (
    "INSERT INTO clients (id, name, email, plan, status, created_at, updated_at) "
    "VALUES (%s, %s, %s, %s, 'active', now(), now())"
)
_ADD_KEY = "INSERT INTO api_keys (key_sha256, client_id, created_at) VALUES (%s, %s, now())"
_UPGRADE = "UPDATE clients SET plan = %s, updated_at = now() WHERE id = %s"
_STATUS = "UPDATE clients SET status = %s, updated_at = now() WHERE id = %s"
_REMOVE = (
    "DELETE FROM api_keys WHERE client_id = %s",
    "DELETE FROM usage WHERE client_id = %s",
    "DELETE FROM clients WHERE id = %s",
)


@dataclass(frozen=True)
class Added:
    """A client that a drill has added, with the credentials that were made for it."""

    id: str
    api_key: str = field(repr=False)
    password: str = field(repr=False)


def add(session: Session, namespace: str, name: str, plan: str) -> Added:
    """Add a client: record, API key, Kafka user, rights and topic. The undo removes all of it.

    Its id is as the runbook's are, the name and six random digits: readers of Kafka that have
    not heard yet that a topic is gone would go on in a new one of its name where they were.
    Raises UsageError for one that is there already (nothing was changed), Refused, or NotDone.
    """
    client = f"client-{name}-{secrets.token_hex(3)}"
    if kg_clients.record(session, namespace, client).value is not None:
        raise UsageError(
            f"client {client} is there already; a drill adds its own. Nothing was changed."
        )
    made = Added(client, secrets.token_urlsafe(32), secrets.token_urlsafe(24))
    session.redactor.add([made.api_key, made.password])
    session.permit(Change("client.add", namespace, (client,), undo_within=_GONE_WITHIN))
    session.intend("client.remove", {"namespace": namespace, "client": client}, {})
    digest = hashlib.sha256(made.api_key.encode()).hexdigest()
    with _billing(session, namespace) as billing, billing.transaction():
        billing.execute(_ADD, (client, name, f"admin@{client}.example", plan))
        billing.execute(_ADD_KEY, (digest, client))
    admin = kafka.access(session, namespace)
    kafka_users.set_password(admin, client, made.password)
    kafka_users.let_write(admin, client, f"{client}.")
    broker = kafka.Kafka(admin)
    broker.create_topic(kg_clients.topic_of(client), PARTITIONS, REPLICAS, {})
    note(f"client {client} is added with plan {plan}: record, API key, Kafka user, rights, topic")
    return made


def upgrade(session: Session, namespace: str, client: Added, plan: str) -> None:
    """Change the plan of a client that the drill has added. Raises Refused or NotDone."""
    session.permit(Change("client.upgrade", namespace, (client.id,)))
    with _billing(session, namespace) as billing:
        _one(billing, _UPGRADE, plan, client.id)
    note(f"client {client.id} has plan {plan}")


def suspend(session: Session, namespace: str, client: Added) -> None:
    """Suspend a client that the drill has added, and revoke what lets it write to Kafka."""
    session.permit(Change("client.suspend", namespace, (client.id,)))
    with _billing(session, namespace) as billing:
        _one(billing, _STATUS, "suspended", client.id)
    revoked = kafka_users.revoke_all(kafka.access(session, namespace), client.id)
    note(f"client {client.id} is suspended, {revoked} rights of its Kafka user are revoked")


def delete(session: Session, namespace: str, client: Added) -> None:
    """Delete a client that the drill has added: its topic, its rights and its graph."""
    session.permit(Change("client.delete", namespace, (client.id,)))
    with _billing(session, namespace) as billing:
        _one(billing, _STATUS, "deleted", client.id)
    nodes = _remove_data(session, namespace, client.id)
    note(f"client {client.id} is deleted: topic, rights and {nodes} nodes of its graph")


def lose_graph(session: Session, namespace: str, client: Added) -> None:
    """Lose the graph of a client that the drill has added, and where it stood in its topic.

    What a graph that is damaged comes to where all clients share a database: nothing of it counts.
    """
    session.permit(Change("client.delete", namespace, (client.id,)))
    nodes = forget_graph(
        neo4j.connect(session, namespace), client.id, kg_clients.topic_of(client.id)
    )
    note(f"{nodes} nodes of client {client.id} are lost")


def send_events(session: Session, namespace: str, client: Added, count: int) -> None:
    """Send numbered events to the client's own topic, as that client, and wait for all acks.

    Raises Refused, CheckFailed when the client may not write, or NotDone.
    """
    session.permit(Change("ledger.write", namespace, (f"client {client.id}",)))
    topic = kg_clients.topic_of(client.id)
    own = kafka_users.as_user(kafka.access(session, namespace), client.id, client.password)
    failures: list[str] = []
    producer = kafka.Kafka(own).producer({"enable.idempotence": False, "acks": "all"})
    for number in range(count):
        producer.produce(
            topic,
            event(client.id, number),
            on_delivery=lambda error, _: failures.append(error.str()) if error else None,
        )
    left = producer.flush(_ACKED_WITHIN.total_seconds())
    if failures or left:
        raise NotDone(
            f"{len(failures)} of {count} events were refused, {left} not answered: {failures[:1]}"
        )
    note(f"client {client.id} has sent {count} events")


@undo_step("client.remove")
def _remove(session: Session, arguments: Mapping[str, Any], _before: Mapping[str, Any]) -> str:
    """Remove all of a client that a drill has added, its export too, and look that it is gone."""
    namespace, client = str(arguments["namespace"]), str(arguments["client"])
    try:
        nodes = _remove_data(session, namespace, client)
        kg_exports.remove(session, namespace, client)
        with _billing(session, namespace) as billing, billing.transaction():
            for statement in _REMOVE:
                billing.execute(statement.encode(), (client,))
    except NotDone as error:
        raise UndoIncomplete(
            f"{error}; by hand: remove client {client} from Kafka, the graph and billing"
        ) from error
    return f"client {client} is gone, with {nodes} nodes of its graph"


def _remove_data(session: Session, namespace: str, client: str) -> int:
    """Remove rights and topic first: with the topic goes what graph-builder has not read."""
    admin = kafka.access(session, namespace)
    kafka_users.revoke_all(admin, client)
    kafka_users.remove_password(admin, client)
    topic = kg_clients.topic_of(client)
    delete_topic(kafka.Kafka(admin), topic)
    return forget_graph(neo4j.connect(session, namespace), client, topic)


@contextmanager
def _billing(session: Session, namespace: str) -> Iterator[Connection]:
    try:
        with connected(session, namespace) as connection:
            yield connection
    except Unobservable as error:
        raise NotDone(str(error)) from error


def _one(billing: Connection, statement: str, value: str, client: str) -> None:
    changed = billing.execute(statement.encode(), (value, client)).rowcount
    if changed != 1:
        raise NotDone(f"{changed} clients are named {client} in billing, not one")
