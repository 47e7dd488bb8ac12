"""Which pods are ailing, from rows as the API server's table has them."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, cast

import pytest

from drillbook.clients.answers import Forbidden, Json
from drillbook.clients.tables import Row, Table
from drillbook.errors import Unobservable
from drillbook.probes import pods
from drillbook.probes.pods import Ailing, Health, Restarts
from drillbook.session import Session

BOUND = Restarts(5, timedelta(hours=1))


def row(name: str = "web", *conditions: str, **cells: str) -> Row:
    known = {"Ready": "1/1", "Status": "Running", "Restarts": "0", "Node": "n1"}
    gates = {"Readiness Gates": cells.pop("gates", "<none>")}
    return Row(
        {"Name": name} | known | {k.title(): v for k, v in cells.items()} | gates, conditions
    )


@dataclass
class Cluster:
    """What the probe asks: tables and items by path; ``asked`` is every path with its version."""

    tables: dict[str, tuple[Row, ...]]
    objects: dict[str, list[Json]] = field(default_factory=dict)
    nodes: str | None = "Ready"
    asked: list[tuple[str, str | None]] = field(default_factory=list)

    def table(self, path: str, **query: str) -> Table:
        self.asked.append((path, query.get("resourceVersion")))
        if path != "/api/v1/nodes":
            return Table(self.tables.get(path.split("/")[4], ()), "7")
        if self.nodes is None:
            raise Forbidden("nodes is forbidden")
        return Table((Row({"Name": "n1", "Status": self.nodes}, ()),), "7")

    def items(self, path: str) -> list[Json]:
        return self.objects[path.split("/")[4]]


def health(cluster: Cluster, *namespaces: str, restarts: Restarts | None = None) -> Health:
    @dataclass
    class Opened:
        cluster: Cluster

    return pods.health(cast("Session", Opened(cluster)), *namespaces, restarts=restarts).value


@pytest.mark.parametrize(
    ("seen", "why"),
    [
        (row(), None),
        (row(ready="2/2"), None),
        (row(gates="1/1"), None),
        (row(restarts="9 (70m ago)"), None),
        (row(restarts="5 (3m ago)"), None),
        (row("job", "Completed", ready="0/1", status="Completed"), None),
        (row(ready="0/1", status="Completed"), "Completed"),
        (row(ready="0/1", status="CrashLoopBackOff"), "CrashLoopBackOff"),
        (row(ready="0/1", status="Init:Error"), "Init:Error"),
        (row(status="Terminating"), "Terminating"),
        (row(ready="1/2"), "Running, and 1/2 containers are ready"),
        (row(gates="0/1"), "Running, and 0/1 readiness gates are open"),
        (row(restarts="6 (59m ago)"), "6 (59m ago) restarts"),
        (row(restarts="6 (5m30s ago)"), "6 (5m30s ago) restarts"),
        (row(restarts="10 (10m ago)"), "10 (10m ago) restarts"),
    ],
)
def test_a_row_says_whether_its_pod_does_its_work(seen: Row, why: str | None) -> None:
    assert pods.why_ailing(seen, restarts=BOUND) == why


def test_restarts_count_only_where_a_bound_is_given() -> None:
    assert pods.why_ailing(row(restarts="99 (1s ago)")) is None


def test_a_running_pod_on_a_node_that_is_down_is_ailing() -> None:
    found = health(Cluster({"shop": (row(),)}, nodes="NotReady,SchedulingDisabled"), "shop")
    assert found == Health(0, (Ailing("shop", "web", "its node n1 is down"),))


def test_a_cordoned_node_that_is_well_is_up() -> None:
    found = health(Cluster({"shop": (row(),)}, nodes="Ready,SchedulingDisabled"), "shop")
    assert found == Health(1, ())


def test_pods_of_several_namespaces_are_counted_together_and_named_apart() -> None:
    bad = row("api", status="Pending")
    found = health(Cluster({"a": (row(), bad), "b": (bad,), "c": ()}), "a", "b", "c")
    assert found == Health(1, (Ailing("a", "api", "Pending"), Ailing("b", "api", "Pending")))


def test_no_pod_at_all_is_unobservable_and_never_healthy() -> None:
    with pytest.raises(Unobservable, match="no pod in a, b"):
        health(Cluster({}), "a", "b")
    with pytest.raises(Unobservable, match="no namespace was named"):
        health(Cluster({}))


_FAILED = row("backup-29923440-abcde", "Completed", status="Error", ready="0/1")


@pytest.mark.parametrize("later", ["backup-29923455-fghij", "backup-29923440-fghij"])
def test_a_failed_pod_of_a_cronjob_is_made_good_by_a_later_one_that_succeeded(later: str) -> None:
    done = row(later, "Completed", status="Completed", ready="0/1")
    assert health(Cluster({"a": (_FAILED, done, row())}), "a") == Health(3, ())


@pytest.mark.parametrize(
    "other",
    [
        row("backup-29923425-fghij", "Completed", status="Completed", ready="0/1"),
        row("restore-29923455-fghij", "Completed", status="Completed", ready="0/1"),
        row("backup-29923455-fghij", "Completed", status="Error", ready="0/1"),
        row("backup-29923455-fghij", status="Completed", ready="0/1"),
    ],
    ids=["an earlier one", "another's", "one that failed", "one that goes on"],
)
def test_a_failed_pod_of_a_cronjob_is_ailing_whatever_else_there_is(other: Row) -> None:
    seen = health(Cluster({"a": (_FAILED, other)}), "a")
    assert Ailing("a", "backup-29923440-abcde", "Error") in seen.ailing


def test_a_pod_of_a_cronjob_that_does_not_come_up_is_ailing_beside_a_later_success() -> None:
    stuck = row("backup-29923440-abcde", status="Pending", ready="0/1")
    done = row("backup-29923455-fghij", "Completed", status="Completed", ready="0/1")
    assert [one.why for one in health(Cluster({"a": (stuck, done)}), "a").ailing] == ["Pending"]


def test_few_pods_are_read_from_the_store_and_many_from_the_cache() -> None:
    few, many = Cluster({"shop": (row(),) * 500}), Cluster({"shop": (row(),) * 501})
    assert health(few, "shop").healthy == 500
    assert health(many, "shop").healthy == 501
    path = "/api/v1/namespaces/shop/pods"
    assert [asked for asked in few.asked if asked[0] == path] == [(path, "0"), (path, None)]
    assert [asked for asked in many.asked if asked[0] == path] == [(path, "0")]


def _object(name: str, *, ready: bool) -> Json:
    conditions: list[Any] = [{"type": "Ready", "status": str(ready)}]
    return {
        "metadata": {"name": name, "uid": name},
        "status": {"phase": "Running", "conditions": conditions},
    }


def test_who_may_not_read_nodes_gets_the_answer_from_whole_objects() -> None:
    objects = {"shop": [_object("a", ready=True), _object("b", ready=False)], "empty": []}
    found = health(Cluster({}, objects, nodes=None), "shop", "empty")
    assert found == Health(1, (Ailing("shop", "b", "Running, and not ready"),))
    with pytest.raises(Unobservable, match="no pod in empty"):
        health(Cluster({}, objects, nodes=None), "empty")


def test_restarts_cannot_be_judged_without_the_table() -> None:
    with pytest.raises(Forbidden):
        health(Cluster({}, nodes=None), "shop", restarts=BOUND)
