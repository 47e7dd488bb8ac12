"""Disaster recovery: from an empty namespace and the backups to a system that serves again.

(KG RCA, Operations Checklist / Quarterly.) The runbook gives no steps for it. Here: the stores are
brought up from the manifests, without data; PostgreSQL and Neo4j are restored by the runbook's own
procedures from backups that were copied away; then what serves is brought up. Kafka has no backup:
its topics are new and empty, so the graph has to begin them anew.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

from drillbook.clients import neo4j as neo4j_clients
from drillbook.clients.answers import Absent
from drillbook.clock import eventually, now
from drillbook.errors import CheckFailed, NotDone, UndoIncomplete, UsageError
from drillbook.guard import Change
from drillbook.lab import elsewhere
from drillbook.lab.elsewhere import Object
from drillbook.observation import Observation
from drillbook.probes import kubernetes, namespaces
from drillbook.procedures.restoring import note
from drillbook.rights import needs
from drillbook.session import Session, undo_step

_READY_WITHIN = timedelta(minutes=8)
_EMPTY_WITHIN = timedelta(minutes=3)
#: What may start only when the data is there: it would go on from an empty graph.
SERVING = ("deployments/graph-builder", "deployments/kg-api", "deployments/graph-exporter")
_EVERY = timedelta(seconds=1)
#: What serves in Observatory, and what there is one of for all sites, or that looks at the first.
OBSERVATORY = ("deployments/observatory-backend", "deployments/observatory-frontend")
_NOT_THERE = (
    "deployments/istio-ingressgateway",
    "services/istio-ingressgateway",
    "deployments/maintenance-page",
    "services/maintenance-page",
    "cronjobs/database-upkeep",
)
_LATER = {"observatory": (*OBSERVATORY, *_NOT_THERE)}
# A graph that is older than its topics reads on from where it was, and would pass over whatever
# comes into new ones until they are as long.
_BEGIN_ANEW = "MATCH (o:Offset) DELETE o RETURN count(o) AS forgotten"


def place(session: Session, system: str) -> str:
    """Return the namespace that the target keeps empty for the test. Raises UsageError without."""
    kept = session.target.system(system).recovery
    if kept is None:
        raise UsageError(
            f"{session.target.file}: systems.{system} has no recovery: an empty namespace to "
            "bring the system up in, and its manifests"
        )
    return kept.namespace


def stores(
    session: Session,
    system: str,
    without: Collection[str] = (),
    secrets: Mapping[str, Mapping[str, str]] | None = None,
) -> Observation[tuple[str, ...]]:
    """Bring up the stores from the manifests alone; return what was made. Undone: empty again.

    ``without`` is what comes later, or not at all (by default what serves); ``secrets`` are the
    values (base64) of Secrets that were kept, by name, in place of new ones. Raises Refused,
    NotDone, or CheckFailed when they do not become ready.
    """
    namespace = place(session, system)
    session.permit(
        Change("recovery.bring_up", namespace, ("the whole system",), undo_within=_EMPTY_WITHIN)
    )
    session.intend("recovery.empty_again", {"namespace": namespace}, {})
    kept = {f"secrets/{name}": values for name, values in (secrets or {}).items()}
    left = without or _LATER.get(system, SERVING)
    wanted = [
        replace(one, body=one.body | {"data": kept[one.workload]}) if one.workload in kept else one
        for one in _objects(session, system)
        if one.workload not in left
    ]
    return _brought_up(session, namespace, wanted)


def services(session: Session, system: str, names: Collection[str]) -> Observation[tuple[str, ...]]:
    """Bring up what serves from the restored stores, by name. Raises as ``stores``."""
    namespace = place(session, system)
    session.permit(Change("recovery.bring_up", namespace, tuple(names)))
    wanted = [one for one in _objects(session, system) if one.workload in names]
    return _brought_up(session, namespace, wanted)


def serving(session: Session, system: str) -> Observation[tuple[str, ...]]:
    """Bring up what serves from the data; the graph begins the new topics anew. Raises as above."""
    namespace = place(session, system)
    session.permit(Change("recovery.bring_up", namespace, SERVING))
    rows = neo4j_clients.connect(session, namespace).query(_BEGIN_ANEW)
    note(f"the graph forgets {rows[0]['forgotten']} places in topics that are no more")
    wanted = [one for one in _objects(session, system) if one.workload in SERVING]
    return _brought_up(session, namespace, wanted)


def _objects(session: Session, system: str) -> tuple[Object, ...]:
    on_target = session.target.system(system)
    if on_target.recovery is None:
        raise UsageError(f"{session.target.file}: systems.{system} has no recovery")
    kept = on_target.recovery
    first, there = on_target.namespace, kept.namespace
    return elsewhere.objects(system, kept.manifests, first, there, *kept.also_of)


@needs(
    "create configmaps",
    "create secrets",
    "create services",
    "create persistentvolumeclaims",
    "create deployments.apps",
    "create statefulsets.apps",
    "create jobs.batch",
    "create cronjobs.batch",
    "create poddisruptionbudgets.policy",
    "get jobs.batch",
)
def _brought_up(
    session: Session, namespace: str, wanted: Iterable[Object]
) -> Observation[tuple[str, ...]]:
    started = now()
    made = []
    for one in wanted:
        session.cluster.create(one.path, one.body)
        made.append(one.workload)
    note(f"{len(made)} objects are made in {namespace}")
    for name in made:
        kind = name.partition("/")[0]
        if kind in ("deployments", "statefulsets"):
            kubernetes.whole(session, namespace, name, _READY_WITHIN)
        elif kind == "jobs":
            _done(session, namespace, name)
    text = f"objects brought up in {namespace}"
    return Observation(text, tuple(made), "Kubernetes API", "POST of each", started, now())


def _done(session: Session, namespace: str, job: str) -> None:
    path = namespaces.path(namespace, job)
    eventually(
        lambda: session.cluster.get(path).get("status", {}).get("succeeded", 0),
        bool,
        within=_READY_WITHIN,
        what=f"{job} is done",
        every=_EVERY,
    )


@undo_step("recovery.empty_again")
def _empty(session: Session, arguments: Mapping[str, Any], _before: Mapping[str, Any]) -> str:
    """Delete whatever is in the namespace that is kept empty, and wait until it is gone."""
    namespace = str(arguments["namespace"])
    kept = {one.recovery.namespace for one in session.target.systems.values() if one.recovery}
    if namespace not in kept:
        raise UndoIncomplete(f"{namespace} is none that {session.target.file} keeps empty")
    try:
        eventually(
            lambda: _delete_all(session, namespace),
            lambda left: not left,
            within=_EMPTY_WITHIN,
            what=f"{namespace} is empty",
            every=_EVERY,
        )
    except (CheckFailed, NotDone) as error:
        raise UndoIncomplete(
            f"{error}; by hand: kubectl delete all,pvc,configmap,secret,pdb --all -n {namespace}"
        ) from error
    return f"{namespace} is empty again"


@needs(
    "delete horizontalpodautoscalers.autoscaling",
    "delete cronjobs.batch",
    "delete jobs.batch",
    "delete deployments.apps",
    "delete statefulsets.apps",
    "delete replicasets.apps",
    "delete pods",
    "delete poddisruptionbudgets.policy",
    "delete services",
    "delete persistentvolumeclaims",
    "delete configmaps",
    "delete secrets",
)
def _delete_all(session: Session, namespace: str) -> tuple[str, ...]:
    """Delete what is there; return what was. Its data goes, so nothing has to end in good order."""
    left = namespaces.held(session, namespace).value
    for name in left:
        options: dict[str, Any] = {"propagationPolicy": "Background"}
        if name.startswith("pods/"):
            options["gracePeriodSeconds"] = 0
        try:
            session.cluster.delete(namespaces.path(namespace, name), options)
        except (Absent, NotDone):
            continue  # gone meanwhile; if not, it is there at the next look
    return left
