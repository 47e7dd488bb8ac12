"""``make bench-history``: a history of a million step results, and what it costs to ask and to add.

python bench/history.py [HISTORY]      a DuckDB file in a temporary directory by default

The million is inserted by the import's own statements; then a nightly run is recorded, signed and
imported as any other. Fails over the goals: a query 1 s, the import 2 s, growth that is not linear.
"""

import itertools
import json
import random
import resource
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pandas

from drillbook.drill import Drill
from drillbook.evidence import bundle as bundles
from drillbook.evidence import keys
from drillbook.evidence.model import RunRecord, ScenarioRecord, TargetRecord
from drillbook.evidence.recording import Recording
from drillbook.history import importing, queries
from drillbook.history.database import Database, arrays, opened, utc
from drillbook.history.migrations import migrate
from drillbook.history.trends import trends
from drillbook.observation import Observation
from drillbook.redaction import Redactor
from drillbook.verdict import passed

QUERY_SECONDS, IMPORT_SECONDS = 1.0, 2.0
RUNS, DRILLS, STEPS = 1000, 125, 8  # a million steps: three years of nights with 125 drills
BEGIN = datetime(2024, 1, 1, 2, tzinfo=UTC)
SCENARIO = "scenario 7 of the runbook"
ONE = "steps of a scenario by day"
NIGHTS_OF_JSON = 10  # more would measure the machine's disk
WORDS = ("the system is healthy", "a ledger is writing", "the fault is brought", "it recovers")


def fill(database: Database, first: int, last: int) -> None:
    """Insert runs by the statements that the import uses."""
    chance = random.Random(first)
    for run in range(first, last):
        begun = BEGIN + timedelta(days=run)
        head = f"{chance.getrandbits(256):064x}"
        row = (run, head, f"run-{run}", "lab", "uid", run, utc(begun), utc(begun), "pass")
        drills = [
            (
                run * DRILLS + n,
                run,
                f"{n:03d}",
                f"system-{n % 5}",
                f"scenario {n} of the runbook",
                run,
                "fail" if (run * n) % 97 == 0 else "pass",
                "",
                False,
                utc(begun + timedelta(seconds=40 * n)),
                chance.gauss(30, 5),
                chance.randrange(500, 2000),
                0,
                0.0,
                f"configuration-{n}",
            )
            for n in range(DRILLS)
        ]
        # Times that no compression can guess, and texts that come again every night.
        steps = [
            (drill[0], k, f"Then {WORDS[k % 4]} {k}", "pass", chance.lognormvariate(0, 1))
            for drill in drills
            for k in range(STEPS)
        ]
        phases = [
            (drill[0], "back", chance.gauss(20, 3), chance.random(), 60.0) for drill in drills
        ]
        claims = [(drill[0], f"claim-{drill[0] % DRILLS}") for drill in drills]
        with database.writing():
            database.change(importing._RUN, *row, "verified", "key", 1, head, "x.zip")
            for statement, rows, width in (
                (importing._DRILLS, drills, 15),
                (importing._CLAIMS, claims, 2),
                (importing._STEPS, steps, 5),
                (importing._PHASES, phases, 5),
            ):
                database.change(statement, *arrays(rows, width))


def size(database: Database, where: str) -> int:
    """Return the bytes that the history takes, once what was written has settled."""
    if "://" in where:
        return int(database.rows("SELECT pg_database_size(current_database())")[0][0])
    database.rows("CHECKPOINT")
    return Path(where).stat().st_size


def nightly(directory: Path) -> Path:
    """Record a signed night of as many drills, and return its directory."""
    at = datetime.now(UTC)
    run = RunRecord(id=directory.name, started=at, drillbook_version="0", python_version="3")
    target = TargetRecord(
        name="lab", kind="lab", cluster_uid="uid", scale="1", compression=1, stand_ins=()
    )
    key = keys.new(directory.parent / "run.key")
    recording = Recording(directory / "evidence", Redactor(), key)
    recording.opened(run.model_dump(mode="json"), {"name": "lab", "kind": "lab"})
    for n in range(DRILLS):
        scenario = ScenarioRecord(
            system="system-1", name=f"scenario {n} of the runbook", feature="f", file="f", line=1,
            tags=(), claims=(f"claim-{n}",), sections=(),
        )  # fmt: skip
        drill = Drill(
            f"{n + 1:03d}-drill", run, target, scenario, directory / "evidence",
            recording.redactor, None, recording.chain, n + 1,
        )  # fmt: skip
        for k in range(STEPS):
            drill.begin_step()
            seen = Observation("lag", {"lag": k}, "kafka", "lag of all groups", at, at, {})
            drill.judge(passed("within"), [seen])
            drill.step("Then", f"{WORDS[k % 4]} {k}", passed(""))
        drill.finish()
    recording.close("pass", None)
    return directory


