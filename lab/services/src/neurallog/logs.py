"""ClickHouse as the services use it: where logs are kept, and what is asked of it, over its HTTP interface."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

import aiohttp

TABLE = "neurallog.logs"
MAKE = (
    "CREATE DATABASE IF NOT EXISTS neurallog",
    (
        f"CREATE TABLE IF NOT EXISTS {TABLE} (tenant LowCardinality(String), id String, at DateTime64(3, 'UTC'), "
        "level LowCardinality(String), message String) ENGINE = MergeTree ORDER BY (tenant, at) "
        "PARTITION BY toYYYYMM(at)"
    ),
)
WITHIN = aiohttp.ClientTimeout(total=5)


class NotAnswered(Exception):
    """ClickHouse does not answer, or refuses a statement; says which."""


class Logs:
    """Logs in ClickHouse."""

    def __init__(self, session: aiohttp.ClientSession, url: str) -> None:
        self._session, self._url = session, url

    async def run(self, statement: str, parameters: Mapping[str, str] | None = None, body: str = "") -> bytes:
        """Run a statement; ``{NAME}`` in it stands for a quoted parameter. Raises NotAnswered."""
        quoted = {name: _quoted(value) for name, value in (parameters or {}).items()}
        asked = {"query": statement.format(**quoted) if quoted else statement}
        try:
            async with self._session.post(self._url, params=asked, data=body.encode(), timeout=WITHIN) as answer:
                said = await answer.read()
        except (aiohttp.ClientError, TimeoutError) as error:
            raise NotAnswered(f"{type(error).__name__}: {error}") from error
        if answer.status != 200:
            raise NotAnswered(said.decode(errors="replace").strip())
        return said

    async def rows(self, statement: str, parameters: Mapping[str, str] | None = None) -> list[dict[str, Any]]:
        """Return the rows of a query by column. Raises NotAnswered."""
        said = await self.run(f"{statement} FORMAT JSONEachRow", parameters)
        return [json.loads(line) for line in said.splitlines()]

    async def make(self) -> None:
        """Make the table, unless it is there."""
        for statement in MAKE:
            await self.run(statement)

    async def store(self, several: Sequence[Mapping[str, str]]) -> None:
        """Store logs; they are found from now on."""
        lines = "\n".join(json.dumps(one) for one in several)
        await self.run(f"INSERT INTO {TABLE} FORMAT JSONEachRow", body=lines)

    async def answers(self) -> str:
        """`ok`, or why ClickHouse does not answer."""
        try:
            await self.run("SELECT 1")
        except NotAnswered as error:
            return str(error)
        return "ok"


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"
