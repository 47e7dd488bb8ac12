import multiprocessing
import os
import signal
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

import pytest

from drillbook.errors import UsageError
from drillbook.evidence import bundle as bundles
from drillbook.history import queries
from drillbook.history.counts import InHistory
from drillbook.history.database import Database, opened
from drillbook.history.importing import import_bundle
from drillbook.history.migrations import VERSIONS, migrate
from drillbook.history.trends import trends
from drillbook.numbering import Counter
from drillbook.verdict import Verdict
from tests.evidence import runs

TABLES = ("runs", "drills", "drill_claims", "steps", "phases")


def counted(database: Database) -> dict[str, int]:
    return {t: database.rows(f"SELECT count(*) FROM {t}")[0][0] for t in TABLES}


def imported(where: str, *directories: Path) -> dict[str, int]:
    with opened(where) as database:
        migrate(database)
        for directory in directories:
            import_bundle(database, bundles.read(directory), None)
        return counted(database)


def test_a_run_is_imported_with_all_its_drills_and_steps(history: str, tmp_path: Path) -> None:
    found = imported(history, runs.record(tmp_path / "one"))
    assert found == {"runs": 1, "drills": 3, "drill_claims": 3, "steps": 9, "phases": 0}


def test_importing_again_changes_nothing_from_a_directory_or_a_zip(
    history: str, tmp_path: Path
) -> None:
    run = runs.record(tmp_path / "one")
    bundles.write_zip(bundles.read(run), tmp_path / "one.zip")
    assert imported(history, run, run, tmp_path / "one.zip") == imported(history, run)


def test_a_run_that_was_imported_while_it_went_on_is_replaced_once_it_has_more(
    history: str, tmp_path: Path
) -> None:
    whole = bundles.read(runs.record(tmp_path / "one"))
    lines = runs.lines_of(whole)
    half = runs.rewritten(whole, lines[:8])
    kept = {n: w for n, w in half.files.items() if w and n in {"run.jsonl", "001-drill.jsonl"}}
    head = {"number": 8, "sha256": lines[7].sha256}
    from drillbook.evidence.canonical import canonical  # noqa: PLC0415 (for this test alone)
    from drillbook.evidence.chain import HEAD, HEAD_TYPE, unsigned  # noqa: PLC0415 (as above)

    kept[HEAD] = canonical(unsigned(canonical(head), HEAD_TYPE)) + b"\n"
    with opened(history) as database:
        migrate(database)
        assert import_bundle(database, bundles.Bundle("half", kept), None).outcome == "new"
        assert counted(database)["drills"] == 1
        assert import_bundle(database, whole, None).outcome == "grown"
        assert import_bundle(database, bundles.Bundle("half", kept), None).outcome == "known"
        assert counted(database)["drills"] == 3


def test_a_broken_bundle_is_refused_with_the_record_and_nothing_changes(
    history: str, tmp_path: Path
) -> None:
    run = runs.record(tmp_path / "one")
    file = run / "evidence" / "002-drill.jsonl"
    file.write_bytes(file.read_bytes().replace(b"1 message lost", b"0 message lost", 1))
    with opened(history) as database:
        migrate(database)
        with pytest.raises(UsageError, match=r"002-drill\.jsonl:\d"):
            import_bundle(database, bundles.read(run), None)
        assert counted(database)["runs"] == 0


def test_drills_that_no_run_recorded_are_refused(tmp_path: Path) -> None:
    (runs.record(tmp_path / "one") / "evidence" / "run.jsonl").unlink()
    with pytest.raises(UsageError, match="no run recorded it"):
        imported(str(tmp_path / "h.duckdb"), tmp_path / "one")


@pytest.mark.parametrize("version", range(len(VERSIONS) + 1))
def test_a_history_of_each_version_is_migrated_with_what_it_holds(
    history: str, version: int
) -> None:
    with opened(history) as database:
        migrate(database, to=version)
        if version:
            with database.writing():
                database.change(
                    "INSERT INTO runs (key, first_record, id, target, started, ended, verdict, "
                    "status, records, head, bundle) VALUES (1, 'f', 'r', 't', '2026-01-01', "
                    "'2026-01-01', 'pass', 'verified', 1, 'h', 'b')"
                )
        assert migrate(database) == version
        assert migrate(database) == len(VERSIONS)
        assert database.rows("SELECT count(*) FROM runs WHERE retired IS NULL") == [
            (min(version, 1),)
        ]


def test_a_history_of_a_later_drillbook_is_refused(history: str) -> None:
    with opened(history) as database:
        migrate(database)
        with database.writing():
            database.change("UPDATE schema_version SET version = 99")
        with pytest.raises(UsageError, match="version 99"):
            migrate(database)


def _import(where: str, directories: list[str]) -> None:
    imported(where, *map(Path, directories))


def test_two_writers_at_once_lose_and_double_nothing(history: str, tmp_path: Path) -> None:
    several = [str(runs.record(tmp_path / f"run-{n}")) for n in range(6)]
    with opened(history) as database:
        migrate(database)
    spawning = multiprocessing.get_context("spawn")
    # Both have the middle two.
    writers = [
        spawning.Process(target=_import, args=(history, part))
        for part in (several[:4], several[2:])
    ]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
        assert writer.exitcode == 0
    with opened(history) as database:
        assert counted(database) == {
            "runs": 6, "drills": 18, "drill_claims": 18, "steps": 54, "phases": 0
        }  # fmt: skip
        assert database.rows("SELECT count(DISTINCT key) FROM drills") == [(18,)]


