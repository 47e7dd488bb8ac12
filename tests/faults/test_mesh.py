"""Faults of the mesh: what routes become of them, and against a small world with side proxies."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drillbook.clients.answers import Json
from drillbook.clients.kubernetes import Cluster
from drillbook.errors import Blocked, UndoIncomplete, UsageError
from drillbook.faults import mesh
from drillbook.journal import Journal
from drillbook.opening import current
from drillbook.probes import mesh as probe
from drillbook.session import UNDO_STEPS, Session
from drillbook.storage import File
from tests.world import client
from tests.world.client import CONTEXT, World
from tests.world.seed import NAMESPACE, UID

FAULT = {"abort": {"percentage": {"value": 100}, "httpStatus": 503}}
OURS = {"app": "client"}
COLLECTION = f"/apis/networking.istio.io/v1/namespaces/{NAMESPACE}/virtualservices"
BETWEEN: dict[str, Any] = {"namespace": NAMESPACE, "source": "graph-builder", "destination": "web"}
#: Longer than a request takes on a machine that is busy with other things.
DELAY = 2000
#: Routes of somebody's own, as a canary has them.
ROUTES: list[Json] = [
    {"match": [{"uri": {"prefix": "/new"}}], "route": [{"destination": {"host": "web-next"}}]},
    {"route": [{"destination": {"host": "web"}}], "timeout": "5s"},
]

paths = st.sampled_from(["/", "/a", "/b"])
apps = st.sampled_from(["client", "store"])
matches = st.fixed_dictionaries(
    {},
    optional={
        "uri": st.fixed_dictionaries({"exact": paths}),
        "sourceLabels": st.fixed_dictionaries({"app": apps}),
        "gateways": st.sampled_from([["mesh"], ["edge"], ["edge", "mesh"]]),
    },
)
routes = st.fixed_dictionaries(
    {"route": st.sampled_from(["web", "web-next"])},
    optional={"match": st.lists(matches, min_size=1, max_size=3)},
)


def taken(found: list[Json], app: str, path: str) -> Json | None:
    """Return the route that a pod's request takes: the first one with a match (Istio's rule)."""

    def matched(match: Mapping[str, Any]) -> bool:
        return (
            match.get("uri", {"exact": path})["exact"] == path
            and match.get("sourceLabels", {"app": app})["app"] == app
            and "mesh" in match.get("gateways", ["mesh"])
        )

    return next((r for r in found if any(map(matched, r.get("match") or [{}]))), None)


@given(st.lists(routes, max_size=4), paths)
def test_who_is_named_goes_where_it_went_with_the_fault_and_nobody_else_has_it(
    was: list[Json], path: str
) -> None:
    found = mesh.faulted(was, FAULT, OURS, "shop")
    assert taken(found, "store", path) == taken(was, "store", path)
    before, after = taken(was, "client", path), taken(found, "client", path)
    assert (before is None) == (after is None)
    if before and after:
        assert after["route"] == before["route"]
        assert after["fault"] == FAULT
        assert all(match["sourceNamespace"] == "shop" for match in after["match"])


def test_a_redirect_keeps_its_place_and_has_no_fault() -> None:
    redirect = {"match": [{"uri": {"exact": "/old"}}], "redirect": {"uri": "/"}}
    found = mesh.faulted([redirect, {"route": []}], FAULT, OURS, "shop")
    assert "fault" not in found[0]
    assert found[0]["redirect"] == redirect["redirect"]
    assert mesh.faulted([redirect], FAULT, OURS, "shop") == [redirect]


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with client.started(tmp_path_factory.mktemp("mesh") / "world") as world:
        yield world


@pytest.fixture
def session(world: World, tmp_path: Path) -> Iterator[Session]:
    """A session on the world as it is made."""
    world.control("reset")
    cluster = Cluster(world.kubeconfig, CONTEXT)
    target = world.target(frozenset({"mesh.abort", "mesh.delay"}))
    found = Session(
        target, cluster, Journal(File(tmp_path / "journal")), UID, confirmed=target.name
    )
    token = current.set(found)
    try:
        yield found
    finally:
        current.reset(token)


def virtual_services(session: Session) -> dict[str, Any]:
    return {i["metadata"]["name"]: i["spec"] for i in session.cluster.items(COLLECTION)}


def theirs(session: Session, name: str = "web") -> dict[str, Any]:
    """Make a VirtualService of somebody's own; return its spec."""
    spec = {"hosts": ["web"], "http": ROUTES}
    session.cluster.create(COLLECTION, {"metadata": {"name": name}, "spec": spec})
    return spec


def test_a_host_without_a_virtual_service_gets_one_that_the_undo_removes(session: Session) -> None:
    assert "seen at" in mesh.delay(**BETWEEN, milliseconds=DELAY)
    ((name, made),) = virtual_services(session).items()
    assert name.startswith("drillbook-")
    assert made["http"][0]["match"] == [
        {"sourceLabels": {"app": "graph-builder"}, "sourceNamespace": NAMESPACE}
    ]
    assert "fault" not in made["http"][1]
    assert f"{name}: removed" in session.undo()[0]
    assert virtual_services(session) == {}


