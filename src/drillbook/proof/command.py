"""The command ``drillbook prove``: what shows that each scenario can fail, and the score."""

import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from itertools import repeat
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from drillbook import target as targets
from drillbook.clock import now
from drillbook.errors import UndoIncomplete, UsageError
from drillbook.options import JsonOption
from drillbook.proof import boundary, live, proof, score
from drillbook.proof.live import Falsified
from drillbook.proof.proof import ScenarioProof
from drillbook.proof.recording import DIRECTORY, load
from drillbook.proof.scene import Scenario, Scene, scenarios
from drillbook.runbook import claims
from drillbook.runbook.scenarios import fingerprints
from drillbook.target import Target
from drillbook.verdict import Verdict

WRONG, UNKNOWN = 1, 3
_LAB = Path("targets/lab.yaml")


def prove(
    systems: Annotated[list[str] | None, typer.Argument(help="Systems; all by default.")] = None,
    target_file: Annotated[
        Path, typer.Option("--target", envvar="DRILLBOOK_TARGET", help="Target file.")
    ] = _LAB,
    recordings: Annotated[
        Path, typer.Option("--recordings", help="What drills that passed have seen.")
    ] = DIRECTORY,
    live_which: Annotated[
        str | None,
        typer.Option("--live", help="Falsify on the target, which is up: all, or today's share."),
    ] = None,
    keyword: Annotated[
        str, typer.Option("-k", help="With --live: only scenarios that match (pytest's -k).")
    ] = "",
    confirm: Annotated[
        str | None, typer.Option("--confirm", help="Name of the cluster that may be changed.")
    ] = None,
    as_json: JsonOption = False,  # noqa: FBT002 (typer makes a flag of it)
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Say by what, too.")] = False,  # noqa: FBT002 (typer makes a flag of it)
) -> None:
    """Prove that each Then can fail, from recorded drills. Exit code: 0 all are, 1 wrong, 3 not."""
    target = targets.load(target_file)
    if live_which is not None:
        asked = live.Asked(live_which, keyword, confirm)
        raise typer.Exit(_live(target, _chosen(systems), asked, as_json=as_json))
    if keyword:
        raise UsageError("-k is of --live; without a target all scenarios are proven in seconds")
    boundary.install()
    chosen = _chosen(systems)
    proofs = [one for system in chosen for one in of_system(target, system, recordings)]
    counted = figures(proofs) | {"live": sum(map(_failed_live, chosen, repeat(proofs)))}
    if as_json:
        typer.echo(json.dumps(counted | {"scenarios": [_shown(p) for p in proofs]}))
    else:
        _print(proofs, counted, verbose=verbose)
    raise typer.Exit(exit_code(proofs))


def _failed_live(system: str, proofs: Sequence[ScenarioProof]) -> int:
    """Return how many of a system's scenarios were made to fail on a cluster of late."""
    names = [one.name for one in proofs if one.system == system]
    return len(score.failed(system, names, _fingerprints(system), now()))


def _fingerprints(system: str) -> dict[str, str]:
    return fingerprints(sorted((Path("features") / system).rglob("*.feature")))


def _chosen(systems: Sequence[str] | None) -> list[str]:
    """Return the systems that were named, each once; all that have features by default."""
    found = systems or sorted(path.parent.name for path in Path("features").glob("*/*.feature"))
    if not found:
        raise UsageError(f"no features/<system>/*.feature in {Path.cwd()}, so nothing to prove")
    return [*dict.fromkeys(found)]


