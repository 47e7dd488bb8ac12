"""NeuralLog's tenants: what the cluster has of each."""

from dataclasses import dataclass

from drillbook.clients.answers import Absent, Json
from drillbook.clock import now
from drillbook.observation import Observation
from drillbook.rights import needs
from drillbook.session import Session

PATH = "/apis/neurallog.io/v1/tenants"
_CRD = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions/tenants.neurallog.io"


@dataclass(frozen=True)
class Tenant:
    """A tenant with its plan and its phase."""

    name: str
    plan: str
    phase: str


@dataclass(frozen=True)
class Resources:
    """What a tenant has: a namespace, a quota (what is allowed, what is used), a key."""

    namespace: bool
    hard: dict[str, str]
    used: dict[str, str]
    key: bool

    @property
    def missing(self) -> tuple[str, ...]:
        """Return what is not there."""
        parts = {"namespace": self.namespace, "quota": bool(self.hard), "key": self.key}
        return tuple(name for name, there in parts.items() if not there)


@dataclass(frozen=True)
class Definition:
    """The definition of tenants: whether it is established, and the version that is served."""

    established: bool
    serves: str


@needs("list tenants.neurallog.io")
def listed(session: Session) -> Observation[tuple[Tenant, ...]]:
    """Return all tenants."""
    started = now()
    found = tuple(
        Tenant(
            item["metadata"]["name"],
            item["spec"]["plan"],
            str((item.get("status") or {}).get("phase", "")),
        )
        for item in session.cluster.items(PATH)
    )
    return Observation("tenants", found, "Kubernetes API", f"GET {PATH}", started, now())


@needs("list namespaces")
def namespaces(session: Session) -> Observation[tuple[str, ...]]:
    """Return the tenants that have a namespace, by its label."""
    started, path, label = now(), "/api/v1/namespaces", "neurallog.io/tenant"
    items = session.cluster.items(path, labelSelector=label)
    found = tuple(sorted(item["metadata"]["labels"][label] for item in items))
    query = f"GET {path}, {label}"
    return Observation("tenants' namespaces", found, "Kubernetes API", query, started, now())


@needs("get namespaces", "get resourcequotas", "get secrets")
def resources(session: Session, name: str) -> Observation[Resources]:
    """Return what there is of a tenant. What is not there is a value, not an error."""
    place = f"/api/v1/namespaces/tenant-{name}"
    started = now()
    quota = _get(session, f"{place}/resourcequotas/tenant") or {}
    there = _get(session, place) is not None
    keyed = _get(session, f"{place}/secrets/api-key") is not None
    hard, used = (dict((quota.get("status") or {}).get(one) or {}) for one in ("hard", "used"))
    found = Resources(there, hard, used, keyed)
    return Observation(f"tenant {name}", found, "Kubernetes API", f"GET {place}", started, now())


@needs("get customresourcedefinitions.apiextensions.k8s.io")
def definition(session: Session) -> Observation[Definition]:
    """Return how the definition of tenants stands."""
    started = now()
    item = session.cluster.get(_CRD)
    conditions = {one["type"]: one["status"] for one in item["status"]["conditions"]}
    served = [one["name"] for one in item["spec"]["versions"] if one["served"]]
    found = Definition(conditions.get("Established") == "True", ", ".join(served))
    return Observation("definition", found, "Kubernetes API", f"GET {_CRD}", started, now())


def _get(session: Session, path: str) -> Json | None:
    try:
        return session.cluster.get(path)
    except Absent:
        return None
