from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy
import pytest

from drillbook.errors import UsageError
from drillbook.forecast.outlook import Exhaustion, outlook
from drillbook.notebook import histories, outlooks, scale
from drillbook.notebook.capacity_inputs import Inputs, load
from drillbook.notebook.capacity_plan import Limit, Plan, Redundant, read
from drillbook.notebook.histories import limit_of, of_answers, read_load_test
from drillbook.notebook.parameters import Capacity
from drillbook.notebook.prometheus_export import Exported
from tests.notebook import prometheus_samples as planted

BEGAN = datetime(2026, 8, 1, tzinfo=UTC)
KG_RCA = read("kg_rca")


def csv_of(values: dict[str, list[float]], file: Path, more: str = ",,") -> Path:
    lines = ["time,resource,value,unit,limit,kind"]
    for name, several in values.items():
        for day, value in enumerate(several):
            at = (BEGAN + timedelta(days=day)).isoformat()
            lines.append(f"{at},{name},{value},{more}")
    file.write_text("\n".join(lines) + "\n", "utf-8")
    return file


def growing(now: float, a_day: float, days: int = 90, seed: int = 0) -> list[float]:
    chance = numpy.random.default_rng(seed)
    return [float(now + a_day * day + chance.normal(0, a_day)) for day in range(days)]


def given(file: Path, **more: object) -> Capacity:
    return Capacity.model_validate({"history": file, **more})


def test_a_csv_is_read_with_the_runbooks_limit_where_it_gives_none(tmp_path: Path) -> None:
    file = csv_of({"kafka_lag": [1.0, 2.0], "disk": [3.0]}, tmp_path / "h.csv", "GiB,9,gauge")
    lag, disk = histories.read(file, KG_RCA)
    assert (lag.name, lag.limit, lag.limit_source) == ("kafka_lag", 9, "h.csv")
    assert (disk.unit, disk.samples) == ("GiB", ((BEGAN, 3.0),))
    (lag,) = histories.read(csv_of({"kafka_lag": [1.0]}, tmp_path / "i.csv"), KG_RCA)
    assert lag.limit == 10_000
    assert lag.limit_source == "Monitoring & Dashboards / Setting Up Alerts"


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("", r"columns are none; needed are resource, time, value"),
        ("time,resource\n", r"columns are resource, time"),
        ("time,resource,value,extra\n", "columns are extra"),
        ("time,resource,value\n", "no line below its header"),
        ("time,resource,value\n2026-08-01T00:00:00,disk,1\n", r"line 2: time .* has no zone"),
        ("time,resource,value\nyesterday,disk,1\n", "line 2: time: Invalid isoformat"),
        ("time,resource,value\n2026-08-01T00:00:00Z,disk,much\n", "line 2: value: could not"),
        ("time,resource,value\n2026-08-01T00:00:00Z,disk,nan\n", "line 2: value 'nan' is no"),
        ("time,resource,value\n2026-08-01T00:00:00Z,disk\n", "line 2: it has not as many cells"),
        (
            "time,resource,value,kind\n2026-08-01T00:00:00Z,disk,1,gage\n",
            "kind of disk is 'gage'; gauge or counter",
        ),
    ],
)
def test_a_csv_that_is_wrong_says_where_and_what(text: str, complaint: str, tmp_path: Path) -> None:
    file = tmp_path / "wrong.csv"
    file.write_text(text, "utf-8")
    with pytest.raises(UsageError, match=complaint) as caught:
        histories.read(file, Plan())
    assert str(file) in str(caught.value)


def test_a_directory_without_answers_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no exported answer of Prometheus"):
        histories.read(tmp_path, KG_RCA)


def test_prometheus_answers_are_histories_of_what_has_a_limit() -> None:
    answers = {
        "volume_used": planted.exported(
            "volume_used", {"data-0": [5.0], "data-1": [6.0]}, "persistentvolumeclaim"
        ),
        "volume_capacity": planted.exported(
            "volume_capacity", {"data-0": [10.0]}, "persistentvolumeclaim"
        ),
        "pod_cpu": planted.exported("pod_cpu", {"a": [1.0]}),
    }
    found = list(of_answers(answers, KG_RCA))
    assert [(one.name, one.limit) for one in found] == [
        ("volume_used data-0", 9.0),  # 0.9 of 10
        ("volume_used data-1", None),
    ]
    assert limit_of(Limit(resource="x", section="", at=7), "", {}) == 7


