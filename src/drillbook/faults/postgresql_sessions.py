"""PostgreSQL's sessions: all of them taken, or one that holds a lock in everybody's way.

The sessions are this process's own and end with it. Another process finds them by their name
(application_name) in pg_stat_activity and ends what is left of them.
"""

import secrets
from collections.abc import Mapping
from contextlib import ExitStack, suppress
from datetime import timedelta
from typing import Any

from drillbook.clients import postgresql as clients
from drillbook.clients.postgresql import Full
from drillbook.clock import eventually
from drillbook.errors import CheckFailed, NotDone, UndoIncomplete, Unobservable, UsageError
from drillbook.faults.bringing import Fault, action, bring
from drillbook.faults.catalogue import Needs, described
from drillbook.guard import Change
from drillbook.opening import required
from drillbook.probes import postgresql_server
from drillbook.session import Session, undo_step

_WITHIN = timedelta(seconds=30)
_GONE_WITHIN = timedelta(minutes=1)
_MOST_SESSIONS = 2_000
_LOCKS = ("ACCESS EXCLUSIVE", "EXCLUSIVE", "SHARE ROW EXCLUSIVE", "SHARE")

_END = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = :'name'"

#: The sessions that this process holds, by their name.
HELD: dict[str, ExitStack] = {}


@action
@described(
    changes="postgresql.exhaust_sessions",
    effect="a new client's connection is refused: too many clients",
    undo="postgresql.end_sessions",
    needs=Needs(
        rights=("get pods", "create pods/exec", "get secrets", "get services"),
        in_container=("sh", "psql"),
    ),
)
def exhaust(namespace: str, pod: str) -> str:
    """Open sessions until the next client is refused with 'too many clients'.

    ``pod`` is the server's, where the undo asks as superuser (``psql`` over the local socket):
    the superuser's reserve stays free. The sessions are idle, and last as long as this process.
    """
    session = required()
    seen = postgresql_server.admission(session, namespace).value
    if not seen.admitted:
        raise UsageError(f"PostgreSQL in {namespace} admits no client already: {seen.said}")
    name = session_name()
    return bring(
        Fault(
            text="PostgreSQL has no session left for a new client",
            change=Change("postgresql.exhaust_sessions", namespace, (pod,)),
            undo="postgresql.end_sessions",
            arguments={"namespace": namespace, "pod": pod, "name": name},
            before={"sessions": postgresql_server.sessions(session, namespace, pod, name).value},
            inject=lambda: _take_all(session, namespace, name),
            look=lambda: postgresql_server.admission(session, namespace),
            took_effect=lambda admission: not admission.admitted,
            effect_within=_WITHIN,
        )
    )


@action
@described(
    changes="postgresql.hold_lock",
    effect="a writer to the table waits for its lock until its patience of 1 s ends",
    undo="postgresql.end_sessions",
    needs=Needs(
        rights=("get pods", "create pods/exec", "get secrets", "get services"),
        in_container=("sh", "psql"),
    ),
)
def hold_lock(namespace: str, pod: str, table: str, mode: str = "ACCESS EXCLUSIVE") -> str:
    """Hold a lock on a table in a transaction that does not end, so that each writer waits.

    ``mode`` is ACCESS EXCLUSIVE (readers wait, too), EXCLUSIVE, SHARE ROW EXCLUSIVE or SHARE.
    ``pod`` is the server's, where the undo asks as superuser (``psql`` over the local socket).
    The lock lasts as long as this process.
    """
    session = required()
    if mode not in _LOCKS:
        raise UsageError(f"no lock {mode!r} makes writers wait; write one of: {', '.join(_LOCKS)}")
    seen = postgresql_server.writer(session, namespace, table).value
    if seen.waits:
        raise UsageError(f"writers to {table} wait already: {seen.said}")
    name = session_name()
    return bring(
        Fault(
            text=f"a transaction holds {mode} on table {table}",
            change=Change("postgresql.hold_lock", namespace, (pod, table)),
            undo="postgresql.end_sessions",
            arguments={"namespace": namespace, "pod": pod, "name": name},
            before={"sessions": postgresql_server.sessions(session, namespace, pod, name).value},
            inject=lambda: _lock(session, namespace, name, table, mode),
            look=lambda: postgresql_server.writer(session, namespace, table),
            took_effect=lambda writer: writer.waits,
            effect_within=_WITHIN,
        )
    )


@undo_step("postgresql.end_sessions")
def _end_sessions(
    session: Session, arguments: Mapping[str, Any], _before: Mapping[str, Any]
) -> str:
    """End the sessions by their name and look that none is left."""
    namespace, pod, name = arguments["namespace"], arguments["pod"], arguments["name"]
    held = HELD.pop(name, None)
    if held is not None:
        with suppress(Unobservable):  # they may have been ended by the server already
            held.close()
    try:
        ended = clients.superuser_change(session, namespace, pod, _END, name=name)
        eventually(
            lambda: postgresql_server.sessions(session, namespace, pod, name).value,
            lambda count: count == 0,
            within=_GONE_WITHIN,
            what=f"no session {name} is left",
        )
    except (CheckFailed, NotDone, Unobservable) as error:
        by_hand = _END.replace(":'name'", f"'{name}'")
        raise UndoIncomplete(f"{error}; by hand, as superuser in {pod}: {by_hand}") from error
    how = "by this process" if held is not None else f"{len(ended)} of them here"
    return f"the sessions {name} have ended ({how})"


def _take_all(session: Session, namespace: str, name: str) -> None:
    access = clients.access(session, namespace)
    held = HELD.setdefault(name, ExitStack())
    # A session that is about to end counts until it has: the place that it leaves is taken, too.
    eventually(
        lambda: _take_free(access, held, name),
        lambda taken: taken == 0,
        within=_WITHIN,
        what=f"every session of PostgreSQL in {namespace} is taken",
    )


def _take_free(access: clients.Access, held: ExitStack, name: str) -> int:
    """Take sessions until the server is full; return how many there were."""
    for taken in range(_MOST_SESSIONS):
        try:
            held.enter_context(clients.opened(access, name=name))
        except Full:
            return taken
    raise NotDone(f"PostgreSQL admitted {_MOST_SESSIONS} more sessions")


def _lock(session: Session, namespace: str, name: str, table: str, mode: str) -> None:
    held = HELD.setdefault(name, ExitStack())
    connection = held.enter_context(clients.opened(clients.access(session, namespace), name=name))
    connection.execute("SET idle_in_transaction_session_timeout = 0")
    connection.execute("BEGIN")
    quoted = clients.table_name(table).as_string(connection)
    connection.execute(f"LOCK TABLE {quoted} IN {mode} MODE".encode())


def session_name() -> str:
    """Return a name for sessions that nobody else's have."""
    return f"drillbook-{secrets.token_hex(4)}"


ACTIONS = {"exhaust": exhaust, "hold_lock": hold_lock}
