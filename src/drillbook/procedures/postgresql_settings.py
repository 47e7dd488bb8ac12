"""Settings of PostgreSQL that need a restart: set by ALTER SYSTEM, and the server started anew."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from drillbook.clients import postgresql as clients
from drillbook.clock import eventually
from drillbook.errors import CheckFailed, NotDone, UndoIncomplete, Unobservable
from drillbook.faults import servers
from drillbook.guard import Change
from drillbook.procedures.restoring import note
from drillbook.rights import needs
from drillbook.session import Session, undo_step

_SERVER = "postgresql"
_WITHIN = timedelta(minutes=3)


@needs("create pods/exec")
def change(session: Session, namespace: str, pod: str, values: Mapping[str, str]) -> None:
    """Give a server other settings and start it anew; undone. Raises Refused or NotDone."""
    session.permit(Change("workload.change", namespace, (pod,), 1, undo_within=_WITHIN))
    arguments = {"namespace": namespace, "pod": pod, "names": list(values)}
    session.intend("postgresql.settings_back", arguments, {})
    for name, value in values.items():
        statement = f"ALTER SYSTEM SET {name} = :'value'"
        clients.superuser_change(session, namespace, pod, statement, value=value)
    _start_anew(session, namespace, pod)
    note(f"{pod} was started with {', '.join(f'{n} = {v}' for n, v in values.items())}")


@undo_step("postgresql.settings_back")
def _back(session: Session, arguments: Mapping[str, Any], _before: Mapping[str, Any]) -> str:
    namespace, pod = str(arguments["namespace"]), str(arguments["pod"])
    names = [str(name) for name in arguments["names"]]
    try:
        for name in names:
            clients.superuser_change(session, namespace, pod, f"ALTER SYSTEM RESET {name}")
        _start_anew(session, namespace, pod)
    except (CheckFailed, NotDone, Unobservable) as error:
        by_hand = f"by hand, in {pod}: ALTER SYSTEM RESET {', '.join(names)}; then a restart"
        raise UndoIncomplete(f"{error}; {by_hand}") from error
    return f"{pod} has the settings that it had: {', '.join(names)}"


def _start_anew(session: Session, namespace: str, pod: str) -> None:
    servers.tell(session, namespace, pod, _SERVER, "stop")
    servers.tell(session, namespace, pod, _SERVER, "start")
    eventually(
        lambda: clients.superuser_query(session, namespace, pod, "SELECT 1"),
        bool,
        within=_WITHIN,
        what=f"{pod} answers",
    )
