"""Where on a lab each fault of the catalogue is killed: the shop, or one of the data systems."""

from collections.abc import Callable, Collection
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import partial

from tests.kill import on_data, on_mesh, on_shop
from tests.kill.live import Ground


@dataclass(frozen=True)
class Place:
    """A ground that can be brought up, and the faults that are killed there.

    One that is ``optional`` is brought up only when it is asked for by name.
    """

    name: str
    faults: Collection[str]
    opened: Callable[[], AbstractContextManager[Ground]]
    optional: bool = False


PLACES: tuple[Place, ...] = (
    Place("shop", on_shop.FAULTS, on_shop.opened),
    # It needs Istio, which takes ten minutes to compile: ``make test-mesh``.
    Place("mesh", on_mesh.FAULTS, on_mesh.opened, optional=True),
    *(Place(s.name, s.faults, partial(on_data.opened, s)) for s in on_data.SYSTEMS),
)
