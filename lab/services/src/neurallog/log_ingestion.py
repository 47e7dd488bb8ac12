"""log-ingestion: takes logs in for the tenant of a key, and searches them. Answered when they are stored."""

from __future__ import annotations

import sys
import uuid
from datetime import UTC, datetime
from typing import Any

import aiohttp
from aiohttp import web
from prometheus_client import Counter

from neurallog import cache, serving
from neurallog.cache import Cache
from neurallog.logs import TABLE, Logs, NotAnswered
from reference import settings
from reference.web import serve

TAKEN = Counter("neurallog_logs_ingested", "Logs that were stored.", ["tenant"])
LEVELS = frozenset({"debug", "info", "warning", "error"})
MOST = 5000
SEARCH = (
    f"SELECT id, at, level, message FROM {TABLE} "  # noqa: S608 a name of our own
    "WHERE tenant = {tenant} AND position(message, {text}) > 0"
)


class Refused(Exception):
    """The request's key is nobody's who may ask, or nobody can say."""

    def __init__(self, status: int, why: str) -> None:
        super().__init__(why)
        self.status = status


class Ingestion:
    """The handlers, and what they use."""

    def __init__(self, session: aiohttp.ClientSession, logs: Logs, known: Cache, auth: str) -> None:
        self._session, self._logs, self._known, self._auth = session, logs, known, auth

    async def take(self, request: web.Request) -> web.Response:
        """POST /api/v1/logs with logs of id, level, message (and at, a time); 202 when all are stored."""
        try:
            tenant = await self._tenant(request)
            rows = [_row(tenant, one) for one in (await request.json())["logs"][:MOST]]
        except Refused as refused:
            return serving.error(refused.status, str(refused))
        except (ValueError, KeyError, TypeError) as error:
            return serving.error(400, f"no logs: {error}")
        try:
            await self._logs.store(rows)
        except NotAnswered as error:
            return serving.error(503, f"ClickHouse: {error}")
        TAKEN.labels(tenant).inc(len(rows))
        return web.json_response({"tenant": tenant, "stored": len(rows)}, status=202)

    async def search(self, request: web.Request) -> web.Response:
        """GET /api/v1/search?text=…[&limit=1..1000]: the newest logs of the key's tenant that have the text."""
        limit = request.query.get("limit", "100")
        if not limit.isdecimal() or not 1 <= int(limit) <= 1000:
            return serving.error(400, "a limit of 1 to 1000 is needed")
        try:
            tenant = await self._tenant(request)
            found = await self._logs.rows(
                f"{SEARCH} ORDER BY at DESC LIMIT {int(limit)}",
                {"tenant": tenant, "text": request.query.get("text", "")},
            )
        except Refused as refused:
            return serving.error(refused.status, str(refused))
        except NotAnswered as error:
            return serving.error(503, f"ClickHouse: {error}")
        return web.json_response({"tenant": tenant, "logs": found})

    async def _tenant(self, request: web.Request) -> str:
        key = request.headers.get(serving.KEY, "")
        name = f"key:{serving.hashed(key)}"
        known = await self._known.get(name)
        if known is None:
            known = await self._asked(key)
            await self._known.put(name, known)
        request[serving.TENANT] = known["tenant"]
        return str(known["tenant"])

    async def _asked(self, key: str) -> dict[str, Any]:
        headers = {serving.KEY: key}
        try:
            async with self._session.get(
                f"{self._auth}/api/v1/verify", headers=headers, timeout=serving.ASK_WITHIN
            ) as answer:
                said = await answer.json()
        except (aiohttp.ClientError, TimeoutError, ValueError) as error:
            raise Refused(503, f"auth-service: {type(error).__name__}: {error}") from error
        if answer.status != 200:
            raise Refused(answer.status, str(said.get("error", "refused")))
        return dict(said)


def _row(tenant: str, one: dict[str, Any]) -> dict[str, str]:
    level = str(one.get("level", "info"))
    if level not in LEVELS:
        raise ValueError(f"level {level!r}")
    at = one.get("at")
    moment = datetime.fromisoformat(str(at)) if at else datetime.now(UTC)
    return {
        "tenant": tenant,
        "id": str(one.get("id") or uuid.uuid4()),
        "at": f"{moment.astimezone(UTC):%Y-%m-%d %H:%M:%S.%f}"[:-3],
        "level": level,
        "message": str(one["message"]),
    }


async def main() -> None:
    """Serve until SIGTERM."""
    auth = settings.text("AUTH_URL", "http://auth-service:8080")
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=64)) as session:
        logs, known = Logs(session, settings.text("CLICKHOUSE_URL", "http://clickhouse:8123")), cache.connect()
        ingestion = Ingestion(session, logs, known, auth)
        app = serving.app(
            {"clickhouse": logs.answers, "auth-service": lambda: serving.asked(session, auth)},
            {"redis": known.answers},
        )
        app.router.add_post("/api/v1/logs", ingestion.take)
        app.router.add_get("/api/v1/search", ingestion.search)
        await serve(app, settings.number("PORT", serving.PORT))


if __name__ == "__main__":
    sys.exit(serving.run(main()))
