"""A run of drills, from the systems asked for to the reports; with a lab made for it, if asked."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from rich.console import Console

from drillbook import signals
from drillbook import target as targets
from drillbook.clock import now
from drillbook.dr.files import read_plan
from drillbook.errors import DrillbookError, UsageError
from drillbook.evidence import bundle, keys, report, trust
from drillbook.history import database
from drillbook.history.importing import import_bundle
from drillbook.history.migrations import migrate
from drillbook.proof.recording import DIRECTORY as RECORDINGS
from drillbook.runbook import lint, scenarios
from drillbook.site import building
from drillbook.target import Target

_CANNOT_RUN = {
    pytest.ExitCode.USAGE_ERROR,
    pytest.ExitCode.INTERNAL_ERROR,
}

_PROOF_SECONDS = 120


def _new_directory() -> Path:
    return Path("reports") / now().strftime("%Y%m%dT%H%M%SZ")


@dataclass(frozen=True)
class Sealing:
    """What seals the evidence: the key that signs it, the authority that dates it, and the plan.

    ``dr_plan`` is that of a disaster recovery exercise; its hash is recorded.
    """

    key: str | None = None
    authority: str | None = None
    dr_plan: Path | None = None


@dataclass(frozen=True)
class Plan:
    """What to drill, where, and where the results go. ``keyword`` is pytest's ``-k``."""

    target: Target
    systems: tuple[str, ...]
    keyword: str = ""
    confirmed: str | None = None
    directory: Path = field(default_factory=_new_directory)
    sealing: Sealing = Sealing()
    history: str | None = None
    record: Path | None = None

    @property
    def kept_in(self) -> str:
        """Return where the results are kept over time; a file beside the runs by default."""
        return self.history or str(self.directory.resolve().parent / "history.duckdb")


def planned(
    target_file: Path,
    systems: Sequence[str] | None,
    keyword: str,
    confirmed: str | None,
    directory: Path | None,
    sealing: Sealing = Sealing(),
    history: str | None = None,
    record: Path | None = None,
) -> Plan:
    """Check what was asked for against the target file. Raises UsageError; nothing is changed."""
    target = targets.load(target_file)
    chosen = tuple(dict.fromkeys(systems or _unnamed(target)))
    if not chosen:
        raise UsageError(f"{target_file}: no systems to drill without being named")
    for name in chosen:
        target.system(name)
    lint.require_clean(_features(chosen))
    if directory is not None and (directory / "evidence").exists():
        raise UsageError(f"{directory} holds a run already; name a new directory")
    if sealing.key is not None:
        keys.load(sealing.key)
    if sealing.dr_plan is not None:
        read_plan(sealing.dr_plan)
    if history is not None:
        database.is_file(history)
    into = directory or _new_directory()
    return Plan(target, chosen, keyword, confirmed, into, sealing, history, record)


def _unnamed(target: targets.Target) -> list[str]:
    """Return the systems that are drilled without being named; say which are not, and why."""
    for name, one in sorted(target.systems.items()):
        if one.only_by_name:
            print(f"drillbook: {name} is left out: {one.only_by_name}", file=sys.stderr)  # noqa: T201 (a run's own line)
    return sorted(name for name, one in target.systems.items() if not one.only_by_name)


def drill(plan: Plan, out: Console, parts: dict[str, float] | None = None) -> int:
    """Run the drills of a plan, write the reports, keep the results; return the exit code.

    ``out`` is where a person reads along.
    """
    started = time.monotonic()
    plan.directory.mkdir(parents=True, exist_ok=True)  # or that it cannot be is said by pytest
    before = taken_before(plan)
    code = signals.run(command(plan), environment(plan), sys.stderr if out.stderr else None)
    if code == pytest.ExitCode.NO_TESTS_COLLECTED:
        raise UsageError(f"no scenario of {', '.join(plan.systems)} matches -k {plan.keyword!r}")
    if code in _CANNOT_RUN or not (plan.directory / "evidence").exists():
        raise UsageError("pytest could not run the scenarios; its message is above")
    took = {**(parts or {}), "all drills": time.monotonic() - started, **_waited(plan)}
    return reported(plan, out, took, proof(plan), before)


