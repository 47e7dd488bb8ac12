"""Turns of drills on one machine: those that measure times run with no other beside them."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from drillbook.machine import turns

_SOON_SECONDS = 5.0
_NOT_YET_SECONDS = 0.2


@contextmanager
def _waiting(directory: Path, *, alone: bool) -> Iterator[threading.Event]:
    """Ask for a turn in a thread; yield what is set once it is there. Given back at the end."""
    has_it, enough = threading.Event(), threading.Event()

    def ask() -> None:
        with turns.taken(alone=alone, directory=directory):
            has_it.set()
            enough.wait()

    thread = threading.Thread(target=ask)
    thread.start()
    try:
        yield has_it
    finally:
        enough.set()
        thread.join()


def test_drills_of_several_labs_run_side_by_side(tmp_path: Path) -> None:
    with turns.taken(directory=tmp_path, alone=False), _waiting(tmp_path, alone=False) as other:
        assert other.wait(_SOON_SECONDS)


@pytest.mark.parametrize(("one", "another"), [(False, True), (True, False), (True, True)])
def test_a_drill_that_is_to_be_alone_has_no_other_beside_it(
    tmp_path: Path, one: bool, another: bool
) -> None:
    with ExitStack() as stack:
        first = stack.enter_context(ExitStack())
        first.enter_context(turns.taken(directory=tmp_path, alone=one))
        other = stack.enter_context(_waiting(tmp_path, alone=another))
        assert not other.wait(_NOT_YET_SECONDS)
        first.close()
        assert other.wait(_SOON_SECONDS)


def test_a_drill_that_waits_to_be_alone_is_not_passed_over(tmp_path: Path) -> None:
    with ExitStack() as stack:
        first = stack.enter_context(ExitStack())
        first.enter_context(turns.taken(directory=tmp_path, alone=False))
        alone = stack.enter_context(ExitStack())
        waits = alone.enter_context(_waiting(tmp_path, alone=True))
        assert not waits.wait(_NOT_YET_SECONDS)
        later = stack.enter_context(_waiting(tmp_path, alone=False))
        assert not later.wait(_NOT_YET_SECONDS)
        first.close()
        assert waits.wait(_SOON_SECONDS)
        assert not later.is_set()
        alone.close()
        assert later.wait(_SOON_SECONDS)


def test_how_long_a_turn_was_waited_for_is_told(tmp_path: Path) -> None:
    with turns.taken(directory=tmp_path, alone=True) as waited:
        assert 0 <= waited < _SOON_SECONDS
