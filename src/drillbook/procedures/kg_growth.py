"""Clients as many as the runbook's example of growth has (KG RCA, Capacity Planning / Growth).

They stand in billing alone, as records with the month in which each came; the undo removes them.
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from drillbook.clients.postgresql import connected
from drillbook.errors import NotDone, UndoIncomplete, Unobservable
from drillbook.guard import Change
from drillbook.probes import kg_clients
from drillbook.procedures.restoring import note
from drillbook.session import Session, undo_step

PREFIX = "client-growth-"
_GONE_WITHIN = timedelta(minutes=1)
# The first so many a month came in this month, the next so many in the month before, and so on.
_ENROL = (
    "INSERT INTO clients (id, name, email, plan, status, created_at, updated_at) "
    "SELECT %s || n, 'growth ' || n, 'growth' || n || '@example.test', 'basic', 'active', "
    "date_trunc('month', now()) - ((n - 1) / %s) * interval '1 month', now() "
    "FROM generate_series(1, %s) AS n"
)
_REMOVE = "DELETE FROM clients WHERE id LIKE %s || '%%'"


def enrol(session: Session, namespace: str, total: int, a_month: int) -> None:
    """Let so many clients be active in billing, so many of them new in each of the last months.

    Raises Refused, Unobservable, or NotDone when there are more than that already.
    """
    there = len(kg_clients.active(session, namespace).value)
    if there > total:
        raise NotDone(f"{there} clients are active already, more than {total}")
    session.permit(Change("client.add", namespace, (f"{PREFIX}*",), undo_within=_GONE_WITHIN))
    session.intend("client.end_growth", {"namespace": namespace}, {})
    try:
        with connected(session, namespace) as connection:
            connection.execute(_ENROL, (PREFIX, a_month, total - there))
    except Unobservable as error:
        raise NotDone(str(error)) from error
    note(f"{total - there} clients are added to {there}, {a_month} in each of the last months")


@undo_step("client.end_growth")
def _end(session: Session, arguments: Mapping[str, Any], _before: Mapping[str, Any]) -> str:
    try:
        with connected(session, str(arguments["namespace"])) as connection:
            removed = connection.execute(_REMOVE, (PREFIX,)).rowcount
    except Unobservable as error:
        raise UndoIncomplete(
            f"{error}; by hand: remove the clients {PREFIX}* from billing"
        ) from error
    return f"{removed} clients of the growth are gone"
