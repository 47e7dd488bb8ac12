"""What is in a namespace, when it should be empty."""

from drillbook.clock import now
from drillbook.observation import Observation
from drillbook.rights import needs
from drillbook.session import Session

#: What holds or runs anything; by its API, the workloads before what they are made of.
HELD: tuple[tuple[str, str], ...] = (
    ("/apis/autoscaling/v2", "horizontalpodautoscalers"),
    ("/apis/batch/v1", "cronjobs"),
    ("/apis/batch/v1", "jobs"),
    ("/apis/apps/v1", "deployments"),
    ("/apis/apps/v1", "statefulsets"),
    ("/apis/apps/v1", "replicasets"),
    ("/api/v1", "pods"),
    ("/apis/policy/v1", "poddisruptionbudgets"),
    ("/api/v1", "services"),
    ("/api/v1", "persistentvolumeclaims"),
    ("/api/v1", "configmaps"),
    ("/api/v1", "secrets"),
)
# Kubernetes, and a mesh, put them into every namespace.
_ALWAYS_THERE = frozenset({"configmaps/kube-root-ca.crt", "configmaps/istio-ca-root-cert"})


@needs(
    "list cronjobs.batch",
    "list jobs.batch",
    "list deployments.apps",
    "list statefulsets.apps",
    "list replicasets.apps",
    "list pods",
    "list poddisruptionbudgets.policy",
    "list services",
    "list persistentvolumeclaims",
    "list configmaps",
    "list secrets",
    "list horizontalpodautoscalers.autoscaling",
)
def held(session: Session, namespace: str) -> Observation[tuple[str, ...]]:
    """Return the objects of a namespace as ``KIND/NAME``; of an empty one, none."""
    started = now()
    found = [
        f"{plural}/{item['metadata']['name']}"
        for api, plural in HELD
        for item in session.cluster.items(f"{api}/namespaces/{namespace}/{plural}")
    ]
    there = tuple(one for one in found if one not in _ALWAYS_THERE)
    query = ", ".join(plural for _, plural in HELD)
    return Observation(
        f"objects in {namespace}", there, "Kubernetes API", f"GET {query}", started, now()
    )


def path(namespace: str, name: str) -> str:
    """Return the API's path of ``KIND/NAME``."""
    plural, _, own = name.partition("/")
    api = next(api for api, known in HELD if known == plural)
    return f"{api}/namespaces/{namespace}/{plural}/{own}"
