"""Scaling by hand beside an autoscaler."""

from datetime import timedelta
from pathlib import Path
from typing import Any, cast

import pytest

from drillbook.clients.kubernetes import Cluster
from drillbook.errors import UndoIncomplete
from drillbook.journal import Journal
from drillbook.procedures.workloads import scale
from drillbook.session import Session
from drillbook.target import Allowed, Kind, SystemOnTarget, Target
from tests.standing import KnownCluster

AUTOSCALERS = "/apis/autoscaling/v2/namespaces/shop/horizontalpodautoscalers"
PODS = "/api/v1/namespaces/shop/pods"
SOON = timedelta(seconds=30)


class Autoscaled(KnownCluster):
    """A cluster of one Deployment of 5 replicas whose autoscaler undercuts what is set by hand."""

    def __init__(self) -> None:
        self.replicas = 5
        self.autoscaler: dict[str, Any] = {
            "metadata": {"name": "till"},
            "spec": {
                "scaleTargetRef": {"kind": "Deployment", "name": "till"},
                "minReplicas": 5,
                "maxReplicas": 50,
            },
        }

    def items(self, path: str, **query: str) -> list[dict[str, Any]]:
        if path == AUTOSCALERS:
            return [self.autoscaler]
        if path == PODS:
            assert query == {"labelSelector": "app=till"}
            return [_pod(number) for number in range(self.replicas)]
        return [self._deployment()] if path.endswith("/deployments") else []

    def get(self, path: str, **query: str) -> dict[str, Any]:
        if query:
            assert query == {"fieldSelector": "metadata.name=till"}
            return {"metadata": {"resourceVersion": "1"}, "items": self.items(path)}
        return self.autoscaler if path == f"{AUTOSCALERS}/till" else self._deployment()

    def scale(
        self, _namespace: str, _workload: str, replicas: int, *, was: int | None = None
    ) -> None:
        assert was in {None, self.replicas}
        self.replicas = max(self.autoscaler["spec"]["minReplicas"], min(replicas, 5))

    def merge_patch(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        assert path == f"{AUTOSCALERS}/till"
        self.autoscaler["spec"] |= body["spec"]
        self.replicas = max(self.replicas, self.autoscaler["spec"]["minReplicas"])
        return self.autoscaler

    def _deployment(self) -> dict[str, Any]:
        return {
            "metadata": {"name": "till", "generation": 1},
            "spec": {
                "replicas": self.replicas,
                "selector": {"matchLabels": {"app": "till"}},
            },
            "status": {"observedGeneration": 1, "readyReplicas": self.replicas},
        }


def _pod(number: int) -> dict[str, Any]:
    conditions = [{"type": "Ready", "status": "True"}]
    return {
        "metadata": {"name": f"till-{number}", "uid": f"uid-{number}"},
        "status": {"phase": "Running", "conditions": conditions},
    }


@pytest.fixture
def cluster() -> Autoscaled:
    return Autoscaled()


@pytest.fixture
def opened(tmp_path: Path, cluster: Autoscaled) -> Session:
    target = Target(
        name="shop",
        kind=Kind.LAB,
        lab=0,
        context="shop",
        allow=Allowed(changes=frozenset({"workload.scale"}), namespaces=frozenset({"shop"})),
        systems={"shop": SystemOnTarget(namespace="shop")},
        file=Path("targets/shop.yaml"),
    )
    return Session(target, cast("Cluster", cluster), Journal(tmp_path / "journal"), "uid-1")


def test_an_autoscaler_does_not_take_back_what_is_scaled_by_hand(
    cluster: Autoscaled, opened: Session
) -> None:
    assert scale(opened, "shop", "till", 20, SOON).value.value.ready == 20
    assert cluster.autoscaler["spec"]["minReplicas"] == 20


def test_the_autoscalers_minimum_is_put_back(cluster: Autoscaled, opened: Session) -> None:
    scale(opened, "shop", "till", 20, SOON)
    opened.undo()
    assert cluster.autoscaler["spec"]["minReplicas"] == 5
    assert opened.journal.pending() == ()


def test_a_minimum_that_somebody_else_set_is_left_alone(
    cluster: Autoscaled, opened: Session
) -> None:
    scale(opened, "shop", "till", 20, SOON)
    cluster.autoscaler["spec"]["minReplicas"] = 8
    with pytest.raises(UndoIncomplete, match="minimum of 8, which somebody else set; it was 5"):
        opened.undo()
    assert cluster.autoscaler["spec"]["minReplicas"] == 8
