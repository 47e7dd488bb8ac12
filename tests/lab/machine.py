"""What a lab could leave behind on the machine, and commands to make and end labs."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from drillbook.lab import cgroups
from drillbook.lab.layout import Layout

IMAGE_BUILDS = "/drillbook/scratch/"  # an image may be built beside a test
LAB = (sys.executable, "-m", "drillbook.lab")


@dataclass(frozen=True)
class Traces:
    """What is on the machine, but for what belongs to labs other than the one under test."""

    links: frozenset[str]
    routes: frozenset[str]
    nftables: frozenset[str]
    mounts: frozenset[str]
    loop_devices: frozenset[str]
    cgroups: frozenset[str]
    processes: frozenset[int]


def traces(number: int) -> Traces:
    """Look at the machine with the eyes of lab ``number``."""
    links = {link["ifname"] for link in json.loads(said("ip", "-j", "link"))}
    routes = said("ip", "route").splitlines()
    return Traces(
        links=frozenset(name for name in links if not _of_another(f"{name} ", "dbk", number)),
        routes=frozenset(r for r in routes if not _of_another(f"{r} ", "dev dbk", number)),
        nftables=frozenset(said("nft", "list", "ruleset").splitlines()),
        mounts=frozenset(
            m for m in Path("/proc/self/mounts").read_text().splitlines() if IMAGE_BUILDS not in m
        ),
        loop_devices=frozenset(_loop_devices()),
        cgroups=frozenset(
            str(path) for path in cgroups.below(cgroups.MOUNT) if path.name == cgroups.name(number)
        ),
        processes=frozenset(_processes(number)),
    )


def changes(before: Traces, number: int) -> dict[str, list[str]]:
    """Return what has come (+) or gone (-) since, by kind; nothing when all is as it was."""
    after = machine_fields(traces(number))
    found = {
        kind: [*(f"+ {x}" for x in after[kind] - old), *(f"- {x}" for x in old - after[kind])]
        for kind, old in machine_fields(before).items()
    }
    return {kind: lines for kind, lines in found.items() if lines}


def machine_fields(seen: Traces) -> dict[str, frozenset[object]]:
    """Return the traces by kind."""
    return {field.name: getattr(seen, field.name) for field in fields(seen)}


def _of_another(text: str, mark: str, number: int) -> bool:
    return mark in text and f"{mark}{number} " not in text


def _loop_devices() -> Iterator[str]:
    for backing in Path("/sys/block").glob("loop*/loop/backing_file"):
        with suppress(OSError):
            yield backing.read_text()


def _processes(number: int) -> Iterator[int]:
    mine = (f"/drillbook-lab-{number}\n", f"/drillbook-lab-{number}/")
    for directory in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if any(mark in (directory / "cgroup").read_text() for mark in mine):
                yield int(directory.name)


def said(*command: str, **environment: str) -> str:
    """Run a command that must succeed; return its standard output."""
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, env=os.environ | environment
    )
    assert done.returncode == 0, f"{' '.join(command)}: {done.stdout}{done.stderr}"
    return done.stdout


def up(number: int, *options: str) -> dict[str, Any]:
    """Bring a lab up by the command; return what it reports."""
    report: dict[str, Any] = json.loads(
        said(*LAB, "up", "--number", str(number), "--json", *options)
    )
    return report


def down(number: int) -> None:
    """Take a lab down by the command."""
    said(*LAB, "down", "--number", str(number))


def kubectl(lab: Layout, *arguments: str) -> str:
    """Run kubectl as the lab's administrator; return its standard output."""
    plan = json.loads(lab.node(1).plan.read_text())
    kubelet = next(s["argv"][0] for s in plan["services"] if s["name"] == "kubelet")
    return said(
        str(Path(kubelet).with_name("kubectl")), f"--kubeconfig={lab.kubeconfig}", *arguments
    )
