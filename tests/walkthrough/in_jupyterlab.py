"""``make test-walkthrough``: the notebook in JupyterLab, by its keys, in a real Chromium.

A scenario is walked, looked at, one step skipped; a second is begun, and its kernel killed in the
middle. Screenshots, wide and narrow, are left in build/walkthrough.
"""

import json
import os
import shutil
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
import pytest

from drillbook.clients.kubernetes import Cluster
from drillbook.clock import eventually
from tests.site import chromium
from tests.walkthrough import jupyterlab, shop
from tests.walkthrough.driving import PICTURES, WIDE, can, marks, pictures, run_all
from tests.walkthrough.walks import MINUTE, ROOT
from tests.world import client
from tests.world.client import World

pytestmark = pytest.mark.skipif(
    chromium.PROGRAM is None, reason="no chromium on this machine; apt-get install chromium"
)


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory, whole_world: World) -> Path:
    """A project with the notebook in it, given a target that may be changed."""
    there = tmp_path_factory.mktemp("project")
    shop.write(there, whole_world)
    (there / "notebooks").mkdir()
    notebook = nbformat.read(ROOT / "notebooks" / "walkthrough.ipynb", 4)
    (parameters,) = (c for c in notebook.cells if "parameters" in c.metadata.get("tags", ()))
    given = {"target": "targets/staging.yaml", "changes": True, "confirm": "staging"}
    parameters.source += "".join(f"\n{name} = {value!r}" for name, value in given.items())
    nbformat.write(notebook, there / "notebooks" / "walkthrough.ipynb")
    return there


@pytest.fixture(scope="module")
def lab(project: Path) -> Iterator[jupyterlab.Lab]:
    pytest.importorskip("jupyterlab")
    environment = {"PYTHONPATH": str(ROOT / "src"), "XDG_STATE_HOME": str(project / "state")}
    with jupyterlab.lab(project, environment) as started:
        yield started


@pytest.fixture(scope="module")
def page(lab: jupyterlab.Lab) -> Iterator[Any]:
    pytest.importorskip("playwright")
    shutil.rmtree(PICTURES, ignore_errors=True)
    with jupyterlab.page(WIDE) as opened:
        opened.goto(lab.url("notebooks/walkthrough.ipynb"))
        opened.get_by_text("(ipykernel) | Idle").wait_for()
        yield opened
        opened.screenshot(path=PICTURES.parent / "walkthrough-last.png")


def replicas(world: World) -> int:
    return int(Cluster(world.kubeconfig, client.CONTEXT).get(shop.WEB)["spec"]["replicas"])


def evidence(project: Path) -> list[dict[str, Any]]:
    files = sorted(project.glob("reports/walks/*/evidence/[0-9]*.json"))
    return [json.loads(file.read_text("utf-8")) for file in files]


def test_a_scenario_is_walked_by_keys_looked_at_and_a_step_skipped(
    page: Any, project: Path, world: World
) -> None:
    run_all(page)
    assert "kubectl scale deployment/web" in page.locator(".drillbook-walk .runbook").inner_text()
    pictures(page, "chosen")
    page.get_by_role("button", name="Begin").click()
    can(page, "n")
    page.keyboard.press("n")
    marks(page, "pass", "next")
    can(page, "s")
    page.locator(".drillbook-field-l input").fill(
        "kubernetes.workload kind_and_name=deployments/web"
    )
    page.keyboard.press("Enter")
    page.get_by_text("workload deployments/web:").wait_for()
    can(page, "s")
    pictures(page, "looked")
    page.keyboard.press("s")
    page.get_by_text("a step is skipped with a reason; nothing was skipped").wait_for()
    page.locator(".drillbook-field-s input").fill("it was scaled yesterday")
    page.keyboard.press("Enter")
    marks(page, "pass", "unknown", "next")
    can(page, "n")
    page.keyboard.press("n")
    marks(page, "pass", "unknown", "pass")
    can(page, "u")
    page.keyboard.press("u")
    page.get_by_text("Evidence: ").wait_for()
    pictures(page, "ended")
    (drill,) = evidence(project)
    assert drill["verdict"] == "unknown"
    assert "skipped by who walked through: it was scaled yesterday" in drill["reason"]
    notes = [event["text"] for event in drill["timeline"] if event["kind"] == "note"]
    assert any(one.startswith("looked at kubernetes.workload") for one in notes)
    assert replicas(world) == 3


def test_a_kernel_that_is_killed_in_the_middle_leaves_the_world_restored(
    page: Any, lab: jupyterlab.Lab, project: Path, world: World
) -> None:
    before = len(evidence(project))
    page.get_by_role("button", name="Begin").click()
    can(page, "h")
    page.locator(".drillbook-walk select").last.select_option(index=1)
    page.keyboard.press("Escape")
    page.locator("button.drillbook-key-h").click()
    marks(page, "pass", "pass", "next")
    assert replicas(world) == 1
    page.get_by_text("gone").first.wait_for()
    pictures(page, "scaled")
    page.reload()  # a lost page: the walk goes on waiting in the kernel
    page.get_by_text("(ipykernel) | Idle").wait_for()
    run_all(page)
    marks(page, "pass", "pass", "next")
    assert replicas(world) == 1
    os.kill(lab.kernel(), signal.SIGKILL)
    eventually(lambda: replicas(world), lambda seen: seen == 3, within=MINUTE, what="web is whole")
    eventually(lambda: len(evidence(project)), lambda n: n > before, within=MINUTE, what="evidence")
    newest = evidence(project)[-1]
    assert newest["verdict"] == "unknown"
    assert "who walked through is gone" in newest["reason"]
