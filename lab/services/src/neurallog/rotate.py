"""`python3 -m neurallog.rotate`: logs older than KEEP_DAYS are removed from ClickHouse."""

from __future__ import annotations

import asyncio
import sys

import aiohttp

from neurallog.logs import TABLE, Logs, NotAnswered
from reference import settings


async def rotate() -> None:
    """Remove what is too old, and wait until it is gone."""
    days = settings.number("KEEP_DAYS", 30)
    async with aiohttp.ClientSession() as session:
        logs = Logs(session, settings.text("CLICKHOUSE_URL", "http://clickhouse:8123"))
        await logs.run(
            f"ALTER TABLE {TABLE} DELETE WHERE at < now('UTC') - INTERVAL {days} DAY SETTINGS mutations_sync = 1"
        )


def main() -> int:
    """Rotate once."""
    try:
        asyncio.run(rotate())
    except NotAnswered as error:
        print(f"ClickHouse: {error}", file=sys.stderr)  # noqa: T201
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
