"""Kafka's faults on the lab: seen by its clients, and put back, also by another process."""

import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import timedelta

import pytest
from confluent_kafka import Consumer, KafkaError, Producer
from confluent_kafka.admin import (
    AclBinding,
    AclBindingFilter,
    AclOperation,
    AclPermissionType,
    AdminClient,
    ResourcePatternType,
    ResourceType,
)

from drillbook.clients import kafka as clients
from drillbook.clock import eventually
from drillbook.errors import EffectNotObserved, NotDone, UsageError
from drillbook.faults import kafka_acl, kafka_controller, kafka_disk, kafka_group, kafka_network
from drillbook.lab import pods
from drillbook.probes import kafka as probes
from drillbook.probes import kafka_group as kafka_group_probes
from drillbook.probes import kubernetes
from drillbook.session import Session
from tests.faults.data import system
from tests.faults.data.system import NAMESPACE

pytestmark = pytest.mark.lab

TOPIC, GROUP, USER = "events", "readers", "writer"
ANY = (ResourceType.ANY, None, ResourcePatternType.ANY, None, None)


@pytest.fixture
def events(lab: Session) -> Session:
    """A topic of three partitions that one user may write to."""
    prepared(lab)
    return lab


def prepared(session: Session) -> None:
    kafka = clients.connect(session, NAMESPACE)
    try:
        kafka.create_topic(TOPIC, 3, 3, {"min.insync.replicas": "2"})
    except NotDone as already:
        assert "already exists" in str(already)  # noqa: PT017 (any other error is one)
    may_write = AclBinding(
        *(ResourceType.TOPIC, TOPIC, ResourcePatternType.LITERAL, f"User:{USER}", "*"),
        *(AclOperation.WRITE, AclPermissionType.ALLOW),
    )
    asked = admin(session)
    asked.create_acls([may_write])[may_write].result()
    brokers_hear(session, lambda entries: len(entries) == 1)
    whole(session)


def admin(session: Session) -> AdminClient:
    return AdminClient(clients.access(session, NAMESPACE).settings())


def whole(session: Session) -> None:
    kafka = clients.connect(session, NAMESPACE)
    eventually(
        lambda: probes.replication(kafka).value,
        lambda seen: seen.whole and len(seen.brokers) == 3,
        within=timedelta(minutes=3),
        what="every partition has its three replicas in sync",
    )


def acls(session: Session) -> list[str]:
    everything = AclBindingFilter(*ANY, AclOperation.ANY, AclPermissionType.ANY)
    asked = admin(session)
    return sorted(str(vars(entry)) for entry in asked.describe_acls(everything).result())


def brokers_hear(session: Session, wanted: Callable[[list[str]], bool]) -> None:
    """Wait until the brokers, which hear of entries one after the other, have what is wanted."""
    eventually(
        lambda: [acls(session) for _ in range(3)],
        lambda answers: all(map(wanted, answers)),
        within=timedelta(seconds=30),
        what="the brokers' access control lists",
    )


def members(session: Session) -> int:
    asked = admin(session)
    return len(asked.describe_consumer_groups([GROUP])[GROUP].result().members)


def send(session: Session) -> KafkaError | None:
    """Write one message as the user does, and return what came of it."""
    password = session.secret(NAMESPACE, "kafka-clients")[USER]
    access = clients.access(session, NAMESPACE)
    mine = clients.Access(access.bootstrap, USER, password)
    came: list[KafkaError | None] = []
    producer = Producer(mine.settings() | {"message.timeout.ms": 15_000})
    producer.produce(TOPIC, b"hello", on_delivery=lambda error, _: came.append(error))
    producer.flush(20)
    return came[0]


def messages(session: Session) -> int:
    kafka = clients.connect(session, NAMESPACE)
    return sum(kafka.ends([(TOPIC, number) for number in range(3)]).values())


def test_a_user_who_is_denied_is_refused_until_the_undo(events: Session) -> None:
    before, sent = acls(events), messages(events)
    assert send(events) is None
    kafka_acl.deny_write(NAMESPACE, USER, TOPIC)
    # Its effect was seen at one broker; the next write may go to one that hears a moment later.
    brokers_hear(events, lambda entries: len(entries) == len(before) + 1)
    refused = send(events)
    assert refused is not None
    assert refused.code() == KafkaError.TOPIC_AUTHORIZATION_FAILED
    with pytest.raises(UsageError, match="is denied to write"):
        kafka_acl.deny_write(NAMESPACE, USER, TOPIC)
    events.undo()
    brokers_hear(events, lambda entries: entries == before)
    assert send(events) is None
    assert messages(events) == sent + 2  # the looks of the fault wrote nothing
    assert events.undo() == []


def test_another_process_allows_again_what_a_killed_one_has_denied(up: timedelta) -> None:
    assert up
    with system.opened() as session:
        prepared(session)
        before = acls(session)
    system.brought_by_a_process_that_is_killed("kafka_acl", "deny_write", USER, TOPIC)
    with system.opened() as session:
        brokers_hear(session, lambda entries: len(entries) == len(before) + 1)
        session.undo()
        brokers_hear(session, lambda entries: entries == before)
        assert send(session) is None


