"""Phrases of the clients of KG RCA: added, upgraded, suspended, exported, deleted, kept apart."""

from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from pytest_bdd import parsers, step, then, when

from drillbook.checks import kg_clients as checks
from drillbook.clock import eventually
from drillbook.drill import Drill
from drillbook.errors import CheckFailed, UsageError
from drillbook.observation import Observation
from drillbook.probes import kafka_client, kg_clients
from drillbook.probes.kafka_client import User
from drillbook.probes.kg_clients import topic_of
from drillbook.procedures import kg_clients as procedures
from drillbook.procedures import kg_exports, workloads
from drillbook.procedures.kg_clients import Added
from drillbook.session import Session
from drillbook.system import SystemUnderDrill
from drillbook.verdict import Judgement
from steps.looking import judged_in_time
from steps.spans import budget

# What an administrator has changed reaches every broker a moment later.
_KNOWN_WITHIN = timedelta(seconds=30)
_GRAPH_EVERY = timedelta(milliseconds=500)


@dataclass
class Clients:
    """The clients that a scenario has added, by the name that it gives them, and their exports."""

    added: dict[str, Added] = field(default_factory=dict)
    exports: dict[str, tuple[str, int]] = field(default_factory=dict)

    def of(self, client: str) -> Added:
        """Return a client that the scenario has added. Raises UsageError."""
        if client not in self.added:
            raise UsageError(f"this scenario has not added client {client}")
        return self.added[client]

    def id(self, client: str) -> str:
        """Return the id of a client by its name in the scenario, or what is an id already."""
        return self.added[client].id if client in self.added else client

    def user(self, client: str) -> User:
        """Return a client's user of Kafka: one that the scenario has made, or one of a Secret."""
        made = self.added.get(client)
        return User(made.id, made.password) if made else User(client)


@pytest.fixture
def kg_rca_clients() -> Clients:
    """Return the clients that the scenario's steps have added."""
    return Clients()


@step(parsers.parse("client {client} is added with plan {plan}"))
def _added(
    session: Session, system: SystemUnderDrill, kg_rca_clients: Clients, client: str, plan: str
) -> None:
    kg_rca_clients.added[client] = procedures.add(session, system.namespace, client, plan)


@when(parsers.parse("client {client} is upgraded to plan {plan}"))
def _upgraded(
    session: Session, system: SystemUnderDrill, kg_rca_clients: Clients, client: str, plan: str
) -> None:
    procedures.upgrade(session, system.namespace, kg_rca_clients.of(client), plan)


@when(parsers.parse("client {client} is suspended"))
def _suspended(
    session: Session, system: SystemUnderDrill, kg_rca_clients: Clients, client: str
) -> None:
    procedures.suspend(session, system.namespace, kg_rca_clients.of(client))


@when(parsers.parse("the graph of client {client} is exported"))
def _exported(
    session: Session, system: SystemUnderDrill, kg_rca_clients: Clients, client: str
) -> None:
    identity = kg_rca_clients.of(client).id
    held = kg_clients.holding(session, system.namespace, identity).value
    sha256 = kg_exports.export(session, system.namespace, identity)
    kg_rca_clients.exports[client] = sha256, held.events + held.resources


@when(parsers.parse("client {client} is deleted"))
def _deleted(
    session: Session, system: SystemUnderDrill, kg_rca_clients: Clients, client: str
) -> None:
    procedures.delete(session, system.namespace, kg_rca_clients.of(client))


@when(parsers.parse("the graph of client {client} is lost"))
def _lost(session: Session, system: SystemUnderDrill, kg_rca_clients: Clients, client: str) -> None:
    procedures.lose_graph(session, system.namespace, kg_rca_clients.of(client))


@when("graph-builder is restarted, and reads again what the graph does not have")
def _read_again(session: Session, system: SystemUnderDrill) -> None:
    workloads.restart(session, system.namespace, "graph-builder")


@step(parsers.parse("client {client} sends {count:d} events to its own topic"))
def _sends(
    session: Session,
    system: SystemUnderDrill,
    kg_rca_clients: Clients,
    client: str,
    count: int,
) -> None:
    procedures.send_events(session, system.namespace, kg_rca_clients.of(client), count)


@then(parsers.parse("billing has client {client} as {status} with plan {plan}"))
def _stands(
    drill: Drill,
    session: Session,
    system: SystemUnderDrill,
    kg_rca_clients: Clients,
    client: str,
    status: str,
    plan: str,
) -> None:
    seen = kg_clients.record(session, system.namespace, kg_rca_clients.id(client))
    found = (seen.value.plan, seen.value.status) if seen.value else None
    drill.judge(checks.stands(client, found, plan, status), [seen])


