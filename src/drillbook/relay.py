"""A night of several systems on labs side by side: a lab that is free takes the next system.

Each system has a night of its own, in a process of its own: its lab, drills, evidence, reports and
its day's share of falsifiers. One summary says what they came to together. The longest begin first,
so that no lab is left waiting for one at the end.
"""

import json
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from rich.console import Console

from drillbook import lanes, running, signals
from drillbook.errors import UsageError
from drillbook.evidence.together import write_together
from drillbook.running import Plan

_USAGE = 2


@dataclass(frozen=True)
class Ended:
    """What became of a system's night: its exit code, None when it never began, and its summary."""

    plan: Plan
    code: int | None
    summary: dict[str, Any] | None

    @property
    def system(self) -> str:
        """Return the system's name."""
        return self.plan.systems[0]

    @property
    def said(self) -> Path:
        """Return the file of all that the night printed."""
        return _said(self.plan)

    @property
    def wrong(self) -> str | None:
        """Return what its own summary does not tell, such as a falsifier that made nothing fail."""
        if self.code is None:
            return f"{self.system}: not begun, since the night was asked to end"
        if self.summary is None:
            return f"{self.system}: its night ended with {self.code}; see {self.said}"
        if self.code != self.summary["exit_code"]:
            return f"{self.system}: what came after its drills ended with {self.code}; {self.said}"
        return None


def night(plan: Plan, out: Console, *, abreast: int) -> int:
    """Run each system's night on the next lab that is free; return the exit code over all.

    Raises UsageError for a target that is no lab, and for labs that cannot be had; nothing is
    changed then.
    """
    first = lanes.first_lab(plan, abreast)
    longest_first = sorted(plan.systems, key=running.scenarios_of, reverse=True)
    plans = [_own(plan, system) for system in longest_first]
    for one in plans:
        out.print(f"{one.systems[0]}: {_said(one)}", soft_wrap=True)
    began = time.monotonic()
    codes = signals.run_in_turn([partial(_command, one, first) for one in plans], abreast)
    took = time.monotonic() - began
    ended = [_ended(one, code) for one, code in zip(plans, codes, strict=True)]
    return _together(plan, ended, {"all systems": took}, out)


def _own(plan: Plan, system: str) -> Plan:
    """Return a system's own plan: its results beside the night's, the history that of the night."""
    return replace(
        plan, systems=(system,), directory=lanes.beside(plan, system), history=plan.kept_in
    )


def _said(plan: Plan) -> Path:
    return plan.directory / "night.txt"


def _command(plan: Plan, first: int, lane: int) -> tuple[list[str], Path]:
    """Return the command of a system's night on the lab of a lane, and where it prints to."""
    plan.directory.mkdir(parents=True)
    file = lanes.target_of(plan, first + lane)
    asked = [sys.executable, "-m", "drillbook", "night", *plan.systems, "--target", str(file)]
    asked += ["--results", str(plan.directory), "--history", plan.kept_in]
    asked += running.chosen(plan)
    return asked, _said(plan)


def _ended(plan: Plan, code: int | None) -> Ended:
    file = plan.directory / "summary.json"
    found = json.loads(file.read_text(encoding="utf-8")) if file.is_file() else None
    return Ended(plan, code, found)


def _together(plan: Plan, several: Sequence[Ended], parts: dict[str, float], out: Console) -> int:
    """Write the reports over all systems, and return their exit code."""
    told = [one for one in several if one.summary is not None]
    if not told:
        said = ", ".join(str(one.said) for one in several)
        raise UsageError(f"no drill was run; what the nights said is in {said}")
    # With chosen drills, a system may have none of them.
    left = [one for one in several if not (plan.keyword and one.code == _USAGE)]
    return write_together(
        plan.directory,
        [one.plan.directory for one in told],
        plan.target.file,
        parts=parts | _parts(told),
        proof=_proven(told),
        problems=[one.wrong for one in left if one.wrong],
        console=out,
    )


def _parts(told: Sequence[Ended]) -> dict[str, float]:
    """Return what took long around the drills of each system."""
    return {
        f"{part['part']} of {one.system}": part["seconds"]
        for one in told
        for part in (one.summary or {})["slowest"]
        if part["drill"] is None
    }


def _proven(told: Sequence[Ended]) -> dict[str, int] | None:
    """Return the proof's score over all systems; None when that of one is not known."""
    known = [one.summary["proof"] for one in told if one.summary and one.summary["proof"]]
    if len(known) < len(told):
        return None
    return {name: sum(one[name] for one in known) for name in ("proven", "live", "of")}
