"""A project with two drills of the shop, run by the command as a person would."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.attacks.world import NAME, World

ROOT = Path(__file__).parents[2]
_DRILLBOOK = (sys.executable, "-c", "from drillbook.cli import main; main()")
_COPIED = ("chaos", "steps", "conftest.py", "features/kg_rca/test_scenarios.py")
_FEATURE = """
@system:kg_rca
Feature: The shop
  @claim:shop-pod-loss
  Scenario: A pod is lost
    When the experiment "pods killed" kills 1 pod of web
    Then web has all its replicas again within 2 minutes

  @claim:shop-scaled
  Scenario: Most of it is taken away
    When the experiment "workload scaled" scales web to 1
    Then what does not come is waited for
"""
_WAITING = """
from datetime import timedelta
from pytest_bdd import then
from drillbook.clock import eventually

@then("what does not come is waited for")
def _waits():
    eventually(lambda: "nothing", lambda _: False, within=timedelta(minutes=3), what="it comes")
"""
_PYTEST = """
[tool.pytest.ini_options]
bdd_features_base_dir = "features"
pythonpath = ["."]
"""


@dataclass(frozen=True)
class Project:
    """A directory with features, steps and experiments, and the world that they are for."""

    world: World
    directory: Path

    @classmethod
    def made(cls, world: World, directory: Path) -> "Project":
        for name in _COPIED:
            there = directory / name
            there.parent.mkdir(parents=True, exist_ok=True)
            copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
            copy(ROOT / name, there)
        (directory / "features/kg_rca/shop.feature").write_text(_FEATURE, encoding="utf-8")
        (directory / "steps/waiting.py").write_text(_WAITING, encoding="utf-8")
        (directory / "pyproject.toml").write_text(_PYTEST, encoding="utf-8")
        return cls(world, directory)

    def target(self, *, prometheus: str | None = None, **more: Any) -> Path:
        """Write a target file on which the shop is the system of the drills."""
        system: dict[str, Any] = {"namespace": "shop", "objectives": {"workload_whole": "2 min"}}
        if prometheus:
            system["prometheus"] = prometheus
        return self.world.target_file(systems={"kg_rca": system}, **more)

    def says(self, *words: str) -> tuple[int, str]:
        """Run the command; return its exit code and what it printed."""
        done = subprocess.run(
            (*_DRILLBOOK, *words),
            cwd=self.directory,
            env=self._environment(),
            capture_output=True,
            text=True,
            check=False,
            timeout=300,
        )
        return done.returncode, done.stdout + done.stderr

    @contextmanager
    def running(self, target: Path, keyword: str) -> Iterator["subprocess.Popen[str]"]:
        """Run a drill beside the test; it is ended with the block at the latest."""
        process = subprocess.Popen(
            (*_DRILLBOOK, *self.run_words(target, keyword)),
            cwd=self.directory,
            env=self._environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        try:
            yield process
        finally:
            process.kill()
            process.communicate()

    @staticmethod
    def run_words(target: Path, keyword: str) -> tuple[str, ...]:
        return ("run", "kg_rca", "-k", keyword, "--target", str(target), "--confirm", NAME)

    def drill(self) -> dict[str, Any]:
        """Return the evidence of the one drill of the last run."""
        (file,) = (self.directory / "reports/latest/evidence").glob("*.json")
        return dict(json.loads(file.read_text(encoding="utf-8")))

    def _environment(self) -> dict[str, str]:
        own = {"PYTHONPATH": str(ROOT / "src"), "PYTHONWARNINGS": "ignore", "NO_COLOR": "1"}
        return os.environ | own
