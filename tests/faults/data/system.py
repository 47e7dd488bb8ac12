"""A lab of its own with small data systems, and a session that may do all to them.

python -m pytest -m lab tests/faults/data[/test_data_redis.py…]
"""

import dataclasses
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from types import ModuleType

import pytest
import yaml

from drillbook import opening
from drillbook.clock import eventually, now
from drillbook.errors import Unobservable
from drillbook.faults import bringing
from drillbook.faults.bringing import Fault
from drillbook.lab import addons, api, cluster, generated, manifests, node, readiness
from drillbook.lab.address import Addresses
from drillbook.lab.images import ensure_images
from drillbook.lab.importing import import_missing
from drillbook.lab.layout import Layout, layout, sources
from drillbook.lab.progress import step
from drillbook.probes import kubernetes
from drillbook.session import Session
from drillbook.target import Allowed, Kind, SystemOnTarget, Target
from tests.lab import machine

NAMESPACE = "data-faults"
#: The lab of these tests; another one may be named.
NUMBER = int(os.environ.get("DRILLBOOK_DATA_FAULTS_LAB", "4"))
MANIFESTS = Path(__file__).parent / "manifests"
SYSTEMS = ("kafka", "neo4j", "postgresql", "redis")
READY_WITHIN = timedelta(minutes=4)
SMALL_BYTES = 64 << 20
# Of lab/addons, names and volumes: without the monitoring there is more of the machine left.
ADDONS = ("10-dns.yaml", "20-volumes.yaml")


@contextmanager
def brought(systems: Sequence[str] = SYSTEMS) -> Iterator[timedelta]:
    """Bring systems up, unless the lab is up already; yield how long they took to be ready.

    A lab that was up before is left up: whoever works on these tests keeps one.
    """
    try:
        cluster.status(NUMBER)
    except Unobservable:
        machine.up(NUMBER, "--bare")
        try:
            yield deploy(systems)
        finally:
            machine.down(NUMBER)
    else:
        yield deploy(systems)


def deploy(systems: Sequence[str]) -> timedelta:
    """Apply the systems' manifests and wait until all is ready; return how long that took."""
    lab, addresses = layout(NUMBER), Addresses(NUMBER)
    images = ensure_images((*addons.IMAGES, *systems))
    import_missing(lab.node(1), images)
    mount_small_volume(lab)
    known = manifests.variables(lab, addresses) | addons.image_variables(images)
    files = [sources() / "addons" / name for name in ADDONS]
    files += [MANIFESTS / "namespace.yaml", *(MANIFESTS / f"{name}.yaml" for name in systems)]
    texts = (manifests.fill(file.read_text(), known) for file in files)
    documents = [document for text in texts for document in yaml.safe_load_all(text)]
    began = now()
    with step(f"deploying {', '.join(systems)}") as shown, api.connect(lab) as client:
        manifests.apply(client, generated.fill(client, documents))
        readiness.wait(client, manifests.workloads(documents), READY_WITHIN, shown)
    return now() - began


def mount_small_volume(lab: Layout) -> None:
    """Mount a file system of its own for broker 2: what fills it fills nothing else."""
    where = lab.directory / "small-volume"
    script = (
        f'mkdir -p "{where}"; mountpoint -q "{where}" || '
        f'mount -t tmpfs -o size={SMALL_BYTES},mode=0777 tmpfs "{where}"'
    )
    subprocess.run([*node.inside(lab.node(1)), "sh", "-c", script], check=True)


def target() -> Target:
    """Return the target of this lab: every change of the catalogue is allowed there."""
    return Target(
        name="data-faults",
        kind=Kind.LAB,
        lab=NUMBER,
        context=f"drillbook-lab-{NUMBER}",
        allow=Allowed(changes=CHANGES, namespaces=frozenset({NAMESPACE}), max_down=1),
        systems={"data_faults": SystemOnTarget(namespace=NAMESPACE)},
        file=Path("tests/faults/data/system.py"),
    )


CHANGES = frozenset(
    {
        "kafka.cut_broker",
        "kafka.deny",
        "kafka.fill_disk",
        "kafka.stick_group",
        "neo4j.corrupt_store",
        "neo4j.shrink_heap",
        "pod.kill",
        "postgresql.corrupt_index",
        "postgresql.corrupt_page",
        "postgresql.drop_table",
        "postgresql.exhaust_sessions",
        "postgresql.fail_archiving",
        "postgresql.hold_lock",
        "postgresql.pause_replay",
        "process.kill",
        "redis.fill_memory",
        "redis.truncate_aof",
    }
)


@contextmanager
def opened() -> Iterator[Session]:
    """Open a session on the system; put everything back afterwards."""
    with opening.opened(target()) as session:
        try:
            yield session
        finally:
            session.undo()


def brought_by_a_process_that_is_killed(module: str, action: str, *arguments: object) -> None:
    """Bring a fault in a process of its own and kill that with SIGKILL, its journal not emptied."""
    script = (
        "import os, signal\n"
        "from tests.faults.data import system\n"
        f"from drillbook.faults import {module}\n"
        f"with system.opening.opened(system.target()):\n"
        f"    {module}.{action}(system.NAMESPACE, *{arguments!r})\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    ended = subprocess.run(
        [sys.executable, "-c", script], check=False, capture_output=True, text=True
    )
    assert ended.returncode == -9, ended.stderr


def execute(session: Session, pod: str, script: str) -> str:
    """Run a shell script in a pod that must succeed; return what it printed."""
    executed = session.cluster.execute(NAMESPACE, pod, ["bash", "-c", script])
    assert executed.exit_code == 0, executed
    return executed.stdout


def fresh(session: Session, pod: str) -> None:
    """Have a pod replaced that was started again: kubelet lets each further start wait longer."""
    found = kubernetes.pod(session, NAMESPACE, pod).value
    assert found is not None
    if found.restarts:
        session.cluster.delete(f"/api/v1/namespaces/{NAMESPACE}/pods/{pod}")
        eventually(
            lambda: kubernetes.pod(session, NAMESPACE, pod).value,
            lambda seen: seen is not None and seen.uid != found.uid and seen.healthy,
            within=READY_WITHIN,
            what=f"pod {pod} is ready anew",
        )


def without_effect(monkeypatch: pytest.MonkeyPatch, module: ModuleType) -> None:
    """Have a module's faults wait a moment for an effect, and not find it."""

    def bring(fault: Fault) -> str:
        moment = timedelta(seconds=2)
        never = dataclasses.replace(fault, took_effect=lambda _: False, effect_within=moment)
        return bringing.bring(never)

    monkeypatch.setattr(module, "bring", bring)
