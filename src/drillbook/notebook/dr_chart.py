"""The chart of the DR evidence notebook: what was achieved beside what was asked."""

from typing import Any

import altair

from drillbook.dr.attempts import Exercise
from drillbook.evidence import text
from drillbook.notebook.dr import achieved, newest
from drillbook.notebook.shown import BLACK, BLUE, ORANGE, WIDTH, Shown, chart, words

_LEAST = 0.01  # seconds; a logarithmic axis has no place for none at all
_LONGEST = 52


def objectives_chart(exercise: Exercise) -> Shown:
    """Return RTO and RPO achieved as points, each beside its objective, on one axis of seconds."""
    values = _values(exercise)
    if not values:
        return words("No drill with an objective was measured.")
    kept = sum(one["seconds"] <= one["asked"] for one in values)
    said = "; ".join(
        f"{one['what']} of '{one['scenario']}' {text.span(one['seconds'])}, "
        f"objective {text.span(one['asked'])}"
        for one in values
    )
    rows = list(dict.fromkeys(one["row"] for one in values))
    y = altair.Y("row:N", sort=rows, title=None, axis=altair.Axis(labelLimit=WIDTH))
    x = altair.X("shown:Q", title="seconds (logarithmic)", scale=altair.Scale(type="log"))
    base = altair.Chart(altair.Data(values=values))
    layers = [
        base.mark_rule(color="#999999").encode(y=y, x=x, x2="objective:Q"),
        base.mark_tick(color=BLACK, thickness=4, height=16).encode(y=y, x=altair.X("objective:Q")),
        base.mark_point(size=110, filled=True).encode(
            y=y,
            x=x,
            color=altair.Color(
                "what:N",
                title="Achieved (the black mark is the objective)",
                scale=altair.Scale(domain=["RTO", "RPO"], range=[BLUE, ORANGE]),
            ),
            shape=altair.Shape(
                "what:N",
                title="Achieved (the black mark is the objective)",
                scale=altair.Scale(domain=["RTO", "RPO"], range=["circle", "diamond"]),
            ),
        ),
    ]
    drawn = altair.layer(*layers).properties(width=WIDTH * 0.5, height=26 * len(rows))
    says = f"{kept} of {len(values)} objectives kept, by the newest attempt that passed. {said}."
    return chart(drawn, says, achieved(exercise))


def _values(exercise: Exercise) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for drill in exercise.plan.drills:
        attempt = newest(exercise, drill)
        clock = attempt.rto(drill.rto) if attempt else None
        account = attempt.rpo() if attempt else None
        if drill.rto and clock:
            found.append(_value("RTO", drill.scenario, clock.seconds, drill.rto.seconds))
        if drill.rpo and account and account.rpo is not None:
            found.append(_value("RPO", drill.scenario, account.rpo, drill.rpo.seconds))
    return found


def _value(what: str, scenario: str, seconds: float, objective: float) -> dict[str, Any]:
    name = scenario if len(scenario) <= _LONGEST else f"{scenario[:_LONGEST]}…"
    return {
        "row": f"{name} ({what})",
        "what": what,
        "scenario": scenario,
        "asked": objective,
        "seconds": seconds,
        "shown": max(seconds, _LEAST),
        "objective": max(objective, _LEAST),
    }
