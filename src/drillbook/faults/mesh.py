"""Requests between two named services delayed or answered with an error by the mesh (Istio).

The side proxies of the calling service do it, told so by a VirtualService: one that is there for
the host gets routes for the calling service's pods before its own, and is put back; else one is
made and removed. Istio has no limit of the rate of an answer: see ``traffic.limit``.
"""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any
from uuid import uuid4

from drillbook.clients.answers import Absent, Json
from drillbook.errors import Blocked, NotDone, UndoIncomplete, Unobservable, UsageError
from drillbook.faults.bringing import NOT_AS_SEEN, Fault, action, as_seen, bring
from drillbook.faults.catalogue import Needs, described
from drillbook.guard import Change
from drillbook.opening import required
from drillbook.probes import mesh
from drillbook.probes.mesh import Answer, Meshed
from drillbook.session import Session, undo_step

_SHOWS_WITHIN = timedelta(seconds=60)
_REQUESTS_OF_A_SHARE = 20
_REQUESTS_OF_ALL = 3
_CLOCK_SECONDS = 0.02  # two readings of a clock that counts hundredths
# What the API server answers when an object is gone, or a patch's test or a precondition fails.
_NEEDS = Needs(
    rights=(
        "get services",
        "list pods",
        "create pods/exec",
        *(f"{verb} virtualservices.networking.istio.io" for verb in ("get", "list", "create")),
        *(f"{verb} virtualservices.networking.istio.io" for verb in ("patch", "delete")),
    ),
    target="any target with Istio 1.22 or later, side proxies in the pods of both services",
    in_container=("sh", "curl or wget"),
)


@action
@described(
    changes="mesh.delay",
    effect="a request from inside each pod of the one service to the other takes at least that "
    "long",
    undo="mesh.restore",
    needs=_NEEDS,
)
def delay(namespace: str, source: str, destination: str, milliseconds: int, path: str = "/") -> str:
    """Let the mesh delay each HTTP request of one Service's pods to another Service.

    ``path`` is what is asked for to see the effect.
    """
    if int(milliseconds) < 1:
        raise UsageError(f"a delay is at least 1 ms, not {milliseconds}")
    seconds = int(milliseconds) / 1000
    return _bring(
        "mesh.delay",
        f"{destination} answers {source} {milliseconds} ms later, by the mesh",
        (namespace, source, destination, path),
        {"delay": {"percentage": {"value": 100}, "fixedDelay": f"{seconds:.3f}s"}},
        lambda answers: all(answer.seconds >= seconds - _CLOCK_SECONDS for answer in answers),
    )


@action
@described(
    changes="mesh.abort",
    effect="of 20 requests from inside each pod some get that status, and with a share of 1 all of "
    "3",
    undo="mesh.restore",
    needs=_NEEDS,
)
def abort(
    namespace: str,
    source: str,
    destination: str,
    status: int = 503,
    share: float = 1.0,
    path: str = "/",
) -> str:
    """Let the mesh answer a share (0 to 1) of one Service's HTTP requests to another by a status.

    ``path`` is what is asked for to see the effect.
    """
    if not 0 < float(share) <= 1:
        raise UsageError(f"a share is above 0 and at most 1, not {share}")
    if not 200 <= int(status) <= 599:
        raise UsageError(f"a status that ends a request is from 200 to 599, not {status}")

    def aborted(answers: tuple[Answer, ...]) -> bool:
        bad = sum(answer.status == int(status) for answer in answers)
        return bad == len(answers) if float(share) == 1 else bad > 0

    return _bring(
        "mesh.abort",
        f"{float(share):.0%} of requests from {source} to {destination} get {status}, by the mesh",
        (namespace, source, destination, path),
        {"abort": {"percentage": {"value": 100 * float(share)}, "httpStatus": int(status)}},
        aborted,
        times=_REQUESTS_OF_ALL if float(share) == 1 else _REQUESTS_OF_A_SHARE,
    )


