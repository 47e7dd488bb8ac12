"""What is kept of a drill's components, from objects as the API server has them."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import cast

from hypothesis import given
from hypothesis import strategies as st

from drillbook.clients.answers import Json
from drillbook.errors import Unobservable
from drillbook.probes import aftermath
from drillbook.session import Session

BEGAN = datetime(2026, 11, 21, 3, 0, tzinfo=UTC)


def event(second: int, reason: str = "Killing") -> Json:
    at = (BEGAN + timedelta(seconds=second)).strftime("%Y-%m-%dT%H:%M:%SZ")
    return {"lastTimestamp": at, "type": "Normal", "reason": reason, "message": f"number {second}"}


def pod(name: str, *, ready: bool = True) -> Json:
    conditions = [{"type": "Ready", "status": str(ready)}]
    return {
        "metadata": {"name": name, "uid": name},
        "spec": {"containers": [{"name": "main"}]},
        "status": {"phase": "Running", "conditions": conditions},
    }


@dataclass
class Cluster:
    """What is asked: a namespace's events and pods, and a pod's log."""

    events: list[Json] = field(default_factory=list)
    pods: list[Json] = field(default_factory=list)

    def items(self, path: str, **_: str) -> list[Json]:
        return self.events if path.endswith("/events") else self.pods

    def log(self, namespace: str, pod: str, **_: str) -> str:
        if pod == "gone":
            raise Unobservable("404")
        return f"a line of {namespace}/{pod}"


def kept(
    cluster: Cluster, *involved: str, since: datetime = BEGAN, ailing: bool = True
) -> dict[str, list[str]]:
    @dataclass
    class Opened:
        cluster: Cluster

    session = cast("Session", Opened(cluster))
    return dict(aftermath.collect(session, "shop", since, involved, ailing=ailing))


def test_of_a_drill_that_passed_only_pods_that_its_fault_named_have_their_logs_kept() -> None:
    cluster = Cluster(pods=[pod("web-0"), pod("ill", ready=False), pod("web-1")])
    passed = kept(cluster, "web-1", ailing=False)
    assert passed["log of web-1"] == ["a line of shop/web-1"]
    assert list(passed) == ["Kubernetes events", "log of web-1"]
    assert list(kept(cluster, "web-1")) == ["Kubernetes events", "log of web-1", "log of ill"]


def test_what_cannot_be_read_is_said_in_place_of_its_lines() -> None:
    seen = kept(Cluster(pods=[pod("gone"), pod("web-0")]), "gone", "web-0")
    assert seen["log of gone"] == ["not read: 404"]
    assert seen["log of web-0"] == ["a line of shop/web-0"]
    assert kept(Cluster())["pods"] == ["not read: no pod in shop matches anything"]


def test_what_was_before_the_drill_is_not_kept() -> None:
    cluster = Cluster([event(20), event(5), event(12)])
    lines = kept(cluster, since=BEGAN + timedelta(seconds=10))["Kubernetes events"]
    assert [line.partition(": ")[2] for line in lines] == ["number 12", "number 20"]


def test_pods_that_come_up_do_not_push_out_what_took_them_away() -> None:
    coming = [event(second, "Pulled") for second in range(1, 200)]
    (line,) = kept(Cluster([event(0), *coming]))["Kubernetes events"]
    assert line.endswith("number 0")


@given(st.integers(0, 200))
def test_the_first_and_the_last_events_are_kept_and_never_over_sixty(count: int) -> None:
    lines = kept(Cluster([event(second) for second in range(count)]))["Kubernetes events"]
    numbers = [int(line.rpartition(" ")[2]) for line in lines]
    assert len(numbers) == min(count, 60)
    assert numbers == sorted(set(numbers))
    assert not count or (numbers[0], numbers[-1]) == (0, count - 1)
