"""Requests delayed and aborted by the mesh, seen by curl from inside the pods."""

import json
from collections.abc import Iterator

import pytest

from tests.faults.live import Shop, proven

pytestmark = pytest.mark.lab

BETWEEN = {"namespace": "shop", "source": "client", "destination": "web"}
VIRTUAL_SERVICE = """
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: web, namespace: shop}
spec:
  hosts: [web]
  http:
    - match: [{uri: {prefix: /old}}]
      rewrite: {uri: /}
      route: [{destination: {host: web}}]
    - route: [{destination: {host: web}}]
      timeout: 10s
"""


def fetched(shop: Shop, app: str, path: str = "/") -> tuple[int, float]:
    """Fetch a page of web from inside a pod; return the status (0: none) and the seconds."""
    # What ends without an answer (a plain connection that is refused) has a status of 000.
    script = f"curl -s -o /dev/null -w '%{{http_code}} %{{time_total}}' http://web:8080{path} || :"
    status, seconds = shop.kubectl(
        "exec", shop.pod(app), "-c", "main", "--", "sh", "-c", script
    ).split()
    return int(status), float(seconds)


@pytest.fixture
def routed(world: Shop) -> Iterator[Shop]:
    """The shop with a VirtualService of its own for web."""
    file = world.directory / "virtual-service.yaml"
    file.write_text(VIRTUAL_SERVICE)
    world.kubectl("apply", "-f", str(file))
    world.until(lambda: fetched(world, "client", "/old")[0], lambda status: status == 200)
    yield world
    if world.pending():
        world.undo()
    world.kubectl("delete", "virtualservice", "web")


def test_who_has_no_side_proxy_is_refused_and_who_has_one_is_answered(world: Shop) -> None:
    assert fetched(world, "outsider")[0] == 0
    assert fetched(world, "client")[0] == 200


def test_answers_come_late_to_the_one_service_and_at_once_to_another(world: Shop) -> None:
    def shows() -> None:
        status, seconds = fetched(world, "client")
        assert status == 200
        assert seconds >= 2.98
        assert fetched(world, "store")[1] < 2.98

    proven(world, "mesh.delay", shows, **BETWEEN, milliseconds=3000)


def test_requests_of_the_one_service_get_the_status_and_those_of_another_do_not(
    world: Shop,
) -> None:
    def shows() -> None:
        assert fetched(world, "client")[0] == 418
        assert fetched(world, "store")[0] == 200

    proven(world, "mesh.abort", shows, **BETWEEN, status=418)


def test_a_share_of_requests_is_aborted_and_the_others_are_answered(world: Shop) -> None:
    def shows() -> None:
        # Of 16 tosses of a coin all fall on one side once in 32,768 times.
        assert {fetched(world, "client")[0] for _ in range(16)} == {200, 503}

    proven(world, "mesh.abort", shows, **BETWEEN, share=0.5)


def test_routes_that_are_there_go_on_with_the_fault_and_are_put_back(routed: Shop) -> None:
    def shows() -> None:
        assert fetched(routed, "client", "/old")[0] == 503
        assert fetched(routed, "client")[0] == 503
        assert fetched(routed, "store", "/old")[0] == 200

    proven(routed, "mesh.abort", shows, **BETWEEN)
    routed.until(lambda: fetched(routed, "client", "/old")[0], lambda status: status == 200)


def test_routes_that_somebody_changed_since_are_not_touched(routed: Shop) -> None:
    routed.bring("mesh.abort", **BETWEEN)
    theirs = json.dumps({"spec": {"http": [{"route": [{"destination": {"host": "web"}}]}]}})
    routed.kubectl("patch", "virtualservice", "web", "--type=merge", "-p", theirs)
    assert "changed meanwhile" in routed.undo_fails()
    assert "fault" not in routed.kubectl("get", "virtualservice", "web", "-o", "yaml")
    routed.forget()


def test_pods_without_a_side_proxy_are_named(world: Shop) -> None:
    said = world.refuses("mesh.delay", **BETWEEN | {"destination": "outsider"}, milliseconds=100)
    assert "no side proxy" in said
