"""HTTP through httpx: reads with a deadline, errors turned into Unobservable."""

import json
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cache
from typing import Any

import httpx

from drillbook.errors import Unobservable, UsageError
from drillbook.rights import needs
from drillbook.session import Session

_ANSWER = timedelta(seconds=10)


class NobodyListens(Unobservable):
    """The connection was refused: there is nobody at the address who could answer."""


@dataclass(frozen=True)
class Answer:
    """What a server answered, whatever its status."""

    status: int
    body: str
    seconds: float
    headers: Mapping[str, str] = field(default_factory=dict)


@needs("get services")
def service_url(session: Session, service: str) -> str:
    """Return ``http://ADDRESS:PORT`` of a Service given as ``namespace/service:port``."""
    namespace, slash, rest = service.partition("/")
    name, colon, port = rest.partition(":")
    if not (namespace and slash and name and colon and port):
        raise UsageError(f"{service!r} is no Service; write namespace/service:port")
    address, number = session.cluster.address(
        namespace, name, int(port) if port.isdigit() else port
    )
    return f"http://{address}:{number}"


def get(
    url: str,
    parameters: Mapping[str, str] | None = None,
    *,
    headers: Mapping[str, str] | None = None,
    within: timedelta = _ANSWER,
) -> Answer:
    """Return what a GET is answered, also with an error's status. Raises Unobservable if silent."""
    return _asked("GET", url, within, params=dict(parameters or {}), headers=dict(headers or {}))


def send(method: str, url: str, body: object = None, *, within: timedelta = _ANSWER) -> Answer:
    """Return what a request with JSON is answered, as ``get`` does.

    One that was not answered may have been done all the same.
    """
    return _asked(method, url, within, **({} if body is None else {"json": body}))


def _asked(method: str, url: str, within: timedelta, **more: Any) -> Answer:
    try:
        # The environment's proxies do not lead into a cluster.
        with httpx.Client(
            timeout=within.total_seconds(), trust_env=False, verify=_authorities()
        ) as client:
            answer = client.request(method, url, **more)
            return Answer(
                answer.status_code,
                answer.text,
                answer.elapsed.total_seconds(),
                {name.lower(): value for name, value in answer.headers.items()},
            )
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        refused = isinstance(error, httpx.ConnectError) and "refused" in str(error).lower()
        kind = NobodyListens if refused else Unobservable
        raise kind(f"{method} {url}: {str(error) or type(error).__name__}") from error


@cache
def _authorities() -> ssl.SSLContext:
    """Return the authorities that are trusted, read once: that takes longer than most answers."""
    return httpx.create_ssl_context()


def get_json(
    url: str, parameters: Mapping[str, str] | None = None, *, within: timedelta = _ANSWER
) -> Any:
    """Return the JSON that a GET is answered. Raises Unobservable unless it is 2xx and JSON."""
    answer = get(url, parameters, within=within)
    if not 200 <= answer.status < 300:
        raise Unobservable(f"GET {url}: {answer.status} {answer.body[:300]}")
    try:
        return json.loads(answer.body)
    except ValueError as error:
        raise Unobservable(f"GET {url}: not JSON: {answer.body[:100]!r}") from error
