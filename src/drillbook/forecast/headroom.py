"""N-1: does the load still fit when one of several is gone?

The load of the one that is gone is taken over by the others in even parts. That holds for what
follows the work (CPU, traffic), and for data that is made again elsewhere; not for memory that
each holds for itself.
"""

from collections.abc import Mapping
from dataclasses import dataclass

_NAMED = 3  # of members without a limit; the others as a count


@dataclass(frozen=True)
class HeadRoom:
    """What each of the others has to carry when the most loaded one is gone, of what it may."""

    name: str
    members: int
    load: float  # of all of them together
    each_after: float  # of the fullest that stays
    allowed: float  # of the one that stays with the least room

    @property
    def share(self) -> float:
        """Return how full the fullest one is then; above 1 it does not fit."""
        return self.each_after / self.allowed

    @property
    def fits(self) -> bool:
        """Return whether it still fits."""
        return self.each_after <= self.allowed


@dataclass(frozen=True)
class NoHeadRoom:
    """Why there is no figure of head room; ``alone``: since nothing else could carry its load."""

    name: str
    reason: str
    alone: bool = False


def one_gone(
    name: str, load: Mapping[str, float], allowed: Mapping[str, float]
) -> HeadRoom | NoHeadRoom:
    """Return the head room when any one member is gone, the one whose loss hurts most.

    ``load`` and ``allowed`` are by member, in one unit.
    """
    if not load:
        return NoHeadRoom(name, "none of it was seen")
    if len(load) == 1:
        return NoHeadRoom(name, "one alone, nothing is left when it is gone", alone=True)
    without = sorted(set(load) - set(allowed))
    if without:
        more = f" and {len(without) - _NAMED} more" if len(without) > _NAMED else ""
        return NoHeadRoom(name, f"no limit is known of {', '.join(without[:_NAMED])}{more}")
    found = []
    for gone in load:
        staying = {member: carried for member, carried in load.items() if member != gone}
        part = load[gone] / len(staying)
        worst = max(staying, key=lambda member: (staying[member] + part) / allowed[member])
        total = sum(load.values())
        found.append(
            HeadRoom(name, len(load), total, staying[worst] + part, allowed[worst]),
        )
    return max(found, key=lambda room: room.share)
