"""What the last scan for known holes found at NeuralLog, and what the services are built of."""

import json
from dataclasses import dataclass

from drillbook.clock import now
from drillbook.errors import Unobservable
from drillbook.observation import Observation
from drillbook.probes import service_pods, starting
from drillbook.rights import needs
from drillbook.session import Session

LIST, REPORT = "known-holes", "scan-report"
_LISTED = (
    "import importlib.metadata as m, json; "
    "print(json.dumps({one.metadata['Name'].lower(): one.version for one in m.distributions()}))"
)


@dataclass(frozen=True)
class Hole:
    """A hole that is known of a library, and the version that closes it."""

    id: str
    library: str
    closed_by: str


@dataclass(frozen=True)
class Scan:
    """A report: what was looked at, how many holes are open by severity, the updates that close.

    ``updates`` has each library as it is and as it has to be, "NAME 1.0 to 1.1".
    """

    at: str
    libraries: dict[str, str]
    critical: int
    high: int
    updates: tuple[str, ...]


@needs("get configmaps")
def known(session: Session, namespace: str) -> Observation[tuple[Hole, ...]]:
    """Return the list of known holes. Raises Unobservable for one that is not readable."""
    seen = starting.settings(session, namespace, LIST)
    try:
        found = tuple(
            Hole(one["id"], one["library"], one["closed_by"])
            for one in json.loads(seen.value["holes.json"])
        )
    except (ValueError, KeyError, TypeError) as error:
        raise Unobservable(f"ConfigMap {LIST} of {namespace} is no list of holes") from error
    return Observation("known holes", found, seen.source, seen.query, seen.started, seen.ended)


@needs("get configmaps")
def last(session: Session, namespace: str) -> Observation[Scan]:
    """Return what the last scan reports. Raises Unobservable when there was none."""
    seen = starting.settings(session, namespace, REPORT)
    if "report.json" not in seen.value:
        raise Unobservable(f"ConfigMap {REPORT} of {namespace} holds no report")
    found = json.loads(seen.value["report.json"])
    holes = found["open"]
    severities = [one["severity"] for one in holes]
    updates = {f"{one['library']} {one['installed']} to {one['closed_by']}" for one in holes}
    scan = Scan(
        found["at"],
        dict(found["libraries"]),
        severities.count("critical"),
        severities.count("high"),
        tuple(sorted(updates)),
    )
    return Observation("scan", scan, seen.source, seen.query, seen.started, seen.ended)


@needs("create pods/exec", "list pods")
def installed(session: Session, namespace: str, service: str) -> Observation[dict[str, str]]:
    """Return the version of each library, as a pod of a service says itself."""
    started = now()
    pod = service_pods.names(session, namespace, service).value[0]
    said = session.cluster.execute(namespace, pod, ["/usr/bin/python3", "-c", _LISTED])
    found: dict[str, str] = json.loads(said.output(f"the libraries of pod {pod}"))
    return Observation(f"libraries of {service}", found, f"pod {pod}", _LISTED, started, now())
