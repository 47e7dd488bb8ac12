"""A replica of PostgreSQL that receives write-ahead log and does not replay it."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from drillbook.clients import postgresql as clients
from drillbook.clock import eventually
from drillbook.errors import CheckFailed, NotDone, UndoIncomplete, Unobservable, UsageError
from drillbook.faults.bringing import Fault, action, bring
from drillbook.faults.catalogue import Needs, described
from drillbook.guard import Change
from drillbook.opening import required
from drillbook.probes import postgresql_server
from drillbook.session import Session, undo_step

_WITHIN = timedelta(minutes=1)
_BACK_WITHIN = timedelta(minutes=5)
_PIECE_BYTES = 1 << 20

_PAUSE = "SELECT pg_wal_replay_pause()"
_RESUME = "SELECT pg_wal_replay_resume()"
_RECOVERING = "SELECT pg_is_in_recovery()"
# Log that no table shows: a replica replays it, and nothing else does anything with it.
_EMIT = "SELECT pg_logical_emit_message(false, 'drillbook', repeat('x', %s))"


@action
@described(
    changes="postgresql.pause_replay",
    effect="replay is paused and at least behind_bytes behind what the primary has written",
    undo="postgresql.resume_replay",
    needs=Needs(
        rights=("get pods", "create pods/exec", "get secrets", "get services"),
        in_container=("sh", "psql"),
    ),
)
def lag(namespace: str, replica: str, behind_bytes: int = 4_194_304) -> str:
    """Pause replay on a replica until it is this many bytes of write-ahead log behind.

    The primary is given as many bytes of empty log to write (a logical message; no table changes).
    ``replica`` is the pod; it needs psql as superuser over the local socket. A replica that is
    started anew replays again by itself.
    """
    session = required()
    bound = int(behind_bytes)
    seen = postgresql_server.replay(session, namespace, replica).value
    if seen.paused or seen.behind_bytes >= bound:
        raise UsageError(f"{replica} is {seen.behind_bytes} bytes behind already, or is paused")
    return bring(
        Fault(
            text=f"replica {replica} is {bound} bytes behind",
            change=Change("postgresql.pause_replay", namespace, (replica,)),
            undo="postgresql.resume_replay",
            arguments={"namespace": namespace, "replica": replica, "behind_bytes": bound},
            before={"position": seen.position},
            inject=lambda: _pause(session, namespace, replica, bound),
            look=lambda: postgresql_server.replay(session, namespace, replica),
            took_effect=lambda now: now.paused and now.behind_bytes >= bound,
            effect_within=_WITHIN,
        )
    )


@undo_step("postgresql.resume_replay")
def _resume_replay(
    session: Session, arguments: Mapping[str, Any], _before: Mapping[str, Any]
) -> str:
    """Resume replay if it is paused, and wait until the replica is less than the bound behind."""
    namespace, replica = arguments["namespace"], arguments["replica"]
    try:
        if clients.superuser_query(session, namespace, replica, _RECOVERING) != [["t"]]:
            return f"{replica} was promoted meanwhile: there is nothing to resume"
        paused = postgresql_server.replay(session, namespace, replica).value.paused
        if paused:
            clients.superuser_change(session, namespace, replica, _RESUME)
        seen = eventually(
            lambda: postgresql_server.replay(session, namespace, replica).value,
            lambda now: not now.paused and now.behind_bytes < arguments["behind_bytes"],
            within=_BACK_WITHIN,
            what=f"{replica} has caught up",
        ).value
    except (CheckFailed, NotDone, Unobservable) as error:
        raise UndoIncomplete(f"{error}; by hand, as superuser in {replica}: {_RESUME}") from error
    how = "replays again" if paused else "replayed again already"
    return f"{replica} {how} and is {seen.behind_bytes} bytes behind"


def _pause(session: Session, namespace: str, replica: str, behind_bytes: int) -> None:
    clients.superuser_change(session, namespace, replica, _PAUSE)
    # Asked for is not done: what is being replayed ends first.
    eventually(
        lambda: postgresql_server.replay(session, namespace, replica).value,
        lambda seen: seen.paused,
        within=_WITHIN,
        what=f"replay of {replica} is paused",
    )
    left = behind_bytes
    with clients.connected(session, namespace) as connection:
        while left > 0:
            connection.execute(_EMIT, (min(left, _PIECE_BYTES),))
            left -= _PIECE_BYTES


ACTIONS = {"lag": lag}
