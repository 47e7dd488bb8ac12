"""What is forecast: histories of resources with their limits, from CSV or Prometheus' answers.

CSV has a line a sample: ``time`` (ISO 8601, with its zone), ``resource``, ``value``; and if wanted
``unit``, ``limit``, ``kind`` (``gauge``, or ``counter`` for what only grows until it begins anew).
"""

import csv
import math
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict

from drillbook.errors import UsageError
from drillbook.forecast.series import Series, even, of_counter
from drillbook.notebook.capacity_plan import Limit, Plan
from drillbook.notebook.prometheus_export import Exported, ExportedSeries, read_exported

_NEEDED = {"time", "resource", "value"}
_KNOWN = _NEEDED | {"unit", "limit", "kind"}
_SUBJECTS = ("persistentvolumeclaim", "node", "pod", "component", "client_id")


class History(BaseModel):
    """Samples of a resource as they came, with the limit and who set it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    unit: str
    counter: bool = False
    limit: float | None = None
    limit_source: str = ""
    source: str
    samples: tuple[tuple[datetime, float], ...]

    def series(self) -> Series:
        """Return it at even steps; a counter as its growth a second."""
        made = of_counter if self.counter else even
        series = made(self.name, self.unit, self.samples)
        return series if self.limit is None else series.limited(self.limit, self.limit_source)


def read(path: Path, plan: Plan) -> tuple[History, ...]:
    """Return the histories of a CSV file or of a directory of exported answers.

    Raises UsageError that names the file and the line.
    """
    if path.is_dir():
        answers = read_exported(path)
        if not answers:
            raise UsageError(f"{path}: no exported answer of Prometheus (*.json) is in it")
        found = tuple(of_answers(answers, plan))
        if not found:
            raise UsageError(f"{path}: {_why_none(answers, plan)}")
        return found
    return tuple(_of_csv(path, plan))


def _why_none(answers: Mapping[str, Exported], plan: Plan) -> str:
    if not plan.limits:
        return "nothing to forecast: runbooks/capacity/ has no limit of a resource of this system"
    limited = [answers[limit.resource] for limit in plan.limits if limit.resource in answers]
    error = next((answer.error for answer in limited if answer.error), "none was exported")
    names = ", ".join(dict.fromkeys(limit.resource for limit in plan.limits))
    return f"no answer has data of a resource that has a limit ({names}): {error}"


def of_answers(answers: Mapping[str, Exported], plan: Plan) -> Iterator[History]:
    """Yield the histories of every resource with a limit that has been exported."""
    for limit in plan.limits:
        answer = answers.get(limit.resource)
        for series in answer.series if answer else ():
            assert answer is not None
            subject = _subject(series)
            yield History(
                name=f"{limit.resource} {subject}".strip(),
                unit=answer.query.unit,
                limit=limit_of(limit, subject, answers),
                limit_source=limit.section,
                source=f"{answer.source}: {answer.query.query}",
                samples=series.points,
            )


def limit_of(limit: Limit, subject: str, answers: Mapping[str, Exported]) -> float | None:
    """Return a limit in the resource's unit; None where what it is a share of is not known."""
    if limit.at is not None:
        return limit.at
    whole = answers.get(limit.of or "")
    for series in whole.series if whole else ():
        if _subject(series) == subject:
            return limit.share * series.points[-1][1]
    return None


def read_load_test(path: Path) -> tuple[list[tuple[int, float]], str]:
    """Return (consumers, throughput) of a CSV file and the unit. Raises UsageError."""
    measured, unit = [], "messages/s"
    for line, row in _rows(path, {"consumers", "throughput"}, {"consumers", "throughput", "unit"}):
        try:
            measured.append((int(row["consumers"]), float(row["throughput"])))
        except ValueError as error:
            raise UsageError(f"{path}, line {line}: {error}") from error
        unit = row.get("unit") or unit
    return measured, unit


def _subject(series: ExportedSeries) -> str:
    return next((series.labels[name] for name in _SUBJECTS if series.labels.get(name)), "")


def _of_csv(path: Path, plan: Plan) -> Iterator[History]:
    found: dict[str, dict[str, Any]] = {}
    for line, row in _rows(path, _NEEDED, _KNOWN):
        name = row["resource"].strip()
        known = found.setdefault(name, {"unit": "", "limit": None, "kind": "gauge", "samples": []})
        known["samples"].append(_sample(path, line, row))
        known["unit"] = row.get("unit") or known["unit"]
        known["kind"] = row.get("kind") or known["kind"]
        if row.get("limit"):
            known["limit"] = _number(path, line, "limit", row["limit"])
    for name, known in found.items():
        if known["kind"] not in {"gauge", "counter"}:
            raise UsageError(f"{path}: kind of {name} is {known['kind']!r}; gauge or counter")
        said = plan.limit(name)
        limit, source = known["limit"], str(path.name)
        if limit is None and said is not None and said.at is not None:
            limit, source = said.at, said.section
        yield History(
            name=name,
            unit=known["unit"],
            counter=known["kind"] == "counter",
            limit=limit,
            limit_source=source if limit is not None else "",
            source=path.name,
            samples=tuple(sorted(known["samples"])),
        )


def _sample(path: Path, line: int, row: Mapping[str, str]) -> tuple[datetime, float]:
    try:
        at = datetime.fromisoformat(row["time"].strip())
    except ValueError as error:
        raise UsageError(f"{path}, line {line}: time: {error}") from error
    if at.tzinfo is None:
        raise UsageError(f"{path}, line {line}: time {row['time']!r} has no zone; end it with Z")
    return at, _number(path, line, "value", row["value"])


def _number(path: Path, line: int, name: str, said: str) -> float:
    try:
        number = float(said)
    except ValueError as error:
        raise UsageError(f"{path}, line {line}: {name}: {error}") from error
    if not math.isfinite(number):
        raise UsageError(f"{path}, line {line}: {name} {said!r} is no number; leave the line out")
    return number


def _rows(path: Path, needed: set[str], known: set[str]) -> Iterable[tuple[int, dict[str, str]]]:
    try:
        with path.open(encoding="utf-8", newline="") as stream:
            reader = csv.DictReader(stream)
            columns = set(reader.fieldnames or ())
            if not needed <= columns or not columns <= known:
                raise UsageError(
                    f"{path}: columns are {', '.join(sorted(columns)) or 'none'}; needed are "
                    f"{', '.join(sorted(needed))}, and there may be "
                    f"{', '.join(sorted(known - needed))}"
                )
            rows = [(reader.line_num, row) for row in reader]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise UsageError(f"{path}: not readable as CSV: {error}") from error
    if not rows:
        raise UsageError(f"{path}: it has no line below its header")
    for line, row in rows:
        if None in row or any(row[name] is None for name in needed):
            raise UsageError(f"{path}, line {line}: it has not as many cells as the header")
    return rows
