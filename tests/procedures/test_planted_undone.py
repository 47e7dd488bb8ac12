"""What a live proof plants into a cluster is there, and the undo leaves what was there before."""

import copy
from pathlib import Path
from typing import Any

import pytest

from drillbook.clients import postgresql
from drillbook.procedures import planted
from tests.standing import KnownCluster, session

DEFINITION = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions/tenants.neurallog.io"
JOB = "/apis/batch/v1/namespaces/shop/cronjobs/transaction-log-backup"
EVENTS = "/api/v1/namespaces/shop/events"
EVENT = {
    "metadata": {"name": "scaled.1", "namespace": "shop"},
    "reason": "ScalingReplicaSet",
    "involvedObject": {"kind": "Deployment", "name": "billing-service", "namespace": "shop"},
}
OTHER = EVENT | {"metadata": {"name": "pulled.1", "namespace": "shop"}, "reason": "Pulled"}
#: What is planted, and the kind of change that it is.
IN_THE_CLUSTER = {
    "a node is lost": "workload.change",
    "the exporter may look at the whole cluster": "role.change",
    "tenants are served in another version, too": "workload.change",
    "the log of transactions is backed up once an hour": "workload.change",
    "a pod of billing-service runs that nobody asked for": "workload.change",
    "a pod of billing-service has other limits": "workload.change",
    "the events of billing-service are lost": "workload.change",
}


class Objects(KnownCluster):
    """A cluster that is its objects."""

    def __init__(self) -> None:
        self.there: dict[str, Any] = {
            DEFINITION: {"spec": {"versions": [{"name": "v1", "served": True, "storage": True}]}},
            JOB: {"spec": {"schedule": "*/15 * * * *"}},
            f"{EVENTS}/scaled.1": copy.deepcopy(EVENT),
            f"{EVENTS}/pulled.1": copy.deepcopy(OTHER),
        }

    def get(self, path: str) -> Any:
        return self.there[path]

    def items(self, path: str, **_query: str) -> list[Any]:
        return [one for name, one in self.there.items() if name.startswith(f"{path}/")]

    def create(self, path: str, body: dict[str, Any]) -> None:
        self.there[f"{path}/{body['metadata']['name']}"] = body

    def delete(self, path: str, _body: Any = None) -> None:
        del self.there[path]

    def discard(self, path: str, _body: Any = None) -> bool:
        return self.there.pop(path, None) is not None

    def merge_patch(self, path: str, body: dict[str, Any]) -> None:
        if path == JOB:
            self.there[path]["spec"] |= body["spec"]

    def json_patch(self, path: str, operations: list[dict[str, Any]]) -> None:
        versions = self.there[path]["spec"]["versions"]
        for one in operations:
            if one["op"] == "add":
                versions.append(one["value"])
            elif one["op"] == "remove":
                del versions[int(one["path"].rpartition("/")[2])]


def known(there: dict[str, Any]) -> dict[str, Any]:
    """What an event says of itself beside what is needed to make it."""
    return {
        path: {k: v for k, v in one.items() if k not in ("apiVersion", "kind")}
        for path, one in there.items()
    }


@pytest.mark.parametrize(("what", "change"), IN_THE_CLUSTER.items(), ids=list(IN_THE_CLUSTER))
def test_what_is_planted_in_the_cluster_is_there_until_it_is_undone(
    tmp_path: Path, what: str, change: str
) -> None:
    cluster = Objects()
    before = known(copy.deepcopy(cluster.there))
    opened = session(tmp_path, cluster, change)
    planted.plant(opened, "shop", what)
    assert known(cluster.there) != before
    assert f"{EVENTS}/pulled.1" in cluster.there
    opened.undo()
    assert known(cluster.there) == before


def test_customers_of_a_proof_are_its_own_and_go_with_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    monkeypatch.setattr(postgresql, "superuser_change", lambda *words: told.append(words[3]))
    opened = session(tmp_path, Objects(), "client.add")
    planted.plant(opened, "shop", "many customers leave")
    opened.undo()
    assert "generate_series(9000001, 9005000)" in told[0]
    assert told[1:] == ["DELETE FROM subscriptions WHERE customer >= 9000001"]
