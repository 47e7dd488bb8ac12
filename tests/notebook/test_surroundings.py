"""Ten kinds of faults, each with planted series: is the injected cause among the first three?"""

import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import numpy
import pytest

from drillbook.evidence.model import EventRecord, Evidence, LogRecord
from drillbook.notebook import incident_report, moments, postmortem, response, seen_around
from drillbook.notebook.incident_queries import FIRING, incident_queries
from drillbook.notebook.prometheus_export import AlertRule, Exported, ExportedSeries, Query
from drillbook.notebook.surroundings import EVENTS, Surroundings
from tests.evidence import samples

STEP = 5
FAULT_STEP = 24  # two minutes of what is usual come first
STEPS = 48
KNOWN = {query.name: query for query in incident_queries("kg-rca-server")}
PODS = ("kafka-0", "kafka-1", "kafka-2", "kafka-3", "kafka-4", "neo4j-0", "postgresql-0",
        "graph-builder", "kg-api", "graph-exporter")  # fmt: skip
#: The component that a fault is brought to, and in which series it shows how: (metric, by what
#: factor it changes, how many samples after the fault).
KINDS = {
    "broker killed": ("kafka-3", [("pods_ready", 0.0, 1), ("kafka_broker_up", 0.0, 1)]),
    "broker scaled away": ("kafka-4", [("kafka_broker_up", 0.0, 2), ("pods_ready", 0.0, 2)]),
    "pods of a workload killed": ("graph-builder", [("pods_ready", 0.6, 1)]),
    "workload scaled to none": ("graph-builder", [("replicas_wanted", 0.0, 1)]),
    "one pod of the API killed": ("kg-api", [("pods_ready", 0.9, 1), ("scraped", 0.9, 1)]),
    "PostgreSQL stopped": ("postgresql-0", [("pods_ready", 0.0, 2), ("workload_memory", 0.3, 2)]),
    "Neo4j stopped": ("neo4j-0", [("neo4j_up", 0.0, 1), ("pods_ready", 0.0, 2)]),
    "CPU pressed": ("postgresql-0", [("workload_cpu", 8.0, 2)]),
    "memory filled": ("neo4j-0", [("workload_memory", 1.8, 2)]),
    "network cut": ("kafka-2", [("workload_received", 0.02, 2), ("kafka_broker_up", 0.0, 3)]),
}
#: What follows from any fault, later: lag grows, another component's work changes.
LATER = [("kafka_lag", "kafka", 40.0, 4), ("workload_cpu", "graph-exporter", 2.0, 5)]
USUAL = {"pods_ready": 10.0, "replicas_wanted": 10.0, "scraped": 10.0, "kafka_broker_up": 1.0,
         "neo4j_up": 1.0, "workload_cpu": 0.2, "workload_memory": 3e8, "kafka_lag": 50.0,
         "workload_received": 2e5}  # fmt: skip
NOISY = {"workload_cpu": 0.08, "workload_memory": 0.02, "workload_received": 0.1, "kafka_lag": 0.1}


def at(step: float) -> datetime:
    return samples.NIGHT + timedelta(seconds=STEP * step)


def series(
    name: str, of: str, chance: numpy.random.Generator, factor: float = 1.0, late: int = 0
) -> ExportedSeries:
    values = USUAL[name] * (1 + NOISY.get(name, 0.0) * chance.normal(0, 1, STEPS))
    values[FAULT_STEP + late :] *= factor
    return ExportedSeries(
        labels={"component": of}, points=tuple((at(n), float(v)) for n, v in enumerate(values))
    )


def answered(name: str, found: list[ExportedSeries], query: Query | None = None) -> Exported:
    return Exported(
        query=query or KNOWN[name],
        source="http://198.18.0.14:9090",
        start=at(0),
        end=at(STEPS - 1),
        step_seconds=STEP,
        series=tuple(found),
    )


def drill(**more: Any) -> Evidence:
    fault = at(FAULT_STEP) - timedelta(seconds=1)
    happened = (
        EventRecord(at=fault, kind="fault", text="something is done"),
        EventRecord(at=at(FAULT_STEP), kind="effect", text="seen", details={"detection": 0.3}),
    )
    return samples.broker_loss().model_copy(
        update={
            "started": at(FAULT_STEP - 2),
            "ended": at(STEPS - 8),
            "timeline": happened,
            "ledgers": (),
            **more,
        }
    )


