"""A CronJob's job run now, as ``kubectl create job --from=cronjob/NAME`` does; backups by it."""

import copy
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from drillbook.clients.answers import Absent, Json
from drillbook.clock import eventually, now
from drillbook.errors import NotDone, UndoIncomplete
from drillbook.guard import Change
from drillbook.observation import Observation
from drillbook.probes import backups
from drillbook.probes.backups import Listed, Place
from drillbook.procedures.restoring import note
from drillbook.rights import needs
from drillbook.session import Session, undo_step


@dataclass(frozen=True)
class Job:
    """A job: whether it has ended, and how. ``reason`` is Kubernetes' own for a failure."""

    name: str
    succeeded: bool
    failed: bool
    reason: str


@needs("get cronjobs.batch", "create jobs.batch")
def run_cronjob(
    session: Session,
    namespace: str,
    name: str,
    *,
    within: timedelta,
    environment: Mapping[str, str] | None = None,
) -> Observation[Job]:
    """Run the job of a CronJob once and wait for it to succeed; the undo removes the job object.

    What the job itself made stays, as after a scheduled run. ``environment`` is given to its
    containers besides. Raises Refused, Unobservable, or NotDone when the job failed.
    """
    cronjob = session.cluster.get(f"/apis/batch/v1/namespaces/{namespace}/cronjobs/{name}")
    session.permit(Change("backup.run", namespace, (name,)))
    job = f"{name}-drill-{now():%H%M%S%f}"
    session.intend("job.remove", {"namespace": namespace, "job": job}, {})
    body = _job(cronjob, job, environment or {})
    session.cluster.create(f"/apis/batch/v1/namespaces/{namespace}/jobs", body)
    seen = eventually(
        lambda: _look(session, namespace, job),
        lambda observation: observation.value.succeeded or observation.value.failed,
        within=within,
        what=f"job {job} ends",
    ).value
    if seen.value.failed:
        raise NotDone(
            f"job {job} failed ({seen.value.reason}); 'kubectl logs -n {namespace} job/{job}'"
        )
    return seen


def new_backup(
    session: Session, namespace: str, place: Place, cronjob: str, *, within: timedelta
) -> Observation[Listed]:
    """Make a backup by a CronJob and return the file that is new since.

    Raises Refused, Unobservable, NotDone (the job failed, or left no new file).
    """
    before = {file.path: file for file in backups.listing(session, namespace, place).value}
    job = run_cronjob(session, namespace, cronjob, within=within)
    seen = backups.listing(session, namespace, place)
    new = [file for file in seen.value if before.get(file.path) != file]
    if not new:
        raise NotDone(f"job {job.value.name} succeeded and left no new backup")
    note(f"job {job.value.name} made {new[0].path}")
    return Observation(
        "new backup", new[0], seen.source, seen.query, job.started, seen.ended, seen.parameters
    )


@undo_step("job.remove")
@needs("get jobs.batch", "delete jobs.batch")
def _remove(session: Session, arguments: Mapping[str, Any], _before: Mapping[str, Any]) -> str:
    namespace, job = arguments["namespace"], arguments["job"]
    path = f"/apis/batch/v1/namespaces/{namespace}/jobs/{job}"
    try:
        session.cluster.get(path)
        session.cluster.delete(path, {"propagationPolicy": "Background"})
    except Absent:
        return f"job {job} is not there"
    except NotDone as error:
        raise UndoIncomplete(
            f"{error}; by hand: kubectl delete job -n {namespace} {job}"
        ) from error
    return f"job {job} is removed"


def _job(cronjob: Json, name: str, environment: Mapping[str, str]) -> Json:
    template = copy.deepcopy(cronjob["spec"]["jobTemplate"])
    more = [{"name": key, "value": value} for key, value in environment.items()]
    for container in template["spec"]["template"]["spec"]["containers"]:
        container["env"] = [*container.get("env", ()), *more]
    metadata = template.get("metadata") or {}
    owner = {
        "apiVersion": "batch/v1",
        "kind": "CronJob",
        "name": cronjob["metadata"]["name"],
        "uid": cronjob["metadata"]["uid"],
        "controller": True,
    }
    return {
        "apiVersion": "batch/v1",
        "kind": "Job",
        "metadata": {
            "name": name,
            "labels": metadata.get("labels") or {},
            "annotations": {"cronjob.kubernetes.io/instantiate": "manual"},
            "ownerReferences": [owner],
        },
        "spec": template["spec"],
    }


@needs("get jobs.batch")
def _look(session: Session, namespace: str, name: str) -> Observation[Job]:
    path = f"/apis/batch/v1/namespaces/{namespace}/jobs/{name}"
    started = now()
    conditions = session.cluster.get(path).get("status", {}).get("conditions") or []
    true = {c["type"]: str(c.get("reason", "")) for c in conditions if c["status"] == "True"}
    job = Job(name, "Complete" in true, "Failed" in true, true.get("Failed", ""))
    return Observation(f"job {name}", job, "Kubernetes API", f"GET {path}", started, now())
