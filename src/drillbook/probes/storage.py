"""How much is stored: the files in a pod, and what Kafka says of each broker's."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from drillbook.clients.kubernetes import Cluster
from drillbook.clock import now
from drillbook.errors import Unobservable
from drillbook.observation import Observation
from drillbook.rights import needs
from drillbook.session import Session

_WITHIN = timedelta(minutes=1)
_BLOCK = 512
_FILES = 'find "$1" -ignore_readdir_race -type f -name "$2" -printf "%s %b %p\\n"'
# The settings of the administrator are in a broker's pod.
_LOG_DIRS = (
    "kafka-log-dirs.sh --bootstrap-server kafka:9092 --command-config /tmp/admin.properties "
    "--describe"
)


@dataclass(frozen=True)
class Files:
    """How long files are together, and how much of the disk they take."""

    size_bytes: int
    disk_bytes: int


@dataclass(frozen=True)
class LogDirectories:
    """What a broker says of its log directories: bytes of all replicas, and errors."""

    broker: int
    size_bytes: int
    replicas: int
    errors: tuple[str, ...]


@needs("create pods/exec")
def files(
    session: Session,
    namespace: str,
    pod: str,
    path: str,
    names: str = "*",
    without: tuple[str, ...] = (),
) -> Observation[Files]:
    """Add up the sizes of files below a path in a pod.

    Only those whose name is as ``names``, and whose path holds nothing of ``without``.
    """
    started = now()
    executed = session.cluster.execute(namespace, pod, ["sh", "-c", _FILES, "sh", path, names])
    found = [line.split(" ", 2) for line in executed.stdout.splitlines()]
    if executed.exit_code != 0 or not found:
        raise Unobservable(f"the files of {path} in {pod}: {executed.stderr or 'there are none'}")
    chosen = [one for one in found if not any(part in one[2] for part in without)]
    total = Files(sum(int(one[0]) for one in chosen), sum(int(one[1]) for one in chosen) * _BLOCK)
    source = f"pod {namespace}/{pod}"
    return Observation(f"files of {pod}:{path}/{names}", total, source, _FILES, started, now())


def size_and_used(cluster: Cluster, namespace: str, pod: str, path: str) -> tuple[int, int]:
    """Return a file system's size and what is in use of it, in KiB. Raises Unobservable."""
    executed = cluster.execute(namespace, pod, ["df", "-Pk", path])
    columns = (executed.stdout.splitlines() or [""])[-1].split()
    if executed.exit_code != 0 or len(columns) < 6 or not columns[1].isdecimal():
        raise Unobservable(f"df of {path} in {pod}: {executed.stderr or executed.stdout}")
    return int(columns[1]), int(columns[2])


@needs("create pods/exec")
def used_share(session: Session, namespace: str, pod: str, path: str) -> Observation[float]:
    """Return the share (0 to 1) of a file system's size that is in use.

    Unlike df's own figure, what is kept back for root counts as room.
    """
    started = now()
    size, used = size_and_used(session.cluster, namespace, pod, path)
    share = used / size
    source = f"df in pod {namespace}/{pod}"
    return Observation(f"share of {path} in use", share, source, "df -Pk", started, now())


@needs("create pods/exec")
def log_directories(
    session: Session, namespace: str, pod: str = "kafka-0"
) -> Observation[tuple[LogDirectories, ...]]:
    """Ask every broker for its log directories, as the runbook does."""
    started = now()
    executed = session.cluster.execute(namespace, pod, ["sh", "-c", _LOG_DIRS], within=_WITHIN)
    found = tuple(_read(executed.stdout))
    if executed.exit_code != 0 or not found:
        said = executed.stderr.strip().splitlines() or ["no word"]
        raise Unobservable(f"log directories of Kafka from {pod}: {said[-1]}")
    return Observation(
        "log directories of Kafka", found, f"pod {namespace}/{pod}", _LOG_DIRS, started, now()
    )


def _read(output: str) -> Iterator[LogDirectories]:
    """Read what the script prints: lines of words, and one of JSON."""
    documents = [line for line in output.splitlines() if line.startswith("{")]
    for broker in (one for text in documents for one in json.loads(text)["brokers"]):
        directories: list[dict[str, Any]] = broker["logDirs"]
        replicas = [replica for one in directories for replica in one["partitions"]]
        errors = tuple(str(one["error"]) for one in directories if one["error"])
        size = sum(int(replica["size"]) for replica in replicas)
        yield LogDirectories(int(broker["broker"]), size, len(replicas), errors)
