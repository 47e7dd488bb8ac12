"""A night of one system on several labs of one machine, side by side.

Each lab is a lane: it has the system, and takes the next drill when it is free, so
that no drill runs twice and none is left out. Most of a drill is waiting (for an alert, a recovery,
a window), which leaves processors idle that another lane can use. Each lane is a run of its own,
with its own evidence; one summary says what they came to together.

pytest-xdist was considered. It ends its workers before they have put anything back.
"""

import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
import yaml
from rich.console import Console

from drillbook import nights, running, signals
from drillbook import target as targets
from drillbook.errors import UsageError
from drillbook.evidence.together import write_together
from drillbook.lab import cluster
from drillbook.lab.address import LABS
from drillbook.running import Plan

MOST = 4
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
    """What became of a lane: its exit code, whether it had any drill, and what went wrong."""

    lane: Lane
    code: int
    ran: bool
    proven: dict[str, int] | None
    wrong: tuple[str, ...]


def night(plan: Plan, out: Console, *, lanes: int, keep: bool) -> int:
    """Run one system's night on several labs, from the target's number upwards; return the code.

    The day's share of falsifiers is brought on the first lab, where drills passed and were all of
    them. Raises UsageError for a target that is no lab, and for lanes that cannot be had; nothing
    is changed then.
    """
    first = first_lab(plan, lanes)
    parts: dict[str, float] = {}
    several = [_lane(plan, first + number, number + 1) for number in range(lanes)]
    falsified = 0
    with _labs(several, out, parts, keep=keep):
        ended = _side_by_side(several, parts)
        if not plan.keyword and not any(one.code for one in ended):
            falsified = nights.falsified(several[0].plan, out)
    return _together(plan, ended, parts, out) or falsified


def first_lab(plan: Plan, lanes: int) -> int:
    """Return the number of the first lane's lab. Raises UsageError where there are none."""
    if plan.target.lab is None:
        raise UsageError(f"{plan.target.file}: lanes are labs of this machine; leave --lanes out")
    if not 1 <= lanes <= MOST or plan.target.lab + lanes > LABS:
        raise UsageError(f"--lanes {lanes}: from 1 to {MOST}, and no lab above {LABS - 1}")
    return plan.target.lab


def _lane(plan: Plan, lab: int, number: int) -> Lane:
    """Return a lane, with the target file that it needs: the plan's, of another lab."""
    directory = beside(plan, str(number))
    directory.mkdir(parents=True)
    file = target_of(replace(plan, directory=directory), lab)
    kept_in = plan.kept_in  # of the night, not beside the lane's own directory
    own_plan = replace(plan, target=targets.load(file), directory=directory, history=kept_in)
    return Lane(lab, own_plan)


def beside(plan: Plan, name: str) -> Path:
    """Return a directory beside the night's own. Raises UsageError when it is there already."""
    directory = plan.directory.with_name(f"{plan.directory.name}-{name}")
    if directory.exists():
        raise UsageError(f"{directory} is there already; name a new directory")
    return directory


def target_of(plan: Plan, lab: int) -> Path:
    """Write the plan's target file for another lab into its directory, and return where it is."""
    written = yaml.safe_load(plan.target.file.read_text(encoding="utf-8"))
    file = plan.directory / "target.yaml"
    own = {**written, "lab": lab, "context": f"drillbook-lab-{lab}"}
    file.write_text(yaml.safe_dump(own, sort_keys=False, allow_unicode=True), encoding="utf-8")
    return file


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
    said = f"lab {lane.lab}: pytest ended with {code}; see {lane.said}"
    wrong = () if code in _ENDED else (said,)
    reported = 0
    if ran:
        with lane.said.open("a", encoding="utf-8") as told:
            console = Console(file=told, width=_WIDTH)
            reported = running.reported(lane.plan, console, {}, proven, fingerprints)
    return Ended(lane, reported or (_UNKNOWN if wrong else 0), ran, proven, wrong)


def _together(plan: Plan, ended: Sequence[Ended], parts: dict[str, float], out: Console) -> int:
    """Write the reports over all lanes, and return their exit code."""
    runs = [one.lane.plan.directory for one in ended if one.ran]
    if not runs:
        said = ", ".join(str(one.lane.said) for one in ended)
        raise UsageError(f"no drill was run; what pytest said is in {said}")
    return write_together(
        plan.directory,
        runs,
        plan.target.file,
        parts=parts,
        proof=ended[0].proven,
        problems=[wrong for one in ended for wrong in one.wrong],
        console=out,
    )
