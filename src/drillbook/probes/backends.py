"""What Observatory's pods say of themselves, asked from inside: strict mTLS lets nobody else in."""

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from drillbook.clients import http
from drillbook.clock import now
from drillbook.errors import Unobservable
from drillbook.observation import Observation
from drillbook.rights import needs
from drillbook.session import Session

BACKEND = "observatory-backend"
HOST = "observatory.example.com"
GATEWAY = "istio-ingressgateway:80"

_GET = 'curl -s -S -m 10 -w "\\n%{http_code}" "$0"'
_CERTIFICATES = ["pilot-agent", "request", "GET", "certs"]
_WITHIN = timedelta(seconds=30)
_USERS = 20


@dataclass(frozen=True)
class Certificate:
    """A workload's certificate as its proxy has it."""

    issued: datetime
    ends: datetime


@needs("list pods")
def pods(session: Session, namespace: str, app: str) -> list[str]:
    """Return the names of a role's running pods. Raises Unobservable when there is none."""
    listed = f"/api/v1/namespaces/{namespace}/pods"
    found = [
        str(item["metadata"]["name"])
        for item in session.cluster.items(listed, labelSelector=f"app={app}")
        if item["status"].get("phase") == "Running" and "deletionTimestamp" not in item["metadata"]
    ]
    if not found:
        raise Unobservable(f"no pod of {app} runs in {namespace}")
    return sorted(found)


def public(session: Session, namespace: str, path: str) -> Observation[int]:
    """Return the status that a user gets at the public address; no answer is Unobservable."""
    url = http.service_url(session, f"{namespace}/{GATEWAY}") + path
    started = now()
    answer = http.get(url, headers={"Host": HOST})
    return Observation(f"GET {path}", answer.status, url, f"Host: {HOST}", started, now())


def seen_by_users(session: Session, namespace: str, path: str) -> Observation[dict[str, int]]:
    """Return what twenty users in a row are shown at a path: the answer's first line, how often."""
    url = http.service_url(session, f"{namespace}/{GATEWAY}") + path
    started = now()
    answers = [http.get(url, headers={"Host": HOST}) for _ in range(_USERS)]
    found = Counter((one.body.splitlines() or [str(one.status)])[0][:80] for one in answers)
    return Observation(f"users at {path}", dict(found), url, f"Host: {HOST}", started, now())


def public_version(session: Session, namespace: str) -> Observation[str]:
    """Return the version that answers the overview at the public address."""
    url = http.service_url(session, f"{namespace}/{GATEWAY}") + "/api/v1/metrics/overview"
    started = now()
    answer = http.get(url, headers={"Host": HOST})
    try:
        found = str(json.loads(answer.body)["version"])
    except (ValueError, KeyError, TypeError) as error:
        raise Unobservable(f"the overview names no version: {answer.body[:80]!r}") from error
    return Observation("version that answers", found, url, f"Host: {HOST}", started, now())


def expiring(session: Session, namespace: str, days: int) -> Observation[dict[str, list[str]]]:
    """Return which pods' certificates each backend lists as ending within so many days."""
    started = now()
    path = f"/api/v1/certificates/expiring?days={days}"
    found = {
        pod: sorted(str(one["pod"]) for one in answer["certificates"])
        for pod, answer in _answers(session, namespace, path).items()
    }
    return _seen("certificates listed", found, namespace, path, started)


def anomalies(session: Session, namespace: str, limit: int) -> Observation[dict[str, list[float]]]:
    """Return the scores of the latest anomalies as each backend lists them."""
    started = now()
    path = f"/api/v1/anomalies?limit={limit}"
    found = {
        pod: [float(one["score"]) for one in answer["anomalies"]]
        for pod, answer in _answers(session, namespace, path).items()
    }
    return _seen("anomalies listed", found, namespace, path, started)


def baselines(session: Session, namespace: str) -> Observation[dict[str, dict[str, float]]]:
    """Return what a backend takes for usual of each service."""
    started = now()
    path = "/api/v1/anomalies/baseline"
    found = next(iter(_answers(session, namespace, path).values()))
    return _seen("baselines", found, namespace, path, started)


def trained(session: Session, namespace: str) -> Observation[dict[str, float]]:
    """Return when each backend's oldest baseline was learnt, in seconds since 1970."""
    started = now()
    path = "/api/v1/anomalies/baseline"
    found = {
        pod: min(float(one["trained_at"]) for one in answer.values())
        for pod, answer in _answers(session, namespace, path).items()
    }
    return _seen("baselines learnt", found, namespace, path, started)


def versions(session: Session, namespace: str) -> Observation[dict[str, str]]:
    """Return the version that each backend says it is."""
    started = now()
    path = "/api/v1/metrics/overview"
    found = {
        pod: str(answer["version"]) for pod, answer in _answers(session, namespace, path).items()
    }
    return _seen("versions", found, namespace, path, started)


