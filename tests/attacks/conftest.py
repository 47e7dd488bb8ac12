"""The lab that is attacked, and a project with drills of the shop in it."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from drillbook.lab.layout import layout
from tests.attacks.project import Project
from tests.attacks.world import World
from tests.lab import machine

NUMBER = 5


@pytest.fixture(scope="session")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """A lab with a shop and its neighbours; a lab that is up if DRILLBOOK_ATTACKS_LAB says."""
    up = os.environ.get("DRILLBOOK_ATTACKS_LAB")
    number = int(up or NUMBER)
    if up is None:
        machine.up(number, "--nodes", "2")
    try:
        found = World(layout(number), tmp_path_factory.mktemp("attacks"))
        found.deploy()
        with pytest.MonkeyPatch.context() as patched:
            patched.setenv("XDG_STATE_HOME", str(found.directory / "state"))
            found.changes()
            yield found
    finally:
        if up is None:
            machine.down(number)


@pytest.fixture
def project(world: World, tmp_path: Path) -> Project:
    """A project of its own, with the experiments and phrases of this one."""
    return Project.made(world, tmp_path)
