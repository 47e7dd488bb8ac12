"""Three kinds of recovery: how each is lost, who sees it back, and what says the truth."""

import re
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Protocol

from world import BROKERS, NAMESPACE

from drillbook.clients import kafka as kafka_client
from drillbook.clients import postgresql as postgresql_client
from drillbook.clock import eventually, now
from drillbook.errors import Unobservable
from drillbook.lab.layout import layout
from drillbook.probes import kafka, kubernetes, postgresql
from drillbook.session import Session
from drillbook.watch import TIGHT, Watch, recovery

WITHIN = timedelta(minutes=3)
_STEADY = timedelta(seconds=1)
PARTITIONS = 12


class Recovery(Protocol):
    """One kind. A round is ``lose``, then ``found``, ``polled`` and kubectl beside each other."""

    def lose(self, number: int) -> datetime:
        """Take it down, wait until that is seen, and return when it was begun."""

    def found(self, since: datetime) -> datetime:
        """Return when drillbook's own watch or probe saw it back."""

    def polled(self) -> bool:
        """Return what a plain look says: whether it is back."""

    def kubectl(self) -> list[str]:
        """Return the arguments of ``kubectl wait`` that people would use."""

    def truth(self, since: datetime) -> datetime:
        """Return when it was back, by the component's own log."""


class Pod:
    """A pod is deleted and replaced; the truth is the kubelet's log of its readiness probe."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._log = layout(session.target.lab or 0).node(1).log / "kubelet.log"

    def lose(self, number: int) -> datetime:  # noqa: ARG002 (there is one pod)
        since = now()
        path = f"/api/v1/namespaces/{NAMESPACE}/pods/web-0"
        self._session.cluster.delete(path, {"gracePeriodSeconds": 0})
        eventually(
            self.polled, lambda back: not back, within=WITHIN, what="web is lost", every=TIGHT
        )
        return since

    def found(self, since: datetime) -> datetime:  # noqa: ARG002
        return kubernetes.whole(self._session, NAMESPACE, "statefulsets/web", WITHIN).at

    def polled(self) -> bool:
        return kubernetes.workload(self._session, NAMESPACE, "statefulsets/web").value.whole

    def kubectl(self) -> list[str]:
        return ["statefulset/web", "--for=jsonpath={.status.readyReplicas}=1"]

    def truth(self, since: datetime) -> datetime:
        turned = r'"SyncLoop \(probe\)" probe="readiness" status="ready" pod="\S+/web-0"'
        said = re.compile(rf"^I(\d{{4}} [\d:.]+) .*{turned}")
        lines = self._log.read_text(encoding="utf-8", errors="replace").splitlines()
        times = [_klog(match[1], since) for line in lines[-5000:] if (match := said.match(line))]
        return min(_later(times, since, "the kubelet's log has no readiness of web-0"))


class Broker:
    """A broker's pod is deleted; the truth is the last whole replica set that a leader logged."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._kafka = kafka_client.connect(session, NAMESPACE)
        self._polling = kafka_client.connect(session, NAMESPACE)
        self._watch: Watch[kafka.Replication] | None = None
        self._broker = 0
        self._kafka.create_topic("recoveries", PARTITIONS, BROKERS, {})
        eventually(self.polled, bool, within=WITHIN, what="the topic is on all brokers")

    def lose(self, number: int) -> datetime:
        self._broker = number % BROKERS
        watch = Watch(lambda: kafka.replication(self._kafka).value, whole=lambda seen: seen.whole)
        watch.start()
        self._watch, since = watch, now()
        path = f"/api/v1/namespaces/{NAMESPACE}/pods/kafka-{self._broker}"
        self._session.cluster.delete(path, {"gracePeriodSeconds": 0})
        eventually(
            lambda: any(s.value is not None and not s.value.whole for s in watch.stretches()),
            bool,
            within=WITHIN,
            what="a broker is lost",
        )
        return since

    def found(self, since: datetime) -> datetime:
        watch = self._watch
        assert watch is not None
        try:
            seen = eventually(
                lambda: recovery(watch.stretches(), lambda r: r.whole, since=since, steady=_STEADY),
                lambda found: found.whole is not None,
                within=WITHIN,
                what="replicas are whole",
            )
        finally:
            watch.stop()
        assert seen.value.whole is not None
        return seen.value.whole.at

    def polled(self) -> bool:
        return kafka.replication(self._polling).value.whole

    def kubectl(self) -> list[str]:
        return [f"pod/kafka-{self._broker}", "--for=condition=Ready"]

    def truth(self, since: datetime) -> datetime:
        said = re.compile(r"^\[([\d :,-]+)\] .*\bISR updated to ([\d,]+)")
        times = []
        for broker in range(BROKERS):
            log = self._session.cluster.log(NAMESPACE, f"kafka-{broker}", tailLines="4000")
            for match in filter(None, map(said.match, log.splitlines())):
                if len(match[2].strip(",").split(",")) == BROKERS:
                    stamp = datetime.strptime(match[1], "%Y-%m-%d %H:%M:%S,%f")  # noqa: DTZ007
                    times.append(stamp.replace(tzinfo=UTC))
        return max(_later(times, since, "no leader's log has a whole replica set"))