def test_the_days_until_a_limit_are_told_as_a_range(tmp_path: Path) -> None:
    # 50 + 1 a day: 139 on the last of 90 days, 150 eleven days later.
    file = csv_of({"disk": growing(50, 1)}, tmp_path / "h.csv", "GiB,150,gauge")
    inputs, _ = load(given(file))
    said = outlooks.told(outlooks.looked_at(inputs, given(file)), given(file)).text
    row = next(line for line in said.splitlines() if line.startswith("disk"))
    cells = row.split(" | ")
    assert cells[2] == "150 GiB (h.csv)"
    earliest, rest = cells[3].split(" to ")
    latest, likely = rest.split(" days, likely ")
    assert float(earliest) <= 11 <= float(latest)
    assert abs(float(likely) - 11) <= 1


def test_a_large_client_is_worth_its_number_of_mean_clients(tmp_path: Path) -> None:
    file = csv_of({"disk": growing(50, 1)}, tmp_path / "h.csv", "GiB,,gauge")
    asked = given(file, clients=20, large_client=5, large_client_in_days=10, growth_factor=2)
    inputs, _ = load(asked)
    found = outlooks.scenario(inputs.histories[0], inputs, asked)
    assert found.jump == pytest.approx(inputs.histories[0].series().last / 20 * 5)
    assert (found.growth, found.jump_at) == (2, 10)


def test_what_cannot_be_forecast_is_listed_with_the_reason(tmp_path: Path) -> None:
    file = csv_of({"disk": [1.0] * 10}, tmp_path / "h.csv", "GiB,9,gauge")
    inputs, _ = load(given(file))
    said = outlooks.told(outlooks.looked_at(inputs, given(file)), given(file)).text
    assert "No history could be forecast." in said
    assert "disk | 10 | 10 steps of a day were seen, and 42 are needed" in said
    assert "unknown" in outlooks.told([], given(file)).text


def test_backtests_stand_beside_naive_for_used_and_refused_alike(tmp_path: Path) -> None:
    walk = numpy.cumsum(numpy.random.default_rng(3).normal(0, 1, 90)).tolist()
    file = csv_of({"disk": growing(50, 1), "walk": walk}, tmp_path / "h.csv", "GiB,,gauge")
    inputs, _ = load(given(file))
    found = [outlook(one.series()) for one in inputs.histories]
    rows = outlooks.backtests(found).text.splitlines()
    assert rows[1].startswith("disk |")
    assert rows[1].endswith("3 x 30 steps | used")
    assert rows[2].endswith("refused")
    assert "<svg" in str(outlooks.fans(found).html)


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (Exhaustion(0, 0, 0), "reached now"),
        (Exhaustion(None, None, None), "not within 30 days"),
        (Exhaustion(10, None, None), "10 to more than 30 days"),
        (Exhaustion(10, 12, None), "10 to more than 30 days, likely 12"),
        (Exhaustion(10, 12, 15), "10 to 15 days, likely 12"),
    ],
)
def test_a_range_never_reaches_farther_than_the_forecast(found: Exhaustion, said: str) -> None:
    assert outlooks.days(found, 30) == said


def test_head_room_is_looked_at_for_all_that_the_plan_names() -> None:
    plan = Plan(
        redundant=(
            Redundant(name="Kafka", resource="pod_cpu", members="kafka", of="pod_cpu_limit"),
        )
    )
    inputs = Inputs("kg_rca", None, None, 0, planted.lab_answers(), plan)
    # 0.2 and 0.4 cores; with kafka-0 gone kafka-1 carries 0.6 of its 0.5.
    said = scale.head_room(inputs).text
    assert "Kafka | pod_cpu | 2 | 600 mCPU | 600 mCPU, 120% of what it may | ✗ no" in said


