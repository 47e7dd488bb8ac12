from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import pytest

from drillbook.checks import backups, restore
from drillbook.checks.backups import Flaw, MaximumAge
from drillbook.verdict import Verdict, failed

DAY = MaximumAge(timedelta(hours=24), "targets/lab.yaml: backup_max_age")


@dataclass(frozen=True)
class Backup:
    name: str = "billing-20261121.dump"
    size_bytes: int = 5000
    age: timedelta = timedelta(minutes=1)
    sha256: str = "a" * 64
    promised_sha256: str | None = "a" * 64
    promised_bytes: int | None = 5000
    contents: dict[str, int] | None = None
    complaint: str = ""


GOOD = Backup(contents={"public.clients": 3})


@dataclass(frozen=True)
class Table:
    name: str = "public.clients"
    oid: int = 1
    file: str = "base/5/1"
    rows: int | None = 3
    fingerprint: str | None = "77"
    damage: str = ""


CLIENTS = Table()
MADE_ANEW = replace(CLIENTS, oid=9, file="base/5/9")
UNREADABLE = replace(MADE_ANEW, rows=None, fingerprint=None, damage="invalid page in block 0")
HELD = {"public.clients": 3}


def test_a_whole_new_backup_is_usable() -> None:
    assert backups.usable(GOOD, DAY).verdict is Verdict.PASS
    assert backups.flaw(replace(GOOD, promised_sha256=None, promised_bytes=None), DAY) is None


@pytest.mark.parametrize(
    ("bad", "flaw"),
    [
        (replace(GOOD, size_bytes=0), Flaw.EMPTY),
        (replace(GOOD, contents={}), Flaw.EMPTY),
        (replace(GOOD, size_bytes=4999), Flaw.TRUNCATED),
        (replace(GOOD, contents=None, complaint="end of file"), Flaw.TRUNCATED),
        (replace(GOOD, sha256="b" * 64), Flaw.DAMAGED),
        (replace(GOOD, age=timedelta(hours=24, seconds=1)), Flaw.TOO_OLD),
        (replace(GOOD, age=timedelta(hours=-1)), Flaw.DAMAGED),
    ],
)
def test_each_flaw_of_a_backup_is_told_from_the_others(bad: Backup, flaw: Flaw) -> None:
    found = backups.flaw(bad, DAY)
    assert found is not None
    assert found[0] is flaw
    assert backups.usable(bad, DAY).verdict is Verdict.FAIL
    assert backups.refused_as(flaw, bad, DAY, restored=False).verdict is Verdict.PASS


def test_a_backup_of_exactly_the_allowed_age_is_usable() -> None:
    assert backups.flaw(replace(GOOD, age=timedelta(hours=24)), DAY) is None


def test_a_bad_backup_that_was_restored_from_all_the_same_fails() -> None:
    bad = replace(GOOD, size_bytes=0)
    assert backups.refused_as("empty", bad, DAY, restored=True).verdict is Verdict.FAIL


def test_a_refusal_for_another_reason_fails() -> None:
    bad = replace(GOOD, size_bytes=0)
    assert backups.refused_as("too old", bad, DAY, restored=False).verdict is Verdict.FAIL
    assert backups.refused_as("empty", GOOD, DAY, restored=False).verdict is Verdict.FAIL


@pytest.mark.parametrize(
    ("after", "verdict"),
    [
        ((CLIENTS,), Verdict.PASS),
        ((), Verdict.FAIL),
        ((MADE_ANEW,), Verdict.FAIL),
        ((replace(CLIENTS, rows=2, fingerprint="76"),), Verdict.FAIL),
        ((replace(CLIENTS, fingerprint="78"),), Verdict.FAIL),
        ((replace(CLIENTS, rows=None, fingerprint=None),), Verdict.UNKNOWN),
        ((CLIENTS, replace(CLIENTS, name="public.more")), Verdict.FAIL),
    ],
)
def test_unchanged_means_the_same_tables_with_the_same_rows(
    after: tuple[Table, ...], verdict: Verdict
) -> None:
    assert restore.unchanged((CLIENTS,), after).verdict is verdict


def test_a_table_that_is_written_all_the_time_may_grow_and_not_shrink() -> None:
    more, fewer = replace(CLIENTS, rows=4), replace(CLIENTS, rows=2)
    written = {"public.clients"}
    assert restore.unchanged((CLIENTS,), (more,), written).verdict is Verdict.PASS
    assert restore.unchanged((CLIENTS,), (fewer,), written).verdict is Verdict.FAIL


