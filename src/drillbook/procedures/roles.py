"""Rights granted to an account and taken away again (Neo Service Layer, RBAC Updates).

The guide writes an annotation, which grants nothing: a Role and its binding do.
"""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from drillbook.clients.answers import Json
from drillbook.errors import NotDone, UndoIncomplete
from drillbook.guard import Change
from drillbook.procedures.restoring import note
from drillbook.rights import needs
from drillbook.session import Session, undo_step

NAME = "drill-granted"
_RBAC = "/apis/rbac.authorization.k8s.io/v1/namespaces"
_SOON = timedelta(seconds=30)


@needs("create roles.rbac.authorization.k8s.io", "create rolebindings.rbac.authorization.k8s.io")
def grant(session: Session, namespace: str, account: str, verb: str, resource: str) -> None:
    """Grant an account one verb on one resource; the undo takes it away. Raises NotDone."""
    session.permit(Change("role.change", namespace, (NAME,), undo_within=_SOON))
    session.intend("role.take_away", {"namespace": namespace}, {})
    rule = {"apiGroups": [""], "resources": [resource], "verbs": [verb]}
    subject = {"kind": "ServiceAccount", "name": account, "namespace": namespace}
    about: Json = {"apiVersion": "rbac.authorization.k8s.io/v1", "metadata": {"name": NAME}}
    reference = {"apiGroup": "rbac.authorization.k8s.io", "kind": "Role", "name": NAME}
    session.cluster.create(f"{_RBAC}/{namespace}/roles", about | {"kind": "Role", "rules": [rule]})
    session.cluster.create(
        f"{_RBAC}/{namespace}/rolebindings",
        about | {"kind": "RoleBinding", "roleRef": reference, "subjects": [subject]},
    )
    note(f"{account} is granted to {verb} {resource}")


def take_away(session: Session, namespace: str) -> None:
    """Take away what ``grant`` gave. Raises Refused, NotDone."""
    session.permit(Change("role.change", namespace, (NAME,)))
    _delete(session, namespace)
    note("what was granted is taken away")


@needs("delete roles.rbac.authorization.k8s.io", "delete rolebindings.rbac.authorization.k8s.io")
def _delete(session: Session, namespace: str) -> None:
    for kind in ("rolebindings", "roles"):
        session.cluster.discard(f"{_RBAC}/{namespace}/{kind}/{NAME}")


@undo_step("role.take_away")
def _take_away(session: Session, arguments: Mapping[str, Any], _before: Mapping[str, Any]) -> str:
    namespace = str(arguments["namespace"])
    try:
        _delete(session, namespace)
    except NotDone as error:
        by_hand = f"by hand: kubectl delete role,rolebinding -n {namespace} {NAME}"
        raise UndoIncomplete(f"{error}; {by_hand}") from error
    return "what was granted is taken away"


@needs("get roles.rbac.authorization.k8s.io", "patch roles.rbac.authorization.k8s.io")
def widen(session: Session, namespace: str, role: str, verb: str, resource: str) -> None:
    """Let a role have one verb on one resource more; the undo gives it the rules from before."""
    rules = session.cluster.get(f"{_RBAC}/{namespace}/roles/{role}")["rules"]
    rule = {"apiGroups": [""], "resources": [resource], "verbs": [verb]}
    give(session, namespace, role, [*rules, rule])
    note(f"{role} may {verb} {resource}, too")


@needs("get roles.rbac.authorization.k8s.io", "patch roles.rbac.authorization.k8s.io")
def give(session: Session, namespace: str, role: str, rules: Sequence[Json]) -> None:
    """Let a role have these rules alone; the undo gives it those from before. Raises NotDone."""
    path = f"{_RBAC}/{namespace}/roles/{role}"
    before = session.cluster.get(path)["rules"]
    session.permit(Change("role.change", namespace, (role,), undo_within=_SOON))
    session.intend("role.rules_back", {"namespace": namespace, "role": role}, {"rules": before})
    session.cluster.merge_patch(path, {"rules": list(rules)})


@undo_step("role.rules_back")
def _rules_back(session: Session, arguments: Mapping[str, Any], before: Mapping[str, Any]) -> str:
    namespace, role = str(arguments["namespace"]), str(arguments["role"])
    try:
        session.cluster.merge_patch(f"{_RBAC}/{namespace}/roles/{role}", {"rules": before["rules"]})
    except NotDone as error:
        raise UndoIncomplete(
            f"{error}; by hand: kubectl edit role -n {namespace} {role}"
        ) from error
    return f"{role} has the rules from before"
