"""Whom network policies let in, as they are listed."""

from typing import Any

import pytest

from drillbook.errors import Unobservable
from drillbook.probes.network_policies import lets_in

WEB, API = {"app": "web"}, {"app": "api"}


def policy(to: dict[str, str], *rules: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"spec": {"podSelector": {"matchLabels": to}, "ingress": list(rules), **more}}


FROM_WEB = {"from": [{"podSelector": {"matchLabels": WEB}}]}


def test_without_a_policy_about_it_everybody_is_let_in() -> None:
    assert lets_in([], WEB, API)
    assert lets_in([policy(WEB)], WEB, API)
    assert lets_in([policy(API, policyTypes=["Egress"])], WEB, API)


def test_who_is_named_is_let_in_and_nobody_else() -> None:
    assert lets_in([policy(API, FROM_WEB)], WEB, API)
    assert not lets_in([policy(API, FROM_WEB)], {"app": "other"}, API)


def test_one_policy_of_several_is_enough_and_a_rule_without_peers_is_for_all() -> None:
    assert lets_in([policy(API), policy(API, FROM_WEB)], WEB, API)
    assert lets_in([policy(API, {})], WEB, API)


@pytest.mark.parametrize(
    "rule",
    [
        {"from": [{"ipBlock": {"cidr": "10.0.0.0/8"}}]},
        {"from": [{"namespaceSelector": {}}]},
        {"from": [{"podSelector": {"matchExpressions": [{"key": "app", "operator": "Exists"}]}}]},
        {**FROM_WEB, "ports": [{"port": 80}]},
    ],
    ids=["addresses", "namespaces", "expressions", "ports"],
)
def test_what_is_not_by_labels_of_pods_is_not_known(rule: dict[str, Any]) -> None:
    with pytest.raises(Unobservable):
        lets_in([policy(API, rule)], WEB, API)
