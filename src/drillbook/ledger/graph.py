"""A ledger through KG RCA: numbered events go in by Kafka and are read back from the graph.

It is a client of its own (``client-drillbook-…``) with a topic of its own, which graph-builder
reads as it reads every client's, so that no real client's graph is touched and all of it can be
taken away again. Each event carries how often it was applied.
"""

import json
import time
import uuid
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from drillbook.clients import kafka as kafka_clients
from drillbook.clients import neo4j as neo4j_clients
from drillbook.clients.kafka import Kafka
from drillbook.clock import eventually
from drillbook.errors import CheckFailed, NotDone, UndoIncomplete, Unobservable
from drillbook.evidence.model import LedgerRecord
from drillbook.guard import Change
from drillbook.ledger import books
from drillbook.ledger.account import account
from drillbook.ledger.history import History, ReadBack
from drillbook.ledger.kafka import delete_topic
from drillbook.ledger.kafka_topic import make_topic
from drillbook.ledger.kafka_writer import Messages, Settings
from drillbook.ledger.protocol import GAP
from drillbook.ledger.writer import Writer
from drillbook.session import Session, undo_step

PREFIX = "client-drillbook-"
GROUP = "kg-builder"
PARTITIONS = 6

_RESOURCE = "ledger"
_FIRST_APPLIED_WITHIN = timedelta(seconds=90)
_GRAPH_EVERY = timedelta(seconds=1)
_PAGE = 10_000

# The graph's index on (client_id, id) serves a query only that has a condition on both.
_COUNT = "MATCH (e:Event) WHERE e.client_id = $client AND e.id > '' RETURN count(e) AS found"
_EVENTS = """
MATCH (e:Event) WHERE e.client_id = $client AND e.id > $after
RETURN e.id AS id, e.applied AS applied ORDER BY e.id LIMIT $page
"""
# Each deletion is one transaction of at most a page, so that it fits the server's memory.
_DELETE = """
MATCH (n:{label}) WHERE n.client_id = $client AND n.id > '' WITH n LIMIT $page
DETACH DELETE n RETURN count(*) AS deleted
"""
_LOSE = """
MATCH (e:Event) WHERE e.client_id = $client AND e.id > '' WITH e ORDER BY e.id LIMIT 1
DETACH DELETE e RETURN count(*) AS deleted
"""
_FORGET = "MATCH (o:Offset {topic: $topic}) DELETE o"


@dataclass(frozen=True)
class Caught:
    """How far the graph has caught up: events in it, and messages still before the builder."""

    applied: int
    behind: int


class GraphLedger:
    """Sends numbered events at a steady rate; what was applied is read from the graph."""

    def __init__(
        self,
        session: Session,
        namespace: str,
        rate_per_second: int = 100,
        caught_up_within: timedelta = timedelta(minutes=3),
        name: str = "graph",
        make: Callable[[str, int], bytes] | None = None,
    ) -> None:
        self.name = name
        self._make = make or event
        self.client = f"{PREFIX}{uuid.uuid4().hex[:8]}"
        self.topic = topic_of(self.client)
        self.place = f"client {self.client}"
        self._session, self._namespace = session, namespace
        self._within = caught_up_within
        self._kafka = kafka_clients.connect(session, namespace)
        self._settings = Settings(rate_per_second=rate_per_second, partitions=PARTITIONS)
        messages = Messages(self._kafka, self.topic, self._settings, self._event)
        self.writer = Writer(f"the writer to {self.topic}", messages.write)

    def start(self) -> None:
        """Make the topic, and send events until the first one is in the graph."""
        permitted(self._session, self._namespace, self.client)
        make_topic(self._kafka, self.topic, self._settings)
        books.begun(self)
        self.writer.start(self._settings.answer_within)
        try:
            eventually(
                self._applied,
                lambda count: count > 0,
                within=_FIRST_APPLIED_WITHIN,
                what="the ledger's first event is in the graph",
                every=_GRAPH_EVERY,
            )
        except CheckFailed as error:
            raise Unobservable(str(error)) from error

    def stop(self) -> None:
        """Stop sending; messages under way get their answer or their time-out."""
        self.writer.stop(2 * self._settings.answer_within)

    def account(self) -> LedgerRecord:
        """Wait until the builder has read all events, and return what became of each.

        Raises Unobservable while the builder is behind: an event that it has not read yet is
        neither lost nor there.
        """
        history = self.writer.finished()
        graph = neo4j_clients.connect(self._session, self._namespace)
        await_caught_up(graph, self._kafka, self.client, history, self._within)
        return account_of(graph, self.client, history, self.writer.ended, self.name)

    def lose(self) -> None:
        """Take the first event that is in the graph away, as nobody but a proof would."""
        self._session.permit(Change("ledger.write", self._namespace, (self.place,)))
        graph = neo4j_clients.connect(self._session, self._namespace)
        if not graph.query(_LOSE, client=self.client)[0]["deleted"]:
            raise NotDone(f"{self.place} has no event in the graph that could be lost")

    def _event(self, number: int) -> bytes:
        return self._make(self.client, number)

    def _applied(self) -> int:
        return applied(neo4j_clients.connect(self._session, self._namespace), self.client)


