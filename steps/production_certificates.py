"""Phrases of the services' certificate, and of which service has most errors."""

from typing import Any

from pytest_bdd import parsers, then, when

from drillbook.checks import production_recovery as checks
from drillbook.drill import Drill
from drillbook.observation import Observation
from drillbook.probes import prometheus, served_certificates
from drillbook.probes.served_certificates import Certificate
from drillbook.procedures import certificate_renewal, other_site
from drillbook.session import Session
from drillbook.system import SystemUnderDrill
from drillbook.verdict import Judgement
from steps.looking import judged
from steps.spans import span

_SHOWN_WITHIN = span("1 minute")
_APPS = tuple(name.partition("/")[2] for name in other_site.SERVICES)
_FAILED = 'neo_requests_total{namespace="neo-production", code=~"5.."}'
#: What a new pod has counted before it was first looked at is no increase, and counts as it is.
_ERRORS = (
    f"sort_desc(sum by (service) (({_FAILED} unless {_FAILED} offset 1m) "
    f"or increase({_FAILED}[1m])))"
)


@then("clients see the certificate that is held from every pod")
@then("every pod serves with the new certificate")
def _served(drill: Drill, session: Session, system: SystemUnderDrill) -> None:
    held = served_certificates.held(session, system.namespace)
    seen = served_certificates.served(session, system.namespace, _APPS)
    serials = {pod: one.serial for pod, one in seen.value.items()}
    drill.judge(checks.all_served(serials, held.value.serial), [held, seen])


@when(
    "the certificate is renewed, and every service restarted",
    target_fixture="certificate_before",
)
def _renewed(drill: Drill, session: Session, system: SystemUnderDrill) -> Observation[Certificate]:
    seen = certificate_renewal.renew(session, system.namespace, _APPS)
    drill.observe(seen)
    return seen


@then("the certificate is of the same hosts, and ends later than before")
def _later(
    drill: Drill,
    session: Session,
    system: SystemUnderDrill,
    certificate_before: Observation[Certificate],
) -> None:
    seen = served_certificates.held(session, system.namespace)
    before, after = (
        (one.value.serial, one.value.hosts, one.value.ends) for one in (certificate_before, seen)
    )
    drill.judge(checks.renewed(before, after), [certificate_before, seen])


@then(parsers.parse("{service} has most errors of all services by the metrics"))
def _leads(drill: Drill, session: Session, system: SystemUnderDrill, service: str) -> None:
    latest: list[Observation[Any]] = []

    def look() -> Judgement:
        latest[:] = [prometheus.samples(session, system.name, _ERRORS)]
        found = [(str(one.labels.get("service", "")), one.value) for one in latest[0].value]
        return checks.leads(service, found)

    drill.judge(judged(look, f"{service} has most errors", _SHOWN_WITHIN), latest)
