"""Messages put into a queue for a drill; what is left of them is taken away by the undo."""

from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from drillbook.clients.kubernetes import NotDone
from drillbook.errors import UndoIncomplete, Unobservable
from drillbook.guard import Change
from drillbook.probes import queues
from drillbook.procedures.restoring import note
from drillbook.session import Session, undo_step


def fill(session: Session, namespace: str, wanted: int) -> str:
    """Put messages into the queue until so many wait; return the prefix of their names.

    Raises Refused, Unobservable, or NotDone. The undo empties the queue.
    """
    session.permit(Change("queue.fill", namespace, ("notifications",)))
    session.intend("queue.empty", {"namespace": namespace}, {})
    prefix = f"drill-{uuid4().hex[:8]}"
    missing = wanted - queues.depth(session, namespace).value
    if missing > 0:
        queues.run(session, namespace, "fill", prefix, str(missing))
    note(f"{wanted} messages wait in the queue")
    return prefix


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
