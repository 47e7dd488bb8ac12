"""The trends of a history that is made here, drawn for real and read back."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from drillbook.cli import app
from drillbook.errors import UsageError
from drillbook.evidence import bundle as bundles
from drillbook.history.database import opened
from drillbook.history.importing import import_bundle
from drillbook.history.migrations import migrate
from drillbook.notebook import run, trends, trends_chart, trends_shown
from drillbook.notebook.frozen import from_notebook
from drillbook.notebook.parameters import Trends
from drillbook.numbering import Counter
from drillbook.verdict import Verdict
from tests.evidence import runs
from tests.notebook import pdfs

ROOT = Path(__file__).parents[2]
SLOWER = 8  # the first night of them
VERDICTS = "ppppppppppfppppp"
OF = {"p": Verdict.PASS, "f": Verdict.FAIL}


@pytest.fixture(scope="module")
def history(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a history of 16 nights, from night 8 on twice as slow, one number missing."""
    directory = tmp_path_factory.mktemp("nights")
    feature = directory / "features" / "kg_rca" / "recovery.feature"
    feature.parent.mkdir(parents=True)
    feature.write_text("one", "utf-8")
    counter = Counter(runs.InMemory())
    place = directory / "history.duckdb"
    with opened(str(place)) as database:
        migrate(database)
        for night, verdict in enumerate(VERDICTS):
            seconds = (40.0 if night >= SLOWER else 20.0) + night % 3
            made = runs.record(
                directory / f"night-{night:02}",
                counter=counter,
                feature=feature,
                verdicts=(OF[verdict], Verdict.PASS),
                recovery=timedelta(seconds=seconds),
            )
            if night != 2:
                import_bundle(database, bundles.read(made), None)
    return place


def load(history: Path, **given: str) -> trends.Inputs:
    return trends.load(Trends(history=str(history), **given))[0]


def test_the_change_is_told_with_its_night_and_its_factor(history: Path) -> None:
    found = trends_shown.recovering(load(history))
    assert [len(one.changes) for one in found] == [1, 1]
    change = found[0].changes[0]
    assert change.index == SLOWER - 1  # a night is missing before it
    assert change.factor == pytest.approx(41 / 21, rel=0.03)
    assert "2 of 2 recovery times changed" in trends_shown.summary(load(history)).text


def test_panels_that_share_their_nights_name_them_once(history: Path) -> None:
    chart = str(trends_chart.recovery_chart(load(history)).html)
    assert chart.count("budget") > 1
    assert chart.count(">night (UTC)<") == 1


def test_a_verdict_that_changes_with_nothing_changed_is_flaky(history: Path) -> None:
    said = trends_shown.flaky(load(history)).text
    assert f"{runs.SCENARIOS[0]} | 2 of 14" in said
    assert runs.SCENARIOS[1] not in said


def test_a_missing_run_is_named(history: Path) -> None:
    assert "run number 3 is missing" in trends.heading(load(history)).text


def test_what_was_frozen_reads_back_as_it_was(history: Path) -> None:
    inputs, frozen = trends.load(Trends(history=str(history)))
    again = json.loads(json.dumps(frozen.data))
    assert trends._inputs(again).results == inputs.results
    assert trends._inputs(again).recoveries == inputs.recoveries


def test_an_empty_history_says_how_to_fill_it(tmp_path: Path) -> None:
    empty = tmp_path / "h.duckdb"
    with opened(str(empty)) as database:
        migrate(database)
    with pytest.raises(UsageError, match="it is empty; 'drillbook history import"):
        load(empty)


def test_a_history_of_a_later_drillbook_says_which_reads_it(tmp_path: Path) -> None:
    later = tmp_path / "h.duckdb"
    with opened(str(later)) as database:
        migrate(database)
        with database.writing():
            database.change("UPDATE schema_version SET version = 99")
    with pytest.raises(UsageError, match="use the drillbook that wrote it"):
        load(later)


@pytest.mark.parametrize(
    ("given", "complaint"),
    [
        ({"target": "production"}, "no run of target 'production'; there are: lab"),
        ({"system": "billing"}, "no drill of billing"),
        ({"text": "volcano"}, "no drill of any system 'volcano'"),
    ],
)
def test_asking_for_nothing_that_is_there_is_an_error(
    history: Path, given: dict[str, str], complaint: str
) -> None:
    with pytest.raises(UsageError, match=complaint):
        load(history, **given)


def test_the_command_draws_a_page_and_a_pdf_and_the_page_comes_out_again(
    history: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    arguments = ["report", "trends", "--history", str(history), "--out", str(tmp_path), "--pdf"]
    done = CliRunner().invoke(app, arguments)
    assert done.exit_code == 0, done.output
    page = tmp_path / "trends.html"
    pages, attached = pdfs.read(tmp_path / "trends.pdf")
    assert "1 of 2 drills are flaky" in pages[0]
    assert attached == {"trends.ipynb": page.with_suffix(".ipynb").read_bytes()}
    executed = page.with_suffix(".ipynb")
    assert from_notebook(executed).data["target"] == "lab"
    again = run.execute("trends", {"history": str(executed)}, tmp_path / "again")
    assert again.with_name("trends.html").read_bytes() == page.read_bytes()
