"""How a role's containers fare, from pods as the API has them."""

from dataclasses import dataclass
from typing import Any, cast

import pytest

from drillbook.errors import Unobservable
from drillbook.probes import crashes
from drillbook.probes.crashes import Crash
from drillbook.session import Session

KILLED = {"terminated": {"reason": "OOMKilled"}}


def pod(
    name: str, made: str, *, ready: bool = True, last: Any = None, waiting: str = ""
) -> dict[str, Any]:
    state = {"waiting": {"reason": waiting}} if waiting else {"running": {}}
    own = {"name": "web", "ready": ready, "restartCount": 1 if last else 0, "state": state}
    own |= {"lastState": last} if last else {}
    sides = [{"name": "istio-proxy", "started": True, "ready": True}]
    return {
        "metadata": {"name": name, "creationTimestamp": made},
        "status": {"containerStatuses": [own], "initContainerStatuses": sides},
    }


@dataclass
class Cluster:
    """What the probe asks: pods, their events, and the log of the run before."""

    pods: list[dict[str, Any]]

    def items(self, path: str, **_query: str) -> list[dict[str, Any]]:
        return self.pods if path.endswith("/pods") else [{"reason": "BackOff"}]

    def log(self, *_names: str, **_query: str) -> str:
        return "started\nERROR no database"


def crashed(*pods: dict[str, Any], container: str = "web") -> Crash:
    @dataclass
    class Opened:
        cluster: Cluster

    opened = cast("Session", Opened(Cluster([*pods])))
    return crashes.crashed(opened, "shop", "web", container).value


def test_the_newest_pod_that_is_down_is_shown_with_how_it_ended_and_what_it_said() -> None:
    found = crashed(
        pod("old", "2026-01-01T00:00:00Z", ready=False, last=KILLED, waiting="CrashLoopBackOff"),
        pod("new", "2026-01-02T00:00:00Z", ready=False, last=KILLED, waiting="CrashLoopBackOff"),
        pod("newest", "2026-01-03T00:00:00Z"),
    )
    assert (found.pod, found.ready, found.of) == ("new", 1, 2)
    assert (found.ended, found.waiting) == ("OOMKilled", "CrashLoopBackOff")
    assert (found.said, found.events) == ("ERROR no database", ("BackOff",))


@pytest.mark.parametrize("last", [None, KILLED], ids=["never ended", "ended before, serves again"])
def test_a_role_that_serves_is_seen_not_to_have_crashed(last: Any) -> None:
    found = crashed(
        pod("old", "2026-01-01T00:00:00Z"), pod("new", "2026-01-02T00:00:00Z", last=last)
    )
    assert (found.pod, found.ended, found.waiting, found.said) == ("new", "", "", "")
    assert found.events == ()


def test_a_role_without_such_a_container_is_not_observable() -> None:
    with pytest.raises(Unobservable, match="web has no pod with a container api"):
        crashed(pod("new", "2026-01-02T00:00:00Z"), container="api")
