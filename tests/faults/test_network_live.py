"""The network between two services cut and reset, and names answered wrongly or not at all."""

import pytest

from drillbook.lab import pods
from tests.faults.live import Shop, proven

pytestmark = pytest.mark.lab

WEB = "web.shop.svc.cluster.local"
ASK = "printf 'GET / HTTP/1.0\\r\\n\\r\\n' | timeout 5 nc -w 2 {address} {port} 2>&1 || true"


def asked(shop: Shop, source: str, service: str, port: int) -> str:
    """Ask a service for a page from within a pod, and return what came."""
    address = shop.kubectl("get", "service", service, "-o", "jsonpath={.spec.clusterIP}")
    return shop.run(shop.pod(source), ASK.format(address=address, port=port))


def answers(shop: Shop, source: str, service: str, port: int, page: str) -> None:
    """Wait until a service gives a page: on a busy machine one answer may come too late."""
    shop.until(lambda: asked(shop, source, service, port), lambda said: page in said)


@pytest.mark.parametrize("fault", ["network.cut", "network.reset"])
def test_two_services_cannot_talk_and_others_can(world: Shop, fault: str) -> None:
    answers(world, "client", "web", 8080, "web-")

    def shows() -> None:
        assert "web-" not in asked(world, "client", "web", 8080)
        answers(world, "client", "store", 80, "HTTP/1")
        answers(world, "store", "web", 8080, "web-")

    proven(world, fault, shows, namespace="shop", source="client", destination="web")


def test_a_pod_that_was_replaced_has_no_rules_to_remove(world: Shop) -> None:
    (uid,) = (pod["metadata"]["uid"] for pod in world.pods("client"))
    world.bring("network.cut", namespace="shop", source="client", destination="web")
    world.kubectl("delete", "pod", "-l", "app=client", "--grace-period=1")
    # Its last processes may outlive its object by a moment, and with them its network.
    world.until(lambda: pods.processes(world.lab.number, uid), lambda left: not left)
    world.until(world.counts, lambda found: found.get("client") == 1)
    answers(world, "client", "web", 8080, "web-")
    assert "is gone, and its network with it" in world.undo()


def test_services_that_do_not_talk_as_it_is_are_refused(world: Shop) -> None:
    said = world.refuses("network.cut", namespace="shop", source="web", destination="client")
    assert "web does not reach client as it is" in said


def resolved(shop: Shop, source: str, name: str) -> str:
    return shop.run(shop.pod(source), f"timeout 10 nslookup {name} 2>&1 || true")


def hears(shop: Shop, source: str, name: str, word: str) -> None:
    """Wait until the answer for a name has a word in it, as ``answers`` does."""
    shop.until(lambda: resolved(shop, source, name), lambda said: word in said)


def test_names_are_not_answered(world: Shop) -> None:
    hears(world, "client", WEB, "Name:")

    def shows() -> None:
        assert "Name:" not in resolved(world, "client", WEB)
        hears(world, "store", WEB, "Name:")

    proven(world, "names.none", shows, namespace="shop", source="client")


@pytest.mark.parametrize(("address", "heard"), [("203.0.113.9", "203.0.113.9"), ("", "NXDOMAIN")])
def test_one_name_is_answered_wrongly_and_others_rightly(
    world: Shop, address: str, heard: str
) -> None:
    other = "store.shop.svc.cluster.local"
    right = world.kubectl("get", "service", "store", "-o", "jsonpath={.spec.clusterIP}")

    def shows() -> None:
        assert heard in resolved(world, "client", WEB)
        hears(world, "client", other, right)
        assert heard not in resolved(world, "store", WEB)

    arguments = {"namespace": "shop", "source": "client", "name": WEB, "address": address}
    proven(world, "names.wrong", shows, **arguments)
