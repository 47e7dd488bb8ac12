"""What Observatory's runbook does inside its pods: commands, observations planted, certificates."""

import json
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from drillbook.clock import now
from drillbook.errors import NotDone, UndoIncomplete, Unobservable
from drillbook.guard import Change
from drillbook.observation import Observation
from drillbook.probes import backends, database_work
from drillbook.procedures import objects
from drillbook.procedures.restoring import note
from drillbook.rights import needs
from drillbook.session import Session, undo_step

BACKEND = "observatory-backend"
_SEND = (
    'curl -s -S -f -X POST -H "Content-Type: application/json" --data "$0" '
    "localhost:8000/api/v1/observations"
)
_WITHIN = timedelta(minutes=2)
_FRONTEND, _PAGE = "observatory-frontend", "maintenance-page"
_MIGRATE = "/usr/bin/python3 -m observatory.migrate"


@needs("list pods", "create pods/exec")
def observe(
    session: Session, namespace: str, service: str, deviations: Sequence[float]
) -> Observation[dict[str, float]]:
    """Have a backend score values so many deviations off a service's mean; return what it said.

    What it finds to be anomalies stays in its list. Raises Refused, Unobservable or NotDone.
    """
    session.permit(Change("ledger.write", namespace, (f"observations of {service}",)))
    started = now()
    pods = backends.pods(session, namespace, BACKEND)
    usual = backends.baselines(session, namespace).value[service]
    values = [usual["mean"] + one * usual["deviation"] for one in deviations]
    said: dict[str, float] = {"observed": 0, "anomalies": 0}
    # Users reach one backend or another: each takes its share.
    for index, pod in enumerate(pods):
        body = json.dumps({"service": service, "values": values[index :: len(pods)]})
        done = session.cluster.execute(
            namespace, pod, ["sh", "-c", _SEND, body], container="backend", within=_WITHIN
        )
        if done.exit_code != 0:
            raise NotDone(f"{pod} took no observation: {done.stderr.strip()[-200:]}")
        answer = json.loads(done.stdout)
        said = {key: said[key] + float(answer[key]) for key in said}
    note(f"{len(values)} values of {service} are observed")
    source = f"backends in {namespace}"
    return Observation("observations sent", said, source, _SEND, started, now())


@needs("list pods", "create pods/exec")
def run(session: Session, namespace: str, app: str, container: str, command: str) -> str:
    """Run a command of the runbook in one pod of a role. Raises Refused, or NotDone."""
    session.permit(Change("workload.change", namespace, (f"{app}: {command}",)))
    pod = backends.pods(session, namespace, app)[0]
    done = session.cluster.execute(
        namespace, pod, ["sh", "-c", command], container=container, within=_WITHIN
    )
    if done.exit_code != 0:
        raise NotDone(f"{command} in {pod}: {(done.stderr or done.stdout).strip()[-300:]}")
    note(f"in {pod}: {command}")
    return done.stdout


@needs("list pods", "create pods/exec")
def send(session: Session, namespace: str, status: int, times: int) -> None:
    """Have requests sent by a user at the public address that are answered with a status."""
    session.permit(Change("ledger.write", namespace, (f"answers {status}",)))
    for _ in range(times):
        seen = backends.public(session, namespace, f"/api/v1/answers/{status}").value
        if seen != status:
            raise NotDone(f"a request for {status} was answered {seen}")
    note(f"{times} requests were answered {status}")


def observe_usual(
    session: Session, namespace: str, service: str, count: int
) -> Observation[dict[str, float]]:
    """Have values observed that were usual in the last seven days, by the metrics themselves."""
    mean, deviation = database_work.usual(session, namespace, service).value
    known = backends.baselines(session, namespace).value[service]
    spread = ((index % 5 - 2) / 2 for index in range(count))
    away = [(mean + one * deviation - known["mean"]) / known["deviation"] for one in spread]
    return observe(session, namespace, service, away)


def begin_maintenance(session: Session, namespace: str) -> None:
    """Let the public address lead to the maintenance page, with one frontend; all is undone.

    Nothing reads the mark that the runbook puts on the backend; it is put there all the same.
    """
    one = {"spec": {"replicas": 1}}
    objects.patch(session, namespace, f"deployments/{_PAGE}", one, "the maintenance page runs")
    _lead(session, namespace, {"/api": (_PAGE, 3000), "/": (_PAGE, 3000)})
    objects.patch(session, namespace, f"deployments/{_FRONTEND}", one, "one frontend is left")
    _mark(session, namespace, "true")


def end_maintenance(session: Session, namespace: str) -> None:
    """Let the public address lead to backend and frontend again, with three frontends."""
    three = {"spec": {"replicas": 3}}
    objects.patch(session, namespace, f"deployments/{_FRONTEND}", three, "three frontends run")
    _mark(session, namespace, None)
    _lead(session, namespace, {"/api": (BACKEND, 8000), "/": (_FRONTEND, 3000)})


def migrate(session: Session, namespace: str) -> None:
    """Bring the schema to its newest revision; the undo brings it back to the first one."""
    session.permit(Change("schema.migrate", namespace, (BACKEND,), undo_within=_WITHIN))
    session.intend("observatory.migrate_back", {"namespace": namespace}, {"revision": "0001"})
    run(session, namespace, BACKEND, "backend", f"{_MIGRATE} upgrade head")


@undo_step("observatory.migrate_back")
def _migrate_back(session: Session, arguments: Mapping[str, Any], before: Mapping[str, Any]) -> str:
    namespace, revision = str(arguments["namespace"]), str(before["revision"])
    try:
        run(session, namespace, BACKEND, "backend", f"{_MIGRATE} downgrade {revision}")
    except (NotDone, Unobservable) as error:
        raise UndoIncomplete(f"{error}; by hand: {_MIGRATE} downgrade {revision}") from error
    return f"the schema is at {revision}"


def _mark(session: Session, namespace: str, value: str | None) -> None:
    body = {"metadata": {"annotations": {"maintenance": value}}}
    what = f"the backend is {'marked' if value else 'no longer marked'} as being maintained"
    objects.patch(session, namespace, f"deployments/{BACKEND}", body, what)


def _lead(session: Session, namespace: str, ways: Mapping[str, tuple[str, int]]) -> None:
    paths = [
        {
            "path": path,
            "pathType": "Prefix",
            "backend": {"service": {"name": name, "port": {"number": port}}},
        }
        for path, (name, port) in ways.items()
    ]
    body = {"spec": {"rules": [{"host": backends.HOST, "http": {"paths": paths}}]}}
    to = " and ".join(dict.fromkeys(name for name, _ in ways.values()))
    objects.patch(session, namespace, "ingresses/observatory", body, f"users are led to {to}")
