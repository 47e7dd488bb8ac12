"""Phrases of a scan for known holes: all is looked at, none is critical, each update is told."""

from datetime import timedelta

from pytest_bdd import parsers, then, when

from drillbook.checks import known_holes
from drillbook.checks import told as checks
from drillbook.drill import Drill
from drillbook.errors import Unobservable
from drillbook.probes import neurallog_scan
from drillbook.procedures import jobs
from drillbook.session import Session
from drillbook.system import SystemUnderDrill
from drillbook.verdict import merge_judgements

SCAN = "vulnerability-scan"
SERVICES = ("auth-service", "billing-service", "log-ingestion")
_SCANNED_WITHIN = timedelta(minutes=3)


@when("what the services are built of is scanned for known holes")
def _scanned(session: Session, system: SystemUnderDrill) -> None:
    jobs.run_cronjob(session, system.namespace, SCAN, within=_SCANNED_WITHIN)


@then("every library of every service was looked at")
def _looked_at(drill: Drill, session: Session, system: SystemUnderDrill) -> None:
    seen = neurallog_scan.last(session, system.namespace)
    own = [neurallog_scan.installed(session, system.namespace, one) for one in SERVICES]
    judgement = merge_judgements(
        [checks.all_told(one.name, _named(one.value), _named(seen.value.libraries)) for one in own]
    )
    drill.judge(judgement, [seen, *own])


@then(parsers.parse("no known hole is critical, and fewer than {count:d} are of high severity"))
def _few(drill: Drill, session: Session, system: SystemUnderDrill, count: int) -> None:
    seen = neurallog_scan.last(session, system.namespace)
    judgement = merge_judgements(
        [
            checks.is_("critical", seen.value.critical, 0),
            checks.under("of high severity", seen.value.high, count),
        ]
    )
    drill.judge(judgement, [seen])


@then("no update is told")
def _none(drill: Drill, session: Session, system: SystemUnderDrill) -> None:
    seen = neurallog_scan.last(session, system.namespace)
    drill.judge(checks.is_("updates", seen.value.updates, ()), [seen])


@then(parsers.parse("no known hole of {library} is open"))
def _closed(drill: Drill, session: Session, system: SystemUnderDrill, library: str) -> None:
    _holes(drill, session, system, library, wanted=False)


@then(parsers.parse("a known hole of {library} is open"))
def _open(drill: Drill, session: Session, system: SystemUnderDrill, library: str) -> None:
    _holes(drill, session, system, library, wanted=True)


def _holes(
    drill: Drill, session: Session, system: SystemUnderDrill, library: str, *, wanted: bool
) -> None:
    known = neurallog_scan.known(session, system.namespace)
    own = neurallog_scan.installed(session, system.namespace, SERVICES[0])
    if library not in own.value:
        raise Unobservable(f"{SERVICES[0]} has no library {library}")
    closed_by = {one.id: one.closed_by for one in known.value if one.library == library}
    judgement = known_holes.of_library(library, closed_by, own.value[library], wanted=wanted)
    drill.judge(judgement, [known, own])


@then(parsers.parse("the update of {library} that closes it is told, with the version there is"))
def _told(drill: Drill, session: Session, system: SystemUnderDrill, library: str) -> None:
    seen = neurallog_scan.last(session, system.namespace)
    known = neurallog_scan.known(session, system.namespace)
    own = neurallog_scan.installed(session, system.namespace, SERVICES[0])
    closed_by = [one.closed_by for one in known.value if one.library == library]
    wanted = [f"{library} {own.value.get(library, 'nowhere')} to {one}" for one in closed_by]
    drill.judge(checks.all_told("updates", wanted, seen.value.updates), [seen, known, own])


def _named(libraries: dict[str, str]) -> list[str]:
    return [f"{name} {version}" for name, version in libraries.items()]
