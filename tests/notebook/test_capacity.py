import math
import random
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from drillbook.errors import UsageError
from drillbook.forecast.growth import Projection
from drillbook.notebook import capacity, growth
from drillbook.notebook.capacity import component
from drillbook.notebook.capacity_inputs import Inputs, load
from drillbook.notebook.capacity_plan import Plan, read
from drillbook.notebook.growth import projection
from drillbook.notebook.parameters import Capacity
from drillbook.notebook.trend import NoTrend, Trend, trend
from tests.evidence import samples
from tests.notebook import prometheus_samples as planted

KG_RCA = read("kg_rca")
NOTHING_PLANNED = Plan()


@pytest.fixture
def run(tmp_path: Path) -> Path:
    samples.write_night(tmp_path)
    planted.write(tmp_path / "prometheus" / "kg_rca")
    return tmp_path


@pytest.fixture
def inputs(run: Path) -> Inputs:
    return load(given(run))[0]


def given(run: Path, **more: float) -> Capacity:
    return Capacity.model_validate({"run": run, **more})


def test_the_runbooks_example_is_full_in_15_months_and_planned_in_12(tmp_path: Path) -> None:
    assumed = growth.assumed(given(tmp_path), KG_RCA)
    assert isinstance(assumed, growth.Assumed)
    assert projection(assumed) == Projection(15, 12)
    said = growth.projected(given(tmp_path), KG_RCA, date(2026, 11, 21)).text
    assert "Full in 15 months (2028-02); plan more infrastructure in 12 months (2027-11)." in said


@pytest.mark.parametrize(
    ("clients", "said"),
    [
        (180, "Full in 2 months (2027-01); the plan was due 1 month ago."),
        (200, "There is no room now: 200 of 200 clients."),
        (250, "There is no room now: 250 of 200 clients."),
        (195, "Full in 0 months (2026-11); the plan was due 3 months ago."),
    ],
)
def test_a_plan_that_is_overdue_says_so(tmp_path: Path, clients: int, said: str) -> None:
    shown = growth.projected(given(tmp_path, clients=clients), KG_RCA, date(2026, 11, 21))
    assert said in shown.text


def test_scenarios_are_the_same_arithmetic_with_other_inputs(tmp_path: Path) -> None:
    rows = growth.scenarios(given(tmp_path, large_client=40), KG_RCA).text.splitlines()[1:]
    # 150 / 10, 150 / 20, 110 / 10, 110 / 20, rounded down; three months before.
    assert [row.split(" | ")[1:] for row in rows] == [
        ["15 months", "12 months"],
        ["7 months", "4 months"],
        ["11 months", "8 months"],
        ["5 months", "2 months"],
    ]


def test_a_what_if_moves_the_projection_that_is_drawn(tmp_path: Path) -> None:
    asked = given(tmp_path, growth_factor=2, large_client=50)
    shown = growth.projected(asked, KG_RCA, date(2026, 11, 21))
    assert (
        "Full in 5 months (2027-04); plan more infrastructure in 2 months (2027-01)." in shown.text
    )


def test_inputs_are_stated_with_their_source(tmp_path: Path) -> None:
    said = growth.stated(given(tmp_path, clients_a_month=20), KG_RCA).text
    assert "clients added every month | 20 | given as a parameter" in said
    assert "clients that fit | 200 | the runbook, Capacity Planning / Growth Projections" in said


def test_a_runbook_that_projects_no_growth_gets_none_of_anothers(tmp_path: Path) -> None:
    asked = given(tmp_path, clients=7)
    said = growth.stated(asked, NOTHING_PLANNED).text
    assert "No growth of clients is stated in runbooks/capacity/kg_rca.yaml" in said
    assert "to give: clients_a_month, clients_at_most, plan_months_before" in said
    shown = growth.projected(asked, NOTHING_PLANNED, date(2026, 11, 21)).text
    assert "Full in" not in shown + growth.scenarios(asked, NOTHING_PLANNED).text
    whole = given(tmp_path, clients=7, clients_a_month=1, clients_at_most=9, plan_months_before=1)
    shown = growth.projected(whole, NOTHING_PLANNED, date(2026, 11, 21)).text
    assert "Full in 2 months (2027-01)" in shown


@pytest.mark.parametrize(
    ("pod", "name"),
    [
        ("kafka-3", "kafka"),
        ("graph-builder-7c9d8f6b5-x2x4z", "graph-builder"),
        ("postgresql-backup-29393940-abcde", "postgresql-backup"),
        ("neo4j", "neo4j"),
    ],
)
def test_a_pod_is_of_the_component_that_its_name_says(pod: str, name: str) -> None:
    assert component(pod) == name


def test_usage_is_by_component_with_the_fullest_pod_against_its_limit(inputs: Inputs) -> None:
    said = capacity.usage(inputs).text
    assert "kafka | 2 | 600 mCPU | 400 mCPU, 80% of its limit (kafka-1)" in said
    assert "300.0 MiB, no limit (kafka-0)" in said
    assert "graph-builder | 1 | unknown | unknown | 1.0 MiB" in said
    assert "Lab scale" in said


