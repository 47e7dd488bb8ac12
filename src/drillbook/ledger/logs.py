"""A ledger of logs: each is sent to log-ingestion, and acknowledged once a search finds it.

So the time to an acknowledgement is that from the call until a log is stored. Read back from
ClickHouse, past the service that took them.
"""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import httpx

from drillbook.errors import NotDone, UndoIncomplete, Unobservable
from drillbook.evidence.model import LedgerRecord
from drillbook.ledger import books
from drillbook.ledger.history import ReadBack
from drillbook.ledger.http import answer_times
from drillbook.ledger.pace import Pace
from drillbook.ledger.stored import StoredLedger
from drillbook.ledger.writer import Failed, Writer
from drillbook.session import Session, undo_step

#: Only logs whose id begins so are ever written or removed by a ledger.
PREFIX = "drillbook-ledger-"
_TABLE = "neurallog.logs"
_ACCEPTED, _WELL = 202, 200


@dataclass(frozen=True)
class Places:
    """Where logs are sent and searched, where they are kept, and the key of a tenant."""

    ingestion: str
    clickhouse: str
    key: str = field(repr=False)


class Logs:
    """Logs of one ledger: write ``n`` is the log with id ``PREFIX…-n``."""

    lanes = 0
    threads = 2
    answer_within = timedelta(seconds=10)

    def __init__(self, places: Places, prefix: str, rate_per_second: int) -> None:
        self.prefix = prefix
        self.place = f"logs {prefix}*"
        self.described = f"{self.place} sent to {places.ingestion}, each searched for"
        self._places, self._rate = places, rate_per_second

    def make(self) -> None:
        """Nothing has to be made."""

    def write(self, writer: Writer) -> None:
        """Keep to its share of the rate until told to stop or the connection breaks."""
        within, headers = self.answer_within.total_seconds(), {"X-API-Key": self._places.key}
        pace = Pace(self._rate / self.threads)
        try:
            with httpx.Client(timeout=within, headers=headers, trust_env=False) as client:
                while writer.goes_on():
                    writer.wait(pace.ahead())
                    with writer.one() as number:
                        self._one(client, f"{self.prefix}-{number}")
        except httpx.HTTPError as error:
            raise Unobservable(f"{self._places.ingestion}: {error}") from error

    def _one(self, client: httpx.Client, name: str) -> None:
        url = f"{self._places.ingestion}/api/v1"
        sent = client.post(f"{url}/logs", json={"logs": [{"id": name, "message": f"{name}."}]})
        if sent.status_code != _ACCEPTED:
            raise Failed(f"answered {sent.status_code}")
        found = client.get(f"{url}/search", params={"text": f"{name}.", "limit": "1"})
        if found.status_code != _WELL or name not in found.text:
            # It was accepted, so that it may be there: nobody can say.
            raise Unobservable(f"{name} was accepted, and is not found: {found.status_code}")

    def look(self, marks: Mapping[int, Any]) -> Iterable[int]:
        """Return the writes that ClickHouse has."""
        names = ", ".join(f"'{self.prefix}-{number}'" for number in marks)
        rows = self._ask(f"SELECT DISTINCT id FROM {_TABLE} WHERE id IN ({names})")  # noqa: S608
        return [int(row.rpartition("-")[2]) for row in rows]

    def read_back(self, found: ReadBack) -> None:
        """Read every log under the ledger's name, and how often each is there."""
        query = f"SELECT id, count() FROM {_TABLE} WHERE startsWith(id, '{self.prefix}-')"  # noqa: S608
        for row in self._ask(f"{query} GROUP BY id"):
            name, times = row.split("\t")
            found.saw(int(name.rpartition("-")[2]), times=int(times))

    def lose(self) -> None:
        """Remove the first log."""
        if not self.look({0: None}):
            raise NotDone(f"{self.place} hold no write that could be lost")
        self._remove(f"id = '{self.prefix}-0'")

    def remove(self) -> None:
        """Remove all logs of the ledger."""
        self._remove(f"startsWith(id, '{self.prefix}-')")

    def _remove(self, condition: str) -> None:
        self._ask(f"ALTER TABLE {_TABLE} DELETE WHERE {condition} SETTINGS mutations_sync = 1")

    def _ask(self, query: str) -> list[str]:
        within = self.answer_within.total_seconds()
        try:
            with httpx.Client(timeout=within, trust_env=False) as client:
                answer = client.post(self._places.clickhouse, content=query)
        except httpx.HTTPError as error:
            raise Unobservable(f"{self._places.clickhouse}: {error}") from error
        if answer.status_code != _WELL:
            raise Unobservable(f"ClickHouse: {answer.text[:200]}")
        return answer.text.splitlines()


class LogsLedger(StoredLedger):
    """Sends numbered logs at a steady rate, over two connections."""

    def __init__(
        self, session: Session, namespace: str, places: Places, rate_per_second: int
    ) -> None:
        prefix = f"{PREFIX}{uuid.uuid4().hex[:12]}"
        undo = ("logs.remove_ledger", {"clickhouse": places.clickhouse, "prefix": prefix})
        super().__init__(
            session, namespace, "logs", lambda: Logs(places, prefix, rate_per_second), undo
        )

    def account(self) -> LedgerRecord:
        """Read all logs back; with the times from the call until each was found."""
        record = super().account()
        p95, p99 = answer_times(self.writer.history)
        return record.model_copy(update={"p95_seconds": p95, "p99_seconds": p99})


@undo_step("logs.remove_ledger")
def _remove(_session: Session, arguments: Mapping[str, Any], _before: Mapping[str, Any]) -> str:
    prefix = str(arguments["prefix"])
    if not prefix.startswith(PREFIX) or prefix == PREFIX:
        raise UndoIncomplete(f"logs {prefix}* were not made by a ledger; they are left alone")
    books.before_undo(f"logs {prefix}*")
    try:
        Logs(Places("", str(arguments["clickhouse"]), ""), prefix, 1).remove()
    except Unobservable as error:
        by_hand = f"by hand: ALTER TABLE {_TABLE} DELETE WHERE startsWith(id, '{prefix}')"
        raise UndoIncomplete(f"{error}; {by_hand}") from error
    return f"logs {prefix}*: gone"
