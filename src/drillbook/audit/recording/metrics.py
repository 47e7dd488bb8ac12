"""Which labels the metrics of common exporters have, by their own word.

kube-state-metrics says it in its documentation, a table a kind of object; node_exporter in the
output that its own tests expect of it (``collector/fixtures/e2e-output.txt``); of cAdvisor's
metrics the documentation (``docs/storage/prometheus.md``) has the names; of Prometheus' own, a
scrape of the lab's Prometheus has them.
"""

import re
from pathlib import Path
from typing import Any

_ROW = re.compile(r"^\|\s*`?(kube_\w+)`?\s*\|(.*)$", re.MULTILINE)
_LABEL = re.compile(r"`(\w+)`\s*=")
_SAMPLE = re.compile(r"^(node_\w+?)(?:\{(.*)\})? \S+$", re.MULTILINE)
_NAME = re.compile(r'(\w+)="')
_TYPE = re.compile(r"^# TYPE (prometheus_\w+) (\w+)$", re.MULTILINE)
_CONTAINER = re.compile(r"`(container_\w+|machine_\w+)`")
# Collectors that node_exporter's tests leave out; from collector/filesystem_common.go,
# netdev_common.go, uname.go, systemd_linux.go and time.go of the same version.
_FILESYSTEM = ("avail_bytes", "free_bytes", "size_bytes", "files", "files_free", "readonly",
               "device_error", "purgeable_bytes", "mount_info")  # fmt: skip
_NETWORK = ("bytes", "packets", "errs", "drop", "fifo", "compressed")
_UNTESTED = {
    **{
        f"node_network_{way}_{name}_total": {"device"}
        for way, own in (
            ("receive", ("frame", "multicast", "nohandler")),
            ("transmit", ("colls", "carrier")),
        )
        for name in (*_NETWORK, *own)
    },
    **{
        f"node_filesystem_{name}": {"device", "device_error", "fstype", "mountpoint"}
        for name in _FILESYSTEM
    },
    "node_uname_info": {"domainname", "machine", "nodename", "release", "sysname", "version"},
    "node_systemd_unit_state": {"name", "state", "type"},
    "node_time_seconds": set(),
    "node_memory_MemAvailable_bytes": set(),  # the kernel of the fixture is older than it
}


# What the lab runs, and what nobody should run any more.
_KUBE_STATE, _KUBE_STATE_BEFORE = "2.15.0", "1.9.8"
_NODE, _NODE_BEFORE = "1.9.1", "0.15.2"


def metrics(folder: Path) -> dict[str, Any]:
    """Return the labels of every metric, names of other versions that are run, and what went."""
    states, nodes = folder / "kube-state-metrics", folder / "node_exporter"
    (containers,) = (folder / "cadvisor").glob("*.md")
    (own,) = (folder / "prometheus").glob("*.txt")
    known = documented(states / _KUBE_STATE) | _UNTESTED | printed(nodes / f"{_NODE}.txt")
    others = [one for one in states.iterdir() if one.name != _KUBE_STATE_BEFORE]
    elsewhere = {name for place in others for name in documented(place)} - known.keys()
    before = {**documented(states / _KUBE_STATE_BEFORE), **printed(nodes / f"{_NODE_BEFORE}.txt")}
    went = before.keys() - known.keys() - elsewhere
    return {
        "from": {
            "kube-state-metrics": _KUBE_STATE,
            "node_exporter": _NODE,
            "cadvisor": containers.stem,
            "prometheus": own.stem,
        },
        "labels": {name: sorted(labels) for name, labels in known.items()},
        "elsewhere": sorted(elsewhere),
        "went": sorted(name for name in went if _replaced(name, known)),
        "own": sorted(_scraped(own)),
        "containers": sorted(set(_CONTAINER.findall(containers.read_text(encoding="utf-8")))),
    }


def _scraped(file: Path) -> set[str]:
    """Return the names of Prometheus' own metrics, with those of which a histogram is made."""
    found: set[str] = set()
    for name, kind in _TYPE.findall(file.read_text(encoding="utf-8")):
        parts = {"histogram": ("_bucket", "_count", "_sum"), "summary": ("", "_count", "_sum")}
        found |= {name + part for part in parts.get(kind, ("",))}
    return found


def _replaced(name: str, known: dict[str, set[str]]) -> bool:
    """Return whether a metric is gone for good, and not only left out where tests are run."""
    return name.startswith("kube_") or any(one.startswith(f"{name}_") for one in known)


def documented(folder: Path) -> dict[str, set[str]]:
    """Return the labels of each metric that kube-state-metrics' documentation lists."""
    found: dict[str, set[str]] = {}
    for file in sorted(folder.rglob("*.md")):
        for name, rest in _ROW.findall(file.read_text(encoding="utf-8")):
            # the column of units names resources in the same way
            cells = [_LABEL.findall(cell) for cell in rest.split(" | ")]
            found.setdefault(name, set()).update(([cell for cell in cells if cell] or [[]])[-1])
    return found


def printed(file: Path) -> dict[str, set[str]]:
    """Return the labels of each metric in a scrape of node_exporter."""
    found: dict[str, set[str]] = {}
    for name, labels in _SAMPLE.findall(file.read_text(encoding="utf-8")):
        found.setdefault(name, set()).update(_NAME.findall(labels))
    return found
