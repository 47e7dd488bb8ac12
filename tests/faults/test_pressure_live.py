"""Processor and memory of a container used up inside its limits, on the lab."""

import time
from pathlib import Path

import pytest

from drillbook.lab import cgroups
from tests.faults.live import Shop, proven

pytestmark = pytest.mark.lab

MARKED = "cat /proc/[0-9]*/environ 2>/dev/null | tr '\\0' '\\n' | grep -c DRILLBOOK_PRESSURE"


def cgroup(shop: Shop, pod: str, file: str) -> int:
    """Read a number of a pod's cgroup on the machine."""
    uid = next(p["metadata"]["uid"] for p in shop.pods("web") if p["metadata"]["name"] == pod)
    hierarchy = Path("/sys/fs/cgroup") / file.partition(".")[0]
    lab = hierarchy / cgroups.name(shop.lab.number)
    (found,) = (place for place in cgroups.below(lab) if place.name == f"pod{uid}")
    return int((found / file).read_text())


def test_a_container_uses_the_processor_time_that_it_may_have(world: Shop) -> None:
    pod = world.pod("web")

    def shows() -> None:
        before, begun = cgroup(world, pod, "cpuacct.usage"), time.monotonic()
        time.sleep(2)  # a rate has to be measured over some time
        cores = (cgroup(world, pod, "cpuacct.usage") - before) / 1e9 / (time.monotonic() - begun)
        assert 0.08 <= cores <= 0.25  # its limit is 0.2

    proven(world, "pressure.cpu", shows, namespace="shop", pod=pod, seconds=120)


def test_a_container_fills_its_memory_and_is_not_killed(world: Shop) -> None:
    pod = world.pod("web")

    def shows() -> None:
        assert cgroup(world, pod, "memory.usage_in_bytes") > 0.8 * 64 * 1024 * 1024

    proven(world, "pressure.memory", shows, namespace="shop", pod=pod, seconds=120, share=0.9)
    assert world.run(pod, "cat /sys/fs/cgroup/memory/memory.failcnt") is not None
    restarts = [p["status"]["containerStatuses"][0]["restartCount"] for p in world.pods("web")]
    assert restarts == [0, 0, 0]


def test_pressure_ends_by_itself(world: Shop) -> None:
    pod = world.pod("web")
    # Long enough to be seen to have begun, which takes a look of a second or two.
    world.bring("pressure.cpu", namespace="shop", pod=pod, seconds=20)
    world.until(lambda: world.run(pod, f"{MARKED} || true").strip(), lambda count: count == "0")
    assert "0 processes ended" in world.undo()


def test_a_container_without_a_limit_is_refused(world: Shop) -> None:
    pod = world.pod("client")
    assert "no limit of cpu" in world.refuses("pressure.cpu", namespace="shop", pod=pod, seconds=5)
    memory = world.refuses("pressure.memory", namespace="shop", pod=pod, seconds=5)
    assert "no limit of memory" in memory
