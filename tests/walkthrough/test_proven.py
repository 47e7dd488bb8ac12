"""When a scenario last held, in words, from the rows of a history."""

from datetime import UTC, datetime, timedelta

from drillbook.history.queries import Recovery, Result
from drillbook.walkthrough import proven

BEGAN = datetime(2026, 11, 20, 3, tzinfo=UTC)


def results(*verdicts: str, target: str = "lab", scenario: str = "it heals") -> list[Result]:
    return [
        Result(target, "shop", scenario, BEGAN + timedelta(days=n), 9.0, verdict, f"r{n}", None)
        for n, verdict in enumerate(verdicts)
    ]


def recoveries(*seconds: float, budget: float | None = None) -> list[Recovery]:
    return [
        Recovery("lab", "shop", "it heals", "back", BEGAN, one, 0.1, budget, "pass", "r")
        for one in seconds
    ]


def test_the_newest_pass_is_named_with_the_recovery_and_its_budget() -> None:
    found = proven.of(results("fail", "pass"), recoveries(4, 8, 2, budget=180), "lab")["it heals"]
    assert found.said() == (
        "Last passed 2026-11-21 03:00:00.000 UTC on lab: 1 of 2 drills passed. "
        "Recovery, the newest: back 2.0 s (median of 3: 4.0 s, budget 3 min)."
    )


def test_a_newest_drill_that_did_not_pass_is_named_too() -> None:
    found = proven.of(results("pass", "unknown"), [], "lab")["it heals"]
    assert found.said() == (
        "Last passed 2026-11-20 03:00:00.000 UTC on lab: 1 of 2 drills passed. "
        "The newest, 2026-11-21 03:00:00.000 UTC, is unknown."
    )


def test_what_never_passed_is_not_proven_and_another_target_proves_nothing() -> None:
    rows = [*results("pass", target="cluster"), *results("fail")]
    said = proven.of(rows, [], "lab")["it heals"].said()
    assert said.startswith("Never passed on lab: 0 of 1 drills passed.")
    assert proven.of(results("pass"), [], "staging") == {}
