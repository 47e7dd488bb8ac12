"""The shop in the mesh, on lab 7 with the mesh, or on the lab that ``live.LAB`` names."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from drillbook.lab import mesh
from drillbook.lab.images import ensure_images
from drillbook.lab.importing import import_missing
from drillbook.lab.layout import layout
from tests.faults import live
from tests.lab import machine

NUMBER = 7
_KINDS = "deployments,services,virtualservices,peerauthentications"
_WHOLE = {"web": 1, "client": 1, "store": 1, "outsider": 1}


@contextmanager
def lab() -> Iterator[int]:
    """Bring the lab up with the mesh; the first time, that compiles Istio."""
    up = os.environ.get(live.LAB)
    if up is not None:
        yield int(up)
        return
    try:
        machine.up(NUMBER)
        machine.said(*machine.LAB, "deploy", mesh.SYSTEM, "--number", str(NUMBER))
        yield NUMBER
    finally:
        machine.down(NUMBER)


@contextmanager
def deployed(directory: Path) -> Iterator[live.Shop]:
    """Deploy the shop on a lab with the mesh."""
    with lab() as number:
        found = layout(number)
        # It brings curl; the wget of Debian's static busybox crashes.
        (python,) = ensure_images(["python"])
        import_missing(found.node(1), [python])
        manifest = directory / "in-the-mesh.yaml"
        text = Path(__file__).with_name("shop.yaml").read_text()
        manifest.write_text(text.replace("$PYTHON", python.reference))
        shop = live.Shop(found, directory, manifest=manifest, kinds=_KINDS, whole=_WHOLE)
        shop.deploy()
        yield shop
        shop.remove()
