from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from drillbook.errors import Refused
from drillbook.guard import Change, Situation, may_change_until, permit, reading_only
from drillbook.target import Allowed, Kind, SystemOnTarget, Target

CHANGE = Change("pod.kill", "shop", ("web-1",), taken_down=1)
AT = datetime(2026, 11, 21, 3, 0, tzinfo=UTC)  # a Saturday
HERE = Situation(
    cluster_uid="uid-1",
    expected_uid="uid-1",
    confirmed="staging",
    namespace_uid="shop-1",
    expected_namespace_uid="shop-1",
    now=AT,
    opened=AT - timedelta(minutes=5),
    clock_off=timedelta(seconds=1),
)


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
        permit(target(), CHANGE, replace(HERE, cluster_uid="uid-2"))


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
        permit(target(), CHANGE, replace(HERE, confirmed=confirmed))


def test_a_lab_needs_no_confirmation() -> None:
    permit(target(Kind.LAB), CHANGE, replace(HERE, confirmed=None))


def test_a_node_is_changed_only_where_the_target_lists_it() -> None:
    cordon = Change("node.cordon", "", ("node-1",))
    allowed = target(changes=frozenset({"node.cordon"}), nodes=frozenset({"node-1"}))
    permit(allowed, cordon, HERE)
    with pytest.raises(Refused, match=r"does not list node-2 under allow\.nodes"):
        permit(allowed, Change("node.cordon", "", ("node-1", "node-2")), HERE)


def test_no_namespace_is_not_a_way_around_the_namespaces() -> None:
    with pytest.raises(Refused, match=r"allow\.namespaces"):
        permit(target(), Change("pod.kill", "", ("web-1",), taken_down=1), HERE)


@pytest.mark.parametrize(
    ("uid", "complaint"), [("shop-2", "it was made anew"), ("", "no such namespace")]
)
def test_a_namespace_that_is_not_the_one_that_was_opened_is_refused(
    uid: str, complaint: str
) -> None:
    with pytest.raises(Refused, match=complaint):
        permit(target(), CHANGE, replace(HERE, namespace_uid=uid))


def test_what_is_down_already_counts_for_what_may_be_down_at_once() -> None:
    permit(target(max_down=2), CHANGE, replace(HERE, down=1))
    with pytest.raises(Refused, match="takes down 1 while 2 are down already"):
        permit(target(max_down=2), CHANGE, replace(HERE, down=2))
    permit(target(max_down=0), replace(CHANGE, taken_down=0), replace(HERE, down=2))


def test_a_workload_may_be_scaled_to_what_the_target_says_and_no_further() -> None:
    for most in (3, 20):
        permit(target(max_replicas=most), replace(CHANGE, scaled_to=most), HERE)
        with pytest.raises(Refused, match=rf"scales to {most + 1} .* allows {most} \(allow.max_r"):
            permit(target(max_replicas=most), replace(CHANGE, scaled_to=most + 1), HERE)
    with pytest.raises(Refused, match="scales to 21"):
        permit(target(), replace(CHANGE, scaled_to=21), HERE)


@pytest.mark.parametrize("seconds", [5.1, 3600, 86400])
def test_a_clock_that_differs_is_refused(seconds: float) -> None:
    permit(target(), CHANGE, replace(HERE, clock_off=timedelta(seconds=5)))
    with pytest.raises(Refused, match="no window can be trusted"):
        permit(target(), CHANGE, replace(HERE, clock_off=timedelta(seconds=seconds)))


NIGHT: dict[str, Any] = {"from": "02:00", "to": "04:00"}


@pytest.mark.parametrize(
    ("window", "complaint"),
    [
        (NIGHT | {"days": ["sun"]}, "the next one opens 2026-11-22 02:00 UTC"),
        (NIGHT | {"to": "03:00"}, "the next one opens 2026-11-22 02:00 UTC"),
        (NIGHT | {"dates": ["2026-11-20"]}, "none opens within a year"),
        (NIGHT | {"notice": "72 h"}, "none opens within a year"),
        (NIGHT | {"notice": "72 h", "announced": {"2026-11-21": "2026-11-19T02:00:00Z"}}, "none"),
    ],
)
def test_outside_its_windows_a_target_is_not_changed(
    window: dict[str, Any], complaint: str
) -> None:
    with pytest.raises(
        Refused, match=f"no window .* is open at 2026-11-21 03:00 UTC; .*{complaint}"
    ):
        permit(target(windows=[window]), CHANGE, HERE)
    permit(target(windows=[window, NIGHT]), CHANGE, HERE)


def test_a_window_must_leave_the_time_to_put_things_back() -> None:
    late = replace(HERE, now=AT + timedelta(minutes=58), opened=AT)
    permit(target(windows=[NIGHT]), replace(CHANGE, undo_within=timedelta(minutes=2)), late)
    with pytest.raises(Refused, match="may take 3 min, and the window shuts at 2026-11-21 04:00"):
        permit(target(windows=[NIGHT]), replace(CHANGE, undo_within=timedelta(minutes=3)), late)


