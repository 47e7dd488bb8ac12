"""Sessions of PostgreSQL: taken for a drill, and those that were idle for long ended.

Neo Operational, Alert Response / Database Connection Pool Exhausted.
"""

from contextlib import ExitStack
from datetime import timedelta

from drillbook.clients import postgresql as clients
from drillbook.clock import eventually
from drillbook.errors import CheckFailed
from drillbook.faults.postgresql_sessions import HELD, session_name
from drillbook.guard import Change
from drillbook.probes import postgresql_sessions as probes
from drillbook.procedures.restoring import note
from drillbook.session import Session

_END_IDLE = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE state = 'idle' "
    "AND backend_type = 'client backend' AND pid <> pg_backend_pid() "
    "AND state_change < now() - make_interval(secs => :seconds)"
)
_STEADY_WITHIN = timedelta(seconds=20)


def take(session: Session, namespace: str, wanted: int) -> None:
    """Open sessions until clients have so many in all; the undo ends them.

    Services' pools open and close some of their own meanwhile, so what is there is counted again
    until it is the number. Raises Refused, Unobservable.
    """
    pod = probes.pod_of(session, namespace)
    session.permit(Change("postgresql.exhaust_sessions", namespace, (pod,)))
    name = session_name()
    session.intend(
        "postgresql.end_sessions", {"namespace": namespace, "pod": pod, "name": name}, {}
    )
    held = HELD.setdefault(name, ExitStack())
    reached = clients.access(session, namespace)

    def topped_up() -> int:
        found = probes.used(session, namespace).value.clients
        for _ in range(wanted - found):
            held.enter_context(clients.opened(reached, name=name))
        return probes.used(session, namespace).value.clients

    try:
        eventually(
            topped_up, lambda n: n == wanted, within=_STEADY_WITHIN, what=f"{wanted} sessions"
        )
    except CheckFailed as error:
        note(str(error))
    note(f"clients have {wanted} sessions of PostgreSQL")


def end_idle(session: Session, namespace: str, over: timedelta) -> None:
    """End every client's session that has been idle for longer. It cannot be put back."""
    pod = probes.pod_of(session, namespace)
    session.permit(Change("postgresql.exhaust_sessions", namespace, (pod,)))
    seconds = f"{over.total_seconds():g}"
    ended = clients.superuser_change(session, namespace, pod, _END_IDLE, seconds=seconds)
    note(f"{len(ended)} sessions that were idle for over {seconds} s are ended")
