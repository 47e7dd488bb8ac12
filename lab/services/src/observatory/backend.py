"""The backend: metrics' overview, certificates that expire, anomalies, and what it counts of them itself.

It ends at once, saying why, when a setting is missing or the database cannot be used. With UVICORN_WORKERS over one,
that many processes serve one port, each with a pool and counters of its own.
"""

from __future__ import annotations

import asyncio
import json
import logging
import os
import signal
import sys
import time
from contextlib import suppress

from aiohttp import ClientSession, web
from prometheus_client import Counter, Gauge
from psycopg import Connection
from psycopg import Error as PostgresError
from psycopg.rows import TupleRow
from psycopg_pool import PoolTimeout

from observatory import certificates, scoring, settings
from observatory.scoring import Baseline
from observatory.settings import Settings
from reference import postgresql
from reference.settings import SettingError
from reference.web import Handler, application, serve

log = logging.getLogger("backend")

EXPIRING = Gauge("observatory_mtls_certificates_expiring_7d", "Certificates of the mesh with under seven days.")
KNOWN = Gauge("observatory_mtls_certificates", "Certificates of the mesh that are known.")
FOUND = Counter("observatory_anomaly_detections", "Anomalies found.", ["service"])
TRAINED = Gauge("observatory_baseline_trained_timestamp_seconds", "When the oldest baseline in use was learnt.")
VERSION = Gauge("observatory_build_info", "The version that runs.", ["version"])

OVERVIEW = """
SELECT service, count(*), avg(value), max(timestamp) FROM metrics
WHERE timestamp > now() - interval '1 hour' GROUP BY service ORDER BY service
"""
#: What a release does whose statement is slow.
SLOWLY = OVERVIEW.replace("FROM metrics", "FROM metrics, pg_sleep(%s)")
BASELINES = "SELECT service, mean, deviation, extract(epoch FROM trained_at)::float8 FROM baselines"
KEEP = "INSERT INTO anomalies (service, value, score) VALUES (%s, %s, %s)"
LATEST = "SELECT at, service, value, score FROM anomalies ORDER BY id DESC LIMIT %s"
WORST = "SELECT service, count(*) FROM anomalies WHERE at > now() - interval '1 hour' GROUP BY service ORDER BY 2 DESC"
LOOK_EVERY_SECONDS = 3.0
MOST_AT_ONCE = 5000


class Backend:
    """The handlers, and what they use."""

    def __init__(self, chosen: Settings, pool: postgresql.Pool) -> None:
        self._chosen, self._pool = chosen, pool
        self._usual: dict[str, Baseline] = {}
        self._certificates: tuple[certificates.Certificate, ...] | None = None

    async def overview(self, _: web.Request) -> web.Response:
        """GET /api/v1/metrics/overview: each service's values of the last hour."""
        if self._chosen.broken:
            return web.json_response({"error": "this release is broken"}, status=500)
        async with self._pool.connection(timeout=10) as connection:
            slowly = self._chosen.slow_milliseconds / 1000
            asked = connection.execute(SLOWLY.encode(), (slowly,)) if slowly else connection.execute(OVERVIEW)
            rows = await (await asked).fetchall()
        services = {row[0]: {"values": row[1], "mean": row[2], "latest": row[3].isoformat()} for row in rows}
        return web.json_response({"version": self._chosen.version, "services": services})

    async def expiring(self, request: web.Request) -> web.Response:
        """GET /api/v1/certificates/expiring?days=7: certificates of the mesh with fewer days left."""
        days = float(request.query.get("days", "7"))
        if self._certificates is None:
            return web.json_response({"error": "nothing is known of the mesh's certificates"}, status=503)
        found = [vars(one) for one in self._certificates if one.days_left < days]
        return web.json_response({"days": days, "known": len(self._certificates), "certificates": found})

    async def list_anomalies(self, request: web.Request) -> web.Response:
        """GET /api/v1/anomalies?limit=50: the latest, and how many each service had in the last hour."""
        limit = min(int(request.query.get("limit", "50")), 1000)
        async with self._pool.connection(timeout=10) as connection:
            rows = await (await connection.execute(LATEST, (limit,))).fetchall()
            worst = await (await connection.execute(WORST)).fetchall()
        listed = [
            {"at": at.isoformat(), "service": of, "value": value, "score": score} for at, of, value, score in rows
        ]
        return web.json_response({"anomalies": listed, "services": dict(worst)})

    async def observe(self, request: web.Request) -> web.Response:
        """POST /api/v1/observations {service, values}: score values, and keep those that are anomalies."""
        asked = json.loads(await request.text())
        service, values = str(asked["service"]), [float(one) for one in asked["values"][:MOST_AT_ONCE]]
        await self._learn()
        usual = self._usual.get(service)
        if usual is None:
            return web.json_response({"error": f"nothing is usual of {service} yet"}, status=404)
        found = scoring.anomalies(values, usual, self._chosen.threshold)
        async with self._pool.connection(timeout=10) as connection, connection.cursor() as cursor:
            await cursor.executemany(KEEP, [(service, value, scored) for value, scored in found])
        for value, scored in found:
            log.info("anomaly_score=%.4f service=%s value=%g", scored, service, value)
        FOUND.labels(service).inc(len(found))
        scores = [round(scoring.score(one, usual), 6) for one in values[:100]]
        return web.json_response({"observed": len(values), "anomalies": len(found), "scores": scores})

    async def baseline(self, _: web.Request) -> web.Response:
        """GET /api/v1/anomalies/baseline: what this process takes for usual."""
        await self._learn()
        return web.json_response({name: vars(one) for name, one in self._usual.items()})

    async def answers(self, request: web.Request) -> web.Response:
        """GET /api/v1/answers/STATUS: that status, for whoever tries what counts and routes statuses."""
        return web.json_response({}, status=int(request.match_info["status"]))

    async def keep_looking(self) -> None:
        """Look at the mesh's certificates and the baselines until cancelled."""
        async with ClientSession(trust_env=False) as session:
            while True:
                try:
                    self._certificates = await certificates.all_known(session, self._chosen.prometheus)
                    KNOWN.set(len(self._certificates))
                    EXPIRING.set(sum(one.days_left < 7 for one in self._certificates))
                except certificates.NotKnown as error:
                    self._certificates = None
                    KNOWN.set(0)
                    EXPIRING.set(float("nan"))  # no number is no good news
                    log.warning("certificates are not known: %s", error)
                with suppress(PostgresError, PoolTimeout):
                    await self._learn()
                await asyncio.sleep(LOOK_EVERY_SECONDS)

    async def _learn(self) -> None:
        async with self._pool.connection(timeout=5) as connection:
            rows = await (await connection.execute(BASELINES)).fetchall()
        self._usual = {row[0]: Baseline(*row[1:]) for row in rows}
        for service in self._usual:
            FOUND.labels(service)  # a counter that begins at its first anomaly has no rate then
        if self._usual:
            TRAINED.set(min(one.trained_at for one in self._usual.values()))