def planted(kind: str, seed: int = 0) -> Surroundings:
    component, changed = KINDS[kind]
    chance = numpy.random.default_rng(seed)
    effects = {(name, component): (factor, late) for name, factor, late in changed}
    effects |= {(name, of): (factor, late) for name, of, factor, late in LATER}
    answers = {}
    for name in USUAL:
        of = {"kafka_broker_up": PODS[:5], "neo4j_up": ("neo4j-0",), "kafka_lag": ("kafka",)}
        found = [
            series(name, one, chance, *effects.get((name, one), (1.0, 0)))
            for one in of.get(name, PODS)
        ]
        answers[name] = answered(name, found)
    return Surroundings(drill(), answers)


@pytest.mark.parametrize("kind", KINDS)
def test_the_cause_is_among_the_first_three_of_all_that_changed(kind: str) -> None:
    found = planted(kind).signs()
    assert KINDS[kind][0] in [sign.component for sign in found[:3]]
    assert "kafka" in [sign.component for sign in found]  # what followed later is found, too


def test_without_a_fault_in_the_series_nothing_changed_but_by_chance() -> None:
    chance = numpy.random.default_rng(7)
    answers = {
        name: answered(name, [series(name, pod, chance) for pod in PODS])
        for name in ("pods_ready", "workload_cpu", "workload_memory")
    }
    assert len(Surroundings(drill(), answers).signs()) <= 1


def test_a_workload_that_is_gone_counts_none_though_it_has_no_sample() -> None:
    chance = numpy.random.default_rng(0)
    whole = series("pods_ready", "kafka-3", chance)
    gone = ExportedSeries(labels=whole.labels, points=whole.points[: FAULT_STEP + 1])
    around = Surroundings(drill(), {"pods_ready": answered("pods_ready", [gone])})
    (sign,) = around.signs()
    assert (sign.component, sign.seconds) == ("kafka-3", 6.0)
    assert sign.says.endswith("10 → 0 pods")


def with_alert(held_from: int, fired_at: int | None) -> Surroundings:
    rule = AlertRule(
        name="KafkaBrokerLost",
        severity="critical",
        expression="kafka_broker_up == 0",
        for_seconds=10,
        every_seconds=STEP,
    )
    query = Query(name="alert_rule_000", says="x", unit="series", query="count(x)", alert=rule)
    held = ExportedSeries(
        labels={}, points=tuple((at(n), float(n >= held_from)) for n in range(STEPS))
    )
    firing = [ExportedSeries(labels={}, points=tuple((at(n), 0.0) for n in range(STEPS)))]
    if fired_at is not None:
        points = tuple((at(n), 1.0) for n in range(fired_at, STEPS))
        firing.append(ExportedSeries(labels={"alertname": rule.name}, points=points))
    answers = {"alert_rule_000": answered("", [held], query), FIRING: answered(FIRING, firing)}
    return Surroundings(drill(), answers)


def test_an_alert_that_fires_in_time_is_detection_against_its_rule() -> None:
    around = with_alert(FAULT_STEP + 1, FAULT_STEP + 4)
    assert "KafkaBrokerLost (critical) | fired in time" in seen_around.alerts(around).text
    # Fired at 4 steps of 5 s and the second before them; due at 1 step + 10 + 5 + 2 * 5 + 5 s.
    row = "detection by alert KafkaBrokerLost | 21.0 s |  | 36.0 s (its rule) | ✓ kept"
    assert row in response.recovery(around).text
    assert any(one.kind == "alert" for one in moments.every(around))


def test_an_alert_that_is_missing_becomes_an_action_item_and_a_lesson() -> None:
    around = with_alert(FAULT_STEP + 1, None)
    assert "KafkaBrokerLost (critical) | missing" in seen_around.alerts(around).text
    said = incident_report.report(around).text
    assert "Find out why alert KafkaBrokerLost does not fire" in said
    assert "- Alert KafkaBrokerLost: missing" in said
    assert "✗ 1 missing" in response.recovery(around).text


