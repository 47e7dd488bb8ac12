"""Every judgement says what it found and against what: these sentences are what a report shows.

Each is made inside its test and not when tests are collected, so that a mutant is judged, too.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from drillbook.checks import backups, health, ledger, recovery, replication, restore
from drillbook.checks.health import Level
from drillbook.clock import Seen
from drillbook.verdict import Judgement, Verdict, failed, merge_judgements, passed, unknown
from drillbook.watch import Recovery, Stretch
from tests.checks.test_backups_and_restores import (
    CLIENTS,
    DAY,
    GOOD,
    HELD,
    MADE_ANEW,
    ONLINE,
    UNREADABLE,
)
from tests.checks.test_ledger_checks import record

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
FAULT = datetime(2026, 11, 21, 8, 0, tzinfo=UTC)
LATER = FAULT + MINUTE


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        (replace(GOOD, size_bytes=0), "it is empty (0 bytes)"),
        (replace(GOOD, size_bytes=4999), "it is truncated: 4,999 of 5,000 bytes are left"),
        (
            replace(GOOD, sha256="0123456789abcdef", promised_sha256="fedcba9876543210"),
            "its sha256 is 0123456789ab…, its manifest says fedcba987654…",
        ),
        (replace(GOOD, contents=None, complaint="EOF"), "it cannot be read to its end: EOF"),
        (replace(GOOD, contents={}), "it holds no table"),
        (
            replace(GOOD, age=26 * HOUR),
            "it is 26 h old, and 24 h is allowed (targets/lab.yaml: backup_max_age)",
        ),
        (
            replace(GOOD, age=2400 * HOUR),
            "it is 2400 h old, and 24 h is allowed (targets/lab.yaml: backup_max_age)",
        ),
        (replace(GOOD, age=-2.4 * HOUR), "it was taken 2 h from now: a clock is wrong"),
        (replace(GOOD, age=-2 * HOUR), "it was taken 2 h from now: a clock is wrong"),
    ],
)
def test_a_flaw_is_said_with_its_figures(bad: backups.Backup, reason: str) -> None:
    found = backups.flaw(bad, DAY)
    assert found is not None
    assert found[1] == reason
    kind, name = found[0], bad.name
    assert backups.usable(bad, DAY) == failed(f"backup {name} is of no use: {reason}")
    assert backups.refused_as(kind, bad, DAY, restored=False) == passed(
        f"refused before anything was changed: backup {name}: {reason}"
    )
    assert backups.refused_as("green", bad, DAY, restored=False) == failed(
        f"backup {name} was refused as {kind}, not as green: {reason}"
    )
    assert backups.refused_as(kind, bad, DAY, restored=True) == failed(
        f"backup {name} was restored from"
    )


@pytest.mark.parametrize(
    ("age", "said"),
    [
        (timedelta(seconds=90.4), "90 s"),
        (timedelta(minutes=119), "119 min"),
        (2 * HOUR, "2 h"),
        (timedelta(hours=23, minutes=20), "23 h"),
    ],
)
def test_the_age_of_a_good_backup_is_said_in_units_that_people_use(
    age: timedelta, said: str
) -> None:
    good = replace(GOOD, age=age)
    assert backups.usable(good, DAY) == passed(f"backup {good.name} is whole and {said} old")
    assert backups.refused_as("empty", good, DAY, restored=False) == failed(
        f"backup {good.name} was refused, and nothing is wrong with it"
    )


def test_clocks_may_differ_by_five_minutes_and_no_more() -> None:
    assert backups.flaw(replace(GOOD, age=-5 * MINUTE), DAY) is None
    assert backups.flaw(replace(GOOD, age=-5 * MINUTE - timedelta.resolution), DAY) is not None


@pytest.mark.parametrize(
    ("assess", "said"),
    [
        (lambda: health.pods(9, []), ("pods", "ok", "all 9 healthy")),
        (lambda: health.pods(9, ["b", "a"]), ("pods", "warning", "2 unhealthy: a, b")),
        (lambda: health.brokers(5), ("Kafka brokers", "ok", "5 of 5 online")),
        (lambda: health.brokers(2, 3), ("Kafka brokers", "warning", "2 of 3 online")),
        (lambda: health.lag(12_000), ("consumer lag", "critical", "at most 12,000 messages")),
        (
            lambda: health.disk([("a", 0.5), ("b", 0.91)]),
            ("disk usage", "warning", "b is 91% full"),
        ),
        (lambda: health.neo4j(online=True, text="writable"), ("Neo4j", "ok", "writable")),
        (lambda: health.neo4j(online=False, text="offline"), ("Neo4j", "critical", "offline")),
        (
            lambda: health.key_metrics(0.9, 12.34),
            ("key metrics", "ok", "accuracy at 3 is 90.00%, 12.3 messages a second"),
        ),
        (
            lambda: health.key_metrics(0.8, 0.0),
            ("key metrics", "warning", "accuracy at 3 is 80.00%, 0.0 messages a second"),
        ),
    ],
)
def test_a_part_of_the_health_check_is_said_with_its_figures(
    assess: Callable[[], health.Assessment], said: tuple[str, str, str]
) -> None:
    assessment = assess()
    assert (assessment.part, assessment.level.value, assessment.text) == said
    right = f"{said[0]}: {said[2]}"
    assert health.is_at(assessment, Level(said[1])) == passed(f"{right} ({said[1]})")


def recovered(seen: Recovery[int]) -> Judgement:
    return replication.recovered("replicas", seen, since=FAULT, limit=MINUTE, say="{} short".format)


def stretch(value: int | None, error: str = "") -> Stretch[int]:
    return Stretch(value, error, None, FAULT, LATER)


def whole(seconds: float) -> Recovery[int]:
    at = FAULT + timedelta(seconds=seconds)
    return Recovery(stretch(3), Seen(0, at, None), stretch(0))


@pytest.mark.parametrize(
    ("judge", "expected"),
    [
        (lambda: recovered(Recovery(None, None, None)), unknown("replicas: nothing was seen")),
        (
            lambda: recovered(Recovery(None, None, stretch(0))),
            unknown(
                "replicas: the loss was never seen, so nothing is known of its end",
            ),
        ),
        (
            lambda: recovered(Recovery(stretch(3), None, stretch(None, "refused"))),
            unknown("replicas: cannot be seen: refused"),
        ),
        (
            lambda: recovered(Recovery(stretch(3), None, stretch(2))),
            failed("replicas: not within 60 s; after 60 s still: 2 short"),
        ),
        (lambda: recovered(whole(60)), passed("replicas: after 60 s, limit 60 s")),
        (lambda: recovered(whole(61)), failed("replicas: after 61 s, limit 60 s")),
    ],
)
def test_a_recovery_is_said_with_its_time_or_with_what_is_left(
    judge: Callable[[], Judgement], expected: Judgement
) -> None:
    assert judge() == expected


def rejoined(
    *,
    answers: bool = True,
    in_cluster: bool = True,
    replicas: int = 5,
    in_sync: int = 5,
    took: timedelta = MINUTE,
) -> Judgement:
    return replication.rejoined(
        3,
        answers=answers,
        in_cluster=in_cluster,
        replicas=replicas,
        in_sync=in_sync,
        took=took,
        limit=MINUTE,
    )


WHOLE, DRAINED = recovery.whole_again, recovery.drained


@pytest.mark.parametrize(
    ("judge", "expected"),
    [
        (lambda: rejoined(answers=False), failed("broker 3 does not answer at its own address")),
        (
            lambda: rejoined(in_cluster=False),
            failed("broker 3 answers, and the cluster does not count it in"),
        ),
        (
            lambda: rejoined(replicas=0, in_sync=0),
            unknown("broker 3 holds no replica, so it cannot be seen to be in sync"),
        ),
        (lambda: rejoined(in_sync=4), failed("broker 3 is in sync for 4 of its 5 replicas")),
        (rejoined, passed("broker 3: in sync for all 5 replicas after 60 s, limit 60 s")),
        (
            lambda: rejoined(took=2 * MINUTE),
            failed("broker 3: in sync for all 5 replicas after 2 min, limit 60 s"),
        ),
        (
            lambda: WHOLE("web", 0, 0, MINUTE, MINUTE),
            failed("web wants no replica at all, so none can be back"),
        ),
        (lambda: WHOLE("web", 1, 1, MINUTE, MINUTE), passed("web has all 1 replicas after 60 s")),
        (lambda: WHOLE("web", 2, 3, MINUTE, MINUTE), failed("web has 2 of 3 replicas after 60 s")),
        (lambda: WHOLE("web", 3, 3, None, MINUTE), failed("web has 3 of 3 replicas after 60 s")),
        (lambda: WHOLE("web", 3, 3, MINUTE, MINUTE), passed("web has all 3 replicas after 60 s")),
        (lambda: WHOLE("web", 4, 3, MINUTE, MINUTE), passed("web has all 3 replicas after 60 s")),
        (
            lambda: WHOLE("web", 3, 3, 2 * MINUTE, MINUTE),
            failed("web took 2 min, and 60 s is allowed"),
        ),
        (lambda: DRAINED(1200, None, MINUTE), failed("1,200 events are still waiting after 60 s")),
        (lambda: DRAINED(1, MINUTE, MINUTE), failed("1 events are still waiting after 60 s")),
        (lambda: DRAINED(0, None, MINUTE), failed("0 events are still waiting after 60 s")),
        (lambda: DRAINED(0, MINUTE, MINUTE), passed("the backlog was drained after 60 s")),
        (
            lambda: DRAINED(0, 2 * MINUTE, MINUTE),
            failed("the backlog took 2 min, and 60 s is allowed"),
        ),
    ],
)
def test_what_came_back_is_said_with_its_time_and_its_limit(
    judge: Callable[[], Judgement], expected: Judgement
) -> None:
    assert judge() == expected


def table(**changes: object) -> tuple[restore.Table]:
    return (replace(CLIENTS, **changes),)  # type: ignore[arg-type]  # each names a field of it


FEWER, MORE = table(rows=2), table(rows=4)
NAME = "public.clients"


@pytest.mark.parametrize(
    ("judge", "expected"),
    [
        (lambda: restore.unchanged((), (CLIENTS,)), unknown("no table was seen before")),
        (
            lambda: restore.unchanged((CLIENTS,), (CLIENTS,)),
            passed("table public.clients has 3 rows, as before"),
        ),
        (
            lambda: restore.unchanged((CLIENTS,), (CLIENTS,), {NAME}),
            passed("table public.clients has 3 rows, as before"),
        ),
        (lambda: restore.unchanged((CLIENTS,), ()), failed("table public.clients is gone")),
        (
            lambda: restore.unchanged((CLIENTS,), (MADE_ANEW,)),
            failed("table public.clients was dropped and made anew"),
        ),
        (
            lambda: restore.unchanged((CLIENTS,), FEWER),
            failed("table public.clients has 2 rows, not the 3 of before"),
        ),
        (
            lambda: restore.unchanged((CLIENTS,), MORE),
            failed("table public.clients has 4 rows, not the 3 of before"),
        ),
        (
            lambda: restore.unchanged((CLIENTS,), (*table(name="public.b"), CLIENTS)),
            failed("table public.b is new"),
        ),
        (
            lambda: restore.unchanged((CLIENTS,), table(rows=None, damage="bad page")),
            unknown("table public.clients cannot be read: bad page"),
        ),
        (
            lambda: restore.unchanged(table(rows=None, damage="bad before"), (CLIENTS,)),
            unknown("table public.clients cannot be read: bad before"),
        ),
        (
            lambda: restore.holds({}, (), ()),
            unknown("the backup holds no table to compare with"),
        ),
        (
            lambda: restore.holds(HELD, (CLIENTS,), (MADE_ANEW,)),
            passed("table public.clients has 3 rows of 3 in the backup"),
        ),
        (
            lambda: restore.holds(HELD, (), (replace(MADE_ANEW, rows=5),), {NAME}),
            passed("table public.clients has 5 rows of 3 in the backup"),
        ),
        (
            lambda: restore.holds(HELD, (), (replace(MADE_ANEW, rows=5),)),
            failed("table public.clients has 5 rows, and the backup 3"),
        ),
        (
            lambda: restore.holds(HELD, (CLIENTS,), ()),
            failed("table public.clients is in the backup and not in the database"),
        ),
        (
            lambda: restore.holds(HELD, (CLIENTS,), (UNREADABLE,)),
            failed("table public.clients cannot be read: invalid page in block 0"),
        ),
        (
            lambda: restore.holds(HELD, (CLIENTS,), (CLIENTS,)),
            failed("table public.clients is the one of before the restore"),
        ),
    ],
)
def test_a_table_is_said_by_its_name_and_its_rows(
    judge: Callable[[], Judgement], expected: Judgement
) -> None:
    assert judge() == expected


BEGAN = "before the backup began (2026-11-21T08:00:00+00:00)"


@pytest.mark.parametrize(
    ("judge", "expected"),
    [
        (
            lambda: restore.graph((10, 5), (10, 5), 0),
            passed("10 nodes and 5 relationships, as the backup held"),
        ),
        (
            lambda: restore.graph((10, 5), (11, 6), 0),
            failed("11 nodes and 6 relationships, and the backup held 10 and 5"),
        ),
        (
            lambda: restore.graph((1, 5), (1, 5), 0),
            passed("1 nodes and 5 relationships, as the backup held"),
        ),
        (
            lambda: restore.graph((10, 0), (10, 0), 0),
            passed("10 nodes and 0 relationships, as the backup held"),
        ),
        (
            lambda: restore.graph((10, 5), (10, 5), 1),
            failed("1 nodes that came after the backup are still there"),
        ),
        (
            lambda: restore.graph((0, 0), (0, 0), 0),
            unknown("the graph was empty before, so nothing can be told"),
        ),
        (
            lambda: restore.same_graph((10, 5), (11, 6)),
            failed("11 nodes and 6 relationships, not 10 and 5 as before"),
        ),
        (
            lambda: restore.same_graph((10, 5), (10, 5)),
            passed("still 10 nodes and 5 relationships"),
        ),
        (
            lambda: restore.same_graph((1, 0), (1, 0)),
            passed("still 1 nodes and 0 relationships"),
        ),
        (
            lambda: restore.same_graph((0, 0), (0, 0)),
            unknown("the graph was empty before, so nothing can be told"),
        ),
        (
            lambda: restore.same_graph((0, 0), (0, 1)),
            failed("0 nodes and 1 relationships, not 0 and 0 as before"),
        ),
        (
            lambda: restore.nothing_lost_up_to(0, 0, FAULT),
            unknown(f"no write was acknowledged {BEGAN}"),
        ),
        (
            lambda: restore.nothing_lost_up_to(1200, 1, FAULT),
            failed(f"1 of 1,200 writes acknowledged {BEGAN} are lost"),
        ),
        (
            lambda: restore.nothing_lost_up_to(1200, 0, FAULT),
            passed(f"all 1,200 writes acknowledged {BEGAN} are there"),
        ),
        (
            lambda: restore.others_serve(ONLINE, "client_z_kg"),
            unknown("there is no database client_z_kg"),
        ),
        (
            lambda: restore.others_serve(ONLINE, "client_a_kg"),
            failed("client_a_kg is online"),
        ),
        (
            lambda: restore.others_serve({"a": "offline", "b": "stopping"}, None),
            failed("a is offline, b is stopping"),
        ),
        (
            lambda: restore.others_serve({"a": "offline"}, "a"),
            unknown("there is no other client's database"),
        ),
        (lambda: restore.others_serve(ONLINE, None), passed("2 databases are online")),
        (
            lambda: restore.others_serve({"a": "offline", "b": "online"}, "a"),
            passed("a is offline, 1 databases are online"),
        ),
        (lambda: restore.has_its_own("a", {"a": "online"}), passed("a is online")),
        (lambda: restore.has_its_own("a", {"a": "offline"}), failed("a is offline")),
        (lambda: restore.has_its_own("a", {"b": "online"}), failed("there is no database a")),
        (
            lambda: restore.each_has_a_backup([], ["/b/a-1"]),
            unknown("no client has a database of its own"),
        ),
        (
            lambda: restore.each_has_a_backup(["a", "b", "c"], ["/b/a-1.dump"]),
            failed("no new backup of b, c"),
        ),
        (
            lambda: restore.each_has_a_backup(["a"], ["/x/y/a-1.dump"]),
            passed("each of 1 databases has a new backup"),
        ),
        (
            lambda: restore.each_has_a_backup(["a"], ["/a-1/other.dump"]),
            failed("no new backup of a"),
        ),
        (
            lambda: restore.in_time("serving", HOUR, HOUR),
            passed("serving after 60 min (limit 60 min)"),
        ),
        (
            lambda: restore.in_time("serving", 2 * HOUR, HOUR),
            failed("serving after 2 h (limit 60 min)"),
        ),
        (
            lambda: restore.damaged_alone([], "a", MINUTE, MINUTE),
            failed("damaged: no table; it should be a alone"),
        ),
        (
            lambda: restore.damaged_alone(["a", "b"], "a", MINUTE, MINUTE),
            failed("damaged: a, b; it should be a alone"),
        ),
        (
            lambda: restore.damaged_alone(["a"], "a", MINUTE, MINUTE),
            passed("a alone is damaged: found after 60 s (limit 60 s)"),
        ),
        (
            lambda: restore.damaged_alone(["a"], "a", 2 * MINUTE, MINUTE),
            failed("a alone is damaged: found after 2 min (limit 60 s)"),
        ),
        (lambda: restore.none_damaged(["a", "b"], 3), failed("cannot be read: a, b")),
        (lambda: restore.none_damaged([], 0), unknown("no table was looked at")),
        (lambda: restore.none_damaged([], 1), passed("all 1 tables can be read whole")),
    ],
)
def test_a_restore_is_said_with_what_is_there_and_what_should_be(
    judge: Callable[[], Judgement], expected: Judgement
) -> None:
    assert judge() == expected


SILENT = unknown("Kafka: no write was acknowledged, so nothing is known of their fate")
TEN = timedelta(seconds=10)


@pytest.mark.parametrize(
    ("judge", "expected"),
    [
        (lambda: ledger.nothing_lost(record(acked=0)), SILENT),
        (lambda: ledger.lost_at_most(record(acked=0), TEN), SILENT),
        (lambda: ledger.each_once_in_order(record(acked=0)), SILENT),
        (
            lambda: ledger.nothing_lost(
                record(lost=4, rpo_seconds=2.5, lost_examples=tuple("abcd"))
            ),
            failed("Kafka: 4 of 1000 acknowledged writes are lost, over 2.5 s (a; b; c)"),
        ),
        (
            lambda: ledger.nothing_lost(record(lost=1, rpo_seconds=None)),
            failed("Kafka: 1 of 1000 acknowledged writes are lost, over an unknown span ()"),
        ),
        (
            lambda: ledger.nothing_lost(record()),
            passed("Kafka: all 1000 acknowledged writes are there"),
        ),
        (
            lambda: ledger.lost_at_most(record(lost=4, rpo_seconds=10), TEN),
            passed("Kafka: 4 of 1000 acknowledged writes lost, over 10 s, limit 10 s"),
        ),
        (
            lambda: ledger.lost_at_most(record(lost=4, rpo_seconds=11), TEN),
            failed("Kafka: 4 of 1000 acknowledged writes lost, over 11 s, limit 10 s"),
        ),
        (
            lambda: ledger.lost_at_most(record(rpo_seconds=None), TEN),
            unknown("Kafka: the span of the loss is not known"),
        ),
        (
            lambda: ledger.each_once_in_order(record(duplicated=1, reordered=2, failed_present=3)),
            failed(
                "Kafka: 1 there more than once, 2 out of order, 3 refused and there, of 1000 writes"
            ),
        ),
        (
            lambda: ledger.each_once_in_order(record(unexpected=4, stale=5)),
            failed("Kafka: 4 never written and there, of 1000 writes"),
        ),
        (
            lambda: ledger.each_once_in_order(record(present=0)),
            unknown("Kafka: none of 1000 acknowledged writes is there"),
        ),
        (
            lambda: ledger.each_once_in_order(record()),
            passed("Kafka: each of 1000 writes is there once and in order"),
        ),
        (
            lambda: ledger.rate_at_least(record(), 2_500),
            passed("Kafka: 2500 acknowledged writes a second, at least 2500"),
        ),
        (
            lambda: ledger.rate_at_least(record(), 2_501),
            failed("Kafka: 2500 acknowledged writes a second, not 2501"),
        ),
        (
            lambda: ledger.errors_at_most(record(attempted=0), 0.01),
            unknown("Kafka: nothing was attempted"),
        ),
        (
            lambda: ledger.errors_at_most(record(acked=990), 0.01),
            passed(
                "Kafka: 10 of 1000 attempts failed or got no answer (1.000%), budget 1.000%",
            ),
        ),
        (
            lambda: ledger.errors_at_most(record(acked=989), 0.01),
            failed(
                "Kafka: 11 of 1000 attempts failed or got no answer (1.100%), budget 1.000%",
            ),
        ),
        (
            lambda: ledger.errors_at_most(record(attempted=1, acked=1), 0.01),
            passed("Kafka: 0 of 1 attempts failed or got no answer (0.000%), budget 1.000%"),
        ),
    ],
)
def test_a_ledgers_account_is_said_with_its_figures(
    judge: Callable[[], Judgement], expected: Judgement
) -> None:
    assert judge() == expected


def test_a_merge_says_every_reason_that_is_as_bad_as_the_worst() -> None:
    parts = [failed("a"), unknown("b"), failed("c")]
    assert merge_judgements(parts) == Judgement(Verdict.FAIL, "a; c")
    assert merge_judgements([]) == unknown("nothing was observed")
