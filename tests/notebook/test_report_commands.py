"""``drillbook report postmortem`` and ``capacity``: which evidence and history they take."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from drillbook.errors import UsageError
from drillbook.notebook.incident import Incident, as_evidence, drill_file, read
from tests.evidence import samples

ROOT = Path(__file__).parents[2]
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT / "src")}


def report(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "drillbook", "report", *arguments]
    return subprocess.run(
        command, capture_output=True, text=True, check=False, cwd=ROOT, env=ENVIRONMENT
    )


@pytest.fixture
def night(tmp_path: Path) -> Path:
    directory = samples.write_night(tmp_path)
    for number, file in enumerate(sorted((directory / "evidence").glob("*.json"))):
        file.rename(file.with_name(f"{number:03d}-{file.name}"))
    return directory


def test_a_drill_is_named_by_how_its_id_begins(night: Path) -> None:
    files = sorted((night / "evidence").glob("0*.json"))
    assert drill_file("001", night) == files[1].resolve()
    assert drill_file(str(files[0]), night) == files[0].resolve()


def test_a_name_that_is_of_no_drill_or_several_lists_them(night: Path) -> None:
    with pytest.raises(UsageError, match=r"no drill begins with '9'; there are 000-"):
        drill_file("9", night)
    with pytest.raises(UsageError, match=r"several drills begin with '00'; there are 000-"):
        drill_file("00", night)
    with pytest.raises(UsageError, match="no run with evidence"):
        drill_file("001", night / "nowhere")


INCIDENT = """
title: Orders were not taken
system: kg_rca
began: 2026-11-20T14:03:00Z
ended: 2026-11-20T14:41:00Z
detected: 2026-11-20T14:09:00Z
notes: [{at: 2026-11-20T14:20:00Z, text: the broker was restarted}]
"""


def test_an_incident_has_the_form_of_evidence_and_judges_nothing(tmp_path: Path) -> None:
    file = tmp_path / "orders.yaml"
    file.write_text(INCIDENT, "utf-8")
    made = as_evidence(read(file), file, samples.TARGET, ())
    assert (made.id, made.verdict.value, made.scenario.tags) == ("orders", "unknown", ("incident",))
    assert [event.kind for event in made.timeline] == ["fault", "effect", "note"]
    assert (made.ended - made.started).total_seconds() == 38 * 60


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("title: Orders were not taken", "titel: x", "title: Field required"),
        ("14:41:00Z", "14:01:00Z", "it ends before it began"),
        ("14:03:00Z", "14:03:00", "began: Input should have timezone info"),
    ],
)
def test_an_incident_that_is_wrong_says_what(
    old: str, new: str, complaint: str, tmp_path: Path
) -> None:
    file = tmp_path / "orders.yaml"
    file.write_text(INCIDENT.replace(old, new), "utf-8")
    with pytest.raises(UsageError, match=complaint):
        read(file)


def test_the_model_of_an_incident_takes_nothing_else() -> None:
    assert Incident.model_config["extra"] == "forbid"


def test_the_command_says_in_a_sentence_that_there_is_no_such_drill(night: Path) -> None:
    done = report("postmortem", "9", "--run", str(night))
    assert done.returncode == 2
    assert "no drill begins with '9'" in done.stderr


def test_a_capacity_report_needs_no_run_but_a_history(tmp_path: Path) -> None:
    lines = [f"2026-{7 + n // 28:02}-{n % 28 + 1:02}T00:00:00Z,kafka_lag,{n}" for n in range(84)]
    file = tmp_path / "history.csv"
    file.write_text("time,resource,value\n" + "\n".join(lines) + "\n", "utf-8")
    done = report("capacity", "kg_rca", "--history", str(file), "--out", str(tmp_path / "out"))
    assert done.returncode == 0, done.stderr
    page = Path(done.stdout.strip()).read_text("utf-8")
    assert "Full in 15 months" in page
    assert "plan more infrastructure in 12 months" in page
    assert "kafka_lag" in page
