"""Whose drill may run on a machine whose labs share its processors.

Drills of several labs run side by side; one that holds times of answers against a limit runs while
no other does, or it would measure its neighbours. On two cores, 95 % of NeuralLog's searches were
answered within 23 ms with nothing beside them, and within 206 to 477 ms beside KG RCA's drills.
"""

import fcntl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from drillbook import directories


@contextmanager
def taken(*, alone: bool, directory: Path | None = None) -> Iterator[float]:
    """Wait until a drill may run, and keep others from it meanwhile; yield the seconds waited.

    ``directory`` is one that all labs of the machine share, by default one of the user's. Who wants
    to be alone waits for those that run, and those that come later wait for it, so that it is not
    passed over for ever. The kernel gives a turn back when its process ends, however it ends.
    Raises OSError.
    """
    place = directory or directories.state() / "turns"
    place.mkdir(parents=True, exist_ok=True)
    began = time.monotonic()
    with (place / "next").open("w") as following, (place / "running").open("w") as running:
        fcntl.flock(following, fcntl.LOCK_EX)
        fcntl.flock(running, fcntl.LOCK_EX if alone else fcntl.LOCK_SH)
        fcntl.flock(following, fcntl.LOCK_UN)
        yield time.monotonic() - began
