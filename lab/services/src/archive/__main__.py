"""`python3 -m archive WHAT`: a backup by its name, the week, a look, or a restore. Answers in JSON."""

from __future__ import annotations

import base64
import json
import os
import sys
import threading
from collections.abc import Callable, Mapping
from pathlib import Path

from archive import looking, making, restoring, tools, week
from archive.tools import NotMade

ASIDE = Path("/restored")


def _in_place(moment: str) -> str:
    restoring.restore(tools.DATA, moment)
    restoring.stop(tools.DATA)
    return "restored"


def _aside(moment: str) -> str:
    restoring.restore(ASIDE, moment)
    return "serving"


def _wait() -> str:
    threading.Event().wait()
    return "over"


WORK: Mapping[str, Callable[..., object]] = {
    **making.MAKERS,
    "week": lambda: week.run(json.loads(os.environ["SCHEDULES"])),
    "moment": making.moment,
    "aside": _aside,
    "ask": lambda statement: tools.ask(statement, ASIDE).splitlines(),
    "whole": lambda: restoring.whole(ASIDE),
    "damage": lambda table: restoring.damage(ASIDE, table),
    "forget": lambda: restoring.forget(ASIDE),
    "in-place": _in_place,
    "logs": restoring.logs,
    "standing": looking.standing,
    "sealed": looking.sealed,
    "hide": looking.hide,
    "show": looking.show,
    "pack": lambda: base64.b64encode(tools.pack()).decode(),
    "unpack": lambda size: tools.unpack(sys.stdin.buffer.read(int(size))),
    "objects": looking.newest_objects,
    "wait": _wait,
}


def main(words: list[str]) -> int:
    """Do it; 1 with why when it was not done."""
    what, *more = words or [""]
    if what not in WORK:
        print(f"there is no {what!r}; there are: {', '.join(WORK)}", file=sys.stderr)  # noqa: T201
        return 2
    try:
        print(json.dumps(WORK[what](*more)), flush=True)  # noqa: T201
    except (NotMade, OSError, ValueError) as error:
        print(f"{what}: {error}", file=sys.stderr)  # noqa: T201
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
