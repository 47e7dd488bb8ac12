"""Phrases of what PostgreSQL's own views and Redis' own counts tell."""

from datetime import timedelta
from typing import Any

from pytest_bdd import given, parsers, then, when

from drillbook.checks import queries as checks
from drillbook.checks import settings as settings_checks
from drillbook.clients import redis as redis_clients
from drillbook.drill import Drill
from drillbook.ledger.protocol import Ledger
from drillbook.observation import Observation
from drillbook.probes import postgresql_queries as probes
from drillbook.probes import redis
from drillbook.procedures import postgresql_upkeep
from drillbook.session import Session
from drillbook.system import SystemUnderDrill
from drillbook.verdict import Judgement, merge_judgements
from steps.ledger import REQUEST, accounted
from steps.looking import judged

_SHOWN_WITHIN = timedelta(seconds=15)
#: The settings that lab/systems gives its PostgreSQL, as the server writes them.
GIVEN = {
    "neo_services": {
        "max_connections": "100",
        "shared_buffers": "64MB",
        "effective_cache_size": "192MB",
    }
}


@then(parsers.parse("PostgreSQL accepts {word} connections"))
def _accepts(drill: Drill, session: Session, system: SystemUnderDrill, word: str) -> None:
    seen = probes.ready(session, system.databases)
    drill.judge(checks.accepts(seen.value, word == "new"), [seen])


@then(parsers.parse("among the queries that run is one with {part}"))
def _running(drill: Drill, session: Session, system: SystemUnderDrill, part: str) -> None:
    latest: list[Observation[Any]] = []

    def look() -> Judgement:
        latest[:] = [probes.running(session, system.databases)]
        return checks.listed("queries that run", [one.text for one in latest[0].value], part)

    drill.judge(judged(look, "queries that run", _SHOWN_WITHIN), latest)


@then(parsers.parse("a query with {part} is listed with what it waits for"))
def _waits(drill: Drill, session: Session, system: SystemUnderDrill, part: str) -> None:
    latest: list[Observation[Any]] = []

    def look() -> Judgement:
        latest[:] = [probes.running(session, system.databases)]
        found = {one.text: one.waits_for for one in latest[0].value}
        return checks.waits("queries that wait", found, part)

    drill.judge(judged(look, "queries that wait", _SHOWN_WITHIN), latest)


@then(parsers.parse("the slowest queries with a mean above {limit:g} ms are listed, with {part}"))
def _slow(
    drill: Drill, session: Session, system: SystemUnderDrill, limit: float, part: str
) -> None:
    seen = probes.slow(session, system.databases, limit)
    judgement = merge_judgements(
        [
            checks.slowest_first([one.mean_ms for one in seen.value], limit),
            checks.listed("slow queries", [one.text for one in seen.value], part),
        ]
    )
    drill.judge(judgement, [seen])


@then(parsers.parse("the indexes that were never used are listed, {index} among them"))
def _unused(drill: Drill, session: Session, system: SystemUnderDrill, index: str) -> None:
    seen = probes.unused_indexes(session, system.databases)
    scans = {one.index: one.scans for one in seen.value}
    drill.judge(checks.never_used(scans, index), [seen])


@then("PostgreSQL runs with the settings that it was given")
def _settings(drill: Drill, session: Session, system: SystemUnderDrill) -> None:
    wanted = GIVEN[system.name]
    seen = probes.settings(session, system.databases, *wanted)
    drill.judge(settings_checks.in_effect(wanted, {"PostgreSQL": seen.value}), [seen])


@given("the size of the database is noted", target_fixture="size_before")
def _noted(drill: Drill, session: Session, system: SystemUnderDrill) -> Observation[int]:
    seen = probes.size(session, system.databases)
    drill.observe(seen)
    return seen


@then("the size of the database is known, and not larger than before")
def _size(
    drill: Drill, session: Session, system: SystemUnderDrill, size_before: Observation[int]
) -> None:
    seen = probes.size(session, system.databases)
    judgement = checks.not_larger("the database", size_before.value, seen.value)
    drill.judge(judgement, [size_before, seen])


@when("every index of the database is built anew", target_fixture="indexes_before")
def _reindexed(
    drill: Drill, session: Session, system: SystemUnderDrill
) -> Observation[dict[str, str]]:
    before = probes.index_files(session, system.databases)
    drill.observe(before)
    postgresql_upkeep.reindex(session, system.databases)
    return before


@then("every index has another file than before")
def _rebuilt(
    drill: Drill,
    session: Session,
    system: SystemUnderDrill,
    indexes_before: Observation[dict[str, str]],
) -> None:
    seen = probes.index_files(session, system.databases)
    drill.judge(checks.rebuilt(indexes_before.value, seen.value), [indexes_before, seen])


@given("the looks into the cache are counted", target_fixture="looks_before")
def _looks(drill: Drill, session: Session, system: SystemUnderDrill) -> Observation[redis.Looks]:
    seen = redis.looks(redis_clients.access(session, system.databases))
    drill.observe(seen)
    return seen


@then("the cache has counted a look, found or not, for each request of the ledger")
def _counted(
    drill: Drill,
    session: Session,
    system: SystemUnderDrill,
    ledgers: dict[str, Ledger],
    looks_before: Observation[redis.Looks],
) -> None:
    record = accounted(drill, ledgers, REQUEST)
    seen = redis.looks(redis_clients.access(session, system.databases))
    before, after = looks_before.value, seen.value
    sums = before.hits + before.misses, after.hits + after.misses
    drill.judge(checks.counted("looks", *sums, record.acked), [looks_before, seen])


@then("the memory that Redis uses is known")
def _redis_memory(drill: Drill, session: Session, system: SystemUnderDrill) -> None:
    seen = redis.memory(redis_clients.access(session, system.databases))
    drill.judge(checks.is_known("memory of Redis", seen.value.used_bytes), [seen])
