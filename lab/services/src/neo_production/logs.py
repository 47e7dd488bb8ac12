"""Collected logs: follows the log of every pod of its namespace, keeps lines by their fields, and answers queries.

A stand-in for an Elasticsearch that Kibana asks. `/search?q=…` takes terms joined by AND:
`field:"value"`, `field:value`, `field:prefix*`, `field:>number`; a text matches where it is part of the message.
"""

from __future__ import annotations

import asyncio
import json
import logging
import re
import ssl
import sys
from collections import deque
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import aiohttp
from aiohttp import web

from reference import settings
from reference.web import application, serve

log = logging.getLogger("logs")

ACCOUNT = Path("/var/run/secrets/kubernetes.io/serviceaccount")
MOST_LINES, MOST_FOUND = 100_000, 1_000
LISTED_EVERY_SECONDS = 1.0
_TERM = re.compile(r'^([\w.]+):(>|<)?("(?:[^"]*)"|\S+)$')

Line = Mapping[str, Any]


class QueryError(Exception):
    """A query that cannot be read."""


def reader(query: str) -> Callable[[Line], bool]:
    """What a query asks of a line. Raises QueryError."""
    terms = [_term(one.strip()) for one in query.split(" AND ")]
    return lambda line: all(term(line) for term in terms)


def _term(text: str) -> Callable[[Line], bool]:
    match = _TERM.match(text)
    if match is None:
        raise QueryError(f"{text!r} is no term such as field:value")
    name, compared, value = match[1], match[2], match[3]
    if compared:
        limit = float(value)
        sign = 1 if compared == ">" else -1
        return lambda line: isinstance(line.get(name), int | float) and sign * line[name] > sign * limit
    if value.startswith('"'):
        wanted = value.strip('"')
        if name == "message":
            return lambda line: wanted in str(line.get(name, ""))
        return lambda line: str(line.get(name)) == wanted
    if value.endswith("*"):
        return lambda line: name in line and str(line[name]).startswith(value[:-1])
    return lambda line: str(line.get(name)) == value


class Collected:
    """The lines, the newest last, and the pods that are followed."""

    def __init__(self, api: str, namespace: str) -> None:
        self._pods = f"{api}/api/v1/namespaces/{namespace}/pods"
        self._namespace = namespace
        self.lines: deque[Line] = deque(maxlen=MOST_LINES)
        self.followed: dict[str, asyncio.Task[None]] = {}
        self._read_to: dict[str, str] = {}

    async def answers(self) -> str:
        """`ok` once pods are followed."""
        return "ok" if self.followed else "no pod is followed yet"

    async def search(self, request: web.Request) -> web.Response:
        """GET /search?q=…: how many lines match, and the newest of them."""
        try:
            matches = reader(request.query.get("q", ""))
        except (QueryError, ValueError) as error:
            return web.json_response({"error": str(error)}, status=400)
        found = [line for line in self.lines if matches(line)]
        return web.json_response({"total": len(found), "lines": found[-MOST_FOUND:]})

    async def collect(self, http: aiohttp.ClientSession) -> None:
        """Follow every container that runs, until cancelled."""
        while True:
            try:
                async with http.get(self._pods, headers=_authorised()) as answer:
                    pods = (await answer.json()).get("items", [])
            except (aiohttp.ClientError, TimeoutError) as error:
                log.warning("pods cannot be listed: %s", type(error).__name__)
                pods = []
            for pod in pods:
                self._follow(http, pod)
            await asyncio.sleep(LISTED_EVERY_SECONDS)

    def _follow(self, http: aiohttp.ClientSession, pod: Mapping[str, Any]) -> None:
        for status in pod["status"].get("containerStatuses", []):
            key = status.get("containerID", "")
            if "running" not in status["state"] or not key:
                continue
            # One that ended while its container runs was cut off, and goes on where it stood.
            if key not in self.followed or self.followed[key].done():
                task = self._lines(http, key, pod["metadata"]["name"], status["name"])
                self.followed[key] = asyncio.create_task(task)

    async def _lines(self, http: aiohttp.ClientSession, key: str, pod: str, container: str) -> None:
        query = {"container": container, "follow": "true", "timestamps": "true"}
        if key in self._read_to:
            query["sinceTime"] = self._read_to[key]
        within = aiohttp.ClientTimeout(total=None)
        try:
            async with http.get(
                f"{self._pods}/{pod}/log", params=query, headers=_authorised(), timeout=within
            ) as answer:
                answer.raise_for_status()
                async for raw in answer.content:
                    self._take(key, pod, raw.decode(errors="replace").rstrip("\n"))
        except (aiohttp.ClientError, TimeoutError, ValueError) as error:
            log.warning("the log of %s is cut off: %s", pod, type(error).__name__)

    def _take(self, key: str, pod: str, stamped: str) -> None:
        at, _, text = stamped.partition(" ")
        # sinceTime is of whole seconds: what was read of that second comes again.
        if at > self._read_to.get(key, ""):
            self._read_to[key] = at
            self.lines.append(self._fields(text, pod))

    def _fields(self, text: str, pod: str) -> Line:
        try:
            fields = json.loads(text)
        except ValueError:
            fields = None
        fields = fields if isinstance(fields, dict) else {"message": text}
        return {**fields, "kubernetes.namespace": self._namespace, "kubernetes.pod": pod}


def _authorised() -> dict[str, str]:
    return {"Authorization": f"Bearer {(ACCOUNT / 'token').read_text()}"}


async def run(port: int = 9200) -> None:
    """Serve until SIGTERM."""
    trusted = ssl.create_default_context(cafile=str(ACCOUNT / "ca.crt"))
    connector = aiohttp.TCPConnector(ssl=trusted, limit=0)
    namespace = (ACCOUNT / "namespace").read_text()
    collected = Collected(settings.text("API", "https://kubernetes.default.svc"), namespace)
    async with aiohttp.ClientSession(connector=connector) as http:
        app = application({"followed": collected.answers})
        app.router.add_get("/search", collected.search)
        collecting = asyncio.create_task(collected.collect(http))
        try:
            await serve(app, port)
        finally:
            collecting.cancel()


def main() -> int:
    """Run until SIGTERM."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    asyncio.run(run())
    return 0


if __name__ == "__main__":
    sys.exit(main())
