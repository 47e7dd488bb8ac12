"""What the capacity notebook looks at: a run, a history, a load test; and the runbook's plan."""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from itertools import permutations
from statistics import fmean
from typing import Any

from drillbook.errors import UsageError
from drillbook.evidence.model import Evidence, TargetRecord
from drillbook.evidence.reading import read_run
from drillbook.notebook import capacity_plan, histories
from drillbook.notebook.capacity_plan import Plan
from drillbook.notebook.frozen import Frozen, from_notebook
from drillbook.notebook.histories import History
from drillbook.notebook.parameters import Capacity
from drillbook.notebook.prometheus_export import Exported, ExportedSeries, read_exported

_NOTHING_SAID = Plan()
_SAME = 0.001  # of what is used; disks of their own differ by more


@dataclass(frozen=True)
class Inputs:
    """Where it was measured, when, and the exported answers; histories; what the runbook says.

    ``target`` and ``began`` are None without a run.
    """

    system: str
    target: TargetRecord | None
    began: datetime | None
    drills: int
    answers: Mapping[str, Exported]
    plan: Plan = _NOTHING_SAID
    histories: tuple[History, ...] = ()
    load_test: tuple[tuple[int, float], ...] = ()
    load_unit: str = "messages/s"

    @property
    def today(self) -> date:
        """Return the day of the run, or the last of the histories."""
        if self.began is not None:
            return self.began.date()
        return max(one.samples[-1][0] for one in self.histories).date()

    @property
    def clients(self) -> float | None:
        """Return how many clients had data at the end of the run; None if it was not measured."""
        series = self.series("clients")
        return series[0].points[-1][1] if series else None

    def series(self, name: str) -> tuple[ExportedSeries, ...]:
        """Return the series of a query, none if it was not exported or had no answer."""
        answer = self.answers.get(name)
        return answer.series if answer else ()

    @property
    def one_file_system(self) -> frozenset[str]:
        """Return the volumes that are directories of one file system, which reports for them all.

        Told by their figures: the same size to the byte, and as full by a thousandth.
        """
        label = "persistentvolumeclaim"
        holds = {s.labels.get(label): s.points[-1][1] for s in self.series("volume_capacity")}
        used = {
            s.labels.get(label, ""): fmean(value for _, value in s.points)
            for s in self.series("volume_used")
        }
        return frozenset(
            one
            for one, other in permutations(used, 2)
            if holds.get(one) is not None
            and holds.get(one) == holds.get(other)
            and math.isclose(used[one], used[other], rel_tol=_SAME)
        )

    def why_not(self, name: str) -> str:
        """Return why a query has no series."""
        if self.target is None:
            return "unknown: no run was given"
        answer = self.answers.get(name)
        if answer is None:
            return f"unknown: the run has no prometheus/{self.system}/{name}.json"
        return f"unknown: Prometheus had no answer to {name} (see the appendix)"


def load(given: Capacity) -> tuple[Inputs, Frozen]:
    """Return what is looked at, and the same to be frozen. Raises UsageError if it is not there."""
    if given.run is not None and given.run.suffix == ".ipynb":
        kept = from_notebook(given.run)
        return _inputs(kept, given.system), kept
    plan = capacity_plan.read(given.system)
    kept = Frozen({**_of_run(given), **_of_files(given, plan), "plan": _json(plan)})
    return _inputs(kept, given.system), kept


def _of_run(given: Capacity) -> dict[str, Any]:
    if given.run is None:
        return {"drills": [], "prometheus": {}}
    read = read_run(given.run)
    drills = [drill for drill in read.drills if drill.scenario.system == given.system]
    if not drills:
        raise UsageError(
            f"the run has no drill of system {given.system!r}; name another system or run"
        )
    answers = read_exported(given.run / "prometheus" / given.system)
    return {
        "drills": [json.loads(drill.model_dump_json(by_alias=True)) for drill in drills],
        "prometheus": {name: _json(answer) for name, answer in answers.items()},
    }


def _of_files(given: Capacity, plan: Plan) -> dict[str, Any]:
    found = histories.read(given.history, plan) if given.history is not None else ()
    measured: list[tuple[int, float]] = []
    unit = ""
    if given.load_test is not None:
        measured, unit = histories.read_load_test(given.load_test)
    return {"histories": [_json(one) for one in found], "load_test": measured, "load_unit": unit}


def _inputs(kept: Frozen, system: str) -> Inputs:
    drills = [Evidence.model_validate(drill) for drill in kept.data["drills"]]
    first = drills[0] if drills else None
    plan = Plan.model_validate(kept.data["plan"])
    answers = {name: Exported.model_validate(a) for name, a in kept.data["prometheus"].items()}
    given = tuple(History.model_validate(one) for one in kept.data["histories"])
    return Inputs(
        system,
        first.target if first else None,
        first.run.started if first else None,
        len(drills),
        answers,
        plan,
        # A run's own answers are a history, too, if a short one.
        given or tuple(histories.of_answers(answers, plan)),
        tuple((int(count), float(rate)) for count, rate in kept.data["load_test"]),
        kept.data["load_unit"] or "messages/s",
    )


def _json(model: Any) -> Any:
    return json.loads(model.model_dump_json())
