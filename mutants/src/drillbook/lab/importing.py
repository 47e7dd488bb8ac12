"""Bring images into a node's containerd, those alone that it does not have.

An image's tag names its content, so a tag that is there needs no second look.
"""

import subprocess
from collections.abc import Iterable
from datetime import timedelta

from drillbook.clock import eventually
from drillbook.errors import DrillbookError, Unobservable
from drillbook.lab.images import Image
from drillbook.lab.layout import NodeLayout
from drillbook.lab.progress import step

ANSWERS_WITHIN = timedelta(seconds=30)


def _ctr(node: NodeLayout, *arguments: str) -> str:
    done = subprocess.run(
        ["ctr", "-a", str(node.socket), "-n", "k8s.io", *arguments],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise DrillbookError(f"ctr {' '.join(arguments)} on {node.name}: {done.stderr.strip()}")
    return done.stdout


def present(node: NodeLayout) -> frozenset[str]:
    """Return the references of the images that a node has, as soon as its containerd answers."""

    def look() -> str:
        if not node.socket.exists():
            raise Unobservable(f"{node.socket} is not there")
        try:
            return _ctr(node, "images", "list", "-q")
        except DrillbookError as error:
            raise Unobservable(str(error)) from error

    seen = eventually(
        look,
        lambda _: True,
        within=ANSWERS_WITHIN,
        what=f"containerd of {node.name} answers",
        every=timedelta(milliseconds=20),
    )
    return frozenset(seen.value.split())


def import_missing(node: NodeLayout, images: Iterable[Image]) -> tuple[str, ...]:
    """Import what a node lacks and drop earlier builds of it; return what was imported.

    Images of another registry have no archive: the node pulls those itself.
    """
    there = present(node)
    missing = [image for image in images if image.archive and image.reference not in there]
    if not missing:
        return ()
    with step(f"importing images into lab {node.directory.parent.name[4:]} {node.name}") as shown:
        for count, image in enumerate(missing):
            shown.update(count, len(missing), image.name)
            _ctr(node, "images", "import", str(image.archive))
            repository = image.reference.rpartition(":")[0]
            earlier = [name for name in there if name.rpartition(":")[0] == repository]
            if earlier:
                _ctr(node, "images", "remove", *earlier)
    lacking = {image.reference for image in missing} - present(node)
    if lacking:
        raise DrillbookError(f"imported, but not there afterwards: {', '.join(sorted(lacking))}")
    return tuple(image.reference for image in missing)