def faulted(
    routes: list[Json], fault: Json, labels: Mapping[str, str], namespace: str
) -> list[Json]:
    """Return a VirtualService's HTTP routes with the fault for the pods of these labels alone.

    Each route that such a pod can take comes first once more, for those pods, with the fault; so
    they go where they went, and nobody else's requests change. The same routes when none applies.
    """
    ours = []
    for route in routes:
        matches = [
            match
            | {"sourceLabels": {**match.get("sourceLabels", {}), **labels}}
            | {"sourceNamespace": namespace}
            for match in route.get("match") or [{}]
            if _can_match(match, labels, namespace)
        ]
        if matches:
            without_name = {key: value for key, value in route.items() if key != "name"}
            # What redirects or answers by itself has no fault, and keeps its place.
            added = {"fault": {**route.get("fault", {}), **fault}} if "route" in route else {}
            ours.append(without_name | {"match": matches} | added)
    return [*ours, *routes] if any("route" in route for route in ours) else routes


def _can_match(match: Json, labels: Mapping[str, str], namespace: str) -> bool:
    wanted = match.get("sourceLabels", {})
    return (
        all(wanted.get(key, value) == value for key, value in labels.items())
        and match.get("sourceNamespace", namespace) == namespace
        and "mesh" in (match.get("gateways") or ["mesh"])
    )


def _bring(
    kind: str,
    text: str,
    where: tuple[str, str, str, str],
    fault: Json,
    shows: Callable[[tuple[Answer, ...]], bool],
    *,
    times: int = 1,
) -> str:
    session = required()
    namespace, *names, path = where
    there = mesh.virtual_services(session, namespace, names[1])
    if there is None:
        raise Blocked(
            f"{session.target.file}: the cluster has no VirtualService (networking.istio.io/v1), "
            f"so no mesh can do it; traffic.* needs none, in a lab. Nothing was changed."
        )
    source, destination = (mesh.service(session, namespace, name) for name in names)
    bare = [*source.bare, *destination.bare]
    if bare:
        raise UsageError(
            f"{', '.join(bare)} in {namespace}: no side proxy of the mesh (label the namespace "
            f"istio-injection=enabled and restart the pods). Nothing was changed."
        )
    _refuse_what_shows_already(session, source, destination, path, shows)
    arguments, was, inject = _written(session, source, destination, there, fault)
    return bring(
        Fault(
            text=text,
            change=Change(kind, namespace, tuple(sorted(source.containers))),
            undo="mesh.restore",
            arguments=arguments,
            before=was,
            inject=inject,
            look=lambda: mesh.answers(session, source, destination, path, times),
            took_effect=shows,
            effect_within=_SHOWS_WITHIN,
        )
    )


def _refuse_what_shows_already(
    session: Session,
    source: Meshed,
    destination: Meshed,
    path: str,
    shows: Callable[[tuple[Answer, ...]], bool],
) -> None:
    before = mesh.answers(session, source, destination, path).value
    if any(answer.status == 0 for answer in before) or shows(before):
        raise UsageError(
            f"GET {path} of {destination.name} from {source.name} gets {_said(before)} as it is, "
            f"so the fault would show nothing. Nothing was changed."
        )


