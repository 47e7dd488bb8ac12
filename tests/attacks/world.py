"""A lab with a shop that may be drilled, neighbours that may not, and what its API server noted.

drillbook acts as a user of its own, so that the audit log tells what it did from what the tests
set up. Every change in it by that user counts, exec, attach and port-forward included, but for
drillbook's own namespace.
"""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from drillbook import opening
from drillbook import target as targets
from drillbook.lab import pki
from drillbook.lab.address import Addresses
from drillbook.lab.components import API_PORT
from drillbook.lab.files import context_name
from drillbook.lab.images import ensure_images
from drillbook.lab.layout import Layout
from drillbook.session import Session
from tests.faults.live import MANIFEST
from tests.lab import machine

PERSON = "drillbook:person"
NAME = "attacked"
LOOK_ALIKES = ("shop-2", "sh0p", "bank")
CHANGES = ("pod.kill", "workload.scale", "server.stop", "node.cordon", "node.drain")

_VERBS = {"create", "update", "patch", "delete", "deletecollection"}
_STREAMS = {"exec", "attach", "portforward"}
_ASKS_ONLY = {"selfsubjectrulesreviews", "selfsubjectaccessreviews", "selfsubjectreviews"}

_NEIGHBOUR = """
apiVersion: v1
kind: Namespace
metadata: {{name: {name}}}
---
apiVersion: apps/v1
kind: Deployment
metadata: {{name: web, namespace: {name}}}
spec:
  replicas: 1
  selector: {{matchLabels: {{app: web}}}}
  template:
    metadata: {{labels: {{app: web, of: {name}}}}}
    spec:
      terminationGracePeriodSeconds: 0
      containers:
        - {{name: main, image: {image}, imagePullPolicy: Never, command: [sleep, "9999"]}}
"""


