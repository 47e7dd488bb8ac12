import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from drillbook.lab.images import ensure_images
from drillbook.lab.importing import import_missing
from drillbook.lab.layout import layout
from tests.faults import live

_KINDS = "deployments,services,virtualservices,peerauthentications"
_WHOLE = {"web": 1, "client": 1, "store": 1, "outsider": 1}


@pytest.fixture(scope="session")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[live.Shop]:
    """A shop in the mesh, on the lab with the mesh that ``live.LAB`` names."""
    lab, directory = layout(int(os.environ[live.LAB])), tmp_path_factory.mktemp("shop")
    (python,) = ensure_images(
        ["python"]
    )  # it brings curl; Debian's static busybox has a broken wget
    import_missing(lab.node(1), [python])
    manifest = directory / "in-the-mesh.yaml"
    text = Path(__file__).with_name("shop.yaml").read_text()
    manifest.write_text(text.replace("$PYTHON", python.reference))
    found = live.Shop(lab, directory, manifest=manifest, kinds=_KINDS, whole=_WHOLE)
    found.deploy()
    yield found
    found.remove()


@pytest.fixture
def world(shop: live.Shop) -> Iterator[live.Shop]:
    """The shop as it was deployed; whatever a test leaves pending is put back."""
    shop.forget()
    shop.wait_until_whole()
    yield shop
    if shop.pending():
        shop.undo()
