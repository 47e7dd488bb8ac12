"""A ledger that writes from inside the cluster: ``python -m drillbook.ledger.in_job``.

``DRILLBOOK_LEDGER`` says what to write (``Work``); ``/secret`` is the Secret of whoever may write.
It writes until SIGTERM, or until its time is up, reads everything back, and prints two lines: one
at the first acknowledgement, and the account as JSON at the end; and between them one that says so
when its time was up before it was told to stop. Exit code 3: no account.
"""

import os
import signal
import sys
import threading
from datetime import timedelta
from pathlib import Path
from typing import Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from drillbook.clients import kafka, neo4j, postgresql, redis
from drillbook.errors import DrillbookError
from drillbook.ledger.kafka_topic import Topic
from drillbook.ledger.kafka_writer import Settings
from drillbook.ledger.neo4j_nodes import Nodes
from drillbook.ledger.postgresql_table import Table
from drillbook.ledger.protocol import Store
from drillbook.ledger.redis_hashes import Hashes
from drillbook.ledger.stored import account_of, writing_to
from drillbook.ledger.writer import Bounds

WORK = "DRILLBOOK_LEDGER"
SECRET = Path("/secret")
WRITES = "drillbook ledger writes"
TIME_UP = "drillbook ledger time is up"
ACCOUNT = "drillbook ledger account "

NO_ACCOUNT = 3
_FIRST_WITHIN = timedelta(seconds=60)
_MARGIN = timedelta(minutes=1)


class Work(BaseModel):
    """What a job writes: ``name`` is the store's own (a topic's identity, a table's name)."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    store: Literal["Kafka", "PostgreSQL", "Redis", "Neo4j"]
    host: str
    port: int
    name: str
    within: timedelta
    rate_per_second: int
    kafka: Settings = Settings()


def store_of(work: Work, secret: Path = SECRET) -> Store:
    """Return the store that the work names, reached with a mounted Secret."""
    keys = {file.name: file.read_text() for file in secret.iterdir() if file.is_file()}
    host, port, rate = work.host, work.port, work.rate_per_second
    match work.store:
        case "Kafka":
            password = keys.get("password") or keys.get("admin-password")
            user = keys.get("username", "admin") if password else None
            reached = kafka.Access(f"{host}:{port}", user, password)
            return Topic(kafka.Kafka(reached), UUID(work.name), work.kafka)
        case "PostgreSQL":
            address = postgresql.Address(host, port)
            return Table(postgresql.Access(address, keys["password"]), work.name, rate)
        case "Redis":
            return Hashes(redis.Access(host, port, keys.get("password")), work.name, rate)
        case "Neo4j":
            uri = f"bolt://{host}:{port}"
            reached_graph = neo4j.Access("", uri, neo4j.USER, keys["password"])
            return Nodes(reached_graph, work.name, rate)


def run(work: Work, store: Store, told_to_stop: threading.Event) -> int:
    """Write until told to stop or the work's time is up, then account; return the exit code."""
    # The writer's own bound is for a program that hangs; a job that ends in time has an account.
    writer = writing_to(store, Bounds(within=work.within + _MARGIN))
    try:
        writer.start(_FIRST_WITHIN)
        _say(WRITES)
        if not told_to_stop.wait(work.within.total_seconds()):
            _say(TIME_UP)
        writer.stop(2 * store.answer_within)
        record = account_of(writer, store, work.store)
    except DrillbookError as error:
        sys.stderr.write(f"drillbook: {error}\n")
        return NO_ACCOUNT
    _say(ACCOUNT + record.model_dump_json())
    return 0


def main() -> int:
    """Do the work that the environment describes."""
    work = Work.model_validate_json(os.environ[WORK])
    told_to_stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: told_to_stop.set())
    return run(work, store_of(work), told_to_stop)


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
