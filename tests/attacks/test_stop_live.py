"""Stop conditions in real drills: the undo begins within a second, and the drill says why."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import httpx
import pytest

from drillbook.clock import eventually
from drillbook.lab.address import Addresses
from tests.attacks.project import Project
from tests.attacks.world import World

pytestmark = pytest.mark.lab

_REPLICAS = "jsonpath={.spec.replicas}"
_BACK = "patch deployments/scale shop/web"
_PROMETHEUS = "monitoring/prometheus:9090"
_READY = 'kube_statefulset_status_replicas_ready{namespace="shop",statefulset="store"}'


def until(look: Callable[[], bool]) -> None:
    eventually(look, bool, within=timedelta(seconds=90), what="what the test waits for")


def asked(world: World, query: str) -> float | None:
    """Return what the lab's Prometheus answers now, or nothing while it has or says nothing."""
    where = f"http://{Addresses(world.lab.number).prometheus}:9090/api/v1/query"
    answer = httpx.get(where, params={"query": query}, timeout=5, trust_env=False)
    found = answer.json()["data"]["result"] if answer.is_success else []
    return float(found[0]["value"][1]) if found else None


def was_put_back_at_once(world: World, drill: dict[str, Any]) -> None:
    """Assert by the audit log that the undo's change came within a second of the trip."""
    stopped = next(e for e in drill["timeline"] if e["text"].startswith("stopped: "))
    tripped = datetime.fromisoformat(stopped["at"])
    changed, back = (event.received for event in world.audited() if event.line == _BACK)
    assert changed < tripped
    print(
        f"the undo reached the API server {(back - tripped).total_seconds():.3f} s after the trip"
    )
    assert back - tripped < timedelta(seconds=1)
    assert world.kubectl("-n", "shop", "get", "deploy/web", "-o", _REPLICAS) == "3"


@pytest.mark.parametrize(
    ("watched", "seen"),
    [
        ({"probe": "replicas.missing", "above": 0}, "1 is above 0"),
        ({"query": _READY, "below": 2}, "1 is below 2"),
    ],
    ids=["a probe of ours", "a query of Prometheus"],
)
def test_the_undo_begins_within_a_second_and_the_drill_fails_with_that_reason(
    world: World, project: Project, watched: dict[str, Any], seen: str
) -> None:
    condition = watched | {"name": "the shop is short", "system": "kg_rca"}
    target = project.target(stop_conditions=[condition], prometheus=_PROMETHEUS)
    until(lambda: asked(world, _READY) == 2)
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
    assert f"stop condition the shop is short: {seen}" in drill["reason"]
    assert "were declared" not in drill["reason"]
    was_put_back_at_once(world, drill)


def test_a_prometheus_that_goes_away_stops_the_drill_which_is_unknown(
    world: World, project: Project
) -> None:
    condition = {"name": "the shop is short", "system": "kg_rca", "query": _READY, "below": 1}
    target = project.target(stop_conditions=[condition], prometheus=_PROMETHEUS)
    scale = ("-n", "monitoring", "scale", "deployment/prometheus")
    until(lambda: asked(world, _READY) == 2)
    world.changes()
    try:
        with project.running(target, "taken") as run:
            until(lambda: world.kubectl("-n", "shop", "get", "deploy/web", "-o", _REPLICAS) == "1")
            world.kubectl(*scale, "--replicas=0")
            said, _ = run.communicate(timeout=180)
    finally:
        world.kubectl(*scale, "--replicas=1")
    drill = project.drill()
    assert run.returncode == 3, said
    assert drill["verdict"] == "unknown"
    assert "stop condition the shop is short was not seen for 5." in drill["reason"]
    was_put_back_at_once(world, drill)
