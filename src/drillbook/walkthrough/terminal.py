"""The state of a walk's target in a terminal: a line for each change, and a picture of letters."""

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from drillbook.clock import now
from drillbook.walkthrough import picture
from drillbook.walkthrough.picture import Lane

_EVERY = 0.5  # seconds
_CELLS, _NAME = 30, 34
#: Letters of the states, from the best to the worst: within one letter's time the worst is shown.
_LETTERS = {"good": "=", "over": ".", "coming": "-", "ailing": "!", "unseen": "?", "lost": "X"}
_LEGEND = "= good  - coming or behind  ! ailing  X lost or no answer  ? not seen  . gone or ended"


def picture_of(file: Path, *, whole: bool) -> str:
    """Return the picture of the last five minutes; without ``whole``, of what has changed in it."""
    seen, until = picture.read(file), now()
    chosen = picture.choose(seen, until)
    if not chosen.lanes:
        return picture.NOTHING
    steady = () if whole else [one for one in chosen.lanes if picture.steady(one)]
    lanes = [one for one in chosen.lanes if one not in steady]
    more = chosen.more + len(steady)
    lines = [f"{one.name:{_NAME}} {_letters(one, chosen.since, until)} {one.now}" for one in lanes]
    rest = [f"and {more} more{', steadily ready' if chosen.all_steady else ''}"] if more else []
    return "\n".join([chosen.head, *lines, *rest, *([_LEGEND] if lanes else [])])


@contextmanager
def told(file: Path, say: Callable[[str], None]) -> Iterator[None]:
    """Say each change of the target's state while a block runs."""
    over = threading.Event()
    given = {"file": file, "before": _states(file), "say": say, "over": over}
    thread = threading.Thread(target=_tell, kwargs=given, name="told", daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def _tell(
    file: Path, before: Mapping[str, Lane], say: Callable[[str], None], over: threading.Event
) -> None:
    ended = False
    while not ended:
        ended = over.wait(_EVERY)
        found = _states(file)
        for lane in found.values() if before else ():
            known = before.get(lane.name)
            last = lane.stretches[-1]
            if known is None or known.stretches[-1].state != last.state:
                say(f"  {last.began:%H:%M:%S}  {lane.name}: {lane.now}")
        before = found


def _states(file: Path) -> dict[str, Lane]:
    return {lane.name: lane for lane in picture.lanes(picture.read(file), now())}


def _letters(lane: Lane, since: datetime, until: datetime) -> str:
    """Return a lane as letters, each the worst of what was within its part of the time."""
    part = (until - since) / _CELLS
    rank = list(_LETTERS)
    cells = []
    for number in range(_CELLS):
        begins, ends = since + number * part, since + (number + 1) * part
        within = [one.state for one in lane.stretches if one.began < ends and one.ended > begins]
        kinds = [picture.CLASSES.get(state, "unseen") for state in within]
        cells.append(_LETTERS[max(kinds, key=rank.index)] if kinds else " ")
    return "".join(cells)
