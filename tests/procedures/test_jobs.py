from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from drillbook.clients.answers import Absent
from drillbook.errors import NotDone, Refused
from drillbook.procedures.jobs import run_cronjob
from tests.standing import KnownCluster, session

JOBS = "/apis/batch/v1/namespaces/shop/jobs"
KEPT = {"name": "KEEP", "value": "30"}
CRONJOB = {
    "metadata": {"name": "backup", "uid": "cronjob-uid"},
    "spec": {
        "jobTemplate": {
            "metadata": {"labels": {"app": "backup"}},
            "spec": {
                "parallelism": 1,
                "template": {"spec": {"containers": [{"name": "backup", "env": [KEPT]}]}},
            },
        }
    },
}


class Batch(KnownCluster):
    """A cluster with one CronJob, whose jobs end with the condition that a test has chosen."""

    def __init__(self, condition: str) -> None:
        self.condition = condition
        self.jobs: dict[str, dict[str, Any]] = {}

    def get(self, path: str) -> dict[str, Any]:
        if path == "/apis/batch/v1/namespaces/shop/cronjobs/backup":
            return CRONJOB
        try:
            return self.jobs[path]
        except KeyError:
            raise Absent(f"GET {path}: not found") from None

    def create(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        condition = {"type": self.condition, "status": "True", "reason": "BackoffLimitExceeded"}
        job = body | {"status": {"conditions": [condition]}}
        self.jobs[f"{path}/{body['metadata']['name']}"] = job
        return job

    def delete(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        # Without it the pods of a job would be left behind.
        assert body == {"propagationPolicy": "Background"}
        return self.jobs.pop(path)


def test_a_job_is_made_as_the_cronjob_says_and_removed_by_the_undo(tmp_path: Path) -> None:
    cluster = Batch("Complete")
    opened = session(tmp_path, cluster, "backup.run")
    seen = run_cronjob(opened, "shop", "backup", within=timedelta(seconds=1))
    (made,) = cluster.jobs.values()
    assert seen.value.succeeded
    assert made["spec"]["parallelism"] == 1
    assert made["spec"]["template"]["spec"]["containers"] == [{"name": "backup", "env": [KEPT]}]
    assert made["metadata"]["labels"] == {"app": "backup"}
    assert made["metadata"]["ownerReferences"][0]["uid"] == "cronjob-uid"
    assert made["metadata"]["annotations"] == {"cronjob.kubernetes.io/instantiate": "manual"}
    opened.undo()
    assert not cluster.jobs
    assert opened.journal.pending() == ()


def test_a_job_is_given_variables_besides_those_of_the_cronjob(tmp_path: Path) -> None:
    cluster = Batch("Complete")
    opened = session(tmp_path, cluster, "backup.run")
    given = {"KIND": "full"}
    run_cronjob(opened, "shop", "backup", within=timedelta(seconds=1), environment=given)
    (made,) = cluster.jobs.values()
    (container,) = made["spec"]["template"]["spec"]["containers"]
    assert container["env"] == [KEPT, {"name": "KIND", "value": "full"}]


def test_a_failed_job_says_where_to_look(tmp_path: Path) -> None:
    opened = session(tmp_path, Batch("Failed"), "backup.run")
    with pytest.raises(
        NotDone, match=r"failed \(BackoffLimitExceeded\).*kubectl logs -n shop job/"
    ):
        run_cronjob(opened, "shop", "backup", within=timedelta(seconds=1))


def test_a_job_that_is_gone_already_is_no_trouble_for_the_undo(tmp_path: Path) -> None:
    cluster = Batch("Complete")
    opened = session(tmp_path, cluster, "backup.run")
    run_cronjob(opened, "shop", "backup", within=timedelta(seconds=1))
    cluster.jobs.clear()
    assert any("is not there" in line for line in opened.undo())


def test_without_leave_no_job_is_made(tmp_path: Path) -> None:
    cluster = Batch("Complete")
    with pytest.raises(Refused, match=r"does not list it under allow\.changes"):
        run_cronjob(session(tmp_path, cluster), "shop", "backup", within=timedelta(seconds=1))
    assert not cluster.jobs
