"""A run's Prometheus data, exported while the target is there."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from pathlib import Path

from drillbook.clients.prometheus import Prometheus, connect
from drillbook.clock import now
from drillbook.errors import Unobservable, UsageError
from drillbook.notebook.incident_queries import alert_queries, incident_queries
from drillbook.notebook.prometheus_export import (
    MOST_POINTS,
    Exported,
    ask,
    capacity_queries,
    export,
    keep,
    read_exported,
)
from drillbook.redaction import Redactor
from drillbook.session import Session

BEFORE = timedelta(minutes=2)  # of what is usual, before a run and before a drill
INCIDENT = "incident"  # the folder of what postmortems ask, below that of the system
_HISTORY_STEP = timedelta(hours=1)
_SHORTEST_STEP = timedelta(seconds=15)
_FINEST_STEP = timedelta(seconds=5)  # changes are looked for as finely as Prometheus looks


@contextmanager
def exported_history(url: str, namespace: str, days: int, directory: Path) -> Iterator[Path]:
    """Export a long history of what the capacity notebook forecasts; yield where it is.

    It stays once the report is drawn; when that fails, all is as before. Raises UsageError when the
    directory holds one already, so that none is mixed with another, and Unobservable when the
    server does not answer, or has nothing of the namespace.
    """
    if read_exported(directory):
        raise UsageError(f"{directory} holds a history already; name another place with --out")
    answers = _long_history(url, namespace, days)
    made = [one for one in (directory, *directory.parents) if not one.exists()]
    try:
        keep(answers, directory)
        yield directory
    except BaseException:
        for answer in answers:
            (directory / f"{answer.query.name}.json").unlink(missing_ok=True)
        with suppress(OSError):  # somebody else has put something there meanwhile
            for one in made:
                one.rmdir()
        raise


def _long_history(url: str, namespace: str, days: int) -> tuple[Exported, ...]:
    end, span = now(), timedelta(days=days)
    step = max(_HISTORY_STEP, span / MOST_POINTS)
    shown = Redactor().redact
    try:
        # A server that is away is asked once, and not every query until its deadline.
        Prometheus(url.rstrip("/")).instant("vector(1)")
    except Unobservable as error:
        raise Unobservable(
            f"--prometheus: {shown(' '.join(str(error).split()))}; is it up, and its address right?"
        ) from error
    answers = ask(url, capacity_queries(namespace), end - span, end, step)
    if not any(answer.series for answer in answers):
        raise Unobservable(
            f"--prometheus: {shown(url)} has nothing of namespace {namespace} in {days} days; "
            "name another with --namespace, or a longer time with --days"
        )
    return answers


def export_run(
    session: Session, system: str, start: datetime, end: datetime, run_directory: Path
) -> tuple[Exported, ...]:
    """Export what notebooks ask about a system, over a run, into its directory.

    What the capacity notebook asks is in ``prometheus/<system>/``, what postmortems ask in
    ``incident/`` there. What is there already stays: who draws reports anew, when the target may
    be gone, must not replace answers with their absence.

    Raises Unobservable when the target names no Prometheus or its service has no address.
    """
    directory = run_directory / "prometheus" / system
    kept = read_exported(directory)
    if kept:
        return tuple(kept.values())
    server = connect(session, system)
    namespace = session.system(system).namespace
    span = (end - start) / MOST_POINTS
    asked = capacity_queries(namespace)
    answers = export(server.url, asked, start, end, max(_SHORTEST_STEP, span), directory)
    around = (*incident_queries(namespace), *alert_queries(server))
    # What came before the first fault is its baseline, and the run may have begun with it.
    begin = start - BEFORE
    step = max(_FINEST_STEP, (end - begin) / MOST_POINTS)
    export(server.url, around, begin, end, step, directory / INCIDENT)
    return answers
