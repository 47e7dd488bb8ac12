"""What somebody else changes between a look and the change is neither overwritten nor put back."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from drillbook.clients.kubernetes import Cluster
from drillbook.faults import workloads
from drillbook.faults.bringing import NotBegun
from drillbook.journal import Intent
from drillbook.procedures import workloads as by_hand
from drillbook.session import Session
from tests.world.seed import NAMESPACE

WEB = f"/apis/apps/v1/namespaces/{NAMESPACE}/deployments/web"
SCALED_TO = 10


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
