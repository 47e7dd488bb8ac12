"""What is told against what was counted: shares, forecasts, traces, whom an alert reached."""

import pytest

from drillbook.checks import panels, rollouts, told
from drillbook.verdict import Judgement, Verdict


@pytest.mark.parametrize(
    "judgement",
    [
        panels.shows_share("errors", 0.98, 1.0, 0.1),
        rollouts.reached("the channel", "ServiceDown", ["ServiceDown"]),
        told.not_below("logs a second", 57870, 57870),
        told.not_above("TB", 15, 15),
        told.as_many("traces", 3, 3),
    ],
)
def test_what_is_as_it_has_to_be_passes(judgement: Judgement) -> None:
    assert judgement.verdict is Verdict.PASS


@pytest.mark.parametrize(
    "judgement",
    [
        panels.shows_share("errors", 0.89, 1.0, 0.1),
        panels.shows_share("errors", 0.0, 0.0, 0.1),
        rollouts.reached("the channel", "ServiceDown", []),
        told.not_below("logs a second", 57869.9, 57870),
        told.not_above("TB", 15.01, 15),
        told.as_many("traces", 2, 3),
        told.as_many("traces", 4, 3),
        told.as_many("traces", 0, 0),  # nothing was there that could be missed
    ],
)
def test_what_is_not_fails(judgement: Judgement) -> None:
    assert judgement.verdict is Verdict.FAIL
