import json
from pathlib import Path

import pytest

from drillbook.drill import Drill
from drillbook.errors import UsageError
from drillbook.evidence.reading import read_aborted, read_document, read_run
from drillbook.redaction import Redactor
from drillbook.verdict import Verdict, failed
from tests.evidence import samples


def test_a_run_is_read_whole_and_in_the_order_in_which_its_drills_started(tmp_path: Path) -> None:
    run = read_run(samples.write_night(tmp_path))
    assert {drill.id for drill in run.drills} == {
        "pod-killed",
        "kafka-broker-loss",
        "postgresql-corruption",
        "consumer-lag-alert",
        "neo4j-leader",
    }
    assert [drill.started for drill in run.drills] == sorted(d.started for d in run.drills)
    assert run.verdict is Verdict.FAIL
    assert run.record.id == samples.RUN.id


def test_a_document_is_read_as_it_was_written(tmp_path: Path) -> None:
    written = samples.broker_loss()
    assert read_document(samples.write(tmp_path, written)) == written


def test_records_without_a_document_are_an_aborted_unknown_drill(tmp_path: Path) -> None:
    drill = read_aborted(samples.write_aborted(tmp_path))
    assert drill.aborted
    assert drill.verdict is Verdict.UNKNOWN
    assert drill.reason.startswith("aborted: last record")
    assert "1 step had ended" in drill.reason
    assert [o.value for o in drill.observations] == [5]
    assert [e.kind for e in drill.timeline] == ["fault"]


def test_a_record_cut_off_in_the_middle_is_counted_and_the_rest_kept(tmp_path: Path) -> None:
    file = samples.write_aborted(tmp_path)
    with file.open("ab") as stream:
        stream.write(b'{"record": "step", "at": "2026-11-21T02:00:0\xc3')
    drill = read_aborted(file)
    assert "1 record(s) of pod-killed.jsonl could not be read" in drill.reason
    assert len(drill.steps) == 1


def test_a_drill_killed_after_a_failed_step_stays_failed(tmp_path: Path) -> None:
    record = samples.scenario("x", ["c"], ["s"], 1)
    drill = Drill("late", samples.RUN, samples.TARGET, record, tmp_path, Redactor())
    drill.begin_step()
    drill.step("Then", "all is well", failed("3 messages lost"))
    aborted = read_aborted(samples.kill(drill, tmp_path / "late.jsonl"))
    assert aborted.aborted
    assert aborted.verdict is Verdict.FAIL
    assert "3 messages lost" in aborted.reason


def test_a_damaged_document_is_built_from_its_records_and_never_passes(tmp_path: Path) -> None:
    samples.write_aborted(tmp_path)
    (tmp_path / "evidence" / "pod-killed.json").write_text('{"schema": "drillbook/ev', "utf-8")
    (drill,) = read_run(tmp_path).drills
    assert drill.verdict is Verdict.UNKNOWN
    assert "pod-killed.json: damaged" in drill.reason


def test_a_damaged_document_without_records_is_an_error_that_names_it(tmp_path: Path) -> None:
    file = samples.write(tmp_path, samples.broker_loss())
    whole = json.loads(file.read_text("utf-8"))
    whole["verdict"] = "fine"
    file.write_text(json.dumps(whole), "utf-8")
    with pytest.raises(UsageError, match=r"kafka-broker-loss\.json.*verdict: Input should be"):
        read_run(tmp_path)


def test_evidence_of_a_newer_schema_says_which_drillbook_reads_it(tmp_path: Path) -> None:
    file = samples.write(tmp_path, samples.broker_loss())
    file.write_text(file.read_text("utf-8").replace("evidence/1", "evidence/2"), "utf-8")
    with pytest.raises(UsageError, match="read it with the drillbook that wrote it"):
        read_document(file)


def test_no_evidence_is_an_error_and_not_an_empty_run(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no evidence here"):
        read_run(tmp_path)


def test_records_whose_first_line_is_lost_are_an_error_that_says_what_to_do(tmp_path: Path) -> None:
    file = samples.write_aborted(tmp_path)
    lines = file.read_text("utf-8").splitlines()
    file.write_text("\n".join(lines[1:]), "utf-8")
    with pytest.raises(UsageError, match=r"pod-killed\.jsonl: its first record cannot be read"):
        read_run(tmp_path)


def test_evidence_of_two_runs_in_one_directory_is_refused(tmp_path: Path) -> None:
    samples.write(tmp_path, samples.broker_loss())
    other = samples.no_leader()
    other = other.model_copy(update={"run": other.run.model_copy(update={"id": "another"})})
    samples.write(tmp_path, other)
    with pytest.raises(UsageError, match="more than one run"):
        read_run(tmp_path)


def test_a_drill_that_was_killed_before_its_first_record_was_whole_does_not_hide_the_others(
    tmp_path: Path,
) -> None:
    samples.write_aborted(tmp_path)
    for torn in (b"", b'{"at":"2026'):
        (tmp_path / "evidence" / "next.jsonl").write_bytes(torn)
        assert [drill.id for drill in read_run(tmp_path).drills] == ["pod-killed"]
