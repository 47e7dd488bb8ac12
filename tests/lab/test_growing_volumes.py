"""Volumes that can grow: what their controller makes of claims, and where there are none."""

import importlib.util
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from drillbook.lab import manifests
from drillbook.lab.layout import sources

GROWING = frozenset({"growing"})


@pytest.fixture(scope="module")
def claims() -> ModuleType:
    file = sources() / "images" / "volumes" / "claims.py"
    spec = importlib.util.spec_from_file_location("volumes_claims", file)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def claim(storage: str = "2Gi", **about: Any) -> dict[str, Any]:
    return {
        "metadata": {
            "namespace": "shop",
            "name": "data",
            "uid": "u",
            "annotations": {"volume.kubernetes.io/selected-node": "node-1"},
            **about,
        },
        "spec": {
            "storageClassName": "growing",
            "accessModes": ["ReadWriteOnce"],
            "resources": {"requests": {"storage": storage}},
        },
    }


@pytest.mark.parametrize(
    ("quantity", "size"),
    [("1024", 1024), ("2Gi", 2 << 30), ("512Mi", 512 << 20), ("1.5Gi", 3 << 29), ("3k", 3000)],
)
def test_a_quantity_is_read_as_kubernetes_means_it(
    claims: ModuleType, quantity: str, size: int
) -> None:
    assert claims.size_of(quantity) == size


def test_a_volume_is_made_for_a_claim_of_the_class_once_a_node_was_chosen(
    claims: ModuleType,
) -> None:
    assert claims.is_wanted(claim(), GROWING)
    assert not claims.is_wanted(claim(), frozenset({"others"}))
    assert not claims.is_wanted(claim(annotations=None), GROWING)
    assert not claims.is_wanted(claim(deletionTimestamp="2026-11-23T01:00:00Z"), GROWING)
    bound = claim()
    bound["spec"]["volumeName"] = "pvc-u"
    assert not claims.is_wanted(bound, GROWING)


def test_a_claim_that_asks_for_more_than_its_volume_has_makes_it_larger(
    claims: ModuleType,
) -> None:
    volume = claims.volume_for(claim(), "pvc-u", "loop", 2 << 30, "handle")
    assert volume["spec"]["claimRef"] == {
        "apiVersion": "v1",
        "kind": "PersistentVolumeClaim",
        "namespace": "shop",
        "name": "data",
        "uid": "u",
    }
    assert volume["spec"]["csi"]["volumeHandle"] == "handle"
    assert claims.larger(claim("2Gi"), volume) == 0
    assert claims.larger(claim("1Gi"), volume) == 0
    assert claims.larger(claim("2560Mi"), volume) == 2560 << 20


def test_a_claim_waits_for_its_file_system_when_its_volume_has_grown(claims: ModuleType) -> None:
    status = claims.pending(5)["status"]
    assert status["allocatedResources"] == {"storage": "5"}
    assert status["allocatedResourceStatuses"] == {"storage": "NodeResizePending"}
    assert [one["type"] for one in status["conditions"]] == ["FileSystemResizePending"]


@pytest.mark.parametrize(
    ("known", "loops", "found"),
    [("nodev\ttmpfs\n\txfs\n", True, True), ("\text4\n", True, False), ("\txfs\n", False, False)],
)
def test_volumes_may_grow_where_there_are_loop_devices_and_xfs(
    tmp_path: Path, known: str, *, loops: bool, found: bool
) -> None:
    (tmp_path / "proc").mkdir()
    (tmp_path / "dev").mkdir()
    (tmp_path / "proc/filesystems").write_text(known)
    if loops:
        (tmp_path / "dev/loop-control").touch()
    assert manifests.volumes_may_grow(tmp_path) is found
