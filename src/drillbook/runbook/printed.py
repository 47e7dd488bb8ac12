"""Claims on a terminal: how much is covered, what is not linked, what no claim covers."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, fields
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from drillbook.runbook.claims import Catalogue
from drillbook.runbook.drift import Standing, State
from drillbook.runbook.mapping import Count, Coverage, Mapped

_MOST = 20  # items without a claim that are listed
_LONGEST = 100  # characters of each


def standings(found: list[Standing], items: Iterable[Mapped], runbook: Path) -> None:
    """Print the links that are not linked, the items that no claim covers, and a tally."""
    for one in found:
        if one.state is not State.LINKED:
            where = f" (line {one.line})" if one.line else ""
            _line(f"{one.state}: {one.claim} ~ {one.scenario}: {one.why}{where}")
    left = [one for one in items if one.unmapped]
    for new in left[:_MOST]:
        text = new.item.text if len(new.item.text) <= _LONGEST else f"{new.item.text[:_LONGEST]}…"
        _line(f"no claim: line {new.item.line}: {new.item.kind}: {text}")
    if len(left) > _MOST:
        _line(
            f"{len(left) - _MOST} more: drillbook claims inventory {runbook} --unmapped --system …"
        )
    tally = {state: sum(one.state is state for one in found) for state in State}
    counted = ", ".join(f"{number} {state}" for state, number in tally.items())
    _line(f"{counted}; {len(left)} items of the runbook unmapped")


def overview(counts: Mapping[str, Count], first: str = "system") -> None:
    """Print a table of counts, one row for each system, or for what ``first`` names."""
    table = Table(padding=(0, 0))
    table.add_column(first, overflow="fold")
    for field in fields(Count):
        table.add_column(field.name.replace("_", " "), justify="right", overflow="fold")
    for name, one in counts.items():
        table.add_row(escape(name), *("?" if v is None else str(v) for v in asdict(one).values()))
    Console().print(table)


def coverage(found: Coverage) -> None:
    """Print a system's counts by section, and each claim that is open, with what blocks it."""
    overview({**found.sections, "all of it": found.whole}, "section")
    for one in found.open:
        why = f"blocked: {one.blocked}" if one.blocked else "not covered"
        _line(f"{why}: {one.claim} ({one.section}): {one.says}")


def uncovered(catalogue: Catalogue) -> None:
    """Print the claims that no scenario covers."""
    names = [claim.id for claim in catalogue.claims if claim.uncovered]
    if names:
        _line(f"{len(names)} claims not covered: {', '.join(names)}")


def _line(text: str) -> None:
    Console(soft_wrap=True).print(text, markup=False, highlight=False)
