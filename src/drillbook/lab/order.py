"""What a system of a lab needs beside it, deployed before it: the mesh, volumes that can grow.

A namespace with the label ``istio-injection: enabled`` gets side proxies, so a system whose
manifests have it is deployed after Istio; one with claims of the class ``growing`` after what
makes such volumes.
"""

import re
from collections.abc import Iterable
from pathlib import Path

from drillbook.lab import mesh, parts
from drillbook.lab.layout import sources

VOLUMES = "volumes"
_NEEDED = {
    mesh.SYSTEM: re.compile(r"\bistio-injection: *\"?enabled\b"),
    VOLUMES: re.compile(r"\bstorageClassName: *growing\b"),
}


def in_order(systems: Iterable[str], systems_folder: Path | None = None) -> tuple[str, ...]:
    """Return the systems in their order, each after what its manifests need."""
    folder = systems_folder or sources() / "systems"
    ordered: list[str] = []
    for system in systems:
        text = "\n".join(parts.texts(folder / system).values())
        needed = [name for name, pattern in _NEEDED.items() if pattern.search(text)]
        ordered += [name for name in (*needed, system) if name not in ordered]
    return tuple(ordered)
