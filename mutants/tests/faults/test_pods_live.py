"""Pods killed on the lab: by name, some, a share, all, again and again."""

import pytest

from tests.faults.live import Shop, proven

pytestmark = pytest.mark.lab


def uids(shop: Shop, app: str) -> set[str]:
    return {pod["metadata"]["uid"] for pod in shop.pods(app)}


@pytest.mark.parametrize(
    ("fault", "arguments", "killed"),
    [
        ("pods.kill_some", {"count": 2}, 2),
        ("pods.kill_share", {"share": 0.5}, 2),
        ("pods.kill_all", {}, 3),
    ],
)
def test_killed_pods_are_gone_and_replaced(
    world: Shop, fault: str, arguments: dict[str, object], killed: int
) -> None:
    before = uids(world, "web")
    objects = world.objects()
    world.bring(fault, namespace="shop", selector="app=web", **arguments)
    assert len(before - uids(world, "web")) == killed
    intents = world.pending()
    assert "all replicas ready" in world.undo()
    after = uids(world, "web")
    assert world.counts()["web"] == 3
    world.undo_again(intents)
    assert uids(world, "web") == after
    assert world.objects() == objects


def test_pods_killed_again_and_again_are_new_ones_each_time(world: Shop) -> None:
    before = uids(world, "store")
    said = world.bring("pods.kill_again", namespace="shop", selector="app=store", times=3, count=2)
    assert said.count("2 of app=store are killed") == 3
    assert len(world.pending()) == 3
    world.undo()
    assert not before & uids(world, "store")
    assert world.counts()["store"] == 2


def test_a_selector_of_nothing_or_of_too_few_is_refused(world: Shop) -> None:
    nothing = world.refuses("pods.kill_all", namespace="shop", selector="app=nothing")
    assert "no pod in shop matches app=nothing" in nothing
    few = world.refuses("pods.kill_some", namespace="shop", selector="app=web", count=4)
    assert "has 3 ready pods, not 4" in few
    share = world.refuses("pods.kill_share", namespace="shop", selector="app=web", share=50)
    assert "at most 1, not 50" in share


def test_a_workload_scaled_to_zero_comes_back(world: Shop) -> None:
    def shows() -> None:
        assert world.counts().get("web", 0) == 0

    proven(world, "workloads.scale", shows, namespace="shop", workload="web", replicas=0)
