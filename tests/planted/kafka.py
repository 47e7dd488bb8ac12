"""What is planted in Kafka."""

import struct
from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import Any

from confluent_kafka import Consumer, KafkaException, Producer, TopicPartition
from confluent_kafka.admin import AdminClient, AlterConfigOpType, ConfigEntry, ConfigResource

from drillbook.clients import kafka as clients
from drillbook.clients.kafka import Partition
from drillbook.clock import eventually
from drillbook.errors import Unobservable
from drillbook.ledger.kafka import KafkaLedger
from drillbook.ledger.kafka_writer import Settings
from drillbook.ledger.stored import StoredLedger
from tests.planted.trial import Lane, Plan, acknowledged, first_lost

WITHIN = timedelta(seconds=60)
SAFE = Settings(rate_per_second=1_000, partitions=3)
# What many run in production: a leader's word is enough, and one replica is a quorum.
UNSAFE = Settings(
    rate_per_second=800, partitions=1, replicas=2, min_in_sync=1, acks="1", idempotence=False
)


def made(lane: Lane) -> StoredLedger:
    return KafkaLedger(lane.session, "ledgers", SAFE)


def made_unsafe(lane: Lane) -> StoredLedger:
    return KafkaLedger(lane.session, "ledgers", UNSAFE)


def topic(ledger: StoredLedger) -> str:
    return ledger.place.removeprefix("topic ")


def settings(lane: Lane) -> dict[str, Any]:
    return clients.access(lane.session, "ledgers").settings()


def messages(lane: Lane, ledger: StoredLedger) -> Iterator[Any]:
    """Yield all messages of the topic, by a consumer that is not the ledger's."""
    kafka = clients.connect(lane.session, "ledgers")
    own = [(p.topic, p.number) for p in kafka.metadata().partitions if p.topic == topic(ledger)]
    begins, ends = kafka.begins(own), kafka.ends(own)
    consumer = Consumer(settings(lane) | {"group.id": "truth", "enable.auto.commit": False})
    for place in own:
        consumer.assign([TopicPartition(*place, begins[place])])
        next_offset = begins[place]
        while next_offset < ends[place]:
            message = consumer.poll(30)
            assert message is not None, f"{place} was not read to its end"
            if message.error() is None:
                next_offset = message.offset() + 1
                yield message
    consumer.close()


def listing(lane: Lane, ledger: StoredLedger) -> Iterable[int]:
    return [struct.unpack_from(">16sQ", message.value())[1] for message in messages(lane, ledger)]


def partition(lane: Lane, ledger: StoredLedger) -> Partition:
    found = clients.connect(lane.session, "ledgers").metadata().partitions
    return next(p for p in found if p.topic == topic(ledger) and p.number == 0)


def until_led_by(lane: Lane, ledger: StoredLedger, brokers: set[int], in_sync: int) -> None:
    eventually(
        lambda: partition(lane, ledger),
        lambda p: p.leader in brokers and len(p.in_sync) >= in_sync,
        within=WITHIN,
        what=f"partition 0 is led by one of {brokers}, with {in_sync} in sync",
    )


def send_signal(lane: Lane, broker: int, name: str) -> None:
    lane.shell(f"kafka-{broker}", f"kill -{name} $(cat /tmp/server.pid)")


def leader_killed(lane: Lane, ledger: StoredLedger) -> None:
    """Kill the leader hard; it is started again at once."""
    before = partition(lane, ledger)
    send_signal(lane, before.leader, "KILL")
    until_led_by(lane, ledger, set(before.replicas), len(before.replicas))


def broker_restarted(lane: Lane, ledger: StoredLedger) -> None:
    before = partition(lane, ledger)
    send_signal(lane, before.replicas[1], "TERM")
    acknowledged(ledger, 500)
    until_led_by(lane, ledger, set(before.replicas), len(before.replicas))


def follower_frozen(lane: Lane, ledger: StoredLedger) -> None:
    before = partition(lane, ledger)
    follower = next(broker for broker in before.replicas if broker != before.leader)
    send_signal(lane, follower, "STOP")
    try:
        acknowledged(ledger, 300)
    finally:
        send_signal(lane, follower, "CONT")
    until_led_by(lane, ledger, set(before.replicas), len(before.replicas))


