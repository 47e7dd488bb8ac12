"""What a session tells the guard of a change: what is down already, and what must be put back too.

And what the gate takes for drillbook's own.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any, cast

import pytest

from drillbook import directories, gate, opening
from drillbook.clock import now
from drillbook.errors import CutShort, Refused, UndoIncomplete, UsageError
from drillbook.faults import workloads
from drillbook.gate import require_open
from drillbook.guard import Change
from drillbook.observation import Observation
from drillbook.probes.backups import Backup
from drillbook.procedures import neo4j
from drillbook.procedures import workloads as by_hand
from drillbook.session import Session
from drillbook.stopping import Stop
from drillbook.target import Kind, Target
from drillbook.windows import Window
from tests.world.client import World
from tests.world.seed import NAMESPACE

OTHER = "bank"
DAY = timedelta(days=1)
# It is refused before anything of it is looked at.
BACKUP = cast("Observation[Backup]", None)


@contextmanager
def allowing(target: Target, directory: Path, **allow: Any) -> Iterator[Session]:
    changed = target.model_copy(update={"allow": target.allow.model_copy(update=allow)})
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("XDG_STATE_HOME", str(directory))
        with opening.opened(changed, confirmed=target.name) as opened:
            yield opened


def test_replicas_that_a_drill_scaled_away_count_for_what_may_be_down(
    target: Target, tmp_path: Path
) -> None:
    with allowing(target, tmp_path, max_down=2) as opened:
        workloads.scale(NAMESPACE, "web", 1)
        with pytest.raises(Refused, match="takes down 1 while 2 are down already"):
            workloads.scale(NAMESPACE, "graph-builder", 2)
        opened.undo()
        workloads.scale(NAMESPACE, "graph-builder", 1)


def test_replicas_that_a_drill_added_make_up_for_none_that_are_down(
    target: Target, tmp_path: Path
) -> None:
    with allowing(target, tmp_path, max_down=2):
        workloads.scale(NAMESPACE, "web", 5)
        with pytest.raises(Refused, match="takes down 3 at once"):
            workloads.scale(NAMESPACE, "graph-builder", 0)
        workloads.scale(NAMESPACE, "graph-builder", 1)
        with pytest.raises(Refused, match="takes down 1 while 2 are down already"):
            workloads.scale(NAMESPACE, "kafka", 2)


def test_a_lab_is_the_cluster_that_its_target_file_names_if_it_names_one(
    world: World, target: Target, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    admin = directories.state() / "lab-0" / "admin.conf"
    admin.parent.mkdir(parents=True)
    admin.write_text(world.kubeconfig.read_text(encoding="utf-8"), encoding="utf-8")
    lab = {"kind": Kind.LAB, "lab": 0, "kubeconfig": None, "cluster_uid": "another"}
    with (
        pytest.raises(UsageError, match=r"leads to cluster .*, not to another"),
        opening.opened(target.model_copy(update=lab)),
    ):
        pytest.fail("it was opened")
    assert world.changes() == []


def test_what_is_down_counts_in_every_namespace_that_a_run_has_changed(
    target: Target, tmp_path: Path
) -> None:
    namespaces = frozenset({NAMESPACE, OTHER})
    with allowing(target, tmp_path, max_down=2, namespaces=namespaces) as opened:
        opened.cluster.create("/api/v1/namespaces", {"metadata": {"name": OTHER}})
        workloads.scale(NAMESPACE, "web", 1)
        with pytest.raises(Refused, match="takes down 1 while 2 are down already"):
            opened.permit(Change("workload.scale", OTHER, ("deployments/x",), taken_down=1))


def frozen(opened: Session, *pods: str) -> None:
    """Permit what Kubernetes does not notice by itself; its undo step puts back what never was."""
    change = Change("container.freeze", NAMESPACE, pods, taken_down=len(pods))
    opened.permit(change)
    arguments = {"namespace": NAMESPACE, "workload": "deployments/web", "left_at": 3}
    opened.permit(change, opened.intend("workload.scale_back", arguments, {"replicas": 3}))


def test_what_is_down_counts_while_kubernetes_still_has_it_as_ready(
    target: Target, tmp_path: Path
) -> None:
    freezing = frozenset({"container.freeze"})
    with allowing(target, tmp_path, changes=freezing, max_down=1) as opened:
        frozen(opened, "kafka-0")
        with pytest.raises(Refused, match="takes down 1 while 1 are down already"):
            frozen(opened, "kafka-1")
        opened.journal.undone(opened.journal.pending()[-1])
        frozen(opened, "kafka-1")


def test_a_pod_that_is_ready_anew_since_it_was_taken_down_is_down_no_more(
    target: Target, tmp_path: Path
) -> None:
    freezing = frozenset({"container.freeze"})
    with allowing(target, tmp_path, changes=freezing, max_down=1) as opened:
        frozen(opened, "kafka-0")
        path = f"/api/v1/namespaces/{NAMESPACE}/pods/kafka-0"
        later = (now() + timedelta(seconds=2)).isoformat(timespec="seconds")
        ready = {"type": "Ready", "status": "True", "lastTransitionTime": later}
        opened.cluster.merge_patch(f"{path}/status", {"status": {"conditions": [ready]}})
        frozen(opened, "kafka-1")


def test_a_window_must_stay_open_until_all_that_is_changed_is_put_back(
    target: Target, tmp_path: Path
) -> None:
    at = now()
    clock = timedelta(hours=at.hour, minutes=at.minute)
    begins, ends = ((clock + timedelta(hours=hours)) % DAY for hours in (-1, 2))
    window = Window.model_validate({"from": begins, "to": ends, "at_most": "7 min"})
    with allowing(target, tmp_path, windows=(window,)) as opened:
        first = Change("workload.scale", NAMESPACE, ("a",), undo_within=timedelta(minutes=4))
        opened.permit(first)
        opened.permit(first)
        second = Change("workload.scale", NAMESPACE, ("b",), undo_within=timedelta(minutes=4))
        with pytest.raises(Refused, match="putting it back may take 8 min"):
            opened.permit(second)


@pytest.mark.parametrize(
    "change",
    [
        lambda opened: by_hand.scale(opened, NAMESPACE, "web", 1, timedelta(seconds=1)),
        lambda opened: neo4j.stop_database(opened, NAMESPACE, "client_a_kg"),
        lambda opened: neo4j._restore(opened, NAMESPACE, BACKUP),
    ],
    ids=["scaling by hand", "stopping a database", "restoring a graph"],
)
def test_a_procedure_begins_only_when_the_window_leaves_time_to_put_it_back(
    change: Callable[[Session], object], target: Target, world: World, tmp_path: Path
) -> None:
    window = Window.model_validate({"from": "00:00", "to": "24:00", "at_most": "1 min"})
    changes = frozenset({"workload.scale", "neo4j.stop_database", "neo4j.restore"})
    with allowing(target, tmp_path, changes=changes, windows=(window,)) as opened:
        before = len(world.changes())
        with pytest.raises(Refused, match="putting it back may take"):
            change(opened)
        assert opened.journal.pending() == ()
        assert all("/drillbook/" in made for made in world.changes()[before:])


def test_a_database_is_not_started_by_a_run_that_may_not_stop_one(opened: Session) -> None:
    with pytest.raises(Refused, match=r"neo4j\.stop_database .* does not list it"):
        neo4j.start_database(opened, NAMESPACE, "client_a_kg")


OWN = "/namespaces/drillbook/"


@pytest.mark.parametrize(
    "what",
    [
        f"running {OWN}x-service in {NAMESPACE}/web-1",
        f"POST /api/v1/namespaces/{NAMESPACE}/services/web/proxy{OWN}configmaps",
        f"DELETE /api/v1/namespaces/{NAMESPACE}/pods/web-1",
        "PATCH /api/v1/namespaces/drillbook-x/configmaps/journal",
    ],
)
def test_what_only_names_drillbooks_namespace_is_not_its_own(opened: Session, what: str) -> None:
    stop = Stop(CutShort("the lease was taken"))
    with pytest.raises(CutShort):
        require_open(opened.target, opened.target.name, stop, None, what)
    for own in (f"PATCH /api/v1{OWN}configmaps/journal", f"POST /apis/a/v1{OWN}leases"):
        require_open(opened.target, opened.target.name, stop, None, own)


def test_what_is_pending_is_found_after_the_target_stopped_to_allow_changes(
    target: Target, tmp_path: Path
) -> None:
    with allowing(target, tmp_path / "here") as opened:
        workloads.scale(NAMESPACE, "web", 1)
    with allowing(target, tmp_path / "there", changes=frozenset()) as opened:
        assert opened.undo() == ["workload.scale_back: deployments/web: all replicas ready"]


def test_what_another_machine_put_back_until_the_lease_was_had_is_not_put_back_again(
    target: Target, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with allowing(target, tmp_path / "here"):
        workloads.scale(NAMESPACE, "web", 1)

    @contextmanager
    def later(*arguments: Any, **options: Any) -> Iterator[Any]:
        monkeypatch.undo()
        with allowing(target, tmp_path / "there") as other:
            assert len(other.undo()) == 1
        with leased(*arguments, **options) as lease:
            yield lease

    leased = gate.leased
    monkeypatch.setattr(gate, "leased", later)
    with allowing(target, tmp_path / "here") as opened:
        assert opened.journal.pending() == ()
        assert opened.undo() == []


def test_a_run_that_may_only_read_says_what_is_pending_from_when_changes_were_allowed(
    target: Target, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with allowing(target, tmp_path / "here"):
        workloads.scale(NAMESPACE, "web", 1)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "there"))
    none = target.allow.model_copy(update={"changes": frozenset()})
    tightened = target.model_copy(update={"allow": none})
    with (
        opening.opened(tightened) as opened,
        pytest.raises(UndoIncomplete, match="1 changes are pending in ConfigMap"),
    ):
        opened.undo()


def test_a_target_that_never_allowed_a_change_is_left_without_anything_of_drillbooks(
    target: Target, world: World, tmp_path: Path
) -> None:
    with allowing(target, tmp_path, changes=frozenset()) as opened:
        assert opened.undo() == []
        assert opened.journal.place == str(tmp_path / "drillbook" / "journal" / "world.journal")
    assert world.changes() == []
