"""Redis as a cache of whom a key belongs to. Without it the service is slower, and right."""

from __future__ import annotations

import json
from typing import Any

from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

from reference import settings

KEEP_SECONDS = 30
WITHIN_SECONDS = 0.5


class Cache:
    """What is remembered for some seconds. A Redis that is away remembers nothing."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis

    async def get(self, name: str) -> dict[str, Any] | None:
        """What was put under a name, if it is still known."""
        try:
            found = await self._redis.get(name)
        except (RedisError, OSError, TimeoutError):
            return None
        return dict(json.loads(found)) if found else None

    async def put(self, name: str, value: dict[str, Any]) -> None:
        """Remember a value."""
        try:
            await self._redis.set(name, json.dumps(value), ex=KEEP_SECONDS)
        except (RedisError, OSError, TimeoutError):
            return

    async def answers(self) -> str:
        """`ok`, or why Redis does not answer."""
        try:
            await self._redis.ping()
        except (RedisError, OSError, TimeoutError) as error:
            return f"{type(error).__name__}: {error}"
        return "ok"


def connect() -> Cache:
    """A cache by REDIS_HOST and REDIS_PASSWORD; it connects when it is first asked."""
    return Cache(
        Redis(
            host=settings.text("REDIS_HOST", "redis"),
            password=settings.text("REDIS_PASSWORD"),
            socket_timeout=WITHIN_SECONDS,
            socket_connect_timeout=WITHIN_SECONDS,
            retry=Retry(NoBackoff(), 1),
        )
    )