def leader_killed_ahead_of_its_follower(lane: Lane, ledger: StoredLedger) -> None:
    """Let the leader acknowledge what its follower never gets, and make the follower leader."""
    allow_unclean_election(lane, ledger)
    before = partition(lane, ledger)
    leader = before.leader
    follower = next(broker for broker in before.replicas if broker != leader)
    send_signal(lane, follower, "STOP")
    try:
        acknowledged(ledger, 1_200)
        lane.shell(f"kafka-{leader}", "touch /tmp/hold; kill -KILL $(cat /tmp/server.pid)")
    finally:
        send_signal(lane, follower, "CONT")
    try:
        until_led_by(lane, ledger, {follower}, 1)
    finally:
        lane.shell(f"kafka-{leader}", "rm -f /tmp/hold")
    until_led_by(lane, ledger, {leader, follower}, 2)
    # The broker's own word for it: what it holds beyond its new leader's log is cut off. Brokers
    # that were frozen or killed may still have the partition as it was before.
    name = f"partition={topic(ledger)}-0"
    eventually(
        lambda: [
            line
            for line in log_of(lane, leader, name)
            if "runcat" in line and "no effect" not in line
        ],
        bool,
        within=WITHIN,
        what=f"broker {leader} cuts off what its new leader does not have",
    )


def log_of(lane: Lane, broker: int, name: str) -> list[str]:
    log = lane.cluster.log("ledgers", f"kafka-{broker}", sinceSeconds="300")
    return [line for line in log.splitlines() if name in line]


def allow_unclean_election(lane: Lane, ledger: StoredLedger) -> None:
    change = ConfigEntry(
        "unclean.leader.election.enable",
        "true",
        incremental_operation=AlterConfigOpType.SET,
    )
    resource = ConfigResource("topic", topic(ledger), incremental_configs=[change])

    def asked() -> bool:
        # A broker that was killed by the trial before may still be the one that is asked. The
        # client must have a name: it ends its requests when nothing holds it any more.
        admin = AdminClient(settings(lane))
        try:
            for future in admin.incremental_alter_configs([resource]).values():
                future.result()
        except KafkaException as error:
            raise Unobservable(str(error)) from error
        return True

    eventually(asked, bool, within=WITHIN, what="a follower that is behind may become leader")


def records_deleted(lane: Lane, ledger: StoredLedger) -> None:
    admin = AdminClient(settings(lane))
    cut = TopicPartition(topic(ledger), 1, 100)
    for future in admin.delete_records([cut]).values():
        future.result()


def doubled(lane: Lane, ledger: StoredLedger) -> None:
    again = [message for message in messages(lane, ledger) if message.offset() in {5, 60}]
    send(lane, [(topic(ledger), m.partition(), m.value()) for m in again])


def strayed(lane: Lane, ledger: StoredLedger) -> None:
    message = next(messages(lane, ledger))
    identity = struct.unpack_from(">16sQ", message.value())[0]
    send(lane, [(topic(ledger), 0, struct.pack(">16sQ", identity, 3_000_000_000))])


def send(lane: Lane, wanted: list[tuple[str, int, bytes]]) -> None:
    producer = Producer(settings(lane))
    for name, number, value in wanted:
        producer.produce(name, value, partition=number)
    assert producer.flush(30) == 0


PLANS = (
    Plan("undisturbed", made, listing, times=3),
    Plan("leader killed, acks=all", made, listing, during=leader_killed, times=2),
    Plan("follower frozen, acks=all", made, listing, during=follower_frozen, times=2),
    Plan("broker restarted, acks=all", made, listing, during=broker_restarted),
    Plan(
        "leader killed ahead of its follower, acks=1",
        made_unsafe,
        listing,
        "lost",
        during=leader_killed_ahead_of_its_follower,
        times=3,
    ),
    Plan("records deleted by hand", made, listing, "lost", after=records_deleted, times=2),
    Plan("messages sent again by hand", made, listing, "duplicated", after=doubled, times=2),
    Plan("first write taken away", made, listing, "lost", after=first_lost),
    Plan("a message of nobody", made, listing, "unexpected", after=strayed),
)
