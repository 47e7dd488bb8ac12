"""What Observatory's services promise without a cluster: scores, migrations, the series' source."""

import asyncio
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from prometheus_client import CollectorRegistry, generate_latest

from observatory import frontend, migrate, notifications, settings
from observatory.scoring import Baseline, anomalies, score
from observatory.series import Paths
from reference.settings import SettingError

USUAL = Baseline(100, 10, 0)


def test_what_is_further_away_scores_higher_and_the_mean_scores_nothing() -> None:
    assert score(100, USUAL) == 0
    assert score(156.66667, USUAL) == pytest.approx(0.85)
    assert score(10, USUAL) == pytest.approx(0.9)


def test_a_score_at_the_threshold_is_an_anomaly_and_one_below_is_none() -> None:
    found = anomalies([189.99, 190.0, 10.0], USUAL, 0.9)
    assert [value for value, _ in found] == [190.0, 10.0]


def test_migrations_go_up_and_down_by_the_revisions_between() -> None:
    assert [revision for _, revision in migrate.steps("0001", "0002")] == ["0002"]
    assert [revision for _, revision in migrate.steps("0002", "0001")] == ["0001"]
    assert migrate.steps("0002", "0002") == []


def test_an_empty_threshold_is_named_as_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANOMALY_DETECTION_THRESHOLD", "")
    with pytest.raises(SettingError, match="ANOMALY_DETECTION_THRESHOLD is not set"):
        settings.read()


def test_there_are_as_many_paths_as_the_file_says_at_each_look(tmp_path: Path) -> None:
    file = tmp_path / "paths"
    file.write_text("2\n")
    registry = CollectorRegistry()
    registry.register(Paths(file))
    assert generate_latest(registry).count(b'le="+Inf"') == 2
    file.write_text("5")
    assert generate_latest(registry).count(b'le="+Inf"') == 5


def test_a_broken_release_and_the_maintenance_page_are_ready_and_answer_with_an_error() -> None:
    for state, status in ((frontend.WELL, 200), (frontend.MAINTENANCE, 503), (frontend.BROKEN, 503)):
        assert asyncio.run(_statuses(frontend.served(state))) == (status, 200)


async def _statuses(app: web.Application) -> tuple[int, int]:
    async with TestClient(TestServer(app)) as client:
        return (await client.get("/api/v1/metrics/overview")).status, (await client.get("/live")).status


def test_a_message_is_kept_with_its_receiver_and_listed_again() -> None:
    alert = {"status": "firing", "labels": {"alertname": "HighLatency"}}

    async def told() -> list[dict[str, object]]:
        async with TestClient(TestServer(notifications.served())) as client:
            await client.post("/pager", json={"alerts": [alert], "groupKey": "g"})
            found: list[dict[str, object]] = await (await client.get("/received")).json()
            return found

    found = asyncio.run(told())
    assert [(one["receiver"], one["labels"]) for one in found] == [("pager", alert["labels"])]
