"""A Kafka broker that a fault takes out of its cluster, and that has to be in sync again."""

from datetime import timedelta

from drillbook.clients import kafka as clients
from drillbook.clients.kafka import Kafka
from drillbook.clock import eventually
from drillbook.errors import CheckFailed, UndoIncomplete, Unobservable, UsageError
from drillbook.probes import kafka as probes
from drillbook.probes import kubernetes
from drillbook.probes.kubernetes import Pod
from drillbook.session import Session

EFFECT = "the cluster's metadata lacks the broker, or has it out of sync on a partition"

_BACK_WITHIN = timedelta(minutes=5)


def in_sync(session: Session, namespace: str, broker: int) -> tuple[Pod, Kafka]:
    """Return a broker's pod ``kafka-N`` and its cluster.

    Raises UsageError when the pod is not healthy, or the cluster misses the broker as it is.
    """
    name = f"kafka-{broker}"
    pod = kubernetes.pod(session, namespace, name).value
    if pod is None or not pod.healthy:
        raise UsageError(f"pod {namespace}/{name} is not there, or not healthy as it is")
    kafka = clients.connect(session, namespace)
    if probes.replication(kafka).value.without(broker):
        raise UsageError(f"broker {broker} is missing already, so losing it would show nothing")
    return pod, kafka


def await_in_sync(session: Session, namespace: str, broker: int) -> str:
    """Wait until the cluster counts on a broker again. Raises UndoIncomplete."""
    kafka = clients.connect(session, namespace)
    try:
        eventually(
            lambda: probes.replication(kafka).value,
            lambda seen: not seen.without(broker),
            within=_BACK_WITHIN,
            what=f"broker {broker} is in sync",
        )
    except (CheckFailed, Unobservable) as error:
        see = f"see 'kubectl logs -n {namespace} kafka-{broker}'"
        raise UndoIncomplete(f"{error}; {see}") from error
    return f"broker {broker} is in sync"
