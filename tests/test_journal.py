import json
import multiprocessing
import os
import signal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drillbook import journal
from drillbook.errors import UndoIncomplete, UsageError
from drillbook.journal import Journal


def write(book: Journal, name: str) -> journal.Intent:
    return book.intend(name, {"name": name}, {"replicas": 5}, drill="d1", cluster_uid="u1")


def test_what_was_intended_is_pending_for_a_new_process(tmp_path: Path) -> None:
    write(Journal(tmp_path / "j"), "first")
    (intent,) = Journal(tmp_path / "j").pending()
    assert (intent.undo, intent.before, intent.drill) == ("first", {"replicas": 5}, "d1")


def test_pending_changes_come_newest_first(tmp_path: Path) -> None:
    book = Journal(tmp_path / "j")
    for name in ("first", "second", "third"):
        write(book, name)
    assert [intent.undo for intent in book.pending()] == ["third", "second", "first"]


def test_what_was_undone_is_not_pending_again(tmp_path: Path) -> None:
    book = Journal(tmp_path / "j")
    first, second = write(book, "first"), write(book, "second")
    book.undone(second)
    assert Journal(tmp_path / "j").pending() == (first,)


def test_what_could_not_be_put_back_is_kept_with_its_reason(tmp_path: Path) -> None:
    book = Journal(tmp_path / "j")
    book.gave_up(write(book, "first"), "the pod is gone")
    ((intent, why),) = Journal(tmp_path / "j").given_up()
    assert (intent.undo, why) == ("first", "the pod is gone")
    assert Journal(tmp_path / "j").pending() == ()


@settings(max_examples=60, deadline=None)  # fsync takes what it takes
@given(cut=st.integers(min_value=0), done=st.lists(st.booleans(), min_size=1, max_size=6))
def test_a_journal_cut_anywhere_loses_at_most_its_last_record(
    tmp_path_factory: pytest.TempPathFactory, cut: int, done: list[bool]
) -> None:
    file = tmp_path_factory.mktemp("journal") / "j"
    book = Journal(file)
    for number, is_done in enumerate(done):
        intent = write(book, f"step{number}")
        if is_done:
            book.undone(intent)
    raw = file.read_bytes()
    cut %= len(raw) + 1
    file.write_bytes(raw[:cut])
    whole = raw[:cut].count(b"\n")
    kept = [json.loads(line.partition(b" ")[2]) for line in raw.split(b"\n")[:whole]]
    closed = {record["number"] for record in kept if record["record"] == "undone"}
    intended = [record for record in kept if record["record"] == "intent"]
    expected = [record["undo"] for record in reversed(intended) if record["number"] not in closed]
    assert [intent.undo for intent in Journal(file).pending()] == expected


def test_a_journal_that_was_cut_can_be_written_on(tmp_path: Path) -> None:
    book = Journal(tmp_path / "j")
    write(book, "first")
    with (tmp_path / "j").open("ab") as stream:
        stream.write(b"0000 torn")
    write(Journal(tmp_path / "j"), "second")
    assert [i.undo for i in Journal(tmp_path / "j").pending()] == ["second", "first"]


def test_damage_before_the_end_is_refused_and_the_line_is_named(tmp_path: Path) -> None:
    book = Journal(tmp_path / "j")
    write(book, "first")
    write(book, "second")
    raw = bytearray((tmp_path / "j").read_bytes())
    raw[20] ^= 1
    (tmp_path / "j").write_bytes(raw)
    with pytest.raises(UndoIncomplete, match=r"j:1: the journal is damaged"):
        Journal(tmp_path / "j")


def test_a_second_run_on_the_same_target_is_refused_and_told_who_holds_it(tmp_path: Path) -> None:
    with (
        journal.opened(tmp_path, "lab"),
        pytest.raises(UsageError, match=f"in use by process {os.getpid()}"),
        journal.opened(tmp_path, "lab"),
    ):
        pytest.fail("it was opened twice")


def test_no_file_is_written_over_through_a_link_in_the_place_of_the_lock(tmp_path: Path) -> None:
    precious = tmp_path / "precious"
    precious.write_text("as it was", encoding="utf-8")
    (tmp_path / "lab.lock").symlink_to(precious)
    with pytest.raises(OSError, match=r"lab\.lock"), journal.opened(tmp_path, "lab"):
        pytest.fail("it was opened")
    assert precious.read_text(encoding="utf-8") == "as it was"


def test_the_target_is_free_again_after_its_holder_was_killed(tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    ready = context.Event()
    holder = context.Process(target=_hold, args=(tmp_path, ready))
    holder.start()
    assert ready.wait(120)
    assert holder.pid is not None
    os.kill(holder.pid, signal.SIGKILL)
    holder.join(60)
    with journal.opened(tmp_path, "lab") as book:
        assert [intent.undo for intent in book.pending()] == ["held"]


def _hold(directory: Path, ready: "multiprocessing.synchronize.Event") -> None:
    with journal.opened(directory, "lab") as book:
        write(book, "held")
        ready.set()
        signal.pause()
