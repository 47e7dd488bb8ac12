"""The pages of the site, drawn from kept runs: what is seen first is there without a script."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from importlib.resources import files
from pathlib import Path
from typing import Any
from urllib.parse import quote

from jinja2 import Environment

from drillbook.evidence.files import write_atomically
from drillbook.evidence.page import environment
from drillbook.runbook.claims import Claim
from drillbook.site.standing import Proof, Result, Standing, by_scenario, results, standing
from drillbook.verdict import Verdict, merge

Json = dict[str, Any]
Claims = Mapping[str, Sequence[Claim]]

#: How many of the newest drills a sparkline shows, and entries a list of the first screen.
_SPARKS, _FEW = 24, 7
_LATEST_RUNS = 12


@dataclass(frozen=True)
class Spark:
    """A bar of a sparkline: percent of the highest, its verdict, and what it says."""

    height: int
    verdict: str


@dataclass(frozen=True)
class Line:
    """The newest drill of a scenario with those before it."""

    result: Result
    href: str
    sparks: tuple[Spark, ...]
    says: str


def write(
    site: Path, runs: Sequence[Json], unread: Sequence[str], claims: Claims, now: datetime
) -> None:
    """Write all pages. ``unread`` says which runs could not be read; ``claims`` are by system."""
    drawn = _Site(site, runs, claims, now)
    drawn.data()
    drawn.first_screen(unread)
    for system in drawn.systems():
        drawn.system(system)
    drawn.page("runs.html", "runs.html.j2", "Runs", runs=runs[::-1], unread=unread)
    drawn.page("drill.html", "drill.html.j2", "A drill")
    drawn.assets()


class _Site:
    def __init__(self, site: Path, runs: Sequence[Json], claims: Claims, now: datetime) -> None:
        self._site, self._runs, self._claims, self._now = site, runs, claims, now
        self._environment = _environment()
        self._results = results(runs)
        self._place = {
            (run["id"], drill["i"]): index
            for run in runs
            for index, drill in enumerate(run["drills"])
        }
        targets = {run["target"]["name"]: run["target"] for run in runs}
        self._standings = [
            standing(target, mine, claims, now)
            for name, target in targets.items()
            if (mine := [one for one in self._results if one.target == name])
        ]
        self._standings.sort(key=lambda one: one.newest, reverse=True)

    def systems(self) -> list[str]:
        """Return all systems that were drilled, or have claims."""
        return sorted({one.system for one in self._results} | self._claims.keys())

    def page(self, file: str, template: str, title: str, **shown: Any) -> None:
        """Write a page from its template."""
        drawn = self._environment.get_template(template).render(
            title=title, systems=self.systems(), made=self._now, **shown
        )
        write_atomically(self._site / file, drawn)

    def assets(self) -> None:
        """Write style and script: the style of a run's page, and the site's own."""
        own = files("drillbook.site") / "templates"
        style = (files("drillbook.evidence") / "templates" / "page.css").read_text("utf-8")
        write_atomically(self._site / "site.css", style + (own / "site.css").read_text("utf-8"))
        script = "".join((own / name).read_text("utf-8") for name in ("site.js", "picture.js"))
        write_atomically(self._site / "site.js", script)

    def data(self) -> None:
        """Write what the drill's page needs besides its run: histories, claims, scenarios."""
        numbers = {run["id"]: index for index, run in enumerate(self._runs)}
        histories: dict[str, list[list[Any]]] = defaultdict(list)
        for one in self._results:
            worst = one.worst
            measured = [round(worst.seconds, 2), worst.budget_seconds] if worst else []
            histories[f"{one.target}\n{one.system}\n{one.scenario}"].append(
                [numbers[one.run], self._place[one.run, one.drill], one.verdict.value[0], *measured]
            )
        about = ("id", "number", "started", "verdict", "status", "bundle", "page", "version")
        index = {
            "runs": [
                {"target": run["target"]["name"], **{name: run.get(name) for name in about}}
                for run in self._runs
            ],
            "histories": histories,
            "claims": {
                claim.id: [claim.section, claim.says, claim.note]
                for several in self._claims.values()
                for claim in several
            },
        }
        written = json.dumps(index, ensure_ascii=False, separators=(",", ":"))
        write_atomically(self._site / "data" / "index.js", f"drillbook.index({written});\n")

    def first_screen(self, unread: Sequence[str]) -> None:
        """Write ``index.html``."""
        self.page(
            "index.html",
            "index.html.j2",
            "Drills",
            standings=[(one, self._unproven(one)) for one in self._standings],
            counts={name: self._count(name) for name in self.systems()},
            latest=self._runs[::-1][:_LATEST_RUNS],
            unread=unread,
            few=_FEW,
            href=self._href,
        )

    def system(self, name: str) -> None:
        """Write the page of a system: its sections, their claims, and the claims' drills."""
        mine = [one for one in self._results if one.system == name]
        targets = []
        for stands in self._standings:
            drilled = by_scenario(one for one in mine if one.target == stands.target["name"])
            lines = {scenario: self._line(drills) for (_, scenario), drills in drilled.items()}
            proofs = [proof for proof in stands.proofs if proof.system == name]
            if lines:
                targets.append((stands, _sections(proofs, lines), lines))
        undrilled = [] if targets else list(self._claims.get(name, ()))
        self.page(
            f"system-{name}.html",
            "system.html.j2",
            name,
            name=name,
            targets=targets,
            undrilled=undrilled,
        )

    def _line(self, drills: Sequence[Result]) -> Line:
        newest = drills[-1]
        shown = drills[-_SPARKS:]
        times = [one.worst.seconds if one.worst else 0.0 for one in shown]
        longest = max(times)
        sparks = tuple(
            Spark(max(12, round(100 * took / longest)) if longest else 100, one.verdict.value)
            for took, one in zip(times, shown, strict=True)
        )
        counted = Counter(one.verdict.value for one in shown)
        tally = ", ".join(f"{number} {verdict}" for verdict, number in counted.most_common())
        between = f", recovery {min(times):.1f} to {longest:.1f} s" if longest else ""
        return Line(
            newest, self._href(newest), sparks, f"Last {len(shown)} drills: {tally}{between}"
        )

    def _href(self, one: Result) -> str:
        return f"drill.html#{quote(one.run, safe='')}/{self._place[one.run, one.drill]}"

    def _unproven(self, stands: Standing) -> list[tuple[str, list[Proof]]]:
        """Return the claims that are not proven, by why, the gravest first."""
        grouped: dict[str, list[Proof]] = {
            "seen not to hold": [],
            "could not be seen": [],
            "blocked on this target": [],
            "never drilled": [],
            "no scenario covers it": [],
        }
        names = {
            Verdict.FAIL: "seen not to hold",
            Verdict.UNKNOWN: "could not be seen",
            Verdict.BLOCKED: "blocked on this target",
        }
        for proof in stands.proofs:
            if not proof.proven:
                why = "no scenario covers it" if proof.claim.uncovered else "never drilled"
                grouped[names[proof.verdict] if proof.verdict else why].append(proof)
        rank = {"high": 0, "medium": 1, "low": 2}
        return [
            (why, sorted(found, key=lambda one: rank[one.claim.criticality]))
            for why, found in grouped.items()
            if found
        ]

    def _count(self, system: str) -> Json:
        proofs = [p for stands in self._standings[:1] for p in stands.proofs if p.system == system]
        counted = Counter(p.verdict.value if p.verdict else "none" for p in proofs)
        mine = by_scenario(one for one in self._results if one.system == system)
        newest = [drills[-1] for drills in mine.values()]
        return {
            "claims": len(proofs) or len(self._claims.get(system, ())),
            "counted": counted,
            "newest": max((one.started for one in newest), default=None),
            "verdict": merge(one.verdict for one in newest) if newest else None,
        }


def _sections(
    proofs: Iterable[Proof], lines: Mapping[str, Line]
) -> list[tuple[str, list[tuple[Proof | None, list[Line]]]]]:
    """Return sections with their claims and the drills of each, drills without a claim last."""
    found: dict[str, list[tuple[Proof | None, list[Line]]]] = defaultdict(list)
    shown: set[str] = set()
    for proof in proofs:
        mine = [lines[one.scenario] for one in proof.results]
        shown |= {line.result.scenario for line in mine}
        found[proof.claim.section].append((proof, mine))
    rest = [line for scenario, line in lines.items() if scenario not in shown]
    if rest:
        found["Drills of no claim of the catalogue"].append((None, rest))
    return list(found.items())


def _environment() -> Environment:
    made = environment("drillbook.site")
    made.filters["day"] = lambda at: at.strftime("%Y-%m-%d")
    made.filters["minute"] = lambda at: at.strftime("%Y-%m-%d %H:%M UTC")
    made.filters["instant"] = datetime.fromisoformat
    return made
