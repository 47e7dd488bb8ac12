"""Some of the points of ``make test-kill``; those of two faults, with either storage."""

import dataclasses
from collections.abc import Iterator

import pytest

from drillbook.faults import catalogue as described
from tests.kill import catalogue, places
from tests.kill.catalogue import Brought
from tests.kill.killing import Killing
from tests.world import client


@pytest.fixture(scope="module")
def killing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Killing]:
    directory = tmp_path_factory.mktemp("kill") / "world"
    with client.started(directory) as world:
        yield Killing(world, directory)


def one(name: str) -> Brought:
    return next(fault for fault in catalogue.faults() if fault.name == name)


def test_own_code_runs_only_for_faults_of_the_catalogue() -> None:
    brought = {fault.name for fault in catalogue.faults() if fault.own_code}
    assert brought == catalogue.OWN.keys()


def test_every_fault_of_the_catalogue_is_killed_on_one_lab() -> None:
    killed = sorted(name for place in places.PLACES for name in place.faults)
    assert killed == [fault.name for fault in described.faults()], (
        "tests/kill/on_shop.py, on_mesh.py and on_data.py say where each fault is killed"
    )


@pytest.mark.parametrize("storage", ["file", "target"])
@pytest.mark.parametrize("name", ["workloads.scale", "backups.truncate"])
def test_a_process_killed_at_some_points_of_a_fault_leaves_nothing_that_is_not_put_back(
    killing: Killing, name: str, storage: str
) -> None:
    fault = one(name)
    points = list(killing.points(fault, storage))
    assert len(points) >= 8
    for point in points[::6]:
        assert killing.restored(fault, point) == "", point.name


def test_a_fault_of_two_undo_steps_that_is_stood_in_for_is_put_back(killing: Killing) -> None:
    fault = one("postgresql.corrupt_page")
    assert not fault.own_code
    points = list(killing.points(fault, "file"))
    for point in points[::8]:
        assert killing.restored(fault, point) == "", point.name


def test_what_is_not_put_back_is_found(killing: Killing) -> None:
    fault = one("workloads.scale")
    points = {point.where: point for point in killing.points(fault, "file")}
    careless = dataclasses.replace(killing, undoes=False)
    assert "deployments/web" in careless.restored(fault, points["effect seen"])
    beyond = dataclasses.replace(points["all undone"], number=1_000)
    assert "was not killed there" in killing.restored(fault, beyond)
