"""The stand-ins that keep what Alertmanager tells them."""

import asyncio

from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from reference.receivers import Receivers


async def _kept() -> dict[str, list[dict[str, str]]]:
    receivers, app = Receivers(), web.Application()
    app.router.add_post("/{name:on-call|channel}", receivers.told)
    app.router.add_get("/kept", receivers.kept)
    alert = {"labels": {"alertname": "ServiceDown", "severity": "critical"}, "status": "firing", "startsAt": "t"}
    async with TestClient(TestServer(app)) as client:
        await client.post("/on-call", json={"alerts": [alert]})
        kept: dict[str, list[dict[str, str]]] = await (await client.get("/kept")).json()
    return kept


def test_each_receiver_keeps_what_it_was_told_and_nothing_else() -> None:
    assert asyncio.run(_kept()) == {
        "on-call": [{"alert": "ServiceDown", "priority": "critical", "status": "firing", "since": "t"}],
        "channel": [],
    }