@web.middleware
async def _without_database(request: web.Request, handler: Handler) -> web.StreamResponse:
    try:
        return await handler(request)
    except (PostgresError, PoolTimeout) as error:
        log.error("%s: the database does not answer: %s", request.path, str(error).splitlines()[:1])  # noqa: TRY400 (the traceback says no more)
        return web.json_response({"error": "the database does not answer"}, status=503)


def served(backend: Backend, pool: postgresql.Pool) -> web.Application:
    """The application over what it needs."""

    async def database() -> str:
        return await postgresql.answers(pool)

    app = application({"database": database})
    app.middlewares.append(_without_database)
    app.router.add_get("/api/v1/metrics/overview", backend.overview)
    app.router.add_get("/api/v1/certificates/expiring", backend.expiring)
    app.router.add_get("/api/v1/anomalies", backend.list_anomalies)
    app.router.add_get("/api/v1/anomalies/baseline", backend.baseline)
    app.router.add_post("/api/v1/observations", backend.observe)
    app.router.add_get("/api/v1/answers/{status:[1-5][0-9][0-9]}", backend.answers)
    return app


async def run(chosen: Settings, port: int = 8000) -> None:
    """Serve until SIGTERM, then drain."""
    VERSION.labels(chosen.version).set(1)
    async with postgresql.pool(settings.database(), least=1, most=chosen.sessions) as pool:
        backend = Backend(chosen, pool)
        looking = asyncio.create_task(backend.keep_looking())
        await serve(served(backend, pool), port, shared=chosen.workers > 1)
        looking.cancel()


def require_database(within_seconds: float = 60.0) -> None:
    """Use the database once; raises psycopg's error when it refuses, after a while also when it is not there."""
    deadline = time.monotonic() + within_seconds
    while True:
        try:
            connection: Connection[TupleRow]
            with Connection.connect(settings.database(), connect_timeout=3) as connection:
                connection.execute("SELECT version_num FROM alembic_version")
        except PostgresError as error:
            refused = "does not exist" in str(error) or "authentication failed" in str(error)
            if refused or time.monotonic() > deadline:
                raise
            time.sleep(0.5)
        else:
            return


def _fork(workers: int) -> None:
    """Become one of so many processes; the first waits for the others and passes on how to end."""
    children = []
    for _ in range(workers):
        child = os.fork()
        if child == 0:
            return
        children.append(child)
    for one in (signal.SIGTERM, signal.SIGINT):
        signal.signal(one, lambda number, _: _tell(children, number))
    codes = [os.waitpid(child, 0)[1] for child in children]
    sys.exit(1 if any(codes) else 0)


def _tell(children: list[int], number: int) -> None:
    for child in children:
        with suppress(ProcessLookupError):
            os.kill(child, number)


def main() -> int:
    """Run until SIGTERM."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    try:
        chosen = settings.read()
        require_database()
    except SettingError as error:
        log.critical("cannot start: missing or wrong environment: %s", error)
        return 2
    except PostgresError as error:
        log.critical("cannot start: database connection failed: %s", str(error).strip().splitlines()[0])
        return 3
    cache = bytearray(chosen.cache_megabytes * 2**20)
    cache[:: 2**12] = b"x" * len(cache[:: 2**12])  # memory counts when it is written to
    if chosen.workers > 1:
        _fork(chosen.workers)
    asyncio.run(run(chosen))
    return 0


if __name__ == "__main__":
    sys.exit(main())
