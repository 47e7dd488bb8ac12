"""A night on several labs of one machine, side by side.

Each lab is a lane: it has all the systems, and takes the next drill when it is free, so that no
drill runs twice and none is left out. Most of a drill is waiting (for an alert, a recovery, a
window), which leaves processors idle that another lane can use. Each lane is a run of its own,
with its own evidence; one summary says what they came to together.

pytest-xdist was considered. It ends its workers before they have put anything back.
"""

import json
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
import yaml
from rich.console import Console

from drillbook import nights, running, signals
from drillbook import target as targets
from drillbook.errors import UsageError
from drillbook.evidence.files import point_latest
from drillbook.evidence.reading import Run, read_run
from drillbook.evidence.summary import summary, write_summary
from drillbook.evidence.terminal import print_summary
from drillbook.lab import cluster
from drillbook.running import Plan

MOST = 4
_HIGHEST_LAB = 7
_UNKNOWN = 3
_WIDTH = 120
_ENDED = {pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED, pytest.ExitCode.INTERRUPTED}


@dataclass(frozen=True)
class Lane:
    """One lab of a night: its number, and the plan with its own target file and results."""

    lab: int
    plan: Plan

    @property
    def said(self) -> Path:
        """Return the file of what pytest prints."""
        return self.plan.directory / "pytest.txt"


@dataclass(frozen=True)
class Ended:
    """What became of a lane: its exit code, its run if it had any drill, and what went wrong."""

    lane: Lane
    code: int
    run: Run | None
    told: Mapping[str, Any]
    proven: dict[str, int] | None
    wrong: tuple[str, ...]


def night(plan: Plan, out: Console, *, lanes: int, keep: bool) -> int:
    """Run a night on several labs, from the target's own number upwards; return the exit code.

    Systems come one after the other, each on all labs, so that a lab holds one system at a time.
    Labs that are kept (``keep``) hold the last system. The day's share of falsifiers is brought on
    the first lab, where drills passed and were all of them. Raises UsageError for a target that is
    no lab, and for lanes that cannot be had; nothing is changed then.
    """
    first = _first_lab(plan, lanes)
    parts: dict[str, float] = {}
    ended: list[Ended] = []
    falsified = 0
    for index, system in enumerate(plan.systems):
        several = [
            _lane(replace(plan, systems=(system,)), first + n, index * lanes + n + 1)
            for n in range(lanes)
        ]
        kept = keep and index == len(plan.systems) - 1
        with _labs(several, out, parts, keep=kept):
            found = _side_by_side(several, parts)
            ended += found
            if not plan.keyword and not any(one.code for one in found):
                falsified = falsified or nights.falsified(several[0].plan, out)
    return _together(plan, ended, parts, out) or falsified


def _first_lab(plan: Plan, lanes: int) -> int:
    if plan.target.lab is None:
        raise UsageError(f"{plan.target.file}: lanes are labs of this machine; leave --lanes out")
    if not 1 <= lanes <= MOST or plan.target.lab + lanes - 1 > _HIGHEST_LAB:
        raise UsageError(f"--lanes {lanes}: from 1 to {MOST}, and no lab above {_HIGHEST_LAB}")
    return plan.target.lab


def _lane(plan: Plan, lab: int, number: int) -> Lane:
    """Return a lane, with the target file that it needs: the plan's, of another lab."""
    directory = plan.directory.with_name(f"{plan.directory.name}-{number}")
    if directory.exists():
        raise UsageError(f"{directory} is there already; name a new directory")
    directory.mkdir(parents=True)
    written = yaml.safe_load(plan.target.file.read_text(encoding="utf-8"))
    file = directory / "target.yaml"
    own = {**written, "lab": lab, "context": f"drillbook-lab-{lab}"}
    file.write_text(yaml.safe_dump(own, sort_keys=False, allow_unicode=True), encoding="utf-8")
    kept_in = plan.kept_in  # of the night, not beside the lane's own directory
    own_plan = replace(plan, target=targets.load(file), directory=directory, history=kept_in)
    return Lane(lab, own_plan)


