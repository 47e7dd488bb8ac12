"""How the links of one runbook's claims stand: what ``drillbook claims check`` says of it."""

import json
from dataclasses import asdict, dataclass
from datetime import timedelta
from pathlib import Path

import typer

from drillbook.clock import now
from drillbook.evidence.files import write_atomically
from drillbook.runbook import (
    changes,
    claims,
    drift,
    links,
    mapping,
    outline,
    printed,
    scenarios,
    staleness,
    whose,
)
from drillbook.runbook import results as judged
from drillbook.runbook.drift import Side, State
from drillbook.runbook.inventory import inventory
from drillbook.runbook.sections import read, sections


@dataclass(frozen=True)
class Asked:
    """Which runbook is to be checked, and against what."""

    system: str
    file: Path
    results: Path
    since: str | None
    limit: timedelta | None
    html: Path | None


@dataclass(frozen=True)
class Checked:
    """How the links of a runbook stand."""

    asked: Asked
    catalogue: claims.Catalogue
    found: list[drift.Standing]
    items: tuple[mapping.Mapped, ...]


def check(asked: Asked) -> Checked:
    """Look at both sides of each link, and write the page if one is asked for."""
    system, file, results = asked.system, asked.file, asked.results
    catalogue, side = both_sides(system, file)
    found = drift.standings(
        catalogue.claims, links.load(links.file_of(whose.CATALOGUES / f"{system}.yaml")), side
    )
    if asked.limit is not None:
        drills = judged.drills(system, results)
        found = staleness.judged(found, drills, side.scenarios, asked.limit, now())
    if asked.since is not None:
        found = changes.touched(found, file, asked.since)
    items = mapping.mapped(side.items, catalogue)
    if asked.html is not None:
        verdicts = judged.verdicts(system, results)
        page = outline.page(system, catalogue, found, items, side, verdicts)
        write_atomically(asked.html, page)
    if asked.since is not None:
        found = changes.at_changed_lines(found, side.sections.values(), file, asked.since)
    return Checked(asked, catalogue, found, items)


def annotations(one: Checked) -> list[str]:
    """Return what is not linked, and what no claim covers, as GitHub's annotations."""
    file, since = one.asked.file, one.asked.since
    unmapped = since is None or changes.changed_since(file, since)
    noted = [outline.annotation(s, file) for s in one.found if s.state is not State.LINKED]
    return noted + [outline.notice(new, file) for new in one.items if unmapped and new.unmapped]


def both_sides(system: str, runbook: Path) -> tuple[claims.Catalogue, Side]:
    """Return a runbook's claims, and what it and its scenarios look like now."""
    source = read(runbook)
    features = sorted((Path("features") / system).glob("*.feature"))
    side = Side(sections(source), inventory(source), scenarios.fingerprints(features))
    return whose.catalogue(system), side


def show(looked: list[Checked], *, as_json: bool, github: bool) -> None:
    """Print how links stand, of several runbooks each under its system's name."""
    if as_json:
        said = [{"system": one.asked.system, **asdict(s)} for one in looked for s in one.found]
        typer.echo(json.dumps(said, indent=1, ensure_ascii=False))
    for one in looked:
        if not as_json:
            if len(looked) > 1:
                typer.echo(f"{one.asked.system}:")
            printed.standings(one.found, one.items, one.asked.file)
            printed.uncovered(one.catalogue)
        for annotation in annotations(one) if github else ():
            typer.echo(annotation, err=as_json)
