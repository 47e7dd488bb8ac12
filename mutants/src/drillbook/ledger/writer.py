"""What all writers share: threads that write until they are told to stop, or must by themselves.

A writer never goes on for longer than its bounds, whatever became of who started it: the system
may be gone, and its addresses with it.
"""

import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from drillbook.clock import describe, eventually
from drillbook.errors import CheckFailed, DrillbookError, Unobservable
from drillbook.ledger.history import History
from drillbook.ledger.looks import Looks

Look = Callable[[Mapping[int, Any]], Iterable[int]]

_RETRY_SECONDS = 0.05
_LOOK_EVERY_SECONDS = 1.0
_NEWEST = 200


@dataclass(frozen=True)
class Bounds:
    """When a writer stops by itself: after this time, or with this many writes."""

    within: timedelta = timedelta(hours=2)
    writes: int = 50_000_000


class Failed(DrillbookError):
    """The system refused a write for sure, and the connection lives."""


class Writer:
    """Threads with one history. ``write`` is what each of them runs.

    ``write`` goes on while ``goes_on`` says so. An error of drillbook's that leaves it is a
    connection that broke: what was under way is noted by then, and it is called again.
    Each second ``look`` is asked for the newest acknowledged writes and those it missed before.
    """

    def __init__(
        self,
        name: str,
        write: Callable[["Writer"], None],
        *,
        look: Look | None = None,
        threads: int = 1,
        bounds: Bounds | None = None,
    ) -> None:
        self.name = name
        self.history, self.looks = History(), Looks()
        self.ended = 0
        """The tick at which the writer stopped sending."""
        self._write, self._look, self._bounds = write, look, bounds or Bounds()
        self._first, self._stopping = threading.Event(), threading.Event()
        runs = [self._run_write] * threads + [self._run_looks] * (look is not None)
        self._threads = tuple(
            threading.Thread(target=run, name=f"{name} {number}", daemon=True)
            for number, run in enumerate(runs)
        )
        self._noting = threading.Lock()  # the history is for one thread at a time
        self._newest: deque[tuple[int, int, Any]] = deque(maxlen=_NEWEST)
        self._deadline = 0.0
        self._broke_off: str | None = None

    def start(self, within: timedelta) -> None:
        """Begin to write; return at the first acknowledgement. Raises Unobservable without one."""
        self.history = History()
        self._deadline = time.monotonic() + self._bounds.within.total_seconds()
        for thread in self._threads:
            thread.start()
        try:
            eventually(
                lambda: self._first.is_set() or self._broke_off is not None,
                bool,
                within=within,
                what=f"the first acknowledgement of {self.name}",
            )
        except CheckFailed as error:
            self._stopping.set()
            raise Unobservable(str(error)) from error

    def stop(self, within: timedelta) -> None:
        """Stop writing; what is under way gets its answer or its time-out within this time."""
        self._stopping.set()
        deadline = time.monotonic() + within.total_seconds()
        for thread in self._threads:
            if thread.is_alive():
                thread.join(max(0.0, deadline - time.monotonic()))

    def finished(self) -> History:
        """Return the history of a writer that wrote and was stopped.

        Raises Unobservable for one that still writes, or ended before it was told to: what it did
        not write says nothing of the system.
        """
        if self._broke_off is not None:
            raise Unobservable(f"{self.name} broke off: {self._broke_off}")
        if any(thread.is_alive() for thread in self._threads) or not len(self.history):
            raise Unobservable(f"{self.name} has not written and stopped")
        return self.history

    def goes_on(self) -> bool:
        """Return whether another write may be sent."""
        if not self._stopping.is_set():
            if len(self.history) >= self._bounds.writes:
                self._break_off(f"its bound of {self._bounds.writes:,} writes was reached")
            elif time.monotonic() >= self._deadline:
                self._break_off(f"its bound of {describe(self._bounds.within)} was reached")
            else:
                return True
        self.ended = self.ended or self.history.ticks()
        return False

    def wait(self, seconds: float) -> None:
        """Wait, unless it is told to stop meanwhile."""
        if seconds > 0:
            self._stopping.wait(seconds)

    @contextmanager
    def one(self) -> Iterator[int]:
        """Send one write: its number is given, and what the block raises is its outcome.

        Nothing raised is an acknowledgement, Failed a failure; with anything else nobody knows.
        Failed ends here; all else goes on to whoever wrote.
        """
        with self._noting:
            number = self.history.invoke()
        try:
            yield number
        except Failed:
            with self._noting:
                self.history.fail(number)
        except BaseException:
            with self._noting:
                self.history.unanswered(number)
            raise
        else:
            with self._noting:
                self.acknowledged(number)

    def acknowledged(self, number: int, mark: Any = None) -> None:
        """Note an acknowledgement; by it alone of all threads, or from ``one``."""
        self.history.acknowledge(number)
        self._newest.append((number, self.history.ticks(), mark))
        self._first.set()

    def _break_off(self, why: str) -> None:
        self._broke_off = self._broke_off or why
        self._stopping.set()

    def _run_write(self) -> None:
        try:
            while self.goes_on():
                try:
                    self._write(self)
                except DrillbookError:
                    # What matters now is to be back soon.
                    self.wait(_RETRY_SECONDS)
        except BaseException as error:  # noqa: BLE001 (a thread's crash must reach the account)
            self._break_off(repr(error))

    def _run_looks(self) -> None:
        missed: dict[int, tuple[int, Any]] = {}
        try:
            while not self._stopping.wait(_LOOK_EVERY_SECONDS):
                begun = self.history.ticks()
                asked = missed | {n: (tick, mark) for n, tick, mark in tuple(self._newest)}
                if asked and self._look:
                    self._take_look(self._look, asked, begun)
                missed = {n: asked[n] for n in self.looks.waiting() if n in asked}
        except BaseException as error:  # noqa: BLE001 (as above)
            self._break_off(repr(error))

    def _take_look(self, look: Look, asked: Mapping[int, tuple[int, Any]], begun: int) -> None:
        try:
            found = look({number: mark for number, (_, mark) in asked.items()})
        except Unobservable:
            return  # it says nothing; the next one may
        self.looks.saw({number: tick for number, (tick, _) in asked.items()}, found, begun)
