from pathlib import Path

import pytest

from drillbook.errors import UsageError
from drillbook.evidence.model import Evidence
from drillbook.notebook import follow_up, incident_report, moments, postmortem, response
from drillbook.notebook.postmortem_chart import timeline_chart
from drillbook.notebook.surroundings import Surroundings
from tests.evidence import samples

PASSED = samples.broker_loss()
FAILED = samples.restore_over_budget()


def alone(drill: Evidence) -> Surroundings:
    """Return a drill around which nothing was exported."""
    return Surroundings(drill, {})


def test_the_summary_says_what_happened_in_words() -> None:
    said = postmortem.summary(FAILED).text
    assert "16 bytes of base/16384/16397 flipped" in said
    assert "Its effect was seen 0.80 s later: invalid page in block 0." in said
    assert "'serving', took 1 min 44 s; over the 60.0 s from the target file" in said
    assert "Of 6,370 writes" in said
    assert "41 were lost" in said


def test_a_drill_without_a_ledger_says_that_nothing_is_known_of_losses() -> None:
    assert "nothing is known of data lost" in postmortem.summary(samples.no_leader()).text
    assert postmortem.impact(samples.no_leader()).text.startswith("unknown")


def test_what_the_gaps_cost_is_computed_from_the_rate_before_the_fault() -> None:
    ledger = FAILED.ledgers[0]
    before = sorted(rate.acked for rate in ledger.rates[:12])
    usual = (before[5] + before[6]) / 2
    assert postmortem.usual_rate(FAILED, ledger) == usual
    assert f"about {round(usual * 105):,}" in postmortem.impact(FAILED).text


def test_a_ledger_that_wrote_nothing_shows_nothing() -> None:
    empty = FAILED.ledgers[0].model_copy(
        update={"attempted": 0, "acked": 0, "lost": 0, "rates": (), "gaps": ()}
    )
    drill = FAILED.model_copy(update={"ledgers": (empty,)})
    assert "wrote nothing, and so shows nothing" in postmortem.summary(drill).text
    assert "Writes (postgresql) | unknown" in postmortem.impact(drill).text
    assert "acknowledged per second" not in str(timeline_chart(alone(drill)).html)


def test_without_a_rate_before_the_fault_the_cost_of_gaps_is_unknown() -> None:
    late = FAILED.ledgers[0].model_copy(update={"rates": FAILED.ledgers[0].rates[50:]})
    drill = FAILED.model_copy(update={"ledgers": (late,)})
    assert "Writes that the gaps cost | unknown" in postmortem.impact(drill).text


def test_the_moments_are_in_order_and_count_from_the_fault() -> None:
    rows = moments.rows(alone(FAILED))
    assert [row[0] for row in rows] == sorted(row[0] for row in rows)
    assert ["02:03:32.000 UTC", "+0.0 s", "fault", "16 bytes of base/16384/16397 flipped"] in rows
    assert any(row[2] == "gap" and row[3].endswith("back after 1 min 45 s") for row in rows)


def test_a_pause_of_writes_is_there_once() -> None:
    of_ledger = [row for row in moments.rows(alone(FAILED)) if "acknowledge" in row[3]]
    assert {row[2] for row in of_ledger} == {"gap", "step"}


def test_recovery_stands_against_its_budgets() -> None:
    assert (
        "recovery: serving | 1 min 44 s | 0.50 s | 60.0 s (target file) | ✗ over"
        in response.recovery(alone(FAILED)).text
    )
    assert "✗" not in response.recovery(alone(PASSED)).text


def test_what_held_and_what_did_not_are_apart() -> None:
    assert "PostgreSQL serves again" not in postmortem.as_promised(FAILED).text
    assert "PostgreSQL serves again" in postmortem.not_as_promised(FAILED).text
    assert "over budget: serving" in postmortem.not_as_promised(FAILED).text
    assert postmortem.not_as_promised(PASSED).text == "Everything went as the runbook says."


def test_several_contributing_conditions_are_named_with_what_shows_them() -> None:
    said = follow_up.conditions(FAILED).text
    assert "Brought on purpose: 16 bytes" in said
    assert "Seen to be otherwise: 41 acknowledged rows lost (o2)." in said
    assert "95% of the recovery passed between 'declared' and 'serving' (98.8 s)." in said
    assert "Of this target, and not of production: Neo4j Community" in said


def test_action_items_come_from_failed_checks_broken_budgets_and_losses() -> None:
    rows = follow_up.action_items(alone(FAILED)).text.splitlines()
    assert rows[0] == "# | What to do | Because | Shown by | Owner | Due"
    assert "Mend: PostgreSQL serves again within 1 minute" in rows[1]
    assert any("Shorten 'serving'" in row for row in rows)
    assert any("41 acknowledged writes were lost" in row for row in rows)
    assert follow_up.action_items(alone(PASSED)).text.startswith("None from this drill")


def test_an_unknown_drill_has_an_item_to_make_it_observable() -> None:
    assert "Make observable" in follow_up.action_items(alone(samples.alert_not_observable())).text


def test_the_appendix_has_every_observation_with_its_query() -> None:
    said = follow_up.appendix(alone(FAILED)).text
    for seen in FAILED.observations:
        assert seen.query in said
        assert seen.source in said
    assert "ERROR:  invalid page in block 0" in said


def test_markup_of_a_drill_stays_text() -> None:
    evil = FAILED.model_copy(update={"reason": "<script>alert(1)</script>"})
    of_drill = (postmortem.heading, postmortem.summary)
    around = (follow_up.appendix, timeline_chart, incident_report.report, response.recovery)
    assert all("<script" not in str(part(evil).html) for part in of_drill)
    assert all("<script" not in str(part(alone(evil)).html) for part in around)


@pytest.mark.parametrize("drill", [PASSED, FAILED, samples.no_leader()], ids=lambda d: d.id)
def test_the_chart_has_a_sentence_and_a_table_and_units(drill: Evidence) -> None:
    shown = str(timeline_chart(alone(drill)).html)
    assert 'aria-label="Timeline over' in shown
    assert "The chart as a table" in shown
    assert "Seconds from the" in shown
    assert "<script" not in shown


def test_an_aborted_drill_has_a_postmortem_too(tmp_path: Path) -> None:
    drill = postmortem.load(samples.write_aborted(tmp_path))[0].drill
    assert "aborted" in postmortem.not_as_promised(drill).text
    assert "run the drill again" in follow_up.action_items(alone(drill)).text
    assert "That it took effect was never seen." in postmortem.summary(drill).text


def test_a_notebook_without_frozen_inputs_says_so(tmp_path: Path) -> None:
    empty = tmp_path / "x.ipynb"
    empty.write_text('{"cells": []}', "utf-8")
    with pytest.raises(UsageError, match="no inputs are frozen"):
        postmortem.load(empty)
    empty.write_text("[]", "utf-8")
    with pytest.raises(UsageError, match="not readable as a notebook"):
        postmortem.load(empty)
