"""What tests of many rooms share: a small world, and what hypothesis may take for wrong."""

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

from tests.world import client
from tests.world.client import World

# What it finds, and not how long a busy machine took.
settings.register_profile("drillbook", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("drillbook")


@pytest.fixture(scope="session")
def whole_world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with client.started(tmp_path_factory.mktemp("world") / "world") as world:
        yield world


@pytest.fixture
def world(whole_world: World) -> World:
    """A world as it was made."""
    whole_world.control("reset")
    return whole_world
