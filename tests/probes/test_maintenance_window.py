"""Maintenance is asked for with a clock of the question's own, by what each runbook agrees on."""

from types import SimpleNamespace
from typing import Any

import pytest

from drillbook.errors import UsageError
from drillbook.probes import maintenance_window
from drillbook.target import Target


@pytest.fixture
def session() -> Any:
    allow = {"changes": [maintenance_window.CHANGE], "namespaces": ["shop"]}
    target = Target.model_validate(
        {
            "name": "test",
            "kind": "lab",
            "lab": 0,
            "context": "drillbook-lab-0",
            "allow": allow,
            "systems": {"shop": {"namespace": "shop"}},
        }
    )
    return SimpleNamespace(target=target)


@pytest.mark.parametrize(
    ("hours", "day", "at", "allowed"),
    [
        (168, "Saturday", "02:00", True),
        (167, "Saturday", "02:00", False),
        (240, "Saturday", "01:59", False),
        (240, "Saturday", "03:58", True),
        (240, "Saturday", "04:00", False),
        (240, "Friday", "03:00", False),
        (240, "Sunday", "03:00", False),
        (240, "Monday", "03:00", False),
    ],
)
def test_an_upgrade_needs_seven_days_notice_and_a_saturday_from_two_to_four(
    session: Any, hours: int, day: str, at: str, *, allowed: bool
) -> None:
    seen = maintenance_window.asked_on(session, "shop", hours, day, at).value
    assert seen.allowed is allowed
    assert bool(seen.why) is not allowed


@pytest.mark.parametrize(
    ("hours", "at", "minutes", "allowed"),
    [
        (72, "02:00", 120, True),
        (71, "02:00", 1, False),
        (96, "02:00", 121, False),
        (96, "04:00", 1, False),
    ],
)
def test_maintenance_of_two_hours_needs_three_days_notice_on_any_day(
    session: Any, hours: int, at: str, minutes: int, *, allowed: bool
) -> None:
    seen = maintenance_window.asked(session, "shop", hours, at, minutes).value
    assert seen.allowed is allowed


def test_a_day_that_is_none_of_the_week_is_a_usage_error(session: Any) -> None:
    with pytest.raises(UsageError, match="Caturday"):
        maintenance_window.asked_on(session, "shop", 240, "Caturday", "02:00")
