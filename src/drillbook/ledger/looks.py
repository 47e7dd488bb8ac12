"""Looks taken while a ledger writes: is what was acknowledged there yet?

After Jepsen's ``set-full``: a write that a reading lacks, though it was acknowledged before the
reading began, is stale when it is found later, and lost when it never is.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from drillbook.ledger.history import TICKS_PER_SECOND, ReadBack

_MOST_FOLLOWED = 10_000


@dataclass
class Looks:
    """Acknowledged writes that some look lacked. Ticks are the history's.

    At most 10,000 are followed; ``beyond`` counts those missed after that.
    """

    taken: int = 0
    beyond: int = 0
    _missed: dict[int, int] = field(default_factory=dict)
    _found_at: dict[int, int] = field(default_factory=dict)

    def waiting(self) -> tuple[int, ...]:
        """Return the writes that were missed and not found since."""
        return tuple(number for number in self._missed if number not in self._found_at)

    def saw(self, acked_at: Mapping[int, int], found: Iterable[int], begun: int) -> None:
        """Note one look, begun at a tick, at writes by the tick of their acknowledgement."""
        self.taken += 1
        there = set(found)
        for number, tick in acked_at.items():
            if number in there:
                if number in self._missed:
                    self._found_at.setdefault(number, begun)
            elif tick < begun:
                # What was there and is gone again is late until it is found for good.
                self._found_at.pop(number, None)
                if number in self._missed or len(self._missed) < _MOST_FOLLOWED:
                    self._missed.setdefault(number, tick)
                else:
                    self.beyond += 1

    def stale(self, reading: ReadBack) -> dict[int, float]:
        """Return for how many seconds each missed write of the last reading was late."""
        return {
            number: (self._found_at.get(number, reading.begun) - tick) / TICKS_PER_SECOND
            for number, tick in self._missed.items()
            if reading.times(number)
        }
