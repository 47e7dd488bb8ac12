"""``python -m tests.kill [WORD…]``: kill -9 at every point of every fault, and what is left after.

Every fault of the catalogue at every point, in the small world, and at four moments on a lab; with
words, only faults whose names have one of them. ``--small`` and ``--live`` are for one of the two.
What was tried for the present content of the code is kept in ``build/kill``, so that a run that was
ended (or that ``--seconds`` ends) goes on where it was. Prints ``tried N, restored N`` at the end,
and fails below 120 points (without words), if one was not restored or is left to be tried, or if a
fault has no point. The faults of the mesh are killed on a lab by ``make test-mesh``.
"""

import argparse
import hashlib
import json
import sys
import tempfile
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from drillbook.clock import now
from drillbook.errors import DrillbookError
from tests.kill import catalogue, live, places
from tests.kill.killing import Killing
from tests.world import client
from tests.world.client import ROOT

BUILD = ROOT / "build" / "kill"
LEAST = 120
_STORAGES = ("file", "target")
_FIRST = "effect seen"
# What decides which points there are and what becomes of them.
_CONTENT = ("src/drillbook", "tests/world", "tests/faults", "tests/kill")
_SHOWS_ONLY = {"__main__.py", "test_kill_slice.py"}


def content() -> str:
    """Return a hash of all that decides what a point is and what becomes of it."""
    found = hashlib.sha256()
    for part in _CONTENT:
        for file in sorted((ROOT / part).rglob("*.py")):
            if file.name not in _SHOWS_ONLY:
                found.update(str(file.relative_to(ROOT)).encode() + file.read_bytes())
    return found.hexdigest()


class Tried:
    """What was tried for one content: why each point was not restored, or nothing."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self.outcomes: dict[str, str] = {}
        if file.exists():
            # A last line that was cut short was not tried.
            whole = file.read_text(encoding="utf-8").split("\n")[:-1]
            self.outcomes = dict(json.loads(line) for line in whole)

    def restored(self, name: str) -> bool:
        """Return whether a point was tried, and all was as before."""
        return self.outcomes.get(name) == ""

    def add(self, name: str, outcome: str) -> None:
        """Write down what became of a point."""
        self.outcomes[name] = outcome
        with self._file.open("a", encoding="utf-8") as stream:
            stream.write(json.dumps([name, outcome]) + "\n")


def in_the_small_world(tried: Tried, faults: list[catalogue.Brought], ends: datetime) -> list[str]:
    """Try every point that was not restored yet; return the names of all."""
    wanted = []
    with (
        tempfile.TemporaryDirectory(dir=BUILD) as directory,
        client.started(Path(directory)) as world,
    ):
        killing = Killing(world, Path(directory))
        for brought in faults:
            # Records are alike wherever they are kept: once will do for what is stood in for.
            storages = _STORAGES if brought.own_code else _STORAGES[:1]
            points = [p for storage in storages for p in killing.points(brought, storage)]
            for point in points:
                if not tried.restored(point.name) and now() < ends:
                    tried.add(point.name, killing.restored(brought, point))
            names = [point.name for point in points]
            how = "its own code" if brought.own_code else "stood in for"
            tell(tried, f"{brought.name}, small world, {how}", names)
            wanted += names
    return wanted


def on_a_lab(
    tried: Tried, faults: list[catalogue.Brought], at: list[str], ends: datetime
) -> list[str]:
    """Kill every fault at its moments on a lab; return the names of all points."""
    chosen = [p for p in places.PLACES if p.name in at or not (at or p.optional)]
    here = {name for place in chosen for name in place.faults}
    wanted = {
        fault.name: [live.point(fault.name, moment) for moment in live.MOMENTS]
        for fault in faults
        if fault.name in here
    }
    for place in chosen:
        left = [n for n in place.faults if not all(map(tried.restored, wanted.get(n, ())))]
        if left and now() < ends:
            try:
                at_a_place(tried, place, left, ends)
            except (DrillbookError, AssertionError) as error:
                print(f"{place.name}: {error}", flush=True)
    return [point for points in wanted.values() for point in points]


def at_a_place(tried: Tried, place: places.Place, faults: list[str], ends: datetime) -> None:
    """Bring a place up and kill faults at it: each one once, before any is killed again."""
    with place.opened() as ground:
        for moment in sorted(live.MOMENTS, key=lambda moment: moment != _FIRST):
            for name in faults:
                point = live.point(name, moment)
                if not tried.restored(point) and now() < ends:
                    tried.add(point, live.restored(ground, name, moment))
                    tell(tried, point, [point])


def tell(tried: Tried, what: str, points: list[str]) -> None:
    """Print what became of a fault's points."""
    done = [point for point in points if point in tried.outcomes]
    lost = sum(not tried.restored(point) for point in done)
    print(f"{what}: {len(done)} of {len(points)} points, {lost} not restored", flush=True)


def failures(tried: Tried, wanted: list[str]) -> Iterator[str]:
    """Yield what keeps a run from being whole."""
    left = [point for point in wanted if point not in tried.outcomes]
    if left:
        yield f"{len(left)} points are left to be tried: run it again"
    for point in wanted:
        if point not in left and not tried.restored(point):
            yield f"NOT RESTORED {point}\n{tried.outcomes[point]}"


def main() -> int:
    """Try all points, print what became of them, and return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tests.kill", description=__doc__)
    parser.add_argument("words", nargs="*", metavar="WORD")
    parser.add_argument("--live", action="store_true", help="on a lab alone")
    parser.add_argument(
        "--at", action="append", default=[], choices=[place.name for place in places.PLACES]
    )
    parser.add_argument("--small", action="store_true", help="in the small world alone")
    parser.add_argument("--seconds", type=float, default=3600, help="begin no point after so many")
    asked = parser.parse_args()
    BUILD.mkdir(parents=True, exist_ok=True)
    tried = Tried(BUILD / f"{content()[:16]}.jsonl")
    began, wanted = now(), list[str]()
    ends = began + timedelta(seconds=asked.seconds)
    faults = list(catalogue.faults(asked.words))
    if not asked.live:
        wanted += in_the_small_world(tried, faults, ends)
    if not asked.small:
        wanted += on_a_lab(tried, faults, asked.at, ends)
    failed = list(failures(tried, wanted))
    print(*failed, sep="\n")
    done = [point for point in wanted if point in tried.outcomes]
    restored = sum(map(tried.restored, done))
    print(f"{(now() - began).total_seconds():.0f} s; {len(faults)} faults")
    print(f"tried {len(done)}, restored {restored}")
    enough = bool(wanted) if asked.words else len(done) >= LEAST
    return 1 if failed or not enough else 0


if __name__ == "__main__":
    sys.exit(main())
