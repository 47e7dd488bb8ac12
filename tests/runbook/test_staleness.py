from datetime import UTC, datetime, timedelta

import pytest

from drillbook.runbook import staleness
from drillbook.runbook.drift import Standing, State

NOW = datetime(2026, 11, 21, 18, tzinfo=UTC)
WEEK = timedelta(days=7)
COVERING = "features/shop/a.feature#A backup that is <state> is refused"
RAN = "A backup that is too old is refused"


def state(started: datetime, covering: str | None, linked: State = State.LINKED) -> tuple[str, str]:
    drills = [{"scenario": RAN, "started": started.isoformat(), "covering": covering}]
    standing = Standing("shop-backup", COVERING, linked, "")
    (found,) = staleness.judged([standing], drills, {COVERING: "now"}, WEEK, NOW)
    return found.state, found.why


@pytest.mark.parametrize(
    ("age", "covering", "expected"),
    [
        (WEEK, "now", State.LINKED),
        (WEEK + timedelta(hours=1), "now", State.STALE),
        (timedelta(0), "other", State.STALE),
        (timedelta(0), None, State.LINKED),
    ],
)
def test_a_result_is_stale_by_its_age_and_by_its_code(
    age: timedelta, covering: str | None, expected: State
) -> None:
    assert state(NOW - age, covering)[0] == expected


def test_why_it_is_stale_is_said() -> None:
    assert state(NOW - timedelta(hours=200), "now")[1] == (
        "last drilled 200 h ago, and 168 h is allowed"
    )
    assert "the code of its phrases, changed" in state(NOW, "other")[1]


def test_what_is_suspect_stays_suspect() -> None:
    assert state(NOW - 2 * WEEK, "now", State.SUSPECT)[0] == State.SUSPECT


def test_what_was_never_drilled_has_no_stale_result() -> None:
    standing = Standing("shop-backup", COVERING, State.LINKED, "")
    assert staleness.judged([standing], [], {}, WEEK, NOW) == [standing]


def test_an_example_is_of_its_outline_and_of_no_other() -> None:
    assert staleness.is_of(COVERING, RAN)
    assert not staleness.is_of(COVERING, "A backup is refused")
    assert staleness.fingerprint_of({COVERING: "now"}, "A restore is refused") is None