@contextmanager
def busy(session: Session, *, writing: bool = True) -> Iterator[None]:
    """Have a group read the topic, and messages written to it all the time."""
    settings = clients.access(session, NAMESPACE).settings()
    stopping = threading.Event()
    reader = Consumer(
        settings
        | {"group.id": GROUP, "auto.offset.reset": "earliest", "auto.commit.interval.ms": 200}
    )
    reader.subscribe([TOPIC])
    writer = Producer(settings)

    def read() -> None:
        while not stopping.is_set():
            reader.poll(0.1)

    def write() -> None:
        while writing and not stopping.wait(0.02):
            writer.produce(TOPIC, b"hello")
            writer.poll(0)

    threads = [threading.Thread(target=task) for task in (read, write)]
    for thread in threads:
        thread.start()
    try:
        kafka = clients.connect(session, NAMESPACE)
        eventually(
            lambda: probes.lag(kafka, GROUP).value,
            lambda lag: len(lag.partitions) == 3 and all(p.committed for p in lag.partitions),
            within=timedelta(minutes=2),
            what="the group reads all partitions",
        )
        eventually(
            lambda: kafka_group_probes.held(kafka, GROUP, "").value,
            lambda seen: seen.state == "STABLE" and seen.members == 1,
            within=timedelta(minutes=1),
            what="the group is stable",
        )
        yield
    finally:
        stopping.set()
        for thread in threads:
            thread.join()
        writer.flush(10)
        reader.close()


def test_a_group_with_an_idle_member_falls_behind_and_catches_up_after_the_undo(
    events: Session,
) -> None:
    kafka = clients.connect(events, NAMESPACE)
    with busy(events):
        kafka_group.stick(NAMESPACE, GROUP, TOPIC)
        first = probes.lag(kafka, GROUP).value.largest
        eventually(
            lambda: probes.lag(kafka, GROUP).value.largest,
            lambda largest: largest > first + 50,
            within=timedelta(minutes=1),
            what="the lag grows on and on",
        )
        assert members(events) == 2
        events.undo()
        eventually(
            lambda: probes.lag(kafka, GROUP).value.largest,
            lambda largest: largest < 50,
            within=timedelta(minutes=1),
            what="the group has caught up",
        )
        assert members(events) == 1


def test_the_member_of_a_killed_process_is_thrown_out_before_the_undo_ends(up: timedelta) -> None:
    assert up
    with ExitStack() as load:
        with system.opened() as session:
            prepared(session)
            load.enter_context(busy(session))
        system.brought_by_a_process_that_is_killed("kafka_group", "stick", GROUP, TOPIC)
        with system.opened() as session:
            assert any("with its process" in line for line in session.undo())
            assert members(session) == 1


def test_another_controller_is_elected_when_the_active_one_is_killed(events: Session) -> None:
    said = kafka_controller.kill(NAMESPACE)
    assert "controller" in said
    events.undo()
    whole(events)
    assert send(events) is None


def test_a_broker_whose_disk_is_full_is_lost_until_another_process_undoes_it(up: timedelta) -> None:
    assert up
    with system.opened() as session:
        prepared(session)
        files = system.execute(session, "kafka-2", "ls -A /kafka")
    system.brought_by_a_process_that_is_killed("kafka_disk", "fill", 2)
    with system.opened() as session:
        assert send(session) is None  # two replicas are in sync, which is enough
        assert probes.replication(clients.connect(session, NAMESPACE)).value.without(2)
        session.undo()
        whole(session)
        assert system.execute(session, "kafka-2", "ls -A /kafka") == files
        assert session.undo() == []


def test_a_volume_that_is_only_a_directory_of_the_disk_is_not_filled(events: Session) -> None:
    with pytest.raises(UsageError, match="only a file system of its own"):
        kafka_disk.fill(NAMESPACE, 0)
    assert events.journal.pending() == ()


def test_a_broker_that_is_cut_off_is_lost_until_another_process_undoes_it(up: timedelta) -> None:
    assert up
    with system.opened() as session:
        prepared(session)
        pod = found(session, "kafka-1")
    system.brought_by_a_process_that_is_killed("kafka_network", "cut_broker", 1)
    with system.opened() as session:
        assert send(session) is None  # two replicas are in sync, which is enough
        assert probes.replication(clients.connect(session, NAMESPACE)).value.without(1)
        assert "in sync" in " ".join(session.undo())
        whole(session)
        assert found(session, "kafka-1") == pod  # its process ran on
        assert tables(session, "kafka-1") == ""
        assert session.undo() == []


def found(session: Session, pod: str) -> tuple[str, int]:
    seen = kubernetes.pod(session, NAMESPACE, pod).value
    assert seen is not None
    return seen.uid, seen.restarts


def tables(session: Session, pod: str) -> str:
    uid, _ = found(session, pod)
    return pods.run_in_network(system.NUMBER, uid, ["nft", "list", "tables"]).stdout


UNSEEN = {
    "acl": (kafka_acl, "deny_write", (USER, TOPIC)),
    "controller": (kafka_controller, "kill", ()),
    "disk": (kafka_disk, "fill", (2,)),
    "network": (kafka_network, "cut_broker", (1,)),
}


@pytest.mark.parametrize("name", UNSEEN)
def test_a_fault_whose_effect_is_not_seen_is_undone(
    events: Session, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    module, action, arguments = UNSEEN[name]
    entries, files = acls(events), system.execute(events, "kafka-2", "ls -A /kafka")
    system.without_effect(monkeypatch, module)
    with pytest.raises(EffectNotObserved, match="it was undone"):
        getattr(module, action)(NAMESPACE, *arguments)
    assert events.journal.pending() == ()
    whole(events)
    brokers_hear(events, lambda found: found == entries)
    assert system.execute(events, "kafka-2", "ls -A /kafka") == files


def test_a_group_whose_topic_nobody_writes_to_is_not_stuck_and_left_again(
    events: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kafka_group, "_JOINS_WITHIN", timedelta(seconds=15))
    with busy(events, writing=False):
        with pytest.raises(EffectNotObserved, match="it was undone"):
            kafka_group.stick(NAMESPACE, GROUP, TOPIC)
        assert members(events) == 1
