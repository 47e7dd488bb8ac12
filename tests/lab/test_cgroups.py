"""A lab's weight among what else runs on the machine, on directories like those of a kernel."""

import os
import shutil
from pathlib import Path

import pytest

from drillbook.lab import cgroups
from drillbook.lab.cgroups import Hierarchies


@pytest.fixture
def version_1(tmp_path: Path) -> Hierarchies:
    cpu, pids = tmp_path / "cpu", tmp_path / "pids"
    for directory in (cpu / "drillbook-lab-3" / "system", cpu / "drillbook-lab-3" / "node-1", pids):
        directory.mkdir(parents=True)
    for directory in (cpu / "drillbook-lab-3", *(cpu / "drillbook-lab-3").iterdir()):
        (directory / "cpu.shares").write_text("1024")
    return Hierarchies(v2=False, roots=(cpu, pids), registry=pids)


def test_a_lab_outweighs_the_processes_beside_it(version_1: Hierarchies) -> None:
    cgroups.create(version_1, 3, ["node-1"])
    lab = version_1.roots[0] / "drillbook-lab-3"
    shares = {path.name: int((path / "cpu.shares").read_text()) for path in (lab, *lab.iterdir())
              if path.is_dir()}  # fmt: skip
    processors = os.cpu_count() or 1
    assert shares == {
        "drillbook-lab-3": 16 * 1024 * processors,
        "system": 1024 * processors,
        "node-1": 1024 * processors,
    }


def test_a_labs_own_processes_are_weighed_with_it(version_1: Hierarchies) -> None:
    registered, weighed = cgroups.leaves(version_1, 3)
    assert registered == version_1.registry / "drillbook-lab-3"
    assert weighed == version_1.roots[0] / "drillbook-lab-3" / "system"


@pytest.mark.parametrize(
    ("own", "joins"),
    [
        ("3:cpuset:/\n2:cpuacct:/\n1:cpu:/\n0::/\n", True),
        ("4:cpu,cpuacct:/\n", True),
        ("1:cpu:/somebody/placed/it\n", False),
        ("1:cpu:/drillbook-runner\n", False),
        ("0::/user.slice/session-1.scope\n", False),
    ],
)
def test_what_drills_a_lab_weighs_as_much_unless_somebody_has_placed_it(
    version_1: Hierarchies, own: str, joins: bool
) -> None:
    cgroups.create(version_1, 3, ["node-1"])
    joined = cgroups.weigh_runner(version_1, 3, own)
    assert joined == (version_1.roots[0] / "drillbook-runner" if joins else None)
    if joined is not None:
        assert (joined / "cgroup.procs").read_text() == str(os.getpid())
        lab = version_1.roots[0] / "drillbook-lab-3"
        assert (joined / "cpu.shares").read_text() == (lab / "cpu.shares").read_text()


def test_nothing_is_weighed_beside_a_lab_that_is_not_there(version_1: Hierarchies) -> None:
    assert cgroups.weigh_runner(version_1, 5, "1:cpu:/\n") is None


def test_version_2_has_one_place_for_both(tmp_path: Path) -> None:
    found = Hierarchies(v2=True, roots=(tmp_path,), registry=tmp_path)
    (tmp_path / "cgroup.subtree_control").write_text("cpu")
    (tmp_path / "cgroup.controllers").write_text("cpu")
    (tmp_path / "drillbook-lab-3").mkdir()
    (tmp_path / "drillbook-lab-3" / "cpu.weight").write_text("100")
    cgroups.create(found, 3, ["node-1"])
    weight = int((tmp_path / "drillbook-lab-3" / "cpu.weight").read_text())
    assert 1600 <= weight <= 10_000
    assert cgroups.leaves(found, 3) == (tmp_path / "drillbook-lab-3",)


def test_a_cgroup_that_goes_while_all_are_read_is_passed_over(tmp_path: Path) -> None:
    (tmp_path / "pod" / "container").mkdir(parents=True)
    (tmp_path / "stays").mkdir()
    reading = cgroups.below(tmp_path)
    assert next(reading) == tmp_path
    shutil.rmtree(tmp_path / "pod")
    assert list(reading) == [tmp_path / "stays"]
