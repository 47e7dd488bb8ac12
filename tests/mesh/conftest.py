from collections.abc import Iterator

import pytest

from tests.faults import live
from tests.mesh.shop import deployed


@pytest.fixture(scope="session")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[live.Shop]:
    with deployed(tmp_path_factory.mktemp("shop")) as shop:
        yield shop


@pytest.fixture
def world(shop: live.Shop) -> Iterator[live.Shop]:
    """The shop as it was deployed; whatever a test leaves pending is put back."""
    shop.forget()
    shop.wait_until_whole()
    yield shop
    if shop.pending():
        shop.undo()
