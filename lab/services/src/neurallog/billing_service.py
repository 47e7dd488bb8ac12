"""billing-service: tenants' accounts, what they used, what that costs, and how the business stands."""

from __future__ import annotations

import hmac
import secrets
import sys
from datetime import UTC, date, datetime, timedelta
from typing import Any

import aiohttp
from aiohttp import web
from psycopg import Error as PostgresError
from psycopg_pool import PoolTimeout

from neurallog import cache, serving
from neurallog.logs import TABLE, Logs, NotAnswered
from neurallog.prices import PLANS, charged_cents
from reference import postgresql, settings
from reference.web import Handler, serve

OPERATOR = "X-Operator-Token"
USED = (
    f"SELECT tenant, count() AS logs, sum(length(message)) AS bytes FROM {TABLE} "  # noqa: S608 names of our own
    "WHERE at >= {since} AND at < {until} GROUP BY tenant"
)
STORE_USAGE = (
    "INSERT INTO usage (tenant, day, logs, bytes) VALUES (%s, %s, %s, %s) "
    "ON CONFLICT (tenant, day) DO UPDATE SET logs = EXCLUDED.logs, bytes = EXCLUDED.bytes"
)
USAGE = "SELECT tenant, logs, bytes FROM usage WHERE day = %s ORDER BY tenant"
MONTH = (
    "SELECT t.id, t.plan, coalesce(sum(u.logs), 0)::bigint FROM tenants t LEFT JOIN usage u ON u.tenant = t.id "
    "AND u.day >= %s AND u.day < %s GROUP BY t.id, t.plan ORDER BY t.id"
)
STORE_INVOICE = (
    "INSERT INTO invoices (tenant, month, logs, cents) VALUES (%s, %s, %s, %s) "
    "ON CONFLICT (tenant, month) DO UPDATE SET logs = EXCLUDED.logs, cents = EXCLUDED.cents"
)
# Of each month: what those pay who have a subscription on its last day; who had one the month before and has none.
INDICATORS = """
WITH months AS (SELECT generate_series(date_trunc('month', %s::date) - interval '2 month',
                                       date_trunc('month', %s::date), interval '1 month')::date AS month),
ends AS (SELECT month, (month + interval '1 month' - interval '1 day')::date AS last FROM months)
SELECT e.month::text, count(s.*), coalesce(sum(s.monthly_cents), 0)::bigint,
       (SELECT count(*) FROM subscriptions l WHERE l.ended >= e.month AND l.ended <= e.last AND l.began < e.month),
       (SELECT count(*) FROM subscriptions b WHERE b.began < e.month AND (b.ended IS NULL OR b.ended >= e.month))
FROM ends e LEFT JOIN subscriptions s ON s.began <= e.last AND (s.ended IS NULL OR s.ended > e.last)
GROUP BY e.month, e.last ORDER BY e.month
"""
REMOVE = (
    "DELETE FROM invoices WHERE tenant = %s", "DELETE FROM usage WHERE tenant = %s",
    "DELETE FROM users WHERE tenant = %s", "DELETE FROM api_keys WHERE tenant = %s",
    "DELETE FROM tenants WHERE id = %s",
)  # fmt: skip


