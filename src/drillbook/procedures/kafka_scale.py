"""Kafka scaled to more brokers, and partitions moved to them (KG RCA, Scale Kafka).

The runbook's reassignment names no partition and is no JSON. Here as few replicas as can be are
moved: from the brokers that hold most to those that hold least, until none holds two more.
"""

import json
from collections import Counter
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from drillbook.clients import kafka
from drillbook.clock import eventually, now
from drillbook.errors import CheckFailed, NotDone, UndoIncomplete, Unobservable
from drillbook.guard import Change
from drillbook.observation import Observation
from drillbook.probes import kubernetes
from drillbook.procedures import workloads
from drillbook.procedures.restoring import note
from drillbook.rights import needs
from drillbook.session import Session, undo_step

Place = tuple[str, int]
_POD = "kafka-0"
# Longer than the runbook waits, so that who is late is seen.
_READY_WITHIN = timedelta(minutes=8)
_MOVED_WITHIN = timedelta(minutes=3)
# $1 the reassignment; read from standard input by its length.
_EXECUTE = """set -eu
head -c "$1" > /tmp/reassignment.json
kafka-reassign-partitions.sh --bootstrap-server kafka:9092 --command-config /tmp/admin.properties \
  --reassignment-json-file /tmp/reassignment.json --execute
"""


def scale(session: Session, namespace: str, brokers: int) -> None:
    """Scale Kafka's StatefulSet; the undo scales back and removes the new brokers' volumes.

    Raises as ``workloads.scale``.
    """
    name = kubernetes.find_workload(session, namespace, "kafka")
    before = kubernetes.workload(session, namespace, name).value.wanted
    claims = [f"kafka-data-kafka-{number}" for number in range(before, brokers)]
    session.permit(Change("workload.scale", namespace, tuple(claims), scaled_to=brokers))
    session.intend("kafka.forget_volumes", {"namespace": namespace, "claims": claims}, {})
    workloads.scale(session, namespace, "kafka", brokers, _READY_WITHIN)


def reassign(session: Session, namespace: str) -> Observation[dict[str, int]]:
    """Move partitions to the brokers that hold fewest; return how many replicas each was given.

    The undo moves them back. Raises Refused, NotDone, or CheckFailed when they do not arrive.
    """
    started = now()
    broker = kafka.connect(session, namespace)
    seen = broker.metadata()
    before = {(p.topic, p.number): tuple(p.replicas) for p in seen.partitions}
    wanted = balanced(before, [one.id for one in seen.brokers])
    moved = {place: wanted[place] for place in before if wanted[place] != before[place]}
    session.permit(Change("kafka.settings", namespace, ("partitions",), undo_within=_MOVED_WITHIN))
    session.intend(
        "kafka.reassign_back",
        {"namespace": namespace},
        {"replicas": [[topic, number, list(before[topic, number])] for topic, number in moved]},
    )
    _move(session, namespace, moved)
    note(f"{len(moved)} of {len(before)} partitions are moved to {len(seen.brokers)} brokers")
    counts = Counter(one for replicas in wanted.values() for one in replicas)
    found = {f"broker {number}": counts[number] for number in sorted(counts)}
    bootstrap = broker.access.bootstrap
    return Observation("replicas given", found, bootstrap, _EXECUTE, started, now())


def balanced(
    assignment: Mapping[Place, tuple[int, ...]], brokers: list[int]
) -> dict[Place, tuple[int, ...]]:
    """Return an assignment in which no broker holds two replicas more than another.

    Only as many replicas move as have to; none moves to a broker that holds its partition already.
    """
    wanted = dict(assignment)
    counts = Counter(dict.fromkeys(brokers, 0))
    counts.update(one for replicas in wanted.values() for one in replicas)
    for place in sorted(wanted):
        replicas = wanted[place]
        most = max(replicas, key=lambda one: counts[one])
        least = min((one for one in brokers if one not in replicas), key=lambda one: counts[one])
        if counts[most] - counts[least] > 1:
            wanted[place] = tuple(least if one == most else one for one in replicas)
            counts[most] -= 1
            counts[least] += 1
    return wanted


@undo_step("kafka.reassign_back")
def _back(session: Session, arguments: Mapping[str, Any], before: Mapping[str, Any]) -> str:
    replicas = {(str(t), int(number)): tuple(held) for t, number, held in before["replicas"]}
    try:
        # A topic that is gone since cannot be moved.
        there = kafka.connect(session, str(arguments["namespace"])).metadata().partitions
        known = {(p.topic, p.number) for p in there}
        left = {place: held for place, held in replicas.items() if place in known}
        _move(session, str(arguments["namespace"]), left)
    except (CheckFailed, NotDone, Unobservable) as error:
        raise UndoIncomplete(
            f"{error}; by hand: kafka-reassign-partitions.sh with {json.dumps(before['replicas'])}"
        ) from error
    return f"{len(left)} partitions are where they were"


@undo_step("kafka.forget_volumes")
@needs("delete persistentvolumeclaims", "list persistentvolumeclaims")
def _forget(session: Session, arguments: Mapping[str, Any], _before: Mapping[str, Any]) -> str:
    path = f"/api/v1/namespaces/{arguments['namespace']}/persistentvolumeclaims"
    try:
        there = {one["metadata"]["name"] for one in session.cluster.items(path)}
        gone = sorted(there & set(arguments["claims"]))
        for name in gone:
            session.cluster.delete(f"{path}/{name}")
    except NotDone as error:
        raise UndoIncomplete(
            f"{error}; by hand: kubectl delete pvc {arguments['claims']}"
        ) from error
    return f"removed: {', '.join(gone) or 'no volume'}"


@needs("create pods/exec")
def _move(session: Session, namespace: str, wanted: Mapping[Place, tuple[int, ...]]) -> None:
    if not wanted:
        return
    partitions = [
        {"topic": topic, "partition": number, "replicas": list(replicas)}
        for (topic, number), replicas in sorted(wanted.items())
    ]
    content = json.dumps({"version": 1, "partitions": partitions}).encode()
    command = ["bash", "-c", _EXECUTE, "bash", str(len(content))]
    done = session.cluster.execute(namespace, _POD, command, within=_MOVED_WITHIN, given=content)
    if done.exit_code != 0:
        raise NotDone(
            f"the reassignment was refused: {(done.stderr or done.stdout).strip()[-300:]}"
        )
    broker = kafka.connect(session, namespace)

    def arrived() -> bool:
        found = {(p.topic, p.number): p for p in broker.metadata().partitions}
        return all(
            set(found[place].replicas) == set(replicas) == set(found[place].in_sync)
            for place, replicas in wanted.items()
            if place in found
        )

    every = timedelta(milliseconds=500)
    eventually(arrived, bool, within=_MOVED_WITHIN, what="the partitions are moved", every=every)
