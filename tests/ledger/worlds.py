"""A session without a cluster: the real guard and the real journal, and secrets made up here."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, cast

from drillbook.clients.answers import Absent
from drillbook.clients.kubernetes import Cluster
from drillbook.journal import Journal
from drillbook.session import Session
from drillbook.target import Allowed, Kind, SystemOnTarget, Target
from tests.standing import UID, KnownCluster

NAMESPACE = "kg-rca-server"


class WrittenCluster(KnownCluster):
    """Says of itself what a test has written down."""

    def __init__(self, secrets: Mapping[str, dict[str, str]], services: Mapping[str, str]) -> None:
        self._secrets, self._services = secrets, services

    def secret(self, namespace: str, name: str) -> dict[str, str]:
        try:
            return self._secrets[name]
        except KeyError:
            raise Absent(f"Secret {namespace}/{name}: not found") from None

    def address(self, namespace: str, service: str, port: str | int) -> tuple[str, int]:
        try:
            return self._services[service], int(port)
        except KeyError:
            raise Absent(f"Service {namespace}/{service}: not found") from None


def session(
    directory: Path,
    *,
    changes: frozenset[str] = frozenset({"ledger.write"}),
    secrets: Mapping[str, dict[str, str]] | None = None,
    services: Mapping[str, str] | None = None,
    addresses: Mapping[str, str] | None = None,
    prometheus: str | None = None,
) -> Session:
    target = Target(
        name="lab",
        kind=Kind.LAB,
        lab=0,
        context="drillbook-lab-0",
        allow=Allowed(changes=changes, namespaces=frozenset({NAMESPACE})),
        systems={
            "kg_rca": SystemOnTarget(
                namespace=NAMESPACE, addresses=dict(addresses or {}), prometheus=prometheus
            )
        },
    )
    cluster: Any = WrittenCluster(secrets or {}, services or {})
    return Session(target, cast("Cluster", cluster), Journal(directory / "lab.journal"), UID)