_KILLED = """
import sys
from pathlib import Path
from drillbook.history import importing
from tests.history.test_result_history import imported

plain = importing._insert_drills
def slow(*arguments):
    plain(*arguments)
    print("in the import", flush=True)
    sys.stdin.read()
importing._insert_drills = slow
imported(sys.argv[1], Path(sys.argv[2]))
"""


def test_an_import_that_is_killed_leaves_nothing_half_and_can_be_done_again(
    history: str, tmp_path: Path
) -> None:
    first, second = (runs.record(tmp_path / name) for name in ("one", "two"))
    before = imported(history, first)
    killed = subprocess.Popen(
        [sys.executable, "-c", _KILLED, history, str(second)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert killed.stdout is not None
    assert killed.stdin is not None
    assert killed.stdout.readline() == b"in the import\n"
    os.kill(killed.pid, signal.SIGKILL)
    killed.wait()
    killed.stdin.close()
    killed.stdout.close()
    _wait_until_it_is_gone(history)
    with opened(history) as database:
        assert counted(database) == before
    assert imported(history, first, second)["steps"] == 18


def _wait_until_it_is_gone(history: str) -> None:
    # PostgreSQL rolls back once it notices that the client is gone.
    deadline = time.monotonic() + 60
    while "://" in history and time.monotonic() < deadline:
        with opened(history) as database:
            if not database.rows("SELECT 1 FROM pg_locks WHERE locktype = 'advisory'"):
                return
        time.sleep(0.05)


def test_the_history_says_how_long_steps_took_and_how_drills_ended(
    history: str, tmp_path: Path
) -> None:
    imported(history, runs.record(tmp_path / "one"), runs.record(tmp_path / "two"))
    with opened(history) as database:
        (day,) = queries.step_trend(database, "lab", runs.SCENARIOS[0])
        assert day.count == 6
        assert 0 <= day.median <= day.longest
        (all_of_them,) = queries.step_trend(database, "lab")
        assert all_of_them.count == 18
        assert queries.step_trend(database, "production") == []
        (ended,) = queries.verdicts(database)
        assert (ended.target, ended.passed, ended.failed, ended.unknown) == ("lab", 4, 2, 0)
        passed, failed, _ = queries.shown(database)
        assert passed.passed is not None
        assert passed.failed is None
        assert failed.failed is not None
        assert [run.drills for run in queries.runs(database)] == [3, 3]


def test_the_history_knows_how_long_each_recovery_took(history: str, tmp_path: Path) -> None:
    several = [
        runs.record(tmp_path / f"run-{seconds}", recovery=timedelta(seconds=seconds))
        for seconds in (20, 30, 70)
    ]
    imported(history, *several)
    with opened(history) as database:
        found = queries.recoveries(database, "kg_rca", "BROKER IS")
        assert [(one.seconds, one.budget_seconds) for one in found] == [
            (20, 60),
            (30, 60),
            (70, 60),
        ]
        assert len(queries.recoveries(database)) == 9
        assert queries.recoveries(database, "kg_rca", "100%") == []
        (trend,) = trends(found)
        assert (trend.last, trend.before, trend.over_budget) == (70, 25, 1)


def test_a_bundle_that_was_moved_is_known_where_it_is_now(history: str, tmp_path: Path) -> None:
    run = runs.record(tmp_path / "one")
    imported(history, run)
    run.rename(tmp_path / "moved")
    imported(history, tmp_path / "moved")
    with opened(history) as database:
        assert [one.bundle for one in queries.runs(database)] == [str(tmp_path / "moved")]


def test_the_history_names_the_runs_that_were_never_imported(history: str, tmp_path: Path) -> None:
    counter = Counter(runs.InMemory())
    several = [runs.record(tmp_path / f"run-{n}", counter=counter) for n in range(1, 6)]
    imported(history, several[0], several[1], several[4])
    with opened(history) as database:
        assert [gap[:31] for gap in queries.missing(database)] == [
            "lab: run number 3 is missing (c",
            "lab: run number 4 is missing (c",
        ]


def test_a_target_that_is_only_read_is_counted_with_the_history(history: str) -> None:
    counter = Counter(InHistory(history, "staging"))
    assert counter.next_run("one")["number"] == 1
    assert counter.next_attempt("kg_rca: a pod is killed") == 1
    counter.ended("one", (7, "f" * 64))
    again = Counter(InHistory(history, "staging"))
    said = again.next_run("two")
    assert (said["number"], said["previous"]["run"]) == (2, "one")
    assert again.next_attempt("kg_rca: a pod is killed") == 2
    assert Counter(InHistory(history, "other")).next_run("x")["number"] == 1


def test_what_is_no_history_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "history.duckdb"
    file.write_text("this is not a database, but long enough to be looked at " * 100)
    with pytest.raises(UsageError, match="not readable as DuckDB"), opened(str(file)):
        pass
    with pytest.raises(UsageError, match="postgresql://"), opened("mysql://x"):
        pass


def test_verdicts_of_the_history_are_those_of_the_evidence(history: str, tmp_path: Path) -> None:
    unseen = (Verdict.PASS, Verdict.PASS)
    imported(history, runs.record(tmp_path / "one", verdicts=unseen))
    with opened(history) as database:
        assert database.rows("SELECT verdict, status FROM runs") == [("pass", "unvouched")]
