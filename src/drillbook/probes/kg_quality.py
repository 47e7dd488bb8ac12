"""How good KG RCA's links are, counted in the graph itself and apart from its exporter."""

from drillbook.clients import neo4j
from drillbook.clock import now
from drillbook.errors import Unobservable
from drillbook.observation import Observation
from drillbook.session import Session

_RANKS = (
    "MATCH (e:Event) WHERE e.true_cause IS NOT NULL "
    "OPTIONAL MATCH (c:Event)-[l:POTENTIAL_CAUSE]->(e) "
    "WHERE c.id = e.true_cause RETURN l.rank AS rank, count(*) AS errors"
)
_TENTHS = (
    "MATCH ()-[l:POTENTIAL_CAUSE]->() WHERE l.confidence IS NOT NULL "
    "RETURN toInteger(ceil(l.confidence * 10)) AS tenth, count(*) AS links"
)
_WITHOUT = "MATCH ()-[l:POTENTIAL_CAUSE]->() WHERE l.confidence IS NULL RETURN count(l) AS links"
_RESOURCES = "MATCH (r:Resource) RETURN r.client_id AS client, count(*) AS resources"


def accuracy(session: Session, namespace: str) -> Observation[dict[str, float]]:
    """Return the share of errors whose true cause is among the first 1, 3, 5 and 10 links."""
    graph = neo4j.connect(session, namespace)
    started = now()
    ranks = _ranks(graph)
    total = sum(ranks.values())
    found = {
        str(k): sum(errors for rank, errors in ranks.items() if rank and rank <= k) / total
        for k in (1, 3, 5, 10)
    }
    return Observation("accuracy", found, f"Neo4j at {graph.uri}", _RANKS, started, now())


def mean_rank(session: Session, namespace: str) -> Observation[dict[str, float]]:
    """Return the mean rank of the true causes that are linked at all."""
    graph = neo4j.connect(session, namespace)
    started = now()
    ranks = {rank: errors for rank, errors in _ranks(graph).items() if rank}
    found = {"": sum(r * errors for r, errors in ranks.items()) / sum(ranks.values())}
    return Observation("mean rank", found, f"Neo4j at {graph.uri}", _RANKS, started, now())


def by_confidence(session: Session, namespace: str) -> Observation[dict[str, float]]:
    """Count the links whose confidence is at most 0.1, 0.2, … 1.0, and all of them."""
    graph = neo4j.connect(session, namespace)
    started = now()
    tenths = {int(row["tenth"]): int(row["links"]) for row in graph.query(_TENTHS)}
    found = {
        str(bound / 10): float(sum(links for tenth, links in tenths.items() if tenth <= bound))
        for bound in range(1, 11)
    } | {"+Inf": float(sum(tenths.values()))}
    return Observation("links", found, f"Neo4j at {graph.uri}", _TENTHS, started, now())


def without_confidence(session: Session, namespace: str) -> Observation[dict[str, float]]:
    """Count the links without a confidence."""
    graph = neo4j.connect(session, namespace)
    started = now()
    found = {"": float(graph.query(_WITHOUT)[0]["links"])}
    return Observation("links", found, f"Neo4j at {graph.uri}", _WITHOUT, started, now())


def resources(session: Session, namespace: str) -> Observation[dict[str, float]]:
    """Count the resources of each client."""
    graph = neo4j.connect(session, namespace)
    started = now()
    found = {str(row["client"]): float(row["resources"]) for row in graph.query(_RESOURCES)}
    return Observation("resources", found, f"Neo4j at {graph.uri}", _RESOURCES, started, now())


def _ranks(graph: neo4j.Access) -> dict[int | None, int]:
    found = {row["rank"]: int(row["errors"]) for row in graph.query(_RANKS)}
    if not any(found):
        raise Unobservable(f"the graph at {graph.uri} has no error whose cause is known and linked")
    return found
