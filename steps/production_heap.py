"""Phrases of a heap dump: taken of a running JVM, and read when its pod is gone."""

from typing import Any

from pytest_bdd import parsers, then, when

from drillbook.checks import production_issues as checks
from drillbook.drill import Drill
from drillbook.observation import Observation
from drillbook.probes import heap_dumps, kubernetes
from drillbook.procedures import heap
from drillbook.session import Session
from drillbook.system import SystemUnderDrill
from drillbook.verdict import Judgement
from steps.looking import judged
from steps.spans import span

#: The class of what a service in Java keeps, and tells the number of.
CLASSES = {"reports": "Reports$Report"}
_GONE_WITHIN = span("1 minute")

Taken = tuple[Observation[heap.Dumped], Observation[int]]


@when(parsers.parse("the heap of {app} is dumped and fetched"), target_fixture="heap_taken")
def _dumped(drill: Drill, session: Session, system: SystemUnderDrill, app: str) -> Taken:
    held = heap_dumps.held(session, system.namespace, app)
    seen = heap.dump(session, system.namespace, app)
    for one in (held, seen):
        drill.observe(one)
    return seen, held


@then(parsers.parse("the pod of {app} whose heap was dumped is gone"))
def _gone(
    drill: Drill, session: Session, system: SystemUnderDrill, heap_taken: Taken, app: str
) -> None:
    dumped, _ = heap_taken
    latest: list[Observation[Any]] = []

    def look() -> Judgement:
        latest[:] = [kubernetes.pods(session, system.namespace, f"app={app}"), dumped]
        return checks.replaced([one.name for one in latest[0].value], dumped.value.pod)

    drill.judge(judged(look, f"{dumped.value.pod} is gone", _GONE_WITHIN), latest)


@then(parsers.parse("the dump of {app} is whole, and holds what the JVM held"))
def _readable(drill: Drill, session: Session, heap_taken: Taken, app: str) -> None:
    dumped, held = heap_taken
    seen = heap_dumps.read(session, app, CLASSES[app])
    same = dumped.value.sha256 == dumped.value.copy_sha256
    found = seen.value
    drill.judge(
        checks.heap_held(found.objects, held.value, whole=found.whole and same),
        [dumped, held, seen],
    )
