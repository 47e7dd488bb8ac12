import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drillbook.errors import UsageError
from drillbook.evidence import bundle as bundles
from drillbook.history.database import opened
from drillbook.history.importing import import_bundle
from drillbook.history.migrations import migrate
from drillbook.history.retention import Kept, Policy, here, kept, removable, remove
from tests.evidence import runs

NOW = datetime(2026, 11, 21, tzinfo=UTC)
VERDICTS = st.sampled_from(["pass", "fail", "unknown", "blocked"])
DRILLS = st.lists(st.tuples(st.sampled_from("abcd"), VERDICTS), max_size=4)
RUNS = st.tuples(st.sampled_from(["lab", "staging"]), st.integers(0, 400), DRILLS)


def made(key: int, target: str, age: int, drills: list[tuple[str, str]]) -> Kept:
    claims = {
        claim: frozenset(verdict for other, verdict in drills if other == claim)
        for claim, _ in drills
    }
    return Kept(key, target, NOW - timedelta(days=age), f"run-{key}", claims)


def histories() -> st.SearchStrategy[list[Kept]]:
    return st.lists(RUNS, max_size=15).map(
        lambda several: [made(key, *one) for key, one in enumerate(several)]
    )


@given(histories(), st.integers(0, 400), st.integers(0, 5))
def test_the_newest_passing_and_failing_evidence_of_a_claim_is_never_removed(
    several: list[Kept], days: int, at_least: int
) -> None:
    gone = {run.key for run in removable(several, Policy(timedelta(days=days), at_least), NOW)}
    for target in ("lab", "staging"):
        for claim in "abcd":
            for verdict in ("pass", "fail"):
                showing = [
                    run
                    for run in several
                    if run.target == target and verdict in run.claims.get(claim, ())
                ]
                if showing:
                    newest = max(run.started for run in showing)
                    assert any(r.key not in gone for r in showing if r.started == newest)


@given(histories(), st.integers(0, 400), st.integers(0, 5))
def test_what_is_young_or_among_the_newest_stays_and_removing_twice_removes_no_more(
    several: list[Kept], days: int, at_least: int
) -> None:
    policy = Policy(timedelta(days=days), at_least)
    gone = removable(several, policy, NOW)
    assert all(NOW - run.started > policy.keep for run in gone)
    left = [run for run in several if run not in gone]
    assert removable(left, policy, NOW) == []
    for target in ("lab", "staging"):
        of_target = [run for run in several if run.target == target]
        staying = [run for run in left if run.target == target]
        assert len(staying) >= min(at_least, len(of_target))


def test_a_removed_bundle_is_noted_and_its_results_stay(history: str, tmp_path: Path) -> None:
    directories = [runs.record(tmp_path / f"run-{n}") for n in range(3)]
    with opened(history) as database:
        migrate(database)
        for directory in directories:
            import_bundle(database, bundles.read(directory), None)
        later = datetime.now(UTC) + timedelta(days=400)
        gone = removable(kept(database), Policy(timedelta(days=90), at_least=1), later)
        assert [run.bundle for run in gone] == [str(directory) for directory in directories[:2]]
        for run in gone:
            remove(database, run, later)
        assert [directory.exists() for directory in directories] == [False, False, True]
        assert len(kept(database)) == 1
        assert database.rows("SELECT count(*) FROM steps") == [(27,)]


def test_what_is_no_bundle_is_never_removed(tmp_path: Path) -> None:
    (tmp_path / "precious").mkdir()
    run = Kept(1, "lab", NOW, str(tmp_path / "precious"), {})
    with opened(str(tmp_path / "h.duckdb")) as database:
        migrate(database)
        with pytest.raises(UsageError, match="no run's directory"):
            remove(database, run, NOW)
    assert (tmp_path / "precious").exists()


def test_a_bundle_that_is_elsewhere_is_left_to_who_has_it(tmp_path: Path) -> None:
    where = str(tmp_path / "h.duckdb")
    directories = [runs.record(tmp_path / f"run-{n}") for n in range(2)]
    with opened(where) as database:
        migrate(database)
        for directory in directories:
            import_bundle(database, bundles.read(directory), None)
        directories[1].rename(tmp_path / "elsewhere")
        held = here(database)
        assert [run.bundle for run in held] == [str(directories[0])]
        # It is the newest evidence of its claims on this machine now.
        later = datetime.now(UTC) + timedelta(days=400)
        assert removable(held, Policy(timedelta(0), at_least=0), later) == []
        assert len(kept(database)) == 2


@pytest.mark.parametrize("packed", [False, True])
def test_a_bundle_in_the_place_of_an_older_one_is_not_removed_for_it(
    tmp_path: Path, packed: bool
) -> None:
    with opened(str(tmp_path / "h.duckdb")) as database:
        migrate(database)
        for _ in range(2):
            # As a CI job has it that names its results alike each night.
            place = runs.record(tmp_path / "results")
            if packed:
                bundles.write_zip(bundles.read(place), tmp_path / "run.zip")
                shutil.rmtree(place)
                place = tmp_path / "run.zip"
            import_bundle(database, bundles.read(place), None)
            if len(kept(database)) == 1:
                place.unlink() if packed else shutil.rmtree(place)
        held = here(database)
        assert len(kept(database)) == 2
        assert [run.key for run in held] == [2]
        later = datetime.now(UTC) + timedelta(days=400)
        assert removable(held, Policy(timedelta(0), at_least=1), later) == []
