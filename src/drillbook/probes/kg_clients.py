"""What KG RCA's parts say of one of its clients: billing, the API, the graph, its topic."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from drillbook.clients import http, kafka, neo4j
from drillbook.clients.postgresql import address, connected
from drillbook.clock import now
from drillbook.errors import Unobservable
from drillbook.forecast.growth import projection
from drillbook.observation import Observation
from drillbook.rights import needs
from drillbook.session import Session

#: In place of a status: the connection was refused.
NOBODY = 0
# With Neo4j down the API answers 503 only once it has tried for eight seconds.
_ANSWER_WITHIN = timedelta(seconds=15)
KEYS = "kg-api-keys"
API = "kg-api:8080"
API_PATH = "/api/v1/rca"
#: Any resource: one that is not there has no errors, which is an answer, too.
RESOURCE = "app-000-gateway-00"

_CAME = (
    "SELECT count(*) FROM clients "
    "WHERE status = 'active' AND created_at < date_trunc('month', now()) "
    "GROUP BY date_trunc('month', created_at) ORDER BY date_trunc('month', created_at) DESC"
)
_MONTHS = 3
_ACTIVE = "SELECT id, plan FROM clients WHERE status = 'active' ORDER BY created_at, id"
_OF_GRAPH = "MATCH (r:Resource) RETURN DISTINCT r.client_id AS client"
_LINKS = (
    "MATCH (e:Event)-[l:POTENTIAL_CAUSE]->() WHERE e.client_id = $client AND e.id > '' "
    "RETURN count(l) AS links"
)
_READ = "MATCH (o:Offset) RETURN o.topic AS topic, o.partition AS partition, o.next AS next"
_RECORD = "SELECT plan, status, updated_at FROM clients WHERE id = %s"
_EVENTS = "MATCH (e:Event) WHERE e.client_id = $client AND e.id > '' RETURN count(e) AS nodes"
_RESOURCES = "MATCH (r:Resource) WHERE r.client_id = $client AND r.id > '' RETURN count(r) AS nodes"


@dataclass(frozen=True)
class Record:
    """A client as billing has it."""

    plan: str
    status: str
    updated_at: datetime


@dataclass(frozen=True)
class Holding:
    """How much of a client is kept: events and resources in the graph, messages in its topic.

    ``messages`` is None when there is no topic.
    """

    events: int
    resources: int
    messages: int | None


@dataclass(frozen=True)
class Growth:
    """How many clients are active, how many came a month (a mean), and what follows, in months."""

    active: int
    a_month: int
    months_until_full: int
    plan_month: int


@dataclass(frozen=True)
class Summary:
    """A client's line of the weekly summary."""

    plan: str
    messages: int
    resources: int
    links: int


@dataclass(frozen=True)
class Events:
    """Messages that the clients' topics keep, and how many of them the graph has read."""

    kept: int
    read: int


def topic_of(client: str) -> str:
    """Return the topic of a client's normalised events."""
    return f"{client}.events.normalized"


def record(session: Session, namespace: str, client: str) -> Observation[Record | None]:
    """Look at what billing has of a client; None when it knows no such client."""
    started = now()
    with connected(session, namespace) as connection:
        row = connection.execute(_RECORD, (client,)).fetchone()
    source = f"PostgreSQL at {address(session, namespace)}"
    found = Record(str(row[0]), str(row[1]), row[2]) if row else None
    return Observation(
        f"record of {client}", found, source, _RECORD, started, now(), {"client": client}
    )


def answer(session: Session, namespace: str, client: str, key: str) -> Observation[int]:
    """Ask the API for a client with a key; return the status of its answer, or NOBODY."""
    url = http.service_url(session, f"{namespace}/{API}") + API_PATH
    started = now()
    parameters = {"client_id": client, "resource_id": RESOURCE}
    try:
        answered = http.get(url, parameters, headers={"X-API-Key": key}, within=_ANSWER_WITHIN)
        status = answered.status
    except http.NobodyListens:
        status = NOBODY
    return Observation(
        f"answer to {client}", status, url, f"GET {API_PATH}", started, now(), parameters
    )


@needs("get secrets[kg-api-keys]")
def answers(
    session: Session, namespace: str, *, keys_in: str | None = None
) -> Observation[dict[str, int]]:
    """Ask the API once for every client that is active, each with its own key.

    The keys are those of the namespace, or of ``keys_in`` for a system that was restored beside it.
    """
    keys = session.secret(keys_in or namespace, KEYS)
    started = now()
    clients = active(session, namespace).value
    missing = sorted(clients.keys() - keys.keys())
    if missing or not clients:
        raise Unobservable(f"Secret {namespace}/{KEYS} has no key of {', '.join(missing) or 'any'}")
    found = {one: answer(session, namespace, one, keys[one]).value for one in clients}
    return Observation(
        "answers to all clients", found, API, f"GET {API_PATH} for each", started, now()
    )


