"""Phrases of Kafka's settings: tuned while it runs, and shown to be in effect."""

from pytest_bdd import parsers, then, when

from drillbook.checks import settings as checks
from drillbook.clients import kafka, kafka_settings
from drillbook.drill import Drill
from drillbook.probes import kafka as kafka_probes
from drillbook.probes import kafka_settings as probes
from drillbook.procedures import kafka_settings as procedures
from drillbook.session import Session
from drillbook.system import SystemUnderDrill

RETENTION = "retention.ms"
_HOUR_MILLISECONDS = 3_600_000


@when("Kafka is tuned as the runbook says")
def _tuned(session: Session, system: SystemUnderDrill) -> None:
    brokers = tuple(kafka_settings.broker(number) for number in _brokers(session, system))
    procedures.set_all(session, system.namespace, brokers, procedures.TUNED)


@then("every broker runs with the tuned settings")
def _in_effect(drill: Drill, session: Session, system: SystemUnderDrill) -> None:
    wanted = {**procedures.TUNED, **procedures.STARTED_WITH}
    seen = {
        f"broker {number}": probes.in_effect(
            session, system.namespace, kafka_settings.broker(number), wanted
        )
        for number in _brokers(session, system)
    }
    found = {part: observation.value for part, observation in seen.items()}
    drill.judge(checks.in_effect(wanted, found), list(seen.values()))


@when(parsers.parse("topic {topic} is told to keep messages for {hours:d} hours"))
def _kept_for(session: Session, system: SystemUnderDrill, topic: str, hours: int) -> None:
    wanted = {RETENTION: str(hours * _HOUR_MILLISECONDS)}
    resources = (kafka_settings.topic(topic),)
    procedures.set_all(session, system.namespace, resources, wanted)


@then(parsers.parse("topic {topic} keeps messages for {hours:d} hours"))
def _keeps(
    drill: Drill, session: Session, system: SystemUnderDrill, topic: str, hours: int
) -> None:
    wanted = {RETENTION: str(hours * _HOUR_MILLISECONDS)}
    seen = probes.in_effect(session, system.namespace, kafka_settings.topic(topic), wanted)
    drill.judge(checks.in_effect(wanted, {f"topic {topic}": seen.value}), [seen])


def _brokers(session: Session, system: SystemUnderDrill) -> list[int]:
    found = kafka_probes.brokers(kafka.connect(session, system.namespace))
    return [broker.id for broker in found.value]
