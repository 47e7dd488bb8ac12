"""What a cluster says of itself at one moment: who it is, and which time it is there."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime

from drillbook.errors import Unobservable


@dataclass(frozen=True)
class Standing:
    """What a cluster says of itself: who it is, who a namespace is, how far its clock may be off.

    ``clock_off`` is the most by which it may differ from ours, either way: the cluster tells
    whole seconds, and the answer took its time.
    """

    cluster_uid: str
    namespace_uid: str
    clock_off: timedelta


def clock_off(date: str, asked: datetime, answered: datetime) -> timedelta:
    """Return the most by which the clock that wrote an HTTP date differs from ours.

    It was written between ``asked`` and ``answered``, and tells the second that was then.
    """
    try:
        second = parsedate_to_datetime(date)
    except ValueError:
        raise Unobservable(
            f"the API server does not tell its time: Date is {date!r}; "
            "let what stands before it pass that header on"
        ) from None
    return max(abs(second - answered), abs(second + timedelta(seconds=1) - asked))
