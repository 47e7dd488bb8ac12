"""Phrases of services in Java: the options that the runbook gives them, and what is in force."""

from datetime import timedelta
from typing import Any

from pytest_bdd import parsers, then, when

from drillbook.checks import told as checks
from drillbook.drill import Drill
from drillbook.observation import Observation
from drillbook.probes import java
from drillbook.procedures import environment
from drillbook.session import Session
from drillbook.system import SystemUnderDrill
from drillbook.verdict import Judgement, merge_judgements
from steps.looking import judged

#: Performance Tuning / Application Optimization.
TUNED = {"JAVA_OPTS": "-Xms2g -Xmx4g -XX:+UseG1GC -XX:MaxGCPauseMillis=200"}
WANTED = {"least": 2 * 1024**3, "most": 4 * 1024**3, "collector": "G1", "pauses": 200}
# A pod of before is there until it has ended.
_ENDED_WITHIN = timedelta(minutes=1)


@when(parsers.parse("{app} is given the heap and the collector of the runbook"))
def _tuned(session: Session, system: SystemUnderDrill, app: str) -> None:
    environment.change(session, system.namespace, app, TUNED, {})


@then(parsers.parse("every JVM of {app} has the heap, the collector and the pauses of the runbook"))
def _has(drill: Drill, session: Session, system: SystemUnderDrill, app: str) -> None:
    latest: list[Observation[Any]] = []

    def look() -> Judgement:
        latest[:] = [java.settings(session, system.namespace, app)]
        return merge_judgements(
            [
                checks.same(
                    name,
                    {
                        "least": one.least_bytes,
                        "most": one.most_bytes,
                        "collector": one.collector,
                        "pauses": one.pauses_ms,
                    },
                    WANTED,
                )
                for name, one in latest[0].value.items()
            ]
        )

    drill.judge(judged(look, f"every JVM of {app} has it", _ENDED_WITHIN), latest)
