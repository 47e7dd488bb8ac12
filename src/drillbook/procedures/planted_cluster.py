"""What a live proof plants in the cluster: a lost node, rights, a version, another schedule."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from drillbook.errors import NotDone, UndoIncomplete
from drillbook.guard import Change
from drillbook.procedures import objects
from drillbook.rights import needs
from drillbook.session import Session, undo_step

_SOON = timedelta(seconds=30)
_LOST, _POWER, _VERSION = "drillbook-lost", "drillbook-power", "v2"
_NODES = "/api/v1/nodes"
_BINDINGS = "/apis/rbac.authorization.k8s.io/v1/clusterrolebindings"
_TENANTS = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions/tenants.neurallog.io"
_LOG_BACKUP, _HOURLY = "cronjobs/transaction-log-backup", "0 * * * *"


@needs("create nodes")
def lose_node(session: Session, namespace: str) -> None:
    """Have a node that nobody looks after: it is known, never ready, and takes no pod."""
    session.permit(Change("workload.change", namespace, (f"node {_LOST}",), undo_within=_SOON))
    session.intend("planted.remove", {"path": f"{_NODES}/{_LOST}"}, {})
    taint = {"key": "drillbook.dev/lost", "effect": "NoExecute"}
    body = {
        "apiVersion": "v1",
        "kind": "Node",
        "metadata": {"name": _LOST},
        "spec": {"unschedulable": True, "taints": [taint]},
    }
    session.cluster.create(_NODES, body)


@needs("create clusterrolebindings.rbac.authorization.k8s.io")
def give_power(session: Session, namespace: str) -> None:
    """Let the exporter look at the whole cluster, which nobody gave it on purpose."""
    session.permit(Change("role.change", namespace, (_POWER,), undo_within=_SOON))
    session.intend("planted.remove", {"path": f"{_BINDINGS}/{_POWER}"}, {})
    group = "rbac.authorization.k8s.io"
    body = {
        "apiVersion": f"{group}/v1",
        "kind": "ClusterRoleBinding",
        "metadata": {"name": _POWER},
        "roleRef": {"apiGroup": group, "kind": "ClusterRole", "name": "view"},
        "subjects": [{"kind": "ServiceAccount", "name": "exporter", "namespace": namespace}],
    }
    session.cluster.create(_BINDINGS, body)


@undo_step("planted.remove")
@needs("delete nodes", "delete clusterrolebindings.rbac.authorization.k8s.io")
def _remove(session: Session, arguments: Mapping[str, Any], _before: Mapping[str, Any]) -> str:
    path = str(arguments["path"])
    try:
        was = session.cluster.discard(path)
    except NotDone as error:
        raise UndoIncomplete(f"{error}; by hand: kubectl delete --raw {path}") from error
    return f"{path} is gone" if was else f"{path} was not there"


@needs(
    "get customresourcedefinitions.apiextensions.k8s.io",
    "patch customresourcedefinitions.apiextensions.k8s.io",
)
def serve_twice(session: Session, namespace: str) -> None:
    """Have tenants served in another version, too; what is stored stays as it is."""
    session.permit(Change("workload.change", namespace, ("tenants.neurallog.io",)))
    first = session.cluster.get(_TENANTS)["spec"]["versions"][0]
    session.intend("tenants.serve_once", {}, {})
    other = {**first, "name": _VERSION, "storage": False}
    patch = [{"op": "add", "path": "/spec/versions/-", "value": other}]
    session.cluster.json_patch(_TENANTS, patch)


@undo_step("tenants.serve_once")
def _serve_once(session: Session, _arguments: Mapping[str, Any], _before: Mapping[str, Any]) -> str:
    try:
        item = session.cluster.get(_TENANTS)
        names = [one["name"] for one in item["spec"]["versions"]]
        if _VERSION in names:
            where = f"/spec/versions/{names.index(_VERSION)}"
            is_it = {"op": "test", "path": f"{where}/name", "value": _VERSION}
            session.cluster.json_patch(_TENANTS, [is_it, {"op": "remove", "path": where}])
    except NotDone as error:
        by_hand = f"by hand: kubectl edit crd tenants.neurallog.io, and remove {_VERSION}"
        raise UndoIncomplete(f"{error}; {by_hand}") from error
    return "tenants are served in one version"


@needs("get cronjobs.batch", "patch cronjobs.batch")
def back_up_hourly(session: Session, namespace: str) -> None:
    """Have the log of transactions backed up once an hour."""
    what = "the log of transactions is backed up once an hour"
    objects.patch(session, namespace, _LOG_BACKUP, {"spec": {"schedule": _HOURLY}}, what)
