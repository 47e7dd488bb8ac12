"""What is done from the machine that a pod runs on is blocked where that is not ours."""

import dataclasses
from collections.abc import Callable
from pathlib import Path

import pytest

from drillbook.errors import Blocked
from drillbook.faults import catalogue, containers, kafka_network, names, network, traffic
from drillbook.opening import current
from drillbook.session import Session
from drillbook.target import Kind, Target

CALLS: dict[str, Callable[[], str]] = {
    "containers.freeze": lambda: containers.freeze("shop", "web-0"),
    "kafka_network.cut_broker": lambda: kafka_network.cut_broker("shop", 1),
    "network.cut": lambda: network.cut("shop", "client", "web"),
    "network.reset": lambda: network.reset("shop", "client", "web"),
    "names.none": lambda: names.none("shop", "client"),
    "names.wrong": lambda: names.wrong("shop", "client", "web.shop.svc.cluster.local"),
    "traffic.delay": lambda: traffic.delay("shop", "client", "web", 100),
    "traffic.limit": lambda: traffic.limit("shop", "client", "web", 10),
    "traffic.abort": lambda: traffic.abort("shop", "client", "web"),
}


def test_every_fault_that_needs_a_lab_is_among_those_that_are_tried_here() -> None:
    assert {fault.name for fault in catalogue.faults() if fault.needs.target == catalogue.LAB} == (
        set(CALLS)
    )


@pytest.mark.parametrize("name", sorted(CALLS))
def test_somebodys_cluster_is_told_why_it_is_blocked(opened: Session, name: str) -> None:
    written = opened.target.model_dump(by_alias=True) | {
        "kind": Kind.CLUSTER,
        "cluster_uid": "uid-1",
        "lab": None,
        "file": Path("targets/staging.yaml"),
    }
    token = current.set(dataclasses.replace(opened, target=Target.model_validate(written)))
    try:
        with pytest.raises(Blocked, match=r"only in a lab.*targets/staging\.yaml is of kind clus"):
            CALLS[name]()
    finally:
        current.reset(token)
    assert not opened.journal.pending()
