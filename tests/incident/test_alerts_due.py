from datetime import UTC, datetime, timedelta

import pytest

from drillbook.incident.alerts import Outcome, Rule, assessed

BEGAN = datetime(2026, 11, 21, 2, 0, tzinfo=UTC)
SCRAPE = timedelta(seconds=5)


def at(seconds: float) -> datetime:
    return BEGAN + timedelta(seconds=seconds)


def rule(held_from: float, held_until: float, wait: float = 60) -> Rule:
    """Return a rule that was asked for every 5 s over 5 minutes."""
    held = [(at(n * 5), held_from <= n * 5 <= held_until) for n in range(61)]
    return Rule("KafkaBrokerLost", "critical", "x == 0", timedelta(seconds=wait), SCRAPE, held)


@pytest.mark.parametrize(
    ("held", "fired", "outcome"),
    [
        ((30, 200), [95], Outcome.FIRED),  # due by 30 + 60 + 5 + 2 * 5 + 5 = 110
        ((30, 200), [], Outcome.MISSING),
        ((30, 200), [140], Outcome.LATE),
        ((30, 60), [], Outcome.NOT_DUE),  # 30 s of the 60 s that it needs
        ((30, 100), [], Outcome.NOT_DUE),  # 70 s: it may fire, and need not
        ((30, 100), [95], Outcome.FIRED),
        ((30, 60), [50], Outcome.EARLY),
        ((400, 500), [], Outcome.NEVER),
        ((400, 500), [20], Outcome.EARLY),
    ],
)
def test_an_alert_is_judged_by_how_long_its_rule_held(
    held: tuple[float, float], fired: list[float], outcome: Outcome
) -> None:
    found = assessed(rule(*held), [at(seconds) for seconds in fired], SCRAPE, BEGAN)
    assert found.outcome is outcome


def test_it_is_due_after_its_for_a_scrape_two_evaluations_and_a_look() -> None:
    found = assessed(rule(30, 200), [at(95)], SCRAPE, BEGAN)
    assert found.due == at(30 + 60 + 5 + 10 + 5)
    assert found.held_seconds == 170
    assert found.held_from == at(30)


def test_what_held_before_the_drill_is_not_the_drills() -> None:
    found = assessed(rule(0, 60), [at(20)], SCRAPE, at(100))
    assert found.outcome is Outcome.NEVER


def test_a_rule_that_held_twice_is_judged_by_the_longer_time() -> None:
    twice = rule(30, 60)
    held = [(moment, holds or moment >= at(150)) for moment, holds in twice.held]
    again = Rule(twice.name, "", "x", twice.wait, SCRAPE, held)
    assert assessed(again, [], SCRAPE, BEGAN).outcome is Outcome.MISSING
    assert assessed(again, [], SCRAPE, BEGAN).held_from == at(150)


def test_a_rule_that_began_to_hold_after_the_drill_is_put_down_to_what_came_next() -> None:
    found = assessed(rule(30, 200), [at(95)], SCRAPE, BEGAN, until=at(20))
    assert (found.outcome, found.fired) == (Outcome.NEVER, None)
    begun_before = assessed(rule(30, 200), [at(95)], SCRAPE, BEGAN, until=at(40))
    assert begun_before == assessed(rule(30, 200), [at(95)], SCRAPE, BEGAN)
