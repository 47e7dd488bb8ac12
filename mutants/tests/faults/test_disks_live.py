"""A small volume filled to the last byte, on the lab."""

import pytest

from tests.faults.live import Shop, proven

pytestmark = pytest.mark.lab

WRITE = "echo order > /data/order && echo written || echo refused; rm -f /data/order"


def test_a_full_volume_takes_no_write_until_the_undo(world: Shop) -> None:
    pod = world.pod("store")
    assert "written" in world.run(pod, WRITE)

    def shows() -> None:
        assert "refused" in world.run(pod, WRITE)

    proven(world, "disks.fill", shows, namespace="shop", pod=pod, path="/data")
    assert world.run(pod, "ls -A /data") == ""


def test_what_was_on_the_volume_is_still_there(world: Shop) -> None:
    pod = world.pod("store")
    world.run(pod, "echo kept > /data/kept")
    world.bring("disks.fill", namespace="shop", pod=pod, path="/data")
    world.undo()
    assert world.run(pod, "cat /data/kept; rm /data/kept") == "kept\n"


@pytest.mark.parametrize(
    ("app", "path", "complaint"),
    [
        ("store", "/tmp", "is no volume of its own"),
        ("web", "/settings", "its size is not enforced"),
        ("client", "/", "its size is not enforced"),
    ],
)
def test_a_disk_that_is_not_the_volumes_own_is_refused(
    world: Shop, app: str, path: str, complaint: str
) -> None:
    said = world.refuses("disks.fill", namespace="shop", pod=world.pod(app), path=path)
    assert complaint in said
