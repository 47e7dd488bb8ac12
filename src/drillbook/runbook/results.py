"""The newest results of a run: what was judged of a system's scenarios, and of its claims."""

import json
from pathlib import Path
from typing import Any

from drillbook.errors import UsageError


def drilled(system: str, results: Path) -> frozenset[str]:
    """Return the claims that a run has a pass or a fail of. Raises as ``drills``."""
    judged = [drill for drill in drills(system, results) if drill["verdict"] in ("pass", "fail")]
    return frozenset(claim for drill in judged for claim in drill["claims"])


def verdicts(system: str, results: Path) -> dict[str, tuple[str, str]]:
    """Return each scenario's verdict, and when it was drilled. Raises as ``drills``."""
    judged = drills(system, results)
    return {drill["scenario"]: (drill["verdict"], drill["started"]) for drill in judged}


def drills(system: str, results: Path) -> list[dict[str, Any]]:
    """Return the drills of a system in a run's directory; none when no run is there.

    Raises UsageError when what is there is not a run's summary.
    """
    summary = results / "summary.json"
    if not summary.exists():
        return []
    try:
        judged: list[dict[str, Any]] = json.loads(summary.read_text(encoding="utf-8"))["drills"]
        return [drill for drill in judged if drill["system"] == system]
    except (ValueError, KeyError, TypeError) as error:
        raise UsageError(
            f"{summary}: not the summary of a run ({type(error).__name__}: {error}); "
            "name the directory of another run with --results"
        ) from error
