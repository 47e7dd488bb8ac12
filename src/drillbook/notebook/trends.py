"""What the trends notebook looks at: the drills of one target over the nights, from the history."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from drillbook.clock import now
from drillbook.errors import UsageError
from drillbook.evidence import text
from drillbook.history import queries
from drillbook.history.database import Database
from drillbook.history.migrations import existing
from drillbook.history.queries import Coverage, Recovery, Result
from drillbook.history.trends import Trend, trends
from drillbook.history.verdicts import Drilled, drilled
from drillbook.notebook.frozen import Frozen, from_notebook
from drillbook.notebook.parameters import Trends
from drillbook.notebook.shown import Shown, facts, table, together, words

_VERDICTS = ("pass", "fail", "unknown", "blocked")


@dataclass(frozen=True, eq=False)
class Inputs:
    """The history of one target. ``read`` is when it was asked."""

    place: str
    read: datetime
    target: str
    others: tuple[str, ...]
    system: str
    text: str
    results: tuple[Result, ...]
    recoveries: tuple[Recovery, ...]
    coverage: tuple[Coverage, ...]
    gaps: tuple[str, ...]

    def drills(self) -> list[Drilled]:
        """Return the drills of each scenario."""
        return drilled(self.results)

    def trends(self) -> list[Trend]:
        """Return the recovery times of each scenario's phases."""
        return list(trends(self.recoveries))

    @property
    def runs(self) -> list[str]:
        """Return the runs, the oldest first."""
        ordered = sorted(self.results, key=lambda one: one.started)
        return list(dict.fromkeys(one.run for one in ordered))


def load(given: Trends) -> tuple[Inputs, Frozen]:
    """Return a target's history and the inputs to be frozen; or those of an executed notebook.

    Raises UsageError when there is no drill to look at, and says what there is.
    """
    if given.history.endswith(".ipynb"):
        kept = from_notebook(Path(given.history))
        return _inputs(kept.data), kept
    with existing(given.history) as database:
        data = _read(database, given)
    return _inputs(data), Frozen(data)


def _read(database: Database, given: Trends) -> dict[str, Any]:
    runs = queries.runs(database)
    if not runs:
        raise UsageError(
            f"history {given.history}: it is empty; 'drillbook history import reports/*/' adds runs"
        )
    targets = list(dict.fromkeys(run.target for run in runs))
    target = given.target or targets[0]
    if target not in targets:
        raise UsageError(
            f"history {given.history}: no run of target {target!r}; there are: "
            f"{', '.join(sorted(targets))}"
        )
    asked = (given.system, given.text)
    results = [one for one in queries.results(database, *asked) if one.target == target]
    if not results:
        raise UsageError(
            f"history {given.history}: no drill of {given.system or 'any system'} "
            f"{given.text!r} on {target}"
        )
    recoveries = [one for one in queries.recoveries(database, *asked) if one.target == target]
    return {
        "history": database.place,
        "read": now().isoformat(),
        "target": target,
        "others": [name for name in targets if name != target],
        "system": given.system,
        "text": given.text,
        **_results(results),
        **_phases(recoveries),
        "coverage": [
            [one.day.isoformat(), one.passed, one.failed, one.unknown, one.blocked]
            for one in queries.coverage(database, *asked)
            if one.target == target
        ],
        "gaps": [gap for gap in queries.missing(database) if gap.startswith(f"{target}: ")],
    }


def _results(results: Sequence[Result]) -> dict[str, Any]:
    """Return many results in few bytes: names once, a row of numbers for each."""
    scenarios = list(dict.fromkeys((one.system, one.scenario) for one in results))
    runs = list(dict.fromkeys(one.run for one in results))
    of = list(dict.fromkeys(one.configuration for one in results))
    places = [{name: index for index, name in enumerate(names)} for names in (scenarios, runs, of)]
    rows = [
        [
            places[0][one.system, one.scenario],
            one.started.timestamp(),
            round(one.seconds, 3),
            _VERDICTS.index(one.verdict),
            places[1][one.run],
            places[2][one.configuration],
        ]
        for one in results
    ]
    return {"scenarios": scenarios, "runs": runs, "configurations": of, "results": rows}


