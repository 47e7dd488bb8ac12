"""A ledger that writes from inside the cluster, as a Job; its account is the last line of its log.

It runs on when whoever started it is gone, and ends by itself: its work has a time, and the Job
an ``activeDeadlineSeconds`` beyond that.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from pydantic import ValidationError

from drillbook.clients import kafka, postgresql
from drillbook.clients.answers import Json
from drillbook.clock import eventually, now
from drillbook.errors import CheckFailed, NotDone, UndoIncomplete, Unobservable
from drillbook.evidence.model import LedgerRecord
from drillbook.guard import Change
from drillbook.ledger import books
from drillbook.ledger.in_job import ACCOUNT, TIME_UP, WORK, WRITES, Work
from drillbook.ledger.kafka import KafkaLedger
from drillbook.ledger.kafka_writer import Settings
from drillbook.ledger.postgresql import PostgresLedger
from drillbook.ledger.stored import StoredLedger
from drillbook.session import Session, undo_step

_RUNS_WITHIN = timedelta(seconds=90)
_READ_WITHIN = timedelta(minutes=5)
_KEPT_SECONDS = 3600
_EVERY = timedelta(milliseconds=500)
_ENDED = {"Succeeded", "Failed"}


@dataclass(frozen=True)
class Place:
    """Where a Job runs: the image with drillbook in it, and the Secret of who may write."""

    namespace: str
    image: str
    secret: str
    pull_policy: str = "IfNotPresent"


class JobLedger:
    """A stored ledger's writes, from a pod. The ledger makes its store, and its undo removes it."""

    def __init__(self, session: Session, ledger: StoredLedger, work: Work, place: Place) -> None:
        self.name = f"{ledger.name} from inside"
        self.job = f"drillbook-ledger-{now():%H%M%S%f}"
        self.place = f"job {self.job}"
        self._session, self._ledger, self._work, self._where = session, ledger, work, place
        self._path = f"/apis/batch/v1/namespaces/{place.namespace}/jobs"
        self._stopped, self._by_itself = now(), False

    def start(self) -> None:
        """Make the store and the Job, and wait until it says that its writes are acknowledged."""
        self._ledger.prepare()
        books.permitted(
            self._session,
            Change("ledger.write", self._where.namespace, (self.place,)),
            "ledger.remove_job",
            {"namespace": self._where.namespace, "job": self.job},
        )
        self._session.cluster.create(self._path, _manifest(self.job, self._work, self._where))
        books.begun(self)
        try:
            eventually(
                self._log,
                lambda log: WRITES in log,
                within=_RUNS_WITHIN,
                what=f"the first acknowledgement of {self.place}",
                every=_EVERY,
            )
        except CheckFailed as error:
            raise Unobservable(str(error)) from error

    def stop(self) -> None:
        """Tell the program to stop, and wait until it has read everything back."""
        self._stopped = now()
        pod = self._pod()
        # By the cluster's own word: the clocks of this machine and of the pod's may differ.
        self._by_itself = pod["status"].get("phase") in _ENDED
        if pod["status"].get("phase") == "Running":
            # Process 1 gets no signal that it has no handler for; the program has one.
            self._session.cluster.execute(
                self._where.namespace, pod["metadata"]["name"], ["kill", "-TERM", "1"]
            )
        try:
            eventually(
                lambda: str(self._pod()["status"].get("phase")),
                lambda phase: phase in _ENDED,
                within=_READ_WITHIN,
                what=f"{self.place} has ended",
                every=_EVERY,
            )
        except CheckFailed as error:
            raise Unobservable(str(error)) from error

    def account(self) -> LedgerRecord:
        """Return the account that the job has printed. Raises Unobservable without one."""
        log = self._log()
        lines = [line for line in log.splitlines() if line.startswith(ACCOUNT)]
        if not lines:
            raise Unobservable(f"{self.place} has no account; its log ends: {log[-300:]!r}")
        try:
            record = LedgerRecord.model_validate_json(lines[-1].removeprefix(ACCOUNT))
        except ValidationError as error:
            raise Unobservable(f"{self.place} has printed half an account") from error
        too_early = record.ended < self._stopped - timedelta(seconds=5)
        if self._by_itself or too_early or TIME_UP in log.splitlines():
            raise Unobservable(
                f"{self.place} ended writing at {record.ended:%T}, before it was told to: "
                f"its time was {self._work.within}"
            )
        return record.model_copy(update={"name": self.name})

    def _log(self) -> str:
        name = self._pod()["metadata"]["name"]
        return self._session.cluster.log(self._where.namespace, name)

    def _pod(self) -> Json:
        path = f"/api/v1/namespaces/{self._where.namespace}/pods"
        pods = self._session.cluster.items(path, labelSelector=f"job-name={self.job}")
        if len(pods) != 1:
            raise Unobservable(f"{self.place} has {len(pods)} pods, not one")
        return pods[0]


