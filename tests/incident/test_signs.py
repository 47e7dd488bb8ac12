from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from drillbook.incident import events, signs, templates
from drillbook.incident.changes import Watched
from drillbook.incident.signs import Sign, component

FAULT = datetime(2026, 11, 21, 2, 1, 0, 400000, tzinfo=UTC)
UNTIL = FAULT + timedelta(minutes=1)


def sign(seconds: float, name: str, part: float = 1.0, shown_by: str = "x") -> Sign:
    at = FAULT + timedelta(seconds=seconds)
    return Sign(at, seconds, name, "changed", shown_by, part, 100.0)


@pytest.mark.parametrize(
    ("name", "of"),
    [
        ("kafka-3", "kafka-3"),
        ("graph-builder-75f6ff47d9-2dfnz", "graph-builder"),
        ("graph-builder-75f6ff47d9", "graph-builder"),
        ("postgresql-backup-drill-170337708036-abcde", "postgresql-backup-drill"),
        ("neo4j", "neo4j"),
    ],
)
def test_a_member_of_a_set_is_itself_and_any_other_pod_its_workload(name: str, of: str) -> None:
    assert component(name) == of


def test_the_soonest_comes_first_and_the_larger_of_one_moment() -> None:
    found = signs.ranked([sign(21, "c"), sign(3, "a", 0.4), sign(4, "b", 0.9)])
    assert [one.component for one in found] == ["b", "a", "c"]


def test_only_the_first_sign_of_a_component_from_one_source_is_ranked() -> None:
    found = signs.ranked([sign(30, "a"), sign(3, "a"), sign(3, "a", shown_by="y")])
    assert [(one.seconds, one.shown_by) for one in found] == [(3, "x"), (3, "y")]


def test_a_change_before_the_fault_is_no_sign_of_it() -> None:
    step = timedelta(seconds=5)
    dropped = [1.0] * 10 + [0.0] * 20
    points = [(FAULT + (n - 14) * step, value) for n, value in enumerate(dropped)]
    before = Watched("pods_ready", "Ready pods", "pods", "a", points, step)
    points = [(FAULT + (n - 8) * step, value) for n, value in enumerate(dropped)]
    after = Watched("pods_ready", "Ready pods", "pods", "b", points, step)
    (found,) = signs.of_metrics([before, after], FAULT, UNTIL)
    assert found.component == "b"
    assert found.seconds == 10
    assert found.says == "Ready pods: 1 → 0 pods"


def test_a_pod_that_is_back_by_the_next_look_was_gone_all_the_same() -> None:
    step = timedelta(seconds=5)
    points = [(FAULT + (n - 8.5) * step, value) for n, value in enumerate([10.0] * 9 + [9.0, 10.0])]
    state = Watched("pods_ready", "Ready pods", "pods", "kg-api", points, step, state=True)
    (found,) = signs.of_metrics([state], FAULT, UNTIL)
    assert (found.seconds, found.says) == (2.5, "Ready pods: 10 → 9 pods")


def test_what_may_be_from_before_the_fault_is_ranked_a_look_later() -> None:
    step = timedelta(seconds=5)
    series = {"early": 0.4, "sure": 5.2}
    watched = [
        Watched(
            "pods_ready", "Ready pods", "pods", name,
            [(FAULT + timedelta(seconds=at) - step, 3.0), (FAULT + timedelta(seconds=at), 1.0)],
            step, state=True,
        )
        for name, at in series.items()
    ]  # fmt: skip
    smaller = sign(5.3, "load", 0.3)
    found = signs.ranked([smaller, *signs.of_metrics(watched, FAULT, UNTIL)])
    assert [one.component for one in found] == ["early", "sure", "load"]
    assert found[0].seconds == pytest.approx(0.4)
    assert signs.ranked([sign(4, "soon"), found[0]])[0].component == "soon"


def test_a_pause_of_writes_is_a_sign_from_the_fault_on() -> None:
    gaps = [
        (FAULT - timedelta(seconds=9), FAULT - timedelta(seconds=8)),
        (FAULT - timedelta(seconds=1), FAULT + timedelta(seconds=4)),
    ]
    (found,) = signs.of_gaps("Kafka", "Writes acknowledged by Kafka", gaps, FAULT, UNTIL)
    assert (found.seconds, found.says) == (0.0, "Writes acknowledged by Kafka: none for 4.0 s")
    assert signs.of_gaps("Kafka", "Writes", gaps[:1], FAULT, UNTIL) == []


def test_less_than_an_idle_machine_does_is_no_change() -> None:
    step = timedelta(seconds=5)
    points = [(FAULT + (n - 8) * step, 0.01 if n < 10 else 0.03) for n in range(30)]
    idle = Watched("workload_cpu", "CPU used", "cores", "a", points, step)
    busy = replace(idle, points=[(at, 10 * value) for at, value in points])
    assert signs.of_metrics([idle], FAULT, UNTIL) == []
    assert [one.component for one in signs.of_metrics([busy], FAULT, UNTIL)] == ["a"]


def test_events_of_the_faults_own_second_count_though_they_have_no_fraction() -> None:
    lines = [
        "2026-11-21T02:01:00Z Normal Killing Pod/kafka-3: Stopping container kafka",
        "2026-11-21T02:00:59Z Normal Killing Pod/kafka-1: Stopping container kafka",
        "2026-11-21T02:01:01Z Normal Pulled Pod/kafka-3: image present",
    ]
    (found,) = signs.of_events(events.collapsed(lines), FAULT, UNTIL)
    assert found.component == "kafka-3"
    assert found.seconds == 0


def test_a_line_that_warned_before_the_fault_is_no_sign_of_it() -> None:
    said = templates.collapsed(
        "log of postgresql-0",
        [
            "2026-11-21 02:00:10.000 UTC [7] ERROR:  duplicate key",
            "2026-11-21 02:01:03.100 UTC [9] ERROR:  invalid page in block 0",
            "2026-11-21 02:01:04.000 UTC [9] LOG:  checkpoint complete",
        ],
    )
    (found,) = signs.of_logs(said, FAULT, UNTIL)
    assert found.component == "postgresql-0"
    assert "invalid page in block <n>" in found.says
    assert found.seconds == pytest.approx(2.7)


def test_events_of_an_object_and_a_reason_are_one_with_the_first_moment() -> None:
    lines = [
        "2026-11-21T02:01:07Z Warning Unhealthy Pod/neo4j-0: Readiness probe failed: refused",
        "2026-11-21T02:01:05Z Warning Unhealthy Pod/neo4j-0: Readiness probe failed: timeout",
        "not read: forbidden",
    ]
    (found,) = events.collapsed(lines)
    assert (found.count, found.at.second, found.name) == (2, 5, "neo4j-0")
    assert found.matters
