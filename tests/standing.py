"""What the guard asks of a cluster, for clusters that tests make up."""

from datetime import timedelta
from pathlib import Path
from typing import cast

from drillbook.clients.kubernetes import Cluster
from drillbook.clients.standing import Standing
from drillbook.journal import Journal
from drillbook.session import Session
from drillbook.target import Allowed, Kind, SystemOnTarget, Target

UID = "uid-1"


class KnownCluster:
    """Always who it was when it was opened, with its clock right and nothing down."""

    def uid(self) -> str:
        return UID

    def standing(self, namespace: str | None) -> Standing:
        return Standing(self.uid(), f"uid of {namespace}", timedelta(0))

    def down(self, _namespace: str) -> int:
        return 0


def session(directory: Path, cluster: KnownCluster, *changes: str) -> Session:
    """Open a session on a shop where only some changes are allowed."""
    target = Target(
        name="shop",
        kind=Kind.LAB,
        lab=0,
        context="shop",
        allow=Allowed(changes=frozenset(changes), namespaces=frozenset({"shop"})),
        systems={"shop": SystemOnTarget(namespace="shop")},
        file=Path("targets/shop.yaml"),
    )
    return Session(target, cast("Cluster", cluster), Journal(directory / "journal"), UID)
