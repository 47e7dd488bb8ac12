"""The small systems that the collected tests are about, for tests that are marked ``lab``."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from drillbook.session import Session
from tests.faults.data import system


@pytest.fixture(scope="session")
def up(request: pytest.FixtureRequest) -> Iterator[timedelta]:
    modules = {item.path.stem for item in request.session.items}
    with system.brought([s for s in system.SYSTEMS if f"test_data_{s}" in modules]) as took:
        yield took


@pytest.fixture
def lab(up: timedelta) -> Iterator[Session]:
    assert up
    with system.opened() as session:
        yield session
