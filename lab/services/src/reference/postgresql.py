"""A service's connections to PostgreSQL."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from psycopg import AsyncConnection
from psycopg import Error as PostgresError
from psycopg_pool import AsyncConnectionPool, PoolTimeout

from reference import settings

Pool = AsyncConnectionPool[AsyncConnection[tuple[Any, ...]]]
ASK_WITHIN_SECONDS = 2.0


def where(*, host: str | None = None, user: str | None = None, database: str | None = None) -> str:
    """A connection string from PGHOST, PGUSER, PGDATABASE and PGPASSWORD; libpq reads the last itself."""
    settings.text("PGPASSWORD")
    host, user, database = (
        settings.text("PGHOST", host), settings.text("PGUSER", user), settings.text("PGDATABASE", database)
    )  # fmt: skip
    return f"host={host} user={user} dbname={database}"


@asynccontextmanager
async def pool(connection: str, *, least: int = 1, most: int = 2) -> AsyncIterator[Pool]:
    """Connections that are looked at before each use; a server that is away does not keep it from opening."""
    opened: Pool = AsyncConnectionPool(
        connection, min_size=least, max_size=most, open=False, check=AsyncConnectionPool.check_connection,
        kwargs={"autocommit": True, "connect_timeout": 2}, reconnect_timeout=5,
    )  # fmt: skip
    async with opened:
        yield opened


async def answers(pool: Pool) -> str:
    """`ok`, or why PostgreSQL does not answer."""
    try:
        async with pool.connection(timeout=ASK_WITHIN_SECONDS) as connection:
            await connection.execute("SELECT 1")
    except (PostgresError, PoolTimeout) as error:
        return f"{type(error).__name__}: {error}"
    return "ok"
