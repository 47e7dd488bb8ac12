from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from drillbook.clock import Change, arrives, describe, eventually, now, played
from drillbook.errors import CheckFailed, Unobservable

SOON = timedelta(milliseconds=60)
QUICK = timedelta(milliseconds=5)


@dataclass
class Passing:
    """Time that passes only where somebody waits, so that a busy machine misses no deadline."""

    at: datetime = datetime(2026, 11, 21, 8, 0, tzinfo=UTC)

    def now(self) -> datetime:
        return self.at

    def pass_by(self, span: timedelta) -> None:
        self.at += span


@pytest.fixture(autouse=True)
def time() -> Iterator[Passing]:
    passing = Passing()
    token = played.set(passing)
    try:
        yield passing
    finally:
        played.reset(token)


def looks(*values: object) -> Iterator[object]:
    yield from values
    while True:
        yield values[-1]


def test_the_first_look_may_already_see_it() -> None:
    seen = eventually(lambda: 5, lambda n: n == 5, within=SOON, what="five")
    assert seen.value == 5
    assert seen.detection == timedelta(0)


def test_the_time_to_detect_spans_from_the_last_look_that_did_not_see_it() -> None:
    values = looks(1, 2, 3)
    before = now()
    seen = eventually(lambda: next(values), lambda n: n == 3, within=SOON, what="3", every=QUICK)
    assert seen.not_before is not None
    assert before <= seen.not_before < seen.at <= now()
    assert seen.detection >= QUICK


def test_what_was_seen_but_never_right_has_failed_and_says_the_last_thing_seen() -> None:
    with pytest.raises(CheckFailed, match=r"all ready: not within 0.06 s; last seen: 4"):
        eventually(lambda: 4, lambda n: n == 5, within=SOON, what="all ready", every=QUICK)


def test_what_could_not_be_seen_at_the_end_is_unknown_though_it_was_seen_before() -> None:
    values = looks(4, None)

    def look() -> object:
        value = next(values)
        if value is None:
            raise Unobservable("connection refused")
        return value

    with pytest.raises(Unobservable, match=r"last seen: 4; last error: connection refused"):
        eventually(look, lambda n: n == 5, within=SOON, what="all ready", every=QUICK)


def test_without_a_drill_that_is_played_it_is_the_machines_time_that_passes() -> None:
    token = played.set(None)
    try:
        before = now()
        with pytest.raises(CheckFailed):
            eventually(lambda: 4, lambda n: n == 5, within=SOON, what="five", every=QUICK)
        assert now() - before >= SOON
    finally:
        played.reset(token)


def test_an_error_nobody_expected_is_not_swallowed() -> None:
    with pytest.raises(ZeroDivisionError):
        eventually(lambda: 1 // 0, bool, within=SOON, what="nothing")


def test_spans_are_said_as_people_say_them() -> None:
    spans = [timedelta(seconds=s) for s in (0.000_069, 0.25, 90, 120, 26 * 3600, 135)]
    said = ["under 1 ms", "0.25 s", "90 s", "2 min", "26 h", "135 s"]
    assert [describe(span) for span in spans] == said
    assert describe(timedelta()) == "0 s"


def streams(*several: list[int | Unobservable]) -> Callable[[timedelta], Iterator[Change[int]]]:
    """What the world tells: each list is a stream, which may break."""
    left = iter(several)

    def opened(_within: timedelta) -> Iterator[Change[int]]:
        for told in next(left, []):
            if isinstance(told, Unobservable):
                raise told
            yield Change(told, None)

    return opened


def is_five(number: int) -> bool:
    return number == 5


def test_a_change_that_is_told_of_is_found_and_bounded_by_the_one_before() -> None:
    before = now()
    seen = arrives(streams([1, 2, 5, 9]), is_five, within=SOON, what="five")
    assert seen.value == 5
    assert seen.not_before is not None
    assert before <= seen.not_before <= seen.at <= now()
    assert arrives(streams([5]), is_five, within=SOON, what="five").detection == timedelta(0)


def test_a_change_was_not_made_before_the_moment_that_it_says_itself(time: Passing) -> None:
    made = now() + timedelta(milliseconds=1)

    def told(_within: timedelta) -> Iterator[Change[int]]:
        yield Change(1, None)
        time.pass_by(timedelta(milliseconds=10))
        yield Change(5, made)

    assert arrives(told, is_five, within=SOON, what="five").not_before == made


def test_a_stream_that_breaks_or_ends_is_opened_again() -> None:
    broken = streams([1, Unobservable("reset")], [], [5])
    assert arrives(broken, is_five, within=timedelta(seconds=5), what="five").value == 5


def test_streams_that_never_tell_it_fail_with_the_last_thing_seen() -> None:
    with pytest.raises(CheckFailed, match=r"five: not within 0.06 s; last seen: 4"):
        arrives(streams([4]), is_five, within=SOON, what="five")


def test_a_stream_that_is_broken_at_the_end_is_unknown_with_the_last_thing_seen() -> None:
    gone: list[list[int | Unobservable]] = [[Unobservable("refused")] for _ in range(9)]
    gone.insert(0, [4])
    with pytest.raises(Unobservable, match=r"last seen: 4; last error: refused"):
        arrives(streams(*gone), is_five, within=SOON, what="five")
