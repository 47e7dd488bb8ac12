import threading
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, cast

import pytest

from drillbook import lease as leases
from drillbook.clients.answers import Absent, Conflict, Json
from drillbook.clients.kubernetes import Cluster
from drillbook.clients.standing import Standing
from drillbook.clock import now
from drillbook.errors import NotDone, UsageError
from drillbook.lease import Holder, Lease, held
from tests.standing import KnownCluster

SKEW = timedelta(seconds=5)
US = Holder("here", "1", "lab", "journal-1/lab")
THEM = Holder("there", "2", "staging", "journal-2/staging")
PATH = "/apis/coordination.k8s.io/v1/namespaces/drillbook/leases/run"


class Leases(KnownCluster):
    """Keeps one Lease, with versions, as the API server does."""

    def __init__(self) -> None:
        self.kept: Json | None = None
        self.version = 0
        self.away = False

    def get(self, path: str) -> Json:
        self._answer()
        assert path == PATH
        if self.kept is None:
            raise Absent("not found")
        return self.kept

    def create(self, _path: str, body: Json) -> Json:
        self._answer()
        if self.kept is not None:
            raise Conflict("there already")
        return self._keep(body)

    def merge_patch(self, path: str, body: Json) -> Json:
        self._answer()
        before = self.get(path)
        if body["metadata"]["resourceVersion"] != before["metadata"]["resourceVersion"]:
            raise Conflict("the object has been modified")
        metadata = before["metadata"] | body["metadata"]
        return self._keep(before | {"metadata": metadata, "spec": before["spec"] | body["spec"]})

    def _keep(self, body: Json) -> Json:
        self.version += 1
        metadata = body["metadata"] | {"uid": "lease-1", "resourceVersion": str(self.version)}
        self.kept = body | {"metadata": metadata}
        return self.kept

    def _answer(self) -> None:
        if self.away:
            raise NotDone("the API server did not answer")


def take(world: Leases, holder: Holder, told: Callable[[str], None] = lambda _why: None) -> Any:
    return held(cast("Cluster", world), holder, SKEW, told)


def renewed(world: Leases, at: datetime) -> None:
    assert world.kept is not None
    world.kept["spec"]["renewTime"] = at.strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def test_a_second_run_is_refused_and_told_who_holds_the_lease_and_since_when() -> None:
    world = Leases()
    with take(world, THEM):
        assert world.kept is not None
        since = world.kept["spec"]["acquireTime"]
        with pytest.raises(UsageError) as raised, take(world, US):
            pytest.fail("both have it")
        for part in ("process 2 on there (target staging)", since, "Nothing was changed"):
            assert part in str(raised.value)


def test_it_is_free_for_the_next_run_when_it_was_given_back() -> None:
    world = Leases()
    for holder in (THEM, US, THEM):
        with take(world, holder):
            assert world.kept is not None
            assert world.kept["spec"]["holderIdentity"] == str(holder)
    assert world.kept is not None
    assert world.kept["spec"]["leaseTransitions"] == 3


