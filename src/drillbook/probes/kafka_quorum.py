"""Which controller leads Kafka's metadata quorum.

Clients are not told: a KRaft cluster names any live broker as its controller. So Kafka's own tool
is asked, in a broker's pod, which costs it a start of Java (seconds).
"""

import re
from dataclasses import dataclass

from drillbook.clock import now
from drillbook.errors import Unobservable
from drillbook.observation import Observation
from drillbook.session import Session

_COMMAND = (
    'kafka-metadata-quorum.sh --bootstrap-server "$1" --command-config "$2" describe --status'
)
_FIELD = re.compile(r"^(LeaderId|LeaderEpoch):\s+(-?\d+)\s*$", re.MULTILINE)


@dataclass(frozen=True)
class Quorum:
    """The active controller, and the epoch in which it was elected; each election has another."""

    leader: int
    epoch: int


def quorum(
    session: Session, namespace: str, pod: str, bootstrap: str, settings: str
) -> Observation[Quorum]:
    """Ask in a pod, with the client settings (a file there) of someone who may describe it."""
    started = now()
    command = ["sh", "-c", _COMMAND, "sh", bootstrap, settings]
    executed = session.cluster.execute(namespace, pod, command)
    found = {name: int(value) for name, value in _FIELD.findall(executed.stdout)}
    if executed.exit_code != 0 or len(found) != 2:
        said = (executed.stderr.strip() or executed.stdout.strip()).splitlines() or ["no word"]
        raise Unobservable(f"metadata quorum, asked in {namespace}/{pod}: {said[-1]}")
    return Observation(
        "controller of Kafka",
        Quorum(found["LeaderId"], found["LeaderEpoch"]),
        f"pod {namespace}/{pod}",
        f"kafka-metadata-quorum.sh describe --status, at {bootstrap}",
        started,
        now(),
    )
