"""Spans of time as scenarios say them: ``30 seconds``, ``2 minutes``, ``24 hours``."""

from datetime import timedelta

from drillbook.drill import Budget
from drillbook.errors import UsageError
from drillbook.session import Session
from drillbook.system import SystemUnderDrill

_UNITS = {"second": 1.0, "minute": 60.0, "hour": 3600.0, "day": 86400.0}


def span(text: str) -> timedelta:
    """Read a span of time. Raises UsageError for anything else."""
    number, _, unit = text.strip().partition(" ")
    try:
        return timedelta(seconds=float(number) * _UNITS[unit.removesuffix("s")])
    except (KeyError, ValueError, OverflowError):
        raise UsageError(f"{text!r} is no span of time; write e.g. '30 seconds'") from None


def budget(session: Session, system: SystemUnderDrill, objective: str, time: str) -> Budget:
    """Return what the scenario says, or the target file where that asks for less time.

    For claims whose time the runbook does not give, so that the target file answers for it.
    """
    return Budget(min(span(time), session.target.objective(system.name, objective)), "target file")
