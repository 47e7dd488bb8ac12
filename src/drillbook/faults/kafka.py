"""Kafka brokers lost."""

import dataclasses
from datetime import timedelta

from drillbook.clients import kafka as clients
from drillbook.errors import UsageError
from drillbook.faults.bringing import action, bring
from drillbook.faults.catalogue import Needs, described
from drillbook.faults.pods import KILL, killing
from drillbook.opening import required
from drillbook.probes import kafka as probes
from drillbook.probes import kubernetes
from drillbook.session import Session

# The controller fences a broker that is silent for broker.session.timeout.ms (9 s by default), or
# when it registers anew; only then does the cluster's metadata show the loss.
_SHOWS_WITHIN = timedelta(seconds=60)

# Prints the broker's process in its container. Process 1 cannot be killed from inside.
_PROCESS = """
for directory in /proc/[0-9]*; do
  id=${directory#/proc/}
  [ "$id" = 1 ] && continue
  if tr '\\0' '\\n' < "$directory/cmdline" 2>/dev/null | grep -qx kafka.Kafka; then
    echo "$id"
  fi
done
"""


@action
@described(
    changes="pod.kill",
    effect="the cluster's metadata lacks the broker, or has it out of sync on a partition",
    undo="pods.are_back",
    needs=Needs(
        rights=(*KILL.rights, "create pods/exec", "get secrets", "get services"),
        in_container=("sh", "tr", "grep"),
    ),
)
def kill_broker(namespace: str, broker: int) -> str:
    """Kill a broker's process with SIGKILL, and its pod with it.

    A pod alone that is deleted without grace still gets two seconds, in which Kafka hands over
    its partitions: nobody would notice. Where Kafka is process 1 of its container there is no
    other way, and the text of the fault says so.

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
    process = _process(session, namespace, pod.name)
    how = "is killed with SIGKILL" if process else "has its pod deleted, with notice of two seconds"
    fault = killing(session, namespace, (pod,), f"broker {broker} {how}")

    def inject() -> None:
        if process:
            _kill(session, namespace, pod.name, process)
        fault.inject()

    return bring(
        dataclasses.replace(
            fault,
            inject=inject,
            look=lambda: probes.replication(kafka),
            took_effect=lambda seen: seen.without(int(broker)),
            effect_within=_SHOWS_WITHIN,
        )
    )


def _process(session: Session, namespace: str, pod: str) -> str | None:
    executed = session.cluster.execute(namespace, pod, ["sh", "-c", _PROCESS])
    found = executed.stdout.split()
    if len(found) > 1:
        raise UsageError(f"{namespace}/{pod} runs {len(found)} brokers; which one is meant?")
    return found[0] if found else None


def _kill(session: Session, namespace: str, pod: str, process: str) -> None:
    executed = session.cluster.execute(namespace, pod, ["sh", "-c", f"kill -9 {int(process)}"])
    executed.succeeded(f"kill -9 of process {process} in {namespace}/{pod}")


ACTIONS = {"kill_broker": kill_broker}
