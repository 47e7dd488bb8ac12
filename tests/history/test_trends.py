from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from drillbook.history.queries import Recovery
from drillbook.history.trends import NIGHTS, bars, trends

BEGIN = datetime(2026, 11, 1, 2, tzinfo=UTC)
TIMES = st.lists(st.floats(0, 1e6, allow_nan=False), max_size=40)


def recovery(night: int, seconds: float, verdict: str = "pass", target: str = "lab") -> Recovery:
    at = BEGIN + timedelta(days=night)
    return Recovery(
        target,
        "kg_rca",
        "A broker is lost",
        "back",
        at,
        seconds,
        0.2,
        60.0,
        verdict,
        f"run-{night}",
    )


def test_the_time_of_a_drill_that_is_unknown_measures_nothing() -> None:
    rows = [recovery(1, 10), recovery(2, 999, "unknown"), recovery(3, 20, "fail")]
    (trend,) = trends(rows)
    assert trend.seconds == (10, 20)


def test_targets_are_never_taken_together() -> None:
    rows = [recovery(1, 10), recovery(2, 20, target="production")]
    assert [(one.target, one.seconds) for one in trends(rows)] == [
        ("lab", (10,)),
        ("production", (20,)),
    ]


def test_a_first_night_has_nothing_before_it() -> None:
    (trend,) = trends([recovery(1, 10)])
    assert trend.before is None
    assert trend.bars() == "█"


@given(TIMES)
def test_there_is_a_bar_for_each_night_and_longer_is_never_lower(times: list[float]) -> None:
    drawn = bars(times)
    assert len(drawn) == len(times)
    in_order = [bar for _, bar in sorted(zip(times, drawn, strict=True))]
    assert in_order == sorted(in_order)


def test_only_the_newest_nights_are_drawn() -> None:
    (trend,) = trends([recovery(night, night) for night in range(50)])
    assert len(trend.bars()) == NIGHTS
