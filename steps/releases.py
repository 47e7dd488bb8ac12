"""Phrases of releases: rolled out, tried as a canary, watched, and rolled back."""

from datetime import timedelta
from typing import Any

from pytest_bdd import parsers, step, then, when

from drillbook.checks import releases as checks
from drillbook.clock import now
from drillbook.drill import Budget, Drill
from drillbook.errors import UsageError
from drillbook.observation import Observation
from drillbook.probes import api_versions, releases
from drillbook.procedures import releases as procedures
from drillbook.procedures import staging
from drillbook.session import Session
from drillbook.system import SystemUnderDrill
from drillbook.verdict import Judgement
from steps.looking import judged, judged_in_time
from steps.metrics_table import PATHS, gateway
from steps.spans import span

ASKED = 30
_SEEN_WITHIN = timedelta(seconds=30)


def placed(system: SystemUnderDrill, service: str) -> tuple[str, str]:
    """Return namespace and name of a service, of which may be said that it is the one in staging.

    Staging is the namespace of the system's own name with ``-staging``.
    """
    name, _, where = service.partition(" in ")
    return (f"{system.namespace}-{where}" if where else system.namespace), name


@step(parsers.parse("version {version} of {service} is rolled out"))
def _rolled_out(
    drill: Drill, session: Session, system: SystemUnderDrill, version: str, service: str
) -> None:
    namespace, name = placed(system, service)
    procedures.roll_out(session, namespace, name, version, system.namespace)
    drill.observe(procedures.rolled_out(session, namespace, name).value)


@when(
    parsers.parse("version {version} of {service} is tried in staging, and promoted if it is well")
)
def _promoted(session: Session, system: SystemUnderDrill, version: str, service: str) -> None:
    staging.promote(session, system.namespace, system.others[0], service, version)


@step(parsers.parse("version {version} of {service} takes a part of the traffic"))
def _canary(session: Session, system: SystemUnderDrill, version: str, service: str) -> None:
    procedures.begin_canary(session, system.namespace, service, version)


@when(parsers.parse("{service} is rolled back to the version before"))
def _back(drill: Drill, session: Session, system: SystemUnderDrill, service: str) -> None:
    began = now()
    namespace, name = placed(system, service)
    procedures.roll_back(session, namespace, name)
    seen = procedures.rolled_out(session, namespace, name)
    drill.observe(seen.value)
    drill.phase("rolled back", began, seen)


@when(parsers.parse("{service} is rolled back to the revision of version {version}"))
def _back_to(
    drill: Drill, session: Session, system: SystemUnderDrill, service: str, version: str
) -> None:
    known = releases.history(session, system.namespace, service)
    drill.observe(known)
    named = [one.number for one in known.value if one.cause == f"version {version}"]
    if not named:
        raise UsageError(f"{service} has no revision of version {version}")
    procedures.roll_back(session, system.namespace, service, named[-1])
    drill.observe(procedures.rolled_out(session, system.namespace, service).value)


@then(parsers.parse("every pod of {service} runs the image of version {version}"))
def _image(
    drill: Drill, session: Session, system: SystemUnderDrill, service: str, version: str
) -> None:
    known = releases.images(session, system.namespace)
    namespace, name = placed(system, service)
    latest: list[Observation[Any]] = []

    def look() -> Judgement:
        latest[:] = [releases.running(session, namespace, f"app={name}"), known]
        return checks.same_image(latest[0].value, known.value.get(version, ""))

    drill.judge(judged(look, f"every pod runs version {version}", _SEEN_WITHIN), latest)


@then(parsers.parse("the roll-out of {service} is {ended}"))
def _ended(
    drill: Drill, session: Session, system: SystemUnderDrill, service: str, ended: str
) -> None:
    seen = releases.rollout(session, system.namespace, service)
    found = seen.value
    drill.judge(
        checks.rollout_is(
            ended, (found.wanted, found.new, found.ready, found.old), stuck=found.stuck
        ),
        [seen],
    )


@then(parsers.parse("clients are answered by version {version} of {service} alone"))
def _alone(
    drill: Drill, session: Session, system: SystemUnderDrill, version: str, service: str
) -> None:
    latest: list[Observation[Any]] = []

    def look() -> Judgement:
        latest[:] = [api_versions.versions(session, gateway(system), PATHS[service], ASKED)]
        return checks.version_alone(latest[0].value, version)

    drill.judge(judged(look, f"version {version} alone answers", _SEEN_WITHIN), latest)


@then(parsers.parse("clients are answered by version {version} of {service} alone within {time}"))
def _alone_in_time(
    drill: Drill, session: Session, system: SystemUnderDrill, version: str, service: str, time: str
) -> None:
    latest: list[Observation[Any]] = []

    def look() -> Judgement:
        latest[:] = [api_versions.versions(session, gateway(system), PATHS[service], ASKED)]
        return checks.version_alone(latest[0].value, version)

    limit = Budget(span(time), "runbook")
    drill.judge(judged_in_time(drill, look, f"version {version} again", limit), latest)


@then(parsers.parse("version {version} answers a part of the requests of {service}"))
def _part(
    drill: Drill, session: Session, system: SystemUnderDrill, version: str, service: str
) -> None:
    seen = api_versions.versions(session, gateway(system), PATHS[service], 2 * ASKED)
    drill.judge(checks.version_in_part(seen.value, version), [seen])


@then(parsers.parse("the history of {service} has version {version} with its cause"))
def _history(
    drill: Drill, session: Session, system: SystemUnderDrill, service: str, version: str
) -> None:
    seen = releases.history(session, system.namespace, service)
    known = releases.images(session, system.namespace)
    found = [(one.image, one.cause) for one in seen.value]
    drill.judge(checks.in_history(found, known.value.get(version, ""), version), [seen, known])


@then(parsers.parse("version {version} of {service} is not in production"))
def _not_there(
    drill: Drill, session: Session, system: SystemUnderDrill, version: str, service: str
) -> None:
    known = releases.images(session, system.namespace)
    seen = releases.running(session, system.namespace, f"app={service}")
    drill.judge(checks.not_run(seen.value, known.value.get(version, "")), [seen, known])
