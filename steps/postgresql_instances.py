"""Phrases of a PostgreSQL that is scaled: its settings, and the instances that follow it."""

from datetime import timedelta
from typing import Any

from pytest_bdd import parsers, then, when

from drillbook.checks import told as checks
from drillbook.drill import Drill
from drillbook.observation import Observation
from drillbook.probes import postgresql_instances
from drillbook.procedures import postgresql_settings
from drillbook.session import Session
from drillbook.system import SystemUnderDrill
from drillbook.verdict import Judgement, merge_judgements
from steps.looking import judged

#: Capacity Planning / Database Scaling: 2 GB, a fiftieth of it here, in whole blocks of 8 kB.
_BUFFER_BYTES = 5242 * 8192
_FOLLOWS_WITHIN = timedelta(minutes=2)


@when(
    parsers.parse(
        "PostgreSQL is told to take {connections:d} connections and to have "
        "the shared buffers of the runbook"
    )
)
def _told(drill: Drill, session: Session, system: SystemUnderDrill, connections: int) -> None:
    drill.event("note", f"2 GB of shared buffers are {_BUFFER_BYTES:,} bytes here")
    values = {
        "max_connections": str(connections),
        "shared_buffers": f"{_BUFFER_BYTES // 1024}kB",
    }
    postgresql_settings.change(session, system.namespace, "postgresql-0", values)


@then(
    parsers.parse(
        "{instances:d} instances of PostgreSQL have all rows, take {connections:d} connections "
        "and have the shared buffers of the runbook"
    )
)
def _have(
    drill: Drill, session: Session, system: SystemUnderDrill, instances: int, connections: int
) -> None:
    latest: list[Observation[Any]] = []

    def look() -> Judgement:
        latest[:] = [postgresql_instances.instances(session, system.namespace)]
        found = latest[0].value
        follow = sum(one.follows for one in found.each.values())
        parts = [
            checks.is_("instances with all rows", found.with_all_rows, instances),
            checks.is_("pods that follow", follow, len(found.each) - 1),
        ]
        for pod, one in found.each.items():
            parts += [
                checks.is_(f"connections of {pod}", one.connections, connections),
                checks.is_(f"shared buffers of {pod}", one.buffer_bytes, _BUFFER_BYTES),
            ]
        return merge_judgements(parts)

    drill.judge(judged(look, "every instance follows", _FOLLOWS_WITHIN), latest)
