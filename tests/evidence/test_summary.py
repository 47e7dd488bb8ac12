import json
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from drillbook.evidence.files import point_latest
from drillbook.evidence.model import Evidence
from drillbook.evidence.reading import Run, read_run
from drillbook.evidence.summary import summary, write_summary
from drillbook.evidence.terminal import print_summary
from tests.evidence import samples


def run_of(*drills: Evidence) -> Run:
    return Run(Path("reports/x"), samples.RUN, samples.TARGET, drills)


def printed(run: Run, *, width: int = 140, undo_incomplete: str | None = None) -> str:
    out = StringIO()
    shown = summary(run, undo_incomplete=undo_incomplete, parts={"lab up": 41.0})
    print_summary(shown, Console(file=out, width=width, color_system=None))
    return out.getvalue()


def test_every_drill_is_in_the_summary_with_the_fields_that_stay(tmp_path: Path) -> None:
    drills = summary(read_run(samples.write_night(tmp_path)))["drills"]
    assert len(drills) == 5
    loss = next(drill for drill in drills if drill["id"] == "kafka-broker-loss")
    assert loss["system"] == "kg_rca"
    assert loss["claims"] == ["kg-kafka-broker-failure"]
    assert loss["verdict"] == "pass"
    assert loss["reason"] == ""
    assert loss["rto_seconds"] == {"broker back": 18.8, "fully replicated": 40.5}
    assert loss["rpo_seconds"] == 0.0
    assert loss["acked"] == sum(r.acked for r in samples.broker_loss().ledgers[0].rates)
    assert loss["lost"] == 0
    assert loss["undo_seconds"] == 44.4
    assert loss["overhead_seconds"] == 1.9


def test_what_was_not_measured_is_null_and_not_zero() -> None:
    (drill,) = summary(run_of(samples.no_leader()))["drills"]
    assert drill["acked"] is None
    assert drill["lost"] is None
    assert drill["rpo_seconds"] is None
    assert drill["rto_seconds"] == {}


def test_an_aborted_drill_has_no_overhead_that_nobody_counted(tmp_path: Path) -> None:
    samples.write_aborted(tmp_path)
    (drill,) = summary(read_run(tmp_path))["drills"]
    assert drill["aborted"] is True
    assert drill["overhead_seconds"] is None
    assert drill["evidence"] == "evidence/pod-killed.jsonl"


@pytest.mark.parametrize(
    ("drills", "code"),
    [
        ((samples.broker_loss(),), 0),
        ((samples.broker_loss(), samples.no_leader()), 0),
        ((samples.broker_loss(), samples.restore_over_budget()), 1),
        ((samples.broker_loss(), samples.alert_not_observable()), 3),
        ((samples.alert_not_observable(), samples.restore_over_budget()), 1),
    ],
)
def test_the_exit_code_is_that_of_the_worst_drill(drills: tuple[Evidence, ...], code: int) -> None:
    assert summary(run_of(*drills))["exit_code"] == code


def test_an_incomplete_undo_outranks_every_verdict() -> None:
    assert (
        summary(run_of(samples.restore_over_budget()), undo_incomplete="kafka at 4")["exit_code"]
        == 4
    )


def test_a_report_that_could_not_be_made_is_not_ok_though_every_drill_passed() -> None:
    shown = summary(run_of(samples.broker_loss()), problems=["index.html: no space left"])
    assert shown["exit_code"] == 3
    assert shown["problems"] == ["index.html: no space left"]


def test_two_phases_of_one_name_are_both_kept() -> None:
    loss = samples.broker_loss()
    twice = loss.model_copy(update={"phases": (loss.phases[0], loss.phases[0])})
    (drill,) = summary(run_of(twice))["drills"]
    assert drill["rto_seconds"] == {"broker back": 18.8, "broker back (2)": 18.8}


