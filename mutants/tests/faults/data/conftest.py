"""The small system of each kind, for tests that are marked ``lab``."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from drillbook.session import Session
from tests.faults.data import system


@pytest.fixture(scope="session")
def up() -> Iterator[timedelta]:
    with system.brought() as took:
        yield took


@pytest.fixture
def lab(up: timedelta) -> Iterator[Session]:
    assert up
    with system.opened() as session:
        yield session
