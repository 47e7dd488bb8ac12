"""kg-api: what probably caused the errors of a resource, for a client's API key.

`/health` asks Neo4j and PostgreSQL.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
import sys
import time

from aiohttp import web
from neo4j import AsyncDriver, AsyncGraphDatabase, NotificationMinimumSeverity
from neo4j.exceptions import DriverError, Neo4jError
from prometheus_client import Counter, Histogram
from psycopg import Error as PostgresError
from psycopg_pool import PoolTimeout

from kg_rca import settings
from reference import postgresql
from reference.web import application, serve

CALLS = Counter("kg_api_calls", "Answered requests for causes.", ["client_id", "code"])
SECONDS = Histogram(
    "kg_api_request_duration_seconds",
    "Time to answer a request for causes.",
    buckets=(0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5),
)
QUERY_SECONDS = Histogram(
    "kg_neo4j_query_duration_seconds",
    "Time of the graph query behind a request for causes.",
    buckets=(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5),
)

# With bookmarks a client of a graph that was restored from an older backup waits for transactions
# that are no more: seen as a service that answers nothing until it is restarted.
NO_BOOKMARKS = None
# `at_ms >= 0` is always true: an index over three properties is only used when all three are asked for.
CAUSES = """
MATCH (e:Event {client_id: $client_id, resource_id: $resource_id}) WHERE e.at_ms >= 0 AND e.severity = 'error'
WITH e ORDER BY e.at_ms DESC LIMIT $limit
OPTIONAL MATCH (c:Event)-[l:POTENTIAL_CAUSE]->(e)
WITH e, c, l ORDER BY l.rank
RETURN e.id AS id, e.kind AS kind, e.at_ms AS at_ms, collect(CASE WHEN c IS NULL THEN NULL ELSE
  {id: c.id, resource_id: c.resource_id, kind: c.kind, at_ms: c.at_ms, confidence: l.confidence, rank: l.rank} END
) AS causes
ORDER BY at_ms DESC
"""
KEY_OWNER = """
SELECT k.client_id, c.status FROM api_keys k JOIN clients c ON c.id = k.client_id
WHERE k.key_sha256 = %s AND k.revoked_at IS NULL
"""


class Api:
    """The handlers, and the connections they use."""

    def __init__(self, graph: AsyncDriver, billing: postgresql.Pool) -> None:
        self._graph = graph
        self._billing = billing

    async def rca(self, request: web.Request) -> web.Response:
        """GET /api/v1/rca?client_id=…&resource_id=…[&limit=1..100]; header X-API-Key."""
        began = time.monotonic()
        client_id = request.query.get("client_id", "")
        response = await self._causes(request, client_id)
        # a client that is not known must not make new time series
        known = client_id if response.status in (200, 403) else "unknown"
        CALLS.labels(known, str(response.status)).inc()
        SECONDS.observe(time.monotonic() - began)
        return response

    async def _causes(self, request: web.Request, client_id: str) -> web.Response:
        resource_id = request.query.get("resource_id", "")
        limit = request.query.get("limit", "10")
        if not client_id or not resource_id or not limit.isdecimal() or not 1 <= int(limit) <= 100:
            return _error(400, "client_id, resource_id and a limit of 1 to 100 are needed")
        try:
            owner = await self._owner(request.headers.get("X-API-Key", ""))
        except (PostgresError, PoolTimeout) as error:
            return _error(503, f"the key cannot be checked: PostgreSQL: {error}")
        if owner is None or owner[0] != client_id:
            return _error(401, "the key is not one of this client's")
        if owner[1] != "active":
            return _error(403, f"the client is {owner[1]}")
        asked = time.monotonic()
        try:
            found = await asyncio.wait_for(
                self._graph.execute_query(
                    CAUSES,
                    bookmark_manager_=NO_BOOKMARKS,
                    client_id=client_id,
                    resource_id=resource_id,
                    limit=int(limit),
                ),
                5,
            )
        except (DriverError, Neo4jError, TimeoutError) as error:
            return _error(503, f"the graph does not answer: {type(error).__name__} {error}")
        QUERY_SECONDS.observe(time.monotonic() - asked)
        errors = [record.data() for record in found.records]
        return web.json_response({"client_id": client_id, "resource_id": resource_id, "errors": errors})

    async def _owner(self, key: str) -> tuple[str, ...] | None:
        if not key:
            return None
        digest = hashlib.sha256(key.encode()).hexdigest()
        async with self._billing.connection(timeout=postgresql.ASK_WITHIN_SECONDS) as connection:
            return await (await connection.execute(KEY_OWNER, (digest,))).fetchone()

    async def graph_answers(self) -> str:
        """`ok`, or why Neo4j does not answer."""
        try:
            ask = self._graph.execute_query("RETURN 1", bookmark_manager_=NO_BOOKMARKS)
            await asyncio.wait_for(ask, postgresql.ASK_WITHIN_SECONDS)
        except (DriverError, Neo4jError, TimeoutError) as error:
            return f"{type(error).__name__}: {error}"
        return "ok"

    async def billing_answers(self) -> str:
        """`ok`, or why PostgreSQL does not answer."""
        return await postgresql.answers(self._billing)


def served(api: Api) -> web.Application:
    """The application over what it needs."""
    app = application({"neo4j": api.graph_answers, "postgresql": api.billing_answers})
    app.router.add_get("/api/v1/rca", api.rca)
    return app


def _error(status: int, why: str) -> web.Response:
    return web.json_response({"error": why}, status=status)


async def run(port: int = 8080) -> None:
    """Serve until SIGTERM, then drain."""
    where = settings.neo4j()
    graph = AsyncGraphDatabase.driver(
        where.uri, auth=(where.user, where.password), connection_timeout=2, connection_acquisition_timeout=3,
        max_transaction_retry_time=2, max_connection_pool_size=8, liveness_check_timeout=30,
        notifications_min_severity=NotificationMinimumSeverity.OFF,
    )  # fmt: skip
    async with graph, postgresql.pool(settings.postgresql()) as billing:
        await serve(served(Api(graph, billing)), port)


def main() -> int:
    """Run until SIGTERM."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    asyncio.run(run())
    return 0


if __name__ == "__main__":
    sys.exit(main())
