"""Phrases of what an operator is told, held against what was counted apart from it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from pytest_bdd import parsers, then

from drillbook.drill import Drill
from drillbook.errors import Unobservable
from drillbook.observation import Observation
from drillbook.session import Session
from drillbook.system import SystemUnderDrill
from drillbook.verdict import Judgement
from steps import told_databases, told_layer, told_services
from steps.looking import judged

#: Metrics of pods and statistics of PostgreSQL come within some seconds.
_WITHIN = timedelta(seconds=45)

Looked = tuple[Judgement, list[Observation[Any]]]
TOLD: dict[str, Callable[[Session, SystemUnderDrill], Looked]] = {
    **told_databases.TOLD,
    **told_services.TOLD,
    **told_layer.TOLD,
}


@then(parsers.parse("the operator is told {what}"))
def _told(drill: Drill, session: Session, system: SystemUnderDrill, what: str) -> None:
    if what not in TOLD:
        raise Unobservable(f"nobody tells {what!r}; told are: {', '.join(TOLD)}")
    latest: list[Observation[Any]] = []

    def look() -> Judgement:
        judgement, latest[:] = TOLD[what](session, system)
        return judgement

    drill.judge(judged(look, what, _WITHIN), latest)
