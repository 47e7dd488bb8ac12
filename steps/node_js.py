"""Phrases of services in Node.js: the old space that the runbook gives them, and what they have."""

from datetime import timedelta
from typing import Any

from pytest_bdd import parsers, then, when

from drillbook.checks import told as checks
from drillbook.drill import Drill
from drillbook.observation import Observation
from drillbook.probes import node_js
from drillbook.procedures import environment
from drillbook.session import Session
from drillbook.system import SystemUnderDrill
from drillbook.verdict import Judgement, merge_judgements
from steps.looking import judged

#: Performance Tuning / Application Optimization.
WANTED_MB = 4096
_OPTION = {"NODE_OPTIONS": f"--max-old-space-size={WANTED_MB}"}
# V8 counts its young generation into the limit: three half-spaces, of 16 MB at most.
_YOUNG_MB = 3 * 16
# A pod of before is there until it has ended.
_ENDED_WITHIN = timedelta(minutes=1)


@when(parsers.parse("{app} is given the old space of the runbook"))
def _given(session: Session, system: SystemUnderDrill, app: str) -> None:
    environment.change(session, system.namespace, app, _OPTION, {})


@then(parsers.parse("every process of {app} has the old space of the runbook"))
def _has(drill: Drill, session: Session, system: SystemUnderDrill, app: str) -> None:
    latest: list[Observation[Any]] = []

    def look() -> Judgement:
        latest[:] = [node_js.heap_mb(session, system.namespace, app)]
        return merge_judgements(
            [
                check(f"MB of {name}", mb, limit)
                for name, mb in latest[0].value.items()
                for check, limit in (
                    (checks.over, WANTED_MB),
                    (checks.not_above, WANTED_MB + _YOUNG_MB),
                )
            ]
        )

    drill.judge(judged(look, f"every process of {app} has it", _ENDED_WITHIN), latest)
