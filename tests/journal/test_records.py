"""What a journal keeps of each change, for a new process and for a person."""

import fcntl
import json
import os
import re
import zlib
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from drillbook import journal
from drillbook.clock import now
from drillbook.errors import NotWritten, UndoIncomplete, UsageError
from drillbook.journal import Intent, Journal

AT = datetime(2026, 11, 21, 8, 0, 5, tzinfo=UTC)


def write(book: Journal, name: str, size: int = 0) -> Intent:
    return book.intend(name, {"text": "x" * size}, {"was": 3}, drill="d1", cluster_uid="u1")


def records(file: Path) -> list[dict[str, Any]]:
    """Read a journal as its format says, by no code of the journal's own."""
    found = []
    for line in file.read_bytes().splitlines():
        checksum, _, body = line.partition(b" ")
        assert checksum == f"{zlib.crc32(body):08x}".encode()
        record = json.loads(body)
        assert body == json.dumps(record, sort_keys=True, separators=(",", ":")).encode()
        found.append(record)
    return found


def test_each_record_says_what_it_is_of_which_change_and_when(tmp_path: Path) -> None:
    book, begun = Journal(tmp_path / "j"), now()
    book.undone(write(book, "first"))
    book.gave_up(write(book, "second"), "the pod is gone")
    found = records(tmp_path / "j")
    assert all(begun <= datetime.fromisoformat(record.pop("at")) <= now() for record in found)
    intent = {"arguments": {"text": ""}, "before": {"was": 3}, "drill": "d1", "cluster_uid": "u1"}
    assert found == [
        {"record": "intent", "number": 1, "undo": "first", **intent},
        {"record": "undone", "number": 1},
        {"record": "intent", "number": 2, "undo": "second", **intent},
        {"record": "gave_up", "number": 2, "why": "the pod is gone"},
    ]


def test_a_new_process_finds_each_change_as_it_was_written(tmp_path: Path) -> None:
    book = Journal(tmp_path / "j")
    pending, given_up = write(book, "first"), write(book, "second")
    book.gave_up(given_up, "the pod is gone")
    again = Journal(tmp_path / "j")
    assert again.pending() == book.pending() == (pending,)
    assert again.given_up() == book.given_up() == ((given_up, "the pod is gone"),)
    assert again.place == str(tmp_path / "j")


def test_no_number_is_given_twice_whatever_was_written_last(tmp_path: Path) -> None:
    book = Journal(tmp_path / "j")
    first, second = write(book, "first"), write(book, "second")
    book.undone(second)
    book.undone(first)
    assert [write(Journal(tmp_path / "j"), "third").number] == [3]


def test_a_pending_change_is_described_in_one_line() -> None:
    intent = Intent(7, "workload.scale_back", {"left_at": 1}, {"replicas": 3}, "d1", AT, "u1")
    line = '7  2026-11-21 08:00:05  workload.scale_back  {"left_at": 1}  was {"replicas": 3}'
    assert journal.described(intent) == f"{line}  (drill d1)"
    by_hand = Intent(7, "workload.scale_back", {"left_at": 1}, {"replicas": 3}, "", AT, "u1")
    assert journal.described(by_hand) == line


