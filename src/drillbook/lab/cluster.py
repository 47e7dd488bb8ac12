"""Bring a lab up and take it down."""

import fcntl
import json
import os
import shutil
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import timedelta
from pathlib import Path

import httpx

from drillbook.errors import Unobservable, UsageError
from drillbook.lab import addons, api, cgroups, files, needs, node, readiness
from drillbook.lab.address import MOST_NODES, Addresses
from drillbook.lab.fence import remove_abandoned
from drillbook.lab.images import Image
from drillbook.lab.importing import import_missing
from drillbook.lab.layout import Layout, layout
from drillbook.lab.progress import Step, step

SERVER_WITHIN = timedelta(seconds=60)
NODES_WITHIN = timedelta(seconds=60)
ADDONS_WITHIN = timedelta(seconds=120)
ANSWERS_WITHIN = timedelta(seconds=30)
STAGES = 4
NOBODY = 65534  # the user that Prometheus runs as
OWN_NETWORK = Path("/proc/self/ns/net")


@dataclass(frozen=True)
class Report:
    """What ``up`` made. Seconds count from the start of ``up``."""

    number: int
    nodes: int
    context: str
    kubeconfig: str
    directory: str
    audit_log: str
    prometheus: str
    alertmanager: str
    ready_seconds: float
    first_pod_seconds: float | None  # None without add-ons
    whole_seconds: float


@contextmanager
def changing(lab: Layout) -> Iterator[None]:
    """Hold the lab's lock, so that only one process changes it; UsageError when it is taken."""
    lab.lock.parent.mkdir(parents=True, exist_ok=True)
    with lab.lock.open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise UsageError(
                f"another process is bringing lab {lab.number} up or down; "
                "wait for it to end. Nothing was changed."
            ) from error
        yield


def up(
    number: int,
    nodes: int,
    binaries: Path,
    images: Sequence[Image],
    started: float | None = None,
    *,
    bare: bool = False,
) -> Report:
    """Bring lab ``number`` up anew; what was there of it is taken down first.

    ``images`` are those of ``addons.IMAGES``; ``started`` is when the caller began (monotonic);
    ``bare`` leaves the add-ons out.
    """
    started = time.monotonic() if started is None else started
    lab, addresses = layout(number), Addresses(number)
    if not 1 <= nodes <= MOST_NODES:
        raise UsageError(f"a lab has 1 to {MOST_NODES} nodes, not {nodes}")
    needs.check()
    by_name = {image.name: image.reference for image in images}
    with changing(lab), step(f"lab {number} up") as shown:
        take_down(lab)
        shown.update(0, STAGES, "certificates and settings")
        make_directories(lab)
        files.write_identities(lab, addresses, nodes)
        files.write_settings(lab, addresses, nodes, by_name)
        shown.update(1, STAGES, "processes")
        start_nodes(lab, addresses, nodes, binaries)
        for one in range(1, nodes + 1):
            import_missing(lab.node(one), images)
        with api.connect(lab) as client:
            api.wait_for_server(client, SERVER_WITHIN)
            shown.update(2, STAGES, "nodes Ready")
            api.wait_for_nodes(
                client, {lab.node(n).name for n in range(1, nodes + 1)}, NODES_WITHIN
            )
            ready = time.monotonic() - started
            lab.nodes_ready.touch()
            shown.update(3, STAGES, "add-ons")
            first = None if bare else bring_addons(client, lab, addresses, images, shown)
        report = Report(
            number=number,
            nodes=nodes,
            context=files.context_name(number),
            kubeconfig=str(lab.kubeconfig),
            directory=str(lab.directory),
            audit_log=str(lab.audit_log),
            prometheus=f"http://{addresses.prometheus}:9090",
            alertmanager=f"http://{addresses.alertmanager}:9093",
            ready_seconds=round(ready, 2),
            first_pod_seconds=None if first is None else round(first - started, 2),
            whole_seconds=round(time.monotonic() - started, 2),
        )
        lab.report.write_text(json.dumps(asdict(report), indent=1))
    return report


def bring_addons(
    client: httpx.Client, lab: Layout, addresses: Addresses, images: Sequence[Image], shown: Step
) -> float:
    """Apply the add-ons and wait for them.

    Returns when (monotonic) the first Deployment was ready and DNS answered.
    """
    wanted = addons.apply(client, lab, addresses, images)
    moments: list[float] = []

    def first() -> None:
        addons.wait_for_dns(addresses.dns)
        moments.append(time.monotonic())

    readiness.wait(client, wanted, ADDONS_WITHIN, shown, first)
    return moments[0]


def make_directories(lab: Layout) -> None:
    """Make the directories that several components share."""
    lab.directory.mkdir(parents=True)
    for directory in (lab.volumes, lab.rules, lab.prometheus_data):
        directory.mkdir()
    os.chown(lab.prometheus_data, NOBODY, NOBODY)


def start_nodes(lab: Layout, addresses: Addresses, nodes: int, binaries: Path) -> None:
    """Start every node: the first joined to the machine, the others to the first."""
    names = [lab.node(n).name for n in range(1, nodes + 1)]
    cgroups.create(cgroups.machine(), lab.number, names)
    outer = OWN_NETWORK
    for number in range(1, nodes + 1):
        plan = files.node_plan(lab, addresses, number, nodes, binaries)
        node.start(lab.node(number), plan, lab.number, outer)
        if number == 1:
            outer = Path(f"/proc/{node.init_pid(lab.node(1))}/ns/net")


def down(number: int) -> int:
    """Take a lab down, whatever is left of it; return how many processes were ended."""
    lab = layout(number)
    with changing(lab), step(f"lab {number} down"):
        return take_down(lab)


def take_down(lab: Layout) -> int:
    """End the lab's processes, and remove its link, loop devices, cgroups, routes, directory."""
    found = cgroups.machine()
    ended = cgroups.kill(found, lab.number)
    link = files.link_name(lab.number, 1)
    if Path("/sys/class/net", link).exists():
        # A process of somebody else in the lab's network would keep it, so it is removed by name.
        subprocess.run(["ip", "link", "delete", link], check=False, capture_output=True)
    detach_loop_devices(lab.directory)
    cgroups.remove(found, lab.number)
    remove_abandoned(lab.number)
    if lab.directory.exists():
        shutil.rmtree(lab.directory)
    return ended


def detach_loop_devices(directory: Path) -> None:
    """Detach loop devices on files below a directory: they belong to the machine, not to a node."""
    for backing in Path("/sys/block").glob("loop*/loop/backing_file"):
        if backing.read_text().startswith(f"{directory}/"):
            subprocess.run(["losetup", "--detach", f"/dev/{backing.parts[3]}"], check=True)


def status(number: int) -> Report:
    """Return the report of a lab that runs; Unobservable when it does not."""
    lab = layout(number)
    bring = f"bring it up with: drillbook lab up --number {number}"
    try:
        report = Report(**json.loads(lab.report.read_text()))
    except FileNotFoundError as error:
        raise Unobservable(f"lab {number} is not up; {bring}") from error
    except (OSError, ValueError, TypeError) as error:
        raise Unobservable(f"{lab.report} cannot be read ({error}); {bring}") from error
    names = {lab.node(one).name for one in range(1, report.nodes + 1)}
    try:
        for one in range(1, report.nodes + 1):
            node.init_pid(lab.node(one))
        with api.connect(lab) as client:
            api.wait_for_nodes(client, names, ANSWERS_WITHIN)
    except Unobservable as error:
        raise Unobservable(f"lab {number} was up and is not well: {error}; {bring}") from error
    return report
