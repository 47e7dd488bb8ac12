"""A small shop on a lab, faults brought to it by a process that is killed, and what it looks like.

Everything is looked at with kubectl or the machine's own tools, not with drillbook's probes.
"""

import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cached_property
from pathlib import Path
from typing import Any

import pytest
import yaml

from drillbook import directories, session
from drillbook import target as targets
from drillbook.clock import eventually
from drillbook.errors import Unobservable
from drillbook.faults import catalogue
from drillbook.journal import Intent, Journal
from drillbook.lab.files import context_name
from drillbook.lab.images import ensure_images
from drillbook.lab.layout import Layout
from tests.lab import machine

#: Names a lab (of two nodes) that is up, to be used in place of one of the tests' own.
LAB = "DRILLBOOK_FAULTS_LAB"
NUMBER = 3
NAMESPACE = "shop"
SOON = timedelta(seconds=90)

MANIFEST = Path(__file__).with_name("shop.yaml")
_KINDS = (
    "deployments,statefulsets,services,configmaps,secrets,replicasets,jobs,poddisruptionbudgets"
)
_CHANGES_BY_ITSELF = (
    "resourceVersion",
    "managedFields",
    "generation",
    "uid",
    "creationTimestamp",
    "selfLink",
)

# Brings one fault and dies at once, as kill -9 would have it: nothing of Python is wound up.
_BRING = """
import importlib, json, os, sys
from pathlib import Path
from drillbook import session, target
name, arguments = sys.argv[2], json.loads(sys.argv[3])
module, function = name.split(".")
with session.opened(target.load(Path(sys.argv[1]))):
    try:
        print(getattr(importlib.import_module(f"drillbook.faults.{module}"), function)(**arguments))
        code = 0
    except Exception as error:
        print(f"{type(error).__name__}: {error}")
        code = 1
    sys.stdout.flush()
    os._exit(code)
"""


