"""Messages of a topic that are deleted before their time."""

from confluent_kafka import KafkaException, TopicPartition
from confluent_kafka.admin import AdminClient

from drillbook.clients.kafka import Kafka
from drillbook.errors import NotDone

_SECONDS = 30.0


def delete_before(kafka: Kafka, place: tuple[str, int], offset: int) -> None:
    """Delete the messages of a topic's partition before an offset. Raises NotDone."""
    topic, number = place
    admin = AdminClient(kafka.access.settings())
    asked = admin.delete_records(
        [TopicPartition(topic, number, offset)], operation_timeout=_SECONDS
    )
    try:
        for future in asked.values():
            future.result()
    except KafkaException as error:
        said = error.args[0].str()
        raise NotDone(f"messages of {topic}, partition {number}, not deleted: {said}") from error
