"""Summaries of runs as they lie on disk, and which run came before another."""

import json
from pathlib import Path
from typing import Any

from drillbook.errors import UsageError

Summary = dict[str, Any]


def read(run: Path) -> Summary:
    """Read the summary of a run's directory. Raises UsageError."""
    file = run / "summary.json"
    try:
        found: Summary = json.loads(file.read_text(encoding="utf-8"))
        found["run"]["started"], found["target"]["name"], found["drills"]
    except FileNotFoundError:
        raise UsageError(
            f"{file}: not there; name a run's directory, e.g. reports/latest"
        ) from None
    except (json.JSONDecodeError, UnicodeDecodeError, KeyError, TypeError) as error:
        raise UsageError(
            f"{file}: damaged ({error}); 'drillbook verify {run}' tells more"
        ) from error
    return found


def before(run: Path) -> Summary | None:
    """Return the newest earlier run of the same target beside a run, if there is one."""
    return next(reversed(_earlier(run)), None)


def last_seen(run: Path) -> Summary | None:
    """Return the run before a run, with every drill as the earlier runs saw it last.

    Neither a run of some drills alone nor a blocked drill hides what a drill came to before.
    """
    earlier = _earlier(run)
    drills = {
        (one["system"], one["scenario"]): one
        for found in earlier
        for one in found["drills"]
        if one["verdict"] != "blocked"
    }
    return {**earlier[-1], "drills": list(drills.values())} if earlier else None


def _earlier(run: Path) -> list[Summary]:
    """Return the earlier runs of the same target beside a run, oldest first.

    A run beside it that cannot be read is left out: it says nothing of what was before.
    """
    mine = read(run)
    earlier = []
    for file in run.resolve().parent.glob("*/summary.json"):
        try:
            found = read(file.parent)
        except UsageError:
            continue
        same = found["target"]["name"] == mine["target"]["name"]
        if same and found["run"]["started"] < mine["run"]["started"]:
            earlier.append(found)
    return sorted(earlier, key=lambda found: str(found["run"]["started"]))


def verdicts(summary: Summary) -> dict[tuple[str, str], str]:
    """Return the verdict of the last attempt at each scenario, by system and scenario."""
    return {(one["system"], one["scenario"]): one["verdict"] for one in summary["drills"]}
