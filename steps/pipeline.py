"""Phrases of KG RCA's pipeline: events that wait before graph-builder, and their draining."""

from datetime import datetime, timedelta

import pytest
from pytest_bdd import given, parsers, step, then, when

from drillbook.checks import recovery as checks
from drillbook.checks.health import LEAST_ACCURACY
from drillbook.clock import Seen, eventually, now
from drillbook.drill import Drill
from drillbook.errors import CheckFailed, UsageError
from drillbook.ledger import books
from drillbook.ledger.backlog import Backlog
from drillbook.ledger.graph import GROUP, GraphLedger, misleading_error
from drillbook.ledger.protocol import Ledger
from drillbook.observation import Observation
from drillbook.probes import prometheus
from drillbook.procedures import misleading
from drillbook.session import Session
from drillbook.system import SystemUnderDrill
from steps.health import ACCURACY
from steps.spans import budget as within

#: Errors a second: enough to outweigh the seed's in a minute, few enough to be ranked as they come.
MISLEADING_RATE = 100
_SPOILT_WITHIN = timedelta(minutes=3)


@pytest.fixture
def backlog(session: Session, system: SystemUnderDrill, ledgers: dict[str, Ledger]) -> Backlog:
    """Return the scenario's backlog; graph-builder must be stopped when it is first asked for."""
    patience = session.target.objective(system.name, "consumer_lag_drained")
    made = Backlog(session, system.namespace, patience)
    ledgers["event"] = made
    made.start()
    return made


@given("errors whose causes cannot be found have made the accuracy poor")
def _poor_accuracy(
    drill: Drill, session: Session, system: SystemUnderDrill, ledgers: dict[str, Ledger]
) -> None:
    ledger = GraphLedger(
        session, system.namespace, rate_per_second=MISLEADING_RATE, make=misleading_error
    )
    ledgers["error"] = ledger
    ledger.start()
    seen = eventually(
        lambda: prometheus.number(session, system.name, ACCURACY),
        lambda accuracy: accuracy.value < LEAST_ACCURACY,
        within=_SPOILT_WITHIN,
        what="errors whose causes cannot be found show in the accuracy",
    )
    ledger.stop()
    drill.observe(seen.value)
    drill.fault_took_effect("the accuracy is poor", seen)


@when("the errors whose causes cannot be found are removed")
def _good_accuracy(
    drill: Drill, session: Session, system: SystemUnderDrill, ledgers: dict[str, Ledger]
) -> None:
    ledger = ledgers.get("error")
    if not isinstance(ledger, GraphLedger):
        raise UsageError("no ledger of this scenario has made errors")
    books.closed(ledger, drill)  # afterwards none of them is there to be accounted for
    misleading.remove(session, system.namespace, ledger.client)


@step(parsers.parse("{count:d} events are waiting on one partition"))
def _one_partition(drill: Drill, backlog: Backlog, count: int) -> None:
    backlog.send(count - backlog.behind(), partition=0)
    drill.event("ledger", f"{backlog.behind():,} events wait on one partition")


@step(parsers.parse("{count:d} events are waiting for graph-builder"))
def _waiting(drill: Drill, backlog: Backlog, count: int) -> None:
    backlog.send(count - backlog.behind())
    drill.event("ledger", f"{backlog.behind():,} events wait for graph-builder")


@then(parsers.parse("the backlog is drained within {time}"))
def _drained(
    drill: Drill,
    session: Session,
    system: SystemUnderDrill,
    backlog: Backlog,
    scaled_at: datetime,
    time: str,
) -> None:
    limit = within(session, system, "consumer_lag_drained", time)
    started = now()
    seen: Seen[int] | None
    try:
        seen = eventually(
            backlog.behind,
            lambda left: left == 0,
            within=limit.limit,
            what="the backlog is drained",
        )
        left = seen.value
    except CheckFailed:
        seen, left = None, backlog.behind()
    else:
        drill.phase("backlog drained", scaled_at, seen, limit)
    took = seen.at - scaled_at if seen else None
    observation = Observation(
        "events that graph-builder has not committed",
        left,
        f"Kafka topic {backlog.topic}",
        f"committed and end offsets of group {GROUP}",
        started,
        now(),
    )
    drill.judge(checks.drained(left, took, limit.limit), [observation])
