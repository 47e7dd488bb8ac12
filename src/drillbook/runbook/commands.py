"""The command ``drillbook claims``: what is mapped and covered, what has drifted."""

import getpass
import json
from dataclasses import asdict
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any

import typer
from pydantic import TypeAdapter, ValidationError
from rich.console import Console

from drillbook import target as targets
from drillbook.clock import now
from drillbook.errors import UsageError
from drillbook.fields import Span
from drillbook.options import JsonOption
from drillbook.runbook import (
    checked,
    claims,
    drift,
    links,
    mapping,
    printed,
    whose,
)
from drillbook.runbook import results as judged
from drillbook.runbook.drift import State
from drillbook.runbook.inventory import inventory
from drillbook.runbook.sections import read
from drillbook.runbook.whose import CATALOGUES

SUSPECT = 1

claims_app = typer.Typer(help="Claims: what a runbook promises, and what covers it.")

SystemOption = Annotated[str, typer.Option("--system", help="Whose catalogue.")]
RunbookOption = Annotated[
    Path | None,
    typer.Option("--runbook", help="Of a system, or a folder of SYSTEM.md; else the target's."),
]
TargetOption = Annotated[Path, typer.Option("--target", envvar="DRILLBOOK_TARGET")]
ResultsOption = Annotated[Path, typer.Option("--results", help="Whose verdicts count as drilled.")]
_NOBODYS = ("root", "nobody", "runner", "jenkins", "ci", "ubuntu", "admin")  # no person's own
_LAB, _LATEST = Path("targets/lab.yaml"), Path("reports/latest")


@claims_app.callback(invoke_without_command=True)
def show(
    context: typer.Context,
    system: Annotated[
        str | None, typer.Option("--system", help="One, by section, and what is open of it.")
    ] = None,
    runbook: RunbookOption = None,
    target_file: TargetOption = _LAB,
    results: ResultsOption = _LATEST,
    as_json: JsonOption = False,  # noqa: FBT002 (typer makes a flag of it)
) -> None:
    """Print how much of each runbook is claimed, covered and drilled."""
    if context.invoked_subcommand is not None:
        return
    target = targets.load(target_file)
    systems = [system] if system else whose.systems()
    named = whose.named(runbook, systems)
    found = {one: _coverage(one, target, named.get(one), results) for one in systems}
    if as_json:
        typer.echo(json.dumps({"systems": {name: one.as_json() for name, one in found.items()}}))
    elif system:
        printed.coverage(found[system])
    else:
        printed.overview({name: one.whole for name, one in found.items()})
    if not as_json and any(one.whole.unmapped is None for one in found.values()):
        typer.echo("?: not at hand; give --runbook a file or a folder of SYSTEM.md")


@claims_app.command("inventory")
def listed(
    file: Annotated[Path, typer.Argument(help="A runbook in Markdown.")],
    system: Annotated[str | None, typer.Option("--system", help="Map to its catalogue.")] = None,
    unmapped: Annotated[bool, typer.Option("--unmapped", help="Only those.")] = False,  # noqa: FBT002 (typer makes a flag of it)
    as_json: JsonOption = False,  # noqa: FBT002 (typer makes a flag of it)
) -> None:
    """List every heading, command, list item, table row and threshold of a runbook."""
    catalogue = whose.catalogue(system) if system else claims.Catalogue((), ())
    seen = mapping.mapped(inventory(read(file)), catalogue)
    chosen = [one for one in seen if one.unmapped or not unmapped]
    if as_json:
        typer.echo(json.dumps([_shown(one) for one in chosen], indent=1, ensure_ascii=False))
        return
    console = Console(soft_wrap=True)
    for one in chosen:
        what = ", ".join(one.claims) or one.not_checkable or "unmapped"
        item = one.item
        line = f"{item.line:5}  {item.fingerprint}  {item.kind:<10}  {what:<28}  {item.text}"
        console.print(line, markup=False, highlight=False)
    left = sum(one.unmapped for one in seen)
    console.print(f"{len(seen)} items, {left} unmapped", highlight=False)


@claims_app.command("check")
def check(
    system: Annotated[
        str | None, typer.Option("--system", help="One; else all whose runbook is at hand.")
    ] = None,
    runbook: RunbookOption = None,
    target_file: TargetOption = _LAB,
    as_json: JsonOption = False,  # noqa: FBT002 (typer makes a flag of it)
    github: Annotated[bool, typer.Option("--github", help="Print annotations, too.")] = False,  # noqa: FBT002 (typer makes a flag of it)
    html: Annotated[Path | None, typer.Option("--html", help="Write a page.")] = None,
    results: ResultsOption = _LATEST,
    since: Annotated[
        str | None, typer.Option("--since", help="Only what files changed since a commit touch.")
    ] = None,
    max_age: Annotated[
        str | None, typer.Option("--max-age", help="Older results are stale: '7 d', '26 h'.")
    ] = None,
) -> None:
    """Say which links of claims to scenarios are suspect. Exit code 1 when any is not linked."""
    files = whose.chosen(system, runbook, targets.load(target_file), target_file)
    if html is not None and len(files) > 1:
        raise UsageError(f"--html is the page of one: name it with --system ({', '.join(files)})")
    limit = _span(max_age) if max_age is not None else None
    looked = [
        checked.check(checked.Asked(one, file, results, since, limit, html))
        for one, file in files.items()
    ]
    checked.show(looked, as_json=as_json, github=github)
    if left := [one for one in whose.systems() if system is None and one not in files]:
        typer.echo(f"not checked, no runbook at hand: {', '.join(left)}", err=True)
    if any(found.state is not State.LINKED for one in looked for found in one.found):
        raise typer.Exit(SUSPECT)


