"""Live proof: scenarios are run with their falsifiers, and each must say fail."""

import json
import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import pytest

from drillbook import signals
from drillbook.clock import now
from drillbook.errors import UsageError
from drillbook.evidence.model import Evidence
from drillbook.evidence.reading import read_run
from drillbook.proof import falsifying
from drillbook.proof.falsifying import Falsifier
from drillbook.target import Target
from drillbook.verdict import Verdict

#: Beside the runs and none of them: what is said there is not so of the system.
DIRECTORY = Path("build/falsified")


@dataclass(frozen=True)
class Asked:
    """What is to be falsified: ``all`` or ``share``, and of it what matches pytest's ``-k``."""

    which: str
    keyword: str = ""
    confirmed: str | None = None


@dataclass(frozen=True)
class Falsified:
    """How a scenario ended with its falsifier; only ``fail`` proves anything."""

    system: str
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


def refuse_unknown(system: str, scenarios: Mapping[str, Sequence[str]]) -> None:
    """Raise UsageError when a falsifier names none of a system's scenarios, or no step of its own.

    ``scenarios`` has the steps of each by its name.
    """
    for one in chosen(system, "all"):
        where = f"{falsifying.DIRECTORY / system}.yaml"
        if one.scenario not in scenarios:
            raise UsageError(
                f"{where}: no scenario {one.scenario!r} in features/{system}; give it the name of "
                "one, or remove it"
            )
        step = one.unknown_step(scenarios[one.scenario])
        if step is not None:
            steps = "; ".join(scenarios[one.scenario])
            raise UsageError(f"{where}: {one.scenario!r} has no step {step!r}; it has: {steps}")


def falsify(
    target: Target,
    system: str,
    asked: Asked,
    output: IO[str] | None = None,
) -> tuple[list[Falsified], str | None]:
    """Run the scenarios that have falsifiers on a target that is up; return how each ended.

    With it, what could not be put back: the run ended with the scenario that changed it, which has
    shown nothing, and those before it stand. ``output`` takes what pytest prints; what the keyword
    leaves out is not tried. Raises UsageError when no scenario matches the keyword.
    """
    falsifiers = chosen(system, asked.which)
    if not falsifiers:
        return [], None
    directory = DIRECTORY / system / now().strftime("%Y%m%dT%H%M%SZ")
    arguments = [f"features/{system}", f"--target={target.file}", f"--results={directory}"]
    arguments += [f"--falsify={asked.which}", "-q"]
    arguments += [f"--confirm={asked.confirmed}"] if asked.confirmed else []
    arguments += ["-k", asked.keyword] if asked.keyword else []
    code = signals.run([sys.executable, "-m", "pytest", *arguments], dict(os.environ), output)
    if code == pytest.ExitCode.NO_TESTS_COLLECTED and asked.keyword:
        raise UsageError(f"no scenario of {system} matches -k {asked.keyword!r}")
    drills = read_run(directory).drills
    ended = {drill.scenario.name: drill for drill in drills}
    left = _not_put_back(directory / "run.json")
    last = max(drills, key=lambda drill: drill.started).scenario.name if left and drills else None
    if asked.keyword:
        falsifiers = tuple(one for one in falsifiers if one.scenario in ended)
    return [
        Falsified(system, last, Verdict.UNKNOWN, f"undo incomplete: {left}")
        if one.scenario == last
        else _judged(system, one, ended.get(one.scenario))
        for one in falsifiers
    ], left


def _judged(system: str, one: Falsifier, drill: Evidence | None) -> Falsified:
    """Return how a scenario ended; a failure of another step than the one named shows nothing."""
    if drill is None:
        return Falsified(system, one.scenario, Verdict.UNKNOWN, "it was not run")
    failed = [step for step in drill.steps if step.verdict is Verdict.FAIL]
    if drill.verdict is Verdict.FAIL and [step.text for step in failed[:1]] != [one.turns]:
        where = f"“{failed[0].text}” failed" if failed else "no step failed"
        reason = f"{where}, not “{one.turns}”: {drill.reason}"
        return Falsified(system, one.scenario, Verdict.UNKNOWN, reason)
    return Falsified(system, one.scenario, drill.verdict, drill.reason)


def _not_put_back(file: Path) -> str | None:
    """Return what a run could not put back, None for nothing."""
    try:
        left = json.loads(file.read_text(encoding="utf-8"))["undo_incomplete"]
    except (OSError, ValueError, KeyError, TypeError):
        return f"{file} is not readable, so the run did not end by itself; run 'drillbook undo'"
    return str(left) if left else None
