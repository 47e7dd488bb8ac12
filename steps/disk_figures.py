"""Phrases of disks: writes forced onto one, and what the panel of disks shows of them."""

from datetime import timedelta
from typing import Any

from pytest_bdd import parsers, then, when

from drillbook.checks import told as checks
from drillbook.drill import Drill
from drillbook.observation import Observation
from drillbook.probes import disk_figures as probes
from drillbook.procedures import disk_writes
from drillbook.session import Session
from drillbook.system import SystemUnderDrill
from drillbook.verdict import Judgement, merge_judgements
from steps.looking import judged

Writes = tuple[Observation[probes.Moved], disk_writes.Made]
POD = "clickhouse-0"
# A scrape's figures are some seconds old, and an answer of Prometheus a moment.
_SHOWN_WITHIN = timedelta(seconds=45)


@when(
    parsers.parse("{count:d} writes are forced onto the disk of clickhouse"),
    target_fixture="forced_writes",
)
def _forced(drill: Drill, session: Session, system: SystemUnderDrill, count: int) -> Writes:
    before = probes.shown(session, system.name)
    drill.observe(before)
    return before, disk_writes.force(session, system.namespace, POD, count)


@then("the panel of disks shows these operations and bytes, and no more than there were")
def _shown(drill: Drill, session: Session, system: SystemUnderDrill, forced_writes: Writes) -> None:
    before, made = forced_writes
    latest: list[Observation[Any]] = []

    def look() -> Judgement:
        shown = probes.shown(session, system.name)
        counted = probes.counted(session, system.namespace, POD)
        latest[:] = [before, shown, counted]
        told = {
            "operations": shown.value.operations - before.value.operations,
            "bytes": shown.value.bytes - before.value.bytes,
        }
        wanted = {"operations": float(made.operations), "bytes": float(made.bytes)}
        return merge_judgements(
            [
                checks.at_least("disks", told, wanted),
                checks.not_above("operations", shown.value.operations, counted.value.operations),
                checks.not_above("bytes", shown.value.bytes, counted.value.bytes),
            ]
        )

    drill.judge(judged(look, "the panel of disks shows the writes", _SHOWN_WITHIN), latest)
