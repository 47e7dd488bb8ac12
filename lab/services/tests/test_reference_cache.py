"""Redis as the services ask it: a connection that broke while nobody asked is no reason to say that it is gone."""

from __future__ import annotations

import asyncio

import pytest

from reference.cache import Cache, CacheError


class Server:
    """A server that answers each command OK, and can end the connections that it has."""

    def __init__(self) -> None:
        self.accepted = 0
        self._writers: list[asyncio.StreamWriter] = []
        self.port = 0
        self._server: asyncio.Server | None = None

    async def start(self) -> None:
        """Listen, at the same port as before."""
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        """End every connection, and listen no more."""
        assert self._server is not None
        self._server.close()
        for writer in self._writers:
            writer.close()
            await writer.wait_closed()
        self._writers.clear()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.accepted += 1
        self._writers.append(writer)
        while await reader.readline():
            data = await reader.read(1000)
            if not data:
                break
            writer.write(b"+OK\r\n")


def test_a_server_that_came_back_is_well_at_the_first_look() -> None:
    async def look() -> tuple[str, str, int]:
        server = Server()
        await server.start()
        cache = Cache("127.0.0.1", "secret", server.port)
        before = await cache.answers()
        await server.stop()
        await server.start()
        after = await cache.answers()
        cache.close()
        await server.stop()
        return before, after, server.accepted

    assert asyncio.run(look()) == ("ok", "ok", 2)


def test_a_server_that_is_gone_is_said_to_be_gone() -> None:
    async def look() -> str:
        server = Server()
        await server.start()
        cache = Cache("127.0.0.1", "secret", server.port)
        await cache.answers()
        await server.stop()
        with pytest.raises(CacheError):
            await cache.get("key")
        return await cache.answers()

    assert asyncio.run(look()).startswith("Redis: ")
