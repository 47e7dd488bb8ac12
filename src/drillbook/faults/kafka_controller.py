"""Kafka's active controller killed."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from drillbook.clients import kafka as clients
from drillbook.errors import UsageError
from drillbook.faults import kafka_brokers, processes
from drillbook.faults.bringing import action, bring
from drillbook.faults.catalogue import Needs, described
from drillbook.opening import required
from drillbook.probes import kubernetes
from drillbook.probes.kafka_quorum import quorum
from drillbook.session import Session, undo_step

_PROGRAM = "kafka.Kafka"
# Each look starts Java in a pod, and an election waits for two seconds of silence.
_SHOWS_WITHIN = timedelta(minutes=2)


@action
@described(
    changes="process.kill",
    effect="the metadata quorum has a leader of another epoch: another election",
    undo="kafka.controller_is_back",
    needs=Needs(
        rights=("list pods", *processes.KILL.rights),
        in_container=(*processes.KILL.in_container, "kafka-metadata-quorum.sh"),
    ),
)
def kill(namespace: str, settings: str = "/tmp/admin.properties") -> str:  # noqa: S108 (in a pod)
    """Kill the process of the controller that leads the metadata quorum, with SIGKILL.

    ``settings`` is a file in each pod ``kafka-N`` with the client settings of somebody who may
    describe the quorum. The effect is that another election has a leader.
    """
    session = required()
    bootstrap = clients.access(session, namespace).bootstrap
    asked = _pod_other_than(session, namespace, "")
    before = quorum(session, namespace, asked, bootstrap, settings).value
    if before.leader < 0:
        raise UsageError(f"Kafka in {namespace} has no active controller as it is")
    pod = f"kafka-{before.leader}"
    other = _pod_other_than(session, namespace, pod)
    return bring(
        processes.killing(
            session,
            processes.find(session, namespace, pod, _PROGRAM),
            text=f"the active controller, in pod {pod}, is killed with SIGKILL",
            undo="kafka.controller_is_back",
            look=lambda: quorum(session, namespace, other, bootstrap, settings),
            took_effect=lambda seen: seen.epoch > before.epoch and seen.leader >= 0,
            within=_SHOWS_WITHIN,
        )
    )


@undo_step("kafka.controller_is_back")
def _is_back(session: Session, arguments: Mapping[str, Any], before: Mapping[str, Any]) -> str:
    """Wait until the pod is ready again, and its broker in sync where it is one, too."""
    process = processes.await_back(session, arguments, before)
    number = int(process.pod.rpartition("-")[2])
    return kafka_brokers.await_in_sync(session, process.namespace, number)


def _pod_other_than(session: Session, namespace: str, pod: str) -> str:
    """Return a healthy Kafka pod that is not this one."""
    for found in kubernetes.pods(session, namespace).value:
        prefix, _, number = found.name.rpartition("-")
        if prefix == "kafka" and number.isdigit() and found.healthy and found.name != pod:
            return found.name
    raise UsageError(f"there is no healthy pod kafka-N in {namespace} other than {pod or 'none'}")


ACTIONS = {"kill": kill}