@contextmanager
def _labs(
    lanes: Sequence[Lane], out: Console, parts: dict[str, float], *, keep: bool
) -> Iterator[None]:
    """Have the lanes' labs, with the system on each; those that were made here are taken down."""
    made = [lane.lab for lane in lanes if not nights.is_up(lane.lab)]
    try:
        for lane in lanes:
            nights.prepare(lane.plan, lane.lab, parts, f" in lab {lane.lab}")
        for lane in lanes:
            out.print(f"{lane.plan.systems[0]} in lab {lane.lab}: {lane.said}", soft_wrap=True)
        yield
    finally:
        for lab in () if keep else made:
            cluster.down(lab)


def _side_by_side(lanes: Sequence[Lane], parts: dict[str, float]) -> list[Ended]:
    """Run a system's drills on all lanes and write each lane's reports."""
    plan = lanes[0].plan
    fingerprints = running.taken_before(plan)
    started = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="drillbook-queue-") as queue:
        codes = signals.run_together(
            [([*running.command(one.plan), f"--queue={queue}"], one.said) for one in lanes],
            running.environment(plan),
        )
    parts[f"all drills of {plan.systems[0]}"] = time.monotonic() - started
    proven = running.proof(plan)
    return [
        _ended(lane, code, proven, fingerprints) for lane, code in zip(lanes, codes, strict=True)
    ]


def _ended(
    lane: Lane, code: int, proven: dict[str, int] | None, fingerprints: dict[str, str]
) -> Ended:
    """Write the reports of a lane; one that found all drills taken has none to write."""
    ran = (lane.plan.directory / "evidence").exists()
    wrong = (
        () if code in _ENDED else (f"lab {lane.lab}: pytest ended with {code}; see {lane.said}",)
    )
    if not ran:
        return Ended(lane, _UNKNOWN if wrong else 0, None, {}, proven, wrong)
    with lane.said.open("a", encoding="utf-8") as said:
        reported = running.reported(
            lane.plan, Console(file=said, width=_WIDTH), {}, proven, fingerprints
        )
    run = read_run(lane.plan.directory)
    told = json.loads((lane.plan.directory / "summary.json").read_text(encoding="utf-8"))
    return Ended(lane, reported or (_UNKNOWN if wrong else 0), run, told, proven, wrong)


def _together(plan: Plan, ended: Sequence[Ended], parts: dict[str, float], out: Console) -> int:
    """Write one summary over all lanes, print it, and return its exit code."""
    runs = [one.run for one in ended if one.run is not None]
    if not runs:
        raise UsageError(
            "no drill was run; what pytest said is in: "
            + ", ".join(str(one.lane.said) for one in ended)
        )
    whole = replace(
        runs[0],
        directory=plan.directory,
        record=runs[0].record.model_copy(update={"id": plan.directory.name}),
        drills=tuple(sorted((d for run in runs for d in run.drills), key=lambda d: d.started)),
    )
    told = [one.told for one in ended if one.run is not None]
    undo = [one["undo_incomplete"] for one in told if one["undo_incomplete"]]
    found = summary(
        whole,
        undo_incomplete="; ".join(undo) or None,
        problems=[
            *(w for one in ended for w in one.wrong),
            *(p for one in told for p in one["problems"]),
        ],
        parts=parts,
        proof=_proven(ended),
    )
    _of_lanes(found, told)
    plan.directory.mkdir(parents=True, exist_ok=True)
    write_summary(found, plan.directory / "summary.json")
    point_latest(plan.directory)
    print_summary(found, out)
    return int(found["exit_code"])


def _problems(told: Sequence[Mapping[str, Any]]) -> list[str]:
    return [f"{one['run']['id']}: {problem}" for one in told for problem in one["problems"]]


def _of_lanes(found: dict[str, Any], told: Sequence[Mapping[str, Any]]) -> None:
    """Add what only the lanes' own summaries have: whose evidence it is, what a drill covers."""
    own = {
        (d["started"], d["scenario"]): (one["run"]["id"], d) for one in told for d in one["drills"]
    }
    for drill in found["drills"]:
        lane, known = own[drill["started"], drill["scenario"]]
        drill["covering"] = known["covering"]
        drill["evidence"] = f"../{lane}/{known['evidence']}"
    found["lanes"] = [one["run"]["id"] for one in told]


def _proven(ended: Sequence[Ended]) -> dict[str, int] | None:
    """Return the proof's score over all systems; None when that of one is not known."""
    systems = {one.lane.plan.systems[0]: one.proven for one in ended}
    known = [one for one in systems.values() if one is not None]
    if len(known) < len(systems):
        return None
    return {name: sum(one[name] for one in known) for name in ("proven", "live", "of")}
