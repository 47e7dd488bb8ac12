"""auth-service: whose a key is, and log-ins of users. Refused ones are counted and in the access log."""

from __future__ import annotations

import sys

from aiohttp import web
from prometheus_client import Gauge
from psycopg import Error as PostgresError
from psycopg_pool import PoolTimeout

from neurallog import serving
from reference import postgresql, settings
from reference.web import serve

# A counter's name would end in _total, and the alert asks for this one.
FAILED = Gauge("auth_failed_attempts", "Log-ins that were refused since the start.")
KEY_OWNER = (
    "SELECT k.tenant, t.plan, t.status FROM api_keys k JOIN tenants t ON t.id = k.tenant "
    "WHERE k.key_sha256 = %s AND k.revoked_at IS NULL"
)
USER = "SELECT 1 FROM users WHERE tenant = %s AND name = %s AND password_sha256 = %s"


class Auth:
    """The handlers, and the connections they use."""

    def __init__(self, pool: postgresql.Pool) -> None:
        self._pool = pool

    async def verify(self, request: web.Request) -> web.Response:
        """GET /api/v1/verify; header X-API-Key: the tenant that the key is of."""
        key = request.headers.get(serving.KEY, "")
        try:
            owner = await self._one(KEY_OWNER, serving.hashed(key)) if key else None
        except (PostgresError, PoolTimeout) as error:
            return serving.error(503, f"PostgreSQL: {error}")
        if owner is None:
            return serving.error(401, "no tenant has this key")
        tenant, plan, status = owner
        request[serving.TENANT] = tenant
        if status != "active":
            return serving.error(403, f"tenant {tenant} is {status}")
        return web.json_response({"tenant": tenant, "plan": plan})

    async def login(self, request: web.Request) -> web.Response:
        """POST /api/v1/login with tenant, user and password."""
        try:
            said = await request.json()
            tenant, user, password = str(said["tenant"]), str(said["user"]), str(said["password"])
        except (ValueError, KeyError, TypeError):
            return serving.error(400, "tenant, user and password are needed")
        request[serving.TENANT], request[serving.ACCOUNT] = tenant, user
        try:
            known = await self._one(USER, tenant, user, serving.hashed(password))
        except (PostgresError, PoolTimeout) as error:
            return serving.error(503, f"PostgreSQL: {error}")
        if known is None:
            FAILED.inc()
            return serving.error(401, "no such user, or another password")
        return web.json_response({"tenant": tenant, "user": user})

    async def _one(self, query: str, *values: str) -> tuple[str, ...] | None:
        async with self._pool.connection(timeout=postgresql.ASK_WITHIN_SECONDS) as connection:
            return await (await connection.execute(query.encode(), values)).fetchone()


async def main() -> None:
    """Serve until SIGTERM."""
    async with postgresql.pool(postgresql.where(host="postgresql", user="billing", database="billing")) as pool:
        auth = Auth(pool)
        app = serving.app({"postgresql": lambda: postgresql.answers(pool)})
        app.router.add_get("/api/v1/verify", auth.verify)
        app.router.add_post("/api/v1/login", auth.login)
        await serve(app, settings.number("PORT", serving.PORT))


if __name__ == "__main__":
    sys.exit(serving.run(main()))
