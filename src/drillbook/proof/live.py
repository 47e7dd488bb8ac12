"""Live proof: scenarios are run with their falsifiers, and each must say fail."""

import os
import sys
from dataclasses import dataclass
from pathlib import Path

from drillbook import signals
from drillbook.clock import now
from drillbook.errors import UsageError
from drillbook.evidence.reading import read_run
from drillbook.proof import falsifying
from drillbook.proof.falsifying import Falsifier
from drillbook.target import Target
from drillbook.verdict import Verdict


@dataclass(frozen=True)
class Falsified:
    """How a scenario ended with its falsifier; only ``fail`` proves anything."""

    scenario: str
    verdict: Verdict
    reason: str


def chosen(system: str, which: str) -> tuple[Falsifier, ...]:
    """Return all falsifiers of a system, or today's share. Raises UsageError for other words."""
    known = falsifying.load(falsifying.DIRECTORY / f"{system}.yaml")
    if which == "all":
        return known
    if which == "share":
        return falsifying.share(known, now().date())
    raise UsageError(f"--live is 'all' or 'share', not {which!r}")


def falsify(
    target: Target, system: str, which: str, confirmed: str | None = None
) -> list[Falsified]:
    """Run the scenarios that have falsifiers on a target that is up; return how each ended."""
    falsifiers = chosen(system, which)
    if not falsifiers:
        return []
    # Beside the runs and none of them: what is said here is not so of the system.
    directory = Path("build/falsified") / now().strftime("%Y%m%dT%H%M%SZ")
    arguments = [f"features/{system}", f"--target={target.file}", f"--results={directory}"]
    arguments += [f"--falsify={which}", "-q"]
    arguments += [f"--confirm={confirmed}"] if confirmed else []
    signals.run([sys.executable, "-m", "pytest", *arguments], dict(os.environ))
    ended = {drill.scenario.name: drill for drill in read_run(directory).drills}
    return [
        Falsified(one.scenario, ended[one.scenario].verdict, ended[one.scenario].reason)
        for one in falsifiers
        if one.scenario in ended
    ]
