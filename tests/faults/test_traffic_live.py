"""Traffic between two services delayed, limited and aborted by toxiproxy."""

import sys

import pytest

from drillbook.lab import pods
from tests.faults.live import Shop, proven
from tests.lab import machine

pytestmark = pytest.mark.lab

BETWEEN = {"namespace": "shop", "source": "client", "destination": "web"}
# toxiproxy ends a connection whose client has said all that it will say, as nc does at once.
FETCH = """
import sys, time, urllib.request
begun = time.monotonic()
opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
with opener.open(sys.argv[1], timeout=60) as answer:
    print(len(answer.read()), time.monotonic() - begun)
"""


def fetched(shop: Shop, source: str, path: str = "/") -> tuple[int, float]:
    """Fetch a page of web over the network of a pod; return its bytes and the seconds it took."""
    uid = shop.pods(source)[0]["metadata"]["uid"]
    address = shop.kubectl("get", "service", "web", "-o", "jsonpath={.spec.clusterIP}")
    network = pods.into_network(shop.lab.number, uid)
    url = f"http://{address}:8080{path}"
    size, seconds = machine.said(*network, sys.executable, "-I", "-c", FETCH, url).split()
    return int(size), float(seconds)


def test_answers_come_late_to_the_one_service_and_at_once_to_another(world: Shop) -> None:
    def shows() -> None:
        assert fetched(world, "client")[1] >= 3.0
        assert fetched(world, "store")[1] < 3.0

    proven(world, "traffic.delay", shows, **BETWEEN, milliseconds=3000)


def test_answers_come_no_faster_than_the_rate(world: Shop) -> None:
    for pod in world.pods("web"):
        world.run(pod["metadata"]["name"], "head -c 60000 /dev/zero > /tmp/large")

    def shows() -> None:
        size, seconds = fetched(world, "client", "/large")
        assert size == 60_000
        assert seconds > 4.5

    proven(world, "traffic.limit", shows, **BETWEEN, kb_per_second=10, path="/large")


def test_a_share_of_requests_is_aborted_and_the_others_are_answered(world: Shop) -> None:
    def is_answered() -> bool:
        try:
            fetched(world, "client")
        except AssertionError as error:
            said = str(error)
        else:
            return True
        assert "Connection reset" in said or "RemoteDisconnected" in said
        return False

    def shows() -> None:
        # Of 16 tosses of a coin all fall on one side once in 32,768 times.
        assert {is_answered() for _ in range(16)} == {True, False}

    proven(world, "traffic.abort", shows, **BETWEEN, share=0.5)


def test_a_rate_that_would_not_show_is_refused(world: Shop) -> None:
    said = world.refuses("traffic.limit", **BETWEEN, kb_per_second=1000)
    assert "no difference shows" in said
