from pathlib import Path

import pytest

from drillbook.errors import Refused
from drillbook.guard import Change, Situation, permit
from drillbook.target import Allowed, Kind, SystemOnTarget, Target

CHANGE = Change("pod.kill", "shop", ("web-1",), taken_down=1)
HERE = Situation("uid-1", "uid-1", "staging")


def target(kind: Kind = Kind.CLUSTER, **allow: object) -> Target:
    allowed = {"changes": {"pod.kill"}, "namespaces": {"shop"}, "max_down": 1} | allow
    return Target(
        name="staging",
        kind=kind,
        context="staging",
        cluster_uid="uid-1",
        lab=0 if kind is Kind.LAB else None,
        allow=Allowed.model_validate(allowed),
        systems={"shop": SystemOnTarget(namespace="shop")},
        file=Path("targets/staging.yaml"),
    )


def test_what_is_allowed_and_confirmed_is_permitted() -> None:
    permit(target(), CHANGE, HERE)


def test_a_cluster_made_anew_under_the_same_name_is_refused() -> None:
    with pytest.raises(Refused, match=r"this is cluster uid-2.*Nothing was changed"):
        permit(target(), CHANGE, Situation("uid-2", "uid-1", "staging"))


def test_a_target_allows_nothing_by_default() -> None:
    with pytest.raises(Refused, match=r"allow\.changes"):
        permit(target(changes=frozenset()), CHANGE, HERE)


@pytest.mark.parametrize("namespace", ["shop2", "sh0p", "Shop", "shop ", "default", ""])
def test_a_namespace_that_only_looks_alike_is_refused(namespace: str) -> None:
    with pytest.raises(Refused, match=r"allow\.namespaces"):
        permit(target(), Change("pod.kill", namespace, ("web-1",), 1), HERE)


def test_a_change_that_selects_nothing_is_refused() -> None:
    with pytest.raises(Refused, match="selects nothing"):
        permit(target(), Change("pod.kill", "shop", ()), HERE)


def test_taking_down_more_replicas_than_allowed_is_refused() -> None:
    with pytest.raises(Refused, match="takes down 2 at once"):
        permit(target(), Change("pod.kill", "shop", ("web-1", "web-2"), 2), HERE)


@pytest.mark.parametrize("confirmed", [None, "", "stagin", "production", "Staging"])
def test_a_cluster_is_read_only_until_its_name_was_typed(confirmed: str | None) -> None:
    with pytest.raises(Refused, match="--confirm staging"):
        permit(target(), CHANGE, Situation("uid-1", "uid-1", confirmed))


def test_a_lab_needs_no_confirmation() -> None:
    permit(target(Kind.LAB), CHANGE, Situation("uid-1", "uid-1", None))


def test_a_node_is_changed_only_where_the_target_lists_it() -> None:
    cordon = Change("node.cordon", "", ("node-1",))
    allowed = target(changes=frozenset({"node.cordon"}), nodes=frozenset({"node-1"}))
    permit(allowed, cordon, HERE)
    with pytest.raises(Refused, match=r"does not list node-2 under allow\.nodes"):
        permit(allowed, Change("node.cordon", "", ("node-1", "node-2")), HERE)


def test_no_namespace_is_not_a_way_around_the_namespaces() -> None:
    with pytest.raises(Refused, match=r"allow\.namespaces"):
        permit(target(), Change("pod.kill", "", ("web-1",), taken_down=1), HERE)