def test_a_record_fits_to_the_last_byte_and_no_further(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(journal, "now", lambda: AT)  # so that records are of one length
    book = Journal(tmp_path / "j")
    write(book, "first")
    size = (tmp_path / "j").stat().st_size  # of a line and its end
    monkeypatch.setattr(journal, "_MOST_BYTES", 2 * size - 2)
    said = (
        f"{tmp_path / 'j'} has no room for {size - 1} bytes more: 1 changes are pending in {size} "
        f"of {2 * size - 2} bytes. Nothing was changed. Put back what is pending first: "
        "'drillbook undo'."
    )
    with pytest.raises(NotWritten, match=f"^{re.escape(said)}$"):
        write(book, "other")
    monkeypatch.setattr(journal, "_MOST_BYTES", 2 * size - 1)
    write(book, "other")
    assert [record["undo"] for record in records(tmp_path / "j")] == ["first", "other"]


def test_what_is_over_is_dropped_and_the_last_number_is_kept_instead(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    book = Journal(tmp_path / "j")
    kept = write(book, "kept")
    book.undone(write(book, "over", 1_000))
    book.gave_up(write(book, "given up", 1_000), "the pod is gone")
    monkeypatch.setattr(journal, "_MOST_BYTES", 2_000)
    begun, last = now(), write(book, "last")
    dropped, *others = records(tmp_path / "j")
    assert datetime.fromisoformat(dropped.pop("at")) >= begun
    assert dropped == {"record": "dropped", "last": 3}
    assert [(record["undo"], record["number"]) for record in others] == [("kept", 1), ("last", 4)]
    for known in (book, Journal(tmp_path / "j")):
        assert known.pending() == (last, kept)
        assert known.given_up() == ()
    book.undone(kept)
    book.gave_up(last, "the pod is gone")
    assert book.given_up() == ((last, "the pod is gone"),)
    assert book.pending() == ()


def test_what_is_over_is_dropped_for_a_record_that_then_fits_to_the_last_byte(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(journal, "now", lambda: AT)  # so that records are of one length
    book = Journal(tmp_path / "j")
    write(book, "first")
    size = (tmp_path / "j").stat().st_size
    book.undone(write(book, "other"))
    monkeypatch.setattr(journal, "_MOST_BYTES", 2 * size - 1)
    write(book, "third")
    pending = [intent.undo for intent in Journal(tmp_path / "j").pending()]
    assert pending == ["third", "first"]


def test_damage_is_said_with_its_line_and_what_to_do(tmp_path: Path) -> None:
    book = Journal(tmp_path / "j")
    for name in ("first", "second", "third"):
        write(book, name)
    lines = (tmp_path / "j").read_bytes().splitlines(keepends=True)
    lines[1] = lines[1].replace(b"second", b"SECOND")
    (tmp_path / "j").write_bytes(b"".join(lines))
    said = (
        f"{tmp_path / 'j'}:2: the journal is damaged there. Keep the file, look at the lines "
        "before it for what was changed, put that back by hand, then move the file away."
    )
    with pytest.raises(UndoIncomplete, match=f"^{re.escape(said)}$"):
        Journal(tmp_path / "j")


def test_who_holds_a_target_is_in_its_lock_and_nothing_else(tmp_path: Path) -> None:
    lock = tmp_path / "lab.lock"
    lock.write_text("4194304 and more, of a process before")
    said = f"^target lab is in use by process {os.getpid()}; wait for it to end$"
    with journal.opened(tmp_path, "lab"):
        assert lock.read_text() == str(os.getpid())
        with pytest.raises(UsageError, match=said), journal.opened(tmp_path, "lab"):
            pytest.fail("it was opened twice")


def test_a_target_is_refused_though_its_holder_has_not_said_its_name_yet(tmp_path: Path) -> None:
    with (tmp_path / "lab.lock").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        with pytest.raises(UsageError, match=r"process \?;"), journal.opened(tmp_path, "lab"):
            pytest.fail("it was opened twice")


INTENT = {"record": "intent", "number": 2, "undo": "other", "at": "2026-11-21T08:00:00+00:00"}


@pytest.mark.parametrize(
    ("record", "why"),
    [
        ({"record": "moved", "number": 1, "to": "elsewhere"}, r"its kind is 'moved'"),
        ({**INTENT, "lasting": True}, r".*'lasting'"),
        ({"record": "undone"}, r"'number'"),
    ],
    ids=["of a kind that is not known", "with more than is known", "with less than is needed"],
)
def test_a_record_of_another_version_ends_no_change_and_is_refused_by_its_line(
    record: dict[str, Any], why: str, tmp_path: Path
) -> None:
    write(Journal(tmp_path / "j"), "first")
    body = json.dumps(record, sort_keys=True, separators=(",", ":")).encode()
    with (tmp_path / "j").open("ab") as stream:
        stream.write(b"%08x %s\n" % (zlib.crc32(body), body))
    said = (
        rf"j:2: this version of drillbook cannot read the record \({why}\); another one wrote it\. "
        r"Nothing was changed\. Put back what is pending with that version\.$"
    )
    with pytest.raises(UndoIncomplete, match=said):
        Journal(tmp_path / "j")
