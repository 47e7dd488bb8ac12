"""A workload told to run an image that does not exist."""

import pytest

from tests.faults.live import Shop, proven

pytestmark = pytest.mark.lab


def waiting(shop: Shop, app: str) -> set[str]:
    statuses = [s for pod in shop.pods(app) for s in pod["status"].get("containerStatuses", [])]
    return {s["state"]["waiting"]["reason"] for s in statuses if "waiting" in s["state"]}


@pytest.mark.parametrize("app", ["web", "store"])
def test_a_pod_waits_for_an_image_that_does_not_exist_until_the_undo(world: Shop, app: str) -> None:
    def shows() -> None:
        assert waiting(world, app) & {"ErrImageNeverPull", "ErrImagePull", "ImagePullBackOff"}

    proven(world, "images.missing", shows, namespace="shop", workload=app)


def test_an_image_that_somebody_else_named_meanwhile_is_not_overwritten(world: Shop) -> None:
    world.bring("images.missing", namespace="shop", workload="client")
    world.kubectl("set", "image", "deployment/client", "main=localhost/somebody/else:1")
    said = world.undo_fails()
    assert "localhost/somebody/else:1, which this fault did not name" in said
    image = world.busybox
    assert f"main={image}" in said
    world.kubectl("set", "image", "deployment/client", f"main={image}")
    world.kubectl("rollout", "status", "deployment/client", "--timeout=90s")
    world.undo()


def test_a_container_that_is_not_there_is_refused(world: Shop) -> None:
    said = world.refuses("images.missing", namespace="shop", workload="web", container="sidecar")
    assert "has no container 'sidecar'; it has: main" in said
