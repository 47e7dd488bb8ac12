"""The notebook of a section on a small world: stock papermill steps through it, page and all."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
import pytest
from typer.testing import CliRunner

from drillbook.cli import app
from drillbook.clients.kubernetes import Cluster
from drillbook.errors import UsageError
from tests.walkthrough import shop
from tests.world import client
from tests.world.client import ROOT, World


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory, whole_world: World) -> Path:
    """A project with one scenario that changes something, and its notebook written."""
    there = tmp_path_factory.mktemp("project")
    shop.write(there, whole_world)
    return there


@pytest.fixture
def environment(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(project)
    monkeypatch.setenv("PYTHONPATH", str(ROOT / "src"))
    monkeypatch.setenv("XDG_STATE_HOME", str(project / "state"))


@pytest.fixture(scope="module")
def notebook(project: Path) -> Any:
    """The notebook that the command writes, and the page beside it."""
    command = ["runbook", "kg_rca", "slow", "--target", "targets/staging.yaml", "--json"]
    environment = os.environ | {"PYTHONPATH": str(ROOT / "src")}
    done = subprocess.run(
        [sys.executable, "-m", "drillbook", *command],
        capture_output=True,
        text=True,
        check=False,
        cwd=project,
        env=environment,
    )
    assert done.returncode == 0, done.stderr
    return nbformat.read(project / json.loads(done.stdout)["notebook"], 4)


@pytest.mark.usefixtures("environment")
def test_a_walk_only_reads_until_it_is_told_to_change(notebook: Any, world: World) -> None:
    parameters, _, begin, *steps, end = (
        cell.source for cell in notebook.cells if cell.cell_type == "code"
    )
    space: dict[str, Any] = {}
    exec(f"{parameters}\nfrom drillbook.walkthrough import stepper\n{begin}", space)
    assert "Reading only: this walk was begun without changes" in space["walk"].shown().text
    whole, scaled, short = (eval(step, space).text for step in steps)
    assert whole.startswith("1. Given web is whole: pass, after")
    assert scaled.startswith('2. When the experiment "web scaled" leaves one of web: unknown')
    assert "reading-only.yaml does not list it under allow.changes" in scaled
    assert short == "Not run: the scenario ended with its step 2."
    assert "Nothing was left to be put back." in eval(end, space).text
    assert world.changes() == []


@pytest.mark.usefixtures("environment", "notebook")
def test_papermill_makes_the_change_that_a_walk_is_told_to_shows_it_and_puts_it_back(
    world: World,
) -> None:
    (written,) = Path("reports").glob("walkthrough-*.ipynb")
    command = [sys.executable, "-m", "papermill", "--no-progress-bar", str(written), "out.ipynb"]
    given = ["-p", "changes", "True", "-p", "confirm", "staging"]
    done = subprocess.run([*command, *given], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    words, begun, _, scaled, short, end = outputs(nbformat.read("out.ipynb", 4))
    assert "kubectl scale deployment/web --replicas=3" in words
    assert "Next is step 1: web is whole." in begun
    assert scaled.startswith('2. When the experiment "web scaled" leaves one of web: pass')
    assert "effect: seen: deployments/web is scaled from 3 to 1" in scaled
    assert short.startswith("3. Then web has 1 replica: pass")
    assert "Put back:\n\n- workload.scale_back: deployments/web" in end
    assert Cluster(world.kubeconfig, client.CONTEXT).get(shop.WEB)["spec"]["replicas"] == 3


def outputs(notebook: Any) -> Iterator[str]:
    for cell in notebook.cells:
        for output in cell.get("outputs", ()):
            yield output["data"]["text/plain"]


@pytest.mark.usefixtures("notebook")
def test_the_page_says_what_a_scenario_changes_how_it_is_undone_and_its_steps(
    project: Path,
) -> None:
    (file,) = (project / "reports").glob("walkthrough-*.html")
    page = file.read_text("utf-8")
    for said in (
        "*Web* can be scaled by hand, to &lt; 3.",
        "No drill of it is in the history.",
        "<td>&quot;web scaled&quot; (workload.scale)</td>",
        "<td>Scale a Deployment or StatefulSet by its name; the undo scales it back.</td>",
        "<td>Scale back, unless somebody has scaled it since",
        "<li>When the experiment &quot;web scaled&quot; leaves one of web</li>",
    ):
        assert said in page


@pytest.mark.usefixtures("environment")
@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["kg_rca", "sky"], "no section that scenarios cover is called 'sky'; name one of: Shop /"),
        (["nosuch", "slow"], "no system 'nosuch'; it has: kg_rca"),
        (["kg_rca", "slow", "--history", "nosuch.duckdb"], "history nosuch.duckdb: not there; "),
    ],
)
def test_what_is_wrong_is_said_in_a_sentence_and_nothing_is_written(
    arguments: list[str], said: str
) -> None:
    given = ["runbook", *arguments, "--target", "targets/staging.yaml", "--out", "nowhere"]
    done = CliRunner().invoke(app, given)
    assert isinstance(done.exception, UsageError)
    assert said in str(done.exception)
    assert not Path("nowhere").exists()
