"""Spans of time as scenarios say them: ``30 seconds``, ``2 minutes``, ``24 hours``."""

from datetime import timedelta

from drillbook.errors import UsageError

_UNITS = {"second": 1.0, "minute": 60.0, "hour": 3600.0, "day": 86400.0}


def span(text: str) -> timedelta:
    """Read a span of time. Raises UsageError for anything else."""
    number, _, unit = text.strip().partition(" ")
    try:
        return timedelta(seconds=float(number) * _UNITS[unit.removesuffix("s")])
    except (KeyError, ValueError, OverflowError):
        raise UsageError(f"{text!r} is no span of time; write e.g. '30 seconds'") from None
