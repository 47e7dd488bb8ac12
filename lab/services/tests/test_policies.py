from __future__ import annotations

from typing import Any

import pytest

from policies import rules
from policies.selecting import picks


def pod(name: str, address: str, namespace: str = "shop", **labels: str) -> dict[str, Any]:
    ports = [{"name": "http", "containerPort": 8080}]
    return {
        "metadata": {"name": name, "namespace": namespace, "labels": labels},
        "spec": {"containers": [{"ports": ports}]},
        "status": {"phase": "Running", "podIP": address},
    }


def policy(**spec: Any) -> dict[str, Any]:
    return {"metadata": {"name": "one", "namespace": "shop"}, "spec": {"podSelector": {}, **spec}}


WEB, API, OTHER = pod("web", "10.0.0.1", app="web"), pod("api", "10.0.0.2", app="api"), pod("o", "10.0.0.3", "other")
PODS = [WEB, API, OTHER]
NAMESPACES = [{"metadata": {"name": name, "labels": {"name": name}}} for name in ("shop", "other")]
TO_API = {"podSelector": {"matchLabels": {"app": "api"}}}


def lines(*policies: dict[str, Any], machine: str = "") -> str:
    return rules.table(policies, PODS, NAMESPACES, machine)


def test_without_a_policy_everything_passes() -> None:
    assert "drop" not in lines()
    assert "vmap" not in lines()


def test_a_pod_that_a_policy_picks_gets_what_it_lets_in_and_nothing_else() -> None:
    text = lines(policy(**TO_API, ingress=[{"from": [{"podSelector": {"matchLabels": {"app": "web"}}}]}]))
    assert "ip daddr vmap { 10.0.0.2 : jump ingress_10_0_0_2 }" in text
    assert "    ip saddr { 10.0.0.1 } return\n    counter drop" in text


def test_a_policy_that_lets_nobody_in_drops_all_but_the_machine() -> None:
    text = lines(policy(**TO_API), machine="192.0.2.1")
    assert "ip saddr 192.0.2.1 return\n    counter drop" in text


def test_a_policy_of_another_namespace_is_not_about_a_pod() -> None:
    foreign = policy()
    foreign["metadata"]["namespace"] = "other"
    assert rules.isolated([foreign], PODS) == ["10.0.0.3"]


def test_a_port_is_a_number_a_range_or_a_name_of_the_pods_that_are_served() -> None:
    ports = [{"port": 80}, {"port": 90, "endPort": 95, "protocol": "UDP"}, {"port": "http"}, {"protocol": "SCTP"}]
    text = lines(policy(**TO_API, ingress=[{"ports": ports}]))
    for wanted in (
        "tcp dport 80 return",
        "udp dport 90-95 return",
        "tcp dport 8080 return",
        "meta l4proto sctp return",
    ):
        assert wanted in text


def test_what_leaves_a_pod_is_held_to_namespaces_and_addresses() -> None:
    to = [
        {"namespaceSelector": {"matchLabels": {"name": "other"}}},
        {"ipBlock": {"cidr": "10.1.0.0/16", "except": ["10.1.2.0/24"]}},
    ]
    text = lines(policy(policyTypes=["Egress"], egress=[{"to": to}]))
    assert "ip saddr vmap" in text
    assert "ip daddr { 10.0.0.3 } return" in text
    assert "ip daddr 10.1.0.0/16 ip daddr != { 10.1.2.0/24 } return" in text


def test_a_pod_with_the_nodes_own_address_is_left_alone() -> None:
    own = pod("node", "10.0.0.9", app="api")
    own["spec"]["hostNetwork"] = True
    assert rules.isolated([policy()], [own]) == []


@pytest.mark.parametrize(
    ("expression", "picked"),
    [
        ({"operator": "In", "values": ["web", "api"]}, True),
        ({"operator": "In", "values": ["api"]}, False),
        ({"operator": "NotIn", "values": ["api"]}, True),
        ({"operator": "NotIn", "values": ["web"]}, False),
        ({"operator": "Exists"}, True),
        ({"operator": "DoesNotExist"}, False),
    ],
)
def test_a_selector_picks_by_expressions(expression: dict[str, Any], *, picked: bool) -> None:
    assert picks({"matchExpressions": [{"key": "app", **expression}]}, {"app": "web"}) is picked
