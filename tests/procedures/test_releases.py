"""A release that is put back."""

from datetime import timedelta
from typing import Any, cast

import pytest

from drillbook.clock import now
from drillbook.errors import UndoIncomplete
from drillbook.observation import Observation
from drillbook.probes.releases import Rollout
from drillbook.procedures import releases
from drillbook.session import Session

_GIVEN_UP = Rollout(wanted=2, new=1, ready=1, old=1, stuck=True)
_DONE = Rollout(wanted=2, new=2, ready=2, old=0, stuck=False)
_WHAT = {"namespace": "neo-staging", "deployment": "storage-service"}
_BEFORE = {"image": "storage:1.2.0", "cause": "1.2.0"}


@pytest.fixture
def rollouts(monkeypatch: pytest.MonkeyPatch) -> list[Rollout]:
    """What a Deployment says of its roll-out, look by look; the last one stays."""
    said: list[Rollout] = []

    def look(*_: Any) -> Observation[Rollout]:
        found = said.pop(0) if len(said) > 1 else said[0]
        return Observation("roll-out", found, "Kubernetes API", "GET", now(), now())

    monkeypatch.setattr("drillbook.probes.releases.rollout", look)
    monkeypatch.setattr(releases, "_set", lambda *_: None)
    monkeypatch.setattr(releases, "_EVERY", timedelta(milliseconds=1))
    monkeypatch.setattr(releases, "ROLLED_OUT_WITHIN", timedelta(milliseconds=200))
    return said


def test_what_is_still_said_of_the_roll_out_before_does_not_end_the_undo(
    rollouts: list[Rollout],
) -> None:
    rollouts += [_GIVEN_UP, _GIVEN_UP, _DONE]
    said = releases._back(cast("Session", None), _WHAT, _BEFORE)
    assert said == "storage-service in neo-staging runs storage:1.2.0"


def test_a_roll_out_that_does_not_come_to_its_end_is_told_with_what_to_do(
    rollouts: list[Rollout],
) -> None:
    rollouts += [_GIVEN_UP]
    with pytest.raises(UndoIncomplete, match="kubectl rollout undo -n neo-staging"):
        releases._back(cast("Session", None), _WHAT, _BEFORE)
