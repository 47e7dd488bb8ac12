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

    eventually(
        look,
        lambda status: status == 200,
        within=within,
        what="the API server answers",
        every=LOOK_EVERY,
    )


def watch(
    client: httpx.Client, path: str, within: timedelta, **parameters: str
) -> Iterator[dict[str, Any]]:
    """Yield the objects of a collection, first as they are and then whenever one changes or goes.

    The list comes first and the watch goes on from its version: a watch that is to find its own
    start waits on etcd 3.4 for a write to that very collection. Ends after ``within``: raises
    Unobservable, since whoever still listens has not seen enough.
    """
    deadline = now() + within
    last = "nothing went wrong"
    while now() < deadline:
        try:
            response = client.get(path, params=parameters)
            response.raise_for_status()
            listed = response.json()
            yield from listed["items"]
            version = listed["metadata"]["resourceVersion"]
            yield from changes(client, path, deadline - now(), parameters, version)
        except httpx.HTTPError as error:
            last = str(error)
    raise Unobservable(f"watching {path} for {within.total_seconds():.0f} s was not enough; {last}")


def changes(
    client: httpx.Client, path: str, left: timedelta, parameters: dict[str, str], version: str
) -> Iterator[dict[str, Any]]:
    """Yield what changes from a version on, until the time or the server's memory has ended."""
    seconds = max(1.0, left.total_seconds())
    query = {"watch": "true", "timeoutSeconds": str(round(seconds)), "resourceVersion": version}
    with client.stream("GET", path, params=query | parameters, timeout=seconds) as response:
        response.raise_for_status()
        for line in response.iter_lines():
            event = json.loads(line)
            if event["type"] == "ERROR":  # the version is too old: list again
                return
            yield event["object"]


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
