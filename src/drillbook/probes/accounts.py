"""What an account may do: as the API server says, and as it lets it; roles against their file."""

from typing import Any

import yaml

from drillbook.clients.answers import Forbidden
from drillbook.clients.kubernetes import Cluster
from drillbook.clock import now
from drillbook.errors import Unobservable
from drillbook.observation import Observation
from drillbook.opening import kubeconfig_of
from drillbook.rights import needs
from drillbook.session import Session

_REVIEWS = "/apis/authorization.k8s.io/v1/subjectaccessreviews"
_ROLES = "/apis/rbac.authorization.k8s.io/v1/namespaces/{}/roles"
#: What is asked of an account: verb, group and resource, by what it is called.
QUESTIONS = {
    "list pods": ("list", "", "pods"),
    "list configmaps": ("list", "", "configmaps"),
    "list secrets": ("list", "", "secrets"),
    "list deployments": ("list", "apps", "deployments"),
}


def user(namespace: str, account: str) -> str:
    """Return a ServiceAccount's name as a user."""
    return f"system:serviceaccount:{namespace}:{account}"


def groups(namespace: str) -> list[str]:
    """Return the groups of every ServiceAccount of a namespace, to which rights may be given."""
    every = "system:serviceaccounts"
    return [every, f"{every}:{namespace}", "system:authenticated"]


@needs("create subjectaccessreviews.authorization.k8s.io in all namespaces")
def said(session: Session, namespace: str, account: str) -> Observation[dict[str, bool]]:
    """Ask the API server what an account may do in its namespace, as ``can-i`` does.

    With its groups: ``can-i --as`` has them from the API server, a review from nobody.
    """
    started = now()
    found = {}
    who = {"user": user(namespace, account), "groups": groups(namespace)}
    for what, (verb, group, resource) in QUESTIONS.items():
        about = {"namespace": namespace, "verb": verb, "group": group, "resource": resource}
        answer = session.cluster.review(_REVIEWS, {"spec": who | {"resourceAttributes": about}})
        found[what] = bool(answer["status"].get("allowed"))
    return Observation(f"rights of {account}", found, "Kubernetes API", _REVIEWS, started, now())


@needs("impersonate users")
def let(session: Session, namespace: str, account: str) -> Observation[dict[str, bool]]:
    """Try each as the account itself; return what the API server let it do."""
    started = now()
    file, context = kubeconfig_of(session.target), session.target.context
    own = Cluster(file, context, account=user(namespace, account))
    found = {}
    for what, (_, group, resource) in QUESTIONS.items():
        base = f"/apis/{group}/v1" if group else "/api/v1"
        try:
            own.get(f"{base}/namespaces/{namespace}/{resource}", limit="1")
        except Forbidden:
            found[what] = False
        else:
            found[what] = True
    return Observation(f"what {account} does", found, "Kubernetes API", "GET", started, now())


@needs("get configmaps", "get roles.rbac.authorization.k8s.io")
def on_file(
    session: Session, namespace: str, kept_in: str, config_map: str
) -> Observation[dict[str, bool]]:
    """Return by role whether its rules are those on file, which is a ConfigMap's text.

    Raises Unobservable for a file that holds none.
    """
    path, started = f"/api/v1/namespaces/{kept_in}/configmaps/{config_map}", now()
    files = session.cluster.get(path).get("data") or {}
    if not files:
        raise Unobservable(f"{config_map} in {kept_in} holds no role")
    found = {
        name: yaml.safe_load(text) == _rules(session, namespace, name)
        for name, text in files.items()
    }
    return Observation("roles as on file", found, "Kubernetes API", path, started, now())


def _rules(session: Session, namespace: str, name: str) -> Any:
    rules = session.cluster.get(f"{_ROLES.format(namespace)}/{name}").get("rules") or []
    return [{key: list(value) for key, value in rule.items()} for rule in rules]


@needs("list roles.rbac.authorization.k8s.io")
def versions(session: Session, namespace: str) -> Observation[dict[str, str]]:
    """Return the version of each role: another one after every change."""
    path, started = _ROLES.format(namespace), now()
    found = {
        str(one["metadata"]["name"]): str(one["metadata"]["resourceVersion"])
        for one in session.cluster.items(path)
    }
    return Observation("versions of roles", found, "Kubernetes API", path, started, now())
