"""Staleness: results that are too old, or of other code than the scenario has now, show nothing."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from drillbook.clock import describe
from drillbook.runbook.drift import Standing, State


def fingerprint_of(fingerprints: Mapping[str, str], scenario: str) -> str | None:
    """Return the fingerprint of a scenario that ran; an outline's examples share its own."""
    matching = (one for name, one in fingerprints.items() if is_of(name, scenario))
    return next(matching, None)


def is_of(covering: str, scenario: str) -> bool:
    """Return whether ``FEATURE FILE#NAME`` is a scenario, or the outline of which it is one."""
    parts = re.split(r"<[^<>]+>", covering.partition("#")[2])
    return re.fullmatch(".+".join(map(re.escape, parts)), scenario) is not None


def judged(
    standings: Iterable[Standing],
    drills: Iterable[Mapping[str, Any]],
    fingerprints: Mapping[str, str],
    limit: timedelta,
    now: datetime,
) -> list[Standing]:
    """Return the standings with each link that is linked, and whose results are stale, as such.

    ``drills`` are those of a summary. What was never drilled has no result that could be stale.
    """
    several = list(drills)
    found = []
    for one in standings:
        own = [drill for drill in several if is_of(one.scenario, drill["scenario"])]
        whys = [_why(drill, fingerprints.get(one.scenario), limit, now) for drill in own]
        why = next((why for why in whys if why), None)
        stale = why is not None and one.state is State.LINKED
        found.append(replace(one, state=State.STALE, why=why or "") if stale else one)
    return found


def _why(
    drill: Mapping[str, Any], fingerprint: str | None, limit: timedelta, now: datetime
) -> str | None:
    age = now - datetime.fromisoformat(drill["started"])
    if age > limit:
        hours = describe(timedelta(hours=age // timedelta(hours=1)))
        return f"last drilled {hours} ago, and {describe(limit)} is allowed"
    if drill.get("covering") not in (None, fingerprint):
        return "last drilled before the scenario, or the code of its phrases, changed"
    return None
