"""Kafka brokers lost."""

import dataclasses
from datetime import timedelta

from drillbook.clients import kafka as clients
from drillbook.errors import UsageError
from drillbook.faults.bringing import action, bring
from drillbook.faults.pods import killing
from drillbook.probes import kafka as probes
from drillbook.probes import kubernetes
from drillbook.session import required

# The controller fences a broker that is silent for broker.session.timeout.ms (9 s by default), or
# when it registers anew; only then does the cluster's metadata show the loss.
_SHOWS_WITHIN = timedelta(seconds=60)


@action
def kill_broker(namespace: str, broker: int) -> str:
    """Kill a broker's pod without notice.

    The effect is not that the pod is gone but that the cluster misses the broker: it is out of
    the list of brokers, or out of sync on a partition of its own.
    """
    session = required()
    pod = kubernetes.pod(session, namespace, f"kafka-{int(broker)}").value
    if pod is None:
        raise UsageError(f"there is no pod {namespace}/kafka-{broker} to kill")
    kafka = clients.connect(session, namespace)
    before = probes.replication(kafka).value
    if before.without(int(broker)):
        raise UsageError(f"broker {broker} is missing already, so losing it would show nothing")
    fault = killing(session, namespace, (pod,), f"broker {broker} is killed")
    return bring(
        dataclasses.replace(
            fault,
            look=lambda: probes.replication(kafka),
            took_effect=lambda seen: seen.without(int(broker)),
            effect_within=_SHOWS_WITHIN,
        )
    )


ACTIONS = {"kill_broker": kill_broker}
