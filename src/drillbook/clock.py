"""Time: one clock, and the one place where drillbook waits."""

import time
from collections.abc import Callable, Iterator
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Generic, Protocol, TypeVar

from drillbook.errors import CheckFailed, Unobservable

T = TypeVar("T")

# A stream that broke is opened again after a moment; it is asked for no less than a second.
_AGAIN, _LEAST = timedelta(milliseconds=50), timedelta(seconds=1)
#: Raises when whoever waits here must stop waiting (a stop condition has tripped).
interruption: ContextVar[Callable[[], None]] = ContextVar("interruption", default=lambda: None)


class PlayedTime(Protocol):
    """The time of a recorded drill that is played again: it passes without anybody waiting."""

    def now(self) -> datetime:
        """Return the time in the drill."""

    def pass_by(self, span: timedelta) -> None:
        """Let a span of time pass."""


#: Set while a recorded drill is played.
played: ContextVar[PlayedTime | None] = ContextVar("played time", default=None)

# The wall clock may be set while a drill runs; differences must not notice. So the wall clock is
# read once, and the monotonic clock counts from there.
_WALL_ANCHOR = time.time()
_MONOTONIC_ANCHOR = time.monotonic()


def now() -> datetime:
    """Return the present time in UTC, from a clock that never goes back within this process."""
    playing = played.get()
    if playing is not None:
        return playing.now()
    return datetime.fromtimestamp(_WALL_ANCHOR + time.monotonic() - _MONOTONIC_ANCHOR, tz=UTC)


def wall_clock_shift() -> timedelta:
    """Return by how much the machine's wall clock was set since this process started."""
    elapsed = time.monotonic() - _MONOTONIC_ANCHOR
    return timedelta(seconds=time.time() - _WALL_ANCHOR - elapsed)


@dataclass(frozen=True)
class Seen(Generic[T]):
    """What was waited for: the value that was accepted, and between which moments it came true.

    ``not_before`` is the start of the last look that did not yet see it (None when the first look
    saw it), ``at`` the end of the look that did. Their difference is the time to detect.
    """

    value: T
    at: datetime
    not_before: datetime | None

    @property
    def detection(self) -> timedelta:
        """Return how much earlier than ``at`` it may have come true."""
        return self.at - self.not_before if self.not_before else timedelta(0)


@dataclass(frozen=True)
class Change(Generic[T]):
    """A value that the world told of, and since when at the earliest, if it says so."""

    value: T
    made: datetime | None


def eventually(
    look: Callable[[], T],
    accept: Callable[[T], bool],
    *,
    within: timedelta,
    what: str,
    every: timedelta = timedelta(milliseconds=100),
) -> Seen[T]:
    """Look again and again until what is seen is accepted, or the deadline has passed.

    ``look`` may raise Unobservable, which is remembered and tried again. At the deadline raises
    CheckFailed when the last look saw something that was not accepted, and Unobservable when it
    could not see: both say the last value seen and the last error. An interruption goes through.
    """
    interrupt = interruption.get()
    deadline = now() + within
    last_value: list[T] = []
    last_error: Unobservable | None = None
    not_before: datetime | None = None
    while True:
        interrupt()
        begun = now()
        try:
            value = look()
        except Unobservable as error:
            last_error = error
        else:
            last_error = None
            last_value = [value]
            if accept(value):
                return Seen(value, now(), not_before)
            not_before = begun
        if now() >= deadline:
            raise _late(what, within, last_value, last_error) from last_error
        _pause(min(every, max(deadline - now(), timedelta(0))))


def arrives(
    changes: Callable[[timedelta], Iterator[Change[T]]],
    accept: Callable[[T], bool],
    *,
    within: timedelta,
    what: str,
) -> Seen[T]:
    """Wait for a change that is accepted, where the world tells of changes by itself.

    ``changes`` opens a stream for at most so long: the value as it is, then as it changes. A
    stream that ends or breaks (Unobservable) is opened again. Raises as ``eventually`` does.
    """
    interrupt = interruption.get()
    deadline = now() + within
    last_value: list[T] = []
    last_error: Unobservable | None = None
    not_before: datetime | None = None
    while True:
        interrupt()
        try:
            for change in changes(max(deadline - now(), _LEAST)):
                interrupt()
                last_error, last_value, at = None, [change.value], now()
                if accept(change.value):
                    bounds = [moment for moment in (not_before, change.made) if moment]
                    return Seen(change.value, at, min(at, max(bounds)) if not_before else None)
                not_before = at
                if at >= deadline:
                    break
        except Unobservable as error:
            last_error = error
        if now() >= deadline:
            raise _late(what, within, last_value, last_error)
        _pause(min(_AGAIN, max(deadline - now(), timedelta(0))))


def _pause(span: timedelta) -> None:
    playing = played.get()
    if playing is not None:
        playing.pass_by(span)
    else:
        time.sleep(span.total_seconds())


def _late(
    what: str, within: timedelta, last_value: list[T], last_error: Unobservable | None
) -> CheckFailed | Unobservable:
    seen = f"last seen: {last_value[0]}" if last_value else "never seen"
    head = f"{what}: not within {describe(within)}; {seen}"
    if last_error is not None:
        return Unobservable(f"{head}; last error: {last_error}")
    return CheckFailed(head)


def describe(span: timedelta) -> str:
    """Return a span of time as people say it: ``90 s``, ``2 min``, ``26 h``."""
    seconds = span.total_seconds()
    if 0 < seconds < 0.001:
        return "under 1 ms"
    if seconds >= 2 * 3600 and seconds % 3600 == 0:
        return f"{seconds / 3600:.0f} h"
    if seconds >= 120 and seconds % 60 == 0:
        return f"{seconds / 60:.0f} min"
    return f"{seconds:.3g} s" if seconds < 100 else f"{seconds:.0f} s"
