"""``index.html``: one page that holds a whole run, with no network and no framework.

Everything shown is taken from evidence documents and escaped; the page's policy allows no script
but its own and loads nothing.
"""

import base64
import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from drillbook.evidence import text
from drillbook.evidence.files import write_atomically
from drillbook.evidence.model import Evidence, ObservationRecord, PhaseRecord
from drillbook.evidence.reading import Run
from drillbook.evidence.terminal import SYMBOLS
from drillbook.evidence.timeline import timeline, within_budget
from drillbook.runbook.claims import Claim
from drillbook.verdict import Verdict, merge

NO_SECTION = "No section of the runbook given"
_LONGEST_VALUE = 4000
_MOST_ROWS = 200
_WORST_FIRST = (Verdict.FAIL, Verdict.UNKNOWN, Verdict.BLOCKED, Verdict.PASS)
_KINDS = {
    "fault": "Fault",
    "effect": "Effect seen",
    "recovered": "Recovered",
    "procedure": "Procedure",
    "ledger": "Ledger",
    "undo": "Undo",
    "note": "Note",
}
_LEDGER_ROWS = (
    ("Attempted", "attempted", "all that were sent, or tried"),
    ("Acknowledged", "acked", "confirmed by the system"),
    ("Present", "present", "found when everything was read back"),
    ("Lost", "lost", "acknowledged and not found"),
    ("Duplicated", "duplicated", "found more than once"),
    ("Out of order", "reordered", "found after a later one"),
    ("Unanswered", "unknown", "neither confirmed nor refused"),
    ("Unanswered, present", "unknown_present", "of those, found"),
    ("Refused", "failed", "refused for sure, or never sent"),
    ("Refused, present", "failed_present", "of those, found nevertheless"),
    ("Unexpected", "unexpected", "found, and never written"),
    ("Stale", "stale", "missing from one reading and found by a later one"),
    ("Acknowledged per second", "rate_per_second", "on average"),
)


@dataclass(frozen=True)
class Section:
    """A section of a runbook with the drills of its claims."""

    name: str
    drills: tuple[Evidence, ...]

    @property
    def verdict(self) -> Verdict:
        """Return the worst verdict of its drills."""
        return merge(drill.verdict for drill in self.drills)


@dataclass(frozen=True)
class System:
    """A system with its runbook's sections, in the order in which they were drilled."""

    name: str
    sections: tuple[Section, ...]

    @property
    def verdict(self) -> Verdict:
        """Return the worst verdict of its sections."""
        return merge(section.verdict for section in self.sections)


@dataclass(frozen=True)
class Words:
    """What is shown beside the drills, besides evidence.

    ``claims`` maps a claim to what it says in our words; ``runbook`` a system to the text of its
    runbook's sections, when the target names the file; ``links`` other pages of the run to what
    they are called.
    """

    claims: Mapping[str, Claim] = field(default_factory=dict)
    runbook: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    links: Mapping[str, str] = field(default_factory=dict)


NO_WORDS = Words()


def page(run: Run, summary: Mapping[str, Any], words: Words = NO_WORDS) -> str:
    """Return the page of a run; ``summary`` is the run's as ``summary.summary`` makes it."""
    style = files(__package__).joinpath("templates/page.css").read_text(encoding="utf-8")
    script = files(__package__).joinpath("templates/page.js").read_text(encoding="utf-8")
    digest = base64.b64encode(hashlib.sha256(script.encode("utf-8")).digest()).decode("ascii")
    return (
        environment()
        .get_template("page.html.j2")
        .render(
            run=run,
            summary=summary,
            claims=words.claims,
            runbook=words.runbook,
            links=words.links,
            evidence={drill["id"]: drill["evidence"] for drill in summary["drills"]},
            systems=systems(run.drills),
            attention=_attention(run.drills),
            longest=_longest(run.drills),
            sentence=_sentence(run.drills),
            # Both are files of this package, not text of a drill.
            style=Markup(style),  # noqa: S704
            script=Markup(script),  # noqa: S704
            script_hash=f"sha256-{digest}",
        )
    )


def write_page(run: Run, summary: Mapping[str, Any], file: Path, words: Words = NO_WORDS) -> None:
    """Write the page of a run, whole or not at all."""
    write_atomically(file, page(run, summary, words))


