"""What an operator of the Neo Service Layer is told, and how it is counted apart."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from drillbook.checks import told as checks
from drillbook.observation import Observation
from drillbook.probes import accounts, certificates, kubernetes, service_logs, service_pods
from drillbook.session import Session
from drillbook.system import SystemUnderDrill
from drillbook.verdict import Judgement, merge_judgements

Looked = tuple[Judgement, list[Observation[Any]]]
APPS = ("neo-auth-service", "neo-oracle-service", "neo-compute-service")
AUTH = APPS[0]
_LABEL = "app.kubernetes.io/name=neo-service"
#: An hour in a sixtieth of it.
_SPAN = timedelta(minutes=1)
FILE_IN, FILE = "neo-infrastructure", "rbac-policies"
CERTIFICATE, HOST = "neo-service-layer-tls", "api.neo-service-layer.com"


def _followed(session: Session, system: SystemUnderDrill) -> Looked:
    names = service_pods.names(session, system.namespace, AUTH)
    seen = service_logs.followed(session, system.namespace, AUTH)
    new = [pod for pod, lines in seen.value.items() if lines]
    return checks.all_told("pods whose new lines were seen", names.value, new), [names, seen]


def _by_label(session: Session, system: SystemUnderDrill) -> Looked:
    names = [service_pods.names(session, system.namespace, app) for app in APPS]
    seen = service_logs.last_lines(session, system.namespace, _LABEL)
    wanted = [pod for one in names for pod in one.value]
    told = [pod for pod, lines in seen.value.items() if 0 < lines <= service_logs.LINES]
    return checks.all_told("logs of pods", wanted, told), [*names, seen]


def _recent(session: Session, system: SystemUnderDrill) -> Looked:
    seen = service_logs.recent(session, system.namespace, AUTH, _SPAN)
    judgement = merge_judgements(
        [
            checks.same(
                "lines of the span",
                {pod: one.told for pod, one in seen.value.items()},
                {pod: one.counted for pod, one in seen.value.items()},
            ),
            checks.over("lines of the span", sum(o.told for o in seen.value.values()), 0),
            checks.over("older lines", sum(one.older for one in seen.value.values()), 0),
        ]
    )
    return judgement, [seen]


def _rights(session: Session, system: SystemUnderDrill) -> Looked:
    told = accounts.said(session, system.namespace, AUTH)
    seen = accounts.let(session, system.namespace, AUTH)
    judgement = merge_judgements(
        [
            checks.same("rights", told.value, seen.value),
            checks.is_("some are had, some not", len(set(seen.value.values())), 2),
        ]
    )
    return judgement, [told, seen]


def _pods_listed(*, may: bool) -> Callable[[Session, SystemUnderDrill], Looked]:
    def look(session: Session, system: SystemUnderDrill) -> Looked:
        seen = accounts.let(session, system.namespace, AUTH)
        return checks.is_("it lists pods", seen.value.get("list pods"), may), [seen]

    return look


def _roles(*, alike: bool) -> Callable[[Session, SystemUnderDrill], Looked]:
    def look(session: Session, system: SystemUnderDrill) -> Looked:
        before = accounts.versions(session, system.namespace)
        seen = accounts.on_file(session, system.namespace, FILE_IN, FILE)
        after = accounts.versions(session, system.namespace)
        judgement = merge_judgements(
            [
                checks.same("roles as on file", seen.value, {AUTH: alike}),
                checks.same("versions of roles", after.value, before.value),
            ]
        )
        return judgement, [before, seen, after]

    return look


def _certificate(session: Session, system: SystemUnderDrill) -> Looked:
    del system
    seen = certificates.held(session, FILE_IN, CERTIFICATE)
    issuer = certificates.issuer(session, FILE_IN, CERTIFICATE)
    judgement = merge_judgements(
        [
            checks.over("days left", seen.value.days, 0),
            checks.is_("hosts", seen.value.hosts, (HOST,)),
            checks.is_("signed by its issuer", seen.value.verified, True),
            checks.is_("its issuer", issuer.value, HOST),
        ]
    )
    return judgement, [seen, issuer]


def _memory_pods(session: Session, system: SystemUnderDrill) -> Looked:
    seen = kubernetes.workloads(session, system.namespace)
    whole = [one.name.rpartition("/")[2] for one in seen.value if one.whole and one.wanted]
    return checks.all_told("services that are whole", APPS, whole), [seen]


TOLD: dict[str, Callable[[Session, SystemUnderDrill], Looked]] = {
    "each new line of the log of every pod of neo-auth-service": _followed,
    "the last lines of the log of every pod of every service, by one label": _by_label,
    "the latest lines of neo-auth-service, and no older ones": _recent,
    "what neo-auth-service may do, and is let do just that": _rights,
    "that neo-auth-service may list pods": _pods_listed(may=True),
    "that neo-auth-service may not list pods": _pods_listed(may=False),
    "that every role is as it is on file": _roles(alike=True),
    "that the role of neo-auth-service differs from its file": _roles(alike=False),
    "that the gateway's certificate is ready, and who has issued it": _certificate,
    "that every service is whole": _memory_pods,
}
