"""The lab's own API server: asked over HTTP with the administrator's certificate.

The official client takes half a second to import, which is an eighth of what ``up`` may take.
"""

import json
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import httpx

from drillbook.clock import eventually, now
from drillbook.errors import Unobservable
from drillbook.lab.address import Addresses
from drillbook.lab.components import API_PORT
from drillbook.lab.layout import Layout

LOOK_EVERY = timedelta(milliseconds=30)


@contextmanager
def connect(lab: Layout) -> Iterator[httpx.Client]:
    """Open a connection to the lab's API server. Reading waits at most the server's own timeout."""
    context = ssl.create_default_context(cafile=str(lab.pki / "ca.crt"))
    context.load_cert_chain(lab.pki / "admin.crt", lab.pki / "admin.key")
    address = f"https://{Addresses(lab.number).node(1)}:{API_PORT}"
    with httpx.Client(base_url=address, verify=context, timeout=5, trust_env=False) as client:
        yield client


def wait_for_server(client: httpx.Client, within: timedelta) -> None:
    """Wait until the API server serves lists."""
    def look() -> int:
        try:
            return client.get("/api/v1/nodes", params={"limit": 1}).status_code
        except httpx.HTTPError as error:
            raise Unobservable(f"the API server does not answer: {error}") from error

    eventually(look, lambda status: status == 200, within=within,
               what="the API server answers", every=LOOK_EVERY)


def watch(client: httpx.Client, path: str, within: timedelta, **parameters: str
          ) -> Iterator[dict[str, Any]]:
    """Yield the objects of a collection, first as they are and then whenever one changes or goes.

    Ends after ``within``: raises Unobservable, since whoever still listens has not seen enough.
    """
    deadline = now() + within
    while now() < deadline:
        left = (deadline - now()).total_seconds()
        query = {"watch": "true", "timeoutSeconds": str(max(1, round(left))), **parameters}
        try:
            with client.stream("GET", path, params=query, timeout=left) as response:
                response.raise_for_status()
                for line in response.iter_lines():
                    event = json.loads(line)
                    if event["type"] == "ERROR":
                        raise Unobservable(f"watching {path}: {event['object'].get('message')}")
                    yield event["object"]
        except httpx.HTTPError as error:
            if now() >= deadline:
                raise Unobservable(f"watching {path} ended: {error}") from error
    raise Unobservable(f"watching {path} for {within.total_seconds():.0f} s was not enough")


def condition(item: dict[str, Any], kind: str) -> bool:
    """Say whether a condition of an object is true."""
    conditions = item.get("status", {}).get("conditions") or []
    return any(c["type"] == kind and c["status"] == "True" for c in conditions)


def wait_for_nodes(client: httpx.Client, names: set[str], within: timedelta) -> None:
    """Wait until all these nodes are Ready."""
    ready: set[str] = set()
    for node in watch(client, "/api/v1/nodes", within):
        if condition(node, "Ready"):
            ready.add(node["metadata"]["name"])
        if ready >= names:
            return
