"""Work on a system's own PostgreSQL, as its user: vacuum, reindex, settings, indexes."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from drillbook.clients.postgresql import connected
from drillbook.clock import eventually
from drillbook.errors import CheckFailed, NotDone, UndoIncomplete, Unobservable
from drillbook.guard import Change
from drillbook.probes import kubernetes
from drillbook.procedures.restoring import note
from drillbook.rights import needs
from drillbook.session import Session, undo_step

_BACK_WITHIN = timedelta(minutes=4)


def run(session: Session, namespace: str, statement: str, undo: str = "") -> None:
    """Run one statement; ``undo`` is the one that takes it back, if it has to be.

    Raises Refused, or NotDone with the server's words.
    """
    session.permit(Change("postgresql.vacuum", namespace, (statement,)))
    if undo:
        session.intend("database.statement_back", {"namespace": namespace}, {"statement": undo})
    _execute(session, namespace, statement)
    note(statement)


@undo_step("database.statement_back")
def _back(session: Session, arguments: Mapping[str, Any], before: Mapping[str, Any]) -> str:
    statement = str(before["statement"])
    try:
        with connected(session, str(arguments["namespace"])) as connection:
            connection.execute(statement.encode())
    except Unobservable as error:
        raise UndoIncomplete(f"{error}; by hand, in psql: {statement}") from error
    return statement


def make_stale(session: Session, namespace: str, service: str) -> None:
    """Move a service's baseline ten deviations away, so that what is usual is not; undone."""
    shift = "UPDATE baselines SET mean = mean {sign} 10 * deviation WHERE service = '{service}'"
    kept = (
        "CREATE TABLE IF NOT EXISTS drillbook_baselines AS SELECT * FROM baselines; "
        "DELETE FROM baselines USING drillbook_baselines b WHERE baselines.service = b.service; "
        "INSERT INTO baselines SELECT * FROM drillbook_baselines; DROP TABLE drillbook_baselines"
    )
    run(session, namespace, "CREATE TABLE drillbook_baselines AS SELECT * FROM baselines", kept)
    run(session, namespace, shift.format(sign="-", service=service))


def kill_rows(session: Session, namespace: str, table: str) -> None:
    """Leave a tenth of a table's rows dead, by writing each of them anew with what it holds."""
    run(
        session,
        namespace,
        f"UPDATE {table} SET value = value WHERE id % 10 = 0",  # noqa: S608 (the drill's own)
    )


def tune(session: Session, namespace: str, pod: str, settings: Mapping[str, str]) -> None:
    """Set settings one by one and delete the server's pod, which comes back with them in effect.

    The undo resets them and does the same. Raises Refused, or NotDone.
    """
    session.permit(Change("pod.restart", namespace, (pod,), taken_down=1, undo_within=_BACK_WITHIN))
    arguments = {"namespace": namespace, "pod": pod}
    session.intend("database.untune", arguments, {"names": list(settings)})
    for name, value in settings.items():
        _execute(session, namespace, f"ALTER SYSTEM SET {name} = '{value}'")
    _delete(session, namespace, pod)
    said = ", ".join(f"{name} {value}" for name, value in settings.items())
    note(f"{said}; pod {pod} is deleted")


@undo_step("database.untune")
def _untune(session: Session, arguments: Mapping[str, Any], before: Mapping[str, Any]) -> str:
    namespace, pod = str(arguments["namespace"]), str(arguments["pod"])
    names = [str(name) for name in before["names"]]
    try:
        for name in names:
            _execute(session, namespace, f"ALTER SYSTEM RESET {name}")
        _delete(session, namespace, pod)
        kubernetes.whole(session, namespace, f"statefulsets/{pod.rpartition('-')[0]}", _BACK_WITHIN)
    except (CheckFailed, NotDone, Unobservable) as error:
        by_hand = f"ALTER SYSTEM RESET of {', '.join(names)}, and restart {pod}"
        raise UndoIncomplete(f"{error}; by hand: {by_hand}") from error
    return f"{pod} runs without {', '.join(names)}"


def _execute(session: Session, namespace: str, statement: str) -> None:
    try:
        with connected(session, namespace) as connection:
            connection.execute(statement.encode())
    except Unobservable as error:
        raise NotDone(f"{statement}: {error}") from error


@needs("delete pods")
def _delete(session: Session, namespace: str, pod: str) -> None:
    uid = session.cluster.get(f"/api/v1/namespaces/{namespace}/pods/{pod}")["metadata"]["uid"]
    path = f"/api/v1/namespaces/{namespace}/pods/{pod}"
    session.cluster.delete(path, {"preconditions": {"uid": uid}})
    eventually(
        lambda: kubernetes.pod(session, namespace, pod).value,
        lambda found: found is not None and found.uid != uid,
        within=_BACK_WITHIN,
        what=f"{pod} is made anew",
    )
