"""A night: a lab made for the drills, the systems deployed on it, drills, reports, falsifiers."""

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console

from drillbook import running, signals
from drillbook.errors import Unobservable
from drillbook.lab import addons, cluster, order
from drillbook.lab import deploy as deploying
from drillbook.lab.images import ensure_images, image_names
from drillbook.lab.toolchain import ensure_toolchain
from drillbook.machine import turns
from drillbook.proof.falsifying import DIRECTORY as FALSIFIERS
from drillbook.running import Plan
from drillbook.target import Kind


def night(plan: Plan, out: Console, *, keep: bool) -> int:
    """Run a plan; on a lab, bring it up and deploy the systems first, and take it down after.

    A lab that was up already is used as it is and left up; so is one that is to be kept. On a lab,
    the day's share of falsifiers is brought after all drills; it is not after chosen ones.
    """
    parts: dict[str, float] = {}
    if plan.target.kind is not Kind.LAB or plan.target.lab is None:
        return running.drill(plan, out, parts)
    number = plan.target.lab
    was_up = is_up(number)
    try:
        prepare(plan, number, parts)
        code = running.drill(plan, out, parts)
        return code if plan.keyword else code or falsified(plan, out)
    finally:
        if not was_up and not keep:
            cluster.down(number)


def prepare(plan: Plan, number: int, parts: dict[str, float], lane: str = "") -> None:
    """Bring a lab up, if it is not, and deploy the plan's systems; add to ``parts`` how long."""
    if not is_up(number):
        with _timed(parts, f"lab up{lane}"):
            cluster.up(number, 1, ensure_toolchain(), ensure_images(addons.IMAGES))
    for system in order.in_order(plan.systems):
        # Not beside a drill that measures times of answers.
        with turns.taken(alone=False), _timed(parts, f"deploy {system}{lane}"):
            deploying.deploy(system, number, ensure_images(image_names(system)))


def falsified(plan: Plan, out: Console) -> int:
    """Falsify the day's share of the scenarios, after all is kept; return the exit code."""
    known = [one for one in plan.systems if (FALSIFIERS / f"{one}.yaml").is_file()]
    if not known:
        return 0
    command = [sys.executable, "-m", "drillbook", "prove", *known, "--live", "share"]
    command += ["--target", str(plan.target.file)]
    command += ["--confirm", plan.confirmed] if plan.confirmed else []
    return signals.run(command, dict(os.environ), sys.stderr if out.stderr else None)


def is_up(number: int) -> bool:
    """Return whether a lab of this machine is up."""
    try:
        cluster.status(number)
    except Unobservable:
        return False
    return True


@contextmanager
def _timed(parts: dict[str, float], name: str) -> Iterator[None]:
    started = time.monotonic()
    yield
    parts[name] = time.monotonic() - started
