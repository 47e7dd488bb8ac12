"""When a workload is whole again: its status may be older than the loss of a pod."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, cast

import pytest

from drillbook.clients.answers import Json
from drillbook.errors import CheckFailed
from drillbook.probes import kubernetes
from drillbook.rights import DECLARED, Right
from drillbook.session import Session
from tests.standing import KnownCluster

APPS = "/apis/apps/v1/namespaces/shop/deployments"
PODS = "/api/v1/namespaces/shop/pods"
LONG, AT_ONCE = timedelta(minutes=1), timedelta(0)


def pod(number: int, *, ready: bool = True, goes: bool = False) -> Json:
    metadata = {"name": f"web-{number}", "uid": f"uid-{number}"}
    if goes:
        metadata["deletionTimestamp"] = "2026-11-21T08:00:00Z"
    conditions = [{"type": "Ready", "status": str(ready)}]
    return {"metadata": metadata, "status": {"phase": "Running", "conditions": conditions}}


@dataclass
class Stale(KnownCluster):
    """A cluster whose Deployment says that its 2 replicas are ready, whatever its pods do."""

    pods: list[list[Json]]
    selector: Json = field(default_factory=lambda: {"matchLabels": {"app": "web"}})
    asked: list[str] = field(default_factory=list)
    told_by_watch: bool = False
    used: set[Right] = field(default_factory=set)

    def get(self, path: str, **_query: str) -> Json:
        self.used.add(Right("apps", "deployments", "list" if path == APPS else "get"))
        if path != APPS:
            return self.deployment(2)
        items = [self.deployment(0 if self.told_by_watch else 2)]
        return {"items": items, "metadata": {"resourceVersion": "1"}}

    def deployment(self, ready: int) -> Json:
        return {
            "metadata": {"name": "web", "generation": 1},
            "spec": {"replicas": 2, "selector": self.selector},
            "status": {"observedGeneration": 1, "readyReplicas": ready},
        }

    def items(self, path: str, **query: str) -> list[Json]:
        assert path == PODS
        self.used.add(Right("", "pods", "list"))
        self.asked.append(query["labelSelector"])
        return self.pods.pop(0) if len(self.pods) > 1 else self.pods[0]

    def watch(self, path: str, _seconds: int, **_query: str) -> Iterator[Json]:
        assert path == APPS
        self.used.add(Right("apps", "deployments", "watch"))
        yield {"type": "MODIFIED", "object": self.deployment(2)}


def whole(cluster: Stale, within: timedelta = LONG) -> Any:
    @dataclass
    class Opened:
        cluster: Stale

    opened = cast("Session", Opened(cluster))
    return kubernetes.whole(opened, "shop", "deployments/web", within)


@pytest.mark.parametrize(
    "short", [[pod(1)], [pod(1), pod(2, ready=False)], [pod(1), pod(2, goes=True)], []]
)
def test_a_status_that_is_older_than_the_loss_of_a_pod_is_not_believed(short: list[Json]) -> None:
    cluster = Stale([short, [pod(1), pod(3)]])
    seen = whole(cluster)
    assert len(cluster.asked) == 2
    assert seen.value.value.ready == 2
    assert seen.not_before is not None


def test_the_status_tells_the_moment_when_its_pods_agree() -> None:
    assert whole(Stale([[pod(1), pod(2)]])).not_before is None


def test_pods_that_stay_short_are_a_failure_that_says_how_many_there_are() -> None:
    with pytest.raises(CheckFailed, match="wanted=2, ready=1"):
        whole(Stale([[pod(1)]]), AT_ONCE)


def test_pods_are_asked_for_by_the_whole_selector() -> None:
    expressions = [
        {"key": "tier", "operator": "In", "values": ["front", "back"]},
        {"key": "track", "operator": "NotIn", "values": ["canary"]},
        {"key": "owned", "operator": "Exists"},
        {"key": "old", "operator": "DoesNotExist"},
    ]
    selector = {"matchLabels": {"app": "web"}, "matchExpressions": expressions}
    cluster = Stale([[pod(1), pod(2)]], selector)
    whole(cluster)
    assert cluster.asked == ["app=web,tier in (front,back),track notin (canary),owned,!old"]


def test_every_right_that_waiting_for_a_workload_uses_is_declared() -> None:
    cluster = Stale([[pod(1), pod(2)]], told_by_watch=True)
    whole(cluster)
    declared = DECLARED[kubernetes.whole]
    assert {one.verb for one in cluster.used} == {"get", "list", "watch"}
    assert cluster.used <= declared
    assert {one.verb for one in declared if one.resource == "statefulsets"} == {
        one.verb for one in declared if one.resource == "deployments"
    }


@pytest.mark.parametrize(
    ("wanted", "ready", "at_rest", "down"),
    [
        (2, 1, False, False),
        (2, 0, False, True),
        (0, 0, False, True),
        (0, 0, True, False),
        (1, 0, True, True),
    ],
)
def test_a_workload_without_a_ready_replica_is_down_unless_it_is_at_rest(
    wanted: int, ready: int, at_rest: bool, down: bool
) -> None:
    assert kubernetes.Workload("statefulsets/standby", wanted, ready, at_rest).down is down
