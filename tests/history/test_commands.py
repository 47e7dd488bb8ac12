"""The commands of the history, on a file and on a server."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from drillbook import running, target
from drillbook.cli import app
from drillbook.errors import UsageError
from drillbook.history import queries
from drillbook.history.database import opened
from drillbook.numbering import Counter
from tests.evidence import runs


def drillbook(*arguments: str | Path) -> Result:
    return CliRunner().invoke(app, ["history", *map(str, arguments)])


def as_json(*arguments: str | Path) -> Any:
    done = drillbook(*arguments, "--json")
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout)


@pytest.fixture
def nights(tmp_path: Path) -> list[Path]:
    counter = Counter(runs.InMemory())
    return [
        runs.record(tmp_path / f"night-{n}", None, counter, recovery=timedelta(seconds=seconds))
        for n, seconds in enumerate((20, 30, 70))
    ]


def test_runs_are_imported_once_and_listed_newest_first(history: str, nights: list[Path]) -> None:
    done = drillbook("import", *nights[::-1], "--history", history)
    assert done.stdout.splitlines()[0] == f"new: {nights[2]} (run night-2, 3 drills)"
    again = as_json("import", *nights, "--history", history)
    assert [one["outcome"] for one in again] == ["known"] * 3
    listed = as_json("list", "--history", history, "--last", "2")
    assert [run["id"] for run in listed["runs"]] == ["night-2", "night-1"]
    assert listed["missing"] == []
    assert "night-0" in drillbook("list", "--history", history).stdout


def test_a_run_that_is_missing_is_listed_as_a_gap(history: str, nights: list[Path]) -> None:
    drillbook("import", nights[0], nights[2], "--history", history)
    assert "gap: lab: run number 2 is missing" in drillbook("list", "--history", history).stdout


def test_recovery_times_are_shown_by_drill_over_the_nights(
    history: str, nights: list[Path]
) -> None:
    drillbook("import", *nights, "--history", history)
    first, *_ = as_json("trend", "kg_rca", "-k", "broker", "--history", history)
    assert (first["phase"], first["seconds"]) == ("broker back", [20, 30, 70])
    shown = drillbook("trend", "--history", history).stdout
    assert "kg_rca on lab: seconds to recover" in shown
    assert "70.0" in shown
    assert "▃▄█" in shown


def test_a_trend_of_nothing_is_an_error_and_not_an_empty_table(
    history: str, nights: list[Path]
) -> None:
    drillbook("import", *nights, "--history", history)
    done = drillbook("trend", "unheard_of", "--history", history)
    assert isinstance(done.exception, UsageError)
    assert "no recovery time of unheard_of" in str(done.exception)


def test_each_claim_is_shown_with_its_newest_evidence(history: str, nights: list[Path]) -> None:
    drillbook("import", *nights, "--history", history)
    passed, failed, _ = as_json("claims", "--history", history)
    assert passed["passed"] is not None
    assert failed["passed"] is None
    assert failed["failed"] is not None
    assert "never" in drillbook("claims", "--history", history).stdout


def test_pruning_keeps_what_shows_a_claim_and_a_dry_run_removes_nothing(
    history: str, nights: list[Path]
) -> None:
    drillbook("import", *nights, "--history", history)
    policy = ("--keep", "0", "--at-least", "1", "--history", history)
    would = drillbook("prune", *policy, "--dry-run").stdout
    assert would.count("would remove") == 2
    assert all(night.exists() for night in nights)
    assert as_json("prune", *policy)["kept"] == 1
    assert [night.exists() for night in nights] == [False, False, True]
    assert "verified, removed" not in drillbook("list", "--history", history).stdout
    listed = as_json("list", "--history", history)
    assert [run["retired"] is None for run in listed["runs"]] == [True, False, False]
    assert listed["missing"] == []


def test_a_history_that_is_not_there_is_said_and_not_made(tmp_path: Path) -> None:
    done = drillbook("list", "--history", tmp_path / "none.duckdb")
    assert isinstance(done.exception, UsageError)
    assert "history import" in str(done.exception)
    assert not (tmp_path / "none.duckdb").exists()


def test_a_run_is_kept_in_the_history_beside_it(tmp_path: Path) -> None:
    plan = running.Plan(
        target.load(Path("targets/lab.yaml")), ("kg_rca",), directory=runs.record(tmp_path / "one")
    )
    running._keep(plan)
    with opened(str(tmp_path / "history.duckdb")) as database:
        assert [run.id for run in queries.runs(database)] == ["one"]


def test_a_history_that_cannot_be_had_is_said_and_changes_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    plan = running.Plan(
        target.load(Path("targets/lab.yaml")),
        ("kg_rca",),
        directory=runs.record(tmp_path / "one"),
        history="postgresql://nobody:hidden-pw@127.0.0.1:9/none",
    )
    running._keep(plan)
    said = capsys.readouterr().err
    assert said.startswith("drillbook: not in the history: ")
    assert "hidden-pw" not in said


@pytest.mark.parametrize("name", [":memory:", "history.json", "history.csv"])
def test_what_keeps_nothing_is_no_history(
    name: str, tmp_path: Path, nights: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    if name != ":memory:":
        Path(name).write_text('{"a": 1}\n', encoding="utf-8")
    there = sorted(tmp_path.iterdir())
    done = drillbook("import", nights[0], "--history", name)
    assert isinstance(done.exception, UsageError)
    assert sorted(tmp_path.iterdir()) == there


def test_what_is_no_bundle_makes_no_history(tmp_path: Path) -> None:
    done = drillbook("import", tmp_path / "absent", "--history", tmp_path / "new" / "h.duckdb")
    assert isinstance(done.exception, UsageError)
    assert list(tmp_path.iterdir()) == []
