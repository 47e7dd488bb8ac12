"""What is kept of the components involved in a drill: events and logs, bounded."""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from functools import partial

from drillbook.clients.answers import Json
from drillbook.clock import now
from drillbook.errors import Unobservable
from drillbook.probes import kubernetes
from drillbook.rights import needs
from drillbook.session import Session

_MOST_EVENTS = 60
_MOST_PODS = 5
_MOST_LINES = 80
# Of a pod that comes up; many of them would push out what took it away.
_COMING_UP = frozenset({"Scheduled", "Pulled", "Created", "Started"})


def collect(
    session: Session,
    namespace: str,
    since: datetime,
    involved: Iterable[str],
    *,
    ailing: bool = True,
) -> Iterator[tuple[str, list[str]]]:
    """Yield (component, lines): the namespace's events since then, and logs of pods that matter.

    Of over 60 events, those of pods that come up go first, then those in the middle. The pods are
    those named in ``involved`` and then, if ``ailing``, unhealthy ones, five at most. What cannot
    be read is said in place of its lines.
    """
    yield "Kubernetes events", _said(lambda: _events(session, namespace, since))
    try:
        pods = kubernetes.pods(session, namespace).value
    except Unobservable as error:
        yield "pods", [f"not read: {error}"]
        return
    named = set(involved)
    chosen = [pod for pod in pods if pod.name in named] + [
        pod for pod in pods if ailing and not pod.healthy and pod.name not in named
    ]
    seconds = str(max(1, int((now() - since).total_seconds())))
    for pod in chosen[:_MOST_PODS]:
        yield f"log of {pod.name}", _said(partial(_log, session, namespace, pod.name, seconds))


def _said(read: Callable[[], list[str]]) -> list[str]:
    try:
        return read()
    except Unobservable as error:
        return [f"not read: {error}"]


@needs("get pods/log")
def _log(session: Session, namespace: str, pod: str, seconds: str) -> list[str]:
    lines = str(_MOST_LINES)
    return session.cluster.log(namespace, pod, tailLines=lines, sinceSeconds=seconds).splitlines()


@needs("list events")
def _events(session: Session, namespace: str, since: datetime) -> list[str]:
    items = session.cluster.items(f"/api/v1/namespaces/{namespace}/events")
    recent = sorted((i for i in items if _at(i) >= since.isoformat()[:19]), key=_at)
    if len(recent) > _MOST_EVENTS:
        recent = [item for item in recent if item.get("reason") not in _COMING_UP]
    half = _MOST_EVENTS // 2
    kept = recent if len(recent) <= _MOST_EVENTS else recent[:half] + recent[-half:]
    return [_line(item) for item in kept]


def _at(item: Json) -> str:
    return str(item.get("lastTimestamp") or item.get("eventTime") or "")


def _line(item: Json) -> str:
    involved = item.get("involvedObject") or {}
    what = f"{involved.get('kind', '?')}/{involved.get('name', '?')}"
    return f"{_at(item)} {item.get('type')} {item.get('reason')} {what}: {item.get('message', '')}"
