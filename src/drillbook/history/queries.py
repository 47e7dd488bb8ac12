"""What the history is asked: how long things take, what got worse, what was shown when.

Nothing is taken together over several targets: a lab's figures are not a cluster's.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from drillbook.evidence.sequence import missing as gap
from drillbook.history.database import Database, Row, aware


@dataclass(frozen=True)
class RunRow:
    """A run that was imported. ``retired`` is when retention removed its bundle."""

    id: str
    target: str
    number: int | None
    started: datetime
    ended: datetime
    verdict: str
    status: str
    drills: int
    bundle: str
    retired: datetime | None


class Recovery(NamedTuple):
    """A phase of recovery in one drill. Seconds; ``detection_seconds`` is its error bar."""

    target: str
    system: str
    scenario: str
    phase: str
    started: datetime
    seconds: float
    detection_seconds: float
    budget_seconds: float | None
    verdict: str
    run: str


class Result(NamedTuple):
    """How one drill ended. ``configuration`` is a hash of what was drilled, if it is known."""

    target: str
    system: str
    scenario: str
    started: datetime
    seconds: float
    verdict: str
    run: str
    configuration: str | None


@dataclass(frozen=True)
class Day:
    """What was measured on one day (UTC). Seconds; ``median`` and ``longest`` of ``count``."""

    day: date
    count: int
    median: float
    longest: float


@dataclass(frozen=True)
class Verdicts:
    """How the drills of a system ended on one day (UTC)."""

    target: str
    day: date
    system: str
    passed: int
    failed: int
    unknown: int
    blocked: int


@dataclass(frozen=True)
class Coverage:
    """How many claims were drilled on one day (UTC), by the worst of their verdicts."""

    target: str
    day: date
    passed: int
    failed: int
    unknown: int
    blocked: int


@dataclass(frozen=True)
class Shown:
    """The newest drills of a claim that passed and that failed; None where there is none."""

    target: str
    claim: str
    passed: datetime | None
    failed: datetime | None


_OF_RUN = "JOIN runs ON runs.key = drills.run"
_DAY = "CAST(drills.started AS DATE)"
_MEDIAN = "percentile_cont(0.5) WITHIN GROUP (ORDER BY steps.seconds)"


def runs(database: Database) -> list[RunRow]:
    """Return all runs, the newest first."""
    rows = database.rows(
        "SELECT id, target, number, started, ended, verdict, status, "
        "(SELECT count(*) FROM drills WHERE drills.run = runs.key), bundle, retired "
        "FROM runs ORDER BY started DESC, key DESC"
    )
    return [RunRow(*_aware(row)) for row in rows]


RECOVERIES = (
    "SELECT runs.target, drills.system, drills.scenario, phases.name, drills.started, "  # noqa: S608 (constants)
    "phases.seconds, phases.detection_seconds, phases.budget_seconds, drills.verdict, runs.id "
    f"FROM phases JOIN drills ON drills.key = phases.drill {_OF_RUN} "
    "WHERE (CAST(? AS TEXT) = '' OR drills.system = ?) "
    "AND position(lower(CAST(? AS TEXT)) in lower(drills.scenario)) > 0 "
    "ORDER BY 1, 2, 3, 4, 5"
)


def recoveries(database: Database, system: str = "", text: str = "") -> list[Recovery]:
    """Return the phases of all drills of a system whose scenario has a text in its name.

    Ordered by target, system, scenario, phase and time.
    """
    rows = database.rows(RECOVERIES, system, system, text)
    return [Recovery._make((*row[:4], aware(row[4]), *row[5:])) for row in rows]


def step_trend(database: Database, target: str, scenario: str = "") -> list[Day]:
    """Return how long the steps of a scenario, or of all, took, day by day."""
    rows = database.rows(
        f"SELECT {_DAY}, count(*), {_MEDIAN}, max(steps.seconds) "  # noqa: S608 (as above)
        f"FROM steps JOIN drills ON drills.key = steps.drill {_OF_RUN} "
        "WHERE runs.target = ? AND (CAST(? AS TEXT) = '' OR drills.scenario = ?) "
        "GROUP BY 1 ORDER BY 1",
        target,
        scenario,
        scenario,
    )
    return [Day(day, int(n), float(median), float(longest)) for day, n, median, longest in rows]


def verdicts(database: Database) -> list[Verdicts]:
    """Return how drills ended, target by target, day by day and system by system."""
    counted = ", ".join(
        f"sum(CASE WHEN drills.verdict = '{verdict}' THEN 1 ELSE 0 END)"
        for verdict in ("pass", "fail", "unknown", "blocked")
    )
    rows = database.rows(
        f"SELECT runs.target, {_DAY}, drills.system, {counted} FROM drills {_OF_RUN} "  # noqa: S608 (as above)
        "GROUP BY 1, 2, 3 ORDER BY 1, 2, 3"
    )
    return [Verdicts(target, day, system, *map(int, n)) for target, day, system, *n in rows]


RESULTS = (
    "SELECT runs.target, drills.system, drills.scenario, drills.started, drills.seconds, "  # noqa: S608 (constants)
    f"drills.verdict, runs.id, drills.configuration FROM drills {_OF_RUN} "
    "WHERE (CAST(? AS TEXT) = '' OR drills.system = ?) "
    "AND position(lower(CAST(? AS TEXT)) in lower(drills.scenario)) > 0 ORDER BY 1, 2, 3, 4"
)
_WORST = (
    "max(CASE drills.verdict WHEN 'fail' THEN 4 WHEN 'unknown' THEN 3 "
    "WHEN 'blocked' THEN 2 ELSE 1 END)"
)
COVERAGE = (
    "WITH worst AS (SELECT runs.target AS target, "  # noqa: S608 (as above)
    f"{_DAY} AS day, claim, {_WORST} AS verdict FROM drill_claims "
    f"JOIN drills ON drills.key = drill_claims.drill {_OF_RUN} "
    "WHERE (CAST(? AS TEXT) = '' OR drills.system = ?) "
    "AND position(lower(CAST(? AS TEXT)) in lower(drills.scenario)) > 0 GROUP BY 1, 2, 3) "
    "SELECT target, day, "
    + ", ".join(f"sum(CASE WHEN verdict = {rank} THEN 1 ELSE 0 END)" for rank in (1, 4, 3, 2))
    + " FROM worst GROUP BY 1, 2 ORDER BY 1, 2"
)


def results(database: Database, system: str = "", text: str = "") -> list[Result]:
    """Return how all drills of a system ended whose scenario has a text in its name.

    Ordered by target, system, scenario and time.
    """
    rows = database.rows(RESULTS, system, system, text)
    return [Result._make((*row[:3], aware(row[3]), *row[4:])) for row in rows]


def coverage(database: Database, system: str = "", text: str = "") -> list[Coverage]:
    """Return how many claims were drilled, target by target and day by day."""
    rows = database.rows(COVERAGE, system, system, text)
    return [Coverage(target, day, *map(int, n)) for target, day, *n in rows]


def shown(database: Database) -> list[Shown]:
    """Return when each claim was last shown to hold, and last shown to be violated."""
    rows = database.rows(
        "SELECT runs.target, claim, "  # noqa: S608 (as above)
        "max(CASE WHEN drills.verdict = 'pass' THEN drills.started END), "
        "max(CASE WHEN drills.verdict = 'fail' THEN drills.started END) FROM drill_claims "
        f"JOIN drills ON drills.key = drill_claims.drill {_OF_RUN} "
        "GROUP BY 1, 2 ORDER BY 1, 2"
    )
    return [Shown(target, claim, aware(yes), aware(no)) for target, claim, yes, no in rows]


def missing(database: Database) -> list[str]:
    """Return the numbers of runs that a target has counted and that were never imported."""
    rows = database.rows(
        "SELECT target, cluster_uid, number, "
        "lag(number) OVER (PARTITION BY target, cluster_uid ORDER BY number) "
        "FROM runs WHERE number IS NOT NULL ORDER BY 1, 2, 3"
    )
    return [
        f"{target}: run number {number} is missing (cluster {cluster})"
        for target, cluster, after, before in rows
        for number in gap(before if before is not None else after - 1, after)
    ]


def _aware(row: Row) -> Iterator[Any]:
    return (aware(value) if isinstance(value, datetime) else value for value in row)
