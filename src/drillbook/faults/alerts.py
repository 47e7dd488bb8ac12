"""Alerts that a drill itself brings about are passed on to nobody while it runs."""

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from drillbook.clients import alertmanager as clients
from drillbook.clients.alertmanager import Silence
from drillbook.clock import eventually, now
from drillbook.errors import NotDone, UndoIncomplete, Unobservable, UsageError
from drillbook.faults.bringing import Fault, action, bring
from drillbook.faults.catalogue import Needs, described
from drillbook.guard import Change
from drillbook.observation import Observation
from drillbook.opening import required
from drillbook.probes import silences
from drillbook.session import Session, undo_step

#: The kind of change; a target that does not allow it keeps all its alerts.
CHANGE = "alert.silence"

_SEEN_WITHIN = timedelta(seconds=30)
_LONGEST = timedelta(hours=4)
_NAME = re.compile(r"[a-zA-Z_]\w*")


@action
@described(
    changes=CHANGE,
    effect="Alertmanager has the silence as active",
    undo="alert.unsilence",
    needs=Needs(rights=("get services",)),
)
def silence(namespace: str, service: str, alerts: list[str], minutes: float = 30.0) -> str:
    """Silence alerts by their names in Alertmanager; it ends by itself after so many minutes.

    ``service`` is Alertmanager's ``namespace/service:port``; ``namespace`` is the system's whose
    alerts they are. It harms nothing, so it starts no clock of recovery.
    """
    session = required()
    names = tuple(dict.fromkeys(alerts))
    within = timedelta(minutes=minutes)
    strange = [name for name in names if not _NAME.fullmatch(name)]
    if strange or not timedelta(0) < within <= _LONGEST:
        raise UsageError(
            f"alerts are silenced by their names, for 4 h at most, not {strange or within}. "
            "Nothing was changed."
        )
    silences.standing(session, service)  # what cannot say what is silenced is not asked for more
    server = clients.connect(session, service)
    mark = f"drillbook {uuid4().hex}"
    began = now()
    ends = began + within
    said = ", ".join(names)
    return bring(
        Fault(
            text=f"{said} silenced until {ends:%H:%M:%S} UTC",
            change=Change(CHANGE, namespace, names),
            undo="alert.unsilence",
            arguments={"service": service, "mark": mark, "ends": ends.isoformat(), "alerts": names},
            before={},
            inject=lambda: server.silence(names, began, ends, "drillbook", _comment(mark)),
            look=lambda: _marked(session, service, mark),
            took_effect=lambda seen: [one.state for one in seen] == ["active"],
            effect_within=_SEEN_WITHIN,
            harms=False,
        )
    )


@undo_step("alert.unsilence")
def _lift(session: Session, arguments: Mapping[str, Any], before: Mapping[str, Any]) -> str:  # noqa: ARG001 (as every undo step)
    """End the silence that has this drill's mark, unless it has ended by itself."""
    service, mark = arguments["service"], arguments["mark"]
    said = ", ".join(arguments["alerts"])
    try:
        found = _marked(session, service, mark).value
        for one in found:
            clients.connect(session, service).expire(one.id)
        eventually(
            lambda: _marked(session, service, mark),
            lambda left: not left.value,
            within=_SEEN_WITHIN,
            what=f"the silence of {said} has ended",
        )
    except (NotDone, Unobservable) as error:
        if now() > datetime.fromisoformat(arguments["ends"]):
            return f"the silence of {said} has ended by itself"
        if isinstance(error, Unobservable):
            raise
        by_hand = f"by hand: amtool silence expire (the one whose comment has {mark!r})"
        raise UndoIncomplete(f"{error}; it ends at {arguments['ends']}; {by_hand}") from error
    return f"{said} passed on again" if found else f"no silence of {said} is left"


def _comment(mark: str) -> str:
    return f"a drill runs; its undo lifts this ({mark})"


def _marked(session: Session, service: str, mark: str) -> Observation[tuple[Silence, ...]]:
    seen = silences.standing(session, service)
    own = tuple(one for one in seen.value if mark in one.comment)
    return Observation(
        "silence of the drill", own, seen.source, seen.query, seen.started, seen.ended
    )


ACTIONS = {"silence": silence}
