"""What the lab's rules record looks back no longer than a check of an alert on it allows for."""

from pathlib import Path

import pytest
import yaml

from drillbook.checks import alerts

RULES = sorted(Path("lab/systems").glob("*/rules-*.yaml"))


@pytest.mark.parametrize("file", RULES, ids=str)
def test_a_recorded_figure_looks_back_over_a_minute_at_most(file: Path) -> None:
    groups = [
        group
        for document in yaml.safe_load_all(file.read_text(encoding="utf-8"))
        for text in (document.get("data") or {"": file.read_text(encoding="utf-8")}).values()
        for group in (yaml.safe_load(text) or {}).get("groups", ())
    ]
    assert groups
    for rule in (rule for group in groups for rule in group["rules"]):
        if ":" in rule.get("record", ""):
            allowed = alerts.RECORDED_OVER + alerts.MEASURED_LATE
            assert alerts.window(rule["expr"]) <= allowed, rule["record"]
