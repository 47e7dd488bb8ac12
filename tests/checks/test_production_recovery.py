"""The checks of backups, of the other site, and of certificates."""

from datetime import UTC, datetime

from drillbook.checks import production_recovery as checks
from drillbook.verdict import Verdict

SOON, LATER = datetime(2026, 12, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC)


def test_a_table_that_lacks_a_row_or_has_another_is_found() -> None:
    before = {"items": (10, "7"), "keys": (1, "3")}
    assert checks.same_tables(before, dict(before)).verdict is Verdict.PASS
    assert checks.same_tables(before, before | {"items": (9, "6")}).verdict is Verdict.FAIL
    assert checks.same_tables(before, before | {"items": (10, "8")}).verdict is Verdict.FAIL
    assert checks.same_tables(before, {"keys": (1, "3")}).verdict is Verdict.FAIL


def test_what_is_lost_is_named_whole_and_nothing_else() -> None:
    assert checks.alone_lost(["redis", "postgres"], ["postgres", "redis"]).verdict is Verdict.PASS
    assert checks.alone_lost(["postgres"], ["postgres", "redis"]).verdict is Verdict.FAIL


def test_a_client_that_is_left_at_the_old_site_is_no_pass() -> None:
    assert checks.answered_at({"other": 20}, "other").verdict is Verdict.PASS
    assert checks.answered_at({"other": 19, "old": 1}, "other").verdict is Verdict.FAIL
    assert checks.answered_at({"other": 19, "": 1}, "other").verdict is Verdict.FAIL


def test_redis_has_the_keys_of_its_snapshot() -> None:
    assert checks.same_keys((5, "a"), (5, "a")).verdict is Verdict.PASS
    assert checks.same_keys((5, "a"), (5, "b")).verdict is Verdict.FAIL
    assert checks.same_keys((0, "a"), (0, "a")).verdict is Verdict.FAIL


def test_a_secret_in_clear_is_found() -> None:
    assert checks.none_in_clear(5, 0).verdict is Verdict.PASS
    assert checks.none_in_clear(5, 1).verdict is Verdict.FAIL


def test_old_backups_go_and_young_ones_stay() -> None:
    assert checks.kept_for_days(["young"], "young", "old").verdict is Verdict.PASS
    assert checks.kept_for_days(["young", "old"], "young", "old").verdict is Verdict.FAIL
    assert checks.kept_for_days([], "young", "old").verdict is Verdict.FAIL


def test_a_certificate_is_renewed_when_it_is_another_of_the_same_hosts_and_ends_later() -> None:
    old = ("1", ("api",), SOON)
    assert checks.renewed(old, ("2", ("api",), LATER)).verdict is Verdict.PASS
    assert checks.renewed(old, ("1", ("api",), LATER)).verdict is Verdict.FAIL
    assert checks.renewed(old, ("2", ("other",), LATER)).verdict is Verdict.FAIL
    assert checks.renewed(old, ("2", ("api",), SOON)).verdict is Verdict.FAIL


def test_every_pod_has_to_serve_with_what_is_held() -> None:
    assert checks.all_served({"a": "2", "b": "2"}, "2").verdict is Verdict.PASS
    assert checks.all_served({"a": "2", "b": "1"}, "2").verdict is Verdict.FAIL


def test_the_service_with_most_errors_leads() -> None:
    assert checks.leads("a", [("a", 20), ("b", 2)]).verdict is Verdict.PASS
    assert checks.leads("a", [("b", 20), ("a", 2)]).verdict is Verdict.FAIL


def test_what_differs_from_a_commit_is_named_and_nothing_else_does() -> None:
    assert checks.alone_drifted([], []).verdict is Verdict.PASS
    assert checks.alone_drifted(["b", "a"], ["a", "b"]).verdict is Verdict.PASS
    assert checks.alone_drifted(["a"], []).verdict is Verdict.FAIL
    assert checks.alone_drifted(["a"], ["a", "b"]).verdict is Verdict.FAIL
