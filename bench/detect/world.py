"""A small system on a lab of its own: one pod, PostgreSQL, and Kafka with three brokers.

PostgreSQL and Kafka are KG RCA's, by its manifests, made smaller.
"""

import shutil
from datetime import timedelta
from pathlib import Path

import yaml

from drillbook.lab import addons, api, generated, manifests, readiness
from drillbook.lab.address import Addresses
from drillbook.lab.images import ensure_images
from drillbook.lab.importing import import_missing
from drillbook.lab.layout import Layout, layout, sources
from drillbook.lab.progress import step

NAMESPACE = "kg-rca-server"
BROKERS = 3
IMAGES = ("pause", "busybox", "postgresql", "kafka")
_READY_WITHIN = timedelta(minutes=6)
_PARTS = {"pod": (), "postgresql": ("12-postgresql.yaml",), "kafka": ("10-kafka.yaml",)}


def deploy(number: int, kinds: list[str], scratch: Path) -> None:
    """Bring what the recoveries of these kinds need into a lab that is up."""
    lab, addresses = layout(number), Addresses(number)
    images = ensure_images(IMAGES)
    import_missing(lab.node(1), images)
    write(kinds, scratch)
    known = manifests.variables(lab, addresses) | addons.image_variables(images)
    documents = manifests.read(scratch, known)
    with step(f"deploying {', '.join(kinds)}") as shown, api.connect(lab) as client:
        manifests.apply(client, generated.fill(client, documents))
        readiness.wait(client, manifests.workloads(documents), _READY_WITHIN, shown)


def write(kinds: list[str], scratch: Path) -> None:
    """Write the manifests: KG RCA's with three brokers, and PostgreSQL without backups."""
    shutil.rmtree(scratch, ignore_errors=True)
    scratch.mkdir(parents=True)
    here, there = Path(__file__).parent, sources() / "systems" / "kg_rca"
    shutil.copy(there / "00-namespace.yaml", scratch)
    if "pod" in kinds:
        shutil.copy(here / "web.yaml", scratch)
    for name in [name for kind in kinds for name in _PARTS[kind]]:
        documents = list(yaml.safe_load_all((there / name).read_text(encoding="utf-8")))
        for document in documents:
            if document["kind"] == "StatefulSet":
                _smaller(document["spec"])
        (scratch / name).write_text(yaml.safe_dump_all(documents), encoding="utf-8")


def _smaller(spec: dict[str, object]) -> None:
    template = spec["template"]
    assert isinstance(template, dict)
    pod = template["spec"]
    pod["volumes"] = [v for v in pod.get("volumes", []) if v["name"] != "backups"]
    for container in pod["containers"]:
        mounts = container.get("volumeMounts", [])
        container["volumeMounts"] = [m for m in mounts if m["name"] != "backups"]
    spec["replicas"] = min(int(str(spec["replicas"])), BROKERS)


def talkative(lab: Layout) -> None:
    """Let the kubelet log when a probe of a pod turns, which is the truth of a pod's recovery."""
    with api.connect(lab) as client:
        path = f"/api/v1/nodes/{lab.node(1).name}/proxy/debug/flags/v"
        client.put(path, content="2").raise_for_status()
