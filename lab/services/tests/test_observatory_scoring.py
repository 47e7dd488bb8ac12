"""What Observatory's services promise without a cluster: scores, migrations, the series' source."""

from pathlib import Path

import pytest
from prometheus_client import CollectorRegistry, generate_latest

from observatory import migrate, settings
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
