"""Neo4j given more, and tuned (KG RCA, Vertical Scaling and Performance Tuning / Neo4j Tuning).

The runbook sets the heap by an environment variable, and the rest by settings of which two have
had other names since Neo4j 5: ``dbms.query.cache_size`` and
``dbms.connector.bolt.thread_pool_max_size``. Its ``db.memory.transaction.total_max`` and
``db.memory.transaction.max`` never were names. Amounts of memory are a hundredth of the runbook's.
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from drillbook.clients import neo4j as clients
from drillbook.clients.answers import Json
from drillbook.clock import eventually
from drillbook.errors import CheckFailed, NotDone, UndoIncomplete, Unobservable
from drillbook.guard import Change
from drillbook.probes import neo4j
from drillbook.probes.environment import Requested
from drillbook.procedures.restoring import note
from drillbook.rights import needs
from drillbook.session import Session, undo_step

#: As Neo4j itself writes them.
TUNED: Mapping[str, str] = {
    "server.memory.heap.max_size": "768.00MiB",
    "server.memory.heap.initial_size": "320.00MiB",
    "server.memory.pagecache.size": "320.00MiB",
    "db.memory.transaction.total.max": "320.00MiB",
    "db.memory.transaction.max": "160.00MiB",
    "server.memory.query_cache.per_db_cache_num_entries": "2000",
    "db.checkpoint.interval.time": "15m",
    "db.checkpoint.interval.tx": "100000",
    "server.bolt.thread_pool_max_size": "800",
}
#: What its Java has to be started with.
JAVA: Mapping[str, str] = {"-Xms": "320m", "-Xmx": "768m"}
REQUESTED = Requested(cores=0.25, memory_bytes=1000 * 2**20)
LIMITED = Requested(cores=0, memory_bytes=2000 * 2**20)

_CONF, _KEY, _VARIABLE = "neo4j-conf", "neo4j.conf", "NEO4J_JAVA_OPTS"
_STATEFUL_SET = "neo4j"
_WITHIN = timedelta(minutes=4)
_CONTAINER = "/spec/template/spec/containers/0"


def tune(session: Session, namespace: str) -> None:
    """Give Neo4j more and tune it, with one rolling restart; the undo puts all back, with another.

    Raises Refused, NotDone, or CheckFailed when it does not come back.
    """
    conf = session.cluster.get(_conf(namespace))["data"][_KEY]
    container = _first(session, namespace)
    before = {"conf": conf, "env": container["env"], "resources": container["resources"]}
    names = (f"statefulsets/{_STATEFUL_SET}", f"configmaps/{_CONF}")
    session.permit(Change("workload.change", namespace, names, taken_down=1, undo_within=_WITHIN))
    session.intend("neo4j.untune", {"namespace": namespace}, before)
    resources = {
        "requests": {"cpu": "250m", "memory": "1000Mi"},
        "limits": {"memory": "2000Mi"},
    }
    _set(session, namespace, tuned(conf), _with_heap(container["env"]), resources)
    _await(session, namespace)
    note(f"Neo4j has {len(TUNED)} tuned settings, a larger heap, and more held for it")


def tuned(conf: str) -> str:
    """Return a configuration with the tuned settings in place of what it says of them."""
    kept = [line for line in conf.splitlines() if line.partition("=")[0].strip() not in TUNED]
    written = (f"{name}={value.replace('.00MiB', 'm')}" for name, value in TUNED.items())
    return "\n".join([*kept, *written, ""])


def _with_heap(variables: list[Json]) -> list[Json]:
    return [
        one | {"value": _options(one["value"])} if one["name"] == _VARIABLE else one
        for one in variables
    ]


def _options(options: str) -> str:
    kept = [one for one in options.split() if not one.startswith(tuple(JAVA))]
    return " ".join([*(f"{name}{value}" for name, value in JAVA.items()), *kept])


@undo_step("neo4j.untune")
def _untune(session: Session, arguments: Mapping[str, Any], before: Mapping[str, Any]) -> str:
    namespace = str(arguments["namespace"])
    try:
        _set(session, namespace, before["conf"], before["env"], before["resources"])
        _await(session, namespace)
    except (CheckFailed, NotDone, Unobservable) as error:
        by_hand = f"kubectl edit -n {namespace} configmap/{_CONF} statefulset/{_STATEFUL_SET}"
        raise UndoIncomplete(f"{error}; by hand: {by_hand}") from error
    return "Neo4j has the settings, the heap and the resources that it had"


@needs("get statefulsets.apps", "get configmaps")
def _first(session: Session, namespace: str) -> Json:
    spec = session.cluster.get(_path(namespace))["spec"]["template"]["spec"]
    found: Json = spec["containers"][0]
    return found


@needs("patch configmaps", "patch statefulsets.apps")
def _set(session: Session, namespace: str, conf: str, env: Any, resources: Any) -> None:
    session.cluster.merge_patch(_conf(namespace), {"data": {_KEY: conf}})
    session.cluster.json_patch(
        _path(namespace),
        [
            {"op": "replace", "path": f"{_CONTAINER}/env", "value": env},
            {"op": "replace", "path": f"{_CONTAINER}/resources", "value": resources},
        ],
    )


def _await(session: Session, namespace: str) -> None:
    def rolled_out() -> bool:
        item = session.cluster.get(_path(namespace))
        status, wanted = item.get("status") or {}, item["spec"]["replicas"]
        return (
            status.get("observedGeneration", 0) >= item["metadata"]["generation"]
            and status.get("currentRevision") == status.get("updateRevision")
            and status.get("readyReplicas", 0) == wanted
        )

    every = timedelta(milliseconds=500)
    eventually(rolled_out, bool, within=_WITHIN, what="Neo4j is rolled out", every=every)
    access = clients.connect(session, namespace)
    eventually(
        lambda: neo4j.availability(access),
        lambda seen: seen.value.writable,
        within=_WITHIN,
        what="Neo4j takes writes",
    )


def _path(namespace: str) -> str:
    return f"/apis/apps/v1/namespaces/{namespace}/statefulsets/{_STATEFUL_SET}"


def _conf(namespace: str) -> str:
    return f"/api/v1/namespaces/{namespace}/configmaps/{_CONF}"
