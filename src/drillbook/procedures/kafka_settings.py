"""Kafka tuned while it runs (KG RCA, Performance Tuning and Cost Optimization).

The runbook writes a broker's settings beside a producer's (``batch.size``, ``linger.ms``), which a
broker does not have. ``default.replication.factor`` is read only when a broker starts. A broker
takes at most twice and at least half of its threads at once, so they are changed in steps.
"""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any

from drillbook.clients import kafka
from drillbook.clients import kafka_settings as clients
from drillbook.clients.kafka import Access
from drillbook.clients.kafka_settings import Resource
from drillbook.clock import eventually
from drillbook.errors import CheckFailed, NotDone, UndoIncomplete, Unobservable
from drillbook.guard import Change
from drillbook.procedures.restoring import note
from drillbook.session import Session, undo_step

#: Performance Tuning / Kafka Tuning: what a broker can be told while it runs.
TUNED: Mapping[str, str] = {
    "compression.type": "gzip",
    "min.insync.replicas": "2",
    "log.retention.ms": str(168 * 3600 * 1000),
    "log.retention.bytes": "1099511627776",
    "log.segment.bytes": "1073741824",
    "num.network.threads": "8",
    "num.io.threads": "16",
}
#: What it must have been started with.
STARTED_WITH: Mapping[str, str] = {"default.replication.factor": "3"}

_THREADS = ("num.network.threads", "num.io.threads")
_KNOWN_WITHIN = timedelta(seconds=20)
_BACK_WITHIN = timedelta(minutes=2)


def set_all(
    session: Session, namespace: str, resources: tuple[Resource, ...], wanted: Mapping[str, str]
) -> None:
    """Set values on brokers or topics while they run; the undo puts back what each had.

    Raises Refused, Unobservable, or NotDone.
    """
    admin = kafka.access(session, namespace)
    names = tuple(str(resource) for resource in resources)
    session.permit(Change("kafka.settings", namespace, names, undo_within=_BACK_WITHIN))
    for resource in resources:
        found = clients.settings(admin, resource)
        before = {
            name: {"value": found[name].value, "own": found[name].own}
            for name in wanted
            if name in found
        }
        strange = sorted(wanted.keys() - before.keys())
        if strange:
            raise NotDone(f"{resource} has no setting {', '.join(strange)}. It was not changed.")
        session.intend(
            "kafka.settings_back",
            {"namespace": namespace, "kind": resource.kind, "name": resource.name},
            before,
        )
        _set(admin, resource, wanted)
    note(f"{', '.join(names)} are told {len(wanted)} settings")


@undo_step("kafka.settings_back")
def _back(session: Session, arguments: Mapping[str, Any], before: Mapping[str, Any]) -> str:
    """Put back each value, and where it came from, and look that it is in effect."""
    admin = kafka.access(session, str(arguments["namespace"]))
    resource = Resource(str(arguments["kind"]), str(arguments["name"]))
    try:
        # Threads go back in steps, too; what was not set here is then taken away.
        had = {name: was["value"] for name, was in before.items()}
        _set(admin, resource, {name: str(value) for name, value in had.items() if value})
        clients.change(
            admin, resource, {name: None for name, was in before.items() if not was["own"]}
        )
        _await(admin, resource, had)
    except (CheckFailed, NotDone, Unobservable) as error:
        by_hand = f"by hand: kafka-configs.sh --describe --entity-type {resource.kind}s"
        raise UndoIncomplete(f"{error}; {by_hand} --entity-name {resource.name}") from error
    return f"{resource} has the settings that it had"


def _set(admin: Access, resource: Resource, wanted: Mapping[str, str]) -> None:
    found = clients.settings(admin, resource)
    for step in steps({name: found[name].value or "" for name in wanted}, wanted):
        clients.change(admin, resource, step)
        _await(admin, resource, step)


def _await(admin: Access, resource: Resource, wanted: Mapping[str, str | None]) -> None:
    def look() -> dict[str, str | None]:
        found = clients.settings(admin, resource)
        return {name: found[name].value for name in wanted}

    eventually(
        look,
        lambda seen: seen == dict(wanted),
        within=_KNOWN_WITHIN,
        what=f"settings of {resource}",
    )


def steps(found: Mapping[str, str], wanted: Mapping[str, str]) -> Iterator[dict[str, str]]:
    """Yield what to set, one after another: threads never to more than twice or under half."""
    now = dict(found)
    while now != dict(wanted):
        now = {
            name: str(min(max(int(value), -(-int(now[name]) // 2)), 2 * int(now[name])))
            if name in _THREADS
            else value
            for name, value in wanted.items()
        }
        yield dict(now)
