"""The small shop of the live tests as a ground for faults that need no data system."""

import hashlib
import json
import os
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, nullcontext, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from drillbook.lab import cgroups, pods
from tests.faults import live
from tests.faults.live import NAMESPACE, Shop
from tests.faults.test_clocks_live import clock_pod
from tests.faults.test_configuration_live import tls_secrets
from tests.kill.objects import objects, pods_of
from tests.lab import machine

_HERE: Mapping[str, object] = {"namespace": NAMESPACE}
_BETWEEN = {**_HERE, "source": "client", "destination": "web"}
_WEB = {**_HERE, "selector": "app=web"}
_DAMAGED_SETTING = {"config_map": "settings", "key": "currency", "value": "USD"}
_DAMAGED_PASSWORD = {"secret": "password", "key": "password"}
_ALERTMANAGER = "monitoring/alertmanager:9093"
_NAME = f"web.{NAMESPACE}.svc.cluster.local"

Arguments = Callable[[Shop], Mapping[str, object]]


def _always(**arguments: object) -> Arguments:
    return lambda _: arguments


def _first_pod(app: str, **arguments: object) -> Arguments:
    return lambda shop: {**_HERE, "pod": shop.pod(app), **arguments}


def _large(shop: Shop) -> Mapping[str, object]:
    """Have a page that is large enough for a limited rate to show."""
    for pod in shop.pods("web"):
        shop.run(pod["metadata"]["name"], "head -c 60000 /dev/zero > /tmp/large")
    return {**_BETWEEN, "kb_per_second": 10, "path": "/large"}


#: What each fault is brought to.
FAULTS: Mapping[str, Arguments] = {
    "alerts.silence": _always(**_HERE, service=_ALERTMANAGER, alerts=["ShopDown"]),
    "certificates.expired": _always(**_HERE, secret="web-tls", authority="authority"),
    "certificates.wrong_authority": _always(**_HERE, secret="web-tls"),
    "clocks.jump": _always(**_HERE, pod="clock", seconds=3600),
    "configuration.wrong_config_map": _first_pod("web", directory="/settings", **_DAMAGED_SETTING),
    "configuration.wrong_secret": _first_pod("web", directory="/password", **_DAMAGED_PASSWORD),
    "containers.freeze": _first_pod("web"),
    "disks.fill": _first_pod("store", path="/data"),
    "images.missing": _always(**_HERE, workload="web"),
    "monitoring.stop": _always(service="monitoring/prometheus:9090"),
    "names.none": _always(**_HERE, source="client"),
    "names.wrong": _always(**_HERE, source="client", name=_NAME, address="203.0.113.9"),
    "network.cut": _always(**_BETWEEN),
    "network.reset": _always(**_BETWEEN),
    "nodes.cordon": _always(node="node-2"),
    "nodes.drain": _always(node="node-2", lose_empty_dirs=True),
    "pods.kill": _first_pod("web"),
    "pods.kill_again": _always(**_WEB, times=2),
    "pods.kill_all": _always(**_WEB),
    "pods.kill_share": _always(**_WEB, share=0.5),
    "pods.kill_some": _always(**_WEB, count=2),
    "pressure.cpu": _first_pod("web", seconds=120),
    "pressure.memory": _first_pod("web", seconds=120),
    "traffic.abort": _always(**_BETWEEN),
    "traffic.delay": _always(**_BETWEEN, milliseconds=3000),
    "traffic.limit": _large,
    "workloads.scale": _always(**_HERE, workload="web", replicas=1),
}
_VOLUMES = ("data", "tmp", "settings", "password")
# Every pod writes its own name into the one; the other is what ``_large`` makes, for a pod's life.
_PODS_OWN = {"index.html", "large"}


@dataclass(frozen=True)
class OnShop:
    """The shop, and what can be compared of it."""

    shop: Shop

    @property
    def target(self) -> Path:
        """The shop's target file."""
        return self.shop.target

    def arguments(self, fault: str) -> Mapping[str, object]:
        """Return what a fault is brought to right now."""
        return FAULTS[fault](self.shop)

    def busy(self, _fault: str) -> nullcontext[None]:
        """No fault here needs load."""
        return nullcontext()

    def look(self) -> dict[str, str]:
        """Return objects, readiness, and of every pod its files, network rules and processes."""
        found, inside = objects(self.shop.lab), dict[str, list[str]]()
        for pod in pods_of(self.shop.lab, NAMESPACE):
            # A pod that was replaced has another name, so pods are compared by their app.
            app = pod["metadata"]["labels"].get("app", pod["metadata"]["name"])
            inside.setdefault(app, []).append(self._inside(pod))
        found["silences"] = str(live.silences(self.shop.lab.number))
        found["processes of faults"] = str(_marked(self.shop.lab.number))
        return found | {f"pods of {app}": str(sorted(seen)) for app, seen in inside.items()}

    def _inside(self, pod: dict[str, Any]) -> str:
        uid, number = pod["metadata"]["uid"], self.shop.lab.number
        pids = pods.processes(number, uid)
        rules = machine.said(*pods.into_network(number, uid), "nft", "list", "tables")
        (container,) = pod["status"]["containerStatuses"]
        freezer = pods.freezer(number, uid, container["containerID"].rpartition("/")[2])
        seen = {
            "ready": live.ready(pod),
            "files": _files(pids[min(1, len(pids) - 1)]),  # the first one is the sandbox
            "rules": rules,
            "processes": sorted(Path(f"/proc/{pid}/comm").read_text() for pid in pids),
            "frozen": freezer is not None and freezer.frozen,
        }
        return json.dumps(seen, sort_keys=True)


@contextmanager
def opened() -> Iterator[OnShop]:
    """Bring the shop up, with all that its faults are brought to."""
    with ExitStack() as held:
        directory = Path(held.enter_context(tempfile.TemporaryDirectory()))
        shop = held.enter_context(live.deployed(directory))
        shop.forget()
        held.enter_context(tls_secrets(shop))
        held.enter_context(clock_pod(shop))
        yield OnShop(shop)


def _marked(lab: int) -> int:
    """Return how many processes of a lab a fault has started on the machine."""
    count = 0
    for pid in cgroups.processes(cgroups.machine(), lab):
        with suppress(OSError):  # a process may end while it is read
            count += b"DRILLBOOK_FAULT=" in Path(f"/proc/{pid}/environ").read_bytes()
    return count


def _files(pid: int) -> dict[str, str]:
    """Return the hash of every file of the volumes of a process, and of its ``/tmp``."""
    root = Path(f"/proc/{pid}/root")
    found: dict[str, str] = {}
    for volume in _VOLUMES:
        for directory, _, names in os.walk(root / volume):
            # A mounted object's values are links into a directory that is named by the time.
            if "/.." not in directory:
                files = (Path(directory, name) for name in names if name not in _PODS_OWN)
                found |= {str(f.relative_to(root)): _hash(f) for f in files if f.is_file()}
    return found


def _hash(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()
