"""What an alert does with series: told as stories, and evaluated by promtool from the manifests."""

import subprocess
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import yaml


@dataclass(frozen=True)
class Story:
    """Series from the start on, an alert, and when it first fires; None: not within 3 hours."""

    alert: str
    series: dict[str, str]
    fires_after: timedelta | None


def minutes(count: float) -> timedelta:
    return timedelta(minutes=count)


def write_rules(manifests: Path, directory: Path) -> list[str]:
    """Write the rule files out of a system's ConfigMaps; return their paths."""
    written = []
    for manifest in sorted(manifests.glob("rules-*.yaml")):
        for name, text in yaml.safe_load(manifest.read_text(encoding="utf-8"))["data"].items():
            (directory / name).write_text(text, encoding="utf-8")
            written.append(str(directory / name))
    return written


def told_by(promtool: Path, story: Story, manifests: Path, directory: Path) -> str:
    """Return what promtool says against a story; nothing when it comes true."""
    if story.fires_after is None:
        looks = [_firing(story.alert, at, wanted=False) for at in (minutes(30), minutes(180))]
    else:
        before = story.fires_after - timedelta(seconds=30)
        looks = [_firing(story.alert, before, wanted=False),
                 _firing(story.alert, story.fires_after, wanted=True)]  # fmt: skip
    series = [{"series": name, "values": values} for name, values in story.series.items()]
    tests = {
        "rule_files": write_rules(manifests, directory),
        "evaluation_interval": "30s",
        "tests": [{"interval": "30s", "input_series": series, "promql_expr_test": looks}],
    }
    file = directory / "story.yaml"
    file.write_text(yaml.safe_dump(tests), encoding="utf-8")
    done = subprocess.run(
        [str(promtool), "test", "rules", str(file)], capture_output=True, text=True, check=False
    )
    return "" if done.returncode == 0 else done.stdout + done.stderr


def _firing(alert: str, at: timedelta, *, wanted: bool) -> dict[str, object]:
    return {
        "expr": f'count(ALERTS{{alertname="{alert}",alertstate="firing"}}) or vector(0)',
        "eval_time": f"{at.total_seconds():.0f}s",
        "exp_samples": [{"labels": "{}", "value": int(wanted)}],
    }