def test_without_an_export_alerts_and_metrics_are_named_as_not_known() -> None:
    bare = Surroundings(drill(), {})
    assert seen_around.alerts(bare).text.startswith("unknown")
    assert seen_around.events(bare).text.startswith("unknown")
    assert seen_around.logs(bare).text.startswith("unknown")
    said = seen_around.missing(bare).text
    for name in ("metrics, alerts", "Kubernetes' events", "log lines", "data lost"):
        assert name in said


def test_events_and_log_lines_of_the_evidence_are_shown_collapsed() -> None:
    moment = at(FAULT_STEP).isoformat()[:19]
    logs = (
        LogRecord(
            component=EVENTS,
            lines=(f"{moment}Z Normal Killing Pod/kafka-3: Stopping container kafka",) * 2,
        ),
        LogRecord(
            component="log of kafka-2",
            lines=tuple(f"{moment},{n:03} WARN lost 10.0.0.{n}:9092" for n in range(5)),
        ),
    )
    around = Surroundings(drill(logs=logs), {})
    assert "Killing | Pod/kafka-3 | 2 | Stopping container kafka" in seen_around.events(around).text
    assert "warning | 5 | +1.0 s | log of kafka-2" in seen_around.logs(around).text
    assert [sign.component for sign in around.signs()] == ["kafka-3", "kafka-2"]
    assert {"Kubernetes", "log"} <= {one.kind for one in moments.every(around)}


def test_the_error_budget_is_30_days_times_what_the_objective_leaves() -> None:
    failed = samples.restore_over_budget()
    # 105 s without an acknowledgement, of 30 days * 86,400 s * 0.001 = 2,592 s.
    said = response.error_budget(failed, 0.999).text
    assert f"| {105 / 2592:.1%}" in said
    assert response.error_budget(failed, None).text.startswith("Error budget: unknown")


def test_every_field_of_the_incident_report_is_filled_or_says_why_not() -> None:
    said = incident_report.report(Surroundings(samples.restore_over_budget(), {})).text
    for field in (
        "Incident report: ",
        "Date: 2026-11-21",
        "Duration: 2026-11-21 02:03:32.000 UTC to ",
        "Severity: P0: data was lost (41 acknowledged writes)",
        "Impact: ",
        "Issue detected: 2026-11-21 02:03:32.800 UTC, by probe",
        "Response team notified: not in the evidence",
        "Initial investigation started: ",
        "Root cause identified: ",
        "Fix implemented: ",
        "Service restored: ",
        "Incident closed: ",
        "Root cause",
        "Resolution",
        "Lessons learned",
        "Action items",
        "Prevention",
    ):
        assert field in said


@pytest.mark.parametrize(
    ("change", "level"),
    [
        ({"lost": 3}, "P0"),
        ({"lost": 0}, "P0"),
        ({"lost": 0, "gaps": (), "failed": 2}, "P1"),
        ({"lost": 0, "gaps": (), "failed": 0, "unknown": 0}, "P2"),
    ],
)
def test_the_severity_follows_what_users_lost(change: dict[str, Any], level: str) -> None:
    failed = samples.restore_over_budget()
    ledger = failed.ledgers[0].model_copy(update=change)
    found, _ = incident_report.severity(failed.model_copy(update={"ledgers": (ledger,)}))
    assert found == level


def test_metrics_beside_the_evidence_are_cut_to_the_drill_and_frozen(tmp_path: Path) -> None:
    whole = planted("broker killed")
    (tmp_path / "evidence").mkdir()
    file = tmp_path / "evidence" / "001-x.json"
    file.write_text(whole.drill.model_dump_json(by_alias=True), "utf-8")
    place = tmp_path / "prometheus" / "kg_rca" / "incident"
    place.mkdir(parents=True)
    for name, answer in whole.answers.items():
        (place / f"{name}.json").write_text(answer.model_dump_json(), "utf-8")
    around, frozen = postmortem.load(file)
    assert [one.component for one in around.signs()] == [one.component for one in whole.signs()]
    kept = json.loads(json.dumps(frozen.data))
    points = kept["prometheus"]["pods_ready"]["series"][0]["points"]
    end = whole.drill.ended + timedelta(seconds=30)
    assert all(datetime.fromisoformat(moment) <= end for moment, _ in points)
