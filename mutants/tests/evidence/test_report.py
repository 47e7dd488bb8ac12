import json
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from drillbook.errors import Unobservable, UsageError
from drillbook.evidence import report
from drillbook.evidence.reading import Run
from drillbook.evidence.report import worth_a_postmortem, write_reports
from tests.evidence import samples


def ended(directory: Path, undo_incomplete: str | None = None) -> None:
    (directory / "run.json").write_text(json.dumps({"undo_incomplete": undo_incomplete}), "utf-8")


def written(directory: Path) -> tuple[int, str]:
    out = StringIO()
    console = Console(file=out, width=120, color_system=None)
    code = write_reports(directory, console=console, notebooks=False)
    return code, out.getvalue()


def test_a_night_leaves_its_reports_and_latest_leads_to_them(tmp_path: Path) -> None:
    run = samples.write_night(tmp_path / "20261121T020000Z")
    ended(run)
    code, out = written(run)
    assert code == 1
    assert "postgresql" in out.lower()
    latest = tmp_path / "latest"
    assert json.loads((latest / "summary.json").read_text("utf-8"))["problems"] == []
    assert (latest / "junit.xml").read_text("utf-8").startswith("<?xml")
    assert "<h1>" in (latest / "index.html").read_text("utf-8")


def test_the_runbook_that_the_target_names_is_shown_beside_the_drills(tmp_path: Path) -> None:
    run = tmp_path / "run"
    samples.write(run, samples.broker_loss())
    ended(run)
    runbook = tmp_path / "guide.md"
    runbook.write_text(
        "# Guide\n## Incident Response\n### Common Incident Scenarios\nRestart kafka-3.\n", "utf-8"
    )
    target = tmp_path / "lab.yaml"
    target.write_text(
        "{name: lab, kind: lab, lab: 0, context: x,"
        f" systems: {{kg_rca: {{namespace: kg, runbook: {runbook}}}}}}}",
        "utf-8",
    )
    out = Console(file=StringIO())
    assert write_reports(run, target, console=out, notebooks=False) == 0
    assert "Restart kafka-3." in (run / "index.html").read_text("utf-8")
    runbook.unlink()
    assert write_reports(run, target, console=out, notebooks=False) == 3
    (problem,) = json.loads((run / "summary.json").read_text("utf-8"))["problems"]
    assert "guide.md: cannot be read as a runbook" in problem


def test_a_report_that_cannot_be_made_is_named_and_does_not_cost_the_others(tmp_path: Path) -> None:
    run = tmp_path / "run"
    samples.write(run, samples.broker_loss())
    ended(run)
    (run / "junit.xml").mkdir()
    code, out = written(run)
    assert code == 3
    (problem,) = json.loads((run / "summary.json").read_text("utf-8"))["problems"]
    assert problem.startswith("junit.xml could not be made: ")
    assert problem.split(":")[0] in out


def test_a_run_that_did_not_say_how_its_undo_went_is_not_ok(tmp_path: Path) -> None:
    run = tmp_path / "run"
    samples.write(run, samples.broker_loss())
    code, out = written(run)
    assert code == 3
    assert "run 'drillbook undo'" in out


def test_an_incomplete_undo_has_its_own_exit_code(tmp_path: Path) -> None:
    run = tmp_path / "run"
    samples.write(run, samples.broker_loss())
    ended(run, "kafka has 4 of 5 replicas")
    code, out = written(run)
    assert code == 4
    assert "kafka has 4 of 5 replicas" in out


def test_no_evidence_is_an_error_and_nothing_is_written(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no evidence here"):
        written(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_the_postmortem_is_of_the_worst_drill_that_brought_a_fault() -> None:
    drills = (samples.alert_not_observable(), samples.broker_loss(), samples.restore_over_budget())
    run = Run(Path("x"), samples.RUN, samples.TARGET, drills)
    assert worth_a_postmortem(run).id == "postgresql-corruption"
    run = Run(Path("x"), samples.RUN, samples.TARGET, drills[:2])
    assert worth_a_postmortem(run).id == "kafka-broker-loss"
    run = Run(Path("x"), samples.RUN, samples.TARGET, (samples.no_leader(), drills[0]))
    assert worth_a_postmortem(run).id == "consumer-lag-alert"


def test_notebooks_are_executed_and_linked_from_the_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    executed: list[str] = []

    def execute(name: str, given: dict[str, Path], out: Path, page_name: str = "") -> None:
        if name == "capacity":
            raise Unobservable("cell 3 failed")
        executed.append(given["evidence"].name)
        out.mkdir(parents=True)
        (out / f"{page_name or name}.html").write_text("", "utf-8")

    monkeypatch.setattr(report, "execute", execute)
    run = tmp_path / "run"
    samples.write(run, samples.broker_loss())
    ended(run)
    assert write_reports(run, console=Console(file=StringIO())) == 3
    assert executed == ["kafka-broker-loss.json"]
    assert 'href="notebooks/postmortem.html"' in (run / "index.html").read_text("utf-8")
    (problem,) = json.loads((run / "summary.json").read_text("utf-8"))["problems"]
    assert problem == "notebooks/capacity.html could not be made: cell 3 failed"


def test_prometheus_data_are_exported_once_and_a_target_that_is_gone_is_a_problem(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))  # where no lab is up
    run = tmp_path / "run"
    samples.write(run, samples.broker_loss())
    ended(run)
    target = tmp_path / "lab.yaml"
    target.write_text(
        "{name: lab, kind: lab, lab: 7, context: x,"
        " systems: {kg_rca: {namespace: kg, prometheus: 'monitoring/prometheus:9090'}}}",
        "utf-8",
    )
    out = Console(file=StringIO())
    assert write_reports(run, target, console=out, notebooks=False) == 3
    (problem,) = json.loads((run / "summary.json").read_text("utf-8"))["problems"]
    assert problem.startswith("prometheus/ could not be made: ")
    assert "lab 7 is not up" in problem
    (run / "prometheus" / "kg_rca").mkdir(parents=True)
    assert write_reports(run, target, console=out, notebooks=False) == 0
