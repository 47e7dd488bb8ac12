"""What every lab gets beside Kubernetes: DNS, persistent volumes, metrics, monitoring."""

import socket
import struct
from collections.abc import Iterable
from datetime import timedelta
from ipaddress import IPv4Address

import httpx

from drillbook.clock import eventually
from drillbook.errors import Unobservable
from drillbook.lab import manifests
from drillbook.lab.address import Addresses
from drillbook.lab.config import CLUSTER_DOMAIN
from drillbook.lab.images import Image
from drillbook.lab.layout import Layout, sources
from drillbook.lab.recipes import read_recipe

# The pod sandbox, the helper pods of volumes, and what lab/addons deploys.
IMAGES = ("alertmanager", "busybox", "kube-state-metrics", "pause", "prometheus")
DNS_WITHIN = timedelta(seconds=60)


def image_variables(images: Iterable[Image]) -> dict[str, str]:
    """Return the references by the names that manifests use."""
    return {read_recipe(image.name).variable: image.reference for image in images}


def documents(
    lab: Layout, addresses: Addresses, images: Iterable[Image]
) -> list[manifests.Document]:
    """Return the manifests of all add-ons."""
    known = manifests.variables(lab, addresses) | image_variables(images)
    return manifests.read(sources() / "addons", known)


def apply(
    client: httpx.Client, lab: Layout, addresses: Addresses, images: Iterable[Image]
) -> dict[str, set[tuple[str, str]]]:
    """Apply the add-ons; return the workloads that have to become ready."""
    found = documents(lab, addresses, images)
    manifests.apply(client, found)
    return manifests.workloads(found)


def dns_query(name: str) -> bytes:
    """Return a DNS request (RFC 1035) for the IPv4 address of a name."""
    labels = b"".join(bytes([len(part)]) + part.encode() for part in name.split("."))
    return struct.pack(">HHHHHH", 1, 0x0100, 1, 0, 0, 0) + labels + b"\0" + struct.pack(">HH", 1, 1)


def wait_for_dns(server: IPv4Address) -> None:
    """Wait until DNS answers, at its ClusterIP, with the address of the API server's Service."""
    query = dns_query(f"kubernetes.default.svc.{CLUSTER_DOMAIN}")

    def look() -> int:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
            probe.settimeout(0.2)
            try:
                probe.connect((str(server), 53))
                probe.send(query)
                answer = probe.recv(512)
            except OSError as error:
                raise Unobservable(f"{server} does not answer: {error}") from error
        return int(struct.unpack(">HHHHHH", answer[:12])[3])

    eventually(
        look,
        lambda answers: answers > 0,
        within=DNS_WITHIN,
        what=f"DNS at {server} answers",
        every=timedelta(milliseconds=20),
    )