class Commit:
    """PostgreSQL is killed and started; the truth is its log's word that it takes connections."""

    def __init__(self, session: Session) -> None:
        self._session = session
        pod = kubernetes.pod(session, NAMESPACE, "postgresql-0").value
        assert pod is not None
        assert pod.address
        password = session.secret(NAMESPACE, postgresql_client.SECRET)["password"]
        # Straight to the pod: how long a Service takes to lead there is no matter of detection.
        place = postgresql_client.Address(pod.address, postgresql_client.PORT)
        self._reached = postgresql_client.Access(place, password)

    def lose(self, number: int) -> datetime:  # noqa: ARG002 (there is one server)
        since = now()
        self._tell("stop", "kill")
        eventually(
            self.polled, lambda back: not back, within=WITHIN, what="it is lost", every=TIGHT
        )
        threading.Thread(target=self._start, daemon=True).start()
        return since

    def found(self, since: datetime) -> datetime:  # noqa: ARG002
        return eventually(
            lambda: postgresql.commit(self._reached),
            lambda _: True,
            within=WITHIN,
            what="a first commit",
            every=TIGHT,
        ).at

    def polled(self) -> bool:
        try:
            postgresql.commit(self._reached)
        except Unobservable:
            return False
        return True

    def kubectl(self) -> list[str]:
        return ["pod/postgresql-0", "--for=condition=Ready"]

    def truth(self, since: datetime) -> datetime:
        said = re.compile(r"^([\d-]+ [\d:.]+) UTC .*database system is ready to accept connections")
        log = self._session.cluster.log(NAMESPACE, "postgresql-0", tailLines="2000")
        matches = filter(None, map(said.match, log.splitlines()))
        times = [datetime.fromisoformat(match[1]).replace(tzinfo=UTC) for match in matches]
        return min(_later(times, since, "PostgreSQL's log has no word of its readiness"))

    def _start(self) -> None:
        time.sleep(1)  # long enough that everybody waits by then
        self._tell("start")

    def _tell(self, *words: str) -> None:
        done = self._session.cluster.execute(
            NAMESPACE, "postgresql-0", ["postgresql-service", *words], container="postgresql"
        )
        if done.exit_code:
            raise Unobservable(f"postgresql-service {' '.join(words)}: {done.stderr}")


@contextmanager
def polling(kind: Recovery, every: timedelta) -> Iterator[list[datetime]]:
    """Ask every second, as scripts do; the list gets the moment at which it was seen back."""
    seen: list[datetime] = []
    stop = threading.Event()

    def ask() -> None:
        while not stop.is_set():
            try:
                back = kind.polled()
            except Unobservable:
                back = False
            if back:
                seen.append(now())
                return
            stop.wait(every.total_seconds())

    thread = threading.Thread(target=ask, daemon=True)
    thread.start()
    try:
        yield seen
        thread.join(WITHIN.total_seconds())
    finally:
        stop.set()


def _klog(stamp: str, since: datetime) -> datetime:
    """Read ``1121 12:00:09.990491``, which has no year and is in UTC on the lab."""
    read = datetime.strptime(f"{since.year} {stamp}", "%Y %m%d %H:%M:%S.%f")  # noqa: DTZ007
    return read.replace(tzinfo=UTC)


def _later(times: list[datetime], since: datetime, otherwise: str) -> list[datetime]:
    later = [moment for moment in times if moment > since]
    if not later:
        raise Unobservable(otherwise)
    return later
