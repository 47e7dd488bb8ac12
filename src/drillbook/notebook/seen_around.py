"""What was seen around a drill, as tables: alerts, changes, Kubernetes' events, log lines."""

from collections.abc import Iterator
from datetime import datetime

from drillbook.evidence import text
from drillbook.incident.alerts import Assessed, Outcome
from drillbook.notebook.shown import Shown, folded, several, table, together, words
from drillbook.notebook.surroundings import EVENTS, Surroundings

_MOST_SIGNS = 12
_FIRST = 3
_MOST_ROWS = 30
_LONGEST = 300
#: Worth a row of its own, in this order; the others only as a count.
_SHOWN = (Outcome.MISSING, Outcome.LATE, Outcome.EARLY, Outcome.FIRED, Outcome.NOT_DUE)


def changes(around: Surroundings) -> Shown:
    """Return what changed after the fault, ranked by how soon."""
    found = around.signs()
    rows = [
        [
            str(rank),
            _after(sign.seconds),
            sign.component,
            text.cut(sign.says, _LONGEST),
            sign.shown_by,
        ]
        for rank, sign in enumerate(found[:_MOST_SIGNS], start=1)
    ]
    headings = ["Rank", "After the fault", "Component", "Change", "Shown by"]
    first = list(dict.fromkeys(sign.component for sign in found[:_FIRST]))
    said = (
        f"The first changes are of {', '.join(first)}. Of {len(found)} changes that were found, "
        f"{len(rows)} are shown."
        if found
        else ""
    )
    how = (
        "Found by change points, not picked: all series are looked at, and what ranks them knows "
        "when the fault was brought, not what it was. "
        + (
            f"Prometheus' samples are {around.finest:g} s apart, so that a change may be up to "
            "that much older; seconds of events are whole."
            if around.finest
            else "There are no samples of Prometheus around this drill."
        )
    )
    shown = table(headings, rows, nothing="No change was found after the fault.")
    return together(*([words(said)] if said else []), shown, words(how))


def alerts(around: Surroundings) -> Shown:
    """Return alerts by what became of them: missing and late first."""
    found = around.alerts()
    if not found:
        return words(
            "unknown: the run has no export of alerting rules and of what fired "
            f"(prometheus/{around.drill.scenario.system}/incident/)."
        )
    rows = [_alert(one, around) for outcome in _SHOWN for one in found if one.outcome is outcome]
    never = sum(one.outcome is Outcome.NEVER for one in found)
    headings = ["Alert", "Outcome", "Its rule held", "Its for", "Due", "Fired"]
    note = words(
        f"{len(found)} alerting rules were looked at; of {never} the rule never held. Due is when "
        "a rule has held for its for, a scrape and two evaluations. Rules that can never hold are "
        "an audit's matter, not seen here."
    )
    return together(table(headings, rows, nothing="No rule held during the drill."), note)


def _alert(found: Assessed, around: Surroundings) -> list[str]:
    held = "not seen to hold"
    if found.held_from is not None:
        since = _since_fault(around, found.held_from)
        held = f"{text.span(found.held_seconds)}, from {since} of the fault"
    fired = "no"
    if found.fired is not None:
        fired = _since_fault(around, found.fired)
    due = "not due"
    if found.due is not None:
        due = _since_fault(around, found.due)
    name = f"{found.rule.name} ({found.rule.severity or 'no severity'})"
    return [name, found.outcome.value, held, text.span(found.rule.wait.total_seconds()), due, fired]


def _since_fault(around: Surroundings, at: datetime) -> str:
    """Return whole seconds from the fault, signed; ``+0 s`` of what came just before it."""
    return f"{round((at - around.fault).total_seconds()):+d} s"


def events(around: Surroundings) -> Shown:
    """Return Kubernetes' events, those of an object and a reason as one."""
    found = around.events()
    rows = [
        [
            text.moment(event.at)[11:19],
            _since_fault(around, event.at),
            event.kind,
            event.reason,
            event.object,
            str(event.count),
            text.cut(event.message, _LONGEST),
        ]
        for event in sorted(found, key=lambda one: (not one.matters, one.at))
    ]
    headings = ["Time (UTC)", "From the fault", "Type", "Reason", "Object", "Times", "Message"]
    if not any(log.component == EVENTS for log in around.drill.logs):
        return words("unknown: the evidence of this drill has no events of Kubernetes.")
    shown = table(headings, rows[:_MOST_ROWS], nothing="There was none.")
    more = len(rows) - _MOST_ROWS
    rest = [folded(f"{more} more", table(headings, rows[_MOST_ROWS:], ""))] if more > 0 else []
    return together(shown, *rest)


def logs(around: Surroundings) -> Shown:
    """Return log lines collapsed by template, warnings and worse first."""
    kept = [log for log in around.drill.logs if log.component != EVENTS]
    if not kept:
        return words("unknown: the evidence of this drill has no log lines.")
    levels = {3: "fatal", 2: "error", 1: "warning", 0: ""}
    found = around.templates()
    rows = [
        [
            levels[one.weight],
            str(one.count),
            "" if one.first is None else f"{(one.first - around.fault).total_seconds():+.1f} s",
            one.component,
            text.cut(one.text, _LONGEST),
        ]
        for one in found
    ]
    headings = ["Level", "Times", "First, from the fault", "From", "Line"]
    matter = [row for row in rows if row[0]]
    rest = [row for row in rows if not row[0]]
    shown = table(headings, matter, nothing="No line warns.")
    total = sum(one.count for one in found)
    note = words(
        f"{several(total, 'line')} of {several(len(kept), 'log')}, collapsed to "
        f"{several(len(rows), 'template')}."
    )
    more = folded(
        f"{several(len(rest), 'template')} without a warning", table(headings, rest, "none")
    )
    return together(shown, note, *([more] if rest else []))


def missing(around: Surroundings) -> Shown:
    """Return what the evidence does not hold, so that its absence is not read as calm."""
    found = list(_missing(around))
    return table(
        ["Not known", "Because"], found, nothing="Nothing that this page knows to look for."
    )


def _missing(around: Surroundings) -> Iterator[list[str]]:
    drill = around.drill
    if not around.answers:
        yield ["metrics, alerts", "the run has no export of Prometheus beside its evidence"]
    elif not around.alerts():
        yield ["alerts", "the run's export has no alerting rules"]
    for name, answer in around.answers.items():
        if answer.error:
            yield [f"metric {name}", text.cut(answer.error, _LONGEST)]
    if not any(log.component == EVENTS for log in drill.logs):
        yield ["Kubernetes' events", "the evidence has none"]
    if not any(log.component != EVENTS for log in drill.logs):
        yield ["log lines", "the evidence has none"]
    if not drill.ledgers:
        yield ["data lost, users' writes", "no ledger was writing"]
    yield ["who was called, when, and what they did", "a drill calls nobody"]
    yield ["events of nodes", "only the system's namespace is looked at"]


def _after(seconds: float) -> str:
    return f"+{seconds:.1f} s"
