"""What Neo4j says of itself, and how much its graph holds."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from drillbook.clients.neo4j import DATABASE, Access, Down
from drillbook.clock import now
from drillbook.errors import Unobservable
from drillbook.observation import Observation

T = TypeVar("T")

_AVAILABILITY = (
    "SHOW DATABASES YIELD name, currentStatus, writer WHERE name = $name "
    "RETURN currentStatus AS status, writer"
)
_CLIENTS = (
    "SHOW DATABASES YIELD name, currentStatus WHERE name STARTS WITH 'client_' "
    "RETURN name, currentStatus AS status ORDER BY name"
)
_GRAPH = (
    "MATCH (n) WITH count(n) AS nodes "
    "OPTIONAL MATCH ()-[r]->() RETURN nodes, count(r) AS relationships"
)
_LABELS = "MATCH (n) UNWIND labels(n) AS label RETURN label, count(*) AS nodes ORDER BY label"


@dataclass(frozen=True)
class Availability:
    """Whether the database is online, whether it takes writes here, whether the server answers."""

    online: bool
    writable: bool
    text: str
    answers: bool = True


@dataclass(frozen=True)
class Graph:
    """How many nodes and relationships there are."""

    nodes: int
    relationships: int


def availability(access: Access) -> Observation[Availability]:
    """Look at whether the database is online and takes writes. That it is down is a value."""
    started = now()
    try:
        rows = access.query(_AVAILABILITY, name=DATABASE)
    except Down as down:
        found = Availability(online=False, writable=False, text=str(down), answers=False)
    else:
        found = _availability(rows)
    return _observed(access, "availability of Neo4j", found, _AVAILABILITY, started)


def client_databases(access: Access) -> Observation[dict[str, str]]:
    """Look at the status of every client's own database (Enterprise only); none is Unobservable."""
    started = now()
    found = {str(row["name"]): str(row["status"]) for row in access.query(_CLIENTS)}
    if not found:
        raise Unobservable(f"Neo4j at {access.uri} has no database of a client's own")
    return _observed(access, "databases of clients", found, _CLIENTS, started)


def graph(access: Access) -> Observation[Graph]:
    """Count the nodes and relationships of the graph."""
    started = now()
    rows = access.query(_GRAPH)
    if len(rows) != 1:
        raise Unobservable(f"counting the graph at {access.uri} gave {len(rows)} rows")
    found = Graph(int(rows[0]["nodes"]), int(rows[0]["relationships"]))
    return _observed(access, "graph", found, _GRAPH, started)


def labels(access: Access) -> Observation[dict[str, int]]:
    """Count the nodes by label."""
    started = now()
    found = {str(row["label"]): int(row["nodes"]) for row in access.query(_LABELS)}
    return _observed(access, "nodes by label", found, _LABELS, started)


def _availability(rows: list[Any]) -> Availability:
    if not rows:
        return Availability(online=False, writable=False, text=f"there is no database {DATABASE}")
    online = any(row["status"] == "online" for row in rows)
    writable = any(row["status"] == "online" and row["writer"] for row in rows)
    status = ", ".join(sorted({str(row["status"]) for row in rows}))
    text = f"{DATABASE} is {status}, {'takes writes' if writable else 'takes no writes'}"
    return Availability(online, writable, text)


def _observed(access: Access, name: str, value: T, query: str, started: datetime) -> Observation[T]:
    return Observation(name, value, f"Neo4j at {access.uri}", query, started, now())


def settings(access: Access, names: Iterable[str]) -> Observation[dict[str, str]]:
    """Return what the server says is in effect of some of its settings; an unknown one is left out.

    It refuses to start with a name that it does not know.
    """
    wanted = list(names)
    query = "SHOW SETTINGS YIELD name, value WHERE name IN $names RETURN name, value"
    started = now()
    rows = access.query(query, names=wanted)
    found = {str(row["name"]): str(row["value"]) for row in rows}
    return Observation("settings of Neo4j", found, access.uri, query, started, now())


def java(access: Access, options: tuple[str, ...]) -> Observation[dict[str, str]]:
    """Return values of options of the server's Java, by how the options begin (``-Xmx``).

    When one is given twice the last counts, as it does for Java.
    """
    query = "CALL dbms.queryJmx('java.lang:type=Runtime') YIELD attributes RETURN attributes"
    started = now()
    rows = access.query(query)
    given = rows[0]["attributes"]["InputArguments"]["value"] if rows else []
    found = {
        option: str(one).removeprefix(option)
        for one in given
        for option in options
        if str(one).startswith(option)
    }
    return Observation("options of Neo4j's Java", found, access.uri, query, started, now())