def test_every_reason_is_given_at_once() -> None:
    with pytest.raises(Refused) as raised:
        permit(target(changes=[], namespaces=[]), CHANGE, replace(HERE, cluster_uid="uid-2"))
    for part in ("uid-2", "allow.changes", "allow.namespaces"):
        assert part in str(raised.value)


@pytest.mark.parametrize(
    ("allow", "change", "here", "said"),
    [
        (
            {},
            {},
            {"cluster_uid": "uid-2"},
            "this is cluster uid-2, and targets/staging.yaml names uid-1",
        ),
        (
            {},
            {},
            {"namespace_uid": ""},
            "there is no such namespace, or it is none of the target's",
        ),
        (
            {},
            {},
            {"namespace_uid": "shop-2"},
            (
                "the namespace has UID shop-2, and had shop-1 when the "
                "target was opened: it was made anew"
            ),
        ),
        ({}, {"objects": ()}, {}, "it selects nothing"),
        (
            {"changes": {"pod.freeze"}},
            {},
            {},
            "targets/staging.yaml does not list it under allow.changes",
        ),
        (
            {"changes": {"node.drain"}, "nodes": {"node-2"}},
            {"kind": "node.drain", "namespace": "", "objects": ("node-3", "node-2", "node-1")},
            {},
            ("targets/staging.yaml does not list node-1, node-3 under allow.nodes"),
        ),
        (
            {"namespaces": {"till"}},
            {},
            {},
            ("targets/staging.yaml does not list the namespace under allow.namespaces"),
        ),
        (
            {},
            {"taken_down": 2},
            {"down": 1},
            ("it takes down 2 at once, and targets/staging.yaml allows 1 (allow.max_down)"),
        ),
        (
            {},
            {"scaled_to": 21},
            {},
            ("it scales to 21 replicas, and targets/staging.yaml allows 20 (allow.max_replicas)"),
        ),
        (
            {"max_down": 2},
            {"taken_down": 2},
            {"down": 1},
            (
                "it takes down 2 while 1 are down already, and "
                "targets/staging.yaml allows 2 at once (allow.max_down)"
            ),
        ),
        (
            {},
            {},
            {"clock_off": timedelta(seconds=6)},
            (
                "the cluster's clock may differ from this machine's by 6 s, "
                "and targets/staging.yaml bears 5 s (allow.clock_skew): no window can be trusted"
            ),
        ),
        (
            {"windows": [{"from": "04:00", "to": "05:00"}]},
            {},
            {},
            (
                "no window of allow.windows is open at 2026-11-21 03:00 UTC; "
                "the next one opens 2026-11-21 04:00 UTC"
            ),
        ),
        (
            {"windows": [{"from": "02:00", "to": "04:00", "dates": ["2026-11-01"]}]},
            {},
            {},
            (
                "no window of allow.windows is open at 2026-11-21 03:00 UTC; "
                "none opens within a year"
            ),
        ),
        (
            {"windows": [{"from": "02:00", "to": "04:00"}]},
            {"undo_within": timedelta(minutes=61)},
            {},
            ("putting it back may take 61 min, and the window shuts at 2026-11-21 04:00 UTC"),
        ),
        (
            {},
            {"objects": ()},
            {"confirmed": None},
            ("it selects nothing; reading only until this run is confirmed with --confirm staging"),
        ),
    ],
)
def test_a_refusal_says_what_where_and_why(
    allow: dict[str, Any], change: dict[str, Any], here: dict[str, Any], said: str
) -> None:
    with pytest.raises(Refused) as raised:
        permit(target(**allow), replace(CHANGE, **change), replace(HERE, **here))
    head = "node.drain in the cluster" if "kind" in change else "pod.kill in shop"
    assert str(raised.value) == f"{head} refused: {said}. Nothing was changed."


def test_one_run_uses_a_window_no_longer_than_it_may() -> None:
    half_an_hour = target(windows=[NIGHT | {"at_most": "30 min"}])
    permit(half_an_hour, CHANGE, replace(HERE, opened=AT - timedelta(minutes=29)))
    with pytest.raises(Refused, match=r"no window of allow\.windows is open"):
        permit(half_an_hour, CHANGE, replace(HERE, opened=AT - timedelta(minutes=31)))


def test_why_a_target_may_only_be_read_is_said() -> None:
    confirm = "reading only until this run is confirmed with --confirm staging"
    assert reading_only(target(), None) == confirm
    assert reading_only(target(), "staging") is None
    allows_none = "targets/staging.yaml allows no change (allow.changes)"
    assert reading_only(target(changes=[]), "staging") == allows_none


def test_a_target_without_windows_may_be_changed_at_any_time() -> None:
    assert may_change_until(target(), AT, AT) == datetime.max.replace(tzinfo=UTC)
    night = target(windows=[NIGHT | {"at_most": "30 min"}])
    assert may_change_until(night, AT, AT) == AT + timedelta(minutes=30)
    assert may_change_until(night, AT, AT - timedelta(minutes=31)) is None


def test_what_was_changed_may_be_put_back_after_the_target_stopped_to_allow_changes() -> None:
    tightened = target(changes=[])
    assert reading_only(tightened, "staging") is not None
    assert reading_only(tightened, "staging", putting_back=True) is None
    assert reading_only(tightened, None, putting_back=True) is not None
