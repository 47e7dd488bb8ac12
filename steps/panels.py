"""Phrases of panels under load: what they show, against what a ledger counted of its own load."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest
from pytest_bdd import given, parsers, then, when

from drillbook.checks import figures
from drillbook.checks import panels as checks
from drillbook.clock import eventually, now
from drillbook.drill import Drill
from drillbook.errors import UsageError
from drillbook.evidence.model import LedgerRecord
from drillbook.ledger import books
from drillbook.ledger.graph import GraphLedger, misleading_error
from drillbook.ledger.protocol import Ledger
from drillbook.observation import Observation
from drillbook.probes import cgroups, panels
from drillbook.session import Session
from drillbook.system import SystemUnderDrill
from drillbook.verdict import Judgement, merge_judgements
from steps.kg_clients import Clients
from steps.ledger import REQUEST, asking, begin
from steps.spans import span

EVENT = "event"
#: Few enough that their causes are ranked as they come.
ERRORS_PER_SECOND = 50
# The panels' rates are of a minute; what began within it is not in them whole.
_WINDOW = timedelta(minutes=1)
# Prometheus reads the counters every five seconds, and rates are drawn out to the minute.
_BETWEEN = 5
_OFF = 0.1
# The kubelet measures every 10 to 15 seconds, and the panel's minute is not the drill's own.
_USE_OFF = 0.25
# How far from what is usual the rate of requests may be.
_USUAL = 0.2
_OF = 'namespace="$namespace", container!=""'
_IN_USE = {
    "processor": f"sum(rate(container_cpu_usage_seconds_total{{{_OF}}}[1m]))",
    "memory": f"sum(container_memory_working_set_bytes{{{_OF}}})",
}


@dataclass(frozen=True)
class Panel:
    """What a panel asks, which ledger's load it shows, and how that is counted and compared."""

    query: str
    thing: str
    counted: Callable[[LedgerRecord, datetime], tuple[float, ...]]
    check: Callable[[str, float, float, float], Judgement] = checks.shows_driven


def _acked(record: LedgerRecord, _since: datetime) -> tuple[float, ...]:
    """Return what may be seen as the acknowledged writes a second of the ledger's last minute."""
    return _last_minute(record, [(one.at, one.acked) for one in record.rates])


def _refused(record: LedgerRecord, since: datetime) -> tuple[float, ...]:
    """Return what may be seen as the writes a second that were refused in the last minute.

    Accounts of earlier versions have only their number, which is then taken to be since a moment.
    """
    known = [(one.at, one.failed) for one in record.rates if one.failed is not None]
    if not known:
        return (record.failed / max((record.ended - since).total_seconds(), 1.0),)
    return _last_minute(record, known)


def _last_minute(record: LedgerRecord, counts: Iterable[tuple[datetime, int]]) -> tuple[float, ...]:
    ages = [((record.ended - at).total_seconds(), count) for at, count in counts]
    return checks.rates(ages, int(_WINDOW.total_seconds()), _BETWEEN)


def _share_refused(record: LedgerRecord, since: datetime) -> tuple[float, ...]:
    """Return the share of requests that were refused since a moment."""
    refused, acked = _refused(record, since)[0], _acked(record, since)[0]
    return (refused / max(refused + acked, 1.0),)


PANELS = {
    "the rate of messages": Panel(
        "sum(rate(kg_messages_processed_total[1m]))", EVENT, _acked, checks.shows_at_least
    ),
    "the rate of the client's events": Panel(
        'sum(rate(kg_messages_processed_total{client_id="$client_id"}[1m]))', EVENT, _acked
    ),
    "the client's API calls": Panel(
        'sum(rate(kg_api_calls_total{client_id="$client_id"}[1m]))', REQUEST, _acked
    ),
    "the client's RCA queries": Panel(
        'sum(rate(kg_api_calls_total{client_id="$client_id", code="200"}[1m]))', REQUEST, _acked
    ),
    "the request rate": Panel("sum(rate(istio_requests_total[1m]))", REQUEST, _acked),
    "the rate of errors": Panel(
        'sum(rate(kg_api_calls_total{code=~"[45].."}[1m]))',
        REQUEST,
        _refused,
        checks.shows_at_least,
    ),
    "the rate of searches": Panel(
        'sum(rate(http_requests_total{job="neurallog-log-ingestion", path="/api/v1/search"}[1m]))',
        REQUEST,
        _acked,
    ),
    "the rate of billing's errors": Panel(
        'sum(rate(http_requests_total{job="neurallog-billing-service", status=~"5.."}[1m]))',
        REQUEST,
        _refused,
        checks.shows_at_least,
    ),
    "the share of billing's errors": Panel(
        'sum(rate(http_requests_total{job="neurallog-billing-service", status=~"5.."}[1m])) / '
        'sum(rate(http_requests_total{job="neurallog-billing-service"}[1m]))',
        REQUEST,
        _share_refused,
        checks.shows_share,
    ),
    "the share of the oracle's errors": Panel(
        'sum(rate(neo_requests_total{job="neo-oracle-service", code=~"5.."}[1m])) / '
        'sum(rate(neo_requests_total{job="neo-oracle-service"}[1m]))',
        REQUEST,
        _share_refused,
        checks.shows_share,
    ),
    "the rate of log-ins": Panel(
        'sum(rate(neo_requests_total{job="neo-auth-service"}[1m]))', REQUEST, _acked
    ),
}
#: The histogram of each panel of times.
TIMES = {
    "a message's processing": "kg_message_processing_duration_seconds",
    "the ranking of causes": "kg_rca_compute_time_seconds",
    "an event's way into the graph": "kg_end_to_end_latency_seconds",
    "the API's answers": "kg_api_request_duration_seconds",
    "the graph's queries": "kg_neo4j_query_duration_seconds",
    "the services' answers": "neo_request_duration_seconds",
    "the platform's answers": "http_request_duration_seconds",
}


