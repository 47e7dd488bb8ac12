"""A container frozen by the cgroup freezer."""

import httpx
import pytest

from drillbook.lab import pods
from tests.faults.live import Shop, proven

pytestmark = pytest.mark.lab


def answers(address: str) -> bool:
    try:
        httpx.get(f"http://{address}/", timeout=2, trust_env=False)
    except httpx.TimeoutException:
        return False
    return True


def test_a_frozen_container_holds_its_port_and_answers_nothing(world: Shop) -> None:
    pod = world.pod("web")
    address = next(p for p in world.pods("web") if p["metadata"]["name"] == pod)["status"]["podIP"]
    world.until(lambda: answers(address), bool)

    def shows() -> None:
        assert not answers(address)

    proven(world, "containers.freeze", shows, namespace="shop", pod=pod)


def test_a_frozen_container_whose_pod_is_replaced_does_not_stay_behind_frozen(world: Shop) -> None:
    pod = world.pod("web")
    world.bring("containers.freeze", namespace="shop", pod=pod)
    (intent,) = world.pending()
    world.kubectl("delete", "pod", pod, "--grace-period=0", "--force")
    world.until(world.counts, lambda found: found.get("web") == 3)
    said = world.undo()
    assert "is gone" in said or "goes on" in said  # the kubelet kills it before the thaw, or after
    uid, container = intent.before["uid"], intent.arguments["container_id"]
    world.until(lambda: pods.freezer(world.lab.number, uid, container) is None, bool)
