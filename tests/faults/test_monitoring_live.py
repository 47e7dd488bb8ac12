"""Prometheus and Alertmanager stopped, on the lab."""

import httpx
import pytest

from drillbook.lab.address import Addresses
from tests.faults.live import Shop, proven

pytestmark = pytest.mark.lab


@pytest.mark.parametrize(("name", "port"), [("prometheus", 9090), ("alertmanager", 9093)])
def test_what_would_tell_of_a_fault_is_silent_until_the_undo(
    world: Shop, name: str, port: int
) -> None:
    address = getattr(Addresses(world.lab.number), name)

    def answers() -> bool:
        try:
            said = httpx.get(f"http://{address}:{port}/-/ready", timeout=2, trust_env=False)
        except httpx.HTTPError:
            return False
        return said.is_success

    def shows() -> None:
        assert not answers()

    world.until(answers, bool)
    proven(world, "monitoring.stop", shows, service=f"monitoring/{name}:{port}")
    world.until(answers, bool)


def test_a_service_that_does_not_answer_is_refused(world: Shop) -> None:
    said = world.refuses("monitoring.stop", service="shop/client:80")
    assert "is not ready as it is" in said
