from datetime import datetime, timedelta

import pytest

from drillbook.ledger.history import History, ReadBack
from drillbook.ledger.recovery_point import up_to


class Clock:
    def __init__(self) -> None:
        self.nanoseconds = 0

    def __call__(self) -> int:
        return self.nanoseconds


def written(clock: Clock) -> tuple[History, datetime]:
    """Ten rows, acknowledged one a second from second 1 on; the last has no answer."""
    history = History(clock)
    for number in range(10):
        clock.nanoseconds = (number + 1) * 1_000_000_000
        history.invoke()
        if number < 9:
            history.acknowledge(number)
        else:
            history.unanswered(number)
    return history, history.started


def reading(history: History, numbers: range) -> ReadBack:
    found = ReadBack(len(history), 0, 0)
    for number in numbers:
        found.saw(number)
    return found


def test_what_came_after_the_moment_may_be_lost() -> None:
    history, started = written(Clock())
    found = up_to(history, reading(history, range(5)), started + timedelta(seconds=5))
    assert (found.acked, found.lost) == (5, 0)


def test_a_row_that_was_acknowledged_before_the_moment_is_missed() -> None:
    history, started = written(Clock())
    found = up_to(history, reading(history, range(1, 10)), started + timedelta(seconds=5))
    assert (found.acked, found.lost) == (5, 1)


def test_a_row_without_an_answer_is_never_counted() -> None:
    history, started = written(Clock())
    found = up_to(history, reading(history, range(0)), started + timedelta(hours=1))
    assert (found.acked, found.lost) == (9, 9)


def test_a_reading_of_another_ledger_is_refused() -> None:
    history, started = written(Clock())
    with pytest.raises(ValueError, match="a reading of 3 writes"):
        up_to(history, ReadBack(3, 0, 0), started)
