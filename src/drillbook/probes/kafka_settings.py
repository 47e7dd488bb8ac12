"""Which settings Kafka's brokers and topics run with."""

from collections.abc import Iterable

from drillbook.clients import kafka
from drillbook.clients import kafka_settings as clients
from drillbook.clients.kafka_settings import Resource
from drillbook.clock import now
from drillbook.observation import Observation
from drillbook.session import Session


def in_effect(
    session: Session, namespace: str, resource: Resource, names: Iterable[str]
) -> Observation[dict[str, str]]:
    """Return the values of some settings of a broker or a topic, without those it does not have."""
    admin = kafka.access(session, namespace)
    started = now()
    wanted = tuple(names)
    found = clients.settings(admin, resource)
    known = {name: found[name].value for name in wanted if name in found}
    values = {name: value for name, value in known.items() if value is not None}
    return Observation(
        f"settings of {resource}",
        values,
        admin.bootstrap,
        f"DescribeConfigs of {resource}",
        started,
        now(),
        {"names": wanted},
    )
