"""Manifests: read, filled in with a lab's addresses, applied, and waited for."""

import re
import subprocess
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from drillbook.errors import DrillbookError, UsageError
from drillbook.lab.address import Addresses
from drillbook.lab.layout import Layout

Document = dict[str, Any]
VARIABLE = re.compile(r"\$\{([A-Z][A-Z0-9_]*)\}")


def variables(lab: Layout, addresses: Addresses) -> dict[str, str]:
    """Return what ``${NAME}`` may stand for in a manifest."""
    return {
        "NODE_ADDRESS": str(addresses.node(1)),
        "MACHINE_ADDRESS": str(addresses.link(1).outer.ip),
        "DNS_ADDRESS": str(addresses.dns),
        "PROMETHEUS_ADDRESS": str(addresses.prometheus),
        "ALERTMANAGER_ADDRESS": str(addresses.alertmanager),
        "POD_RANGE": str(addresses.pods),
        "SERVICE_RANGE": str(addresses.services),
        "LAB_DIRECTORY": str(lab.directory),
    }


def fill(text: str, known: Mapping[str, str]) -> str:
    """Put the known variables into a text. A name that is not known stays: it is a shell's."""
    return VARIABLE.sub(lambda found: known.get(found[1], found[0]), text)


def read(directory: Path, known: Mapping[str, str]) -> list[Document]:
    """Read all manifests of a directory, files in sorted order; UsageError when there are none."""
    files = sorted(directory.glob("*.yaml")) if directory.is_dir() else []
    if not files:
        raise UsageError(f"no manifests: {directory} has no *.yaml")
    documents: list[Document] = []
    for file in files:
        try:
            found = list(yaml.safe_load_all(fill(file.read_text(), known)))
        except yaml.YAMLError as error:
            raise UsageError(f"{file} is no YAML: {error}") from error
        for document in found:
            if document is None:
                continue
            if not isinstance(document, dict) or not {"apiVersion", "kind"} <= document.keys():
                raise UsageError(f"{file}: a document has no apiVersion and kind")
            documents.append(document)
    return documents


def kubectl(lab: Layout, binaries: Path) -> tuple[str, ...]:
    """Return the command prefix of kubectl for this lab; its cache stays in the lab."""
    return (f"{binaries}/kubectl", f"--kubeconfig={lab.kubeconfig}",
            f"--cache-dir={lab.directory}/kubectl-cache")


def apply(lab: Layout, binaries: Path, documents: Sequence[Document]) -> None:
    """Apply manifests on the server; raises DrillbookError with what kubectl said."""
    command = [*kubectl(lab, binaries), "apply", "--server-side", "--force-conflicts",
               "--field-manager=drillbook", "-f", "-"]
    done = subprocess.run(command, input=yaml.safe_dump_all(documents), text=True,
                          capture_output=True, check=False)
    if done.returncode != 0:
        raise DrillbookError(f"the manifests were not all applied: {done.stderr.strip()}")


def workloads(documents: Iterable[Document]) -> dict[str, set[tuple[str, str]]]:
    """Return what has to become ready, by kind: (namespace, name)."""
    found: dict[str, set[tuple[str, str]]] = {}
    for document in documents:
        if document["kind"] in ("Deployment", "StatefulSet", "DaemonSet", "Job"):
            about = document["metadata"]
            place = (about.get("namespace", "default"), about["name"])
            found.setdefault(document["kind"], set()).add(place)
    return found
