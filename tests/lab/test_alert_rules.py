"""The alerts of the lab's systems as promtool evaluates them, and the runbook's own rules."""

from pathlib import Path

import pytest
import yaml

from drillbook.lab.toolchain import ensure_toolchain
from tests.lab import kg_rca_alerts, neurallog_alerts
from tests.lab.alert_stories import Story, told_by, write_rules

SYSTEMS = Path(__file__).parents[2] / "lab" / "systems"
STORIES = [
    pytest.param(system, story, id=f"{system}-{story.alert}-{next(iter(story.series))}")
    for system, stories in (
        ("kg_rca", kg_rca_alerts.STORIES),
        ("neurallog", neurallog_alerts.STORIES),
    )
    for story in stories
]
pytestmark = pytest.mark.lab


@pytest.fixture(scope="module")
def promtool() -> Path:
    return ensure_toolchain(["promtool"]) / "promtool"


@pytest.mark.parametrize(("system", "story"), STORIES)
def test_an_alert_fires_when_its_for_is_over_and_not_before(
    system: str, story: Story, promtool: Path, tmp_path: Path
) -> None:
    assert not told_by(promtool, story, SYSTEMS / system, tmp_path)


def test_the_rules_of_kg_rcas_runbook_stand_as_it_writes_them(tmp_path: Path) -> None:
    """Facts alone: name, expression, duration, severity."""
    write_rules(SYSTEMS / "kg_rca", tmp_path)
    rules = yaml.safe_load((tmp_path / "alerting-rules.yaml").read_text(encoding="utf-8"))
    group = rules["groups"][0]
    assert (group["name"], group["interval"]) == ("server-critical", "30s")
    assert [
        (one["alert"], one.get("for"), one["labels"]["severity"]) for one in group["rules"]
    ] == [
        ("Neo4jDown", "2m", "critical"),
        ("KafkaBrokerDown", "1m", "critical"),
        ("HighConsumerLag", "5m", "warning"),
        ("LowRCAAccuracy", "10m", "warning"),
        ("DiskSpaceHigh", "5m", "warning"),
        ("PodRestartingFrequently", None, "warning"),
    ]
