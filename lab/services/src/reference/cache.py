"""Redis by its protocol: a few commands over one connection that is made anew when it breaks.

A command may come twice: where a kept connection breaks under it, it is given once more over a new one.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress

WITHIN_SECONDS = 1.0


class CacheError(Exception):
    """Redis does not answer, or refuses what it was asked."""


class Cache:
    """A Redis server, asked one thing at a time."""

    def __init__(self, host: str, password: str, port: int = 6379) -> None:
        self._where, self._password = (host, port), password
        self._stream: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None
        self._one = asyncio.Lock()

    async def get(self, key: str) -> str | None:
        """The value of a key, None when it is not there. Raises CacheError."""
        return await self._ask("GET", key)

    async def put(self, key: str, value: str, seconds: int) -> None:
        """Keep a value for some seconds. Raises CacheError."""
        await self._ask("SET", key, value, "EX", str(seconds))

    async def answers(self) -> str:
        """`ok`, or why Redis does not answer."""
        try:
            await self._ask("PING")
        except CacheError as error:
            return str(error)
        return "ok"

    async def _ask(self, *words: str) -> str | None:
        async with self._one:
            # A connection that was kept may be to a server that is gone, while another one serves already.
            kept = self._stream is not None
            try:
                return await self._once(words)
            except CacheError:
                if not kept or self._stream is not None:
                    raise
            return await self._once(words)

    async def _once(self, words: tuple[str, ...]) -> str | None:
        """Ask within the time; a connection that broke is closed."""
        try:
            return await asyncio.wait_for(self._command(words), WITHIN_SECONDS)
        except (OSError, TimeoutError, asyncio.IncompleteReadError) as error:
            self.close()
            raise CacheError(f"Redis: {type(error).__name__}") from error

    async def _command(self, words: tuple[str, ...]) -> str | None:
        if self._stream is None:
            self._stream = await asyncio.open_connection(*self._where)
            await self._exchange(("AUTH", self._password))
        return await self._exchange(words)

    async def _exchange(self, words: tuple[str, ...]) -> str | None:
        if self._stream is None:
            raise ConnectionResetError("there is no connection")
        reader, writer = self._stream
        parts = (f"${len(word.encode())}\r\n{word}\r\n" for word in words)
        writer.write(f"*{len(words)}\r\n{''.join(parts)}".encode())
        line = (await reader.readline()).decode().rstrip("\r\n")
        if not line:
            raise ConnectionResetError("Redis closed the connection")
        if line.startswith("-"):
            raise CacheError(f"Redis: {line[1:]}")
        if not line.startswith("$"):
            return line[1:]
        size = int(line[1:])
        return None if size < 0 else (await reader.readexactly(size + 2))[:-2].decode()

    def close(self) -> None:
        """Let go of the connection."""
        if self._stream is not None:
            with suppress(OSError):
                self._stream[1].close()
            self._stream = None
