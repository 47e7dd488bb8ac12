"""``python -m tests.kill [WORD…]``: kill -9 at every point of every fault, and what is left after.

Every fault of the catalogue at every point, in the small world; with words, only faults whose names
have one of them. What was tried for the present content of the code is kept in ``build/kill``, so
that a run that was ended goes on where it was. Prints ``tried N, restored N`` at the end, and fails
below 120 points (without words), if one was not restored, or if a fault has no point.
"""

import argparse
import hashlib
import json
import sys
import tempfile
import time
from pathlib import Path

from tests.kill import catalogue
from tests.kill.killing import Killing
from tests.world import client
from tests.world.client import ROOT

BUILD = ROOT / "build" / "kill"
LEAST = 120
_STORAGES = ("file", "target")
# What decides which points there are and what becomes of them.
_CONTENT = ("src/drillbook", "tests/world", "tests/kill")
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


def in_the_small_world(tried: Tried, words: list[str]) -> list[str]:
    """Try every point that was not restored yet; return the names of all."""
    wanted = []
    with (
        tempfile.TemporaryDirectory(dir=BUILD) as directory,
        client.started(Path(directory)) as world,
    ):
        killing = Killing(world, Path(directory))
        for brought in catalogue.faults(words):
            # Records are alike wherever they are kept: once will do for what is stood in for.
            storages = _STORAGES if brought.own_code else _STORAGES[:1]
            points = [p for storage in storages for p in killing.points(brought, storage)]
            for point in points:
                if not tried.restored(point.name):
                    tried.add(point.name, killing.restored(brought, point))
            names = [point.name for point in points]
            lost = sum(not tried.restored(name) for name in names)
            how = "its own code" if brought.own_code else "stood in for"
            print(f"{brought.name}: {len(names)} points, {lost} not restored ({how})", flush=True)
            wanted += names
    return wanted


def main() -> int:
    """Try all points, print what became of them, and return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tests.kill", description=__doc__)
    parser.add_argument("words", nargs="*", metavar="WORD")
    asked = parser.parse_args()
    BUILD.mkdir(parents=True, exist_ok=True)
    tried = Tried(BUILD / f"{content()[:16]}.jsonl")
    began = time.monotonic()
    wanted = in_the_small_world(tried, asked.words)
    lost = [name for name in wanted if not tried.restored(name)]
    for name in lost:
        print(f"NOT RESTORED {name}\n{tried.outcomes[name]}")
    print(f"{time.monotonic() - began:.0f} s")
    print(f"tried {len(wanted)}, restored {len(wanted) - len(lost)}")
    enough = len(wanted) >= LEAST or bool(asked.words and wanted)
    return 1 if lost or not enough else 0


if __name__ == "__main__":
    sys.exit(main())