def systems(drills: Iterable[Evidence]) -> tuple[System, ...]:
    """Return the drills by system and section; one of two sections stands in both."""
    grouped: dict[str, dict[str, list[Evidence]]] = {}
    for drill in drills:
        sections = grouped.setdefault(drill.scenario.system, {})
        for name in drill.scenario.sections or (NO_SECTION,):
            sections.setdefault(name, []).append(drill)
    return tuple(
        System(name, tuple(Section(title, tuple(found)) for title, found in sections.items()))
        for name, sections in sorted(grouped.items())
    )


def _sentence(drills: Iterable[Evidence]) -> str:
    """Return the run's outcome in words, with the count that decides it."""
    counted = Counter(drill.verdict for drill in drills)
    total, missed = counted.total(), counted[Verdict.UNKNOWN]
    if counted[Verdict.FAIL]:
        more = f", and {missed} could not be seen" if missed else ""
        return f"{counted[Verdict.FAIL]} of {_drills(total)} failed{more}."
    if missed:
        return f"{missed} of {_drills(total)} could not be seen, which is no pass."
    if counted[Verdict.BLOCKED]:
        shown = counted[Verdict.PASS]
        return f"{shown} of {_drills(total)} passed; this target cannot show the others."
    return f"{_drills(total)} showed what the runbook promises."


def _drills(count: int) -> str:
    return f"{count} drill{'' if count == 1 else 's'}"


def _attention(drills: Iterable[Evidence]) -> list[Evidence]:
    """Return the drills that failed or could not be seen, worst first."""
    wanting = [drill for drill in drills if drill.verdict in (Verdict.FAIL, Verdict.UNKNOWN)]
    return sorted(wanting, key=lambda drill: _WORST_FIRST.index(drill.verdict))


def _longest(drills: Iterable[Evidence]) -> tuple[Evidence, PhaseRecord] | None:
    phases = [(drill, phase) for drill in drills for phase in drill.phases]
    return max(phases, key=lambda pair: pair[1].seconds, default=None)


def environment(package: str = "drillbook.evidence") -> Environment:
    """Return the templates' environment: escapes all it is given; filters show units and times."""
    environment = Environment(
        loader=PackageLoader(package),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(
        moment=text.moment,
        span=text.span,
        count=text.count,
        shown=_shown,
        brief=text.brief,
        rows=_rows,
        clock=lambda at: text.moment(at)[11:],
        phase_seconds=text.phase_seconds,
        budget=text.budget,
        target=text.target,
        sealing=text.sealing,
        own_time=text.own_time,
    )
    environment.globals.update(
        symbols=SYMBOLS,
        kinds=_KINDS,
        ledger_rows=_LEDGER_ROWS,
        timeline=timeline,
        within_budget=within_budget,
        judgements_of=_judgements_of,
        observations_of=_observations_of,
        step_of=_step_of,
        worst_phase=_worst_phase,
    )
    return environment


def _shown(value: Any) -> str:
    """Return an observed value as text, cut to what a page can bear; the evidence has it whole."""
    whole = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, indent=1)
    if len(whole) <= _LONGEST_VALUE:
        return whole
    return f"{whole[:_LONGEST_VALUE]} … ({len(whole):,} characters; whole in the evidence)"


def _rows(value: Any) -> list[dict[str, Any]] | None:
    """Return a value as rows of a table if it is a list of like mappings, not too long."""
    if not isinstance(value, list) or not 0 < len(value) <= _MOST_ROWS:
        return None
    if not all(isinstance(row, dict) and row.keys() == value[0].keys() for row in value):
        return None
    return value


def _judgements_of(drill: Evidence, step: int) -> list[Any]:
    return [judgement for judgement in drill.judgements if judgement.step == step]


def _observations_of(drill: Evidence, step: int) -> list[ObservationRecord]:
    return [seen for seen in drill.observations if seen.step == step]


def _step_of(drill: Evidence, phase: PhaseRecord) -> int | None:
    """Return the step during which a phase's end was seen."""
    return next((s.number for s in drill.steps if s.started <= phase.ended <= s.ended), None)


def _worst_phase(drill: Evidence) -> PhaseRecord | None:
    """Return the phase that used most of its budget, or else the longest."""
    budgeted = [phase for phase in drill.phases if phase.budget_seconds]
    if budgeted:
        return max(budgeted, key=lambda phase: phase.seconds / (phase.budget_seconds or 1))
    return max(drill.phases, key=lambda phase: phase.seconds, default=None)
