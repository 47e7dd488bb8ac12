"""What Kubernetes says of horizontal pod autoscalers."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from drillbook.clients.answers import Json
from drillbook.clock import eventually, now
from drillbook.errors import CheckFailed, Unobservable
from drillbook.observation import Observation
from drillbook.rights import needs
from drillbook.session import Session

_PLURAL = "horizontalpodautoscalers"
_EVERY = timedelta(seconds=1)
_RATE_SECONDS, _FEWER = 16, 3
#: Within a tenth of what it aims at an autoscaler leaves the replicas alone.
LEFT_ALONE = 0.9
_KINDS = {"Deployment": "deployments", "StatefulSet": "statefulsets"}


@dataclass(frozen=True)
class Autoscaler:
    """An autoscaler: ``horizontalpodautoscalers/NAME``, and its least and most replicas."""

    name: str
    least: int
    most: int


@dataclass(frozen=True)
class Standing:
    """How an autoscaler stands: replicas, what it reads in per cent, what keeps it from scaling.

    ``scale_down_wait`` is its own wait in seconds before it scales down, None for the cluster's.
    """

    name: str
    replicas: int
    wanted: int
    least: int
    most: int
    readings: tuple[int, ...]
    hindrances: tuple[str, ...]
    scale_down_wait: int | None


@needs("list horizontalpodautoscalers.autoscaling")
def standing(session: Session, namespace: str) -> Observation[tuple[Standing, ...]]:
    """Look at all autoscalers of a namespace; there may be none."""
    listed = f"/apis/autoscaling/v2/namespaces/{namespace}/{_PLURAL}"
    started = now()
    found = tuple(_standing(item) for item in session.cluster.items(listed))
    return Observation("autoscalers", found, "Kubernetes API", f"GET {listed}", started, now())


def named(session: Session, namespace: str, workload: str) -> Observation[Standing]:
    """Look at the autoscaler of a workload's own name. Raises Unobservable when there is none."""
    seen = standing(session, namespace)
    for one in seen.value:
        if one.name == workload:
            name = f"autoscaler {workload}"
            return Observation(name, one, seen.source, seen.query, seen.started, seen.ended)
    raise Unobservable(f"there is no autoscaler named {workload}")


@dataclass(frozen=True)
class Pace:
    """How fast an autoscaler goes: its wait (s), and the share that it may change in a period."""

    window_seconds: int
    share: float
    period_seconds: int


@dataclass(frozen=True)
class Told:
    """What an autoscaler is told: the share of requests that it aims at, its way up and down."""

    aims: dict[str, float]
    up: Pace
    down: Pace


@needs("get horizontalpodautoscalers.autoscaling")
def told(session: Session, namespace: str, name: str) -> Observation[Told]:
    """Look at what an autoscaler is told. Raises Unobservable where it leaves a pace open."""
    where, started = path(namespace, f"{_PLURAL}/{name}"), now()
    spec = session.cluster.get(where)["spec"]
    resources: list[Json] = [m["resource"] for m in spec["metrics"] if m["type"] == "Resource"]
    aims = {one["name"]: one["target"]["averageUtilization"] / 100 for one in resources}
    behavior: Json = spec.get("behavior") or {}
    up, down = (_pace(behavior.get(way) or {}, name) for way in ("scaleUp", "scaleDown"))
    found = Told(aims, up, down)
    query = f"GET {where}"
    return Observation(f"what {name} is told", found, "Kubernetes API", query, started, now())


def _pace(rules: Json, name: str) -> Pace:
    policies: list[Json] = rules.get("policies") or []
    if len(policies) != 1 or policies[0]["type"] != "Percent":
        raise Unobservable(f"{name} is not told its pace by one policy in per cent")
    window = rules.get("stabilizationWindowSeconds", 0)
    return Pace(window, policies[0]["value"] / 100, policies[0]["periodSeconds"])


@dataclass(frozen=True)
class Look:
    """What was seen of an autoscaler at a second: replicas wanted, one reading in %."""

    at: float
    wanted: int
    reading: int


