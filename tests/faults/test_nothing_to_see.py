"""What would be said of a change or an undo that nobody has seen."""

from types import SimpleNamespace
from typing import cast

import pytest

from drillbook.errors import UndoIncomplete, UsageError
from drillbook.faults import disks, workloads
from drillbook.probes import kubernetes
from drillbook.probes.kubernetes import Workload
from drillbook.session import UNDO_STEPS, Session

SESSION = cast(
    "Session", SimpleNamespace(cluster=SimpleNamespace(get=lambda *_: {"metadata": {"uid": "u"}}))
)
VOLUME = {
    "namespace": "shop",
    "pod": "web-0",
    "container": "web",
    "path": "/data",
    "file": "/data/.drillbook-1",
    "claim": "",
}


def test_scaling_to_as_many_as_there_are_is_no_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    found = SimpleNamespace(value=Workload("deployments/web", wanted=2, ready=2))
    monkeypatch.setattr(kubernetes, "find_workload", lambda *_: "deployments/web")
    monkeypatch.setattr(kubernetes, "workload", lambda *_: found)
    with pytest.raises(UsageError, match="wants 2 replicas already"):
        workloads.scaling(SESSION, "shop", "web", 2)
    change = workloads.scaling(SESSION, "shop", "web", 1).change
    assert (change.taken_down, change.scaled_to) == (1, 1)


@pytest.mark.parametrize("available", [0, 900])
def test_a_volume_is_empty_again_only_if_there_is_room(
    monkeypatch: pytest.MonkeyPatch, available: int
) -> None:
    monkeypatch.setattr(disks, "_run", lambda *_: None)
    left = SimpleNamespace(value=SimpleNamespace(available=available))
    monkeypatch.setattr(disks, "_space", lambda *_: left)
    undo = UNDO_STEPS["volume.empty"]
    if available:
        assert "has 900 KiB again" in undo(SESSION, VOLUME, {"available_kib": 1000})
    else:
        with pytest.raises(UndoIncomplete, match="still full"):
            undo(SESSION, VOLUME, {"available_kib": 1000})