def _written(
    session: Session, source: Meshed, destination: Meshed, there: list[Json], fault: Json
) -> tuple[Json, Json, Callable[[], None]]:
    """Return the undo step's arguments, what was before, and what writes the VirtualService."""
    namespace = destination.namespace
    if len(there) > 1:
        several = ", ".join(item["metadata"]["name"] for item in there)
        raise UsageError(
            f"several VirtualServices in {namespace} are for {destination.name} ({several}), and "
            f"Istio does not say which one counts. Nothing was changed."
        )
    if not there:
        plain: Json = {"route": [{"destination": {"host": destination.name}}]}
        routes = faulted([plain], fault, source.labels, namespace)
        name = f"drillbook-{uuid4().hex[:12]}"
        body = _virtual_service(name, destination.name, routes)
        arguments = {"namespace": namespace, "name": name, "left": routes}
        collection = mesh.VIRTUAL_SERVICES.format(namespace=namespace)
        return arguments, {}, lambda: _create(session, collection, body)
    item = there[0]
    name, was = item["metadata"]["name"], item["spec"].get("http") or []
    routes = faulted(was, fault, source.labels, namespace)
    if routes == was:
        raise UsageError(
            f"VirtualService {namespace}/{name} has no HTTP route that {source.name} takes to "
            f"{destination.name}. Nothing was changed."
        )
    arguments = {"namespace": namespace, "name": name, "left": routes}
    before = {"uid": item["metadata"]["uid"], "http": was}

    def inject() -> None:
        with as_seen(f"VirtualService {namespace}/{name}"):
            _replace(session, _path(arguments), item, routes)

    return arguments, before, inject


def _virtual_service(name: str, host: str, routes: list[Json]) -> Json:
    return {
        "apiVersion": "networking.istio.io/v1",
        "kind": "VirtualService",
        "metadata": {"name": name, "labels": {"app.kubernetes.io/managed-by": "drillbook"}},
        "spec": {"hosts": [host], "http": routes},
    }


@undo_step("mesh.restore")
def _restore(session: Session, arguments: Mapping[str, Any], before: Mapping[str, Any]) -> str:
    """Remove the VirtualService that was made, or put the routes of the changed one back."""
    path, named = _path(arguments), f"VirtualService {arguments['namespace']}/{arguments['name']}"
    try:
        item = session.cluster.get(path)
    except Absent:
        return f"{named} is gone"
    if before and item["metadata"]["uid"] != before["uid"]:
        return f"{named} was made anew meanwhile"
    found, was = item["spec"].get("http") or [], before.get("http")
    if found == was:
        return f"{named}: routes as before"
    if found != arguments["left"]:
        raise UndoIncomplete(
            f"the routes of {named} were changed meanwhile, and were not touched; by hand: "
            + _by_hand(arguments, before)
        )
    try:
        if was is None:
            session.cluster.delete(path, {"preconditions": {"uid": item["metadata"]["uid"]}})
        else:
            _replace(session, path, item, was)
    except NotDone as error:
        if error.status in NOT_AS_SEEN:  # the next look finds it gone, or another
            raise Unobservable(f"{named} was changed since it was looked at") from error
        raise UndoIncomplete(f"{error}; by hand: {_by_hand(arguments, before)}") from error
    return f"{named}: {'removed' if was is None else 'routes as before'}"


def _by_hand(arguments: Mapping[str, Any], before: Mapping[str, Any]) -> str:
    named = f"-n {arguments['namespace']} virtualservice {arguments['name']}"
    if not before:
        return f"kubectl delete {named}"
    return f"kubectl edit {named}; spec.http was {before['http']}"


def _create(session: Session, collection: str, body: Json) -> None:
    session.cluster.create(collection, body)


def _replace(session: Session, path: str, item: Json, routes: list[Json]) -> None:
    """Replace the routes, provided that the object is the version that was read. Raises NotDone."""
    version = item["metadata"]["resourceVersion"]
    test = {"op": "test", "path": "/metadata/resourceVersion", "value": version}
    session.cluster.json_patch(path, [test, {"op": "add", "path": "/spec/http", "value": routes}])


def _path(arguments: Mapping[str, Any]) -> str:
    collection = mesh.VIRTUAL_SERVICES.format(namespace=arguments["namespace"])
    return f"{collection}/{arguments['name']}"


def _said(answers: tuple[Answer, ...]) -> str:
    said = sorted({f"{a.status or 'no status'} in {a.seconds:.2f} s" for a in answers})
    return ", ".join(said) or "nothing"


ACTIONS = {"delay": delay, "abort": abort}
