"""What an operator is told of databases, and how it is counted apart."""

from collections.abc import Callable
from typing import Any

from drillbook.checks import told as checks
from drillbook.clients import redis as redis_clients
from drillbook.observation import Observation
from drillbook.probes import postgresql_activity as activity
from drillbook.probes import prometheus, redis_settings
from drillbook.session import Session
from drillbook.system import SystemUnderDrill
from drillbook.verdict import Judgement, merge_judgements

Looked = tuple[Judgement, list[Observation[Any]]]
POD = "postgresql-0"
#: The manual's limits: queries above this mean (ms), and that run for this long (s).
SLOW, LONG_RUNNING = 1000.0, 300.0
_HIT_SHARE = "sum(redis_keyspace_hits) / (sum(redis_keyspace_hits) + sum(redis_keyspace_misses))"


def _states(session: Session, system: SystemUnderDrill) -> Looked:
    seen = activity.states(session, system.namespace)
    counted = activity.sessions(session, system.namespace, POD)
    judgement = checks.is_(
        "connections of all states", sum(seen.value.values()), counted.value + _own(seen.value)
    )
    return judgement, [seen, counted]


def _own(_states: dict[str, int]) -> int:
    """Return the sessions that come and go with each look: its own was over when the other ran."""
    return 1


def _connections(session: Session, system: SystemUnderDrill) -> Looked:
    seen = activity.connections(session, system.namespace)
    counted = activity.sessions(session, system.namespace, POD)
    limit = activity.setting(session, system.namespace, POD, "max_connections")
    judgement = merge_judgements(
        [
            checks.is_("connections", seen.value.open, counted.value + 1),
            checks.is_("limit", str(seen.value.most), limit.value),
        ]
    )
    return judgement, [seen, counted, limit]


def _slowest(session: Session, system: SystemUnderDrill) -> Looked:
    seen = activity.slowest(session, system.namespace, 0.0)
    return checks.falling("slowest queries", seen.value, least=3), [seen]


def _above_a_second(session: Session, system: SystemUnderDrill) -> Looked:
    seen = activity.slowest(session, system.namespace, SLOW)
    judgement = merge_judgements(
        [
            checks.falling("queries above a second", seen.value),
            checks.first_is("queries above a second", seen.value, "pg_sleep"),
        ]
    )
    return judgement, [seen]


def _statistics(session: Session, system: SystemUnderDrill) -> Looked:
    seen = activity.analyzed(session, system.namespace)
    never = sorted(name for name, ago in seen.value.items() if ago is None or ago > LONG_RUNNING)
    judgement = merge_judgements(
        [
            checks.is_("tables with old statistics", never, []),
            checks.is_("there are tables", bool(seen.value), True),
        ]
    )
    return judgement, [seen]


def _dead_rows(session: Session, system: SystemUnderDrill) -> Looked:
    seen = activity.dead_rows(session, system.namespace, "logs")
    return checks.under("dead rows of the logs", seen.value, 100), [seen]


def _plan(session: Session, system: SystemUnderDrill) -> Looked:
    seen = activity.search_plan(session, system.namespace)
    return checks.is_("plan of a search", seen.value, "idx_logs_timestamp_level"), [seen]


def _hits(session: Session, system: SystemUnderDrill) -> Looked:
    seen = prometheus.number(session, system.name, _HIT_SHARE)
    counted = redis_settings.hits(redis_clients.access(session, system.namespace))
    share = counted.value.share
    return checks.near("share of hits", seen.value, share, 0.05), [seen, counted]


def _latency(session: Session, system: SystemUnderDrill) -> Looked:
    seen = prometheus.number(session, system.name, "max(redis_ping_seconds)")
    counted = redis_settings.ping(redis_clients.access(session, system.namespace))
    judgement = merge_judgements(
        [
            checks.over("time that Redis takes, as told (s)", seen.value, 0),
            checks.over("time that Redis takes, as measured (s)", counted.value, 0),
        ]
    )
    return judgement, [seen, counted]


TOLD: dict[str, Callable[[Session, SystemUnderDrill], Looked]] = {
    "how many connections of the database are in each state": _states,
    "how many connections of the database are open, and how many may be": _connections,
    "the ten slowest queries, the slowest first": _slowest,
    "the queries that take over a second, the slowest first": _above_a_second,
    "that the statistics of every table are of now": _statistics,
    "that dead rows of the logs are gone": _dead_rows,
    "that searches of recent logs use their index": _plan,
    "the cache's share of hits": _hits,
    "how long the cache takes to answer": _latency,
}
