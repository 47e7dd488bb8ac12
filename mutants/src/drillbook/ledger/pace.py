"""A steady rate of writes."""

import time
from collections.abc import Callable

_STANDSTILL_SECONDS = 1.0


class Pace:
    """Says when the next write is due, at so many a second.

    After a standstill (of the system, or of this machine) there is no burst to catch up: what is
    overdue by more than a second is let go. For one thread.
    """

    def __init__(self, per_second: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._per_second, self._clock = per_second, clock
        self._begun, self._sent = clock(), 0

    def ahead(self) -> float:
        """Count one write, and return for how many seconds it is still too early for it."""
        ahead = self._begun + self._sent / self._per_second - self._clock()
        if ahead < -_STANDSTILL_SECONDS:
            self._begun, self._sent, ahead = self._clock(), 0, 0.0
        self._sent += 1
        return max(ahead, 0.0)

    def due(self, most: int) -> int:
        """Return how many writes are due, up to ``most``; the rest of them is let go.

        They count as sent; who cannot send them all gives them back with ``unsent``.
        """
        due = int((self._clock() - self._begun) * self._per_second) - self._sent
        self._sent += max(due, 0)
        return max(0, min(due, most))

    def unsent(self, count: int) -> None:
        """Take back writes that were due and not sent."""
        self._sent -= count
