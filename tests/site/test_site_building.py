"""The site from runs on disk: what it takes, what it keeps, what it does not let in."""

import json
import shutil
from datetime import timedelta
from pathlib import Path

import pytest

from drillbook.evidence.reading import Run, read_run
from drillbook.site.building import Built, build
from tests.evidence import runs, samples
from tests.site import nights


@pytest.fixture
def reports(tmp_path: Path) -> Path:
    for number in range(3):
        runs.record(tmp_path / f"night-{number}", recovery=timedelta(seconds=20 + number))
    return tmp_path


def built(reports: Path) -> Built:
    return build(reports, catalogues=Path("runbooks"))


def test_all_runs_and_their_drills_are_shown(reports: Path) -> None:
    made = built(reports)
    assert (made.runs, made.drills, made.unread) == (3, 9, ())
    names = {file.name for file in made.page.parent.glob("*.html")}
    assert {"index.html", "runs.html", "drill.html", "system-kg_rca.html"} <= names


def test_a_run_is_read_once_and_again_only_when_its_evidence_changes(
    reports: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    built(reports)
    read: list[str] = []

    def counted(directory: Path) -> Run:
        read.append(directory.name)
        return read_run(directory)

    monkeypatch.setattr("drillbook.site.runs.read_run", counted)
    built(reports)
    assert read == []
    (reports / "night-1" / "evidence" / "later.txt").touch()
    built(reports)
    assert read == ["night-1"]


def test_a_run_whose_bundle_was_removed_stays_and_its_evidence_is_said_to_be_gone(
    reports: Path,
) -> None:
    built(reports)
    shutil.rmtree(reports / "night-0")
    made = built(reports)
    assert made.runs == 3
    page = made.page.with_name("runs.html").read_text()
    assert "unvouched then, removed since" in page or "verified then, removed since" in page
    assert 'href="../night-0' not in page
    assert 'href="../night-1/evidence/"' in page


def test_a_run_that_cannot_be_read_is_named_and_costs_no_other(reports: Path) -> None:
    broken = reports / "night-1" / "evidence"
    for file in broken.glob("001*"):
        file.write_text("{}\n")
    made = built(reports)
    assert made.runs == 2
    assert len(made.unread) == 1
    assert "night-1" in made.unread[0]
    assert "1 run could not be read" in made.page.read_text()


def test_a_system_whose_name_leads_elsewhere_gets_no_page(reports: Path) -> None:
    for file in (reports / "night-1" / "evidence").glob("001*"):
        file.write_text(file.read_text().replace('"system":"kg_rca"', '"system":"x/../../../y"'))
    made = built(reports)
    assert made.runs == 2
    assert "night-1" in made.unread[0]
    assert "a name that no page's file can have" in made.unread[0]
    assert not list(reports.rglob("y.html"))


def test_a_run_is_found_whatever_its_directory_is_called(reports: Path) -> None:
    (reports / "night-2").rename(reports / "night-3 100%25")
    page = built(reports).page
    assert (
        'href="drill.html#night-3%20100%2525/' in page.with_name("system-kg_rca.html").read_text()
    )


def test_what_evidence_says_is_text_and_no_markup(tmp_path: Path) -> None:
    samples.write_night(tmp_path / "night")
    made = built(tmp_path)
    for page in made.page.parent.glob("*.html"):
        assert "<script>alert" not in page.read_text(), page.name
    assert "&lt;script&gt;alert" in (made.page.with_name("system-kg_rca.html")).read_text()


def test_pages_load_nothing_but_their_own_files(reports: Path) -> None:
    site = built(reports).page.parent
    for page in site.glob("*.html"):
        text = page.read_text()
        assert "default-src 'none'" in text
        assert "http://" not in text.replace("http://www.w3.org", "")
        assert "https://" not in text


def test_a_drill_is_kept_with_all_that_its_picture_needs() -> None:
    run = nights.one()
    drill = run["drills"][0]
    kinds = [event[1] for event in drill["ev"]]
    assert kinds.index("fault") < kinds.index("effect")
    assert drill["ph"][0][0] in json.dumps(drill["ph"])
    assert drill["lg"][0]["gaps"]
    assert sum(drill["lg"][0]["rates"]) == drill["lg"][0]["acked"]
    assert drill["al"] == [[25.0, "BrokerDown", "firing", 60.0]]
    assert len(drill["st"]) == len(run["scenarios"][drill["s"]]["steps"])


def test_a_site_without_a_run_says_how_to_make_one(tmp_path: Path) -> None:
    assert "drillbook run" in built(tmp_path).page.read_text()
