"""Alerts silenced and passed on again by a real Alertmanager, on the lab."""

from datetime import timedelta

import httpx
import pytest

from drillbook.clock import now
from drillbook.lab.address import Addresses
from tests.faults import live
from tests.faults.live import NAMESPACE, Shop, proven

pytestmark = pytest.mark.lab
SERVICE = "monitoring/alertmanager:9093"


def test_an_alert_is_suppressed_by_the_silence_and_active_again_after_the_undo(
    world: Shop,
) -> None:
    where = f"http://{Addresses(world.lab.number).alertmanager}:9093/api/v2/alerts"

    def state() -> str:
        ends = (now() + timedelta(minutes=10)).isoformat()
        alert = {"labels": {"alertname": "ShopDown"}, "endsAt": ends}
        httpx.post(where, json=[alert], timeout=5, trust_env=False).raise_for_status()
        found = httpx.get(where, timeout=5, trust_env=False).json()
        (one,) = [one for one in found if one["labels"]["alertname"] == "ShopDown"]
        return str(one["status"]["state"])

    def shows() -> None:
        assert state() == "suppressed"

    world.until(state, lambda seen: seen == "active")
    given = {"namespace": NAMESPACE, "service": SERVICE, "alerts": ["ShopDown"]}
    proven(world, "alerts.silence", shows, **given)
    world.until(state, lambda seen: seen == "active")
    assert live.silences(world.lab.number) == []


def test_what_is_no_alertmanager_is_no_silence(world: Shop) -> None:
    given = {"namespace": NAMESPACE, "alerts": ["ShopDown"]}
    said = world.refuses("alerts.silence", service="monitoring/prometheus:9090", **given)
    assert "404" in said
