"""Nights of several systems on labs side by side, with targets that need no cluster."""

import json
import os
import signal
import sys
import threading
import time
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from drillbook import relay, running, signals
from drillbook.errors import UsageError
from tests.test_lanes import CONFTEST, STEPS

TARGET = """
name: shop
kind: lab
lab: 3
context: drillbook-lab-3
systems: {shop: {namespace: shop}, mill: {namespace: mill}, farm: {namespace: farm}}
"""
#: A system's night without a lab; what comes after the drills ends with the code of a file.
NIGHT = """
import sys
from pathlib import Path
from rich.console import Console
from drillbook import running
from drillbook.runbook import lint
lint.require_clean = list
system, target, results, history = sys.argv[1:]
plan = running.planned(Path(target), [system], "", None, Path(results), history=history)
code = running.drill(plan, Console())
sys.exit(code or (7 if Path("after", system).exists() else 0))
"""


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("drillbook.runbook.lint.require_clean", list)
    (tmp_path / "conftest.py").write_text(CONFTEST, encoding="utf-8")
    (tmp_path / "target.yaml").write_text(TARGET, encoding="utf-8")
    (tmp_path / "night.py").write_text(NIGHT, encoding="utf-8")
    real = relay._command

    def command(plan: running.Plan, first: int, lane: int) -> tuple[list[str], Path]:
        _, said = real(plan, first, lane)
        asked = [sys.executable, "night.py", *plan.systems, str(plan.directory / "target.yaml")]
        return [*asked, str(plan.directory), plan.kept_in], said

    monkeypatch.setattr(relay, "_command", command)
    return tmp_path


def planned(project: Path, **drills: list[str]) -> running.Plan:
    for system, texts in drills.items():
        features = project / "features" / system
        features.mkdir(parents=True)
        said = "\n".join(f"  Scenario: {system} {n}{text}" for n, text in enumerate(texts))
        feature = f"@system:{system}\nFeature: {system}\n{said}\n"
        (features / f"{system}.feature").write_text(feature, encoding="utf-8")
        (features / "test_scenarios.py").write_text(
            "from pytest_bdd import scenarios\nscenarios('.')\n", encoding="utf-8"
        )
    return running.planned(Path("target.yaml"), list(drills), "", None, Path("reports/now"))


def night(plan: running.Plan) -> tuple[int, dict[str, Any]]:
    code = relay.night(plan, Console(file=StringIO(), width=100), abreast=2)
    found: dict[str, Any] = json.loads((plan.directory / "summary.json").read_text())
    return code, found


def test_every_system_has_its_night_on_a_lab_and_one_summary_says_all(project: Path) -> None:
    plan = planned(
        project, farm=[STEPS + "pass"], shop=[STEPS + "pass"] * 3, mill=[STEPS + "pass"] * 2
    )
    code, found = night(plan)
    assert code == 0
    assert {name: one["pass"] for name, one in found["systems"].items()} == {
        "farm": 1,
        "mill": 2,
        "shop": 3,
    }
    assert sorted(found["lanes"]) == ["now-farm", "now-mill", "now-shop"]
    labs = {one: (project / "reports" / one / "target.yaml").read_text() for one in found["lanes"]}
    assert "lab: 3\n" in labs["now-shop"], "the longest begins first"
    assert "lab: 4\n" in labs["now-mill"]
    assert all((plan.directory / drill["evidence"]).is_file() for drill in found["drills"])
    assert Path("reports/latest").resolve() == plan.directory.resolve()


def test_a_failure_in_one_system_fails_the_night_and_the_others_go_on(project: Path) -> None:
    plan = planned(project, farm=[STEPS + "fail"] * 3, shop=[STEPS + "pass"], mill=[STEPS + "pass"])
    code, found = night(plan)
    assert code == 1
    assert found["totals"]["pass"] == 2


def test_a_system_whose_night_breaks_off_is_no_pass(project: Path) -> None:
    dies = "\n    Given pytest ends here\n    Then the check says pass"
    plan = planned(project, farm=[dies], shop=[STEPS + "pass"])
    (project / "after").mkdir()
    (project / "after" / "shop").touch()
    code, found = night(plan)
    assert code == 3
    assert found["systems"]["farm"]["pass"] == 0
    told = [one for one in found["problems"] if one.startswith("shop: ")]
    assert "what came after its drills ended with 7" in told[0]


def test_labs_that_cannot_be_had_are_told_before_anything_changes(project: Path) -> None:
    plan = planned(project, farm=[STEPS + "pass"], shop=[STEPS + "pass"])
    with pytest.raises(UsageError, match="--lanes 6: from 1 to 4, and no lab above 7"):
        relay.night(plan, Console(file=StringIO()), abreast=6)
    assert not Path("reports").exists()


def test_who_asks_a_relay_to_end_ends_what_runs_and_begins_nothing_more(tmp_path: Path) -> None:
    waits = [sys.executable, "-c", "import time; time.sleep(60)"]
    begun: list[int] = []

    def turn(lane: int) -> tuple[list[str], Path]:
        begun.append(lane)
        return waits, tmp_path / f"{len(begun)}.txt"

    def end() -> None:
        while len(begun) < 2:
            time.sleep(0.01)
        time.sleep(0.2)
        os.kill(os.getpid(), signal.SIGTERM)

    ending = threading.Thread(target=end)
    ending.start()
    codes = signals.run_in_turn([turn] * 3, 2)
    ending.join()
    assert codes == [-signal.SIGTERM, -signal.SIGTERM, None]
    assert begun == [0, 1]
