"""Nights on several labs side by side, with targets that are opened without a cluster."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from drillbook import lanes, nights, running
from drillbook.errors import UsageError
from drillbook.evidence import bundle
from drillbook.evidence.verify import Status, verify
from drillbook.taking import take

CONFTEST = """
import contextlib, time
from datetime import datetime, UTC
import pytest
from pytest_bdd import given, then, parsers
from drillbook import opening
from drillbook.errors import Unobservable
from drillbook.observation import Observation
from drillbook.redaction import Redactor
from drillbook.stopping import Stop
from drillbook.verdict import failed, passed

class Away:
    def get(self, path, **query): raise Unobservable("away")
    def items(self, path, **query): raise Unobservable("away")

class Opened:
    cluster, expected_uid, stop = Away(), "uid-1", Stop()
    def __init__(self, target): self.target, self.redactor = target, Redactor([])
    def system(self, name): return self.target.system(name)
    def unwatch(self): pass
    def settle(self): return self.stop.taken()
    def undo(self): return []

@contextlib.contextmanager
def opened(target, *, confirmed=None):
    yield Opened(target)
opening.opened = opened

@given("a drill that takes its time")
def _(system): time.sleep(0.4)
@then(parsers.parse("the check says {word}"))
def _(drill, word):
    now = datetime.now(UTC)
    seen = Observation("lag", 7, "kafka", "lag", now, now)
    drill.judge({"pass": passed, "fail": failed}[word](f"lag is 7: {word}"), [seen])
@given("pytest ends here")
def _(drill):
    import os
    os._exit(9)
"""
TARGET = """
name: shop
kind: lab
lab: 3
context: drillbook-lab-3
systems: {shop: {namespace: shop}}
"""
STEPS = "\n    Given a drill that takes its time\n    Then the check says "


@pytest.fixture
def labs(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Stand in for the labs: what is brought up and taken down is noted. Lab 4 is up already."""
    noted: list[str] = []
    monkeypatch.setattr(nights, "is_up", lambda number: number == 4)
    monkeypatch.setattr(
        nights, "prepare", lambda plan, number, *_: noted.append(f"{plan.systems[0]} in {number}")
    )
    monkeypatch.setattr("drillbook.lab.cluster.down", lambda number: noted.append(f"{number} down"))
    return noted


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, labs: list[str]) -> Path:
    labs.clear()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("drillbook.runbook.lint.require_clean", list)
    monkeypatch.setattr(running, "taken_before", lambda _: {})
    features = tmp_path / "features" / "shop"
    features.mkdir(parents=True)
    (tmp_path / "conftest.py").write_text(CONFTEST, encoding="utf-8")
    (tmp_path / "target.yaml").write_text(TARGET, encoding="utf-8")
    (features / "test_scenarios.py").write_text(
        "from pytest_bdd import scenarios\nscenarios('.')\n", encoding="utf-8"
    )
    return tmp_path


def drills(project: Path, *texts: str) -> running.Plan:
    said = "\n".join(f"  Scenario: number {n}{text}" for n, text in enumerate(texts))
    (project / "features" / "shop" / "shop.feature").write_text(
        f"@system:shop\nFeature: shop\n{said}\n", encoding="utf-8"
    )
    return running.planned(Path("target.yaml"), None, "", None, Path("reports/now"))


def summary_of(plan: running.Plan) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((plan.directory / "summary.json").read_text())
    return found


def quiet() -> Console:
    return Console(file=StringIO(), width=100)


def test_each_drill_runs_once_on_the_lane_that_is_free(project: Path, labs: list[str]) -> None:
    plan = drills(project, *[STEPS + "pass"] * 6)
    assert lanes.night(plan, quiet(), lanes=2, keep=False) == 0
    found = summary_of(plan)
    assert sorted(d["scenario"] for d in found["drills"]) == [f"number {n}" for n in range(6)]
    assert found["totals"]["pass"] == 6
    assert found["lanes"] == ["now-1", "now-2"]
    assert Path("reports/latest").resolve() == plan.directory.resolve()
    assert labs == ["shop in 3", "shop in 4", "3 down"], "a lab that was up is left up"
    for drill in found["drills"]:
        assert (plan.directory / drill["evidence"]).is_file()
    page = Path("reports/latest/index.html").read_text(encoding="utf-8")
    for drill in found["drills"]:
        assert f'href="{drill["evidence"]}"' in page
    assert 'href="../now-2/index.html"' in page
    assert Path("reports/latest/junit.xml").read_text(encoding="utf-8").count("<testcase") == 6
    with pytest.raises(UsageError, match=r"no evidence here; name .*/now-1 or .*/now-2"):
        bundle.read(Path("reports/latest"))
    for number, lab in ((1, 3), (2, 4)):
        directory = plan.directory.with_name(f"now-{number}")
        # Evidence that is there is read, whatever a summary beside it says.
        (directory / "summary.json").write_text('{"lanes": ["elsewhere"]}', encoding="utf-8")
        assert verify(bundle.read(directory), None).status is not Status.BROKEN
        assert f"context: drillbook-lab-{lab}\n" in (directory / "target.yaml").read_text()


def test_one_failure_on_any_lane_fails_the_night(project: Path, labs: list[str]) -> None:
    plan = drills(project, *[STEPS + "pass"] * 2, STEPS + "fail")
    out = quiet()
    assert lanes.night(plan, out, lanes=2, keep=True) == 1
    assert summary_of(plan)["totals"]["fail"] == 1
    assert isinstance(out.file, StringIO)
    assert "fail: 3 drills (2 pass, 1 fail)" in out.file.getvalue()
    assert labs == ["shop in 3", "shop in 4"], "labs that are kept stay up"


def test_a_lane_that_dies_leaves_no_gap_and_no_pass(project: Path) -> None:
    dies = "\n    Given pytest ends here\n    Then the check says pass"
    plan = drills(project, dies, *[STEPS + "pass"] * 3)
    assert lanes.night(plan, quiet(), lanes=2, keep=False) == 3
    found = summary_of(plan)
    verdicts = {d["scenario"]: d["verdict"] for d in found["drills"]}
    assert verdicts == {"number 0": "unknown", **{f"number {n}": "pass" for n in (1, 2, 3)}}
    assert any("pytest ended with 9" in problem for problem in found["problems"])


@pytest.mark.parametrize("count", [0, 5, 6])
def test_lanes_that_cannot_be_had_are_told_before_anything_changes(
    project: Path, labs: list[str], count: int
) -> None:
    plan = drills(project, STEPS + "pass")
    with pytest.raises(UsageError, match=f"--lanes {count}: from 1 to 4, and no lab above 7"):
        lanes.night(plan, quiet(), lanes=count, keep=False)
    assert labs == []
    assert not Path("reports").exists()


def test_a_drill_is_taken_once(tmp_path: Path) -> None:
    assert take(tmp_path, "features/shop/test_scenarios.py::test_it[a/b]")
    assert not take(tmp_path, "features/shop/test_scenarios.py::test_it[a/b]")
    assert take(tmp_path, "features/shop/test_scenarios.py::test_it[c]")
