"""A notebook that walks through the scenarios of a runbook's section, a cell for each step."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from markdown_it import MarkdownIt
from markupsafe import Markup

from drillbook import target as targets
from drillbook.errors import UsageError
from drillbook.notebook import page as pages
from drillbook.notebook.shown import Shown, points, together, words
from drillbook.runbook import lint
from drillbook.runbook.claims import Claim
from drillbook.runbook.claims import load as load_claims
from drillbook.runbook.sections import texts
from drillbook.walkthrough.proven import Proof

_HOW = """\
Run one cell after the other (Shift+Enter). Each runs one step against the target named below, by
the same code as a drill in the night, and shows what was seen. Nothing is changed unless `changes`
is set to `True` below; then the target file says what may be, as for any drill. The last cell of a
scenario puts back what was changed. So does a pause of ten minutes, or the end of this notebook's
kernel. To end a step that takes too long, interrupt the kernel and run that last cell."""

_PARAMETERS = """\
directory = {directory!r}  # where features, steps and targets are
target = {target!r}  # target file
changes = False  # True: make the changes that the target file allows
confirm = None  # the target's name, without which a cluster is only read
results = "reports/walks"  # the evidence"""

_SECTION = """\
from drillbook.walkthrough import sections, stepper

sections.section({system!r}, {section!r}, directory=directory, target=target)"""

_BEGIN = """\
place = stepper.Place(directory, target, changes, confirm, results)
walk = stepper.begin(
    {system!r},
    {name!r},
    place,{example}
)
walk"""

_HERE = Path()
_MARKS = re.compile(r"([\\\\`*_\[\]<>#|])")
_QUOTED = "margin-left: 0; border-left: 2px solid; padding-left: 1em"


@dataclass(frozen=True)
class Scenario:
    """One scenario with its example filled in; ``example`` counts those of one name."""

    name: str
    example: int
    changes: bool
    says: tuple[str, ...]
    steps: tuple[str, ...]


@dataclass(frozen=True)
class Walkthrough:
    """A section with its scenarios, when each last held, and what their experiments change."""

    system: str
    section: str
    scenarios: tuple[Scenario, ...]
    proofs: Mapping[str, Proof]

    def about(self, one: Scenario) -> Iterator[str]:
        """Yield what is to be known of a scenario before it is walked, as Markdown."""
        yield f"## {_plain(one.name)}"
        yield "\n".join(f"- {_plain(line)}" for line in one.says)
        yield f"**Proven:** {_plain(self.proven(one))}"
        if one.changes:
            yield from _changes(self.system, one)

    def proven(self, one: Scenario) -> str:
        """Return when a scenario last held, and how long the recovery took, in words."""
        proof = self.proofs.get(one.name)
        return "No drill of it is in the history." if proof is None else proof.said()


def section_of(claims: Iterable[Claim], asked: str) -> str:
    """Return the section that has a name, a heading, or as the only one a part of its name.

    Only sections that scenarios cover count. Raises UsageError that lists those to choose from.
    """
    names = list(dict.fromkeys(claim.section for claim in claims if claim.covered_by))
    wanted = asked.casefold()
    matching = (
        [name for name in names if name.casefold() == wanted],
        [name for name in names if name.casefold().rpartition(" / ")[2] == wanted],
        [name for name in names if wanted in name.casefold()],
    )
    found = next(filter(None, matching), [])
    if len(found) == 1:
        return found[0]
    what = "several sections are" if found else "no section that scenarios cover is"
    raise UsageError(f"{what} called {asked!r}; name one of: {'; '.join(found or names)}")


def scenarios(
    claims: Iterable[Claim], section: str, directory: Path = _HERE
) -> tuple[Scenario, ...]:
    """Return what covers the claims of a section, each scenario once, outlines filled in."""
    says: dict[str, list[str]] = {}
    for claim in claims:
        for covering in claim.covered_by if claim.section == section else ():
            says.setdefault(covering, []).append(claim.says)
    return tuple(
        one for covering, said in says.items() for one in _filled_in(covering, said, directory)
    )


def scenario_of(feature: Path, keyword: str) -> Scenario:
    """Return the one scenario of a feature with a text in its name. Raises UsageError."""
    known = [one for _, one in _scenarios(feature, ())]
    found = [one for one in known if keyword.casefold() in one.name.casefold()]
    if len(found) == 1:
        return found[0]
    names = "; ".join(one.name for one in found or known) or "none"
    what = "several scenarios" if found else "no scenario"
    having = f" with {keyword!r} in the name" if keyword else ""
    raise UsageError(f"{feature}: {what}{having}; name one with -k: {names}")


def _filled_in(covering: str, says: Sequence[str], directory: Path) -> Iterator[Scenario]:
    place, _, name = covering.partition("#")
    file = directory / place
    (identity,) = (one["id"] for one, _ in lint.scenarios(file) if one["name"] == name)
    return (one for of, one in _scenarios(file, says) if identity in of)


