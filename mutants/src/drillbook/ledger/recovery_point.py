"""What a ledger lost of the writes that were acknowledged up to a moment, such as a backup's."""

from dataclasses import dataclass
from datetime import datetime

import numpy

from drillbook.ledger.history import LATEST, TICKS_PER_SECOND, History, ReadBack


@dataclass(frozen=True)
class UpTo:
    """Of the writes acknowledged up to a moment: how many there were, and how many are lost."""

    moment: datetime
    acked: int
    lost: int


def up_to(history: History, reading: ReadBack, moment: datetime) -> UpTo:
    """Count the writes acknowledged up to a moment, and those of them that a reading lacks."""
    if reading.writes != len(history):
        raise ValueError(f"a reading of {reading.writes} writes for a history of {len(history)}")
    limit = (moment - history.started).total_seconds() * TICKS_PER_SECOND
    acked = lost = 0
    for (_, _, outcome), (_, counts) in zip(history.columns(), reading.blocks(), strict=True):
        early = (outcome <= LATEST) & (outcome <= limit)
        acked += int(early.sum())
        lost += int(numpy.sum(early & (counts == 0)))
    return UpTo(moment, acked, lost)
