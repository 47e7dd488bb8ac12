"""What all writers share, against a store that is a list in memory."""

import subprocess
import sys
import threading
from collections.abc import Callable, Iterable, Mapping
from datetime import timedelta
from typing import Any

import pytest

from drillbook.clock import eventually
from drillbook.errors import Unobservable
from drillbook.ledger import writer as writers
from drillbook.ledger.history import FAILED, LATEST, UNANSWERED
from drillbook.ledger.writer import Bounds, Failed, Writer

SOON = timedelta(seconds=60)


class Broken(Unobservable):
    """A connection that broke."""


def acknowledging(stored: list[int]) -> Callable[[Writer], None]:
    def write(writer: Writer) -> None:
        while writer.goes_on():
            with writer.one() as number:
                stored.append(number)
            writer.wait(0.001)

    return write


def ended(writer: Writer) -> None:
    eventually(
        lambda: any(thread.is_alive() for thread in writer._threads),
        lambda alive: not alive,
        within=SOON,
        what="the writer has ended",
    )


def test_what_is_acknowledged_is_what_was_stored() -> None:
    stored: list[int] = []
    writer = Writer("memory", acknowledging(stored), threads=3)
    writer.start(SOON)
    writer.stop(SOON)
    history = writer.finished()
    assert sorted(stored) == list(range(len(history)))
    assert history.acked == len(history)


def test_a_writer_that_nobody_stops_ends_with_its_last_write_and_is_no_evidence() -> None:
    stored: list[int] = []
    writer = Writer("memory", acknowledging(stored), bounds=Bounds(writes=25))
    writer.start(SOON)
    ended(writer)
    assert len(stored) == 25
    with pytest.raises(Unobservable, match="its bound of 25 writes was reached"):
        writer.finished()


def test_a_writer_that_nobody_stops_ends_when_its_time_is_up() -> None:
    stored: list[int] = []
    bounds = Bounds(within=timedelta(seconds=0.2))
    writer = Writer("memory", acknowledging(stored), threads=2, bounds=bounds)
    writer.start(SOON)
    ended(writer)
    with pytest.raises(Unobservable, match=r"its bound of 0\.2 s was reached"):
        writer.finished()


def test_a_writer_whose_connections_only_break_ends_when_its_time_is_up() -> None:
    def refuse(_: Writer) -> None:
        raise Broken("refused")

    writer = Writer("memory", refuse, bounds=Bounds(within=timedelta(seconds=0.2)))
    writer.start(SOON)
    ended(writer)
    with pytest.raises(Unobservable, match="was reached"):
        writer.finished()


def test_a_writer_ends_with_the_process_that_started_it() -> None:
    program = """
import os, sys
from datetime import timedelta
from drillbook.ledger.history import FAILED, LATEST, UNANSWERED
from drillbook.ledger.writer import Writer
def write(writer):
    while writer.goes_on():
        with writer.one():
            os.write(1, b"written\\n")
        writer.wait(0.01)
Writer("output", write).start(timedelta(seconds=60))
os.write(1, b"started\\n")  # at once: print writes a line and its end apart
sys.stdin.read()
"""
    process = subprocess.Popen(
        [sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert process.stdin is not None
    assert process.stdout is not None
    with process.stdin, process.stdout:
        while (line := process.stdout.readline()) != b"started\n":
            assert line == b"written\n"
        assert process.stdout.readline() == b"written\n"
        process.kill()
        process.wait(60)
        process.stdout.read()  # comes to an end: nobody holds the pipe any more


def test_each_outcome_is_noted_as_it_was() -> None:
    def write(writer: Writer) -> None:
        while writer.goes_on():
            with writer.one() as number:
                if number % 3 == 1:
                    raise Failed("no")
                if number % 3 == 2:
                    raise Broken("who knows")
            writer.wait(0.001)

    writer = Writer("memory", write)
    writer.start(SOON)
    eventually(lambda: len(writer.history), lambda count: count > 6, within=SOON, what="writes")
    writer.stop(SOON)
    outcomes = [int(o) for _, _, outcome in writer.finished().columns() for o in outcome]
    assert max(outcomes[::3]) <= LATEST
    assert set(outcomes[1::3]) == {FAILED}
    assert set(outcomes[2::3]) == {UNANSWERED}


def test_a_crash_of_a_writer_reaches_the_account() -> None:
    def crash(_: Writer) -> None:
        raise ZeroDivisionError

    writer = Writer("memory", crash)
    writer.start(SOON)
    writer.stop(SOON)
    with pytest.raises(Unobservable, match="broke off: ZeroDivisionError"):
        writer.finished()


@pytest.mark.parametrize("seen_after", [1, 2])
def test_looks_find_what_is_late(monkeypatch: pytest.MonkeyPatch, seen_after: int) -> None:
    monkeypatch.setattr(writers, "_LOOK_EVERY_SECONDS", 0.02)
    looked: list[set[int]] = []
    enough = threading.Event()

    def look(marks: Mapping[int, Any]) -> Iterable[int]:
        looked.append(set(marks))
        if len(looked) == 1:
            raise Broken("says nothing")
        if len(looked) >= 6:
            enough.set()
        late = min(looked[1])
        return set(marks) - {late} if len(looked) <= 1 + seen_after else set(marks)

    writer = Writer("memory", acknowledging([]), look=look)
    writer.start(SOON)
    assert enough.wait(60)
    writer.stop(SOON)
    writer.finished()
    assert writer.looks.taken >= 5
    assert writer.looks.waiting() == ()
    assert list(writer.looks._found_at) == [min(looked[1])]


def test_a_crash_of_a_look_reaches_the_account(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writers, "_LOOK_EVERY_SECONDS", 0.02)

    def look(_: Mapping[int, Any]) -> Iterable[int]:
        raise ZeroDivisionError

    writer = Writer("memory", acknowledging([]), look=look)
    writer.start(SOON)
    ended(writer)
    with pytest.raises(Unobservable, match="ZeroDivisionError"):
        writer.finished()
