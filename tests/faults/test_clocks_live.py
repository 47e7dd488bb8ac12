"""The clock of a process under libfaketime set forward and back, on the lab."""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import pytest

from drillbook.lab.images import ensure_images
from drillbook.lab.importing import import_missing
from tests.faults.live import Shop, proven

pytestmark = pytest.mark.lab

# Says what time it has, for as long as it runs: a process that was there before the jump.
SERVER = """
import http.server, time
class Clock(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200); self.end_headers(); self.wfile.write(str(time.time()).encode())
http.server.HTTPServer(("", 80), Clock).serve_forever()
"""


@contextmanager
def clock_pod(world: Shop) -> Iterator[str]:
    """Have a pod that tells its time, and return its address."""
    (image,) = ensure_images(["faketime"])
    import_missing(world.lab.node(1), [image])
    container = {
        "name": "main",
        "image": image.reference,
        "imagePullPolicy": "Never",
        "command": ["python3", "-c", SERVER],
        "readinessProbe": {"tcpSocket": {"port": 80}, "periodSeconds": 1},
    }
    spec = {"nodeName": "node-1", "terminationGracePeriodSeconds": 0, "containers": [container]}
    pod = {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {"name": "clock", "labels": {"tells": "time"}},
        "spec": spec,
    }
    file = world.directory / "clock.json"
    file.write_text(json.dumps(pod))
    world.kubectl("apply", "-f", str(file))
    world.kubectl("wait", "--for=condition=Ready", "pod/clock", "--timeout=90s")
    yield world.kubectl("get", "pod", "clock", "-o", "jsonpath={.status.podIP}")
    world.kubectl("delete", "pod", "clock")


@pytest.fixture
def clock(world: Shop) -> Iterator[str]:
    with clock_pod(world) as address:
        yield address


@pytest.mark.parametrize("seconds", [3600, -86400])
def test_a_process_that_runs_sees_another_time_and_its_node_does_not(
    world: Shop, clock: str, seconds: int
) -> None:
    def offset() -> tuple[float, float]:
        """Return by how many seconds the clock is off at least, and at most."""
        asked = time.time()
        there = float(httpx.get(f"http://{clock}/", timeout=30, trust_env=False).text)
        return there - time.time(), there - asked

    def is_off(seen: tuple[float, float], by: float) -> bool:
        return seen[0] - 5 < by < seen[1] + 5

    def shows() -> None:
        if world.pending():
            world.until(offset, lambda seen: is_off(seen, seconds))
        assert is_off(offset(), seconds)

    world.until(offset, lambda seen: is_off(seen, 0))
    proven(world, "clocks.jump", shows, namespace="shop", pod="clock", seconds=seconds)
    world.until(offset, lambda seen: is_off(seen, 0))


def test_a_process_without_libfaketime_is_refused(world: Shop) -> None:
    said = world.refuses("clocks.jump", namespace="shop", pod=world.pod("web"), seconds=60)
    assert "does not run under libfaketime" in said