@dataclass
class Shop:
    """The shop of ``shop.yaml`` on a lab."""

    lab: Layout
    directory: Path
    brought: list[str] = field(default_factory=list)

    @cached_property
    def busybox(self) -> str:
        return ensure_images(["busybox"])[0].reference

    @cached_property
    def target(self) -> Path:
        changes = sorted({fault.changes for fault in catalogue.faults()})
        file = self.directory / "target.yaml"
        allow = {
            "changes": changes,
            "namespaces": [NAMESPACE],
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
        return directories.state() / "journal" / f"faults-on-lab-{self.lab.number}.journal"

    def kubectl(self, *arguments: str) -> str:
        return machine.kubectl(self.lab, "--namespace", NAMESPACE, *arguments)

    def deploy(self) -> None:
        text = MANIFEST.read_text().replace("$BUSYBOX", self.busybox)
        file = self.directory / "shop.yaml"
        file.write_text(text)
        self.kubectl("apply", "-f", str(file))
        self.wait_until_whole()

    def remove(self) -> None:
        self.kubectl("delete", "namespace", NAMESPACE, "drillbook", "--ignore-not-found", "--wait")

    def forget(self) -> None:
        self.journal.unlink(missing_ok=True)

    def wait_until_whole(self) -> None:
        self.until(self.counts, lambda found: found == {"web": 3, "store": 2, "client": 1})

    def until(self, look: Callable[[], Any], accept: Callable[[Any], bool]) -> Any:
        def careful() -> Any:
            try:
                return look()
            except AssertionError as error:  # a command that failed
                raise Unobservable(str(error)) from error

        return eventually(careful, accept, within=SOON, what="the world is so").value

    def bring(self, name: str, **arguments: object) -> str:
        """Bring a fault in a process that dies when the effect was seen; return what it said."""
        done = self._python("-c", _BRING, str(self.target), name, json.dumps(arguments))
        assert done.returncode == 0, f"{name}: {done.stdout}{done.stderr}"
        assert self.pending(), f"{name} left nothing to put back"
        return done.stdout

    def refuses(self, name: str, **arguments: object) -> str:
        """Bring a fault that is to be refused; return the error."""
        before = self.objects()
        done = self._python("-c", _BRING, str(self.target), name, json.dumps(arguments))
        assert done.returncode == 1, f"{name}: {done.stdout}{done.stderr}"
        assert not self.pending()
        assert self.objects() == before
        return done.stdout

    def undo(self) -> str:
        """Put everything back from a new process, by the command."""
        done = self._python("-c", _COMMAND, "undo", "--target", str(self.target))
        assert done.returncode == 0, f"{done.stdout}{done.stderr}"
        assert not self.pending()
        return done.stdout

    def undo_fails(self) -> str:
        """Try to put everything back from a new process; return why it could not."""
        done = self._python("-c", _COMMAND, "undo", "--target", str(self.target))
        assert done.returncode == 4, f"{done.stdout}{done.stderr}"
        return done.stderr

    def undo_again(self, intents: tuple[Intent, ...]) -> list[str]:
        """Run undo steps once more that have already run."""
        session.load_undo_steps()
        with session.opened(targets.load(self.target)) as opened:
            return [
                session.UNDO_STEPS[intent.undo](opened, intent.arguments, intent.before)
                for intent in intents
            ]

    def pending(self) -> tuple[Intent, ...]:
        return Journal(self.journal).pending()

    def objects(self) -> dict[str, Any]:
        """Return every object of the shop and the nodes, without what changes by itself."""
        found = json.loads(self.kubectl("get", _KINDS, "-o", "json"))["items"]
        found += json.loads(self.kubectl("get", "nodes", "-o", "json"))["items"]
        return {f"{i['kind']}/{i['metadata']['name']}": _lasting(i) for i in found}

    def pods(self, app: str) -> list[dict[str, Any]]:
        listed = json.loads(self.kubectl("get", "pods", "-l", f"app={app}", "-o", "json"))
        return list(listed["items"])

    def pod(self, app: str) -> str:
        """Return the name of the first pod of an app."""
        return str(min(pod["metadata"]["name"] for pod in self.pods(app)))

    def counts(self) -> dict[str, int]:
        """Return how many pods of each app are ready, and not about to go."""
        pods = json.loads(self.kubectl("get", "pods", "-o", "json"))["items"]
        return dict(Counter(p["metadata"]["labels"].get("app", "?") for p in pods if _ready(p)))

    def run(self, pod: str, script: str) -> str:
        """Run a script in a pod; return what it said."""
        return self.kubectl("exec", pod, "--", "sh", "-c", script)

    def _python(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-W", "error::SyntaxWarning", *arguments]
        return subprocess.run(
            command, capture_output=True, text=True, check=False, env=os.environ, timeout=400
        )


_COMMAND = "from drillbook.cli import main; main()"


def proven(
    shop: Shop, name: str, shows: Callable[[], None], **arguments: object
) -> tuple[Intent, ...]:
    """Show all that is promised of a fault; return the undo steps that it left.

    The effect shows to an independent look, a new process puts all back, and undo twice harms
    nothing.
    """
    before = shop.objects()
    said = shop.bring(name, **arguments)
    assert "seen at" in said
    shows()
    intents = shop.pending()
    shop.undo()
    shop.wait_until_whole()
    assert shop.objects() == before
    shop.undo_again(intents)
    assert shop.objects() == before
    with pytest.raises(AssertionError):
        shows()
    return intents


def _ready(pod: dict[str, Any]) -> bool:
    conditions = {c["type"]: c["status"] for c in pod["status"].get("conditions", [])}
    return conditions.get("Ready") == "True" and "deletionTimestamp" not in pod["metadata"]


def _lasting(item: dict[str, Any]) -> dict[str, Any]:
    metadata = {k: v for k, v in item["metadata"].items() if k not in _CHANGES_BY_ITSELF}
    # A Deployment that went to a template and back counts it.
    annotations = {k: v for k, v in metadata.pop("annotations", {}).items() if "/revision" not in k}
    return {k: v for k, v in item.items() if k not in ("status", "metadata")} | {
        "metadata": metadata | {"annotations": annotations}
    }