def timed(work: Callable[[], object], times: int = 5) -> tuple[float, float]:
    """Return the wall clock's and the processor's seconds, each the median of some times."""
    walls, cpus = [], []
    for _ in range(times):
        wall, cpu = time.perf_counter(), time.process_time()
        work()
        walls.append(time.perf_counter() - wall)
        cpus.append(time.process_time() - cpu)
    return statistics.median(walls), statistics.median(cpus)


def asked(database: Database) -> dict[str, Callable[[], object]]:
    """Return what is asked, by its name."""
    return {
        ONE: lambda: queries.step_trend(database, "lab", SCENARIO),
        "all steps by day": lambda: queries.step_trend(database, "lab"),
        "recovery times of a drill": lambda: queries.recoveries(database, text=SCENARIO),
        "recovery times of a system's drills, as trends": lambda: list(
            trends(queries.recoveries(database, "system-1"))
        ),
        "verdicts by day": lambda: queries.verdicts(database),
        "newest evidence of each claim": lambda: queries.shown(database),
        "runs and missing numbers": lambda: (queries.runs(database), queries.missing(database)),
    }


def with_pandas(documents: Sequence[Path]) -> object:
    """Answer the first question from the JSON documents, as one would without a history."""
    read = (json.loads(file.read_bytes()) for file in documents)
    rows = [
        {"day": drill["started"][:10], "started": step["started"], "ended": step["ended"]}
        for drill in read
        if drill["scenario"]["name"] == SCENARIO
        for step in drill["steps"]
    ]
    frame = pandas.DataFrame(rows)
    took = pandas.to_datetime(frame["ended"]) - pandas.to_datetime(frame["started"])
    return took.dt.total_seconds().groupby(frame["day"]).agg(["count", "median", "max"])


def copied(night: Path, into: Path) -> list[Path]:
    """Return the documents of some nights on disk, all like the one that was recorded."""
    made: list[Path] = []
    for number in range(NIGHTS_OF_JSON):
        directory = into / f"night-{number}"
        directory.mkdir(parents=True)
        documents = sorted((night / "evidence").glob("*-drill.json"))
        made += [Path(shutil.copy(file, directory)) for file in documents]
    return made


def grown(database: Database, where: str) -> list[int]:
    """Fill the history, and return the bytes by which each quarter made it grow."""
    sizes = [size(database, where)]
    for part in range(4):
        fill(database, part * RUNS // 4, (part + 1) * RUNS // 4)
        sizes.append(size(database, where))
    return [after - before for before, after in itertools.pairwise(sizes)]


def main(where: str | None) -> int:
    """Measure, print the figures and return how many goals were missed."""
    scratch: AbstractContextManager[str] = tempfile.TemporaryDirectory(prefix="bench-history-")
    with scratch as name, opened(where or f"{name}/history.duckdb") as database:
        migrate(database)
        if queries.runs(database):
            print(f"{database.place} holds runs; name an empty one")
            return 1
        growth = grown(database, where or database.place)
        (steps,) = database.rows("SELECT count(*) FROM steps")[0]
        print(f"{steps} step results in {database.place}")
        missed, one = [], 0.0
        for what, ask in asked(database).items():
            wall, cpu = timed(ask)
            print(f"  {what}: {wall:.3f} s ({cpu:.3f} s of this process)")
            missed += [what] if wall > QUERY_SECONDS else []
            one = wall if what == ONE else one
        night = nightly(Path(name) / "night")
        wall, cpu = timed(lambda: importing.import_bundle(database, bundles.read(night), None), 1)
        print(f"  import of a night of {DRILLS} drills: {wall:.3f} s ({cpu:.3f} s of this process)")
        missed += ["import"] if wall > IMPORT_SECONDS else []
        documents = copied(night, Path(name) / "json")
        beside, _ = timed(lambda: with_pandas(documents), 3)
        a_document = sum(file.stat().st_size for file in documents) / len(documents)
    # Faster than linear would be: the second half takes more than the first.
    missed += ["linear growth"] if sum(growth[2:]) > 1.2 * sum(growth[:2]) else []
    share = NIGHTS_OF_JSON / RUNS
    print(
        f"  {ONE}, with pandas from the documents of {NIGHTS_OF_JSON} nights "
        f"({share:.0%} of them): {beside:.3f} s, {beside / one:.0f} times as long as the history "
        "takes for all"
    )
    a_drill = sum(growth) / (DRILLS * RUNS)
    print(
        f"history: {a_drill:.0f} bytes a drill of {STEPS} steps, its document {a_document:.0f}; "
        f"quarters of a million grew it by {', '.join(f'{g / 1e6:.1f}' for g in growth)} MB; "
        f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MiB of memory; "
        f"missed: {', '.join(missed) or 'none'}"
    )
    return len(missed)


if __name__ == "__main__":
    sys.exit(min(main(sys.argv[1] if len(sys.argv) > 1 else None), 1))
