import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from drillbook.lab.layout import layout
from tests.faults import live

_KINDS = "deployments,services,virtualservices,peerauthentications"
_WHOLE = {"web": 1, "client": 1, "store": 1, "outsider": 1}


@pytest.fixture(scope="session")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[live.Shop]:
    """A shop in the mesh, on the lab with the mesh that ``live.LAB`` names."""
    found = live.Shop(
        layout(int(os.environ[live.LAB])),
        tmp_path_factory.mktemp("shop"),
        manifest=Path(__file__).with_name("shop.yaml"),
        kinds=_KINDS,
        whole=_WHOLE,
    )
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
