"""A volume made larger while it is used (KG RCA, Scaling Procedures / Expand Storage)."""

from drillbook.clients.quantity import quantity
from drillbook.guard import Change
from drillbook.procedures.restoring import note
from drillbook.rights import needs
from drillbook.session import Session

_MIB = 1 << 20


@needs("get persistentvolumeclaims", "patch persistentvolumeclaims")
def grow(session: Session, namespace: str, claim: str, by_bytes: int) -> None:
    """Let a claim ask for so many bytes more, as ``kubectl patch pvc`` does.

    Nothing can put it back: Kubernetes makes no claim smaller. Raises Refused, NotDone when the
    claim's class cannot grow.
    """
    where = f"/api/v1/namespaces/{namespace}/persistentvolumeclaims/{claim}"
    session.permit(Change("volume.grow", namespace, (claim,)))
    asked = int(quantity(session.cluster.get(where)["spec"]["resources"]["requests"]["storage"]))
    wanted = f"{(asked + by_bytes) // _MIB}Mi"
    session.cluster.merge_patch(where, {"spec": {"resources": {"requests": {"storage": wanted}}}})
    note(f"claim {claim} asks for {wanted}, and asked for {asked // _MIB}Mi; this stays")
