"""What the guard asks of a cluster, for clusters that tests make up."""

from datetime import timedelta

from drillbook.clients.kubernetes import Standing

UID = "uid-1"


class KnownCluster:
    """Always who it was when it was opened, with its clock right and nothing down."""

    def uid(self) -> str:
        return UID

    def standing(self, namespace: str | None) -> Standing:
        return Standing(self.uid(), f"uid of {namespace}", timedelta(0))

    def down(self, _namespace: str) -> int:
        return 0
