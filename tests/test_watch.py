"""Recovery found in what a watch saw: only after the loss, and for good."""

from datetime import UTC, datetime, timedelta
from threading import Event

import pytest

from drillbook.checks.replication import recovered
from drillbook.clock import eventually, now
from drillbook.errors import Unobservable
from drillbook.verdict import Judgement, Verdict
from drillbook.watch import Recovery, Stretch, Watch, extended, recovery

FAULT = datetime(2026, 11, 21, 8, 0, tzinfo=UTC)
LIMIT = timedelta(seconds=120)
STEADY = timedelta(seconds=1)


def seconds(number: float) -> datetime:
    return FAULT + timedelta(seconds=number)


def seen(*looks: tuple[float, int | None]) -> list[Stretch[int]]:
    """Stretches of looks, 100 ms each: (second, under-replicated partitions; None is unseen)."""
    stretches: list[Stretch[int]] = []
    previous = seconds(looks[0][0])
    for at, value in looks:
        error = "" if value is not None else "no broker answered"
        stretches = extended(stretches, value, error, previous, seconds(at))
        previous = seconds(at - 0.1)
    return stretches


def found(*looks: tuple[float, int | None]) -> Recovery[int]:
    return recovery(seen(*looks), lambda short: short == 0, since=FAULT, steady=STEADY)


def judged(*looks: tuple[float, int | None]) -> Judgement:
    say = "{} under-replicated".format
    return recovered("replication", found(*looks), since=FAULT, limit=LIMIT, say=say)


def test_a_loss_and_its_end_are_found_to_the_look() -> None:
    whole = found((-1, 0), (8, 0), (8.1, 17), (20, 9), (21.5, 9), (21.6, 0), (23, 0)).whole
    assert whole is not None
    assert (whole.at, whole.not_before) == (seconds(21.6), seconds(21.4))


def test_in_time_is_a_pass_that_says_how_long_it_took() -> None:
    judgement = judged((-1, 0), (8, 17), (21.6, 0), (23, 0))
    assert judgement == Judgement(Verdict.PASS, "replication: after 21.6 s, limit 2 min")


def test_too_late_is_a_failure() -> None:
    assert judged((-1, 0), (8, 17), (121, 0), (123, 0)).verdict is Verdict.FAIL


def test_all_well_before_the_loss_was_seen_is_unknown() -> None:
    judgement = judged((-1, 0), (5, 0), (119, 0))
    assert judgement.verdict is Verdict.UNKNOWN
    assert "never seen" in judgement.reason


def test_a_loss_that_was_over_before_the_fault_is_none() -> None:
    assert found((-9, 3), (-8, 0), (5, 0), (7, 0)).lost is None


def test_still_lost_at_the_end_is_a_failure_that_says_what_is_left() -> None:
    judgement = judged((-1, 0), (8, 17), (130, 4))
    assert judgement.verdict is Verdict.FAIL
    assert "4 under-replicated" in judgement.reason


def test_blind_at_the_end_is_unknown_with_the_last_error() -> None:
    judgement = judged((-1, 0), (8, 17), (130, None))
    assert judgement.verdict is Verdict.UNKNOWN
    assert "no broker answered" in judgement.reason


def test_a_broker_that_has_not_heard_of_the_loss_yet_does_not_end_it() -> None:
    whole = found((-1, 0), (8, 17), (8.1, 0), (8.2, 17), (21.6, 0), (23, 0)).whole
    assert whole is not None
    assert whole.at == seconds(21.6)


def test_whole_for_less_than_a_second_is_not_yet_over() -> None:
    assert found((-1, 0), (8, 17), (21.6, 0), (22.5, 0)).whole is None


def test_not_seeing_after_the_recovery_does_not_move_it() -> None:
    whole = found((-1, 0), (8, 17), (21.6, 0), (23, 0), (60, None), (65, 0)).whole
    assert whole is not None
    assert whole.at == seconds(21.6)


def test_a_recovery_that_nobody_could_see_last_is_not_yet_one() -> None:
    blind = ((-1, 0), (8, 17), (9, 0), (9.1, None), (60, None), (65, 0))
    assert found(*blind).whole is None
    whole = found(*blind, (66, 0)).whole
    assert whole is not None
    assert whole.at == seconds(65)


def test_a_recovery_while_nobody_could_see_may_have_been_at_any_time_of_that() -> None:
    whole = found((-1, 0), (8, 17), (8.1, None), (60, None), (65, 0), (66, 0)).whole
    assert whole is not None
    assert (whole.not_before, whole.at) == (seconds(8), seconds(65))


def test_what_was_never_looked_at_is_unknown() -> None:
    nothing: Recovery[int] = Recovery(None, None, None)
    assert recovered("x", nothing, since=FAULT, limit=LIMIT).verdict is Verdict.UNKNOWN


def test_a_watch_keeps_what_passes_quickly_and_what_it_could_not_see() -> None:
    values = iter([0, 5, None, 0])
    done = Event()

    def look() -> int:
        value = next(values, 0)
        if value is None:
            raise Unobservable("blind")
        done.set()
        return value

    watch = Watch(look, calm=timedelta(milliseconds=1))
    watch.start()
    eventually(watch.stretches, lambda s: len(s) == 4, within=LIMIT, what="4 stretches")
    watch.stop()
    assert [(s.value, s.error) for s in watch.stretches()] == [
        (0, ""),
        (5, ""),
        (None, "blind"),
        (0, ""),
    ]


def test_a_watch_that_broke_says_so_and_is_never_taken_for_calm() -> None:
    def look() -> int:
        raise RuntimeError("out of memory")

    watch = Watch(look, calm=timedelta(milliseconds=1))
    watch.start()
    watch.stop()
    with pytest.raises(Unobservable, match="out of memory"):
        watch.stretches()


def test_a_watch_looks_tightly_only_while_something_is_not_whole() -> None:
    looks: list[datetime] = []

    def look() -> int:
        looks.append(now())
        return len(looks)

    def counted(*, whole: bool) -> int:
        looks.clear()
        watch = Watch(look, whole=lambda _: whole, calm=timedelta(hours=1))
        watch.start()
        enough = 1 if whole else 3
        eventually(lambda: len(looks), lambda n: n >= enough, within=LIMIT, what="looks")
        watch.stop()
        return len(looks)

    assert counted(whole=True) == 1
    assert counted(whole=False) >= 3