def _waited(plan: Plan) -> dict[str, float]:
    """Return how long drills waited for those of other labs to end, where any did."""
    try:
        told = json.loads((plan.directory / "run.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}  # the report says that the run did not end by itself
    seconds = told.get("waited_seconds", 0.0)
    return {"waiting for drills of other labs": seconds} if seconds >= 1 else {}


def taken_before(plan: Plan) -> dict[str, str]:
    """Return the scenarios' fingerprints, before what is edited meanwhile could pass for them."""
    features = [file for one in _features(plan.systems) for file in sorted(one.rglob("*.feature"))]
    return scenarios.fingerprints(features)


def command(plan: Plan) -> list[str]:
    """Return the command that runs a plan's drills.

    A process of its own: the lint has already imported the phrases, and pytest must see them new.
    """
    return [sys.executable, "-m", "pytest", *_arguments(plan)]


def environment(plan: Plan) -> dict[str, str]:
    """Return that command's environment.

    The history is named there: its address may hold a password, and arguments are seen by all.
    """
    return {**os.environ, "DRILLBOOK_HISTORY": plan.kept_in}


def reported(
    plan: Plan,
    out: Console,
    parts: dict[str, float],
    proven: dict[str, int] | None,
    fingerprints: dict[str, str],
) -> int:
    """Write the reports of a run that has ended, and keep its results; return the exit code."""
    exit_code = report.write_reports(
        plan.directory,
        plan.target.file,
        parts=parts,
        console=out,
        proof=proven,
        fingerprints=fingerprints,
    )
    _keep(plan)
    _publish(plan)
    return exit_code


def _arguments(plan: Plan) -> list[str]:
    arguments = [
        *map(str, _features(plan.systems)),
        f"--target={plan.target.file}",
        f"--results={plan.directory}",
        f"--html={plan.directory / 'pytest.html'}",
        "--self-contained-html",
    ]
    return [*arguments, *chosen(plan)]


def chosen(plan: Plan) -> list[str]:
    """Return what of a plan pytest and ``drillbook night`` take by the same options."""
    arguments = ["-k", plan.keyword] if plan.keyword else []
    arguments += [f"--confirm={plan.confirmed}"] if plan.confirmed else []
    arguments += [f"--key={plan.sealing.key}"] if plan.sealing.key else []
    arguments += [f"--timestamp={plan.sealing.authority}"] if plan.sealing.authority else []
    arguments += [f"--dr-plan={plan.sealing.dr_plan}"] if plan.sealing.dr_plan else []
    arguments += [f"--record={plan.record}"] if plan.record else []
    return arguments


def scenarios_of(system: str) -> int:
    """Return how many scenarios a system has: a fair guess of how long its drills take."""
    files = Path("features", system).rglob("*.feature")
    return sum(len(scenarios.fingerprints([file])) for file in files)


def proof(plan: Plan) -> dict[str, int] | None:
    """Return how many scenarios are proven to be able to fail; None when that is not known."""
    if not any((RECORDINGS / system).is_dir() for system in plan.systems):
        return None
    # A process of its own, since the phrases must be imported by the proof first.
    asked = [sys.executable, "-m", "drillbook", "prove", *plan.systems, "--json"]
    asked += ["--target", str(plan.target.file)]
    try:
        said = subprocess.run(
            asked, capture_output=True, text=True, check=False, timeout=_PROOF_SECONDS
        )
        found = json.loads(said.stdout)
    except (ValueError, subprocess.TimeoutExpired):
        return None
    return {name: found[name] for name in ("proven", "live", "of")}


def _keep(plan: Plan) -> None:
    """Import the run into the history. A history that cannot be had changes no verdict."""
    try:
        with database.opened(plan.kept_in) as history:
            migrate(history)
            import_bundle(history, bundle.read(plan.directory.resolve()), trust.found(None))
    except DrillbookError as error:
        print(f"drillbook: not in the history: {error}", file=sys.stderr)  # noqa: T201 (a run's own line)


def _publish(plan: Plan) -> None:
    """Draw the site anew. A site that cannot be drawn changes no verdict."""
    try:
        building.build(plan.directory.resolve().parent)
    except Exception as error:  # noqa: BLE001 (whatever broke it, the run is over and judged)
        print(f"drillbook: no site: {error}", file=sys.stderr)  # noqa: T201 (as above)


def _features(systems: Iterable[str]) -> list[Path]:
    found = [Path("features") / system for system in systems]
    for directory in found:
        if not directory.is_dir():
            raise UsageError(
                f"{directory}: no features for system {directory.name} in {Path.cwd()}"
            )
    return found
