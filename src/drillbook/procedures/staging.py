"""A version tried in staging first, and brought to production only when it is well there.

Neo Operational, Deployment Procedures / Rolling Deployment. The runbook names a script for the
check and does not give it: here the roll-out in staging has to end, and the service's health
address behind staging's gateway has to say that it is well.
"""

from drillbook.probes import api
from drillbook.procedures import releases
from drillbook.procedures.restoring import note
from drillbook.session import Session

_OK = 200


def promote(session: Session, production: str, staging: str, service: str, version: str) -> bool:
    """Roll a version out in staging, and in production if it is well; return whether it was.

    Raises Refused, Unobservable, NotDone, or CheckFailed when a roll-out does not end.
    """
    releases.roll_out(session, staging, service, version, production)
    seen = releases.rolled_out(session, staging, service).value.value
    path = f"/api/v1/{service.removesuffix('-service')}/health"
    status = api.status(session, f"{staging}/api-gateway:8080", path).value
    if not seen.complete or status != _OK:
        note(f"{service} {version} is not well in staging: it is not brought to production")
        return False
    note(f"{service} {version} is well in staging")
    releases.roll_out(session, production, service, version, production)
    releases.rolled_out(session, production, service)
    return True