def applied(graph: neo4j_clients.Access, client: str) -> int:
    """Return how many events of a client are in the graph."""
    return int(graph.query(_COUNT, client=client)[0]["found"])


def await_caught_up(
    graph: neo4j_clients.Access, kafka: Kafka, client: str, history: History, within: timedelta
) -> None:
    """Wait until every acknowledged event is in the graph, or none is left to read."""
    topic = topic_of(client)
    try:
        eventually(
            lambda: Caught(applied(graph, client), behind(kafka, topic)),
            lambda seen: seen.applied >= history.acked or seen.behind == 0,
            within=within,
            what=f"graph-builder has read all {history.acked} events",
            every=_GRAPH_EVERY,
        )
    except CheckFailed as error:
        raise Unobservable(str(error)) from error


def account_of(
    graph: neo4j_clients.Access, client: str, history: History, ended: int, name: str
) -> LedgerRecord:
    """Read all events of a client back from the graph, and account for each."""
    found = ReadBack(len(history), 0, history.ticks())
    for identity, times in _events(graph, client):
        found.saw(int(identity), times=times)
    return account(
        history,
        found,
        name=name,
        system_under_write=f"graph of {client}, through Kafka topic {topic_of(client)}",
        ended=ended,
        gap_threshold=GAP,
    )


def _events(graph: neo4j_clients.Access, client: str) -> Iterator[tuple[str, int]]:
    after = ""
    while True:
        rows = graph.query(_EVENTS, client=client, after=after, page=_PAGE)
        for row in rows:
            yield str(row["id"]), int(row["applied"])
        if len(rows) < _PAGE:
            return
        after = str(rows[-1]["id"])


def topic_of(client: str) -> str:
    """Return the topic of a client's normalised events."""
    return f"{client}.events.normalized"


def event(client: str, number: int) -> bytes:
    """Return a numbered event of a client, as graph-builder reads it: a heartbeat, no cause."""
    return _document(client, number, {"kind": "heartbeat", "severity": "info"})


def misleading_error(client: str, number: int) -> bytes:
    """Return a numbered error of a client whose true cause is an event that never was.

    No ranking can find it, so the share of errors whose cause is found goes down.
    """
    return _document(
        client, number, {"kind": "errors_high", "severity": "error", "true_cause": "never-was"}
    )


def _document(client: str, number: int, what: Mapping[str, str]) -> bytes:
    document = {
        "type": "event",
        "client_id": client,
        "id": f"{number:012d}",  # in order of number, too
        "resource_id": f"{_RESOURCE}-{number % 100:02d}",
        "application": _RESOURCE,
        "at_ms": int(time.time() * 1000),
        **what,
    }
    return json.dumps(document, separators=(",", ":")).encode()


def behind(kafka: Kafka, topic: str) -> int:
    """Return how many messages of a topic graph-builder has not committed yet."""
    known = [(p.topic, p.number) for p in kafka.metadata().partitions if p.topic == topic]
    if not known:
        raise Unobservable(f"topic {topic} is not there")
    committed = kafka.committed(GROUP)
    ends = kafka.ends(known)
    return sum(max(0, ends[one] - committed.get(one, 0)) for one in known)


def permitted(session: Session, namespace: str, client: str) -> None:
    """Ask to make a client of the ledger's own; how to remove it is written down first."""
    books.permitted(
        session,
        Change("ledger.write", namespace, (f"client {client}",)),
        "graph.remove_client",
        {"namespace": namespace, "client": client},
    )


def forget_graph(graph: neo4j_clients.Access, client: str, topic: str) -> int:
    """Delete a client's nodes and the offsets of its topic; return how many nodes there were."""
    deleted = sum(_delete(graph, client, label) for label in ("Event", "Resource"))
    graph.query(_FORGET, topic=topic)
    return deleted


def _delete(graph: neo4j_clients.Access, client: str, label: str) -> int:
    deleted = 0
    query = _DELETE.format(label=label)
    # A batch that was under way may still arrive: look until nothing is left.
    while page := int(graph.query(query, client=client, page=_PAGE)[0]["deleted"]):
        deleted += page
    return deleted


@undo_step("graph.remove_client")
def _remove_client(
    session: Session, arguments: Mapping[str, Any], _before: Mapping[str, Any]
) -> str:
    """Remove the topic first: with it goes what the builder has not read, and its offsets."""
    namespace, client = str(arguments["namespace"]), str(arguments["client"])
    if not client.startswith(PREFIX):
        raise UndoIncomplete(f"client {client} is not a ledger's; it is left alone")
    books.before_undo(f"client {client}")
    topic = topic_of(client)
    delete_topic(kafka_clients.connect(session, namespace), topic)
    try:
        deleted = forget_graph(neo4j_clients.connect(session, namespace), client, topic)
    except Unobservable as error:
        raise UndoIncomplete(
            f"{error}; by hand, in Neo4j: MATCH (n {{client_id: '{client}'}}) DETACH DELETE n"
        ) from error
    return f"{client}: topic gone, {deleted} nodes removed from the graph"