def _live(target: Target, systems: Sequence[str], asked: live.Asked, *, as_json: bool) -> int:
    """Falsify, print how each scenario ended and which have no falsifier; return the exit code."""
    own = {system: _own(target, system) for system in systems}
    for system in systems:
        steps = {one.name: [text for _, text in one.steps] for one in own[system]}
        live.refuse_unknown(system, steps)
    known = {(system, one.scenario) for system in systems for one in live.chosen(system, "all")}
    without = [(s, one.name) for s in systems for one in own[s] if (s, one.name) not in known]
    if not known:
        raise UsageError(f"no falsifier for {', '.join(systems)}; write falsifiers/<system>.yaml")
    output = sys.stderr if as_json else None
    found: list[Falsified] = []
    left: str | None = None
    for system in systems:
        marks = _fingerprints(system)
        said, left = live.falsify(target, system, asked, output)
        score.keep(said, marks, now())
        found += said
        if left:
            break
    counted = {
        "failed": sum(one.verdict is Verdict.FAIL for one in found),
        "blocked": sum(one.verdict is Verdict.BLOCKED for one in found),
        "tried": sum(one.verdict is not Verdict.BLOCKED for one in found),
        "of": sum(map(len, own.values())),
    }
    if as_json:
        lists = {"scenarios": [asdict(one) for one in found], "without_falsifier": without}
        typer.echo(json.dumps(counted | lists))
    else:
        _print_live(found, without, counted)
    if left:
        raise UndoIncomplete(f"undo incomplete: {left}")
    if any(one.verdict is Verdict.PASS for one in found):
        return WRONG
    return 0 if counted["failed"] == counted["tried"] else UNKNOWN


def _print_live(
    found: Sequence[Falsified], without: Sequence[tuple[str, str]], counted: Mapping[str, int]
) -> None:
    console = Console(soft_wrap=True)
    for system, name in without:
        console.print(f"no falsifier: {system}: {name}", markup=False)
    for one in found:
        said = {Verdict.FAIL: "fails, as it must", Verdict.BLOCKED: "blocked"}
        line = f"{said.get(one.verdict, 'NOT')}: {one.scenario}: {one.reason}"
        console.print(line, markup=False)
    if not found:
        console.print("no falsifier is due today")
    total = "failed when falsified {failed} of {tried} tried, of {of} scenarios"
    more = "; {blocked} blocked" if counted["blocked"] else ""
    console.print((total + more).format(**counted))


def _own(target: Target, system: str) -> list[Scenario]:
    """Return the scenarios of a system. Raises UsageError for one that is not there."""
    target.system(system)
    features = sorted((Path("features") / system).rglob("*.feature"))
    found = [scenario for file in features for scenario in scenarios(file)]
    if not found:
        raise UsageError(f"features/{system}: no features for system {system} in {Path.cwd()}")
    return found


def of_system(target: Target, system: str, recordings: Path) -> list[ScenarioProof]:
    """Prove the scenarios of a system. Raises UsageError for one that is not there."""
    own = _own(target, system)
    catalogue = Path("runbooks") / f"{system}.yaml"
    return proof.of_system(
        Scene(target),
        system,
        own,
        claims.load(catalogue) if catalogue.exists() else (),
        load(recordings / system),
    )


def figures(proofs: Sequence[ScenarioProof]) -> dict[str, int]:
    """Return how many scenarios there are, and how many are proven to be able to fail."""
    return {"proven": sum(one.proven for one in proofs), "of": len(proofs)}


def exit_code(proofs: Sequence[ScenarioProof]) -> int:
    """Return 0 when all are proven, 1 when any was shown to be wrong, 3 for what is not known."""
    lacking = [lack for one in proofs for lack in one.lacking]
    if any(lack.wrong for lack in lacking):
        return WRONG
    return UNKNOWN if lacking or not proofs else 0


def _shown(one: ScenarioProof) -> dict[str, Any]:
    return {**asdict(one), "proven": one.proven}


def _print(proofs: Sequence[ScenarioProof], counted: Mapping[str, int], *, verbose: bool) -> None:
    console = Console(soft_wrap=True)

    def say(line: str) -> None:
        console.print(line, markup=False, highlight=False)

    for one in proofs:
        say(f"{'proven' if one.proven else 'NOT   '}  {one.system}: {one.name}")
        for lack in one.lacking:
            say(f"          {'wrong' if lack.wrong else 'not known'}: {lack.text}")
        if one.proven and one.on:
            say(f"          on what was seen in “{one.on}”")
        for then in one.thens if verbose else ():
            say(f"        {then.text}")
            for way in then.fails_by:
                say(f"          fails by {way}")
            for limit in then.limits:
                say(f"          turns {limit}")
            say(f"          unknown without {', '.join(then.unknown_without)}")
    say(f"made to fail on a cluster, in the last {score.FRESH.days} days, {counted['live']}")
    say(f"proven to be able to fail {counted['proven']} of {counted['of']}")
