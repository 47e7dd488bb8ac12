"""Small data systems on a lab as grounds for their faults."""

import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import yaml

from drillbook.clients import kafka as clients
from drillbook.errors import UsageError
from drillbook.faults import catalogue
from drillbook.lab.layout import layout
from drillbook.session import Session
from tests.faults import live
from tests.faults.data import (
    system,
    test_data_kafka,
    test_data_neo4j,
    test_data_postgresql,
    test_data_redis,
)
from tests.kill.objects import objects, pods_of

_HERE: Mapping[str, object] = {"namespace": system.NAMESPACE}
_POSTGRESQL = {**_HERE, "pod": "postgresql-0"}
_BACKUP = {**_HERE, "component": "PostgreSQL"}
_DUMP = "/backups/billing-2026-01-01.dump"
_PREPARE_BACKUP = f"head -c 20000 /usr/bin/psql > {_DUMP}; touch -d @1767225600 {_DUMP}"
_BACKUPS = "find /backups -type f -exec stat -c '%n %s %Y' {} + -exec sha256sum {} +"
_TOPIC = test_data_kafka.TOPIC


@dataclass(frozen=True)
class DataSystem:
    """A system, what its faults are brought to, how it is filled, and what of it is compared."""

    name: str
    faults: Mapping[str, Mapping[str, object]]
    fill: Callable[[Session], object]
    world: Callable[[Session], object]
    restarted: str = ""  # the pod whose container faults have started again
    load: Callable[[Session], AbstractContextManager[None]] | None = None


def _postgresql_world(session: Session) -> tuple[str, str]:
    backups = system.execute(session, "postgresql-0", _BACKUPS)
    return test_data_postgresql.world(session), backups


def _kafka_topic(session: Session) -> None:
    test_data_kafka.prepared(session)
    producer = clients.connect(session, system.NAMESPACE).producer({"acks": "all"})
    for number in range(300):
        producer.produce(_TOPIC, str(number).encode(), partition=number % 3)
    producer.flush(30)


def _kafka_world(session: Session) -> object:
    client = clients.connect(session, system.NAMESPACE)
    seen = client.metadata()
    places = [(p.topic, p.number, sorted(p.replicas), sorted(p.in_sync)) for p in seen.partitions]
    files = system.execute(session, "kafka-2", "ls -A /kafka")
    return [b.id for b in seen.brokers], places, files, test_data_kafka.acls(session)


def _kafka_offsets(session: Session) -> object:
    return _kafka_world(session), test_data_kafka.messages(session)


def _kafka_members(session: Session) -> object:
    return _kafka_world(session), test_data_kafka.members(session)


POSTGRESQL = DataSystem(
    "postgresql",
    {
        "backups.age": {**_BACKUP, "hours": 30},
        "backups.empty": _BACKUP,
        "backups.truncate": _BACKUP,
        "postgresql.corrupt_index": {**_POSTGRESQL, "index": "usage_pkey"},
        "postgresql.corrupt_page": {**_POSTGRESQL, "table": "usage", "block": 2},
        "postgresql_archive.fail": _POSTGRESQL,
        "postgresql_replica.lag": {**_HERE, "replica": "postgresql-replica-0"},
        "postgresql_sessions.exhaust": _POSTGRESQL,
        "postgresql_sessions.hold_lock": {**_POSTGRESQL, "table": "usage"},
        "postgresql_table.drop": {**_POSTGRESQL, "table": "clients"},
        "workloads.stop_server": {**_POSTGRESQL, "server": "postgresql"},
    },
    lambda session: system.execute(session, "postgresql-0", _PREPARE_BACKUP),
    _postgresql_world,
)
KAFKA = DataSystem(
    "kafka",
    {
        "kafka.kill_broker": {**_HERE, "broker": 2},
        "kafka_acl.deny_write": {**_HERE, "user": test_data_kafka.USER, "topic": _TOPIC},
        "kafka_controller.kill": _HERE,
        "kafka_disk.fill": {**_HERE, "broker": 2},
        "kafka_network.cut_broker": {**_HERE, "broker": 1},
    },
    _kafka_topic,
    _kafka_offsets,
)
KAFKA_UNDER_LOAD = DataSystem(
    "kafka under load",
    {"kafka_group.stick": {**_HERE, "group": test_data_kafka.GROUP, "topic": _TOPIC}},
    _kafka_topic,
    _kafka_members,
    load=test_data_kafka.busy,
)
NEO4J = DataSystem(
    "neo4j",
    {
        "neo4j.corrupt_store": {**_HERE, "pod": "neo4j-0"},
        "neo4j.kill": {**_HERE, "pod": "neo4j-0"},
        "neo4j_heap.shrink": _HERE,
    },
    test_data_neo4j.filled,
    test_data_neo4j.world,
    restarted="neo4j-0",
)
REDIS = DataSystem(
    "redis",
    {
        "redis.kill": {**_HERE, "pod": "redis-0"},
        "redis_aof.truncate": {**_HERE, "pod": "redis-0"},
        "redis_memory.fill": {**_HERE, "pod": "redis-0"},
    },
    test_data_redis.filled,
    test_data_redis.world,
    restarted="redis-0",
)
SYSTEMS = (POSTGRESQL, KAFKA, KAFKA_UNDER_LOAD, NEO4J, REDIS)


@dataclass(frozen=True)
class OnData:
    """One system on a lab, and what can be compared of it."""

    system: DataSystem
    target: Path

    def arguments(self, fault: str) -> Mapping[str, object]:
        """Return what a fault is brought to."""
        if self.system.restarted:
            with system.opened() as session:
                system.fresh(session, self.system.restarted)
        return self.system.faults[fault]

    @contextmanager
    def busy(self, _fault: str) -> Iterator[None]:
        """Have the system's load at work, if it has one."""
        if self.system.load is None:
            yield
            return
        with ExitStack() as load:
            with system.opened() as session:  # a lab is open for one process at a time
                load.enter_context(self.system.load(session))
            yield

    def look(self) -> dict[str, str]:
        """Return objects, which pods are ready, and the system's own data, settings and files."""
        lab = layout(system.NUMBER)
        found = objects(lab)
        for pod in pods_of(lab, system.NAMESPACE):
            found[f"Pod {pod['metadata']['name']}"] = f"ready: {live.ready(pod)}"
        with system.opened() as session:
            return found | {self.system.name: repr(self.system.world(session))}


@contextmanager
def opened(wanted: DataSystem) -> Iterator[OnData]:
    """Bring a system up on a lab of its own, and fill it."""
    if layout(system.NUMBER).kubeconfig.exists():
        raise UsageError(
            f"lab {system.NUMBER} is up, and may be somebody's. Nothing was changed. "
            f"End it: drillbook lab down --number {system.NUMBER}"
        )
    with (
        system.brought([wanted.name.partition(" ")[0]]),
        tempfile.TemporaryDirectory() as directory,
    ):
        with system.opened() as session:
            wanted.fill(session)
        file = Path(directory) / "target.yaml"
        file.write_text(yaml.safe_dump(_target()), encoding="utf-8")
        yield OnData(wanted, file)


def _target() -> dict[str, object]:
    changes = sorted({fault.changes for fault in catalogue.faults()})
    return {
        "name": "data-faults-killed",
        "kind": "lab",
        "lab": system.NUMBER,
        "context": f"drillbook-lab-{system.NUMBER}",
        "allow": {"changes": changes, "namespaces": [system.NAMESPACE], "max_down": 1},
        "systems": {"data_faults": {"namespace": system.NAMESPACE}},
    }
