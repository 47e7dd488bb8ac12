"""A ledger of requests: sent at a constant rate whether or not earlier ones were answered.

An open load, so that a server that stalls is seen by everybody who would have asked meanwhile.
A request is acknowledged by 2xx, failed by any other answer or when nobody took the connection,
and unanswered when the connection broke or the time was up.
"""

import asyncio
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

import httpx

from drillbook.clock import eventually
from drillbook.errors import CheckFailed, Unobservable
from drillbook.evidence.model import LedgerRecord
from drillbook.guard import Change
from drillbook.ledger.account import account
from drillbook.ledger.history import LATEST, History, ReadBack
from drillbook.ledger.protocol import GAP
from drillbook.session import Session

_FIRST_WITHIN = timedelta(seconds=30)


@dataclass(frozen=True)
class Request:
    """What is asked again and again. ``answer_within`` is the client's patience."""

    url: str
    parameters: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    rate_per_second: int = 50
    answer_within: timedelta = timedelta(seconds=5)


class HttpLedger:
    """Sends GET requests at a constant rate from a thread of its own."""

    def __init__(
        self, session: Session, namespace: str, request: Request, name: str = "API"
    ) -> None:
        self.name = name
        self.place = f"requests to {request.url}"
        self._session, self._namespace, self._request = session, namespace, request
        self._first, self._stopping = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._run, name=f"ledger {name}", daemon=True)
        self._crash: BaseException | None = None
        self._ended = 0
        self.history = History()

    def start(self) -> None:
        """Send requests; return at the first 2xx. Raises Refused, or Unobservable without one."""
        self._session.permit(Change("ledger.write", self._namespace, (self.place,)))
        self.history = History()
        self._thread.start()
        try:
            eventually(
                lambda: self._first.is_set() or self._crash is not None,
                bool,
                within=_FIRST_WITHIN,
                what=f"the first good answer of {self._request.url}",
            )
        except CheckFailed as error:
            self.stop()
            raise Unobservable(str(error)) from error

    def stop(self) -> None:
        """Stop sending; requests under way get their answer or their time-out."""
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join(2 * self._request.answer_within.total_seconds() + 5)

    def account(self) -> LedgerRecord:
        """Return what became of every request. Nothing is stored, so nothing can be lost of it."""
        if self._crash is not None:
            raise Unobservable(f"ledger {self.name} stopped asking: {self._crash!r}")
        if self._thread.is_alive() or not len(self.history):
            raise Unobservable(f"ledger {self.name} has not asked and stopped")
        answered = ReadBack(len(self.history), 0, self.history.ticks())
        for first, _, outcome in self.history.columns():
            for index in (outcome <= LATEST).nonzero()[0]:
                answered.saw(first + int(index))
        record = account(
            self.history,
            [answered],
            name=self.name,
            system_under_write=f"GET {self._request.url}",
            ended=self._ended,
            gap_threshold=GAP,
        )
        return record.model_copy(update={"rpo_seconds": None})

    def _run(self) -> None:
        try:
            asyncio.run(self._ask())
        except BaseException as error:  # noqa: BLE001 (a thread's crash must reach the account)
            self._crash = error

    async def _ask(self) -> None:
        request = self._request
        # Each request is somebody else's: none rides on another's connection.
        limits = httpx.Limits(max_connections=None, max_keepalive_connections=0)
        patience = request.answer_within.total_seconds()
        loop = asyncio.get_running_loop()
        under_way: set[asyncio.Task[None]] = set()
        async with httpx.AsyncClient(limits=limits, timeout=patience, trust_env=False) as client:
            begun, ticks = loop.time(), 0
            while not self._stopping.is_set():
                # Bounded also while this machine cannot keep up.
                if len(under_way) < 2 * request.rate_per_second * patience:
                    task = loop.create_task(self._one(client, patience))
                    under_way.add(task)
                    task.add_done_callback(under_way.discard)
                ticks += 1
                ahead = begun + ticks / request.rate_per_second - loop.time()
                if ahead < -1:
                    begun, ticks = loop.time(), 0  # after a standstill there is no burst
                await asyncio.sleep(max(ahead, 0))
            self._ended = self.history.ticks()
            await asyncio.gather(*under_way)

    async def _one(self, client: httpx.AsyncClient, patience: float) -> None:
        number = self.history.invoke()
        asked = client.get(
            self._request.url,
            params=dict(self._request.parameters),
            headers=dict(self._request.headers),
        )
        try:
            # httpx limits each read; a user's patience is for the whole.
            answer = await asyncio.wait_for(asked, patience)
        except (httpx.ConnectError, httpx.ConnectTimeout):
            self.history.fail(number)
        except (httpx.HTTPError, TimeoutError):
            self.history.unanswered(number)
        else:
            if answer.is_success:
                self.history.acknowledge(number)
                self._first.set()
            else:
                self.history.fail(number)