def test_what_has_no_data_is_unknown_and_says_why(inputs: Inputs) -> None:
    why = "Prometheus had no answer to volume_used (see the appendix)"
    assert capacity.volumes(inputs).text == f"unknown: {why}"
    assert "no data for volume_used{}" in capacity.queries(inputs).text
    said = capacity.cost_per_client(inputs).text
    assert f"Bytes on volumes | unknown | unknown | {why}" in said
    assert "the run has no prometheus/kg_rca/client_api_calls.json" in said


def test_volumes_that_share_a_file_system_say_nothing_of_each(inputs: Inputs) -> None:
    label, own = "persistentvolumeclaim", {"c": [900.0 * planted.MIB] * 4}
    used = {"kafka-a": [500.0 * planted.MIB] * 4, "kafka-b": [500.2 * planted.MIB] * 4, **own}
    answers = {
        "volume_used": planted.exported("volume_used", used, label=label),
        "volume_capacity": planted.exported(
            "volume_capacity", {name: [1000.0 * planted.MIB] * 4 for name in used}, label=label
        ),
    }
    shared = replace(inputs, answers={**inputs.answers, **answers})
    assert shared.one_file_system == {"kafka-a", "kafka-b"}
    assert "2 of them are directories of one file system" in capacity.volumes(shared).text
    why = "the volumes report the file system that they share"
    assert f"Bytes on volumes | unknown | unknown | {why}" in capacity.cost_per_client(shared).text


def test_the_cost_of_a_client_is_the_mean_of_what_was_measured(inputs: Inputs) -> None:
    said = capacity.cost_per_client(inputs).text
    assert "CPU of all pods | 200 mCPU | 600 mCPU" in said
    stored = planted.MIB * (1 + sum(range(80)) / 80 / 10)
    assert f"Bytes stored for clients | {capacity.size(stored)}" in said
    assert "Lab scale" in said


def test_without_a_count_of_clients_there_is_no_cost_of_one(tmp_path: Path) -> None:
    samples.write_night(tmp_path)
    bare = load(given(tmp_path))[0]
    assert "unknown" in capacity.cost_per_client(bare).text
    assert "unknown" in capacity.clients(bare).text
    assert "unknown" in capacity.usage(bare).text
    assert "unknown" in capacity.queries(bare).text


def test_every_query_is_shown_with_source_span_and_answer(inputs: Inputs) -> None:
    said = capacity.queries(inputs).text
    assert "pod_cpu{}" in said
    assert "http://198.18.0.14:9090" in said
    assert "2 series, 160 samples" in said


def test_a_system_without_drills_is_an_error(run: Path) -> None:
    with pytest.raises(UsageError, match="no drill of system 'neurallog'"):
        load(Capacity(run=run, system="neurallog"))


def test_trends_come_with_an_interval_and_a_steady_quantity_has_none(inputs: Inputs) -> None:
    said = growth.trends(inputs).text
    # 3 clients, 0.1 MiB every 15 s each: 72 MiB an hour, without noise.
    assert "Stored for all clients | 72.0 MiB | 72.0 MiB to 72.0 MiB | changes" in said
    assert "Memory of kafka | 0 B | 0 B to 0 B | no change shown" in said


def noisy(per_hour: float, seed: int, count: int = 240) -> list[tuple[datetime, float]]:
    """Return a line with noise that hangs together, as a gauge's does."""
    chance = random.Random(seed)
    drift, points = 0.0, []
    for number in range(count):
        drift = 0.8 * drift + chance.gauss(0, 1)
        at = samples.NIGHT + timedelta(seconds=15 * number)
        points.append((at, 100 + per_hour * number * 15 / 3600 + drift))
    return points


def test_the_interval_of_a_trend_holds_the_truth_about_as_often_as_it_says() -> None:
    held = 0
    for seed in range(200):
        found = trend(noisy(5.0, seed))
        assert isinstance(found, Trend)
        held += found.low <= 5.0 <= found.high
    assert 0.85 <= held / 200 <= 0.99


def test_too_little_data_gives_no_trend() -> None:
    assert trend(noisy(5, 1, count=29)) == NoTrend("29 samples, and 30 are needed")
    assert trend(noisy(5, 1, count=35)) == NoTrend("510 s of data, and 600 s are needed")


def test_time_to_a_limit_is_a_range_and_only_for_growth_that_is_shown() -> None:
    assert Trend(2, 1, 4, 100, 900).hours_until(now=60, limit=100) == (10, 40)
    assert Trend(2, -1, 5, 100, 900).hours_until(now=60, limit=100) is None
    assert Trend(2, 1, 4, 100, 900).hours_until(now=100, limit=100) is None
    assert math.isclose(Trend(1, 0.5, 2, 9, 9).hours_until(0, 1)[1], 2)  # type: ignore[index]