def test_neither_a_namesake_nor_a_pod_that_was_replaced_is_a_member() -> None:
    answer = planted.exported(
        "pod_cpu",
        {
            "kafka-0": [0.2] * 9,
            "kafka-1": [0.4] * 9,
            "kafka-exporter-5db47b67bc-f7m7q": [0.1] * 9,
            "kafka-tools-0": [0.1] * 9,
            "api-ddbdb4d65-4f6f9": [0.1] * 4,
            "api-ddbdb4d65-6c9ld": [0.3] * 9,
            "api-ddbdb4d65-7gf7b": [0.2] * 9,
        },
    )
    limits = {one.labels["pod"]: [1.0] * 9 for one in answer.series}
    answers = {"pod_cpu": answer, "pod_cpu_limit": planted.exported("pod_cpu_limit", limits)}
    redundant = tuple(
        Redundant(name=name, resource="pod_cpu", members=name, of="pod_cpu_limit")
        for name in ("kafka-", "api", "nothing")
    )
    said = scale.head_room(Inputs("kg_rca", None, None, 0, answers, Plan(redundant=redundant))).text
    assert "kafka- | pod_cpu | 2 | 600 mCPU | 600 mCPU, 60% of what it may | ✓ yes" in said
    assert "api | pod_cpu | 2 | 500 mCPU | 500 mCPU, 50% of what it may | ✓ yes" in said
    assert "nothing | pod_cpu |  |  |  | unknown: none of it was seen" in said


@pytest.mark.parametrize(
    ("limits", "requests", "said"),
    [
        ({}, {"api-0": 0.5, "api-1": 0.5, "api-2": 0.5}, "75% of what it requests | ✓ yes"),
        ({}, {"api-0": 0.1, "api-1": 0.5, "api-2": 0.5}, "✗ no"),
        ({}, {"api-0": 1.0, "api-1": 1.0, "api-2": 1.0}, "38% of what it requests | ✓ yes"),
        ({"api-0": 9.0}, {"api-0": 1.0, "api-1": 1.0, "api-2": 1.0}, "no limit is known of api-1"),
        ({}, {"api-0": 1.0}, "no limit is known of api-1, api-2"),
    ],
)
def test_without_a_limit_of_cpu_a_pod_is_held_against_its_request(
    limits: dict[str, float], requests: dict[str, float], said: str
) -> None:
    def steady(name: str, values: dict[str, float]) -> Exported:
        return planted.exported(name, {pod: [value] * 9 for pod, value in values.items()})

    used = {"api-0": 0.25, "api-1": 0.25, "api-2": 0.25}
    answers = {
        "pod_cpu": steady("pod_cpu", used),
        "pod_cpu_limit": steady("pod_cpu_limit", limits),
        "pod_cpu_request": steady("pod_cpu_request", requests),
    }
    plan = Plan(
        redundant=(Redundant(name="api", resource="pod_cpu", members="api", of="pod_cpu_limit"),)
    )
    assert said in scale.head_room(Inputs("kg_rca", None, None, 0, answers, plan)).text


def test_a_load_test_is_fitted_and_its_bend_is_said(tmp_path: Path) -> None:
    rows = [(n, 1000 * n / (1 + 0.05 * (n - 1) + 0.01 * n * (n - 1))) for n in (1, 2, 4, 8, 16)]
    file = tmp_path / "load.csv"
    lines = "".join(f"{n},{rate}\n" for n, rate in rows)
    file.write_text(f"consumers,throughput\n{lines}", "utf-8")
    measured, unit = read_load_test(file)
    said = scale.law_of_scale(measured, unit).text
    assert "One consumer does 1,000 messages/s; 5.0% of the work queues" in said
    assert "highest at about 9.7 consumers" in said
    assert "no load test" in scale.law_of_scale([], unit).text
    assert "No law can be fitted" in scale.law_of_scale(measured[:2], unit).text


def test_a_run_is_not_needed_for_a_history(tmp_path: Path) -> None:
    file = csv_of({"disk": growing(50, 1)}, tmp_path / "h.csv")
    inputs, frozen = load(given(file))
    assert inputs.target is None
    assert inputs.today == (BEGAN + timedelta(days=89)).date()
    assert inputs.why_not("pod_cpu") == "unknown: no run was given"
    assert frozen.data["histories"][0]["name"] == "disk"


def test_a_large_client_is_worth_nothing_known_where_nobody_says_how_many_there_are(
    tmp_path: Path,
) -> None:
    asked = given(csv_of({"disk": growing(5, 1)}, tmp_path / "h.csv"), large_client=2)
    inputs = Inputs(
        "other", None, None, 0, {}, Plan(), tuple(histories.read(tmp_path / "h.csv", Plan()))
    )
    with pytest.raises(UsageError, match="nothing says how many clients there are now"):
        outlooks.looked_at(inputs, asked)
    of_ten = asked.model_copy(update={"clients": 10})
    assert outlooks.scenario(inputs.histories[0], inputs, of_ten).jump > 0
