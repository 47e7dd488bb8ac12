"""Istio in a lab: its control plane is the system ``istio``, and other systems may need it."""

import tempfile
from collections.abc import Sequence
from pathlib import Path

import yaml

from drillbook.lab.manifests import Document
from drillbook.lab.programs import run
from drillbook.lab.toolchain import ensure_toolchain

SYSTEM = "istio"


def rendered(documents: Sequence[Document]) -> list[Document]:
    """Return the documents, with what istioctl makes of it in the place of an IstioOperator.

    Raises BuildFailed with istioctl's words when it takes it not.
    """
    found: list[Document] = []
    for document in documents:
        found += _render(document) if document["kind"] == "IstioOperator" else [document]
    return found


def _render(operator: Document) -> list[Document]:
    istioctl = ensure_toolchain(["istioctl"]) / "istioctl"
    with tempfile.TemporaryDirectory(prefix="drillbook-istio.") as scratch:
        file = Path(scratch, "operator.yaml")
        file.write_text(yaml.safe_dump(operator), encoding="utf-8")
        said = run([istioctl, "manifest", "generate", "-f", file], "rendering Istio's manifests")
    return [document for document in yaml.safe_load_all(said) if document]