@dataclass
class Load:
    """The clients whose load goes on, by what their ledgers write, and since when it does."""

    clients: dict[str, str] = field(default_factory=dict)
    since: datetime | None = None
    use: Observation[dict[str, cgroups.Used]] | None = None


@pytest.fixture
def load() -> Load:
    """Return the load that the scenario's steps have begun."""
    return Load()


@given("a ledger is sending errors through Kafka into the graph")
def _errors(
    drill: Drill,
    session: Session,
    system: SystemUnderDrill,
    ledgers: dict[str, Ledger],
    load: Load,
) -> None:
    ledger = GraphLedger(session, system.namespace, ERRORS_PER_SECOND, make=misleading_error)
    load.clients[EVENT] = ledger.client
    begin(drill, ledgers, EVENT, ledger)


@given(parsers.parse("a ledger is asking the API as client {client} {rate:d} times a second"))
def _asking(
    drill: Drill,
    session: Session,
    system: SystemUnderDrill,
    ledgers: dict[str, Ledger],
    kg_rca_clients: Clients,
    load: Load,
    client: str,
    rate: int,
) -> None:
    own = kg_rca_clients.of(client)
    load.clients[REQUEST] = own.id
    begin(drill, ledgers, REQUEST, asking(session, system.namespace, own.id, own.api_key, rate))


@given("the processor time and memory in use are counted in every container")
def _counted(drill: Drill, session: Session, system: SystemUnderDrill, load: Load) -> None:
    load.use = cgroups.used(session, system.namespace)
    drill.observe(load.use)


@then("the panel of utilization shows the processor time and memory in use")
def _use_shown(drill: Drill, session: Session, system: SystemUnderDrill, load: Load) -> None:
    if load.use is None:
        raise UsageError("say first that the processor time and memory in use are counted")
    before, after = load.use, cgroups.used(session, system.namespace)
    # A pod that came or went between the two would be counted in part.
    same = before.value.keys() & after.value.keys()
    seconds = (after.started - before.started).total_seconds()
    spent = sum(after.value[pod].cpu_seconds - before.value[pod].cpu_seconds for pod in same)
    memory = sum(after.value[pod].memory_bytes for pod in same)
    shown = {
        what: panels.figure(session, system.name, query, after.started)
        for what, query in (
            (what, one.replace("$namespace", system.namespace)) for what, one in _IN_USE.items()
        )
    }
    judgement = merge_judgements(
        [
            checks.shows_use("cores", shown["processor"].value, spent / seconds, _USE_OFF),
            checks.shows_use("bytes", shown["memory"].value, memory, _USE_OFF),
        ]
    )
    drill.judge(judgement, [before, after, *shown.values()])


@when(parsers.parse("this goes on for {time}"))
def _goes_on(load: Load, time: str) -> None:
    load.since = began = now()
    wanted = span(time)
    eventually(
        lambda: now() - began,
        lambda gone: gone >= wanted,
        within=2 * wanted,
        what="the load goes on",
    )


@then(parsers.parse("the dashboards show {figure} as the ledger counted"))
def _shown(
    drill: Drill,
    session: Session,
    system: SystemUnderDrill,
    ledgers: dict[str, Ledger],
    load: Load,
    figure: str,
) -> None:
    panel = PANELS[figure]
    record, since = _ended(drill, ledgers, load, panel.thing)
    query = panel.query.replace("$client_id", load.clients.get(panel.thing, ""))
    seen = panels.figure(session, system.name, query, record.ended)
    driven = checks.nearest(panel.counted(record, since), seen.value)
    drill.judge(panel.check(figure, seen.value, driven, _OFF), [seen])


@then("the request rate is within a fifth of what the ledger drove")
def _near(
    drill: Drill,
    session: Session,
    system: SystemUnderDrill,
    ledgers: dict[str, Ledger],
    load: Load,
) -> None:
    panel = PANELS["the request rate"]
    record, since = _ended(drill, ledgers, load, panel.thing)
    seen = panels.figure(session, system.name, panel.query, record.ended)
    driven = checks.nearest(panel.counted(record, since), seen.value)
    drill.judge(figures.near("the request rate", seen.value, driven, _USUAL), [seen])


@then(parsers.parse("the dashboards show the percentiles of {times}, of every {thing} counted"))
def _percentiles(
    drill: Drill,
    session: Session,
    system: SystemUnderDrill,
    ledgers: dict[str, Ledger],
    load: Load,
    times: str,
    thing: str,
) -> None:
    histogram = TIMES[times]
    record, since = _ended(drill, ledgers, load, thing)
    longest = (record.ended - since).total_seconds()
    count = f"sum(rate({histogram}_count[1m]))"
    counted = panels.figure(session, system.name, count, record.ended)
    driven = checks.nearest(_acked(record, since), counted.value)
    seen = panels.percentiles(session, system.name, histogram, record.ended)
    judgement = merge_judgements(
        [
            checks.shows_at_least(f"the number of {thing}s", counted.value, driven, _OFF),
            checks.times_possible(times, seen.value, longest),
        ]
    )
    drill.judge(judgement, [seen, counted])


def _ended(
    drill: Drill, ledgers: dict[str, Ledger], load: Load, thing: str
) -> tuple[LedgerRecord, datetime]:
    """Return the account of a ledger, and since when its load went on undisturbed."""
    if thing not in ledgers:
        raise UsageError(f"no ledger of this scenario writes a {thing}")
    if load.since is None:
        raise UsageError("say first for how long the load goes on: 'this goes on for 75 seconds'")
    return books.closed(ledgers[thing], drill), load.since
