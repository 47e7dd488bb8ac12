"""Drift as others read it: a page with the runbook's outline, and annotations of a change."""

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from drillbook.runbook.claims import Catalogue, Claim
from drillbook.runbook.drift import Side, Standing, State
from drillbook.runbook.mapping import Mapped


@dataclass(frozen=True)
class Part:
    """A section on the page: how deep it stands, its claims, and what nobody has mapped."""

    name: str
    title: str
    depth: int
    line: int
    claims: tuple[tuple[Claim, tuple[Standing, ...]], ...]
    unmapped: tuple[Mapped, ...]


def parts(
    catalogue: Catalogue, found: Iterable[Standing], items: Iterable[Mapped], side: Side
) -> list[Part]:
    """Return the runbook's sections in order, each with its claims and their standing."""
    by_claim: dict[str, list[Standing]] = {}
    for one in found:
        by_claim.setdefault(one.claim, []).append(one)
    left = [one for one in items if one.unmapped]
    claims: dict[str, list[tuple[Claim, tuple[Standing, ...]]]] = {}
    for claim in catalogue.claims:
        standings = tuple(by_claim.get(claim.id, ()))
        claims.setdefault(_place(claim, standings, side), []).append((claim, standings))
    return [
        Part(
            name,
            section.title,
            name.count(" / "),
            section.line,
            tuple(claims.get(name, ())),
            tuple(one for one in left if " / ".join(one.item.section) == name),
        )
        for name, section in side.sections.items()
    ]


def _place(claim: Claim, standings: Iterable[Standing], side: Side) -> str:
    """Return the section that a claim is in now: its own, or the one where that has moved to."""
    if claim.section in side.sections:
        return claim.section
    lines = {one.line for one in standings if one.line}
    there = (name for name, section in side.sections.items() if section.line in lines)
    return next(there, "")


def page(
    system: str,
    catalogue: Catalogue,
    found: list[Standing],
    items: Iterable[Mapped],
    side: Side,
    verdicts: Mapping[str, tuple[str, str]],
) -> str:
    """Return the page of a runbook: its outline on the left, claims and their standing right.

    ``verdicts`` maps a scenario's name to its last verdict and when that drill began (ISO 8601).
    """
    environment = Environment(
        loader=PackageLoader("drillbook.runbook"), autoescape=True, undefined=StrictUndefined
    )
    style = files("drillbook.evidence").joinpath("templates/page.css").read_text(encoding="utf-8")
    shown = parts(catalogue, found, items, side)
    placed = {claim.id for part in shown for claim, _ in part.claims}
    tally = {state.value: sum(one.state is state for one in found) for state in State}
    return environment.get_template("outline.html.j2").render(
        system=system,
        parts=shown,
        orphans=[claim for claim in catalogue.claims if claim.id not in placed],
        tally=tally,
        verdicts=verdicts,
        style=Markup(style),  # noqa: S704 (a file of this package)
    )


def annotation(one: Standing, runbook: Path) -> str:
    """Return a standing as an annotation of GitHub's workflow commands."""
    return _annotated(
        "warning",
        runbook,
        one.line,
        f"claim {one.state}",
        f"{one.claim} ~ {one.scenario}: {one.why}",
    )


def notice(one: Mapped, runbook: Path) -> str:
    """Return an item that no claim covers as an annotation of GitHub's workflow commands."""
    item = one.item
    return _annotated("notice", runbook, item.line, "no claim", f"{item.kind}: {item.text}")


def _annotated(level: str, runbook: Path, line: int, title: str, text: str) -> str:
    path = os.path.relpath(runbook)
    file = str(runbook.resolve()) if path.startswith("..") else path
    where = f"file={_escaped(file, ':,')},{f'line={line},' if line else ''}"
    return f"::{level} {where}title={title}::{_escaped(text)}"


def _escaped(text: str, more: str = "") -> str:
    """Return a text as workflow commands take it; in a property colons and commas part, too."""
    return "".join(f"%{ord(sign):02X}" if sign in f"%\r\n{more}" else sign for sign in text)
