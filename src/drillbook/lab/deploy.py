"""Deploy a system's manifests into a lab."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from drillbook.errors import UsageError
from drillbook.lab import addons, api, cluster, generated, manifests, mesh, readiness
from drillbook.lab.address import Addresses
from drillbook.lab.images import Image
from drillbook.lab.importing import import_missing
from drillbook.lab.layout import layout, sources
from drillbook.lab.progress import step

READY_WITHIN = timedelta(minutes=10)


@dataclass(frozen=True)
class Deployed:
    """What ``deploy`` brought. Seconds count from the start of ``deploy``, images included."""

    system: str
    number: int
    objects: int
    images: tuple[str, ...]
    ready_seconds: float


def systems() -> tuple[str, ...]:
    """Return the names of the systems that have manifests."""
    return tuple(sorted({path.parent.name for path in sources().glob("systems/*/*.yaml")}))


def deploy(system: str, number: int, images: Sequence[Image]) -> Deployed:
    """Apply a system's manifests and wait until all of its workloads are ready."""
    directory = sources() / "systems" / system
    if system not in systems():
        raise UsageError(
            f"there is no system {system!r} to deploy; there are: "
            f"{', '.join(systems())}. Nothing was changed."
        )
    started = time.monotonic()
    report = cluster.status(number)
    lab, addresses = layout(number), Addresses(number)
    for node in range(1, report.nodes + 1):
        import_missing(lab.node(node), images)
    known = manifests.variables(lab, addresses) | addons.image_variables(images)
    documents = mesh.rendered(manifests.read(directory, known))
    with step(f"deploying {system} to lab {number}") as shown, api.connect(lab) as client:
        shown.update(detail=f"applying {len(documents)} objects")
        manifests.apply(client, generated.fill(client, documents))
        wanted = manifests.workloads(documents)
        readiness.wait(client, wanted, READY_WITHIN, shown)
    return Deployed(
        system,
        number,
        len(documents),
        tuple(image.reference for image in images),
        round(time.monotonic() - started, 2),
    )
