from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from drillbook.evidence import bundle as bundles
from drillbook.history import queries
from drillbook.history.database import opened
from drillbook.history.importing import import_bundle
from drillbook.history.migrations import migrate
from drillbook.history.queries import Result
from drillbook.history.verdicts import drilled
from drillbook.verdict import Verdict
from tests.evidence import runs

BEGIN = datetime(2026, 11, 1, 2, tzinfo=UTC)
NAMES = {"p": "pass", "f": "fail", "u": "unknown", "b": "blocked"}


def nights(verdicts: str, configurations: str) -> list[Result]:
    """Return a night for each letter; a dot is a configuration that is not known."""
    return [
        Result(
            "lab",
            "kg_rca",
            "A broker is lost",
            BEGIN + timedelta(days=night),
            10.0,
            NAMES[verdict],
            f"run-{night}",
            None if of == "." else of,
        )
        for night, (verdict, of) in enumerate(zip(verdicts, configurations, strict=True))
    ]


@pytest.mark.parametrize(
    ("verdicts", "configurations", "flips", "comparable"),
    [
        ("pppp", "aaaa", 0, 3),
        ("pfpf", "aaaa", 3, 3),
        ("ppff", "aabb", 0, 2),
        ("pfpf", "....", 0, 0),
        ("pupp", "aaaa", 2, 3),
        ("pbpb", "aaaa", 0, 3),
    ],
)
def test_a_drill_is_flaky_when_its_verdict_changes_and_nothing_else(
    verdicts: str, configurations: str, flips: int, comparable: int
) -> None:
    (one,) = drilled(nights(verdicts, configurations))
    assert (len(one.flips), one.comparable) == (flips, comparable)


def test_the_history_knows_what_was_drilled(history: str, tmp_path: Path) -> None:
    feature = tmp_path / "features" / "kg_rca" / "recovery.feature"
    feature.parent.mkdir(parents=True)
    with opened(history) as database:
        migrate(database)
        for night, text in enumerate(("one", "one", "another")):
            feature.write_text(text, "utf-8")
            run = runs.record(tmp_path / f"night-{night}", feature=feature)
            import_bundle(database, bundles.read(run), None)
        found = drilled(queries.results(database))
    of = [one.configuration for one in found[0].results]
    assert of[0] is not None
    assert of[0] == of[1] != of[2]


def test_an_earlier_import_learns_what_was_drilled(history: str, tmp_path: Path) -> None:
    feature = tmp_path / "features" / "kg_rca" / "recovery.feature"
    feature.parent.mkdir(parents=True)
    feature.write_text("one", "utf-8")
    run = bundles.read(runs.record(tmp_path / "night", feature=feature))
    with opened(history) as database:
        migrate(database)
        import_bundle(database, run, None)
        with database.writing():
            database.change("UPDATE drills SET configuration = NULL")
        assert import_bundle(database, run, None).outcome == "known"
        assert all(one.configuration for one in queries.results(database))


def test_coverage_counts_a_claim_once_a_day_by_its_worst_verdict(
    history: str, tmp_path: Path
) -> None:
    with opened(history) as database:
        migrate(database)
        for night, worst in enumerate((Verdict.FAIL, Verdict.PASS)):
            verdicts = (Verdict.PASS, worst)
            run = runs.record(tmp_path / f"night-{night}", verdicts=verdicts)
            import_bundle(database, bundles.read(run), None)
        (day,) = queries.coverage(database)
    assert (day.passed, day.failed, day.unknown, day.blocked) == (1, 1, 0, 0)
