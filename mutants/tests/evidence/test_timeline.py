from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drillbook.evidence.model import EventRecord, Evidence, PhaseRecord
from drillbook.evidence.timeline import Span, timeline, within_budget
from drillbook.verdict import Verdict
from tests.evidence import samples


def with_phase(seconds: float, budget: float | None, detection: float = 0.0) -> Evidence:
    drill = samples.broker_loss()
    begin = samples.after(10)
    phase = PhaseRecord(
        name="serving",
        started=begin,
        ended=samples.after(seconds, begin),
        seconds=seconds,
        detection_seconds=detection,
        budget_seconds=budget,
        budget_source="runbook" if budget else "",
    )
    changed = {"phases": (phase,), "ledgers": (), "ended": samples.after(100), "timeline": ()}
    return drill.model_copy(update=changed)


def test_a_phase_stands_where_it_happened() -> None:
    (bar,) = timeline(with_phase(40, 60, detection=5)).bars
    assert bar.bar == Span(10, 40)
    assert bar.detection == Span(45, 5)
    assert bar.budget_x == 70
    assert bar.over is None
    assert within_budget(bar.phase) is Verdict.PASS


def test_what_is_over_budget_is_a_part_of_its_own() -> None:
    (bar,) = timeline(with_phase(40, 30)).bars
    assert bar.over == Span(40, 10)
    assert within_budget(bar.phase) is Verdict.FAIL


def test_a_budget_shortly_after_the_end_widens_the_picture_and_a_far_one_does_not() -> None:
    near = timeline(with_phase(40, 130))
    assert near.seconds == 140
    assert near.bars[0].budget_x == 100
    far = timeline(with_phase(40, 3600))
    assert far.seconds == 100
    assert far.bars[0].budget_x is None
    assert far.bars[0].beyond


def test_a_phase_without_a_budget_has_no_mark_and_no_verdict() -> None:
    (bar,) = timeline(with_phase(40, None)).bars
    assert (bar.budget_x, bar.beyond, bar.over) == (None, False, None)
    assert within_budget(bar.phase) is None


def test_zero_is_the_fault_and_else_the_start() -> None:
    drill = samples.broker_loss()
    assert timeline(drill).zero == samples.after(30)
    assert timeline(drill).zero_is == "the fault"
    assert timeline(with_phase(1, None)).zero == drill.started


def test_a_second_without_a_rate_is_drawn_at_zero() -> None:
    drill = samples.broker_loss()
    ledger = drill.ledgers[0]
    kept = tuple(rate for number, rate in enumerate(ledger.rates) if number not in (10, 11))
    holed = ledger.model_copy(update={"rates": kept})
    (curve,) = timeline(drill.model_copy(update={"ledgers": (holed,)})).curves
    (whole,) = timeline(drill).curves
    assert curve.outline.count("V100H") == whole.outline.count("V100H") + 1
    assert curve.peak == max(rate.acked for rate in ledger.rates)


@settings(deadline=None)  # a busy machine takes its time; nothing here depends on it
@given(st.lists(st.floats(0, 100), max_size=30))
def test_no_two_marks_of_a_row_touch(seconds: list[float]) -> None:
    events = tuple(
        EventRecord(at=samples.after(at), kind="note", text="x") for at in sorted(seconds)
    )
    drill = with_phase(1, None).model_copy(update={"timeline": events})
    marks = timeline(drill).marks
    assert [mark.number for mark in marks] == list(range(1, len(events) + 1))
    for row in {mark.row for mark in marks}:
        xs = [mark.x for mark in marks if mark.row == row]
        assert all(b - a >= 7 for a, b in pairwise(xs))


@pytest.mark.parametrize("length", [0.05, 1, 9, 75, 400, 4000, 90_000])
def test_the_axis_has_a_few_ticks_in_one_unit_at_any_length(length: float) -> None:
    drill = with_phase(0.01, None).model_copy(
        update={"ended": samples.NIGHT + timedelta(seconds=length), "phases": ()}
    )
    ticks = timeline(drill).ticks
    assert 2 <= len(ticks) <= 8
    assert len({tick.label.split()[1] for tick in ticks}) == 1
