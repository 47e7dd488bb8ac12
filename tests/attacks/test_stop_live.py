"""Stop conditions in real drills: the undo begins within a second, and the drill fails with why."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from drillbook.clock import eventually
from tests.attacks.project import Project
from tests.attacks.world import World

pytestmark = pytest.mark.lab

_REPLICAS = "jsonpath={.spec.replicas}"
_BACK = "patch deployments/scale shop/web"


def until(look: Callable[[], bool]) -> None:
    eventually(look, bool, within=timedelta(seconds=90), what="what the test waits for")


def test_the_undo_begins_within_a_second_and_the_drill_fails_with_that_reason(
    world: World, project: Project
) -> None:
    watched = {"name": "the shop is short", "probe": "replicas.missing", "above": 0}
    target = project.target(stop_conditions=[watched | {"system": "kg_rca"}])
    world.changes()
    with project.running(target, "taken") as run:
        until(lambda: world.kubectl("-n", "shop", "get", "deploy/web", "-o", _REPLICAS) == "1")
        world.kubectl("-n", "shop", "set", "image", "statefulset/store", "main=localhost/none:1")
        said, _ = run.communicate(timeout=180)
    world.kubectl("-n", "shop", "rollout", "undo", "statefulset/store")
    world.kubectl("-n", "shop", "delete", "pod", "-l", "app=store", "--wait")
    drill = project.drill()
    assert run.returncode == 1, said
    assert drill["verdict"] == "fail"
    assert "stop condition the shop is short: 1 is above 0" in drill["reason"]
    assert "were declared" not in drill["reason"]
    stopped = next(e for e in drill["timeline"] if e["text"].startswith("stopped: "))
    tripped = datetime.fromisoformat(stopped["at"])
    changed, back = (event.received for event in world.audited() if event.line == _BACK)
    assert changed < tripped
    print(
        f"the undo reached the API server {(back - tripped).total_seconds():.3f} s after the trip"
    )
    assert back - tripped < timedelta(seconds=1)
    assert world.kubectl("-n", "shop", "get", "deploy/web", "-o", _REPLICAS) == "3"
