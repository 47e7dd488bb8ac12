from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drillbook.windows import Weekday, Window, next_opening, open_until

MONDAY = datetime(2026, 11, 23, tzinfo=UTC)
HOUR = timedelta(hours=1)


def window(begins: str, ends: str, **more: Any) -> Window:
    return Window.model_validate({"from": begins, "to": ends} | more)


def test_a_window_is_open_from_its_first_moment_to_just_before_its_last() -> None:
    night = window("02:00", "04:00")
    at = MONDAY + 2 * HOUR
    assert open_until([night], at, at) == MONDAY + 4 * HOUR
    assert open_until([night], at - timedelta(microseconds=1), at) is None
    assert open_until([night], at + 2 * HOUR, at) is None


def test_a_window_past_midnight_belongs_to_the_day_on_which_it_begins() -> None:
    late = window("22:00", "02:00", days=["mon"])
    assert open_until([late], MONDAY + 25 * HOUR, MONDAY) == MONDAY + 26 * HOUR
    assert open_until([late], MONDAY + 1 * HOUR, MONDAY) is None


def test_the_whole_day_is_a_window() -> None:
    assert open_until([window("00:00", "24:00")], MONDAY, MONDAY) == MONDAY + 24 * HOUR


def test_one_run_may_use_a_window_for_so_long_at_most() -> None:
    long = window("00:00", "06:00", at_most="2 h")
    begun = MONDAY + HOUR
    assert open_until([long], begun + HOUR, begun) == begun + 2 * HOUR
    assert open_until([long], begun + 2 * HOUR, begun) is None
    before = MONDAY - 5 * HOUR
    assert open_until([long], MONDAY + HOUR, before) == MONDAY + 2 * HOUR


def test_the_longest_of_several_windows_counts() -> None:
    both = [window("02:00", "04:00"), window("03:00", "05:00")]
    assert open_until(both, MONDAY + 3.5 * HOUR, MONDAY) == MONDAY + 5 * HOUR


@pytest.mark.parametrize(("hours", "opens"), [(71.99, False), (72, True), (500, True)])
def test_a_window_that_needs_notice_opens_only_when_it_was_given_in_time(
    hours: float, opens: bool
) -> None:
    begins = MONDAY + 26 * HOUR
    announced = {begins.date().isoformat(): (begins - hours * HOUR).isoformat()}
    notified = window("02:00", "04:00", at_most="2 h", notice="72 h", announced=announced)
    assert (open_until([notified], begins, begins) is not None) is opens
    assert open_until([notified], begins + 24 * HOUR, begins) is None
    assert (next_opening([notified], MONDAY) == begins) is opens


def test_the_next_opening_is_the_earliest_of_all() -> None:
    several = [
        window("04:00", "05:00", days=["wed"]),
        window("03:00", "05:00", dates=["2026-12-01"]),
    ]
    assert next_opening(several, MONDAY) == MONDAY + (48 + 4) * HOUR
    opens_now = MONDAY + (48 + 4) * HOUR
    assert next_opening(several[:1], opens_now) == opens_now + 7 * 24 * HOUR
    assert next_opening([window("03:00", "05:00", dates=["2026-11-01"])], MONDAY) is None


def clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"


@given(
    begins=st.integers(0, 1439),
    length=st.integers(1, 1439),
    days=st.frozensets(st.sampled_from(Weekday)),
    at=st.integers(0, 14 * 1440),
)
def test_minute_by_minute_a_window_is_open_just_when_its_days_say(
    begins: int, length: int, days: frozenset[Weekday], at: int
) -> None:
    made = window(clock(begins), clock((begins + length) % 1440), days=sorted(days))
    moment = MONDAY + timedelta(minutes=at)
    opened_on = {
        day
        for day in range(-1, 15)
        if begins <= at - day * 1440 < begins + length
        and (not days or tuple(Weekday)[day % 7] in days)
    }
    assert (open_until([made], moment, MONDAY) is not None) is bool(opened_on)


def test_a_date_and_a_weekday_are_either_enough() -> None:
    either = window("02:00", "04:00", days=["sun"], dates=[date(2026, 11, 23)])
    assert either.beginning(date(2026, 11, 23)) is not None
    assert either.beginning(date(2026, 11, 22)) is not None
    assert either.beginning(date(2026, 11, 24)) is None
