from collections.abc import Iterator
from pathlib import Path
from typing import cast

import pytest

from drillbook.clients.kubernetes import Cluster
from drillbook.journal import Journal
from drillbook.opening import current
from drillbook.session import Session
from drillbook.target import Allowed, Kind, SystemOnTarget, Target
from tests.faults import live


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Session]:
    """A session with a real journal, whose cluster nobody may ask."""
    target = Target(
        name="nowhere",
        kind=Kind.LAB,
        lab=0,
        context="nowhere",
        allow=Allowed(),
        systems={"shop": SystemOnTarget(namespace="shop")},
        file=Path("targets/nowhere.yaml"),
    )
    found = Session(target, cast("Cluster", None), Journal(tmp_path / "journal"), "uid-1")
    token = current.set(found)
    try:
        yield found
    finally:
        current.reset(token)


@pytest.fixture(scope="session")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[live.Shop]:
    with live.deployed(tmp_path_factory.mktemp("shop")) as shop:
        yield shop


@pytest.fixture
def world(shop: live.Shop) -> Iterator[live.Shop]:
    """The shop as it was deployed; whatever a test leaves pending is put back."""
    shop.forget()
    shop.wait_until_whole()
    yield shop
    if shop.pending():
        shop.undo()
