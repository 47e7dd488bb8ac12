import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drillbook import journal
from drillbook.clients.kubernetes import Cluster
from drillbook.errors import NotWritten, Unobservable
from drillbook.journal import Intent, Journal
from drillbook.storage import ConfigMap, File
from drillbook.target import OWN_NAMESPACE
from tests.world.client import World

_FULL = """
import sys
from pathlib import Path
from drillbook.errors import NotWritten
from drillbook.journal import Journal
book = Journal(Path(sys.argv[1]) / "j")
kept = book.intend("first", {}, {}, drill="", cluster_uid="u")
Path(sys.argv[1], "filler").write_bytes(bytes(1 << 16)[: 1 << 15])
try:
    while True:
        book.intend("more", {"text": "x" * 3000}, {}, drill="", cluster_uid="u")
except NotWritten as error:
    print(error)
Path(sys.argv[1], "filler").unlink()
book.intend("after", {}, {}, drill="", cluster_uid="u")
again = Journal(Path(sys.argv[1]) / "j").pending()
assert again == book.pending()
print(again[0].undo, again[-1].undo)
"""

_FULL_IN_UNDO = """
import sys
from datetime import timedelta
from pathlib import Path
from drillbook.errors import NotWritten, UndoIncomplete
from drillbook.journal import Journal
from drillbook.replay import replay
book = Journal(Path(sys.argv[1]) / "j")
Path(sys.argv[1], "filler").write_bytes(bytes(1 << 15))
try:
    while True:
        book.intend("step", {}, {}, drill="", cluster_uid="u")
except NotWritten:
    pass
steps = len(book.pending())
try:
    replay(book, lambda _: "as it was", timedelta(0))
except UndoIncomplete as error:
    print(str(error).partition(";")[0])
Path(sys.argv[1], "filler").unlink()
again = Journal(Path(sys.argv[1]) / "j")
assert again.pending() and replay(again, lambda _: "as it was", timedelta(0))
print(f"{steps > 0} {Journal(Path(sys.argv[1]) / 'j').pending()}")
"""


def write(book: Journal, name: str, size: int = 0) -> Intent:
    return book.intend(name, {"text": "x" * size}, {}, drill="", cluster_uid="u")


def on_a_small_disk(disk: Path, script: str) -> str:
    """Run a script with a disk of 64 KiB as its argument; return what it printed."""
    disk.mkdir()
    mounted = 'mount -t tmpfs -o size=64k none "$1" && exec "$2" -c "$3" "$1"'
    command = ["unshare", "--mount", "sh", "-c", mounted, "sh", str(disk), sys.executable, script]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_full_disk_under_the_journal_is_said_and_costs_no_record(tmp_path: Path) -> None:
    said = on_a_small_disk(tmp_path / "disk", _FULL)
    error, names = said.splitlines()
    assert "cannot be written: No space left on device. Nothing was changed." in error
    assert names == "after first"


def test_an_undo_on_a_full_disk_says_that_it_cannot_be_written_down_and_runs_again(
    tmp_path: Path,
) -> None:
    said = on_a_small_disk(tmp_path / "disk", _FULL_IN_UNDO)
    error, left = said.splitlines()
    assert error.startswith("step: as it was, but that cannot be written down: ")
    assert "No space left on device" in error
    assert left == "True ()"


def test_a_file_that_somebody_else_writes_to_is_refused(tmp_path: Path) -> None:
    book = Journal(tmp_path / "j")
    write(book, "first")
    write(Journal(tmp_path / "j"), "second")
    with pytest.raises(NotWritten, match="somebody else writes to it"):
        write(book, "third")
    assert [intent.undo for intent in Journal(tmp_path / "j").pending()] == ["second", "first"]


def test_a_journal_is_nobody_elses_business(tmp_path: Path) -> None:
    write(Journal(tmp_path / "j"), "first")
    assert (tmp_path / "j").stat().st_mode & 0o077 == 0