def _scenarios(file: Path, says: Sequence[str]) -> Iterator[tuple[list[str], Scenario]]:
    """Yield each scenario of a feature as it runs, with the ids of what it comes from."""
    seen: Counter[str] = Counter()
    for pickle in lint.pickles(file):
        name = str(pickle["name"])
        changes = any(tag["name"] == "@disruptive" for tag in pickle["tags"])
        steps = tuple(_phrases(pickle["steps"]))
        yield pickle["astNodeIds"], Scenario(name, seen[name], changes, tuple(says), steps)
        seen[name] += 1


def _changes(system: str, one: Scenario) -> Iterator[str]:
    """Yield what a scenario changes, and how that is undone, as Markdown."""
    from drillbook.walkthrough import brought  # noqa: PLC0415 (every fault's libraries: a second)

    yield "**It changes the target**, as far as the guard lets it, and puts back what it changed:"
    faults = brought.by(system, one.steps)
    if faults:
        rows = [(f'"{f.experiment}" ({f.changes})', f.does, f.undo) for f in faults]
        lines = [f"| {' | '.join(map(_plain, row))} |" for row in rows]
        yield "\n".join(["| experiment | does | undone |", "|---|---|---|", *lines])
    yield "A ledger's writes and a procedure's repairs are changes of their steps."


def _phrases(steps: Iterable[dict[str, Any]]) -> Iterator[str]:
    before = ""
    for step in steps:
        word = lint.KINDS.get(step.get("type", ""), "*").capitalize()
        yield f"{'And' if word == before else word} {step['text']}"
        before = word


def notebook(walkthrough: Walkthrough, directory: Path, target: Path) -> str:
    """Return the notebook, without outputs, as stock papermill runs it."""
    import nbformat  # noqa: PLC0415 (Jupyter's packages: half a second)

    made = nbformat.v4.new_notebook(
        metadata={
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}
        }
    )
    for number, (kind, source) in enumerate(_cells(walkthrough, directory, target)):
        if kind == "markdown":
            cell = nbformat.v4.new_markdown_cell(source)
        else:
            cell = nbformat.v4.new_code_cell(source)
            cell.metadata["tags"] = ["parameters"] if kind == "parameters" else []
        cell["id"] = f"cell-{number}"
        made.cells.append(cell)
    return str(nbformat.writes(made)) + "\n"


def page(walkthrough: Walkthrough) -> str:
    """Return the section as a page to read: what each scenario is, and its steps."""
    import nbformat  # noqa: PLC0415 (as above)

    title = walkthrough.section
    parts = [f"# {_plain(title)}"]
    for one in walkthrough.scenarios:
        steps = [f"{number}. {_plain(step)}" for number, step in enumerate(one.steps, 1)]
        parts += [*walkthrough.about(one), "**Steps:**", "\n".join(steps)]
    whole = nbformat.v4.new_markdown_cell("\n\n".join(parts))
    return pages.page(nbformat.v4.new_notebook(cells=[whole]), title)


def _cells(walkthrough: Walkthrough, directory: Path, target: Path) -> Iterator[tuple[str, str]]:
    system, section = walkthrough.system, walkthrough.section
    yield "markdown", f"# {_plain(section)}\n\n{_HOW}"
    yield "parameters", _PARAMETERS.format(directory=str(directory), target=str(target))
    yield "code", _SECTION.format(system=system, section=section)
    for one in walkthrough.scenarios:
        yield "markdown", "\n\n".join(walkthrough.about(one))
        example = f"\n    example={one.example}," if one.example else ""
        yield "code", _BEGIN.format(system=system, name=one.name, example=example)
        for number, phrase in enumerate(one.steps, 1):
            yield "code", f"walk.step({number}, {phrase!r})"
        yield "code", "walk.end()"


def _plain(said: str) -> str:
    """Return a text so that Markdown shows it as it is."""
    return _MARKS.sub(r"\\\1", said)


def section(system: str, name: str, *, directory: str, target: str) -> Shown:
    """Return a section as the runbook has it, or its claims where the target names no runbook."""
    place = targets.load(Path(directory, target)).system(system).runbook
    found = texts(Path(directory, place), [name]) if place is not None else {}
    if name in found:
        rendered = MarkdownIt("commonmark", {"html": False}).enable("table").render(found[name])
        inside = Markup(rendered)  # noqa: S704 (it lets no HTML through)
        html = Markup('<blockquote style="{}">{}</blockquote>').format(_QUOTED, inside)
        return together(words("The runbook:"), Shown(html, found[name]))
    claims = load_claims(Path(directory, "runbooks", f"{system}.yaml"))
    return points(
        (one.says for one in claims if one.section == name), "The runbook is not at hand."
    )
