"""A journal's lines on a disk and an API server that fail: whole or not at all, and said."""

import errno
import os
import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any, cast

import pytest

from drillbook import journal, storage
from drillbook.clients.answers import Absent, Forbidden, Unanswered
from drillbook.clients.kubernetes import Cluster
from drillbook.errors import NotDone, NotWritten
from drillbook.journal import Journal
from drillbook.storage import LABELS, ConfigMap, File, create_own, shared
from drillbook.target import OWN_NAMESPACE, Allowed, Kind, Target
from tests.world import client

MAPS = f"/api/v1/namespaces/{OWN_NAMESPACE}/configmaps"
NAMESPACES = "/api/v1/namespaces"
UNCHANGED = "Nothing was changed."


@pytest.fixture
def synced(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The paths of what was fsynced, in order."""
    paths, fsync = list[str](), os.fsync

    def noted(descriptor: int) -> None:
        paths.append(str(Path(f"/proc/self/fd/{descriptor}").readlink()))
        fsync(descriptor)

    monkeypatch.setattr(os, "fsync", noted)
    return paths


def test_lines_are_on_disk_and_so_is_the_name_of_a_new_file(
    tmp_path: Path, synced: list[str]
) -> None:
    file = File(tmp_path / "j")
    file.append(b"first")
    assert synced == [str(tmp_path / "j"), str(tmp_path)]
    file.append(b"second")
    assert synced[2:] == [str(tmp_path / "j")]
    file.replace([b"third"])
    assert synced[3:] == [str(tmp_path / "j.new"), str(tmp_path)]
    assert (tmp_path / "j").read_bytes() == b"third\n"


def test_a_torn_line_is_cut_off_the_file_when_it_is_read(tmp_path: Path, synced: list[str]) -> None:
    (tmp_path / "j").write_bytes(b"first\nsecond\nto")
    file = File(tmp_path / "j")
    assert file.read() == [b"first", b"second"]
    assert (tmp_path / "j").read_bytes() == b"first\nsecond\n"
    assert synced == [str(tmp_path / "j")]
    file.append(b"third")
    assert File(tmp_path / "j").read() == [b"first", b"second", b"third"]


def test_a_file_of_one_torn_line_has_none(tmp_path: Path) -> None:
    (tmp_path / "j").write_bytes(b"to")
    assert File(tmp_path / "j").read() == []
    assert (tmp_path / "j").read_bytes() == b""


def test_what_is_put_in_place_of_all_is_nobody_elses_business(tmp_path: Path) -> None:
    file = File(tmp_path / "j")
    file.replace([b"first", b"second"])
    assert (tmp_path / "j").stat().st_mode & 0o777 == 0o600
    file.append(b"third")
    assert file.read() == [b"first", b"second", b"third"]


def test_a_system_that_writes_a_few_bytes_at_a_time_writes_them_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = os.write
    monkeypatch.setattr(os, "write", lambda to, text: write(to, text[:3]))
    File(tmp_path / "j").append(b"a line of many bytes")
    assert (tmp_path / "j").read_bytes() == b"a line of many bytes\n"


def test_a_line_for_which_the_disk_has_no_room_is_cut_off_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file, write = File(tmp_path / "j"), os.write
    file.append(b"first")

    def full(to: int, text: bytes) -> int:
        if len(text) < 10:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return write(to, text[:5])

    with monkeypatch.context() as patched:
        patched.setattr(os, "write", full)
        with pytest.raises(NotWritten, match=f"^{re.escape(not_written(tmp_path, errno.ENOSPC))}$"):
            file.append(b"a line of many bytes")
        assert (tmp_path / "j").read_bytes() == b"first\n"
    file.append(b"second")
    assert (tmp_path / "j").read_bytes() == b"first\nsecond\n"


def test_a_torn_line_that_cannot_be_cut_off_is_never_added_to(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file, write = File(tmp_path / "j"), os.write
    file.append(b"first")

    def broken(*_: Any) -> int:
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    def half(to: int, text: bytes) -> int:
        return write(to, text[:3]) if len(text) > 6 else broken()

    with monkeypatch.context() as patched:
        patched.setattr(os, "write", half)
        patched.setattr(os, "ftruncate", broken)
        with pytest.raises(NotWritten, match=f"^{re.escape(not_written(tmp_path, errno.EIO))}$"):
            file.append(b"second")
    with pytest.raises(NotWritten, match="has 9 bytes, not 6"):
        file.append(b"third")
    assert File(tmp_path / "j").read() == [b"first"]


@pytest.mark.parametrize(
    "change", [lambda file: file.append(b"x"), lambda file: file.replace([b"x"])]
)
def test_a_place_that_is_not_there_is_said_with_what_to_do(
    tmp_path: Path, change: Callable[[File], None]
) -> None:
    gone = tmp_path / "gone"
    with pytest.raises(NotWritten, match=f"^{re.escape(not_written(gone, errno.ENOENT))}$"):
        change(File(gone / "j"))


def test_lines_that_cannot_be_put_in_place_leave_nothing_beside(tmp_path: Path) -> None:
    (tmp_path / "j").mkdir()
    (tmp_path / "j" / "in the way").touch()
    with pytest.raises(NotWritten, match=f"^{re.escape(not_written(tmp_path, errno.EISDIR))}$"):
        File(tmp_path / "j").replace([b"x"])
    assert [path.name for path in tmp_path.iterdir()] == ["j"]


def not_written(directory: Path, number: int) -> str:
    return (
        f"the journal {directory / 'j'} cannot be written: {os.strerror(number)}. {UNCHANGED} "
        "Make room there, or name another place with XDG_STATE_HOME."
    )


def test_a_file_that_has_grown_is_said_with_both_sizes(tmp_path: Path) -> None:
    mine = File(tmp_path / "j")
    mine.append(b"mine")
    File(tmp_path / "other").append(b"x")
    with (tmp_path / "j").open("ab") as theirs:
        theirs.write(b"theirs\n")
    said = (
        f"{tmp_path / 'j'} has 12 bytes, not 5 as when it was last read: somebody else writes to "
        f"it. {UNCHANGED}"
    )
    with pytest.raises(NotWritten, match=f"^{re.escape(said)}$"):
        mine.append(b"more")


def test_the_first_record_in_a_target_makes_the_namespace_and_labels_both(cluster: Cluster) -> None:
    cluster.delete(f"{NAMESPACES}/{OWN_NAMESPACE}")
    lines = ConfigMap(cluster)
    assert lines.place == f"ConfigMap {OWN_NAMESPACE}/journal of {client.CONTEXT}"
    lines.append(b"first")
    kept = cluster.get(f"{MAPS}/journal")
    assert kept["metadata"]["labels"] == LABELS
    assert kept["data"] == {"journal": "first\n"}
    assert cluster.get(f"{NAMESPACES}/{OWN_NAMESPACE}")["metadata"]["labels"] == LABELS


def test_a_journal_in_the_target_makes_room_for_all_machines(
    cluster: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(journal, "_MOST_BYTES", 3_000)
    book = Journal(ConfigMap(cluster))
    for number in range(6):
        arguments = {"text": "x" * 600}
        book.undone(book.intend(str(number), arguments, {}, drill="", cluster_uid="u"))
    kept = book.intend("kept", {}, {}, drill="", cluster_uid="u")
    again = ConfigMap(cluster)
    assert sum(len(line) + 1 for line in again.read()) <= 3_000
    assert Journal(again).pending() == (kept,)


def test_lines_are_put_in_place_of_all_in_the_target_one_by_one(cluster: Cluster) -> None:
    lines = ConfigMap(cluster)
    lines.replace([b"first", b"second"])
    assert ConfigMap(cluster).read() == [b"first", b"second"]


def test_a_config_map_without_data_has_no_lines(cluster: Cluster) -> None:
    create_own(cluster, MAPS, {"metadata": {"name": "journal"}})
    assert ConfigMap(cluster).read() == []
    cluster.merge_patch(f"{MAPS}/journal", {"data": {"notes": "not a journal"}})
    assert ConfigMap(cluster).read() == []


class Scripted:
    """An API server that says, for each kind of request, one thing after the other."""

    context = "scripted"

    def __init__(self, **answers: list[Any]) -> None:
        self._answers, self.asked = answers, list[tuple[str, str]]()
        self.bodies: list[Any] = []

    def _say(self, kind: str, path: str) -> Any:
        self.asked.append((kind, path))
        said = self._answers[kind]
        answer = said.pop(0) if len(said) > 1 else said[0]
        if isinstance(answer, Exception):
            raise answer
        return answer

    def get(self, path: str) -> Any:
        return self._say("get", path)

    def create(self, path: str, body: Any) -> Any:
        self.bodies.append(body)
        return self._say("create", path)

    def merge_patch(self, path: str, _body: Any) -> Any:
        return self._say("merge_patch", path)


def lines_of(scripted: Scripted) -> ConfigMap:
    lines = ConfigMap(cast("Cluster", scripted))
    lines.read()
    return lines


def of_version(version: str, text: str = "") -> dict[str, Any]:
    return {"metadata": {"resourceVersion": version}, "data": {"journal": text}}


def test_a_last_line_whose_end_an_editor_cut_off_is_not_lost() -> None:
    edited = of_version("1", "first\nsecond")
    scripted = Scripted(
        get=[edited, edited, of_version("2", "first\nsecond\nthird\n")],
        merge_patch=[NotDone("conflict", 409), of_version("3")],
    )
    lines = ConfigMap(cast("Cluster", scripted))
    assert lines.read() == [b"first", b"second"]
    lines.append(b"third")
    assert lines.read() == [b"first", b"second", b"third"]


def staging(kind: Kind, changes: frozenset[str]) -> Target:
    return Target(
        name="staging",
        kind=kind,
        context="staging",
        cluster_uid="u",
        lab=1 if kind is Kind.LAB else None,
        allow=Allowed(changes=changes),
        systems={},
    )


def shared_by(kind: Kind, *, changes: bool, confirmed: str | None, **answers: list[Any]) -> bool:
    allowed = frozenset({"pod.kill"} if changes else ())
    found = shared(staging(kind, allowed), cast("Cluster", Scripted(**answers)), confirmed)
    return found is not None


def test_a_journal_is_in_the_target_if_it_may_be_changed_or_once_was() -> None:
    none, some = [Absent("no map")], [of_version("1")]
    assert not shared_by(Kind.LAB, changes=True, confirmed="staging")
    assert shared_by(Kind.CLUSTER, changes=True, confirmed=None)
    assert shared_by(Kind.CLUSTER, changes=False, confirmed=None, get=list(some))
    assert not shared_by(Kind.CLUSTER, changes=False, confirmed=None, get=list(none))


def test_only_who_would_put_back_must_be_let_look_at_a_journal() -> None:
    hidden = [Forbidden("you may not")]
    assert not shared_by(Kind.CLUSTER, changes=False, confirmed=None, get=list(hidden))
    with pytest.raises(Forbidden):
        shared_by(Kind.CLUSTER, changes=False, confirmed="staging", get=list(hidden))


def test_a_refusal_is_told_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(storage, "_ANSWERED_WITHIN", timedelta(minutes=5))
    scripted = Scripted(get=[Absent("no map")], create=[NotDone("you may not", 403)])
    with pytest.raises(NotWritten, match=f"^you may not. {UNCHANGED}$"):
        lines_of(scripted).append(b"first")
    assert scripted.asked == [("get", f"{MAPS}/journal"), ("create", MAPS)]


def test_a_write_that_arrived_though_it_seemed_refused_is_gone_on_from() -> None:
    conflict = NotDone("conflict", 409)
    scripted = Scripted(
        get=[of_version("1"), of_version("2", "first\n")],
        merge_patch=[conflict, of_version("3")],
    )
    lines = lines_of(scripted)
    lines.append(b"first")
    lines.append(b"second")
    assert [kind for kind, _ in scripted.asked] == ["get", "merge_patch", "get", "merge_patch"]


def test_an_answer_that_never_comes_is_said_with_the_place(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(storage, "_ANSWERED_WITHIN", timedelta(seconds=0.3))
    away = NotDone("no answer", 503)
    away.__cause__ = Unanswered("the API server is away")
    silent = Scripted(get=[of_version("1")], merge_patch=[away])
    said = rf"a record in ConfigMap {OWN_NAMESPACE}/journal of scripted.* {UNCHANGED}$"
    with pytest.raises(NotWritten, match=said):
        lines_of(silent).append(b"first")


def test_another_writers_lines_are_never_written_over() -> None:
    scripted = Scripted(
        get=[of_version("1"), of_version("2", "theirs\n")], merge_patch=[NotDone("conflict", 409)]
    )
    said = (
        f"ConfigMap {OWN_NAMESPACE}/journal of scripted was written by somebody else meanwhile: "
        f"another run changes this target. {UNCHANGED}"
    )
    with pytest.raises(NotWritten, match=f"^{re.escape(said)}$"):
        lines_of(scripted).append(b"mine")


def test_a_namespace_that_somebody_else_makes_meanwhile_is_no_error() -> None:
    scripted = Scripted(create=[NotDone("no namespace", 404), NotDone("exists", 409), {"made": 1}])
    assert create_own(cast("Cluster", scripted), MAPS, {"kind": "x"}) == {"made": 1}
    assert [path for _, path in scripted.asked] == [MAPS, NAMESPACES, MAPS]
    assert scripted.bodies[::2] == [{"kind": "x"}, {"kind": "x"}]


@pytest.mark.parametrize(
    "answers", [[NotDone("you may not", 403)], [NotDone("no namespace", 404), NotDone("no", 403)]]
)
def test_a_namespace_that_may_not_be_made_is_an_error(answers: list[NotDone]) -> None:
    scripted = Scripted(create=list(answers))
    with pytest.raises(NotDone, match=str(answers[-1])) as raised:
        create_own(cast("Cluster", scripted), MAPS, {})
    assert raised.value.status == 403
    assert len(scripted.asked) == len(answers)
