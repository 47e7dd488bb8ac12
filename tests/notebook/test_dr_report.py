"""The DR evidence of an exercise that is made here, drawn for real and read back."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from drillbook.cli import app
from drillbook.errors import UsageError
from drillbook.evidence import bundle as bundles
from drillbook.notebook import dr, run
from drillbook.notebook.parameters import DrEvidence
from tests.dr import exercises
from tests.notebook import pdfs

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return exercises.record(tmp_path_factory.mktemp("exercise"))


def arguments(recorded: Path, out: Path) -> list[str]:
    return [
        *("report", "dr", "--quarter", exercises.quarter(), "--out", str(out)),
        *(f"--{name}={recorded / name}.yaml" for name in ("plan", "sign-off", "controls", "trust")),
        f"--history={recorded / 'history.duckdb'}",
    ]


def test_a_complete_exercise_is_a_page_and_a_pdf_with_its_bundles(
    recorded: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    done = CliRunner().invoke(app, [*arguments(recorded, tmp_path), "--pdf", "--oscal"])
    assert done.exit_code == 0, done.output
    assert done.output.splitlines()[-1] == "complete"
    name = f"dr-{exercises.quarter()}"
    pages, attached = pdfs.read(tmp_path / f"{name}.pdf")
    assert "Nothing is missing: the exercise is complete." in pages[0]
    assert sorted(attached) == [
        *("controls.yaml", f"{name}.ipynb", f"{name}.oscal.json", "plan.yaml"),
        *("run-1.zip", "run-2.zip", "sign-off.yaml"),
    ]
    said = json.loads((tmp_path / f"{name}.oscal.json").read_text("utf-8"))
    (result,) = said["assessment-results"]["results"]
    assert result["props"][0]["value"] == "complete"
    kept = tmp_path / "run-1.zip"
    kept.write_bytes(attached["run-1.zip"])
    assert bundles.read(kept).files == bundles.read(recorded / "run-1").files
    page = tmp_path / f"{name}.html"
    executed = {"history": str(page.with_suffix(".ipynb"))}
    again = run.execute("dr_evidence", executed, tmp_path / "again", page_name=name)
    assert again.read_bytes() == page.read_bytes()
    assert 'href="#source-1"' in page.read_text("utf-8")


def test_an_incomplete_exercise_says_first_what_is_missing(
    recorded: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    without = [one for one in arguments(recorded, tmp_path) if not one.startswith("--sign-off")]
    done = CliRunner().invoke(app, [*without, "--json"])
    assert done.exit_code == 3, done.output
    said = json.loads(done.output)
    assert said["complete"] is False
    assert any("nobody approved it" in one for one in said["missing"])
    page = (tmp_path / f"dr-{exercises.quarter()}.html").read_text("utf-8")
    assert page.index("What is missing") < page.index("Scope and objectives")


def test_a_plan_of_another_quarter_is_refused(recorded: Path) -> None:
    given = DrEvidence(
        history=str(recorded / "history.duckdb"), plan=recorded / "plan.yaml", quarter="1999Q1"
    )
    with pytest.raises(UsageError, match="not 1999Q1"):
        dr.load(given)


def test_without_a_plan_it_says_where_one_belongs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    done = CliRunner().invoke(app, ["report", "dr", "--quarter", "1999Q1"])
    assert isinstance(done.exception, UsageError)
    assert "dr/1999Q1/plan.yaml: no plan of 1999Q1; write one (docs/dr.md)" in str(done.exception)