def holding(session: Session, namespace: str, client: str) -> Observation[Holding]:
    """Count what the graph and the client's topic keep of it."""
    graph = neo4j.connect(session, namespace)
    broker = kafka.connect(session, namespace)
    topic = topic_of(client)
    started = now()
    events = int(graph.query(_EVENTS, client=client)[0]["nodes"])
    resources = int(graph.query(_RESOURCES, client=client)[0]["nodes"])
    places = [(p.topic, p.number) for p in broker.metadata().partitions if p.topic == topic]
    messages = None
    if places:
        begins, ends = broker.begins(places), broker.ends(places)
        messages = sum(ends[place] - begins[place] for place in places)
    return Observation(
        f"what is kept of {client}",
        Holding(events, resources, messages),
        f"Neo4j at {graph.uri} and Kafka at {broker.access.bootstrap}",
        f"{_EVENTS}; {_RESOURCES}; ListOffsets of {topic}",
        started,
        now(),
        {"client": client},
    )


def active(session: Session, namespace: str) -> Observation[dict[str, str]]:
    """Return the plans of the clients that are active in billing."""
    started = now()
    with connected(session, namespace) as connection:
        found = {str(row[0]): str(row[1]) for row in connection.execute(_ACTIVE)}
    source = f"PostgreSQL at {address(session, namespace)}"
    return Observation("active clients", found, source, _ACTIVE, started, now())


def growth(
    session: Session, namespace: str, most: int, plan_months_before: int
) -> Observation[Growth]:
    """Look at how many clients are active and came in a month, by billing's own dates; project it.

    A month is one of the last three in which any came, this one left out: it is not over. With
    fewer, Unobservable: no growth can be told from that.
    """
    started = now()
    with connected(session, namespace) as connection:
        rows = [int(row[0]) for row in connection.execute(_CAME).fetchall()]
        active_now = len(connection.execute(_ACTIVE).fetchall())
    if len(rows) < _MONTHS:
        raise Unobservable(f"clients came in {len(rows)} whole months, not in {_MONTHS}")
    a_month = sum(rows[:_MONTHS]) // _MONTHS
    ahead = projection(active_now, a_month, most, plan_months_before)
    found = Growth(active_now, a_month, ahead.months_until_full, ahead.plan_month)
    source = f"PostgreSQL at {address(session, namespace)}"
    return Observation("growth of clients", found, source, _CAME, started, now())


def of_graph(session: Session, namespace: str) -> Observation[tuple[str, ...]]:
    """Return the clients that have resources in the graph."""
    graph = neo4j.connect(session, namespace)
    started = now()
    found = tuple(sorted(str(row["client"]) for row in graph.query(_OF_GRAPH)))
    source = f"Neo4j at {graph.uri}"
    return Observation("clients of the graph", found, source, _OF_GRAPH, started, now())


def summary(session: Session, namespace: str) -> Observation[dict[str, Summary]]:
    """Make the weekly summary: for each active client what its topic and its graph hold."""
    graph = neo4j.connect(session, namespace)
    started = now()
    lines: dict[str, Summary] = {}
    for client, plan in active(session, namespace).value.items():
        held = holding(session, namespace, client).value
        links = int(graph.query(_LINKS, client=client)[0]["links"])
        lines[client] = Summary(plan, held.messages or 0, held.resources, links)
    query = f"{_ACTIVE}; {_RESOURCES}; {_LINKS}; ListOffsets"
    return Observation(
        "client activity summary", lines, f"PostgreSQL, Kafka, {graph.uri}", query, started, now()
    )


def events(session: Session, namespace: str) -> Observation[Events]:
    """Count the events that all clients' topics keep, and those that the graph has read."""
    graph, broker = neo4j.connect(session, namespace), kafka.connect(session, namespace)
    started = now()
    read = {(str(r["topic"]), int(r["partition"])): int(r["next"]) for r in graph.query(_READ)}
    places = [
        (p.topic, p.number)
        for p in broker.metadata().partitions
        if p.topic.startswith("client-") and p.topic.endswith(topic_of(""))
    ]
    begins, ends = broker.begins(places), broker.ends(places)
    kept = sum(ends[place] - begins[place] for place in places)
    found = Events(kept, sum(max(read.get(p, 0) - begins[p], 0) for p in places))
    source = f"Neo4j at {graph.uri} and Kafka at {broker.access.bootstrap}"
    return Observation(
        "events of all clients", found, source, f"{_READ}; ListOffsets", started, now()
    )
