"""Undo on a cluster: the journal and what was kept are in the target, whoever comes to undo."""

import dataclasses
from datetime import timedelta
from pathlib import Path

import pytest

from drillbook import opening
from drillbook.clients.kubernetes import Cluster
from drillbook.errors import NotDone, NotWritten, Refused, UndoIncomplete, UsageError
from drillbook.faults import workloads
from drillbook.kept import Kept
from drillbook.session import Session
from drillbook.storage import ConfigMap
from drillbook.target import Target
from tests.world.client import World
from tests.world.seed import NAMESPACE

_WEB = f"/apis/apps/v1/namespaces/{NAMESPACE}/deployments/web"
_SECRETS = "/api/v1/namespaces/drillbook/secrets"


def replicas(opened: Session) -> int:
    return int(opened.cluster.get(_WEB)["spec"]["replicas"])


def on_another_machine(
    target: Target, directory: Path, monkeypatch: pytest.MonkeyPatch, confirmed: str | None
) -> list[str]:
    monkeypatch.setenv("XDG_STATE_HOME", str(directory / "another"))
    with opening.opened(target, confirmed=confirmed) as other:
        return other.undo()


def test_another_machine_puts_back_what_this_one_changed(
    target: Target, cluster: Cluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    with opening.opened(target, confirmed=target.name):
        workloads.scale(NAMESPACE, "web", 1)
    said = on_another_machine(target, tmp_path, monkeypatch, target.name)
    assert len(said) == 1
    assert cluster.get(_WEB)["spec"]["replicas"] == 3


def test_another_machine_waits_until_this_one_is_gone(
    opened: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    workloads.scale(NAMESPACE, "web", 1)
    with pytest.raises(UsageError, match="the cluster is in use by process"):
        on_another_machine(opened.target, tmp_path, monkeypatch, opened.target.name)
    assert replicas(opened) == 1


def test_another_machine_that_may_only_read_says_what_is_pending_and_changes_nothing(
    opened: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    workloads.scale(NAMESPACE, "web", 1)
    with pytest.raises(UndoIncomplete, match=r"1 changes are pending .* --confirm world"):
        on_another_machine(opened.target, tmp_path, monkeypatch, None)
    assert replicas(opened) == 1


def test_what_is_refused_leaves_nothing_on_the_target_not_even_a_journal(
    opened: Session, world: World
) -> None:
    unconfirmed = dataclasses.replace(opened, confirmed=None)
    token = opening.current.set(unconfirmed)
    try:
        with pytest.raises(Refused):
            workloads.scale(NAMESPACE, "web", 1)
    finally:
        opening.current.reset(token)
    assert world.changes() == []


def test_nothing_is_changed_when_the_journal_in_the_target_cannot_be_written(
    opened: Session, world: World
) -> None:
    workloads.scale(NAMESPACE, "web", 2)
    other = ConfigMap(opened.cluster)
    other.read()
    other.append(b"00000000 {}")
    with pytest.raises(NotWritten, match="written by somebody else"):
        workloads.scale(NAMESPACE, "graph-builder", 1)
    assert not any("graph-builder" in change for change in world.changes())


def test_an_api_server_that_goes_away_in_the_middle_of_an_undo_is_waited_for(
    opened: Session, world: World
) -> None:
    workloads.scale(NAMESPACE, "web", 1)
    world.control("away", requests=4)
    assert len(opened.undo()) == 1
    assert replicas(opened) == 3


def test_an_api_server_that_stays_away_leaves_the_change_pending(
    opened: Session, world: World
) -> None:
    workloads.scale(NAMESPACE, "web", 1)
    world.control("away", requests=1_000)
    impatient = dataclasses.replace(opened, patience=timedelta(seconds=1))
    with pytest.raises(UndoIncomplete, match=r"workload\.scale_back: .*503"):
        impatient.undo()
    world.control("away", requests=0)
    assert len(opened.undo()) == 1
    assert replicas(opened) == 3


def test_a_kept_value_whose_name_says_that_it_is_no_secret_stays_readable(
    opened: Session,
) -> None:
    opened.intend("server.start", {}, {"values": Kept({"database": b"observatory"})})
    assert opened.redactor.redact("observatory") == "observatory"


def test_a_secret_value_is_kept_in_the_target_and_never_in_the_journal(opened: Session) -> None:
    kept = Kept({"password": b"correct horse"})
    intent = opened.intend("server.start", {}, {"values": kept, "replicas": 3})
    assert "correct horse" not in repr(kept)
    journal = opened.cluster.get("/api/v1/namespaces/drillbook/configmaps/journal")["data"]
    assert "correct horse" not in str(journal)
    assert "Y29ycmVjdCBob3JzZQ" not in str(journal)
    assert opened.kept(intent.before["values"]) == {"password": b"correct horse"}
    assert intent.before["replicas"] == 3


def test_what_was_kept_is_removed_once_no_change_needs_it(opened: Session) -> None:
    intent = opened.intend("server.start", {}, {"values": Kept({"password": b"correct horse"})})
    with pytest.raises(UndoIncomplete, match=r"kept-.* is still needed"):
        opened.undo()
    assert len(opened.cluster.items(_SECRETS)) == 1
    opened.journal.undone(intent)
    assert opened.undo() == ["kept.remove: what was kept is removed"]
    assert opened.cluster.items(_SECRETS) == []


def test_what_was_kept_and_is_another_since_is_not_put_back(opened: Session) -> None:
    intent = opened.intend("server.start", {}, {"values": Kept({"password": b"correct horse"})})
    (secret,) = opened.cluster.items(_SECRETS)
    path = f"{_SECRETS}/{secret['metadata']['name']}"
    opened.cluster.merge_patch(path, {"data": {"password": "d3Jvbmc="}})
    with pytest.raises(UndoIncomplete, match="does not hold what was kept"):
        opened.kept(intent.before["values"])
    opened.cluster.delete(path)
    with pytest.raises(UndoIncomplete, match="what was there before is lost"):
        opened.kept(intent.before["values"])


def test_bytes_that_are_too_many_for_a_secret_are_refused(opened: Session) -> None:
    with pytest.raises(NotWritten, match="keep them on a volume beside the original"):
        opened.intend("server.start", {}, {"values": Kept({"store": bytes(1_000_001)})})
    assert opened.undo() == ["kept.remove: nothing is kept any more"]


def test_undo_of_another_clusters_change_does_nothing_here(opened: Session, world: World) -> None:
    arguments = {"namespace": NAMESPACE, "workload": "deployments/web", "left_at": 3}
    opened.journal.intend(
        "workload.scale_back", arguments, {"replicas": 1}, drill="", cluster_uid="gone"
    )
    assert opened.undo() == ["workload.scale_back: cluster gone is no more"]
    assert replicas(opened) == 3
    assert not any("scale" in change for change in world.changes())


def test_replicas_that_somebody_else_has_set_meanwhile_are_not_overwritten(
    opened: Session,
) -> None:
    workloads.scale(NAMESPACE, "web", 1)
    opened.cluster.scale(NAMESPACE, "deployments/web", 2)
    with pytest.raises(UndoIncomplete, match=r"has 2 replicas.*kubectl scale .* --replicas=3"):
        opened.undo()
    assert replicas(opened) == 2
    opened.cluster.scale(NAMESPACE, "deployments/web", 3)
    assert opened.undo() == ["workload.scale_back: deployments/web: all replicas ready"]


def test_replicas_that_change_between_look_and_undo_are_not_overwritten(opened: Session) -> None:
    with pytest.raises(NotDone, match="422"):
        opened.cluster.scale(NAMESPACE, "deployments/web", 9, was=2)
    assert replicas(opened) == 3


def test_a_workload_of_no_replicas_is_scaled_back(opened: Session) -> None:
    workloads.scale(NAMESPACE, "web", 0)
    assert replicas(opened) == 0
    opened.undo()
    assert replicas(opened) == 3


def test_replicas_that_change_in_the_middle_of_an_undo_are_looked_at_again(
    opened: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    workloads.scale(NAMESPACE, "web", 1)
    scale, asked = opened.cluster.scale, []

    def somebody_else_scales_meanwhile(
        namespace: str, workload: str, to: int, *, was: int | None = None
    ) -> None:
        asked.append(to)
        if len(asked) == 1:
            scale(namespace, workload, 2)
        try:
            scale(namespace, workload, to, was=was)
        finally:
            if len(asked) == 1:
                scale(namespace, workload, 1)

    monkeypatch.setattr(opened.cluster, "scale", somebody_else_scales_meanwhile)
    assert len(opened.undo()) == 1
    assert asked == [3, 3]
    assert replicas(opened) == 3