class Billing:
    """The handlers, and what they use."""

    def __init__(self, pool: postgresql.Pool, logs: Logs, token: str) -> None:
        self._pool, self._logs, self._token = pool, logs, token

    async def usage(self, request: web.Request) -> web.Response:
        """GET /api/v1/usage?day=…: counted in ClickHouse, kept in PostgreSQL, and given by tenant."""
        day = date.fromisoformat(request.query["day"])
        await self._count(day)
        rows = await self._rows(USAGE, day)
        report = {tenant: {"logs": logs, "bytes": size} for tenant, logs, size in rows}
        return web.json_response({"day": str(day), "tenants": report})

    async def invoices(self, request: web.Request) -> web.Response:
        """GET /api/v1/invoices?month=YYYY-MM: what each tenant is charged for a month, in cents."""
        first = date.fromisoformat(f"{request.query['month']}-01")
        after = (first + timedelta(days=32)).replace(day=1)
        charged: dict[str, dict[str, Any]] = {}
        for tenant, plan, logs in await self._rows(MONTH, first, after):
            cents = charged_cents(PLANS[plan], logs)
            await self._rows(STORE_INVOICE, tenant, first, logs, cents)
            charged[tenant] = {"plan": plan, "logs": logs, "cents": cents}
        return web.json_response({"month": str(first), "tenants": charged})

    async def indicators(self, request: web.Request) -> web.Response:
        """GET /api/v1/indicators[?day=…]: revenue, churn and revenue of a user, of three months."""
        day = request.query.get("day") or str(datetime.now(UTC).date())
        months = [
            {
                "month": month,
                "customers": customers,
                "revenue_cents": cents,
                "left": left,
                "customers_before": before,
            }
            for month, customers, cents, left, before in await self._rows(INDICATORS, day, day)
        ]
        return web.json_response({"months": months})

    async def add(self, request: web.Request) -> web.Response:
        """POST /api/v1/tenants with name and plan: makes the account; its key is answered, this once."""
        said = await request.json()
        name, plan = str(said["name"]), str(said["plan"])
        if plan not in PLANS:
            return serving.error(400, f"there is no plan {plan!r}")
        key = str(said.get("key") or secrets.token_urlsafe(24))
        await self._rows(
            "INSERT INTO tenants (id, plan, status) VALUES (%s, %s, 'active') "
            "ON CONFLICT (id) DO UPDATE SET plan = EXCLUDED.plan, status = 'active'", name, plan
        )  # fmt: skip
        await self._rows("DELETE FROM api_keys WHERE tenant = %s", name)
        await self._rows("INSERT INTO api_keys (key_sha256, tenant) VALUES (%s, %s)", serving.hashed(key), name)
        return web.json_response({"tenant": name, "key": key}, status=201)

    async def remove(self, request: web.Request) -> web.Response:
        """DELETE /api/v1/tenants/NAME: the account, what was counted for it, and its logs."""
        name = request.match_info["name"]
        await self._logs.run(f"ALTER TABLE {TABLE} DELETE WHERE tenant = {{tenant}} SETTINGS mutations_sync = 1",
                             {"tenant": name})  # fmt: skip
        for statement in REMOVE:
            await self._rows(statement, name)
        return web.json_response({"tenant": name})

    def of_operator(self, handler: Handler) -> Handler:
        """A handler for the operator alone."""

        async def check(request: web.Request) -> web.StreamResponse:
            if not hmac.compare_digest(request.headers.get(OPERATOR, ""), self._token):
                return serving.error(403, "this is the operator's")
            return await handler(request)

        return check

    async def _count(self, day: date) -> None:
        during = {"since": f"{day} 00:00:00", "until": f"{day + timedelta(days=1)} 00:00:00"}
        known = {tenant for (tenant,) in await self._rows("SELECT id FROM tenants")}
        found = {row["tenant"]: row for row in await self._logs.rows(USED, during)}
        for tenant in sorted(known):
            row = found.get(tenant, {"logs": 0, "bytes": 0})
            await self._rows(STORE_USAGE, tenant, day, int(row["logs"]), int(row["bytes"]))

    async def _rows(self, statement: str, *values: object) -> list[tuple[Any, ...]]:
        async with self._pool.connection(timeout=postgresql.ASK_WITHIN_SECONDS) as connection:
            cursor = await connection.execute(statement.encode(), values or None)
            return await cursor.fetchall() if cursor.description else []


@web.middleware
async def told(request: web.Request, handler: Handler) -> web.StreamResponse:
    """What a handler cannot do is answered with why."""
    try:
        return await handler(request)
    except (PostgresError, PoolTimeout) as error:
        return serving.error(503, f"PostgreSQL: {error}")
    except NotAnswered as error:
        return serving.error(503, f"ClickHouse: {error}")
    except (KeyError, ValueError, TypeError) as error:
        return serving.error(400, f"{type(error).__name__}: {error}")


async def main() -> None:
    """Serve until SIGTERM."""
    where = postgresql.where(host="postgresql", user="billing", database="billing")
    async with postgresql.pool(where, most=4) as pool, aiohttp.ClientSession() as session:
        logs, known = Logs(session, settings.text("CLICKHOUSE_URL", "http://clickhouse:8123")), cache.connect()
        billing = Billing(pool, logs, settings.text("OPERATOR_TOKEN"))
        auth = settings.text("AUTH_URL", "http://auth-service:8080")
        app = serving.app(
            {"postgresql": lambda: postgresql.answers(pool)},
            {"clickhouse": logs.answers, "redis": known.answers, "auth-service": lambda: serving.asked(session, auth)},
        )
        app.middlewares.append(told)
        app.router.add_get("/api/v1/usage", billing.usage)
        app.router.add_get("/api/v1/invoices", billing.invoices)
        app.router.add_get("/api/v1/indicators", billing.indicators)
        app.router.add_post("/api/v1/tenants", billing.of_operator(billing.add))
        app.router.add_delete("/api/v1/tenants/{name}", billing.of_operator(billing.remove))
        await serve(app, settings.number("PORT", serving.PORT))


if __name__ == "__main__":
    sys.exit(serving.run(main()))
