"""What a long step is doing: what, how far, and how long it took last time.

    with step("building Kubernetes") as s:
        s.update(3, 12, "kube-apiserver")

Everything goes to standard error, so that standard output stays free for results. On a terminal a
live line is drawn (colours only without NO_COLOR); elsewhere plain lines are written: one at the
start, one at the end, and at most one every PLAIN_LINE_EVERY in between.
"""

import json
import os
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path
from typing import Protocol

from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn

from drillbook import directories

PLAIN_LINE_EVERY = timedelta(seconds=15)


class Step(Protocol):
    """A step under way."""

    def update(self, done: int = 0, total: int = 0, detail: str = "") -> None:
        """Tell how far it is; ``total`` 0 means unknown."""


def durations_file() -> Path:
    """Return where the last duration of each step is kept."""
    return directories.cache() / "durations.json"


def last_duration(what: str) -> timedelta | None:
    """Return how long the step took when it last succeeded, or None when that is not known."""
    try:
        seconds = json.loads(durations_file().read_text()).get(what)
    except (OSError, ValueError, AttributeError):
        return None
    return timedelta(seconds=seconds) if isinstance(seconds, int | float) else None


def remember(what: str, took: timedelta) -> None:
    """Keep how long a step took; a cache that cannot be written is no reason to fail."""
    path = durations_file()
    try:
        known = json.loads(path.read_text())
    except (OSError, ValueError):
        known = {}
    if not isinstance(known, dict):
        known = {}
    known[what] = round(took.total_seconds(), 2)
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        scratch = path.with_suffix(f".{os.getpid()}.{threading.get_ident()}")
        scratch.write_text(json.dumps(known, indent=1, sort_keys=True))
        scratch.replace(path)


def spell(span: timedelta) -> str:
    """Return ``0.8 s``, ``42 s`` or ``5 min 40 s``."""
    seconds = span.total_seconds()
    if seconds < 10:
        return f"{seconds:.1f} s"
    if seconds < 120:
        return f"{seconds:.0f} s"
    return f"{seconds // 60:.0f} min {seconds % 60:.0f} s"


class _PlainStep:
    """A step written as lines, for logs."""

    def __init__(self, what: str, expected: timedelta | None) -> None:
        self._what = what
        self._expected = expected
        self._started = self._written = time.monotonic()
        self._lock = threading.Lock()
        _line(f"{what}{f' (last time {spell(expected)})' if expected else ''}")

    def update(self, done: int = 0, total: int = 0, detail: str = "") -> None:
        with self._lock:
            if time.monotonic() - self._written < PLAIN_LINE_EVERY.total_seconds():
                return
            self._written = time.monotonic()
        of = f" of about {spell(self._expected)}" if self._expected else ""
        elapsed = timedelta(seconds=self._written - self._started)
        count = f" {done}/{total}" if total else ""
        _line(f"{self._what}:{count} {detail}, {spell(elapsed)}{of}".replace(": ,", ":"))


class _LiveStep:
    """A step drawn on a terminal."""

    def __init__(self, live: Progress, task: TaskID) -> None:
        self._live = live
        self._task = task

    def update(self, done: int = 0, total: int = 0, detail: str = "") -> None:
        self._live.update(self._task, completed=done, total=total or None, detail=detail)


# One live display serves all steps that are open at once, because a terminal has one cursor.
_display: list[Progress] = []
_open_steps: list[str] = []
_display_lock = threading.Lock()


def _line(text: str) -> None:
    sys.stderr.write(f"drillbook: {text}\n")
    sys.stderr.flush()


def _display_opened(console: Console, what: str) -> Progress:
    with _display_lock:
        if not _display:
            columns = (
                SpinnerColumn(),
                TextColumn("{task.description}"),
                BarColumn(bar_width=20),
                TextColumn("{task.fields[detail]}"),
                TimeElapsedColumn(),
                TextColumn("{task.fields[last]}"),
            )
            live = Progress(*columns, console=console, transient=True)
            live.start()
            _display.append(live)
        _open_steps.append(what)
        return _display[0]


def _display_closed(what: str) -> None:
    with _display_lock:
        _open_steps.remove(what)
        if not _open_steps:
            _display.pop().stop()


@contextmanager
def step(what: str) -> Iterator[Step]:
    """Show a step until the block ends; its duration is remembered when it ends well."""
    console = Console(stderr=True)
    expected = last_duration(what)
    started = time.monotonic()
    if not console.is_terminal:
        yield _PlainStep(what, expected)
        took = timedelta(seconds=time.monotonic() - started)
        _line(f"{what}: done in {spell(took)}")
    else:
        live = _display_opened(console, what)
        last = f"last time {spell(expected)}" if expected else ""
        task = live.add_task(what, total=None, detail="", last=last)
        try:
            yield _LiveStep(live, task)
        finally:
            live.remove_task(task)
            _display_closed(what)
        took = timedelta(seconds=time.monotonic() - started)
        console.print(f"[green]✓[/] {what} [dim]{spell(took)}[/]", highlight=False)
    remember(what, took)
