"""The command ``drillbook lab``: up, deploy, status, shell, down."""

import json
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from drillbook.complaint import complain
from drillbook.errors import DrillbookError, UsageError
from drillbook.lab import addons, cgroups, cluster, needs, node, order
from drillbook.lab import deploy as deploying
from drillbook.lab.address import LABS, MOST_NODES
from drillbook.lab.images import ensure_images, image_names
from drillbook.lab.layout import layout
from drillbook.lab.toolchain import ensure_toolchain

lab_app = typer.Typer(no_args_is_help=True, help="Real Kubernetes on this machine.")

Number = Annotated[int, typer.Option("--number", "-n", min=0, max=LABS - 1, help="Which lab.")]
Bare = Annotated[bool, typer.Option("--bare", help="Without the add-ons of lab/addons.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print the result as JSON.")]


@contextmanager
def _told(**more: object) -> Iterator[None]:
    """Turn drillbook's errors into a line and an exit code: 2 for wrong use, else 1.

    ``more`` is what their JSON says besides.
    """
    try:
        yield
    except DrillbookError as error:
        code = 2 if isinstance(error, UsageError) else 1
        complain(str(error), code, **more)
        raise typer.Exit(code) from error


def _show(report: cluster.Report, *, as_json: bool, **more: object) -> None:
    if as_json:
        typer.echo(json.dumps({**asdict(report), **more}, indent=1))
        return
    for name, value in asdict(report).items():
        typer.echo(f"{name.replace('_', ' '):18} {value}")
    typer.echo(f"\nexport KUBECONFIG={report.kubeconfig}")


@lab_app.command()
def up(
    number: Number = 0,
    nodes: Annotated[int, typer.Option(min=1, max=MOST_NODES, help="How many nodes.")] = 1,
    bare: Bare = False,  # noqa: FBT002 - typer makes a flag of it
    as_json: AsJson = False,  # noqa: FBT002 - typer makes a flag of it
) -> None:
    """Bring a lab up anew. What was there of it is taken down first."""
    started = time.monotonic()
    with _told():
        needs.check()  # before anything is built
        binaries = ensure_toolchain()
        report = cluster.up(
            number, nodes, binaries, ensure_images(addons.IMAGES), started, bare=bare
        )
    _show(report, as_json=as_json)


@lab_app.command()
def deploy(
    system: Annotated[str, typer.Argument(help="A folder of lab/systems.")],
    number: Number = 0,
    as_json: AsJson = False,  # noqa: FBT002 - typer makes a flag of it
) -> None:
    """Deploy a system into a lab that is up, and wait until all of it is ready.

    What a system needs besides (the mesh, volumes that can grow) is deployed before it.
    """
    with _told():
        images = {name: image_names(name) for name in order.in_order([system])}
        cluster.status(number)  # before images are built, which may take minutes
        cgroups.weigh_runner(cgroups.machine(), number, Path("/proc/self/cgroup").read_text())
        for name, wanted in images.items():
            deployed = deploying.deploy(name, number, ensure_images(wanted))
    if as_json:
        typer.echo(json.dumps(asdict(deployed), indent=1))
    else:
        typer.echo(f"{system}: {deployed.objects} objects, ready after {deployed.ready_seconds} s")


@lab_app.command()
def down(
    number: Number = 0,
    as_json: AsJson = False,  # noqa: FBT002 - typer makes a flag of it
) -> None:
    """Take a lab down: every process, link, mount and cgroup of it."""
    with _told():
        ended = cluster.down(number)
    if as_json:
        typer.echo(json.dumps({"number": number, "processes_ended": ended}))


@lab_app.command()
def status(
    number: Number = 0,
    as_json: AsJson = False,  # noqa: FBT002 - typer makes a flag of it
) -> None:
    """Say whether a lab is up, and where."""
    with _told(number=number, up=False):
        report = cluster.status(number)
    _show(report, as_json=as_json, up=True)


@lab_app.command()
def shell(
    number: Number = 0, of_node: Annotated[int, typer.Option("--node", min=1, max=MOST_NODES)] = 1
) -> None:
    """Open a shell inside a node, with kubectl's configuration set."""
    with _told():
        lab = layout(number)
        inside = node.inside(
            lab.node(of_node)
        )  # not status: a lab that is unwell needs a look most
        cgroups.join(cgroups.machine(), number)
    program = os.environ.get("SHELL", "/bin/sh")
    sys.stdout.flush()
    os.execvpe(  # noqa: S606 - the user asked for a shell
        inside[0],
        [*inside, program],
        os.environ | {"KUBECONFIG": str(lab.kubeconfig)},
    )
