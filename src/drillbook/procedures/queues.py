"""Messages put into a queue for a drill; what is left of them is taken away by the undo."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from operator import eq
from typing import Any
from uuid import uuid4

from drillbook.clients.postgresql import connected
from drillbook.clock import eventually, now
from drillbook.errors import CheckFailed, NotDone, UndoIncomplete, Unobservable
from drillbook.guard import Change
from drillbook.observation import Observation
from drillbook.probes import queues
from drillbook.procedures.restoring import note
from drillbook.session import Session, undo_step

_HANDLED = "SELECT count(*), count(*) FILTER (WHERE times > 1) FROM notifications WHERE id LIKE %s"
_LEFT_WITHIN = timedelta(seconds=30)

#: How many messages of a prefix this process has put into the queue, the latest last.
PUT: dict[str, int] = {}


@dataclass(frozen=True)
class Handled:
    """Messages that were put into the queue, those that are handled, and those more than once."""

    put: int
    handled: int
    twice: int


def fill(session: Session, namespace: str, wanted: int) -> str:
    """Put messages into the queue until so many wait; return the prefix of their names.

    A consumer that is ending still takes messages, and gives back what it took ahead: first there
    has to be none. Raises Refused, NotDone (another number waits), Unobservable (also when a
    consumer stays for 30 s). The undo empties the queue.
    """
    session.permit(Change("queue.fill", namespace, ("notifications",)))
    _without_consumers(session, namespace)
    session.intend("queue.empty", {"namespace": namespace}, {})
    prefix = f"drill-{uuid4().hex[:8]}"
    missing = wanted - queues.depth(session, namespace).value
    if missing > 0:
        waiting = queues.run(session, namespace, "fill", prefix, str(missing))
        PUT[prefix] = missing
        if waiting != wanted:
            raise NotDone(f"{waiting} messages wait in the queue, not {wanted}")
    note(f"{wanted} messages wait in the queue")
    return prefix


def _without_consumers(session: Session, namespace: str) -> None:
    def look() -> int:
        return queues.consumers(session, namespace).value

    try:
        eventually(look, partial(eq, 0), within=_LEFT_WITHIN, what="the queue has no consumer")
    except CheckFailed as error:
        raise Unobservable(f"so many messages cannot wait: {error}") from error


def handled(session: Session, namespace: str) -> Observation[Handled]:
    """Count what became of the messages that this process has put into the queue last.

    Raises Unobservable when it has put none.
    """
    if not PUT:
        raise Unobservable("no message was put into the queue")
    prefix, put = list(PUT.items())[-1]
    started = now()
    with connected(session, namespace) as connection:
        row = connection.execute(_HANDLED, (f"{prefix}-%",)).fetchone() or (0, 0)
    found = Handled(put, int(row[0]), int(row[1]))
    source = f"PostgreSQL of {namespace}"
    return Observation("messages handled", found, source, _HANDLED, started, now())


@undo_step("queue.empty")
def _empty(session: Session, arguments: Mapping[str, Any], _before: Mapping[str, Any]) -> str:
    """Take every message away that waits, and look that none does."""
    namespace = str(arguments["namespace"])
    by_hand = f"by hand: rabbitmqctl purge_queue notifications, in rabbitmq-0 of {namespace}"
    try:
        left = queues.run(session, namespace, "purge")
    except (NotDone, Unobservable) as error:
        raise UndoIncomplete(f"{error}; {by_hand}") from error
    if left:
        raise UndoIncomplete(f"{left} messages still wait; {by_hand}")
    return "no message waits"
