"""NeuralLog's services, as far as they can be tried without a lab."""

from __future__ import annotations

import asyncio
import re
import subprocess
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from neurallog import operator, serving
from neurallog.exporter import days_left
from neurallog.log_ingestion import _row
from neurallog.logs import _quoted
from neurallog.migrate import MIGRATIONS
from neurallog.prices import PLANS, charged_cents
from neurallog.seed import OPENSSL


def test_what_is_included_in_a_plan_costs_its_price() -> None:
    assert charged_cents(PLANS["pro"], PLANS["pro"].logs_included) == 19_900


def test_a_million_that_is_begun_beyond_it_counts_whole() -> None:
    assert charged_cents(PLANS["pro"], PLANS["pro"].logs_included + 1) == 19_900 + 250


def test_a_log_without_a_message_is_none() -> None:
    with pytest.raises(KeyError):
        _row("acme", {"level": "info"})


def test_a_log_of_an_unknown_level_is_none() -> None:
    with pytest.raises(ValueError, match="level"):
        _row("acme", {"level": "loud", "message": "hello"})


def test_a_log_has_the_tenant_of_the_key_whatever_it_says_of_itself() -> None:
    assert _row("acme", {"message": "hello", "tenant": "bigco"})["tenant"] == "acme"


def test_what_a_visitor_searches_for_cannot_leave_its_quotes() -> None:
    assert _quoted("' OR 1 = 1 --") == r"'\' OR 1 = 1 --'"
    assert _quoted("\\") == r"'\\'"


def test_every_migration_has_a_version_of_its_own_and_a_way_back() -> None:
    assert len({one.version for one in MIGRATIONS}) == len(MIGRATIONS)
    assert all(one.up and one.down for one in MIGRATIONS)


def test_the_days_of_a_certificate_are_counted(tmp_path: Any) -> None:
    own = tmp_path / "tls.crt"
    command = [*OPENSSL, "-keyout", str(tmp_path / "tls.key"), "-out", str(own)]
    subprocess.run(command, check=True, capture_output=True)
    assert 89.9 < asyncio.run(days_left(own.read_bytes())) <= 90


def test_a_quota_is_its_plan_s() -> None:
    hard = operator.resource_quota("tenant-acme", "free")["spec"]["hard"]
    assert hard["pods"] == str(PLANS["free"].pods)


def test_a_request_that_is_refused_is_in_the_access_log_without_its_key(capsys: pytest.CaptureFixture[str]) -> None:
    async def refuse(request: web.Request) -> web.Response:
        request[serving.TENANT] = "acme"
        return serving.error(401, "no")

    async def ask() -> None:
        app = serving.app({})
        app.router.add_get("/api", refuse)
        async with TestClient(TestServer(app)) as client:
            await client.get("/api", headers={serving.KEY: "a-secret-key"})

    asyncio.run(ask())
    written = capsys.readouterr().out
    assert re.search(r'"access": "refused".*"status": 401.*"tenant": "acme"', written)
    assert "a-secret-key" not in written


def test_dependencies_are_told_whatever_they_say() -> None:
    async def away() -> str:
        return "ConnectionRefusedError: nobody"

    async def ask() -> tuple[int, dict[str, str]]:
        async with TestClient(TestServer(serving.app({}, {"redis": away}))) as client:
            answer = await client.get("/dependencies")
            return answer.status, await answer.json()

    assert asyncio.run(ask()) == (200, {"redis": "ConnectionRefusedError: nobody"})
