"""A drill's own alerts: silenced before its first change, where the target file says so."""

import re
from collections.abc import Iterable

from drillbook import guard
from drillbook.drill import Drill
from drillbook.errors import DrillbookError, Unobservable
from drillbook.faults import alerts
from drillbook.session import Session
from drillbook.verdict import unknown

_WORD = re.compile(r"\w+")
_SHORTENED = "Compressed"  # a lab's rule in a fraction of its time


def after_first_step(
    session: Session, running: Drill, keyword: str, step: str, phrases: Iterable[str]
) -> None:
    """Silence a disruptive drill's own alerts, once its first step has found the system healthy.

    Where people would be called by a drill and should not be, its second step is not run: raises
    Unobservable.
    """
    if "disruptive" not in running.scenario.tags:
        return
    try:
        silence_own(session, running, phrases)
    except DrillbookError as error:
        running.why_not = Unobservable(f"its alerts could not be silenced: {error}")
        running.step(keyword, step, unknown(str(running.why_not)))
        raise running.why_not from error


def silence_own(session: Session, running: Drill, phrases: Iterable[str]) -> str | None:
    """Silence the alerts that the target file names for a system, and return what was done.

    An alert that the scenario's phrases name is waited for, and stays loud. None where the target
    file names none, does not allow it, or this run may only read. Raises what the fault raises.
    """
    system = session.system(running.scenario.system)
    allowed = alerts.CHANGE in session.target.allow.changes
    if system.silences is None or not allowed:
        return None
    if guard.reading_only(session.target, session.confirmed):
        return None
    waited_for = {word for phrase in phrases for word in _WORD.findall(phrase)}
    own = [
        name
        for name in system.silences.alerts
        if name.removesuffix(_SHORTENED) not in waited_for and name not in waited_for
    ]
    if not own:
        return None
    minutes = system.silences.ends_after.total_seconds() / 60
    return alerts.silence(system.namespace, system.silences.alertmanager, own, minutes)
