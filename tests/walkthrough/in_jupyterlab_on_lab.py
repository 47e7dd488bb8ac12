"""``make test-walkthrough LAB=1``: a Kafka broker's loss walked in JupyterLab, on a lab.

The lab and KG RCA in it have to be up (``drillbook lab up``, ``drillbook lab deploy kg_rca``);
DRILLBOOK_TARGET names another target file than targets/lab.yaml. A first walk goes to its end by
keys. Of a second one the kernel is killed while the broker is gone. Screenshots, wide and narrow,
are left in build/walkthrough.
"""

import json
import os
import signal
import tempfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import nbformat
import pytest

from drillbook import directories, opening
from drillbook import target as targets
from drillbook.clients import kafka as clients
from drillbook.clients.kubernetes import Cluster
from drillbook.clock import eventually
from drillbook.journal import Journal
from drillbook.ledger.kafka_topic import PREFIX
from drillbook.probes import kafka, kubernetes
from drillbook.session import Session
from drillbook.storage import File
from tests.site import chromium
from tests.walkthrough import jupyterlab
from tests.walkthrough.driving import PICTURES, WIDE, can, marks, pictures, run_all
from tests.walkthrough.walks import ROOT

pytestmark = [
    pytest.mark.lab,
    pytest.mark.skipif(
        chromium.PROGRAM is None, reason="no chromium on this machine; apt-get install chromium"
    ),
]
TARGET = Path(os.environ.get("DRILLBOOK_TARGET", ROOT / "targets" / "lab.yaml")).resolve()
SCENARIO, STEPS = "A Kafka broker is lost", 8
FAULT = 3  # the step that takes the broker down
SOON = timedelta(minutes=3)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A directory with the notebook in it, given the lab, and where the walks leave evidence."""
    opening.kubeconfig_of(targets.load(TARGET))  # a lab that is not up: said before any wait
    there = tmp_path_factory.mktemp("walks")
    notebook = nbformat.read(ROOT / "notebooks" / "walkthrough.ipynb", 4)
    (parameters,) = (c for c in notebook.cells if "parameters" in c.metadata.get("tags", ()))
    given = {
        "directory": str(ROOT),
        "target": str(TARGET),
        "system": "kg_rca",
        "section": "broker failure",
        "scenario": SCENARIO,
        "changes": True,
        "results": str(there / "reports"),
    }
    parameters.source += "".join(f"\n{name} = {value!r}" for name, value in given.items())
    nbformat.write(notebook, there / "walkthrough.ipynb")
    return there


@pytest.fixture(scope="module")
def lab(place: Path) -> Iterator[jupyterlab.Lab]:
    pytest.importorskip("jupyterlab")
    with jupyterlab.lab(place, {"PYTHONPATH": str(ROOT / "src")}) as started:
        yield started


@pytest.fixture(scope="module")
def page(lab: jupyterlab.Lab) -> Iterator[Any]:
    pytest.importorskip("playwright")
    PICTURES.mkdir(parents=True, exist_ok=True)
    for old in PICTURES.glob("lab-*.png"):
        old.unlink()
    with jupyterlab.page(WIDE) as opened:
        opened.goto(lab.url("walkthrough.ipynb"))
        opened.get_by_text("(ipykernel) | Idle").wait_for()
        run_all(opened)
        yield opened
        opened.screenshot(path=PICTURES / "lab-last.png")


def whole() -> dict[str, object]:
    """Return what a broker's loss takes away, and what a walk of it makes, by reads alone.

    The target is not opened: the walk has it.
    """
    target = targets.load(TARGET)
    cluster = Cluster(opening.kubeconfig_of(target), target.context)
    with tempfile.TemporaryDirectory() as own:
        looking = Session(target, cluster, Journal(File(Path(own, "own"))), cluster.uid())
        namespace = looking.system("kg_rca").namespace
        reached = clients.connect(looking, namespace)
        topics = {one.topic for one in reached.metadata().partitions}
        journal = directories.state() / "journal" / f"{target.journal_name}.journal"
        copied = Path(own, "journal")
        copied.write_bytes(journal.read_bytes())
        return {
            "brokers": kubernetes.workload(looking, namespace, "statefulsets/kafka").value.ready,
            "every partition is whole": kafka.replication(reached).value.whole,
            "ledgers' topics": [one for one in topics if one.startswith(PREFIX)],
            "changes that are not put back": len(Journal(File(copied)).pending()),
        }


RESTORED: dict[str, object] = {
    "brokers": 5,
    "every partition is whole": True,
    "ledgers' topics": [],
    "changes that are not put back": 0,
}


def evidence(place: Path) -> list[dict[str, Any]]:
    files = sorted(place.glob("reports/*/evidence/[0-9]*.json"))
    return [json.loads(file.read_text("utf-8")) for file in files]


def test_the_loss_of_a_broker_is_walked_to_its_end_by_keys(page: Any, place: Path) -> None:
    eventually(whole, lambda seen: seen == RESTORED, within=SOON, what="all is as it should be")
    page.get_by_role("button", name="Begin").click()
    can(page, "n")
    pictures(page, "lab-begun")
    for done in range(1, FAULT):
        page.keyboard.press("n")
        marks(page, *["pass"] * done, "next")
        can(page, "n")
    page.locator(".drillbook-field-l input").fill("kafka.replication")
    page.keyboard.press("Enter")
    page.get_by_text("Broker 3", exact=False).first.wait_for(state="attached")
    can(page, "h")
    page.locator(".drillbook-walk select").last.select_option(index=STEPS - FAULT)
    page.keyboard.press("Escape")
    page.locator("button.drillbook-key-h").click()
    page.get_by_text("under-replicated").first.wait_for()
    marks(page, *["pass"] * FAULT)
    pictures(page, "lab-lost")
    marks(page, *["pass"] * STEPS)
    can(page, "u")
    pictures(page, "lab-held")
    page.keyboard.press("u")
    page.get_by_text("Evidence: ").wait_for()
    pictures(page, "lab-ended")
    (drill,) = evidence(place)
    assert [step["verdict"] for step in drill["steps"][:STEPS]] == ["pass"] * STEPS
    assert drill["ledgers"][0]["lost"] == 0
    assert "walked through, step by step" in [event["text"] for event in drill["timeline"]]
    eventually(whole, lambda seen: seen == RESTORED, within=SOON, what="all is as it was")


def test_a_kernel_that_is_killed_while_the_broker_is_gone_leaves_the_lab_restored(
    page: Any, lab: jupyterlab.Lab, place: Path
) -> None:
    earlier = len(evidence(place))
    page.get_by_role("button", name="Begin").click()
    can(page, "h")
    page.locator(".drillbook-walk select").last.select_option(index=FAULT)
    page.keyboard.press("Escape")
    page.locator("button.drillbook-key-h").click()
    marks(page, *["pass"] * FAULT)
    page.get_by_text("Step 4 runs").wait_for()
    before = eventually(
        whole, lambda seen: bool(seen["ledgers' topics"]), within=SOON, what="a ledger writes"
    ).value
    pictures(page, "lab-killed")
    os.kill(lab.kernel(), signal.SIGKILL)
    assert before["ledgers' topics"], before
    assert before["changes that are not put back"], before
    eventually(whole, lambda seen: seen == RESTORED, within=SOON, what="all is as it was")
    eventually(
        lambda: len(evidence(place)), lambda n: n == earlier + 1, within=SOON, what="evidence"
    )
    newest = evidence(place)[-1]
    assert newest["verdict"] == "unknown"
    assert newest["steps"][FAULT - 1]["verdict"] == "pass"
