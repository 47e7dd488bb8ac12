"""Numbered writes in Neo4j: a node each, looked up, and read back whole."""

import asyncio
from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

import neo4j
from neo4j.exceptions import ClientError

from drillbook.clients import neo4j as clients
from drillbook.clients.neo4j import Access
from drillbook.errors import NotDone, Unobservable
from drillbook.ledger.history import ReadBack
from drillbook.ledger.pace import Pace
from drillbook.ledger.writer import Failed, Writer

#: Only nodes with this label are ever made or deleted by a ledger.
LABEL = "DrillbookWrite"

_INDEX = "drillbook_ledger"
_PAGE = 10_000
_READ_SECONDS = 60.0

_CREATE = f"CREATE (:{LABEL} {{ledger: $ledger, number: $number}})"
_MAKE_INDEX = f"CREATE INDEX {_INDEX} IF NOT EXISTS FOR (w:{LABEL}) ON (w.ledger, w.number)"
_AWAIT_INDEX = f"CALL db.awaitIndex('{_INDEX}', 30)"
_OURS = f"MATCH (w:{LABEL}) WHERE w.ledger = $ledger AND"
_SEEN = f"{_OURS} w.number IN $numbers RETURN DISTINCT w.number AS number"
_READ = f"{_OURS} w.number >= $first AND w.number < $end RETURN w.number AS number"
_OTHERS = f"{_OURS} NOT (w.number >= 0 AND w.number < $end) RETURN count(w) AS found"
# Each deletion is one transaction of at most a page, so that it fits the server's memory.
_DELETE = f"""
MATCH (w:{LABEL}) WHERE w.ledger = $ledger WITH w LIMIT $page
DELETE w RETURN count(*) AS deleted
"""
_LOSE = f"""
MATCH (w:{LABEL}) WHERE w.ledger = $ledger WITH w ORDER BY w.number LIMIT 1
DELETE w RETURN count(*) AS deleted
"""
_ANY_LEFT = f"MATCH (w:{LABEL}) RETURN count(w) AS found"


class Nodes:
    """Nodes for one ledger, one an auto-commit transaction."""

    lanes = 0
    threads = 2
    answer_within = timedelta(seconds=10)

    def __init__(self, access: Access, ledger: str, rate_per_second: int) -> None:
        self.ledger = ledger
        self.place = f"nodes {ledger}"
        self.described = f"Neo4j {self.place}, one transaction each"
        self._access, self._rate = access, rate_per_second

    def make(self) -> None:
        """Make the index that looks and readings go by."""
        try:
            self._rows(_MAKE_INDEX)
            self._rows(_AWAIT_INDEX)
        except Unobservable as error:
            raise NotDone(f"cannot make {self.place}: {error}") from error

    def write(self, writer: Writer) -> None:
        """Keep to its share of the rate, on one connection, until told to stop or it breaks."""
        asyncio.run(self._write(writer))

    def look(self, marks: Mapping[int, Any]) -> Iterable[int]:
        """Return the nodes that a new connection sees."""
        return [int(row["number"]) for row in self._rows(_SEEN, numbers=list(marks))]

    def read_back(self, found: ReadBack) -> None:
        """Read every node of the ledger's."""
        for first in range(0, found.writes, _PAGE):
            end = min(first + _PAGE, found.writes)
            for row in self._rows(_READ, first=first, end=end):
                found.saw(int(row["number"]))
        found.unexpected += int(self._rows(_OTHERS, end=found.writes)[0]["found"])

    def lose(self) -> None:
        """Delete the first node."""
        if not self._rows(_LOSE)[0]["deleted"]:
            raise NotDone(f"{self.place} has no node that could be lost")

    def remove(self) -> int:
        """Delete the nodes, and the index with the last ledger's; return how many there were."""
        removed = 0
        while page := int(self._rows(_DELETE, page=_PAGE)[0]["deleted"]):
            removed += page
        if not self._rows(_ANY_LEFT)[0]["found"]:
            self._rows(f"DROP INDEX {_INDEX} IF EXISTS")
        return removed

    async def _write(self, writer: Writer) -> None:
        patience = self.answer_within.total_seconds()
        async with clients.opened(self._access) as session:
            pace = Pace(self._rate / self.threads)
            while writer.goes_on():
                await asyncio.sleep(pace.ahead())
                with writer.one() as number:
                    async with asyncio.timeout(patience):
                        await self._create(session, number)

    async def _create(self, session: neo4j.AsyncSession, number: int) -> None:
        try:
            done = await session.run(_CREATE, ledger=self.ledger, number=number)
            await done.consume()
        except ClientError as error:
            # The server's own word that it rolled the transaction back.
            raise Failed(error.code or "ClientError") from error

    def _rows(self, cypher: str, **parameters: Any) -> list[dict[str, Any]]:
        return asyncio.run(self._read(cypher, parameters))

    async def _read(self, cypher: str, parameters: Mapping[str, Any]) -> list[dict[str, Any]]:
        async with clients.opened(self._access) as session, asyncio.timeout(_READ_SECONDS):
            found = await session.run(cypher, ledger=self.ledger, **parameters)
            return [row.data() async for row in found]
