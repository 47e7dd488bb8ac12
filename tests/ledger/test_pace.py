from hypothesis import given, settings
from hypothesis import strategies as st

from drillbook.ledger.pace import Pace

# A busy machine takes its time; nothing here depends on it.
AT_LEISURE = settings(deadline=None)


class Clock:
    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


@AT_LEISURE
@given(st.lists(st.floats(0, 0.9), min_size=1, max_size=50), st.integers(1, 5_000))
def test_what_is_due_follows_the_rate(waits: list[float], rate: int) -> None:
    clock = Clock()
    pace = Pace(rate, clock)
    sent = 0
    for wait in waits:
        clock.seconds += wait
        sent += pace.due(10**9)
        assert sent == int(clock.seconds * rate)


def test_what_was_due_and_not_sent_is_due_again() -> None:
    clock = Clock()
    pace = Pace(100, clock)
    clock.seconds = 0.5
    assert pace.due(1_000) == 50
    pace.unsent(20)
    assert pace.due(1_000) == 20


def test_after_a_standstill_there_is_no_burst() -> None:
    clock = Clock()
    pace = Pace(100, clock)
    clock.seconds = 60
    assert pace.due(500) == 500
    assert pace.due(500) == 0
    one_by_one = Pace(100, clock)
    clock.seconds += 60
    overdue = [one_by_one.ahead() for _ in range(3)]
    assert overdue[0] == 0
    assert overdue[2] > 0


def test_one_by_one_each_write_waits_for_its_turn() -> None:
    clock = Clock()
    pace = Pace(10, clock)
    for _ in range(20):
        clock.seconds += pace.ahead()
    assert round(clock.seconds, 6) == 1.9
