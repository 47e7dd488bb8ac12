"""A small shop on a lab, faults brought to it by a process that is killed, and what it looks like.

Everything is looked at with kubectl or the machine's own tools, not with drillbook's probes.
"""

import importlib
import json
import os
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cached_property, partial
from pathlib import Path
from typing import Any

import httpx
import yaml

from drillbook import directories, opening, session
from drillbook import target as targets
from drillbook.clock import eventually
from drillbook.errors import Unobservable
from drillbook.faults import catalogue
from drillbook.journal import Intent, Journal
from drillbook.lab.address import Addresses
from drillbook.lab.files import context_name
from drillbook.lab.images import ensure_images
from drillbook.lab.layout import Layout, layout
from tests.lab import machine

#: Names a lab (of two nodes) that is up, to be used in place of one of the tests' own.
LAB = "DRILLBOOK_FAULTS_LAB"
NUMBER = 5
NAMESPACE = "shop"
SOON = timedelta(seconds=90)

MANIFEST = Path(__file__).with_name("shop.yaml")
_KINDS = (
    "deployments,statefulsets,services,configmaps,secrets,replicasets,jobs,poddisruptionbudgets"
)
_CLOSED = "node.kubernetes.io/unschedulable"
_CHANGES_BY_ITSELF = (
    "resourceVersion",
    "managedFields",
    "generation",
    "uid",
    "creationTimestamp",
    "selfLink",
)


@dataclass
class Shop:
    """The shop of ``shop.yaml`` on a lab."""

    lab: Layout
    directory: Path
    brought: list[str] = field(default_factory=list)
    manifest: Path = MANIFEST
    kinds: str = _KINDS
    whole: Mapping[str, int] = field(default_factory=lambda: {"web": 3, "store": 2, "client": 1})

    @cached_property
    def busybox(self) -> str:
        return ensure_images(["busybox"])[0].reference

    @cached_property
    def target(self) -> Path:
        changes = sorted({fault.changes for fault in catalogue.faults()})
        file = self.directory / "target.yaml"
        allow = {
            "changes": changes,
            "namespaces": [NAMESPACE, "monitoring"],
            "nodes": ["node-1", "node-2"],
            "max_down": 20,
        }
        target = {
            "name": f"faults-on-lab-{self.lab.number}",
            "kind": "lab",
            "lab": self.lab.number,
            "context": context_name(self.lab.number),
            "allow": allow,
            "systems": {"shop": {"namespace": NAMESPACE}},
        }
        file.write_text(yaml.safe_dump(target))
        return file

    @property
    def journal(self) -> Path:
        return directories.state() / "journal" / f"lab.{self.lab.number}.journal"

    def kubectl(self, *arguments: str) -> str:
        return machine.kubectl(self.lab, "--namespace", NAMESPACE, *arguments)

    def deploy(self) -> None:
        text = self.manifest.read_text().replace("$BUSYBOX", self.busybox)
        file = self.directory / "shop.yaml"
        file.write_text(text)
        self.kubectl("apply", "-f", str(file))
        self.wait_until_whole()

    def remove(self) -> None:
        self.kubectl("delete", "namespace", NAMESPACE, "drillbook", "--ignore-not-found", "--wait")

    def forget(self) -> None:
        self.journal.unlink(missing_ok=True)

    def wait_until_whole(self) -> None:
        """Wait until each pod of the shop is ready, and nothing is about to change by itself."""
        self.until(self.counts, lambda found: found == self.whole)
        self.until(self.unsettled, lambda names: not names)

    def unsettled(self) -> list[str]:
        """Return the pods that are about to go, and the nodes whose taint is not there or gone yet.

        The node controller taints a node that was closed, and untaints one that was opened.
        """
        listed = json.loads(self.kubectl("get", "pods,nodes", "-o", "json"))["items"]
        return [
            item["metadata"]["name"]
            for item in listed
            if "deletionTimestamp" in item["metadata"]
            or bool(item["spec"].get("unschedulable"))
            != any(taint["key"] == _CLOSED for taint in item["spec"].get("taints") or ())
        ]

    def cordon(self, node: str) -> None:
        """Close a node to new pods; its taint is waited for."""
        self.kubectl("cordon", node)
        self.until(self.unsettled, lambda names: not names)

    def uncordon(self, node: str) -> None:
        """Open a node to new pods; the end of its taint is waited for."""
        self.kubectl("uncordon", node)
        self.until(self.unsettled, lambda names: not names)

    def until(self, look: Callable[[], Any], accept: Callable[[Any], bool]) -> Any:
        def careful() -> Any:
            try:
                return look()
            except (AssertionError, httpx.HTTPError) as error:  # no look, for the moment
                raise Unobservable(str(error)) from error

        return eventually(careful, accept, within=SOON, what="the world is so").value

    def bring(self, name: str, /, **arguments: object) -> str:
        """Bring a fault in a process that dies when the effect was seen; return what it said."""
        failed, said = in_a_process(partial(self._bring, name, arguments))
        assert not failed, f"{name}: {said}"
        assert self.pending(), f"{name} left nothing to put back"
        return said

    def refuses(self, name: str, /, **arguments: object) -> str:
        """Bring a fault that is to be refused; return the error."""
        before = self.objects()
        failed, said = in_a_process(partial(self._bring, name, arguments))
        assert failed, f"{name}: {said}"
        assert not self.pending()
        assert self.objects() == before
        return said

    def undo(self) -> str:
        """Put everything back from a new process; return what it said."""
        failed, said = in_a_process(self._undo)
        assert not failed, said
        assert not self.pending()
        return said

    def undo_fails(self) -> str:
        """Try to put everything back from a new process; return why it could not."""
        failed, said = in_a_process(self._undo)
        assert failed, said
        assert said.startswith("UndoIncomplete"), said
        return said

    def undo_by_command(self) -> str:
        """Put everything back by the command; return what it said."""
        command = [sys.executable, "-c", "from drillbook.cli import main; main()"]
        said = machine.said(*command, "undo", "--target", str(self.target))
        assert not self.pending()
        return said

    def undo_again(self, intents: tuple[Intent, ...]) -> list[str]:
        """Run undo steps once more that have already run."""
        session.load_undo_steps()
        with opening.opened(targets.load(self.target)) as opened:
            return [
                session.UNDO_STEPS[intent.undo](opened, intent.arguments, intent.before)
                for intent in intents
            ]

    def pending(self) -> tuple[Intent, ...]:
        return Journal(self.journal).pending()

    def objects(self) -> dict[str, Any]:
        """Return every object of the shop and the nodes, without what changes by itself."""
        found = json.loads(self.kubectl("get", self.kinds, "-o", "json"))["items"]
        found += json.loads(self.kubectl("get", "nodes", "-o", "json"))["items"]
        return {f"{i['kind']}/{i['metadata']['name']}": lasting(i) for i in found}

    def pods(self, app: str) -> list[dict[str, Any]]:
        """Return the pods of an app, those that are about to go among them."""
        listed = json.loads(self.kubectl("get", "pods", "-l", f"app={app}", "-o", "json"))
        return list(listed["items"])

    def pod(self, app: str) -> str:
        """Return the name of the first pod of an app."""
        return str(min(pod["metadata"]["name"] for pod in self.pods(app)))

    def counts(self) -> dict[str, int]:
        """Return how many pods of each app are ready, and not about to go."""
        pods = json.loads(self.kubectl("get", "pods", "-l", "app", "-o", "json"))["items"]
        return dict(Counter(pod["metadata"]["labels"]["app"] for pod in pods if ready(pod)))

    def run(self, pod: str, script: str) -> str:
        """Run a script in a pod; return what it said."""
        return self.kubectl("exec", pod, "--", "sh", "-c", script)

    def _bring(self, name: str, arguments: Mapping[str, object]) -> str:
        module, _, function = name.partition(".")
        action = getattr(importlib.import_module(f"drillbook.faults.{module}"), function)
        with opening.opened(targets.load(self.target)):
            return str(action(**arguments))

    def _undo(self) -> str:
        session.load_undo_steps()
        with opening.opened(targets.load(self.target)) as opened:
            return "; ".join(opened.undo())