@claims_app.command("accept")
def accept(
    system: SystemOption,
    seen: Annotated[str, typer.Option("--seen", help="What you looked at and saw.")],
    chosen: Annotated[list[str] | None, typer.Argument(help="Claims; all with --all.")] = None,
    everything: Annotated[bool, typer.Option("--all", help="Every claim.")] = False,  # noqa: FBT002 (typer makes a flag of it)
    by: Annotated[str | None, typer.Option("--by", help="Who looked; you by default.")] = None,
    runbook: RunbookOption = None,
    target_file: TargetOption = _LAB,
    as_json: JsonOption = False,  # noqa: FBT002 (as above)
) -> None:
    """Record that a person has looked at claims, their sections and their scenarios."""
    runbooks = whose.chosen(system, runbook, targets.load(target_file), target_file)
    catalogue, side = checked.both_sides(system, runbooks[system])
    wanted = _wanted(system, catalogue, chosen, everything=everything)
    file = links.file_of(CATALOGUES / f"{system}.yaml")
    kept = {(link.claim, link.scenario): link for link in links.load(file)}
    said: dict[str, Any] = {
        "by": _who(by),
        "at": now().isoformat(timespec="seconds"),
        "seen": seen.strip(),
    }
    if not said["seen"]:
        raise UsageError("--seen is empty: say what you looked at and saw. Nothing was changed.")
    for claim in wanted:
        if claim.section not in side.sections:
            raise UsageError(
                f"{claim.id}: the runbook has no section {claim.section!r}; name the one that it "
                f"is now in {CATALOGUES / system}.yaml. Nothing was changed."
            )
        for scenario in claim.covered_by:
            if scenario not in side.scenarios:
                raise UsageError(f"{claim.id}: no scenario {scenario!r}. Nothing was changed.")
            kept[claim.id, scenario] = drift.accepted(claim, scenario, side, **said)
    there = {(claim.id, scenario) for claim in catalogue.claims for scenario in claim.covered_by}
    links.store(file, (link for key, link in kept.items() if key in there))
    said = {"file": str(file), "accepted": [claim.id for claim in wanted]}
    typer.echo(json.dumps(said) if as_json else f"{len(wanted)} claims accepted in {file}")


def _span(text: str) -> timedelta:
    try:
        span: timedelta = TypeAdapter(Span).validate_python(text)
    except ValidationError:
        raise UsageError(f"--max-age {text!r} is no span; write e.g. '7 d', '26 h'") from None
    return span


def _who(by: str | None) -> str:
    """Return who looked: a person, by name, or by an account that is one person's own."""
    name = (getpass.getuser() if by is None else by).strip()
    if not name or (by is None and name in _NOBODYS):
        said = f"{name or 'an empty name'} is nobody in particular: say who has looked"
        raise UsageError(f"{said} with --by NAME. Nothing was changed.")
    return name


def _wanted(
    system: str, catalogue: claims.Catalogue, chosen: list[str] | None, *, everything: bool
) -> list[claims.Claim]:
    known = {claim.id: claim for claim in catalogue.claims}
    strange = set(chosen or ()) - known.keys()
    if strange:
        raise UsageError(f"{system} has no claim {', '.join(sorted(strange))}")
    if not chosen and not everything:
        raise UsageError("name the claims that you have looked at, or give --all")
    covered = [claim for claim in known.values() if claim.covered_by]
    if bare := [name for name in chosen or () if known[name] not in covered]:
        raise UsageError(f"no scenario covers {', '.join(bare)}: there is no link to accept")
    return [known[name] for name in chosen] if chosen else covered


def _coverage(
    system: str, target: targets.Target, runbook: Path | None, results: Path
) -> mapping.Coverage:
    on_target = target.systems.get(system)
    file = runbook or (on_target.runbook if on_target else None)
    items = inventory(read(file)) if file is not None else None
    blocked = {one.claim: one.reason for one in on_target.blocked} if on_target else {}
    return mapping.coverage(
        whose.catalogue(system), items, judged.drilled(system, results), blocked
    )


def _shown(one: mapping.Mapped) -> dict[str, Any]:
    return {
        **asdict(one.item),
        "fingerprint": one.item.fingerprint,
        "claims": one.claims,
        "not_checkable": one.not_checkable,
    }
