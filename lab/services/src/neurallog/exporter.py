"""The exporter: figures of PostgreSQL, Redis, the business and certificates, read when Prometheus asks."""

from __future__ import annotations

import asyncio
import base64
import logging
import sys
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path

import aiohttp
from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST, Gauge, generate_latest
from psycopg import Error as PostgresError
from psycopg_pool import PoolTimeout
from redis.asyncio import Redis
from redis.exceptions import RedisError

from neurallog import serving
from neurallog.billing_service import INDICATORS
from neurallog.cluster import Cluster, Refused
from reference import postgresql, settings
from reference.web import DRAINING, live, serve

log = logging.getLogger("exporter")

UP = Gauge("neurallog_component_up", "Whether a component answers.", ["component"])
CONNECTIONS = Gauge("postgresql_connections", "Clients' connections by state.", ["state"])
LIMIT = Gauge("postgresql_max_connections", "Connections that PostgreSQL takes.")
CALLS = Gauge("postgresql_statements", "Statements that were run since the statistics began.")
TIME = Gauge("postgresql_statement_seconds", "Seconds that they took.")
HITS = Gauge("redis_keyspace_hits", "Keys that were found since the start.")
MISSES = Gauge("redis_keyspace_misses", "Keys that were not.")
MEMORY = Gauge("redis_memory_used_bytes", "Memory of what Redis holds.")
LATENCY = Gauge("redis_ping_seconds", "How long Redis took for a ping.")
ACTIVE = Gauge("neurallog_active_tenants", "Tenants with an active account.")
BY_PLAN = Gauge("neurallog_plan_logs", "Logs of all days counted, by plan.", ["plan"])
BY_TENANT = Gauge("neurallog_tenant_logs", "Logs of all days counted, by tenant.", ["tenant"])
REVENUE = Gauge("neurallog_revenue_cents", "Monthly recurring revenue by month.", ["month"])
DAYS = Gauge("cert_expiry_days", "Days until a certificate ends.", ["certificate"])
OPERATIONS = Gauge("disk_operations", "Reads and writes of a disk since the machine began.", ["device"])
BYTES = Gauge("disk_bytes", "Bytes that were read from a disk and written to it since then.", ["device"])

STATES = (
    "SELECT coalesce(state, 'unknown'), count(*) FROM pg_stat_activity WHERE backend_type = 'client backend' GROUP BY 1"
)
STATEMENTS = "SELECT sum(calls)::bigint, sum(total_exec_time) / 1000 FROM pg_stat_statements"
PLANS_USED = (
    "SELECT t.plan, coalesce(sum(u.logs), 0)::bigint FROM tenants t "
    "LEFT JOIN usage u ON u.tenant = t.id GROUP BY t.plan"
)
TENANTS_USED = (
    "SELECT t.id, coalesce(sum(u.logs), 0)::bigint FROM tenants t LEFT JOIN usage u ON u.tenant = t.id GROUP BY t.id"
)
_NO_DISKS = ("loop", "ram", "zram")
_SECTOR = 512  # bytes: the kernel's unit, whatever the disk's own is


