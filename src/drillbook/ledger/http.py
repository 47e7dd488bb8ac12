"""A ledger of requests: sent at a constant rate whether or not earlier ones were answered.

An open load, so that a server that stalls is seen by everybody who would have asked meanwhile.
A request is acknowledged by 2xx, or by the one status that it asks for; failed by any other answer
or when nobody took the connection; unanswered when the connection broke or the time was up.
"""

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta

import httpx
import numpy

from drillbook.evidence.model import LedgerRecord
from drillbook.guard import Change
from drillbook.ledger.account import account
from drillbook.ledger.history import LATEST, TICKS_PER_SECOND, History, ReadBack
from drillbook.ledger.pace import Pace
from drillbook.ledger.protocol import GAP
from drillbook.ledger.writer import Bounds, Failed, Writer
from drillbook.session import Session

_FIRST_WITHIN = timedelta(seconds=30)


@dataclass(frozen=True)
class Request:
    """What is asked again and again. ``answer_within`` is the client's patience.

    ``status`` is the answer that is wanted, where it is not any 2xx; ``body`` is sent as JSON.
    ``verified`` False is for a server whose certificate is its own issuer.
    """

    url: str
    parameters: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    rate_per_second: int = 50
    answer_within: timedelta = timedelta(seconds=5)
    method: str = "GET"
    status: int | None = None
    body: Mapping[str, str] | None = field(default=None, repr=False)
    verified: bool = True


class HttpLedger:
    """Sends requests at a constant rate from a thread of its own."""

    def __init__(
        self,
        session: Session,
        namespace: str,
        request: Request,
        name: str = "API",
        bounds: Bounds | None = None,
    ) -> None:
        self.name = name
        self.place = f"requests to {request.url}"
        self._session, self._namespace, self._request = session, namespace, request
        self.writer = Writer(
            f"ledger {name} of {self.place}",
            lambda writer: asyncio.run(self._ask(writer)),
            bounds=bounds,
        )

    @property
    def history(self) -> History:
        """Return what is known of each request so far."""
        return self.writer.history

    def start(self) -> None:
        """Send requests; return at the first 2xx. Raises Refused, or Unobservable without one."""
        self._session.permit(Change("ledger.write", self._namespace, (self.place,)))
        self.writer.start(_FIRST_WITHIN)

    def stop(self) -> None:
        """Stop sending; requests under way get their answer or their time-out."""
        self.writer.stop(2 * self._request.answer_within + timedelta(seconds=5))

    def account(self) -> LedgerRecord:
        """Return what became of every request. Nothing is stored, so nothing can be lost of it."""
        history = self.writer.finished()
        answered = ReadBack(len(history), 0, history.ticks())
        for first, _, outcome in history.columns():
            for index in (outcome <= LATEST).nonzero()[0]:
                answered.saw(first + int(index))
        record = account(
            history,
            answered,
            name=self.name,
            system_under_write=f"{self._request.method} {self._request.url}",
            ended=self.writer.ended,
            gap_threshold=GAP,
        )
        p95, p99 = answer_times(history)
        seen = {"rpo_seconds": None, "p95_seconds": p95, "p99_seconds": p99}
        return record.model_copy(update=seen)

    async def _ask(self, writer: Writer) -> None:
        request = self._request
        # Each request is somebody else's: none rides on another's connection.
        limits = httpx.Limits(max_connections=None, max_keepalive_connections=0)
        patience = request.answer_within.total_seconds()
        loop, pace = asyncio.get_running_loop(), Pace(request.rate_per_second)
        under_way: set[asyncio.Task[None]] = set()
        async with httpx.AsyncClient(
            limits=limits, timeout=patience, trust_env=False, verify=request.verified
        ) as client:
            while writer.goes_on():
                # Bounded also while this machine cannot keep up.
                if len(under_way) < 2 * request.rate_per_second * patience:
                    task = loop.create_task(self._one(writer, client, patience))
                    under_way.add(task)
                    task.add_done_callback(under_way.discard)
                await asyncio.sleep(pace.ahead())
            await asyncio.gather(*under_way)

    async def _one(self, writer: Writer, client: httpx.AsyncClient, patience: float) -> None:
        with suppress(httpx.HTTPError, TimeoutError), writer.one():
            asked = client.request(
                self._request.method,
                self._request.url,
                params=dict(self._request.parameters),
                headers=dict(self._request.headers),
                json=self._request.body and dict(self._request.body),
            )
            try:
                # httpx limits each read; a user's patience is for the whole.
                answer = await asyncio.wait_for(asked, patience)
            except (httpx.ConnectError, httpx.ConnectTimeout) as error:
                raise Failed(f"nobody took the connection: {error}") from error
            wanted = self._request.status
            if answer.status_code != wanted if wanted else not answer.is_success:
                raise Failed(f"answered {answer.status_code}")


def answer_times(history: History) -> tuple[float | None, float | None]:
    """Return the 95th and 99th percentile (s) of the time to each acknowledgement; None without."""
    taken = [
        outcome[acked].astype(numpy.int64) - invoked[acked]
        for _, invoked, outcome in history.columns()
        if (acked := outcome <= LATEST).any()
    ]
    if not taken:
        return None, None
    p95, p99 = numpy.percentile(numpy.concatenate(taken), [95, 99]) / TICKS_PER_SECOND
    return float(p95), float(p99)
