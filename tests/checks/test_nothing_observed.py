"""What was not seen, and what is no number, is at no level and never a pass."""

import math
from collections.abc import Callable
from datetime import timedelta

import pytest

from drillbook.checks import capacity, health, monitoring
from drillbook.errors import Unobservable
from drillbook.verdict import Judgement, Verdict

MINUTE = timedelta(minutes=1)
_NO_NUMBER = "a figure that is no number is at no level"


@pytest.mark.parametrize(
    ("assess", "why"),
    [
        (lambda: health.pods(0, []), "no pod was seen, so nothing is known of their health"),
        (lambda: health.disk([]), "no volume was seen, so nothing is known of the room on them"),
        (lambda: health.disk([("a", 0.1), ("b", math.nan)]), _NO_NUMBER),
        (lambda: health.disk([("a", math.nan), ("b", 0.1)]), _NO_NUMBER),
        (lambda: health.key_metrics(math.nan, 10.0), _NO_NUMBER),
        (lambda: health.LAG.level(math.nan), _NO_NUMBER),
    ],
)
def test_a_part_of_which_nothing_was_seen_is_at_no_level(
    assess: Callable[[], object], why: str
) -> None:
    with pytest.raises(Unobservable) as unobservable:
        assess()
    assert str(unobservable.value) == why


@pytest.mark.parametrize(
    "judge",
    [
        lambda: capacity.agree("bytes", {"a": math.nan}, {"a": 10.0}, 0.1),
        lambda: capacity.agree("bytes", {"a": 10.0}, {"a": math.nan}, 0.1),
        lambda: monitoring.shows("it is up", math.nan, 1),
        lambda: monitoring.shows_counted("lag", {"a": math.nan}, {"a": 10.0}, 0.1),
        lambda: monitoring.shows_counted("lag", {"a": 10.0}, {"a": math.nan}, 0.1),
    ],
)
def test_what_is_no_number_is_no_pass(judge: Callable[[], Judgement]) -> None:
    assert judge().verdict is not Verdict.PASS
