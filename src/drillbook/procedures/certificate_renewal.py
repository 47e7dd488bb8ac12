"""The services' certificate renewed, and every service restarted with it.

Neo Operational, Certificate Renewal. The lab has no public authority: the certificate is its own
issuer. Each Deployment is rolled, so that its pods are replaced one after the other.
"""

import base64
from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

from drillbook.certificates import self_signed
from drillbook.clock import now
from drillbook.errors import CheckFailed, NotDone, UndoIncomplete, Unobservable
from drillbook.guard import Change
from drillbook.observation import Observation
from drillbook.probes import served_certificates
from drillbook.probes.served_certificates import SECRET, Certificate
from drillbook.procedures import objects
from drillbook.procedures.restoring import note
from drillbook.rights import needs
from drillbook.session import Session, undo_step

VALID_FOR = timedelta(days=60)
_WITHIN = timedelta(minutes=5)


@needs("get secrets", "patch secrets", "patch deployments.apps")
def renew(
    session: Session, namespace: str, services: Iterable[str], secret: str = SECRET
) -> Observation[Certificate]:
    """Renew the certificate for the same hosts and key, restart services; return the one before.

    The undo puts the certificate back, and restarts again. Raises Refused, NotDone, CheckFailed.
    """
    before, names = served_certificates.held(session, namespace, secret), tuple(services)
    values = session.secret(namespace, secret)
    session.permit(Change("certificate.replace", namespace, (secret,), undo_within=_WITHIN))
    session.intend(
        "certificate.back",
        {"namespace": namespace, "services": list(names), "secret": secret},
        {"certificate": values["tls.crt"]},
    )
    made, _ = self_signed(before.value.hosts, now(), VALID_FOR, values["tls.key"])
    _write(session, namespace, secret, made)
    note(f"the certificate of {', '.join(before.value.hosts)} is renewed")
    _restart(session, namespace, names)
    return before


@undo_step("certificate.back")
def _back(session: Session, arguments: Mapping[str, Any], before: Mapping[str, Any]) -> str:
    namespace, names = str(arguments["namespace"]), tuple(arguments["services"])
    secret = str(arguments.get("secret", SECRET))
    try:
        _write(session, namespace, secret, str(before["certificate"]))
        _restart(session, namespace, names)
    except (CheckFailed, NotDone, Unobservable) as error:
        by_hand = f"by hand: kubectl rollout restart deployment -n {namespace}"
        raise UndoIncomplete(f"{error}; {by_hand}") from error
    return "the certificate is the one from before, and services serve with it"


def _write(session: Session, namespace: str, secret: str, certificate: str) -> None:
    data = {"tls.crt": base64.b64encode(certificate.encode()).decode()}
    session.cluster.merge_patch(objects.path(namespace, f"secrets/{secret}"), {"data": data})


def _restart(session: Session, namespace: str, names: Iterable[str]) -> None:
    workloads = [f"deployments/{name}" for name in names]
    stamp = {"metadata": {"annotations": {"drillbook.dev/restarted": now().isoformat()}}}
    for one in workloads:
        session.cluster.merge_patch(objects.path(namespace, one), {"spec": {"template": stamp}})
    for one in workloads:
        objects.await_rollout(session, namespace, one)
