"""What is planted in Neo4j."""

from collections.abc import Iterable
from datetime import timedelta

from drillbook.clients import neo4j as clients
from drillbook.clock import eventually
from drillbook.ledger.neo4j import Neo4jLedger
from drillbook.ledger.stored import StoredLedger
from tests.planted.trial import Lane, Plan, acknowledged, first_lost

POD = "neo4j-0"


def made(lane: Lane) -> StoredLedger:
    return Neo4jLedger(lane.session, "ledgers")


def name(ledger: StoredLedger) -> str:
    return ledger.place.removeprefix("nodes ")


def cypher(lane: Lane, query: str, ledger: StoredLedger) -> list[int]:
    """Run a query, whose rows have a number, by the synchronous driver."""
    access = clients.connect(lane.session, "ledgers")
    return [int(row["number"]) for row in access.query(query, ledger=name(ledger))]


def listing(lane: Lane, ledger: StoredLedger) -> Iterable[int]:
    return cypher(lane, "MATCH (w {ledger: $ledger}) RETURN w.number AS number", ledger)


def stopped(lane: Lane, how: str) -> None:
    lane.shell(POD, f"neo4j-service stop {how}")


def started(lane: Lane) -> None:
    lane.shell(POD, "neo4j-service start")
    access = clients.connect(lane.session, "ledgers")
    eventually(
        lambda: access.query("RETURN 1 AS one"),
        bool,
        within=timedelta(seconds=90),
        what="Neo4j answers again",
    )


def killed(lane: Lane, _: StoredLedger) -> None:
    stopped(lane, "kill")
    started(lane)


def store_put_back(lane: Lane, ledger: StoredLedger) -> None:
    """Put back a copy of the store that was made before the last writes."""
    stopped(lane, "fast")
    lane.shell(POD, "rm -rf /data/older; mkdir /data/older; cp -a /data/databases /data/older")
    lane.shell(POD, "cp -a /data/transactions /data/older")
    started(lane)
    acknowledged(ledger, 100, within=120)
    stopped(lane, "kill")
    lane.shell(POD, "rm -rf /data/databases /data/transactions; mv /data/older/* /data")
    started(lane)


def removed(lane: Lane, ledger: StoredLedger) -> None:
    some = "MATCH (w {ledger: $ledger}) WHERE w.number % 41 = 3"
    cypher(lane, f"{some} WITH w, w.number AS number DELETE w RETURN number", ledger)


def doubled(lane: Lane, ledger: StoredLedger) -> None:
    some = "MATCH (w {ledger: $ledger}) WHERE w.number IN [1, 8, 50]"
    cypher(lane, f"{some} CREATE (c:DrillbookWrite) SET c = w RETURN c.number AS number", ledger)


def strayed(lane: Lane, ledger: StoredLedger) -> None:
    stray = "CREATE (w:DrillbookWrite {ledger: $ledger, number: 4000000000})"
    cypher(lane, f"{stray} RETURN w.number AS number", ledger)


FEW = 200
PLANS = (
    Plan("undisturbed", made, listing, writes=FEW, times=2),
    Plan("killed hard", made, listing, during=killed, writes=FEW, times=2),
    Plan("older store put back", made, listing, "lost", during=store_put_back, writes=FEW),
    Plan("nodes removed by hand", made, listing, "lost", after=removed, writes=FEW, times=3),
    Plan("nodes doubled by hand", made, listing, "duplicated", after=doubled, writes=FEW),
    Plan("first write taken away", made, listing, "lost", after=first_lost, writes=FEW),
    Plan("a node of nobody", made, listing, "unexpected", after=strayed, writes=FEW),
)