def _manifest(name: str, work: Work, where: Place) -> Json:
    """Return the Job: one try, one pod, nothing of the cluster's that it does not need."""
    container = {
        "name": "ledger",
        "image": where.image,
        "imagePullPolicy": where.pull_policy,
        "env": [{"name": WORK, "value": work.model_dump_json()}],
        "volumeMounts": [
            {"name": "secret", "mountPath": "/secret", "readOnly": True},
            {"name": "room", "mountPath": "/var/tmp"},  # noqa: S108 (in the pod)
        ],
        "resources": {"requests": {"cpu": "50m", "memory": "128Mi"}, "limits": {"memory": "384Mi"}},
        "securityContext": {"allowPrivilegeEscalation": False, "capabilities": {"drop": ["ALL"]}},
    }
    pod = {
        "restartPolicy": "Never",
        "automountServiceAccountToken": False,
        "enableServiceLinks": False,
        "securityContext": {"runAsNonRoot": True, "runAsUser": 1000, "fsGroup": 1000},
        "containers": [container],
        "volumes": [
            {"name": "secret", "secret": {"secretName": where.secret, "defaultMode": 0o440}},
            {"name": "room", "emptyDir": {}},
        ],
    }
    beyond = work.within + 2 * _READ_WITHIN
    return {
        "apiVersion": "batch/v1",
        "kind": "Job",
        "metadata": {"name": name, "labels": {"app.kubernetes.io/managed-by": "drillbook"}},
        "spec": {
            "backoffLimit": 0,
            "activeDeadlineSeconds": int(beyond.total_seconds()),
            "ttlSecondsAfterFinished": _KEPT_SECONDS,
            "template": {"spec": pod},
        },
    }


@undo_step("ledger.remove_job")
def _remove(session: Session, arguments: Mapping[str, Any], _before: Mapping[str, Any]) -> str:
    namespace, job = str(arguments["namespace"]), str(arguments["job"])
    books.before_undo(f"job {job}")
    path = f"/apis/batch/v1/namespaces/{namespace}/jobs/{job}"
    pods = f"/api/v1/namespaces/{namespace}/pods"
    try:
        session.cluster.delete(path, {"propagationPolicy": "Background", "gracePeriodSeconds": 0})
    except NotDone as error:
        if session.cluster.has(path):
            by_hand = f"by hand: kubectl delete job -n {namespace} {job}"
            raise UndoIncomplete(f"{error}; {by_hand}") from error
    try:
        eventually(
            lambda: len(session.cluster.items(pods, labelSelector=f"job-name={job}")),
            lambda left: left == 0,
            within=_RUNS_WITHIN,
            what=f"the pods of job {job} are gone",
        )
    except (CheckFailed, Unobservable) as error:
        raise UndoIncomplete(f"{error}; by hand: kubectl delete pod -l job-name={job}") from error
    return f"job {job} is gone"


def of_kafka(
    session: Session, namespace: str, image: str, within: timedelta, settings: Settings
) -> JobLedger:
    """Return a ledger in Kafka that writes from inside the cluster for at most this long."""
    ledger = KafkaLedger(session, namespace, settings)
    host, _, port = kafka.access(session, namespace).bootstrap.rpartition(":")
    work = Work(
        store="Kafka",
        host=host,
        port=int(port),
        name=ledger.identity.hex,
        within=within,
        rate_per_second=settings.rate_per_second,
        kafka=settings,
    )
    return JobLedger(session, ledger, work, Place(namespace, image, kafka.SECRET))


def of_postgresql(
    session: Session, namespace: str, image: str, within: timedelta, rate_per_second: int = 600
) -> JobLedger:
    """Return a ledger in PostgreSQL that writes from inside the cluster for at most this long."""
    ledger = PostgresLedger(session, namespace, rate_per_second)
    address = postgresql.access(session, namespace).address
    work = Work(
        store="PostgreSQL",
        host=address.host,
        port=address.port,
        name=ledger.table,
        within=within,
        rate_per_second=rate_per_second,
    )
    return JobLedger(session, ledger, work, Place(namespace, image, postgresql.SECRET))
