"""What an action is called with that it was not made for: refused before anybody is asked."""

from collections.abc import Callable

import pytest

from drillbook.errors import UsageError
from drillbook.faults import nodes, pods, workloads
from drillbook.session import Session


@pytest.mark.parametrize(
    ("act", "arguments", "said"),
    [
        (pods.kill_some, {"selector": "app=web", "count": True}, "count is True: not a whole"),
        (pods.kill_some, {"selector": "app=web", "count": 1.9}, "count is 1.9: not a whole number"),
        (pods.kill_some, {"selector": "app=web", "count": float("nan")}, "not a whole number"),
        (pods.kill_some, {"selector": "app=web", "count": float("inf")}, "not a whole number"),
        (pods.kill_some, {"selector": "app=web", "count": None}, "not a whole number"),
        (pods.kill_some, {"selector": "app=web", "count": "1; reboot"}, "invalid literal"),
        (pods.kill_share, {"selector": "app=web", "share": True}, "share is True: not a number"),
        (pods.kill_share, {"selector": "app=web", "share": "nan"}, "not a number"),
        (pods.kill_share, {"selector": "app=web", "share": "half"}, "could not convert"),
        (pods.kill_all, {"selector": ["app=web"]}, "selector is ['app=web']: not text"),
        (pods.kill_all, {"selector": {"matchExpressions": []}}, "not text"),
        (pods.kill, {"pod": None}, "pod is None: not text"),
        (pods.kill, {"pod": "web-0", "force": True}, "unexpected keyword argument 'force'"),
        (pods.kill, {}, "missing a required argument: 'pod'"),
        (workloads.scale, {"workload": "web", "replicas": False}, "not a whole number"),
        (workloads.scale, {"workload": "web", "replicas": -1}, "cannot have -1 replicas"),
    ],
)
def test_an_argument_that_is_not_what_it_should_be_is_refused(
    opened: Session, act: Callable[..., str], arguments: dict[str, object], said: str
) -> None:
    with pytest.raises(UsageError) as refused:
        act(namespace="shop", **arguments)
    assert said in str(refused.value)
    assert not opened.journal.pending()


def test_what_only_looks_like_yes_loses_no_directories(opened: Session) -> None:
    with pytest.raises(UsageError, match="neither true nor false"):
        nodes.drain("node-1", lose_empty_dirs="false")  # type: ignore[arg-type]  # as YAML may have it
    assert not opened.journal.pending()


@pytest.mark.parametrize("count", [2, 2.0, "2"])
def test_a_number_may_come_as_text_or_from_a_calculation(
    opened: Session, monkeypatch: pytest.MonkeyPatch, count: object
) -> None:
    monkeypatch.setattr(pods, "_ready", lambda *_: ())
    with pytest.raises(UsageError, match="has 0 ready pods"):
        pods.kill_some("shop", "app=web", count)  # type: ignore[arg-type]  # as YAML may have it
    assert not opened.journal.pending()
