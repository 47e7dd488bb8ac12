"""Why pods do not start, and what they would need: settings, Secrets, their own database."""

from dataclasses import dataclass

import psycopg

from drillbook.clients.postgresql import server
from drillbook.clock import now
from drillbook.errors import Unobservable
from drillbook.observation import Observation
from drillbook.probes import kubernetes
from drillbook.rights import needs
from drillbook.session import Session

_SOURCE = "Kubernetes API"
CONNECTION, CONNECTION_KEY = "db-connection", "url"
_SELECT = (
    "import os, psycopg; print(psycopg.connect(os.environ['DATABASE_URL']).execute("
    "'SELECT current_database()').fetchone()[0])"
)


@dataclass(frozen=True)
class Waiting:
    """A container that waits: of which pod, why in one word, and in the node's words."""

    pod: str
    reason: str
    said: str


@needs("list pods")
def waiting(session: Session, namespace: str, app: str) -> Observation[Waiting]:
    """Return the newest pod of an app whose container waits. Raises Unobservable without one."""
    path = f"/api/v1/namespaces/{namespace}/pods"
    started = now()
    found = [
        (item["metadata"]["creationTimestamp"], item["metadata"]["name"], state["waiting"])
        for item in session.cluster.items(path, labelSelector=f"app={app}")
        for one in item["status"].get("containerStatuses") or ()
        if "waiting" in (state := one.get("state") or {})
    ]
    if not found:
        raise Unobservable(f"no container of {app} waits in {namespace}")
    _, pod, state = max(found, key=lambda one: one[:2])
    value = Waiting(pod, str(state.get("reason", "")), str(state.get("message", "")))
    return Observation(f"waiting of {app}", value, _SOURCE, f"GET {path}", started, now())


@needs("get configmaps")
def settings(session: Session, namespace: str, name: str) -> Observation[dict[str, str]]:
    """Return what a ConfigMap holds."""
    path = f"/api/v1/namespaces/{namespace}/configmaps/{name}"
    started = now()
    found = {key: str(value) for key, value in (session.cluster.get(path)["data"] or {}).items()}
    return Observation(f"settings {name}", found, _SOURCE, f"GET {path}", started, now())


@needs("list deployments.apps")
def needed_secrets(session: Session, namespace: str) -> Observation[dict[str, tuple[str, ...]]]:
    """Return by Deployment the Secrets that its containers' variables come from."""
    path = f"/apis/apps/v1/namespaces/{namespace}/deployments"
    started = now()
    found = {
        item["metadata"]["name"]: tuple(
            sorted(
                {
                    variable["valueFrom"]["secretKeyRef"]["name"]
                    for container in item["spec"]["template"]["spec"]["containers"]
                    for variable in container.get("env") or ()
                    if "secretKeyRef" in (variable.get("valueFrom") or {})
                }
            )
        )
        for item in session.cluster.items(path)
    }
    return Observation("Secrets needed", found, _SOURCE, f"GET {path}", started, now())


@needs("list secrets")
def secrets(session: Session, namespace: str) -> Observation[tuple[str, ...]]:
    """Return the names of the Secrets that there are."""
    path = f"/api/v1/namespaces/{namespace}/secrets"
    started = now()
    found = tuple(sorted(one["metadata"]["name"] for one in session.cluster.items(path)))
    return Observation("Secrets", found, _SOURCE, f"GET {path}", started, now())


@needs("get secrets")
def connection_string(session: Session, namespace: str) -> Observation[dict[str, bool]]:
    """Return which parts of the services' connection string are the target's own."""
    place = server(session, namespace)
    started = now()
    text = session.secret(namespace, CONNECTION).get(CONNECTION_KEY, "")
    try:
        parts = psycopg.conninfo.conninfo_to_dict(text)
    except psycopg.ProgrammingError:
        parts = {}
    wanted = {"host": place.service, "user": place.user, "dbname": place.database}
    found = {name: parts.get(name) == value for name, value in wanted.items()}
    query = f"GET secret {CONNECTION}"
    return Observation("connection string", found, _SOURCE, query, started, now())


@needs("list pods", "create pods/exec")
def own_database(session: Session, namespace: str, app: str) -> Observation[dict[str, str]]:
    """Ask the database from every ready pod of an app by its own connection string."""
    return _of_each(session, namespace, app, ["/usr/bin/python3", "-c", _SELECT])


@needs("list pods", "create pods/exec")
def variable(session: Session, namespace: str, app: str, name: str) -> Observation[dict[str, str]]:
    """Return what a variable is in every ready pod of an app."""
    return _of_each(session, namespace, app, ["printenv", name])


def _of_each(
    session: Session, namespace: str, app: str, command: list[str]
) -> Observation[dict[str, str]]:
    started = now()
    found = {}
    for pod in kubernetes.ready_pods(session, namespace, f"app={app}"):
        executed = session.cluster.execute(namespace, pod.name, command)
        words = executed.stdout if executed.exit_code == 0 else executed.stderr
        found[pod.name] = (words.strip().splitlines() or ["no word"])[-1]
    source = f"pods of {app} in {namespace}"
    return Observation(f"{command[0]} in {app}", found, source, command[-1], started, now())
