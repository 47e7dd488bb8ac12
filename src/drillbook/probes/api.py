"""What clients of an HTTP API get: statuses, times, versions, over many requests."""

import math
import time
from collections import Counter
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta

from drillbook.clients import http
from drillbook.clock import now
from drillbook.errors import Unobservable
from drillbook.observation import Observation
from drillbook.session import Session

_PATIENCE = timedelta(seconds=15)
_NO_ANSWER = 0
_SERVER_ERROR = 500


@dataclass(frozen=True)
class Answers:
    """What some requests were answered. ``failed`` are server's errors and those without answer.

    ``p95_milliseconds`` is the time that 95 of 100 requests did not exceed, as the client saw it.
    """

    total: int
    failed: int
    statuses: dict[str, int]
    p95_milliseconds: float


def requests(
    session: Session,
    service: str,
    path: str,
    *variants: Mapping[str, str],
    together: int = 4,
) -> Observation[Answers]:
    """Ask a Service (``namespace/service:port``) once for each variant of parameters.

    Some requests are under way at once. Raises Unobservable when no variant is given.
    """
    if not variants:
        raise Unobservable("no request was asked, so nothing is known of the answers")
    url = http.service_url(session, service) + path
    started = now()
    with ThreadPoolExecutor(max_workers=together) as pool:
        found = list(pool.map(lambda variant: _ask(url, variant), variants))
    statuses = Counter(str(status) for status, _ in found)
    failed = sum(status == _NO_ANSWER or status >= _SERVER_ERROR for status, _ in found)
    times = sorted(seconds * 1000 for _, seconds in found)
    p95 = times[math.ceil(0.95 * len(times)) - 1]
    answers = Answers(len(found), failed, dict(sorted(statuses.items())), round(p95, 3))
    return Observation("answers", answers, service, f"GET {path}", started, now())


def status(session: Session, service: str, path: str) -> Observation[int]:
    """Return the status of one answer; 0 when nobody answered, which is a value, too."""
    url = http.service_url(session, service) + path
    started = now()
    found, _ = _ask(url, {})
    return Observation("status", found, service, f"GET {path}", started, now())


def _ask(url: str, parameters: Mapping[str, str]) -> tuple[int, float]:
    began = time.monotonic()
    try:
        answer = http.get(url, parameters, within=_PATIENCE)
    except Unobservable:
        return _NO_ANSWER, time.monotonic() - began
    return answer.status, answer.seconds