@needs("get horizontalpodautoscalers.autoscaling")
def course(
    session: Session, namespace: str, name: str, resource: str, way: str, within: timedelta
) -> Observation[tuple[Look, ...]]:
    """Look at an autoscaler every second until it has gone ``up`` or ``down`` for a while.

    Its reading is that of one resource (``cpu``). Up: for some seconds after the first replicas
    came, so that their rate is seen. Down: until three were taken away one after another. When it
    does not, what was seen until the time is up.
    """
    started, looks, where = now(), list[Look](), path(namespace, f"{_PLURAL}/{name}")

    def look() -> bool:
        looks.append(_look(session.cluster.get(where), resource, started))
        return _went(looks, way)

    with suppress(CheckFailed):
        eventually(look, bool, within=within, what=f"{name} goes {way}", every=_EVERY)
    if not looks:
        raise Unobservable(f"nothing was seen of {name}")
    query = f"GET {where}"
    return Observation(f"course of {name}", tuple(looks), "Kubernetes API", query, started, now())


def quiet(
    session: Session, namespace: str, name: str, resource: str, span: timedelta, within: timedelta
) -> Observation[tuple[Look, ...]]:
    """Look every second until one reading was below nine tenths of its aim for a span.

    Raises Unobservable when it was not within that time.
    """
    started, looks, where = now(), list[Look](), path(namespace, f"{_PLURAL}/{name}")
    low = 100 * LEFT_ALONE * told(session, namespace, name).value.aims.get(resource, 0)

    def look() -> bool:
        last = _look(session.cluster.get(where), resource, started)
        looks.append(last)
        if last.reading >= low:
            looks.clear()
        return bool(looks) and last.at - looks[0].at >= span.total_seconds()

    try:
        eventually(look, bool, within=within, what=f"{name} is quiet", every=_EVERY)
    except CheckFailed as error:
        raise Unobservable(str(error)) from error
    query = f"GET {where}"
    return Observation(f"{name} quiet", tuple(looks), "Kubernetes API", query, started, now())


def _look(autoscaler: Json, resource: str, started: datetime) -> Look:
    status = autoscaler.get("status") or {}
    at = (now() - started).total_seconds()
    return Look(at, status.get("desiredReplicas", 0), _reading(status, resource))


def _reading(status: Json, resource: str) -> int:
    for one in status.get("currentMetrics") or ():
        if one.get("resource", {}).get("name") == resource:
            return int(one["resource"].get("current", {}).get("averageUtilization", 0))
    return 0


def _went(looks: list[Look], way: str) -> bool:
    changed = [
        b.at
        for a, b in pairwise(looks)
        if (b.wanted > a.wanted) == (way == "up") and b.wanted != a.wanted
    ]
    if way == "up":
        return bool(changed) and looks[-1].at - changed[0] >= _RATE_SECONDS
    return len(changed) >= _FEWER


def _standing(item: Json) -> Standing:
    spec, status = item["spec"], item.get("status") or {}
    resources = [one.get("resource", {}) for one in status.get("currentMetrics") or ()]
    readings = (one.get("current", {}).get("averageUtilization") for one in resources)
    conditions = {one["type"]: one for one in status.get("conditions") or ()}
    scale_down = (spec.get("behavior") or {}).get("scaleDown") or {}
    hindrances = tuple(
        str(conditions[kind].get("reason", kind)) if kind in conditions else f"no {kind} yet"
        for kind in ("AbleToScale", "ScalingActive")
        if conditions.get(kind, {}).get("status") != "True"
    )
    return Standing(
        item["metadata"]["name"],
        status.get("currentReplicas", 0),
        status.get("desiredReplicas", 0),
        spec.get("minReplicas", 1),
        spec["maxReplicas"],
        tuple(reading for reading in readings if reading is not None),
        hindrances,
        scale_down.get("stabilizationWindowSeconds"),
    )


@needs("list horizontalpodautoscalers.autoscaling")
def of_workload(session: Session, namespace: str, workload: str) -> Autoscaler | None:
    """Return the autoscaler of ``deployments/NAME`` or ``statefulsets/NAME``, if it has one."""
    items = session.cluster.items(f"/apis/autoscaling/v2/namespaces/{namespace}/{_PLURAL}")
    for item in items:
        scaled = item["spec"]["scaleTargetRef"]
        if f"{_KINDS.get(scaled['kind'])}/{scaled['name']}" == workload:
            least = item["spec"].get("minReplicas", 1)
            return Autoscaler(
                f"{_PLURAL}/{item['metadata']['name']}", least, item["spec"]["maxReplicas"]
            )
    return None


def path(namespace: str, name: str) -> str:
    """Return the API's path of ``horizontalpodautoscalers/NAME``."""
    return f"/apis/autoscaling/v2/namespaces/{namespace}/{name}"
