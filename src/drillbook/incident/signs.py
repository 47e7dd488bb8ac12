"""Signs of a fault, from whatever shows them, ranked by how soon after it they were seen.

What ranks them knows the moment of the fault and nothing of what was done: what it names is what
an engineer who looks at the same data would find first.
"""

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from drillbook.incident.changes import Change, Watched, changes
from drillbook.incident.events import Event
from drillbook.incident.templates import Template

# kafka-3 is a member of its own; graph-builder-7c9d8f6b5-x2x4z is any of graph-builder's.
_OF_MANY = re.compile(r"-[0-9a-f]{6,10}(-[a-z0-9]{5})?$|-\d{6,}-[a-z0-9]{5}$")
_CLEAR = 4.0  # times its noise that a metric has to change by
_THOUSAND, _OF_BYTES = 1000, ("B", "kB", "MB", "GB", "TB")
_WIDEST = 5.0  # seconds that count as one moment, where a source sees no finer


@dataclass(frozen=True)
class Sign:
    """Something that changed: when, of which component, what, and what shows it.

    ``seconds`` are from the fault; ``part`` is how large the change is, 0 to 1; ``clear`` how far
    beyond the noise; ``told``: something is there or not, which needs no level to be judged by.
    ``ranked`` is by which second it is ranked, later than ``seconds`` when it may be from before
    the fault.
    """

    at: datetime
    seconds: float
    component: str
    says: str
    shown_by: str
    part: float
    clear: float
    told: bool = False
    ranked: float | None = None


def component(name: str) -> str:
    """Return what a pod or workload's name stands for: a member of a set, or its workload."""
    return _OF_MANY.sub("", name)


def ranked(signs: Iterable[Sign]) -> tuple[Sign, ...]:
    """Return signs, the soonest first; of one component and source, only the first.

    Prometheus looks every few seconds, and Kubernetes dates its events to whole ones: what was
    seen within one look is one moment. Within it comes first what is there or not, then the larger
    change, then the clearer.
    """
    first: dict[tuple[str, str], Sign] = {}
    for sign in sorted(signs, key=_order):
        first.setdefault((sign.component, sign.shown_by), sign)
    return tuple(sorted(first.values(), key=_order))


def of_metrics(watched: Iterable[Watched], fault: datetime, until: datetime) -> list[Sign]:
    """Return the first change of each series between a fault and a moment."""
    found = []
    for series in watched:
        clear = (one for one in changes(series) if one.clear >= _CLEAR)
        first = next((one for one in clear if fault < one.at <= until), None)
        if first is not None:
            found.append(_of_change(first, fault))
    return found


def of_events(events: Iterable[Event], fault: datetime, until: datetime) -> list[Sign]:
    """Return what Kubernetes said of things taken away or ailing since a fault."""
    second = fault.replace(microsecond=0)  # events are dated to whole seconds
    return [
        Sign(
            event.at,
            max((event.at - fault).total_seconds(), 0.0),
            component(event.name),
            f"{event.reason} {event.object}: {event.message}",
            "Kubernetes event",
            1.0,
            100.0,
            told=True,
        )
        for event in events
        if event.matters and second <= event.at <= until
    ]


def of_gaps(
    name: str,
    says: str,
    gaps: Iterable[tuple[datetime, datetime]],
    fault: datetime,
    until: datetime,
) -> list[Sign]:
    """Return the first pause of a ledger's acknowledgements that went on after a fault."""
    after = (gap for gap in gaps if gap[1] > fault and gap[0] <= until)
    first = min(after, default=None)
    if first is None:
        return []
    begun = max(first[0], fault)
    paused = (first[1] - begun).total_seconds()
    said = f"{says}: none for {paused:.1f} s"
    shown_by = f"ledger {name}"
    seconds = (begun - fault).total_seconds()
    return [Sign(begun, seconds, name, said, shown_by, 1.0, 100.0, told=True)]


def of_logs(templates: Iterable[Template], fault: datetime, until: datetime) -> list[Sign]:
    """Return warnings and worse that were first said since a fault."""
    return [
        Sign(
            said.first,
            (said.first - fault).total_seconds(),
            component(said.component.removeprefix("log of ")),
            said.text,
            said.component,
            said.weight / 3,
            100.0,
        )
        for said in templates
        if said.first is not None and said.weight and fault <= said.first <= until
    ]


def _of_change(change: Change, fault: datetime) -> Sign:
    watched = change.watched
    seconds = (change.at - fault).total_seconds()
    # Most of the time since the sample before was before the fault: it may have happened then.
    unsure = seconds < watched.step.total_seconds() / 2
    size = _sizes(change.before, change.after, watched.unit)
    return Sign(
        change.at,
        seconds,
        component(watched.component),
        f"{watched.says}: {size}",
        watched.metric,
        change.part,
        change.clear,
        watched.state,
        seconds + watched.step.total_seconds() if unsure else None,
    )


def _sizes(before: float, after: float, unit: str) -> str:
    """Return a level before and after: ``321 MB → 339 MB``, ``0 → 49,500 messages``."""
    if unit not in {"bytes", "bytes/s"}:
        return f"{_number(before)} → {_number(after)} {unit}"
    return " → ".join(_bytes(value) + unit.removeprefix("bytes") for value in (before, after))


def _number(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= _THOUSAND else f"{value:.3g}"


def _bytes(value: float) -> str:
    power = int(math.log(abs(value), _THOUSAND)) if abs(value) >= 1 else 0
    power = min(power, len(_OF_BYTES) - 1)
    return f"{value / _THOUSAND**power:.3g} {_OF_BYTES[power]}"


def _order(sign: Sign) -> tuple[float, bool, float, float, float, str, str]:
    ranked = sign.seconds if sign.ranked is None else sign.ranked
    moment, large = ranked // _WIDEST, -round(sign.part, 1)
    named = (sign.component, sign.shown_by)
    return (moment, not sign.told, large, -sign.clear, sign.seconds, *named)