@step(parsers.parse("the graph holds {count:d} events of client {client} within {time}"))
def _in_graph(
    drill: Drill,
    session: Session,
    system: SystemUnderDrill,
    kg_rca_clients: Clients,
    client: str,
    count: int,
    time: str,
) -> None:
    identity = kg_rca_clients.id(client)
    limit = budget(session, system, "events_in_graph", time)
    latest: list[Observation[kg_clients.Holding]] = []

    def look() -> Judgement:
        latest[:] = [kg_clients.holding(session, system.namespace, identity)]
        return checks.kept(client, "events in the graph", latest[0].value.events, count)

    what = f"{count} events of {client} in the graph"
    drill.judge(judged_in_time(drill, look, what, limit, every=_GRAPH_EVERY), latest)


@then(parsers.parse("the topic of client {client} holds {count:d} events"))
def _in_topic(
    drill: Drill,
    session: Session,
    system: SystemUnderDrill,
    kg_rca_clients: Clients,
    client: str,
    count: int,
) -> None:
    seen = kg_clients.holding(session, system.namespace, kg_rca_clients.id(client))
    drill.judge(checks.kept(client, "events in the topic", seen.value.messages, count), [seen])


@then(parsers.parse("client {client} has neither topic nor graph"))
def _gone(
    drill: Drill,
    session: Session,
    system: SystemUnderDrill,
    kg_rca_clients: Clients,
    client: str,
) -> None:
    seen = kg_clients.holding(session, system.namespace, kg_rca_clients.id(client))
    found = seen.value
    drill.judge(checks.gone(client, found.events + found.resources, found.messages), [seen])


@then(parsers.parse("the export of client {client} has all that its graph held"))
def _export(
    drill: Drill,
    session: Session,
    system: SystemUnderDrill,
    kg_rca_clients: Clients,
    client: str,
) -> None:
    if client not in kg_rca_clients.exports:
        raise UsageError(f"this scenario has not exported the graph of client {client}")
    sha256, held = kg_rca_clients.exports[client]
    seen = kg_exports.look(session, system.namespace, kg_rca_clients.id(client), sha256)
    judgement = checks.exported(client, seen.value.lines, held, whole=seen.value.whole)
    drill.judge(judgement, [seen])


@step(parsers.parse("client {client} may write to its own topic"))
def _may_write(
    drill: Drill,
    session: Session,
    system: SystemUnderDrill,
    kg_rca_clients: Clients,
    client: str,
) -> None:
    seen = _write(session, system, kg_rca_clients, client, refused=False)
    drill.judge(checks.may_write(client, seen.value.topic, seen.value.refused), [seen])


@then(parsers.parse("client {client} may no longer write to its own topic"))
def _may_not_write(
    drill: Drill,
    session: Session,
    system: SystemUnderDrill,
    kg_rca_clients: Clients,
    client: str,
) -> None:
    seen = _write(session, system, kg_rca_clients, client, refused=True)
    judgement = checks.shut_out(client, seen.value.topic, {"write": seen.value.refused})
    drill.judge(judgement, [seen])


@then(parsers.parse("client {client} may neither read nor write the topic of client {other}"))
def _kept_apart(
    drill: Drill,
    session: Session,
    system: SystemUnderDrill,
    kg_rca_clients: Clients,
    client: str,
    other: str,
) -> None:
    topic, user = topic_of(other), kg_rca_clients.user(client)
    read = kafka_client.reading(session, system.namespace, user, topic)
    write = kafka_client.writing(session, system.namespace, user, topic)
    refusals = {"read": read.value.refused, "write": write.value.refused}
    drill.judge(checks.shut_out(client, topic, refusals), [read, write])


def _write(
    session: Session, system: SystemUnderDrill, added: Clients, client: str, *, refused: bool
) -> Observation[kafka_client.Write]:
    """Try to write as a client until that is as wanted, or the brokers should know by now."""
    topic, user = topic_of(added.id(client)), added.user(client)
    latest: list[Observation[kafka_client.Write]] = []

    def look() -> bool:
        latest[:] = [kafka_client.writing(session, system.namespace, user, topic)]
        return bool(latest[0].value.refused)

    with suppress(CheckFailed):  # what was seen last is judged
        eventually(look, lambda seen: seen is refused, within=_KNOWN_WITHIN, what="the rights")
    return latest[0]
