"""Every attack on a real API server: refused, and nothing but what was allowed is changed."""

import json
import os
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import pytest

from drillbook.errors import DrillbookError
from drillbook.faults import pods
from drillbook.lab.layout import layout
from tests.attacks import files, places, times
from tests.attacks.attack import Attack
from tests.attacks.world import World
from tests.lab import machine

pytestmark = pytest.mark.lab

ATTACKS = tuple(chain(places.attacks(), times.attacks(), files.attacks()))
NUMBER = 5


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """A bare lab with a shop and its neighbours; a lab that is up if DRILLBOOK_ATTACKS_LAB says."""
    up = os.environ.get("DRILLBOOK_ATTACKS_LAB")
    number = int(up or NUMBER)
    if up is None:
        machine.up(number, "--nodes", "2", "--bare")
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


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.name)
def test_nothing_outside_is_changed_by(world: World, attack: Attack) -> None:
    said = None
    try:
        attack.do(world)
    except (DrillbookError, ValueError) as error:
        said = str(error)
    changed = [line for line in world.changes() if not any(part in line for part in attack.may)]
    _note(attack, said, changed)
    assert not changed
    assert said is not None, "it was not refused"
    assert attack.said in said


def test_the_audit_log_shows_what_is_allowed_and_done(world: World) -> None:
    pod = world.pod()
    with world.opened() as opened:
        opened.cluster.execute("shop", pod, ["true"])
        pods.kill("shop", pod)
    changed = world.changes()
    assert f"delete pods shop/{pod}" in changed
    assert f"get pods/exec shop/{pod}" in changed
    assert len(changed) == 2


def test_each_attack_has_a_name_of_its_own_and_there_are_enough() -> None:
    assert len({attack.name for attack in ATTACKS}) == len(ATTACKS) >= 60


def _note(attack: Attack, said: str | None, changed: list[str]) -> None:
    """Write down what became of an attack, for who counts them."""
    file = os.environ.get("DRILLBOOK_ATTACKS_NOTED")
    if file:
        with Path(file).open("a", encoding="utf-8") as notes:
            notes.write(
                json.dumps({"attack": attack.name, "said": said, "changed": changed}) + "\n"
            )