def statuses(session: Session, namespace: str) -> Observation[dict[str, int]]:
    """Return the status by which each backend answers the overview."""
    started = now()
    path = "/api/v1/metrics/overview"
    found = {
        pod: status
        for pod, (status, _) in _texts(session, namespace, f"localhost:8000{path}").items()
    }
    return _seen("statuses", found, namespace, path, started)


def own_metrics(session: Session, namespace: str) -> Observation[dict[str, list[str]]]:
    """Return the names of the runbook's own metrics that each backend has."""
    started = now()
    found = {
        pod: sorted(
            {
                line.split("{")[0].split(" ")[0]
                for line in body.splitlines()
                if line.startswith("observatory_")
            }
        )
        for pod, (_, body) in _texts(session, namespace, "localhost:8000/metrics").items()
    }
    return _seen("metrics of the backend", found, namespace, "/metrics", started)


def proxy_clusters(session: Session, namespace: str) -> Observation[dict[str, list[str]]]:
    """Return of which services each backend's proxy keeps connection or request statistics."""
    started = now()
    path = "localhost:15000/stats/prometheus"
    found = {
        pod: sorted(
            {
                line.split('cluster_name="')[1].split('"')[0]
                for line in body.splitlines()
                if line.startswith("envoy_cluster_upstream_") and 'cluster_name="' in line
            }
        )
        for pod, (_, body) in _texts(session, namespace, path).items()
    }
    return _seen("clusters of the proxies", found, namespace, path, started)


@needs("list pods", "create pods/exec")
def certificates(session: Session, namespace: str, app: str) -> Observation[dict[str, Certificate]]:
    """Return the certificate of each pod of a role, as its proxy shows it to others."""
    started = now()
    found = {pod: _certificate(session, namespace, pod) for pod in pods(session, namespace, app)}
    query = " ".join(_CERTIFICATES)
    source = f"proxies of {app} in {namespace}"
    return Observation("certificates", found, source, query, started, now())


def _certificate(session: Session, namespace: str, pod: str) -> Certificate:
    done = session.cluster.execute(
        namespace, pod, _CERTIFICATES, container="istio-proxy", within=_WITHIN
    )
    if done.exit_code != 0:
        raise Unobservable(f"certificates of {pod}: {done.stderr.strip()[-200:]}")
    for one in json.loads(done.stdout)["certificates"]:
        for chain in one.get("cert_chain") or ():
            times = (chain["valid_from"], chain["expiration_time"])
            return Certificate(*(datetime.fromisoformat(at) for at in times))
    raise Unobservable(f"the proxy of {pod} has no certificate")


_SESSION = (
    "import psycopg; print(psycopg.connect(connect_timeout=5).execute("
    "'SELECT current_database()').fetchone()[0])"
)


@needs("create pods/exec")
def database_session(session: Session, namespace: str) -> Observation[dict[str, str]]:
    """Return the database that each backend's own credentials open a session of."""
    started = now()
    found = {}
    for pod in pods(session, namespace, BACKEND):
        command = ["/usr/bin/python3", "-c", _SESSION]
        done = session.cluster.execute(namespace, pod, command, container="backend", within=_WITHIN)
        if done.exit_code != 0:
            raise Unobservable(f"no session from {pod}: {done.stderr.strip()[-200:]}")
        found[pod] = done.stdout.strip()
    return _seen("sessions", found, namespace, _SESSION, started)


@needs("create pods/exec")
def _texts(session: Session, namespace: str, url: str) -> dict[str, tuple[int, str]]:
    found = {}
    for pod in pods(session, namespace, BACKEND):
        done = session.cluster.execute(
            namespace, pod, ["sh", "-c", _GET, url], container="backend", within=_WITHIN
        )
        if done.exit_code != 0:
            raise Unobservable(f"GET {url} in {pod}: {done.stderr.strip()[-200:]}")
        body, _, status = done.stdout.rpartition("\n")
        found[pod] = (int(status), body)
    return found


def _answers(session: Session, namespace: str, path: str) -> dict[str, Any]:
    found = {}
    for pod, (status, body) in _texts(session, namespace, f"localhost:8000{path}").items():
        if status != 200:
            raise Unobservable(f"{pod} answers {path} with {status}: {body[:200]}")
        found[pod] = json.loads(body)
    return found


def _seen(name: str, value: Any, namespace: str, query: str, started: datetime) -> Observation[Any]:
    return Observation(name, value, f"backends in {namespace}", query, started, now())


def logged(
    session: Session, namespace: str, app: str, since_seconds: int, *words: str
) -> Observation[Mapping[str, list[str]]]:
    """Return each pod's lines of log of so many seconds that have one of some words."""
    started = now()
    found = {
        pod: [
            line[:300]
            for line in session.cluster.log(
                namespace, pod, container="backend", sinceSeconds=str(since_seconds)
            ).splitlines()
            if any(word in line for word in words)
        ]
        for pod in pods(session, namespace, app)
    }
    query = f"lines with {', '.join(words)}"
    return Observation("log", found, f"pods of {app}", query, started, now())
