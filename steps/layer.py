"""Phrases of the Neo Service Layer: roles, the gateway's limit and certificate, the full cache."""

from typing import Any

from pytest_bdd import given, parsers, then, when

from drillbook.checks import figures, inside
from drillbook.checks import production_recovery as recovery_checks
from drillbook.clients import http
from drillbook.drill import Drill
from drillbook.ledger.http import HttpLedger, Request
from drillbook.ledger.protocol import Ledger
from drillbook.observation import Observation
from drillbook.probes import certificates, gateway, served_certificates
from drillbook.probes.gateway import Burst
from drillbook.probes.served_certificates import Certificate
from drillbook.procedures import cache, certificate_renewal, objects, roles
from drillbook.session import Session
from drillbook.system import SystemUnderDrill
from drillbook.verdict import Judgement, merge_judgements
from steps.ledger import REQUEST, begin
from steps.looking import judged
from steps.spans import span
from steps.told_layer import CERTIFICATE, FILE_IN, HOST

# Two clients: what one has sent beyond its limit turns nobody else away.
_CLIENT, _VISITOR, _GATEWAY = "drill", "visitor", "neo-gateway"
# The kubelet brings what a Secret holds into its pods about once a minute.
_SHOWN_WITHIN = span("3 minutes")


@when(parsers.parse("{account} is granted to {verb} {resource}"))
def _granted(
    session: Session, system: SystemUnderDrill, account: str, verb: str, resource: str
) -> None:
    roles.grant(session, system.namespace, account, verb, resource)


@when("what was granted is taken away")
def _taken_away(session: Session, system: SystemUnderDrill) -> None:
    roles.take_away(session, system.namespace)


@when(parsers.parse("the role of {role} is changed, and its file is not"))
def _widened(session: Session, system: SystemUnderDrill, role: str) -> None:
    roles.widen(session, system.namespace, role, "list", "pods")


@when(
    parsers.parse("a client sends {count:d} requests to the gateway at once"),
    target_fixture="burst",
)
def _burst(drill: Drill, session: Session, count: int) -> Observation[Burst]:
    seen = gateway.burst(session, _CLIENT, count)
    drill.observe(seen)
    return seen


@then("as many as the limit allows are let through, and the others are turned away")
def _limited(drill: Drill, session: Session, burst: Observation[Burst]) -> None:
    seen = gateway.limit(session, FILE_IN)
    found = burst.value
    drill.judge(inside.turned_away(found.statuses, seen.value, found.seconds), [burst, seen])


@when(parsers.parse("{service} may use no more than {mebibytes:d} MiB of memory"))
def _limited_memory(
    session: Session, system: SystemUnderDrill, service: str, mebibytes: int
) -> None:
    objects.limit_memory(session, system.namespace, service, mebibytes)


@when("the cache is given more than it may hold")
def _overfilled(session: Session, system: SystemUnderDrill) -> None:
    cache.overfill(session, system.databases)


@then("it has dropped what was used longest ago, and takes writes")
def _dropped(drill: Drill, session: Session, system: SystemUnderDrill) -> None:
    seen = cache.left(session, system.databases)
    found = seen.value
    judgement = merge_judgements(
        [
            figures.over("keys that were dropped", found.evicted, 0),
            figures.over("keys left that were used, less others", found.used - found.unused, 0),
            figures.over("keys left that were used", found.used, cache.WATCHED / 2),
            figures.equal("a write is taken", found.writable, wanted=True),
        ]
    )
    drill.judge(judgement, [seen])


@then("the day on which each certificate ends is known, and is that of the one in use")
def _ends(drill: Drill, session: Session) -> None:
    seen = certificates.ends(session, FILE_IN)
    shown = served_certificates.served(session, FILE_IN, [_GATEWAY])
    found = {pod: one.ends for pod, one in shown.value.items()}
    wanted = seen.value.get(CERTIFICATE)
    drill.judge(figures.each_is("the day on which it ends", found, wanted), [seen, shown])


@given(parsers.parse("clients are asking the gateway over its certificate {rate:d} times a second"))
def _asking(drill: Drill, session: Session, ledgers: dict[str, Ledger], rate: int) -> None:
    url = http.service_url(session, f"{FILE_IN}/{_GATEWAY}:https")
    request = Request(
        f"{url.replace('http://', 'https://')}{gateway.PATH}",
        gateway.PARAMETERS,
        {"X-Client": _VISITOR},
        rate,
        verified=False,
    )
    begin(drill, ledgers, REQUEST, HttpLedger(session, FILE_IN, request))


@when("the gateway's certificate is renewed", target_fixture="certificate_before")
def _renewed(drill: Drill, session: Session) -> Observation[Certificate]:
    seen = certificate_renewal.renew(session, FILE_IN, (), CERTIFICATE)
    drill.observe(seen)
    return seen


@then("every pod of the gateway serves with another certificate of the same host, in date")
def _serves(drill: Drill, session: Session, certificate_before: Observation[Certificate]) -> None:
    latest: list[Observation[Any]] = []

    def look() -> Judgement:
        shown = served_certificates.served(session, FILE_IN, [_GATEWAY])
        latest[:] = [certificate_before, shown]
        before = certificate_before.value
        each = [
            recovery_checks.renewed(
                (before.serial, before.hosts, before.ends), (one.serial, one.hosts, one.ends)
            )
            for one in shown.value.values()
        ]
        hosts = {pod: one.hosts for pod, one in shown.value.items()}
        return merge_judgements([*each, figures.each_is("its host", hosts, (HOST,))])

    drill.judge(judged(look, "the new certificate is served", _SHOWN_WITHIN), latest)
