"""The collected logs answer by fields, as the runbook's queries ask."""

import asyncio
import json
import logging
from pathlib import Path

import pytest
from aiohttp import ClientSession, web
from aiohttp.test_utils import TestServer

from neo_production import logs
from neo_production.lines import Json
from neo_production.logs import Collected, QueryError, reader

SLOW = {
    "service": "storage-service",
    "level": "ERROR",
    "response_time": 1200,
    "status_code": 503,
    "message": "timeout: x",
}
QUICK = {
    "service": "storage-service",
    "level": "INFO",
    "response_time": 1000,
    "status_code": 200,
    "message": "answered 200",
}


@pytest.mark.parametrize(
    "query",
    [
        'service:"storage-service" AND level:"ERROR"',
        "response_time:>1000 AND status_code:5*",
        'message:"timeout"',
    ],
)
def test_the_runbooks_queries_find_what_they_are_for_and_nothing_else(query: str) -> None:
    matches = reader(query)
    assert matches(SLOW)
    assert not matches(QUICK)


def test_a_query_that_cannot_be_read_is_refused() -> None:
    with pytest.raises(QueryError, match="no term"):
        reader("errors")


def test_a_line_of_the_log_has_a_field_for_each_thing_that_is_asked() -> None:
    record = logging.makeLogRecord({"msg": "slow", "levelname": "ERROR", "response_time": 7, "status_code": 504})
    line = json.loads(Json("oracle-service").format(record))
    assert (line["service"], line["level"], line["message"]) == ("oracle-service", "ERROR", "slow")
    assert (line["response_time"], line["status_code"]) == (7, 504)
    assert "path" not in line


WRITTEN = ["2026-01-01T00:00:00.1Z one", "2026-01-01T00:00:00.2Z two", "2026-01-01T00:00:00.3Z three"]
POD = {
    "metadata": {"name": "oracle-0"},
    "status": {"containerStatuses": [{"name": "oracle", "containerID": "c1", "state": {"running": {}}}]},
}


async def _collected_though_the_first_read_is_cut_off() -> list[str]:
    asked: list[str | None] = []

    async def log(request: web.Request) -> web.StreamResponse:
        asked.append(request.query.get("sinceTime"))
        answer = web.StreamResponse()
        await answer.prepare(request)
        await answer.write("\n".join([*WRITTEN[: 1 + len(asked)], ""]).encode())
        assert request.transport is not None
        request.transport.close()
        return answer

    async def pods(_: web.Request) -> web.Response:
        return web.json_response({"items": [POD]})

    app = web.Application()
    app.router.add_get("/api/v1/namespaces/n/pods", pods)
    app.router.add_get("/api/v1/namespaces/n/pods/oracle-0/log", log)
    async with TestServer(app) as server, ClientSession() as http:
        collected = Collected(str(server.make_url("")).rstrip("/"), "n")
        collecting = asyncio.create_task(collected.collect(http))
        async with asyncio.timeout(30):
            while len(asked) < 3:
                await asyncio.sleep(0.01)
        collecting.cancel()
    assert asked[:2] == [None, "2026-01-01T00:00:00.2Z"]
    return [line["message"] for line in collected.lines]


def test_a_log_that_was_cut_off_is_read_on_from_where_it_stood(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "token").write_text("t")
    monkeypatch.setattr(logs, "ACCOUNT", tmp_path)
    monkeypatch.setattr(logs, "LISTED_EVERY_SECONDS", 0.01)
    assert asyncio.run(_collected_though_the_first_read_is_cut_off()) == ["one", "two", "three"]