class Exporter:
    """Reads each component; one that does not answer leaves no figure of its own."""

    def __init__(self, pool: postgresql.Pool, redis: Redis, cluster: Cluster, namespace: str) -> None:
        self._pool, self._redis, self._cluster, self._namespace = pool, redis, cluster, namespace

    async def metrics(self, _: web.Request) -> web.Response:
        """Prometheus' text format."""
        reads = {"postgresql": self._postgresql, "redis": self._read_redis, "certificates": self._certificates}
        reads |= {"disks": self._disks}
        await asyncio.gather(*(self._read(name, read) for name, read in reads.items()))
        return web.Response(body=generate_latest(), headers={"Content-Type": CONTENT_TYPE_LATEST})

    async def _read(self, name: str, read: Callable[[], Awaitable[None]]) -> None:
        try:
            await read()
            UP.labels(name).set(1)
        except (PostgresError, PoolTimeout, RedisError, Refused, OSError, TimeoutError, ValueError) as error:
            log.warning("%s: %s", name, error)
            UP.labels(name).set(0)
            for gone in {"postgresql": (CONNECTIONS, BY_PLAN, BY_TENANT, REVENUE)}.get(name, ()):
                gone.clear()

    async def _postgresql(self) -> None:
        async with self._pool.connection(timeout=postgresql.ASK_WITHIN_SECONDS) as connection:

            async def rows(query: str, *values: object) -> list[tuple[object, ...]]:
                return await (await connection.execute(query.encode(), values or None)).fetchall()

            for gauge, query in ((CONNECTIONS, STATES), (BY_PLAN, PLANS_USED), (BY_TENANT, TENANTS_USED)):
                found = await rows(query)
                gauge.clear()
                for name, value in found:
                    gauge.labels(str(name)).set(float(str(value)))
            LIMIT.set(float(str((await rows("SELECT current_setting('max_connections')"))[0][0])))
            calls, seconds = (await rows(STATEMENTS))[0]
            CALLS.set(float(str(calls)))
            TIME.set(float(str(seconds)))
            ACTIVE.set(float(str((await rows("SELECT count(*) FROM tenants WHERE status = 'active'"))[0][0])))
            today = datetime.now(UTC).date()
            REVENUE.clear()
            for month, _, cents, _, _ in await rows(INDICATORS, today, today):
                REVENUE.labels(str(month)).set(float(str(cents)))

    async def _read_redis(self) -> None:
        began = asyncio.get_running_loop().time()
        await self._redis.ping()
        LATENCY.set(asyncio.get_running_loop().time() - began)
        said = await self._redis.info()
        HITS.set(said["keyspace_hits"])
        MISSES.set(said["keyspace_misses"])
        MEMORY.set(said["used_memory"])

    async def _certificates(self) -> None:
        secrets = await self._cluster.items(f"/api/v1/namespaces/{self._namespace}/secrets")
        found = {
            one["metadata"]["name"]: await days_left(base64.b64decode(one["data"]["tls.crt"]))
            for one in secrets
            if one.get("type") == "kubernetes.io/tls"
        }
        DAYS.clear()
        for name, days in found.items():
            DAYS.labels(name).set(days)

    async def _disks(self) -> None:
        for name, (operations, amount) in disks(Path("/proc/diskstats").read_text()).items():
            OPERATIONS.labels(name).set(operations)
            BYTES.labels(name).set(amount)


def disks(stats: str) -> dict[str, tuple[int, int]]:
    """Operations and bytes of each whole disk, from the kernel's figures; not of parts, loops or memory."""
    rows = [line.split() for line in stats.splitlines()]
    names = [row[2] for row in rows if not row[2].startswith(_NO_DISKS)]
    whole = {one for one in names if not any(one != other and one.startswith(other) for other in names)}
    return {
        row[2]: (int(row[3]) + int(row[7]), (int(row[5]) + int(row[9])) * _SECTOR) for row in rows if row[2] in whole
    }


async def days_left(certificate: bytes) -> float:
    """Days until a certificate ends; ValueError for what is none."""
    reading = await asyncio.create_subprocess_exec(
        "/usr/bin/openssl", "x509", "-noout", "-enddate", stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE
    )
    said, _ = await reading.communicate(certificate)
    _, _, ends = said.decode().strip().partition("=")
    moment = datetime.strptime(ends, "%b %d %H:%M:%S %Y %Z").replace(tzinfo=UTC)
    return (moment - datetime.now(UTC)).total_seconds() / 86400


async def main() -> None:
    """Serve until SIGTERM."""
    where = postgresql.where(host="postgresql", user="billing", database="billing")
    redis = Redis(
        host=settings.text("REDIS_HOST", "redis"),
        password=settings.text("REDIS_PASSWORD"),
        socket_timeout=1,
        socket_connect_timeout=1,
    )
    async with postgresql.pool(where) as pool, aiohttp.ClientSession() as session:
        exporter = Exporter(pool, redis, Cluster(session), settings.text("NAMESPACE"))
        app = web.Application()
        app[DRAINING] = asyncio.Event()
        app.router.add_get("/metrics", exporter.metrics)
        app.router.add_get("/live", live)
        await serve(app, settings.number("PORT", serving.PORT))


if __name__ == "__main__":
    sys.exit(serving.run(main()))