def test_a_journal_that_is_full_of_what_is_over_makes_room(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(journal, "_MOST_BYTES", 4_000)
    book = Journal(tmp_path / "j")
    kept = write(book, "kept")
    for _ in range(30):
        book.undone(write(book, "over", 500))
    last = write(book, "last")
    assert (tmp_path / "j").stat().st_size < 5_000
    assert book.pending() == Journal(tmp_path / "j").pending() == (last, kept)
    assert last.number == 32  # a number is never given twice


def test_a_journal_that_is_full_of_what_is_pending_says_so_and_takes_no_more(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(journal, "_MOST_BYTES", 4_000)
    book = Journal(tmp_path / "j")
    first = write(book, "kept", 3_000)
    with pytest.raises(NotWritten, match=r"no room for .* 1 changes are pending"):
        write(book, "more", 3_000)
    book.undone(first)
    assert write(book, "more", 3_000) == Journal(tmp_path / "j").pending()[0]


@settings(max_examples=40, deadline=None)  # fsync takes what it takes
@given(
    steps=st.lists(st.tuples(st.integers(0, 900), st.booleans(), st.integers(0, 3)), max_size=25),
)
def test_what_is_pending_is_what_was_intended_and_is_not_over_whatever_was_dropped(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[int, bool, int]]
) -> None:
    file = tmp_path_factory.mktemp("journal") / "j"
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(journal, "_MOST_BYTES", 5_000)
        book, pending = Journal(file), list[Intent]()
        for size, reopened, over in steps:
            try:
                pending.insert(0, write(book, f"of {size}", size))
            except NotWritten:
                assert sum(len(intent.arguments["text"]) for intent in pending) > 1_000
            for _ in range(min(over, len(pending))):
                book.undone(pending.pop())
            book = Journal(file) if reopened else book
            assert list(book.pending()) == pending
        numbers = [intent.number for intent in pending]
        assert numbers == sorted(set(numbers), reverse=True)


def test_a_journal_in_the_target_is_read_by_another_machine(cluster: Cluster) -> None:
    book = Journal(ConfigMap(cluster))
    first, second = write(book, "first"), write(book, "second")
    book.undone(second)
    assert Journal(ConfigMap(cluster)).pending() == (first,)


def test_reading_a_journal_makes_nothing_in_the_target(cluster: Cluster, world: World) -> None:
    assert Journal(ConfigMap(cluster)).pending() == ()
    assert world.changes() == []


def test_two_that_write_the_same_journal_in_the_target_do_not_overwrite_each_other(
    cluster: Cluster,
) -> None:
    mine, theirs = Journal(ConfigMap(cluster)), Journal(ConfigMap(cluster))
    write(mine, "mine")
    with pytest.raises(NotWritten, match="written by somebody else meanwhile"):
        write(theirs, "theirs")
    assert [intent.undo for intent in Journal(ConfigMap(cluster)).pending()] == ["mine"]


def test_a_label_that_somebody_puts_on_the_journal_is_no_conflict(cluster: Cluster) -> None:
    book = Journal(ConfigMap(cluster))
    write(book, "first")
    path = f"/api/v1/namespaces/{OWN_NAMESPACE}/configmaps/journal"
    cluster.merge_patch(path, {"metadata": {"labels": {"team": "sre"}}})
    write(book, "second")
    assert [i.undo for i in Journal(ConfigMap(cluster)).pending()] == ["second", "first"]


def test_a_record_waits_for_an_api_server_that_is_away_for_a_moment(
    cluster: Cluster, world: World
) -> None:
    book = Journal(ConfigMap(cluster))
    write(book, "first")
    world.control("away", requests=3)
    write(book, "second")
    assert Journal(ConfigMap(cluster)).pending() == book.pending()


def test_a_record_that_arrived_though_the_answer_was_lost_is_not_written_twice(
    cluster: Cluster, world: World
) -> None:
    book = Journal(ConfigMap(cluster))
    write(book, "first")
    world.control("lose", answers=1)
    write(book, "second")
    assert Journal(ConfigMap(cluster)).pending() == book.pending()


def test_a_target_that_does_not_let_its_journal_be_read_has_none_that_is_empty(
    cluster: Cluster, world: World
) -> None:
    world.control("away", requests=1)
    with pytest.raises(Unobservable, match="503"):
        Journal(ConfigMap(cluster))


def test_the_directory_of_a_journal_need_not_be_there(tmp_path: Path) -> None:
    with journal.opened(tmp_path / "a" / "b", "lab") as book:
        write(book, "first")
    assert File(tmp_path / "a" / "b" / "lab.journal").read()
