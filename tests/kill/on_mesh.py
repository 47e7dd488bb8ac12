"""The shop in the mesh as a ground for the mesh's faults."""

import json
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path

from tests.faults.live import NAMESPACE, Shop
from tests.kill.objects import objects
from tests.mesh.shop import deployed

_BETWEEN = {"namespace": NAMESPACE, "source": "client", "destination": "web"}
#: What each fault is brought to.
FAULTS: Mapping[str, Mapping[str, object]] = {
    "mesh.abort": _BETWEEN,
    "mesh.delay": {**_BETWEEN, "milliseconds": 3000},
}


@dataclass(frozen=True)
class OnMesh:
    """The shop in the mesh, and what can be compared of it."""

    shop: Shop

    @property
    def target(self) -> Path:
        """The shop's target file."""
        return self.shop.target

    def arguments(self, fault: str) -> Mapping[str, object]:
        """Return what a fault is brought to."""
        return FAULTS[fault]

    def busy(self, _fault: str) -> nullcontext[None]:
        """No fault here needs load."""
        return nullcontext()

    def look(self) -> dict[str, str]:
        """Return all objects, the mesh's kinds of the shop among them, and the pods' readiness."""
        meshed = {name: json.dumps(item) for name, item in self.shop.objects().items()}
        return objects(self.shop.lab) | meshed | {"ready": str(sorted(self.shop.counts().items()))}


@contextmanager
def opened() -> Iterator[OnMesh]:
    """Bring the shop up in the mesh."""
    with tempfile.TemporaryDirectory() as directory, deployed(Path(directory)) as shop:
        shop.forget()
        yield OnMesh(shop)
