"""Nodes cordoned and drained, on a lab of two."""

import json

import pytest

from drillbook.faults.nodes import MARK
from tests.faults.live import Shop, proven

pytestmark = pytest.mark.lab


def on_node(shop: Shop, node: str) -> list[str]:
    listed = shop.kubectl(
        "get", "pods", f"--field-selector=spec.nodeName={node}", "-o", "name"
    ).split()
    return sorted(listed)


def test_a_cordoned_node_gets_no_new_pod_until_the_undo(world: Shop) -> None:
    def shows() -> None:
        node = json.loads(world.kubectl("get", "node", "node-2", "-o", "json"))
        assert node["spec"].get("unschedulable") is True

    proven(world, "nodes.cordon", shows, node="node-2")


def test_what_a_killed_process_left_is_put_back_by_the_command(world: Shop) -> None:
    world.bring("nodes.cordon", node="node-1")
    assert "node.uncordon: node node-1 takes pods" in world.undo_by_command()


def test_a_node_that_is_closed_already_is_refused(world: Shop) -> None:
    world.cordon("node-2")
    try:
        assert "closed to new pods already" in world.refuses("nodes.cordon", node="node-2")
    finally:
        world.uncordon("node-2")


def test_the_pods_of_a_drained_node_go_to_the_other_one_by_one(world: Shop) -> None:
    world.cordon("node-1")
    try:
        world.kubectl("delete", "pod", "--all", "--wait=true")
        world.wait_until_whole()
    finally:
        world.uncordon("node-1")
    assert len(on_node(world, "node-2")) == 6

    def shows() -> None:
        assert on_node(world, "node-2") == []
        assert json.loads(world.kubectl("get", "node", "node-2", "-o", "json"))["spec"].get(
            "unschedulable"
        )

    proven(world, "nodes.drain", shows, node="node-2", lose_empty_dirs=True)


def test_a_node_that_somebody_else_closed_meanwhile_stays_closed(world: Shop) -> None:
    world.bring("nodes.cordon", node="node-2")
    world.kubectl("annotate", "node", "node-2", f"{MARK}-")
    try:
        said = world.undo_fails()
        assert "not by this fault" in said
        assert "kubectl uncordon node-2" in said
    finally:
        world.uncordon("node-2")
    assert "node node-2 takes pods" in world.undo()


def test_a_pod_that_nothing_would_replace_stops_a_drain_before_it_begins(world: Shop) -> None:
    world.kubectl(
        "run",
        "alone",
        f"--image={world.busybox}",
        "--image-pull-policy=Never",
        '--overrides={"spec": {"nodeName": "node-2", "terminationGracePeriodSeconds": 0}}',
        "--",
        "sleep",
        "1000",
    )
    try:
        world.kubectl("wait", "--for=condition=Ready", "pod/alone", "--timeout=60s")
        said = world.refuses("nodes.drain", node="node-2", lose_empty_dirs=True)
        assert "shop/alone has no Deployment or StatefulSet" in said
    finally:
        world.kubectl("delete", "pod", "alone")


def test_what_is_in_an_empty_dir_is_not_lost_unasked(world: Shop) -> None:
    node = world.pods("store")[0]["spec"]["nodeName"]
    said = world.refuses("nodes.drain", node=node)
    assert "would lose what is in their emptyDir" in said