@dataclass
class World:
    """The lab, where things are written, and what of the audit log was read already."""

    lab: Layout
    directory: Path
    read_to: int = 0
    heard: set[str] = field(default_factory=set)
    numbers: Iterator[int] = field(default_factory=lambda: iter(range(10_000)))

    def kubectl(self, *arguments: str) -> str:
        return machine.kubectl(self.lab, *arguments)

    def deploy(self) -> None:
        image = ensure_images(["busybox"])[0].reference
        neighbours = [_NEIGHBOUR.format(name=name, image=image) for name in LOOK_ALIKES]
        shop = MANIFEST.read_text().replace("$BUSYBOX", image)
        own = "apiVersion: v1\nkind: Namespace\nmetadata: {name: drillbook}\n"
        file = self.directory / "world.yaml"
        file.write_text("\n---\n".join([shop, own, *neighbours]))
        self.kubectl("apply", "-f", str(file))
        for namespace in ("shop", *LOOK_ALIKES):
            self.kubectl("-n", namespace, "rollout", "status", "deployment", "--timeout=120s")
        self.kubectl("-n", "shop", "rollout", "status", "statefulset", "--timeout=120s")

    @cached_property
    def uid(self) -> str:
        return self.kubectl("get", "ns", "kube-system", "-o", "jsonpath={.metadata.uid}")

    def pod(self, namespace: str = "shop", app: str = "web") -> str:
        names = "jsonpath={.items[*].metadata.name}"
        return self.kubectl(
            "-n", namespace, "get", "pods", "-l", f"app={app}", "-o", names
        ).split()[0]

    def kubeconfig(self, *, server: str | None = None, user: str = PERSON, token: str = "") -> Path:
        """Write a kubeconfig of a person with every right, or of whom a token is for."""
        directory = self.lab.pki
        key = serialization.load_pem_private_key((directory / "ca.key").read_bytes(), None)
        assert isinstance(key, ec.EllipticCurvePrivateKey)
        authority = pki.Pair(
            key, x509.load_pem_x509_certificate((directory / "ca.crt").read_bytes())
        )
        url = server or f"https://{Addresses(self.lab.number).node(1)}:{API_PORT}"
        context = context_name(self.lab.number)
        written = yaml.safe_load(
            pki.kubeconfig(url, authority, pki.client(authority, user), context)
        )
        if token:
            written["users"][0]["user"] = {"token": token}
        file = self.directory / f"kubeconfig-{next(self.numbers)}"
        file.write_text(yaml.safe_dump(written))
        return file

    def target_file(
        self, *, allow: Mapping[str, Any] | None = None, kubeconfig: Path | None = None, **more: Any
    ) -> Path:
        """Write a target file of kind cluster; ``allow`` and ``more`` go before what is usual."""
        usual = {"changes": list(CHANGES), "namespaces": ["shop"], "max_down": 2}
        written = {
            "name": NAME,
            "kind": "cluster",
            "context": context_name(self.lab.number),
            "kubeconfig": str(kubeconfig or self.kubeconfig()),
            "cluster_uid": self.uid,
            "allow": usual | dict(allow or {}),
            "systems": {"shop": {"namespace": "shop"}},
        }
        file = self.directory / f"target-{next(self.numbers)}.yaml"
        file.write_text(yaml.safe_dump(written | more))
        return file

    @contextmanager
    def opened(self, *, confirmed: str | None = NAME, **more: Any) -> Iterator[Session]:
        """Open the target as drillbook does; whatever was changed is put back at the end."""
        with opening.opened(targets.load(self.target_file(**more)), confirmed=confirmed) as found:
            try:
                yield found
            finally:
                if found.journal.pending():
                    found.undo()

    def token(self, account: str) -> str:
        """Return a token for a ServiceAccount of drillbook's namespace, which is made."""
        self.kubectl("-n", "drillbook", "create", "serviceaccount", account)
        return self.kubectl("-n", "drillbook", "create", "token", account).strip()

    def changes(self) -> list[str]:
        """Return what drillbook's user has changed since this was last asked, one line each.

        What is in drillbook's own namespace is left out.
        """
        return [event.line for event in self.audited() if not event.own]

    def audited(self) -> list["Audited"]:
        """Return all that drillbook's user has changed since this was last asked.

        What lasts, such as a command in a container, is noted when it starts and when it ends.
        """
        with self.lab.audit_log.open("rb") as log:
            log.seek(self.read_to)
            raw = log.read()
        whole = raw[: raw.rfind(b"\n") + 1]
        self.read_to += len(whole)
        events = {event["auditID"]: event for event in map(json.loads, whole.splitlines())}
        new = [event for known, event in events.items() if known not in self.heard]
        self.heard |= events.keys()
        return [_audited(event) for event in new if _counts(event)]


@dataclass(frozen=True)
class Audited:
    """One change, as the API server noted it: what, as whom, when, in drillbook's namespace?"""

    line: str
    acted_as: str
    received: datetime
    own: bool


def _audited(event: Mapping[str, Any]) -> Audited:
    who = event.get("impersonatedUser") or event["user"]
    received = datetime.fromisoformat(event["requestReceivedTimestamp"])
    own = event["objectRef"].get("namespace") == targets.OWN_NAMESPACE
    return Audited(_line(event), who["username"], received, own)


def _counts(event: Mapping[str, Any]) -> bool:
    user = event["user"]["username"]
    if user != PERSON and not user.startswith("system:serviceaccount:drillbook:"):
        return False
    what = event.get("objectRef") or {}
    changes = event["verb"] in _VERBS or what.get("subresource") in _STREAMS
    done = event.get("responseStatus", {}).get("code", 0) < 400
    return changes and done and what.get("resource") not in _ASKS_ONLY


def _line(event: Mapping[str, Any]) -> str:
    what = event["objectRef"]
    part = f"/{what['subresource']}" if "subresource" in what else ""
    return (
        f"{event['verb']} {what['resource']}{part} {what.get('namespace', '')}/{what.get('name')}"
    )
