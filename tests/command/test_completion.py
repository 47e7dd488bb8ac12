"""Completion in real shells, set up by ``drillbook --install-completion``: typed, then a tab."""

import os
import pty
import select
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
_WITHIN = 120  # seconds; a command takes half of one, and minutes on a machine without time for it
TYPED = [
    ("drillbook hist", "history"),
    ("drillbook history im", "import"),
    ("drillbook run --rec", "--record"),
]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Return a home directory with nothing in it but drillbook's command."""
    command = tmp_path / "bin" / "drillbook"
    command.parent.mkdir()
    command.write_text(f'#!/bin/sh\nexec {sys.executable} -m drillbook "$@"\n')
    command.chmod(0o755)
    return tmp_path


def surroundings(home: Path) -> dict[str, str]:
    return {
        "HOME": str(home),
        "PATH": f"{home / 'bin'}:{os.environ['PATH']}",
        "PYTHONPATH": str(ROOT / "src"),
        "TERM": "dumb",
        "PS1": "",
    }


@contextmanager
def terminal(home: Path, *shell: str) -> Iterator[int]:
    """Run a shell on a terminal of its own; yield what types there and reads what it shows."""
    process, screen = pty.fork()
    if process == 0:
        os.execvpe(shell[0], shell, surroundings(home))
    try:
        # It has read its own files when it answers; the quotes keep its echo from being the answer.
        answered(screen, "echo rea''dy\r", "ready\r\n")
        yield screen
    finally:
        os.close(screen)
        os.waitpid(process, 0)


def answered(screen: int, typed: str, wanted: str) -> str:
    """Type something and wait until the screen shows what is wanted; return all it has shown."""
    os.write(screen, typed.encode())
    shown, deadline = "", time.monotonic() + _WITHIN
    while wanted not in shown:
        readable, _, _ = select.select([screen], [], [], max(0, deadline - time.monotonic()))
        assert readable, f"{wanted!r} was not shown, but {shown!r}"
        shown += os.read(screen, 4096).decode(errors="replace")
    return shown


@pytest.mark.parametrize("shell", ["bash", "zsh"])
def test_a_tab_completes_commands_and_options_once_it_was_installed(shell: str, home: Path) -> None:
    if shutil.which(shell) is None:
        pytest.skip(f"no {shell} on this machine")
    (home / f".{shell}rc").touch()  # without it, zsh would ask questions
    with terminal(home, shell, "-i") as screen:
        answered(screen, "drillbook --install-completion\r", f"{shell} completion installed")
    with terminal(home, shell, "-i") as screen:
        if shell == "zsh":  # whose first tab only loads what was installed, and rings the bell
            answered(screen, "drillbook hist\t", "\a")
            answered(screen, "\x15echo lo''aded\r", "loaded\r\n")
        for typed, completed in TYPED:
            *before, _ = typed.split()
            # Up to the next blank: what was typed is part of what is completed.
            answered(screen, f"{typed}\t", f"{' '.join(before)} {completed} ")
            answered(screen, "\x15echo o''ver\r", "over\r\n")


def test_fish_completes_commands_and_options_and_says_what_they_are(home: Path) -> None:
    if shutil.which("fish") is None:
        pytest.skip("no fish on this machine")

    def fish(line: str) -> str:
        done = subprocess.run(
            ["fish", "-c", f"{line}; true"],
            env=surroundings(home),
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout

    assert "fish completion installed" in fish("drillbook --install-completion")
    for typed, completed in TYPED:
        (only,) = fish(f'complete -C "{typed}"').splitlines()
        name, _, says = only.partition("\t")
        assert name == completed
        assert says