def test_the_slowest_parts_are_steps_and_what_the_run_did_around_them() -> None:
    shown = summary(run_of(samples.broker_loss()), parts={"lab up": 45.5, "undo": 0.1})["slowest"]
    assert [(part["part"], part["seconds"]) for part in shown[:3]] == [
        ("lab up", 45.5),
        ("putting back", 44.4),
        ("Then every partition is fully replicated again within 2 minutes", 41.0),
    ]


def test_the_suites_own_time_is_told_apart_from_that_of_putting_back() -> None:
    loss = samples.broker_loss()
    totals = summary(run_of(loss))["totals"]
    assert totals["undo_seconds"] == 44.4
    assert totals["overhead_share"] == pytest.approx(1.9 / 104, abs=1e-4)
    assert "own time: 1.9 s, 1.8 % of the drills'; putting back 44.4 s" in printed(run_of(loss))


def test_evidence_that_does_not_tell_them_apart_has_no_share() -> None:
    earlier = samples.broker_loss().model_copy(update={"undo_seconds": None})
    both = run_of(samples.no_leader(), earlier)
    totals = summary(both)["totals"]
    assert totals["undo_seconds"] is None
    assert totals["overhead_share"] is None
    assert "putting back among it" in printed(both)


def test_stand_ins_of_all_drills_are_on_the_target_of_the_run(tmp_path: Path) -> None:
    other = samples.no_leader()
    target = other.target.model_copy(update={"stand_ins": ("one broker for five",)})
    samples.write(tmp_path, samples.broker_loss())
    samples.write(tmp_path, other.model_copy(update={"target": target}))
    shown = summary(read_run(tmp_path))["target"]["stand_ins"]
    assert shown == [*samples.TARGET.stand_ins, "one broker for five"]


def test_the_file_is_the_summary(tmp_path: Path) -> None:
    shown = summary(run_of(samples.broker_loss()))
    write_summary(shown, tmp_path / "summary.json")
    assert json.loads((tmp_path / "summary.json").read_text("utf-8")) == shown
    assert [file.name for file in tmp_path.iterdir()] == ["summary.json"]


def test_the_terminal_shows_verdicts_budgets_losses_and_why(tmp_path: Path) -> None:
    out = printed(read_run(samples.write_night(tmp_path)))
    assert "✓ pass" in out
    assert "serving 1 min 44 s, over 60.0 s" in out
    assert "fully replicated 40.5 s of 2 min" in out
    assert "41 acknowledged rows lost" in out
    assert "aborted: last record" in out
    assert "✗ fail: 5 drills (1 pass, 1 blocked, 2 unknown, 1 fail) on lab lab, scale 1:10" in out
    assert "lab up" in out


def test_square_brackets_of_a_drill_are_not_taken_as_markup() -> None:
    odd = samples.alert_not_observable().model_copy(update={"reason": "saw [bold]x[/bold] [/]"})
    assert "saw [bold]x[/bold] [/]" in printed(run_of(odd))


def test_an_incomplete_undo_says_what_to_do_next() -> None:
    out = printed(run_of(samples.broker_loss()), undo_incomplete="kafka has 4 of 5 replicas")
    assert "✗ undo incomplete: kafka has 4 of 5 replicas; run 'drillbook undo' before" in out


def test_latest_moves_from_one_run_to_the_next(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "summary.json").write_text(name, "utf-8")
        point_latest(tmp_path / name)
        assert (tmp_path / "latest" / "summary.json").read_text("utf-8") == name


def test_latest_replaces_a_copy_that_an_older_run_left(tmp_path: Path) -> None:
    (tmp_path / "latest" / "deep").mkdir(parents=True)
    (tmp_path / "new").mkdir()
    point_latest(tmp_path / "new")
    assert (tmp_path / "latest").resolve() == (tmp_path / "new").resolve()
    assert sorted(file.name for file in tmp_path.iterdir()) == ["latest", "new"]


def test_latest_never_leads_to_itself(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "summary.json").write_text("a", "utf-8")
    point_latest(tmp_path / "a")
    point_latest(tmp_path / "latest")
    assert (tmp_path / "latest" / "summary.json").read_text("utf-8") == "a"