@pytest.mark.parametrize(("seconds", "expired"), [(0, False), (24, False), (26, True), (900, True)])
def test_it_is_taken_over_only_when_it_has_expired_by_both_clocks(
    seconds: int, expired: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = now()
    monkeypatch.setattr(leases, "now", lambda: at)  # a busy machine takes its time between lines
    world = Leases()
    Lease(cast("Cluster", world), THEM, leases._write(cast("Cluster", world), THEM, {}))
    renewed(world, at - timedelta(seconds=seconds))
    if expired:
        with take(world, US):
            return
    with pytest.raises(UsageError, match="in use by process 2 on there"), take(world, US):
        pytest.fail("it has not expired")


def test_a_run_that_has_the_file_lock_of_a_holder_that_died_goes_on_at_once() -> None:
    world = Leases()
    leases._write(cast("Cluster", world), Holder("here", "77", "lab", US.journal), {})
    with take(world, US):
        pass


@pytest.mark.parametrize(
    "spoilt",
    [
        {"renewTime": "yesterday"},
        {"renewTime": "2026-11-22T00:00:00"},
        {"renewTime": None},
        {"leaseDurationSeconds": None},
        {"leaseDurationSeconds": 2**62},
        {"leaseDurationSeconds": "15"},
    ],
)
def test_a_lease_that_does_not_say_until_when_it_is_held_is_not_taken(spoilt: Json) -> None:
    world = Leases()
    leases._write(cast("Cluster", world), THEM, {})
    assert world.kept is not None
    world.kept["spec"] |= spoilt
    del world.kept["spec"]["acquireTime"]
    with pytest.raises(UsageError, match="kubectl delete lease -n drillbook run"), take(world, US):
        pytest.fail("nobody knows whether it is free")


def test_of_two_that_find_it_free_one_gets_it() -> None:
    world = Leases()

    class Quicker(Leases):
        def get(self, path: str) -> Json:
            return world.get(path)

        def create(self, path: str, body: Json) -> Json:
            leases._write(cast("Cluster", world), THEM, {})
            return world.create(path, body)

    with pytest.raises(UsageError, match="in use by process 2 on there"), take(Quicker(), US):
        pytest.fail("both have it")


def test_a_lease_that_cannot_be_renewed_is_lost_when_it_expires(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    world = Leases()
    cluster = cast("Cluster", world)
    mine = Lease(cluster, US, leases._write(cluster, US, {}))
    world.away = True
    mine.renew()
    assert mine.lost() is None
    monkeypatch.setattr(leases, "LASTS", timedelta(0))
    assert "the API server did not answer" in str(mine.lost())
    monkeypatch.undo()
    world.away = False
    mine.renew()
    assert mine.lost() is None


def test_a_machine_that_was_suspended_has_lost_its_lease(monkeypatch: pytest.MonkeyPatch) -> None:
    cluster = cast("Cluster", Leases())
    mine = Lease(cluster, US, leases._write(cluster, US, {}))
    woken = time.time() + 3600  # the monotonic clock stands still meanwhile
    monkeypatch.setattr(time, "time", lambda: woken)
    assert "could not be renewed" in str(mine.lost())
    mine.renew()
    assert mine.lost() is None


def test_a_lease_lasts_from_when_it_was_asked_for_not_from_the_answer(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    passed = [0.0]
    monkeypatch.setattr(time, "monotonic", lambda: passed[0])

    class Slow(Leases):
        def create(self, path: str, body: Json) -> Json:
            passed[0] += 14
            return super().create(path, body)

    mine = leases._taken(cast("Cluster", Slow()), US, SKEW)
    assert mine.lost() is None
    passed[0] += 1
    assert "could not be renewed for 15 s" in str(mine.lost())


def test_a_lease_that_somebody_took_is_lost_at_once_and_one_that_was_edited_is_not() -> None:
    world = Leases()
    cluster = cast("Cluster", world)
    mine = Lease(cluster, US, leases._write(cluster, US, {}))
    assert world.kept is not None
    world._keep(world.kept | {"metadata": world.kept["metadata"] | {"labels": {"a": "b"}}})
    mine.renew()
    mine.renew()
    assert mine.lost() is None
    leases._write(cluster, THEM, world.kept)
    mine.renew()
    assert mine.lost() == "the lease was taken by process 2 on there (target staging)"
    mine.give_back()
    assert world.kept["spec"]["holderIdentity"] == str(THEM)


def test_a_run_is_told_when_its_lease_is_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(leases, "LASTS", timedelta(milliseconds=300))
    monkeypatch.setattr(leases, "_RENEWED_EVERY", timedelta(milliseconds=50))
    world, lost, told = Leases(), list[str](), threading.Event()

    def tell(why: str) -> None:
        lost.append(why)
        told.set()

    with take(world, US, tell):
        world.away = True
        assert told.wait(60)
    assert len(lost) == 1


def test_a_journals_identity_stays(tmp_path: Path) -> None:
    first = leases.this_process("lab", tmp_path, "lab.0")
    assert leases.this_process("lab", tmp_path, "lab.0") == first
    assert leases.this_process("staging", tmp_path, "staging").journal != first.journal
    (tmp_path / "other").mkdir()
    assert leases.this_process("lab", tmp_path / "other", "lab.0").journal != first.journal


def test_an_identity_that_was_never_written_is_no_identity(tmp_path: Path) -> None:
    for place in ("here", "there"):
        (tmp_path / place).mkdir()
        (tmp_path / place / "identity").touch()  # as a full disk leaves it
    here = leases.this_process("staging", tmp_path / "here", "staging")
    there = leases.this_process("staging", tmp_path / "there", "staging")
    assert here.journal != there.journal
    assert leases.this_process("staging", tmp_path / "here", "staging") == here
    assert [file.name for file in (tmp_path / "here").iterdir()] == ["identity"]


class Bare(KnownCluster):
    """Has no namespace of drillbook's own yet."""

    def __init__(self) -> None:
        self.made: list[str] = []

    def standing(self, namespace: str | None) -> Standing:
        return replace(super().standing(namespace), namespace_uid="")

    def create(self, _path: str, body: Json) -> Json:
        self.made.append(body["metadata"]["name"])
        return body


def test_a_missing_namespace_is_made_on_a_lab_and_asked_for_elsewhere() -> None:
    lab, cluster = Bare(), Bare()
    leases.require_namespace(cast("Cluster", lab), may_make=True)
    assert lab.made == ["drillbook"]
    with pytest.raises(UsageError, match=r"no namespace drillbook .*drillbook target rbac"):
        leases.require_namespace(cast("Cluster", cluster), may_make=False)
    assert not cluster.made
