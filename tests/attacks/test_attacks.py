"""Every attack on a real API server: refused, and nothing but what was allowed is changed."""

from itertools import chain

import pytest

from drillbook.errors import DrillbookError
from drillbook.faults import pods
from tests.attacks import files, places, times
from tests.attacks.attack import Attack
from tests.attacks.notes import note
from tests.attacks.world import World

pytestmark = pytest.mark.lab

ATTACKS = tuple(chain(places.attacks(), times.attacks(), files.attacks()))


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.name)
def test_nothing_outside_is_changed_by(world: World, attack: Attack) -> None:
    said = None
    try:
        attack.do(world)
    except (DrillbookError, ValueError) as error:
        said = str(error)
    changed = [line for line in world.changes() if not any(part in line for part in attack.may)]
    note(attack.name, said, changed)
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
