"""Start the PID 1 of a node in namespaces of its own."""

import json
import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

from drillbook.clock import eventually
from drillbook.errors import DrillbookError, Unobservable
from drillbook.lab import cgroups
from drillbook.lab.layout import NodeLayout
from drillbook.lab.plan import NodePlan

INIT = Path(__file__).with_name("init.py")
STARTED_WITHIN = timedelta(seconds=60)
INTO_CGROUP = (
    "sh",
    "-c",
    'mkdir -p "$1" && echo $$ > "$1/cgroup.procs" && shift && exec "$@"',
    "sh",
)


def start(node: NodeLayout, plan: NodePlan, number: int, outer_namespace: Path) -> None:
    """Start a node; returns when its namespaces are ready. It outlives the caller."""
    node.plan.write_text(json.dumps(plan.data(), indent=1))
    found = cgroups.machine()
    outer = os.open(outer_namespace, os.O_RDONLY)
    unshare = (
        "unshare",
        "--net",
        "--mount",
        "--pid",
        "--ipc",
        "--uts",
        "--fork",
        "--kill-child",
        "--propagation",
        "private",
        sys.executable,
        "-I",
        "-S",
        str(INIT),
        str(node.plan),
        str(outer),
    )
    log = node.log / "init.log"
    with log.open("ab") as output:
        process = subprocess.Popen(
            (*into_cgroup(found, number), *unshare),
            pass_fds=(outer,),
            start_new_session=True,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
        )
    os.close(outer)

    def look() -> bool:
        if process.poll() is not None:
            raise DrillbookError(f"{node.name} ended at its start: {log.read_text()[-2000:]}")
        return node.init_pid.exists() and bool(node.init_pid.read_text())

    eventually(
        look,
        bool,
        within=STARTED_WITHIN,
        what=f"{node.name} has its namespaces",
        every=timedelta(milliseconds=10),
    )


def into_cgroup(found: cgroups.Hierarchies, number: int) -> tuple[str, ...]:
    """Return the command prefix that joins the lab's cgroup before it becomes anything else.

    So there is no moment at which a process of the lab belongs to nobody. With cgroup v2 a cgroup
    that hands controllers on may hold no process itself, so the processes move into a leaf after
    the cgroup namespace has taken its root.
    """
    joined = tuple(
        word for leaf in cgroups.leaves(found, number) for word in (*INTO_CGROUP, str(leaf))
    )
    if not found.v2:
        return joined
    inner = found.registry / cgroups.name(number) / cgroups.SYSTEM
    return (*joined, "unshare", "--cgroup", *INTO_CGROUP, str(inner))


def init_pid(node: NodeLayout) -> int:
    """Return the process id of a node's PID 1 as the machine sees it; Unobservable if none."""
    try:
        pid = int(node.init_pid.read_text())
        environment = Path(f"/proc/{pid}/cmdline").read_bytes()
    except (OSError, ValueError) as error:
        lab = node.directory.parent.name
        raise Unobservable(f"{node.name} of {lab} does not run: {error}") from error
    if str(node.plan).encode() not in environment:  # the number was given to another process
        raise Unobservable(f"{node.name} does not run: process {pid} is another program")
    return pid


def inside(node: NodeLayout) -> tuple[str, ...]:
    """Return the command prefix that runs a program in all namespaces of a node."""
    return ("nsenter", "-t", str(init_pid(node)), "-a")
