"""What somebody else changes between a look and the change is neither overwritten nor put back."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from drillbook.clients.answers import Json
from drillbook.clients.kubernetes import Cluster
from drillbook.faults import configuration, images, nodes, workloads
from drillbook.faults.bringing import NotBegun
from drillbook.journal import Intent, Journal
from drillbook.procedures import workloads as by_hand
from drillbook.session import Session
from drillbook.target import Target
from tests.world.client import World
from tests.world.seed import NAMESPACE

WEB = f"/apis/apps/v1/namespaces/{NAMESPACE}/deployments/web"
NODE = "/api/v1/nodes/node-1"
WORDS = f"/api/v1/namespaces/{NAMESPACE}/configmaps/web"
SCALED_TO = 10

_IMAGE = "/spec/template/spec/containers/0/image"
_CHANGES = frozenset({"workload.scale", "workload.image", "config_map.wrong", "node.cordon"})


@pytest.fixture
def target(world: World) -> Target:
    return world.target(_CHANGES)


@pytest.mark.parametrize(
    "scale",
    [
        lambda _opened: workloads.scale(NAMESPACE, "web", 1),
        lambda opened: by_hand.scale(opened, NAMESPACE, "web", 1, timedelta(seconds=1)),
    ],
    ids=["the fault", "the procedure"],
)
def test_a_workload_that_somebody_scales_meanwhile_is_left_as_they_scaled_it(
    scale: Callable[[Session], object],
    opened: Session,
    cluster: Cluster,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    intend = Session.intend

    def overtaken(session: Session, *written: Any) -> Intent:
        intent = intend(session, *written)
        cluster.scale(NAMESPACE, "deployments/web", SCALED_TO)
        return intent

    monkeypatch.setattr(Session, "intend", overtaken)
    with pytest.raises(NotBegun, match=r"no longer has 3 replicas.* Nothing was changed"):
        scale(opened)
    assert opened.undo() == []
    assert cluster.get(WEB)["spec"]["replicas"] == SCALED_TO


@pytest.mark.parametrize(
    ("bring", "overtake", "path", "left"),
    [
        (
            lambda: configuration.wrong_config_map(NAMESPACE, "web", "greeting", "rubbish"),
            lambda cluster: cluster.merge_patch(WORDS, {"data": {"greeting": "theirs"}}),
            WORDS,
            lambda found: found["data"]["greeting"] == "theirs",
        ),
        (
            lambda: images.missing(NAMESPACE, "web"),
            lambda cluster: cluster.json_patch(
                WEB, [{"op": "replace", "path": _IMAGE, "value": "registry.example/web:2"}]
            ),
            WEB,
            lambda found: (
                found["spec"]["template"]["spec"]["containers"][0]["image"]
                == "registry.example/web:2"
            ),
        ),
        (
            lambda: nodes.cordon("node-1"),
            lambda cluster: cluster.merge_patch(NODE, {"spec": {"unschedulable": True}}),
            NODE,
            lambda found: found["spec"]["unschedulable"] is True,
        ),
    ],
    ids=["a value", "an image", "a node"],
)
def test_what_somebody_changes_meanwhile_is_theirs_and_leaves_nothing_to_undo(
    bring: Callable[[], str],
    overtake: Callable[[Cluster], object],
    path: str,
    left: Callable[[Json], bool],
    opened: Session,
    cluster: Cluster,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    intend = Journal.intend

    def overtaken(journal: Journal, *written: Any, **more: Any) -> Intent:
        intent = intend(journal, *written, **more)
        overtake(cluster)
        return intent

    monkeypatch.setattr(Journal, "intend", overtaken)
    with pytest.raises(NotBegun, match=r"by somebody since it was looked at.* Nothing was changed"):
        bring()
    opened.undo()
    assert not opened.journal.pending()
    assert left(cluster.get(path))


def test_a_node_whose_status_changes_meanwhile_is_closed_all_the_same(
    opened: Session, cluster: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    merge_patch, beats = Cluster.merge_patch, [1, 2]

    def beating(asked: Cluster, path: str, body: Json) -> Json:
        if path == NODE and beats:
            merge_patch(cluster, NODE, {"metadata": {"annotations": {"beat": str(beats.pop())}}})
        return merge_patch(asked, path, body)

    monkeypatch.setattr(Cluster, "merge_patch", beating)
    nodes.cordon("node-1")
    assert cluster.get(NODE)["spec"]["unschedulable"] is True
    opened.undo()
    assert "unschedulable" not in cluster.get(NODE)["spec"]