def _phases(recoveries: Sequence[Recovery]) -> dict[str, Any]:
    names = list(dict.fromkeys((one.system, one.scenario, one.phase) for one in recoveries))
    runs = list(dict.fromkeys(one.run for one in recoveries))
    places = {name: index for index, name in enumerate(names)}
    of = {run: index for index, run in enumerate(runs)}
    rows = [
        [
            places[one.system, one.scenario, one.phase],
            one.started.timestamp(),
            round(one.seconds, 3),
            round(one.detection_seconds, 3),
            one.budget_seconds,
            _VERDICTS.index(one.verdict),
            of[one.run],
        ]
        for one in recoveries
    ]
    return {"phases": names, "recovered": runs, "recoveries": rows}


def _inputs(data: Mapping[str, Any]) -> Inputs:
    target = data["target"]
    coverage = tuple(
        Coverage(target, date.fromisoformat(day), *counts) for day, *counts in data["coverage"]
    )
    return Inputs(
        data["history"],
        datetime.fromisoformat(data["read"]),
        target,
        tuple(data["others"]),
        data["system"],
        data["text"],
        _read_results(data),
        _read_recoveries(data),
        coverage,
        tuple(data["gaps"]),
    )


def _read_results(data: Mapping[str, Any]) -> tuple[Result, ...]:
    return tuple(
        Result(
            data["target"],
            data["scenarios"][scenario][0],
            data["scenarios"][scenario][1],
            datetime.fromtimestamp(started, UTC),
            seconds,
            _VERDICTS[verdict],
            data["runs"][run],
            data["configurations"][of],
        )
        for scenario, started, seconds, verdict, run, of in data["results"]
    )


def _read_recoveries(data: Mapping[str, Any]) -> tuple[Recovery, ...]:
    return tuple(
        Recovery(
            data["target"],
            system,
            scenario,
            name,
            datetime.fromtimestamp(started, UTC),
            seconds,
            detection,
            budget,
            _VERDICTS[verdict],
            data["recovered"][run],
        )
        for phase, started, seconds, detection, budget, verdict, run in data["recoveries"]
        for system, scenario, name in (data["phases"][phase],)
    )


def heading(inputs: Inputs) -> Shown:
    """Return which history this is of, how much of it, and what is missing in it."""
    first = min(one.started for one in inputs.results)
    last = max(one.started for one in inputs.results)
    rows = [
        ("Target", inputs.target),
        ("System", inputs.system or "all"),
        ("Drills", f"{len(inputs.results):,} of {len(inputs.drills())} scenarios"),
        ("Runs", f"{len(inputs.runs):,}, {_minute(first)} to {_minute(last)} UTC"),
        ("History", f"{inputs.place}, read {text.moment(inputs.read)}"),
        ("Missing", "; ".join(inputs.gaps) or "no number of a run is missing in the history"),
    ]
    if inputs.text:
        rows.insert(2, ("Scenarios", f"with {inputs.text!r} in their name"))
    if inputs.others:
        note = f"The history has {', '.join(inputs.others)}, too: nothing here is of them."
        return together(facts(rows), words(note))
    return facts(rows)


def asked(inputs: Inputs) -> Shown:
    """Return every query with what it was asked for: where each number comes from."""
    given = f"system {inputs.system!r}, text {inputs.text!r}"
    rows = [
        ("Verdicts, lengths of drills", queries.RESULTS, given, len(inputs.results)),
        ("Recovery times", queries.RECOVERIES, given, len(inputs.recoveries)),
        ("Claims by day", queries.COVERAGE, given, len(inputs.coverage)),
    ]
    said = words(
        f"Asked of {inputs.place} at {text.moment(inputs.read)}; rows of target {inputs.target} "
        "alone are counted. The history holds nothing but what was read from bundles that verified."
    )
    headings = ["For", "Query", "Parameters", "Rows"]
    return together(said, table(headings, rows, nothing=""))


def _minute(at: datetime) -> str:
    return text.moment(at)[:16]
