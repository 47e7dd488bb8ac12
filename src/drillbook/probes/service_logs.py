"""Logs as the guide reads them: followed, by a label, of a span (Centralized Logging)."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta

from drillbook.clock import now
from drillbook.errors import Unobservable
from drillbook.observation import Observation
from drillbook.probes import service_pods
from drillbook.rights import needs
from drillbook.session import Session

#: As many of each pod's last lines as the guide reads.
LINES = 100
# A followed log is read until so many bytes have come: less than two refused log-ins write.
_BYTES = 120
_TIMES = 3
_REFUSED = """i=0
while [ "$i" -lt "$1" ]; do
  i=$((i + 1))
  curl --silent --max-time 8 --output /dev/null --request POST --header 'X-User: drill-follower' \
    --header 'X-Password: none' http://localhost:8080/api/auth/login
done
"""


@dataclass(frozen=True)
class Recent:
    """A pod's lines of a span: told by the API, counted by their own times; and the older ones."""

    told: int
    counted: int
    older: int


@needs("list pods", "get pods/log", "create pods/exec")
def followed(session: Session, namespace: str, app: str) -> Observation[dict[str, int]]:
    """Follow the log of every pod of an app while log-ins are refused; return its new lines.

    Raises Unobservable for a log of which nothing came.
    """
    started = now()
    pods = service_pods.names(session, namespace, app).value
    query = {
        "follow": "true",
        "sinceTime": f"{started:%Y-%m-%dT%H:%M:%SZ}",
        "limitBytes": str(_BYTES),
    }
    if not pods:
        raise Unobservable(f"no pod of {app} runs in {namespace}")
    with ThreadPoolExecutor(len(pods)) as pool:
        reading = {pod: pool.submit(session.cluster.log, namespace, pod, **query) for pod in pods}
        for pod in pods:
            words = ["sh", "-c", _REFUSED, "sh", str(_TIMES)]
            session.cluster.execute(namespace, pod, words)
        found = {
            pod: sum("Authentication failed" in line for line in one.result().splitlines())
            for pod, one in reading.items()
        }
    source = f"logs of {app} in {namespace}"
    return Observation("new lines of logs", found, source, "follow", started, now())


@needs("list pods", "get pods/log")
def last_lines(session: Session, namespace: str, selector: str) -> Observation[dict[str, int]]:
    """Return how many of the last 100 lines of the log of each pod with a label were read."""
    path, started = f"/api/v1/namespaces/{namespace}/pods", now()
    found = {
        str(item["metadata"]["name"]): len(
            session.cluster.log(
                namespace, item["metadata"]["name"], tailLines=str(LINES)
            ).splitlines()
        )
        for item in session.cluster.items(path, labelSelector=selector)
        if item["status"].get("phase") == "Running"
    }
    source = f"logs of {selector} in {namespace}"
    return Observation("last lines of logs", found, source, f"{LINES} lines", started, now())


@needs("list pods", "get pods/log")
def recent(
    session: Session, namespace: str, app: str, span: timedelta
) -> Observation[dict[str, Recent]]:
    """Return by pod the lines of a span up to now, as told, and as counted by their own times."""
    started, seconds = now(), int(span.total_seconds())
    found = {}
    for pod in service_pods.names(session, namespace, app).value:
        every = session.cluster.log(namespace, pod, timestamps="true").splitlines()
        since = now() - span
        told = session.cluster.log(
            namespace, pod, timestamps="true", sinceSeconds=str(seconds)
        ).splitlines()
        younger = [line for line in every if _time(line) >= since]
        found[pod] = Recent(len(told), len(younger), len(every) - len(younger))
    source = f"logs of {app} in {namespace}"
    return Observation("lines of a span", found, source, f"since {seconds} s", started, now())


def _time(line: str) -> datetime:
    # 2026-11-22T21:40:00.123456789Z: nanoseconds are more than is read here.
    stamp = line.partition(" ")[0].rstrip("Z")
    return datetime.fromisoformat(f"{stamp[:26]}+00:00")
