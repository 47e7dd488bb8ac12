"""How fast ledgers write, in what memory, and what a run comes to."""

import json
import subprocess
import sys
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from drillbook.ledger.history import ReadBack
from drillbook.ledger.kafka import KafkaLedger
from drillbook.ledger.kafka_writer import Settings
from drillbook.ledger.postgresql import PostgresLedger
from drillbook.ledger.stored import StoredLedger, account_of, writing_to
from drillbook.ledger.writer import Writer
from tests.planted.trial import Lane, acknowledged

MEGABYTE = 1024 * 1024


class Nothing:
    """A store that acknowledges at once and holds all: what is measured is the ledger alone."""

    place = described = "nothing"
    lanes = 6
    threads = 1
    answer_within = timedelta(seconds=10)

    def __init__(self, writes: int) -> None:
        self._writes = writes

    def make(self) -> None:
        pass

    def write(self, writer: Writer) -> None:
        for number in range(self._writes):
            writer.history.invoke()
            writer.acknowledged(number, number)
        while writer.goes_on():
            writer.wait(0.01)

    def look(self, marks: Mapping[int, Any]) -> Iterable[int]:
        return marks

    def lose(self) -> None:
        raise NotImplementedError

    def read_back(self, found: ReadBack) -> None:
        for lane in range(self.lanes):
            for number in range(lane, found.writes, self.lanes):
                found.saw(number, lane)


def memory(writes: int) -> dict[str, float]:
    """Write, read back and account in this process; return its memory, and its peak, in MB."""
    store = Nothing(writes)
    writer = writing_to(store)
    writer.start(timedelta(seconds=60))
    while writer.history.acked < writes:
        time.sleep(0.05)
    writer.stop(timedelta(seconds=10))
    record = account_of(writer, store, "nothing")
    assert (record.present, record.lost) == (writes, 0)
    status = Path("/proc/self/status").read_text()
    lines = dict(line.split(":", 1) for line in status.splitlines())
    return {
        "now": int(lines["VmRSS"].split()[0]) / 1024,
        "peak": int(lines["VmHWM"].split()[0]) / 1024,
    }


def memory_of(writes: int) -> dict[str, float]:
    """Return what ``memory`` says in a process of its own."""
    command = [sys.executable, "-m", "tests.planted.figures", str(writes)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    found: dict[str, float] = json.loads(done.stdout)
    return found


@dataclass(frozen=True)
class Rate:
    """Acknowledged writes a second over a run, each of them found when read back."""

    name: str
    per_second: float
    acked: int
    lost: int


def kafka_rate(lane: Lane, seconds: float = 15) -> Rate:
    """Return what Kafka acknowledges, acks from all of three replicas, at 6,500 a second asked."""
    settings = Settings(rate_per_second=6_500, partitions=6)
    return _rate(lane, KafkaLedger(lane.session, "ledgers", settings), seconds)


def postgresql_rate(lane: Lane, seconds: float = 15) -> Rate:
    """Return what PostgreSQL commits, one row each, at 1,500 a second asked."""
    return _rate(lane, PostgresLedger(lane.session, "ledgers", 1_500), seconds)


def _rate(lane: Lane, ledger: StoredLedger, seconds: float) -> Rate:
    try:
        ledger.start()
        acknowledged(ledger, 500)
        time.sleep(seconds)  # no wait for anything: this is how long it is measured
        ledger.stop()
        record = ledger.account()
    finally:
        lane.session.undo()
    return Rate(record.name, record.rate_per_second, record.acked, record.lost)


if __name__ == "__main__":
    print(json.dumps(memory(int(sys.argv[1]))))
