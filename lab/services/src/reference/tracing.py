"""Spans of requests, sent to a collector by OTLP over HTTP as JSON, a batch a second.

What cannot be sent is dropped: a request never waits for its trace. So is what is more than MOST a second: under load
a part of the requests is traced.
"""

from __future__ import annotations

import asyncio
import logging
import secrets
import time
from dataclasses import dataclass, field
from typing import Any

import aiohttp

log = logging.getLogger("tracing")

MOST = 50
WITHIN_SECONDS = 2.0
SERVER_KIND, FAILED = 2, 2


@dataclass
class Tracer:
    """Keeps the spans of a service until the next batch goes; without an address it keeps none."""

    service: str
    to: str
    _spans: list[dict[str, Any]] = field(default_factory=list)

    def record(self, name: str, seconds: float, status: int) -> None:
        """Note a request that has just been answered."""
        if not self.to or len(self._spans) >= MOST:
            return
        ended = time.time_ns()
        self._spans.append(
            {
                "traceId": secrets.token_hex(16),
                "spanId": secrets.token_hex(8),
                "name": name,
                "kind": SERVER_KIND,
                "startTimeUnixNano": str(ended - int(seconds * 1e9)),
                "endTimeUnixNano": str(ended),
                "attributes": [{"key": "http.status_code", "value": {"intValue": str(status)}}],
                "status": {"code": FAILED} if status >= 500 else {},
            }
        )

    def batch(self) -> dict[str, Any]:
        """The spans since the last batch, as OTLP has them."""
        spans, self._spans = self._spans, []
        about = {"attributes": [{"key": "service.name", "value": {"stringValue": self.service}}]}
        return {"resourceSpans": [{"resource": about, "scopeSpans": [{"spans": spans}]}]}

    async def send(self, http: aiohttp.ClientSession) -> None:
        """Send a batch a second for as long as the service runs."""
        within = aiohttp.ClientTimeout(total=WITHIN_SECONDS)
        while True:
            await asyncio.sleep(1)
            if not self._spans:
                continue
            try:
                async with http.post(f"{self.to}/v1/traces", json=self.batch(), timeout=within) as answer:
                    await answer.read()
            except (aiohttp.ClientError, TimeoutError) as error:
                log.debug("spans are dropped: %s", type(error).__name__)
