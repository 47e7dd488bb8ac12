"""Watches: a probe looked through again and again, so that what passes quickly is seen, too.

A watch is begun before the fault. It keeps the stretches over which it saw the same, and pure
functions find in them when something was lost and when it was whole again.
"""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Generic, TypeVar

from drillbook.clock import Seen, now
from drillbook.errors import Unobservable

T = TypeVar("T")

#: How often is looked while all is well, and while a recovery is awaited.
CALM, TIGHT = timedelta(milliseconds=100), timedelta(milliseconds=10)
_MOST_STRETCHES = 10_000


@dataclass(frozen=True)
class Stretch(Generic[T]):
    """A time over which every look saw the same value, or could not see (``value`` is None).

    It came true between ``not_before`` (the start of the last look that saw something else; None
    for the first stretch) and ``began`` (the end of the look that saw it); ``last`` is the end of
    its last look.
    """

    value: T | None
    error: str
    not_before: datetime | None
    began: datetime
    last: datetime


@dataclass(frozen=True)
class Recovery(Generic[T]):
    """When something was first seen lost, when whole again for good, and what is seen now."""

    lost: Stretch[T] | None
    whole: Seen[T] | None
    now: Stretch[T] | None


class Watch(Generic[T]):
    """Looks again and again from a thread of its own, from ``start`` to ``stop``.

    ``look`` may raise Unobservable, which is kept as a stretch of its own. Between looks it pauses
    for ``calm``; for TIGHT, or as long as the look took, after one that saw no ``whole`` value: so
    that a recovery is found at once, and looking takes at most half of a processor's time.
    """

    def __init__(
        self,
        look: Callable[[], T],
        *,
        whole: Callable[[T], bool] = lambda _: True,
        calm: timedelta = CALM,
    ) -> None:
        self._look, self._whole, self._calm = look, whole, calm
        self._stretches: list[Stretch[T]] = []
        self._looked = now()
        self._lock = threading.Lock()
        self._stopping = threading.Event()
        self._crash: Exception | None = None
        self._thread = threading.Thread(target=self._run, name="watch", daemon=True)

    def start(self) -> None:
        """Begin to look."""
        self._thread.start()

    def stop(self) -> None:
        """Look no more."""
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join()

    def stretches(self) -> tuple[Stretch[T], ...]:
        """Return what was seen so far. Raises Unobservable if the watch itself broke."""
        if self._crash is not None:
            raise Unobservable(f"the watch broke: {self._crash!r}")
        with self._lock:
            return tuple(self._stretches)

    def _run(self) -> None:
        try:
            while not self._stopping.wait(self._sample().total_seconds()):
                pass
        except Exception as error:  # noqa: BLE001 (a thread's crash must reach who asks)
            self._crash = error

    def _sample(self) -> timedelta:
        """Look once, and return how long to pause."""
        begun = now()
        value: T | None = None
        why = ""
        try:
            value = self._look()
        except Unobservable as error:
            why = str(error)
        ended = now()
        with self._lock:
            self._stretches = extended(self._stretches, value, why, self._looked, ended)
        self._looked = begun
        if value is not None and self._whole(value):
            return self._calm
        return min(self._calm, max(TIGHT, ended - begun))


def extended(
    stretches: list[Stretch[T]], value: T | None, error: str, previous: datetime, at: datetime
) -> list[Stretch[T]]:
    """Return the stretches with one more look: at ``at``, the look before began at ``previous``."""
    if stretches and (stretches[-1].value, stretches[-1].error) == (value, error):
        return [*stretches[:-1], replace(stretches[-1], last=at)]
    if len(stretches) >= _MOST_STRETCHES:
        raise Unobservable(f"more than {_MOST_STRETCHES} changes seen; that is no recovery")
    return [*stretches, Stretch(value, error, previous if stretches else None, at, at)]


def recovery(
    stretches: Sequence[Stretch[T]],
    whole: Callable[[T], bool],
    *,
    since: datetime,
    steady: timedelta,
) -> Recovery[T]:
    """Return the first loss at or after ``since``, and when it was over for good.

    It is over at the first look that saw it whole after the last that saw it not whole, once
    that was seen without a break for ``steady``: brokers that have not heard of a loss yet still
    say all is well, and while nothing can be seen, nothing is known. What was never seen lost has
    not recovered.
    """
    seen = stretches[-1] if stretches else None
    broken = [
        index
        for index, stretch in enumerate(stretches)
        if stretch.last >= since and stretch.value is not None and not whole(stretch.value)
    ]
    if not broken:
        return Recovery(None, None, seen)
    lost = stretches[broken[0]]
    first = _lasting(stretches[broken[-1] + 1 :], steady)
    if first is None:
        return Recovery(lost, None, seen)
    assert first.value is not None
    assert first.not_before is not None
    # It may have come true at any time that nothing could be seen.
    not_before = min(first.not_before, stretches[broken[-1]].last)
    return Recovery(lost, Seen(first.value, first.began, not_before), seen)


def _lasting(stretches: Sequence[Stretch[T]], span: timedelta) -> Stretch[T] | None:
    """Return the first stretch from which on something was seen, without a break, for a span."""
    first: Stretch[T] | None = None
    for stretch in stretches:
        if stretch.value is None:
            first = None
            continue
        first = first or stretch
        if stretch.last - first.began >= span:
            return first
    return None
