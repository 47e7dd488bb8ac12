"""A quarter's exercise as people and drills leave it, made for tests: complete, until changed."""

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import yaml

from drillbook.clock import now
from drillbook.dr.attempts import Exercise
from drillbook.dr.collecting import collect
from drillbook.dr.files import read_controls, read_plan, read_sign_off
from drillbook.evidence import bundle as bundles
from drillbook.evidence import keys, trust
from drillbook.evidence.canonical import digest
from drillbook.history.database import opened
from drillbook.history.importing import import_bundle
from drillbook.history.migrations import existing, migrate
from drillbook.numbering import Counter
from drillbook.verdict import Verdict
from tests.evidence import runs

BROKER, POD, RESTORE = runs.SCENARIOS
FAILED = (Verdict.FAIL, Verdict.PASS, Verdict.PASS)
PASSED = (Verdict.PASS, Verdict.PASS, Verdict.PASS)


def quarter() -> str:
    """Return the quarter in which the tests run, since drills are of the time when they run."""
    today = now()
    return f"{today.year}Q{(today.month + 2) // 3}"


def plan() -> dict[str, object]:
    rto = {"seconds": 60, "phase": "broker back", "source": "the business"}
    return {
        "quarter": quarter(),
        "title": "Recovery of KG RCA",
        "written_by": "Ada",
        "targets": ["lab"],
        "systems": {"kg_rca": "Kafka and its clients"},
        "drills": [
            {"system": "kg_rca", "scenario": BROKER, "rto": rto},
            {"system": "kg_rca", "scenario": RESTORE},
        ],
        "checklist": [
            {"item": "Recovery test", "section": "Quarterly", "shown_by": [BROKER, RESTORE]}
        ],
    }


def controls() -> dict[str, object]:
    control = {"framework": "SOC 2", "control": "A1.3", "says": "Tested", "claims": ["claim-0"]}
    return {"controls": [control]}


def sign_off(plan_sha256: str, counted: int = 2) -> dict[str, object]:
    later = (now() + timedelta(minutes=1)).isoformat()
    return {
        "ran_by": ["Ben"],
        "approved": {"by": "Cyd", "at": later, "plan_sha256": plan_sha256},
        "counts": [{"place": runs.UID, "runs": counted, "read_by": "Ben", "at": later}],
        "deviations": [
            {"of": "run-1/001-drill", "owner": "Ben", "due": "2030-01-01",
             "retest": "run-2/001-drill"}
        ],
    }  # fmt: skip


def written(directory: Path, name: str, content: object) -> Path:
    file = directory / name
    file.write_text(yaml.safe_dump(content, sort_keys=False), "utf-8")
    return file


def record(
    directory: Path,
    verdicts: Sequence[Sequence[Verdict]] = (FAILED, PASSED),
    *,
    left_out: Sequence[int] = (),
    killed: Sequence[int] = (),
) -> Path:
    """Record signed runs with the plan, import all but some; return the directory of all files."""
    planned = written(directory, "plan.yaml", plan())
    written(directory, "controls.yaml", controls())
    key, counter = keys.new(directory / "run.key"), Counter(runs.InMemory())
    trusted = [{"name": "nightly of Ben", "public": key.public}]
    written(directory, "trust.yaml", {"keys": trusted})
    with opened(str(directory / "history.duckdb")) as database:
        migrate(database)
        for number, several in enumerate(verdicts, 1):
            made = runs.record(
                directory / f"run-{number}",
                key,
                counter,
                verdicts=several,
                recovery=timedelta(seconds=12),
                dr_plan=planned,
                close=number not in killed,
            )
            if number not in left_out:
                import_bundle(database, bundles.read(made), None)
    # Once all have ended, however long that took.
    written(directory, "sign-off.yaml", sign_off(digest(planned.read_bytes()), len(verdicts)))
    return directory


def read(directory: Path) -> Exercise:
    """Return the exercise of recorded runs."""
    with existing(str(directory / "history.duckdb")) as database:
        return collect(
            database,
            read_plan(directory / "plan.yaml"),
            read_sign_off(directory / "sign-off.yaml"),
            read_controls(directory / "controls.yaml"),
            trust.load(directory / "trust.yaml"),
        )
