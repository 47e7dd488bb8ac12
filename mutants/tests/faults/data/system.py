"""A lab of its own with one small system of each kind, and a session that may do all to it."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import yaml

from drillbook import session as sessions
from drillbook.clock import now
from drillbook.errors import Unobservable
from drillbook.lab import addons, api, cluster, generated, manifests, node, readiness
from drillbook.lab.address import Addresses
from drillbook.lab.images import ensure_images
from drillbook.lab.importing import import_missing
from drillbook.lab.layout import Layout, layout, sources
from drillbook.lab.progress import step
from drillbook.session import Session
from drillbook.target import Allowed, Kind, SystemOnTarget, Target
from tests.lab import machine

NAMESPACE = "data-faults"
NUMBER = 4
MANIFESTS = Path(__file__).parent / "manifests"
IMAGES = ("kafka", "neo4j", "postgresql", "redis")
READY_WITHIN = timedelta(minutes=4)
SMALL_BYTES = 64 << 20
# Of lab/addons, names and volumes: without the monitoring there is more of the machine left.
ADDONS = ("10-dns.yaml", "20-volumes.yaml")


@contextmanager
def brought() -> Iterator[timedelta]:
    """Bring the system up, unless it is up already; yield how long it took to be ready.

    A lab that was up before is left up: whoever works on these tests keeps one.
    """
    try:
        cluster.status(NUMBER)
    except Unobservable:
        machine.up(NUMBER, "--bare")
        try:
            yield deploy()
        finally:
            machine.down(NUMBER)
    else:
        yield deploy()


def deploy() -> timedelta:
    """Apply the manifests and wait until all is ready; return how long that took."""
    lab, addresses = layout(NUMBER), Addresses(NUMBER)
    images = ensure_images((*addons.IMAGES, *IMAGES))
    import_missing(lab.node(1), images)
    mount_small_volume(lab)
    known = manifests.variables(lab, addresses) | addons.image_variables(images)
    texts = (manifests.fill((sources() / "addons" / name).read_text(), known) for name in ADDONS)
    documents = [document for text in texts for document in yaml.safe_load_all(text)]
    documents += manifests.read(MANIFESTS, known)
    began = now()
    with step(f"deploying {NAMESPACE}") as shown, api.connect(lab) as client:
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


def target(name: str = "data-faults") -> Target:
    """Return the target of this lab: every change of the catalogue is allowed there."""
    return Target(
        name=name,
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
        "kafka.kill_controller",
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
    with sessions.opened(target()) as session:
        try:
            yield session
        finally:
            session.undo()


def brought_by_a_process_that_is_killed(
    module: str, action: str, *arguments: object, name: str = "data-faults"
) -> None:
    """Bring a fault in a process of its own and kill that with SIGKILL, its journal not emptied."""
    script = (
        "import os, signal\n"
        "from tests.faults.data import system\n"
        f"from drillbook.faults import {module}\n"
        f"with system.sessions.opened(system.target({name!r})):\n"
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