def test_a_virtual_service_that_is_there_is_changed_and_put_back(session: Session) -> None:
    spec = theirs(session)
    mesh.abort(**BETWEEN, status=429)
    changed = virtual_services(session)["web"]
    assert changed["http"][2:] == ROUTES
    assert changed["http"][0]["route"] == ROUTES[0]["route"]
    assert changed["http"][1]["fault"]["abort"]["httpStatus"] == 429
    session.undo()
    assert virtual_services(session) == {"web": spec}


def test_two_faults_of_one_host_are_put_back_newest_first(session: Session) -> None:
    mesh.abort(**BETWEEN)
    mesh.delay(**BETWEEN, milliseconds=DELAY)
    assert len(virtual_services(session)) == 1
    session.undo()
    assert virtual_services(session) == {}


def test_an_undo_step_that_runs_again_harms_nothing(session: Session) -> None:
    theirs(session)
    mesh.abort(**BETWEEN)
    (intent,) = session.journal.pending()
    session.undo()
    again = UNDO_STEPS["mesh.restore"](session, intent.arguments, intent.before)
    assert "as before" in again


@pytest.mark.parametrize("there", [True, False])
def test_routes_that_somebody_has_changed_since_are_not_touched(
    session: Session, *, there: bool
) -> None:
    if there:
        theirs(session)
    mesh.abort(**BETWEEN)
    (name,) = virtual_services(session)
    other = [{"route": [{"destination": {"host": "elsewhere"}}]}]
    session.cluster.merge_patch(f"{COLLECTION}/{name}", {"spec": {"http": other}})
    with pytest.raises(UndoIncomplete, match=rf"changed meanwhile.*kubectl \w+ -n .* {name}"):
        session.undo()
    assert virtual_services(session)[name]["http"] == other


def test_one_that_was_made_anew_meanwhile_is_left_alone(session: Session) -> None:
    theirs(session)
    mesh.abort(**BETWEEN)
    session.cluster.delete(f"{COLLECTION}/web")
    spec = theirs(session)
    assert "made anew" in session.undo()[0]
    assert virtual_services(session)["web"] == spec


def test_pods_without_a_side_proxy_are_named(session: Session) -> None:
    with pytest.raises(UsageError, match=r"redis-0 in .*: no side proxy of the mesh"):
        mesh.abort(namespace=NAMESPACE, source="graph-builder", destination="redis")
    assert not session.journal.pending()


@pytest.mark.parametrize(
    ("spec", "count"),
    [
        ({"hosts": [f"web.{NAMESPACE}.svc.cluster.local"]}, 1),
        ({"hosts": [f"web.{NAMESPACE}"], "gateways": ["edge", "mesh"]}, 1),
        ({"hosts": ["web"], "gateways": ["edge"]}, 0),
        ({"hosts": ["web-next", "web.elsewhere"]}, 0),
    ],
)
def test_only_virtual_services_that_the_mesh_uses_for_the_host_count(
    session: Session, spec: Json, count: int
) -> None:
    session.cluster.create(COLLECTION, {"metadata": {"name": "some"}, "spec": spec})
    assert len(probe.virtual_services(session, NAMESPACE, "web") or []) == count


def test_several_virtual_services_of_the_host_are_named(session: Session) -> None:
    theirs(session)
    theirs(session, "canary")
    with pytest.raises(UsageError, match=r"several VirtualServices .*\(canary, web\)"):
        mesh.abort(**BETWEEN)
    assert not session.journal.pending()


def test_a_fault_that_shows_already_is_refused(session: Session) -> None:
    with pytest.raises(UsageError, match=r"gets 200 in .* as it is, so the fault would show"):
        mesh.abort(**BETWEEN, status=200)
    assert not session.journal.pending()


def test_a_cluster_without_the_kind_is_blocked(session: Session, world: World) -> None:
    world.control("lack", collection=COLLECTION)
    with pytest.raises(Blocked, match="the cluster has no VirtualService"):
        mesh.abort(**BETWEEN)
    assert not session.journal.pending()


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"share": 0}, "a share is above 0"),
        ({"share": 1.5}, "at most 1"),
        ({"status": 99}, "from 200 to 599, not 99"),
    ],
)
def test_a_share_or_a_status_that_cannot_be_is_refused(wrong: dict[str, Any], said: str) -> None:
    with pytest.raises(UsageError, match=said):
        mesh.abort(**BETWEEN, **wrong)


def test_no_delay_at_all_is_refused() -> None:
    with pytest.raises(UsageError, match="at least 1 ms, not 0"):
        mesh.delay(**BETWEEN, milliseconds=0)
