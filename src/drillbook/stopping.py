"""Stopping: what must hold while things are changed is watched; when it does not, all is undone.

Each condition is looked at from a thread of its own, so that one that hangs hides no other. A
further thread puts everything back the moment one trips, whatever the drill is doing; the drill
itself learns of it where it waits, and at its next step.
"""

import contextvars
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from drillbook.clock import describe, now
from drillbook.errors import CutShort, Refused, Stopped, Unobservable
from drillbook.target import StopCondition

_TICK = timedelta(milliseconds=100)
_NO_ANSWER = "it was asked, and there was no answer"

Look = Callable[[StopCondition], float]


@dataclass(frozen=True)
class Account:
    """What became of a stop: when it tripped, and when its undo began and ended."""

    reason: Stopped
    tripped: datetime
    undo_began: datetime
    undo_ended: datetime
    declared: timedelta
    outcome: str

    @property
    def late(self) -> bool:
        """Return whether the undo took longer than the faults had declared."""
        return self.undo_ended - self.tripped > self.declared

    def __str__(self) -> str:
        """Return it as the timeline says it."""
        reaction = describe(self.undo_began - self.tripped)
        took = describe(self.undo_ended - self.undo_began)
        more = f", and {describe(self.declared)} were declared" if self.late else ""
        return (
            f"{self.reason}; the undo began after {reaction} and took {took}{more}: {self.outcome}"
        )


@dataclass
class Stop:
    """Whether a run has been stopped, and by what. The first reason stays."""

    reason: Stopped | None = None
    tripped: datetime | None = None
    account: Account | None = None
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)
    _noticed: threading.Event = field(default_factory=threading.Event, repr=False)

    def trip(self, reason: Stopped) -> None:
        """Stop the run."""
        with self._lock:
            if self.reason is None:
                self.reason, self.tripped = reason, now()
        self._noticed.set()

    def taken(self) -> "Stop":
        """Return what has become of it, and begin anew."""
        with self._lock:
            before = Stop(self.reason, self.tripped, self.account)
            self.reason = self.tripped = self.account = None
            self._noticed.clear()
        return before

    def check(self) -> None:
        """Raise the reason if the run has been stopped."""
        if self.reason is not None:
            # A new one each time, so that it carries the traceback of who learns of it.
            raise type(self.reason)(str(self.reason))

    def wait(self, within: timedelta) -> bool:
        """Wait until the run is stopped or the time is over; return whether it is stopped."""
        return self._noticed.wait(within.total_seconds())


class StopWatch:
    """Looks at every condition until it is ended, and puts everything back when one trips.

    ``put_back`` undoes, within ``declared()``, and returns what it did in one line; it must have
    begun by ``begin_by()``.
    """

    def __init__(
        self,
        conditions: Sequence[StopCondition],
        look: Look,
        stop: Stop,
        put_back: Callable[[], str],
        declared: Callable[[], timedelta],
        begin_by: Callable[[], datetime],
    ) -> None:
        self._conditions, self._look, self._stop = conditions, look, stop
        self._put_back, self._declared, self._begin_by = put_back, declared, begin_by
        self._seen = {condition.name: now() for condition in conditions}
        self._why = {condition.name: _NO_ANSWER for condition in conditions}
        self._ended = threading.Event()
        # The undo belongs to the drill that runs when the watch begins.
        context = contextvars.copy_context()
        self._supervisor = threading.Thread(
            target=context.run, args=(self._supervise,), name="stop", daemon=True
        )

    def start(self) -> None:
        """Look at each condition once, and then go on looking.

        Raises Unobservable when one cannot be seen, and Refused when one is out of bounds already:
        nothing may be changed then.
        """
        for condition in self._conditions:
            try:
                value = self._look(condition)
            except Unobservable as error:
                raise Unobservable(f"stop condition {condition.name}: {error}") from error
            if condition.beyond(value):
                raise Refused(f"{_beyond(condition, value)} already. Nothing was changed.")
            self._seen[condition.name] = now()
        for condition in self._conditions:
            threading.Thread(
                target=self._watch, args=(condition,), name=f"stop {condition.name}", daemon=True
            ).start()
        self._supervisor.start()

    def end(self) -> None:
        """Look no more. Waits for an undo that is under way."""
        self._ended.set()
        if self._supervisor.is_alive():
            self._supervisor.join()

    def _watch(self, condition: StopCondition) -> None:
        while not self._ended.wait(condition.every.total_seconds()):
            begun = now()
            try:
                self._judge(condition, self._look(condition))
            except Unobservable as error:
                self._why[condition.name] = str(error)
            except Exception as error:  # noqa: BLE001 (a probe that crashes has not seen)
                self._why[condition.name] = repr(error)
            else:
                self._seen[condition.name] = begun
                self._why[condition.name] = _NO_ANSWER

    def _judge(self, condition: StopCondition, value: float) -> None:
        if condition.beyond(value):
            self._stop.trip(Stopped(_beyond(condition, value)))

    def _supervise(self) -> None:
        while not self._ended.is_set():
            self._trip_if_blind()
            if now() >= self._begin_by():
                self._stop.trip(CutShort("the window shuts; what was changed is put back in time"))
            if self._stop.wait(_TICK):
                self._stop.account = self._undone()
                return

    def _trip_if_blind(self) -> None:
        for condition in self._conditions:
            unseen = now() - self._seen[condition.name]
            if unseen > condition.unseen_for:
                why = f"was not seen for {describe(unseen)}: {self._why[condition.name]}"
                self._stop.trip(CutShort(f"stop condition {condition.name} {why}"))

    def _undone(self) -> Account:
        assert self._stop.reason is not None
        assert self._stop.tripped is not None
        declared = self._declared()
        began = now()
        outcome = self._put_back()
        return Account(self._stop.reason, self._stop.tripped, began, now(), declared, outcome)


def _beyond(condition: StopCondition, value: float) -> str:
    return f"stop condition {condition.name}: {value:g} is {condition.bound}"