def test_nothing_seen_before_is_unknown() -> None:
    assert restore.unchanged((), (CLIENTS,)).verdict is Verdict.UNKNOWN
    assert restore.holds({}, (CLIENTS,), (MADE_ANEW,)).verdict is Verdict.UNKNOWN
    assert restore.graph((0, 0), (0, 0), 0).verdict is Verdict.UNKNOWN
    assert restore.none_damaged((), 0).verdict is Verdict.UNKNOWN


@pytest.mark.parametrize(
    ("after", "verdict"),
    [
        ((MADE_ANEW,), Verdict.PASS),
        ((CLIENTS,), Verdict.FAIL),  # nothing was restored
        ((), Verdict.FAIL),
        ((UNREADABLE,), Verdict.FAIL),
        ((replace(MADE_ANEW, rows=2),), Verdict.FAIL),
        ((replace(MADE_ANEW, rows=4),), Verdict.FAIL),
    ],
)
def test_a_restore_makes_every_table_anew_with_the_rows_of_the_backup(
    after: tuple[Table, ...], verdict: Verdict
) -> None:
    assert restore.holds(HELD, (CLIENTS,), after).verdict is verdict


def test_a_graph_that_kept_what_came_after_the_backup_fails() -> None:
    assert restore.graph((10, 5), (10, 5), 0).verdict is Verdict.PASS
    assert restore.graph((10, 5), (110, 5), 100).verdict is Verdict.FAIL
    assert restore.graph((10, 5), (9, 5), 0).verdict is Verdict.FAIL
    assert restore.same_graph((10, 5), (10, 4)).verdict is Verdict.FAIL


def test_only_the_damaged_table_may_be_found_damaged() -> None:
    limit = timedelta(seconds=60)
    alone = restore.damaged_alone(["public.clients"], "public.clients", limit, limit)
    assert alone.verdict is Verdict.PASS
    for found in ([], ["public.usage"], ["public.clients", "public.usage"]):
        assert restore.damaged_alone(found, "public.clients", limit, limit).verdict is Verdict.FAIL


def test_a_phase_that_took_longer_than_its_limit_fails() -> None:
    limit = timedelta(seconds=60)
    assert restore.in_time("serving", limit, limit).verdict is Verdict.PASS
    assert restore.in_time("serving", limit + timedelta.resolution, limit).verdict is Verdict.FAIL


ONLINE = {"client_a_kg": "online", "client_b_kg": "online"}


def test_one_stopped_database_must_not_take_another_with_it() -> None:
    a_stopped = ONLINE | {"client_a_kg": "offline"}
    assert restore.others_serve(a_stopped, "client_a_kg").verdict is Verdict.PASS
    assert restore.others_serve(ONLINE, None).verdict is Verdict.PASS
    assert restore.others_serve(ONLINE, "client_a_kg").verdict is Verdict.FAIL
    assert restore.others_serve(a_stopped, None).verdict is Verdict.FAIL
    assert restore.others_serve(a_stopped, "client_b_kg").verdict is Verdict.FAIL


def test_without_another_database_nothing_is_known_of_the_others() -> None:
    alone = {"client_a_kg": "offline"}
    assert restore.others_serve(alone, "client_a_kg").verdict is Verdict.UNKNOWN
    assert restore.others_serve(ONLINE, "client_c_kg").verdict is Verdict.UNKNOWN
    assert restore.others_serve({}, None).verdict is Verdict.UNKNOWN


def test_each_client_needs_a_new_backup_of_its_own() -> None:
    both = ["/backups/client_a_kg-1.dump", "/backups/client_b_kg-1.dump"]
    assert restore.each_has_a_backup(tuple(ONLINE), both).verdict is Verdict.PASS
    assert restore.each_has_a_backup(tuple(ONLINE), both[:1]).verdict is Verdict.FAIL
    assert restore.each_has_a_backup((), both).verdict is Verdict.UNKNOWN


def test_a_backup_of_a_database_is_none_of_another_whose_name_it_begins_with() -> None:
    names, longer = ("client-a", "client-a-eu"), ["/b/client-a-eu-1.dump"]
    lacks = restore.each_has_a_backup(names, longer)
    assert lacks == failed("no new backup of client-a")
    both = restore.each_has_a_backup(names, [*longer, "/b/client-a-1.dump", "/b/other-1.dump"])
    assert both.verdict is Verdict.PASS


def test_a_row_lost_from_before_the_backup_fails() -> None:
    moment = datetime(2026, 11, 21, tzinfo=UTC)
    assert restore.nothing_lost_up_to(10, 0, moment).verdict is Verdict.PASS
    assert restore.nothing_lost_up_to(10, 1, moment).verdict is Verdict.FAIL
    assert restore.nothing_lost_up_to(0, 0, moment).verdict is Verdict.UNKNOWN
