"""Phrases of volumes: made larger while they are used."""

from pytest_bdd import parsers, then, when

from drillbook.checks import volumes as checks
from drillbook.drill import Budget, Drill
from drillbook.observation import Observation
from drillbook.probes import volumes
from drillbook.probes.backups import NEO4J
from drillbook.probes.volumes import Volume
from drillbook.procedures import volume_growth
from drillbook.session import Session
from drillbook.system import SystemUnderDrill
from drillbook.verdict import Judgement
from steps.looking import judged_in_time
from steps.spans import span

CLAIM, PATH = f"neo4j-data-{NEO4J.pod}", "/data"
#: The runbook doubles it, from 500 GiB; on a lab it grows by a part.
GROWS_BY = 512 << 20


@when("Neo4j's volume is made larger as the runbook says", target_fixture="volume_before")
def _grown(drill: Drill, session: Session, system: SystemUnderDrill) -> Observation[Volume]:
    before = volumes.volume(session, system.namespace, CLAIM, NEO4J.pod, PATH)
    drill.observe(before)
    volume_growth.grow(session, system.namespace, CLAIM, GROWS_BY)
    return before


@then(parsers.parse("Neo4j's volume is larger, by its claim and in its container, within {time}"))
def _larger(
    drill: Drill,
    session: Session,
    system: SystemUnderDrill,
    volume_before: Observation[Volume],
    time: str,
) -> None:
    had = volume_before.value
    latest: list[Observation[Volume]] = []

    def look() -> Judgement:
        latest[:] = [volumes.volume(session, system.namespace, CLAIM, NEO4J.pod, PATH)]
        has = latest[0].value
        capacity = (had.capacity_bytes, has.capacity_bytes)
        return checks.larger(CLAIM, capacity, (had.size_bytes, has.size_bytes), GROWS_BY)

    judgement = judged_in_time(drill, look, "the volume is larger", Budget(span(time), "runbook"))
    drill.judge(judgement, [volume_before, *latest])