@contextmanager
def deployed(directory: Path) -> Iterator[Shop]:
    """Deploy the shop on a lab of two nodes; on a lab that is up already if LAB names one."""
    up = os.environ.get(LAB)
    number = int(up or NUMBER)
    if up is None:
        machine.up(number, "--nodes", "2")
    try:
        shop = Shop(layout(number), directory)
        shop.deploy()
        yield shop
        shop.remove()
    finally:
        if up is None:
            machine.down(number)


def in_a_process(work: Callable[[], str]) -> tuple[bool, str]:
    """Do something in a process that dies as with kill -9, with nothing of Python wound up.

    Returns whether it raised, and what it returned or raised.
    """
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            code, said = 0, work()
        except BaseException as error:  # noqa: BLE001 (told to the parent)
            code, said = 1, f"{type(error).__name__}: {error}"
        os.write(writing, said.encode()[:60_000])
        os._exit(code)
    os.close(writing)
    with os.fdopen(reading) as stream:
        said = stream.read()
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status) != 0, said


def proven(
    shop: Shop, fault: str, shows: Callable[[], None], /, **arguments: object
) -> tuple[Intent, ...]:
    """Show all that is promised of a fault; return the undo steps that it left.

    The effect shows to an independent look, a new process puts all back, and undo twice harms
    nothing.
    """
    before = shop.objects()
    said = shop.bring(fault, **arguments)
    assert "seen at" in said
    shows()
    intents = shop.pending()
    shop.undo()
    shop.wait_until_whole()
    assert shop.objects() == before
    shop.undo_again(intents)
    assert shop.objects() == before
    shop.until(
        partial(_fails, shows), bool
    )  # a volume follows its object at the kubelet's next look
    return intents


def _fails(shows: Callable[[], None]) -> bool:
    try:
        shows()
    except AssertionError:
        return True
    return False


def silences(lab: int) -> list[str]:
    """Return the comments of the silences that a lab's Alertmanager has as active."""
    address = Addresses(lab).alertmanager
    said = httpx.get(f"http://{address}:9093/api/v2/silences", timeout=5, trust_env=False)
    return sorted(one["comment"] for one in said.json() if one["status"]["state"] == "active")


def ready(pod: dict[str, Any]) -> bool:
    """Return whether a pod is ready, and not about to go."""
    conditions = {c["type"]: c["status"] for c in pod["status"].get("conditions", [])}
    return conditions.get("Ready") == "True" and "deletionTimestamp" not in pod["metadata"]


def lasting(item: dict[str, Any]) -> dict[str, Any]:
    """Return an object without what changes by itself."""
    metadata = {k: v for k, v in item["metadata"].items() if k not in _CHANGES_BY_ITSELF}
    # A Deployment that went to a template and back counts it.
    annotations = {k: v for k, v in metadata.pop("annotations", {}).items() if "/revision" not in k}
    return {k: v for k, v in item.items() if k not in ("status", "metadata")} | {
        "metadata": metadata | {"annotations": annotations}
    }
