"""Ledgers that write from inside the cluster, as Jobs."""

import time
from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta

from drillbook.clock import now
from drillbook.ledger.job import JobLedger, of_kafka, of_postgresql
from drillbook.ledger.kafka_writer import Settings
from drillbook.session import Session
from tests.planted.trial import NAMESPACE, Lane, Trial

FOR_SECONDS = 8


def image(lane: Lane) -> str:
    path = f"/api/v1/namespaces/{NAMESPACE}/configmaps/drillbook-ledger"
    return str(lane.cluster.get(path)["data"]["image"])


def trials(lane: Lane, systems: Sequence[str]) -> Iterator[Trial]:
    """Let a Job write to each system for some seconds; its account must be clean."""
    makers: dict[str, Callable[[Session, str], JobLedger]] = {
        "Kafka": lambda session, reference: of_kafka(
            session, NAMESPACE, reference, timedelta(minutes=5), Settings(rate_per_second=1_000)
        ),
        "PostgreSQL": lambda session, reference: of_postgresql(
            session, NAMESPACE, reference, timedelta(minutes=5), 300
        ),
    }
    for system in systems:
        begun = now()
        try:
            ledger = makers[system](lane.session, image(lane))
            ledger.start()
            time.sleep(FOR_SECONDS)  # no wait for anything: this is how long it writes
            ledger.stop()
            record = ledger.account()
            took = (now() - begun).total_seconds()
            truth = {"acked": record.present, "lost": 0}
            yield Trial(system, "from inside, as a Job", "", record, truth, seconds=took)
        except Exception as error:  # noqa: BLE001 (the other trials go on)
            yield Trial(system, "from inside, as a Job", "", error=repr(error))
        finally:
            lane.session.undo()
