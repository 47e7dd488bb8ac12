from collections.abc import Iterator
from pathlib import Path

import pytest

from drillbook import opening
from drillbook.clients.kubernetes import Cluster
from drillbook.session import Session
from drillbook.target import Target
from tests.world import client
from tests.world.client import World

CHANGES = frozenset({"workload.scale", "server.stop"})


@pytest.fixture
def cluster(world: World) -> Cluster:
    return Cluster(world.kubeconfig, client.CONTEXT)


@pytest.fixture
def target(world: World) -> Target:
    return world.target(CHANGES)


@pytest.fixture
def opened(target: Target, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Session]:
    """A session on the world, confirmed, with a state directory of its own."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    with opening.opened(target, confirmed=target.name) as opened:
        yield opened
