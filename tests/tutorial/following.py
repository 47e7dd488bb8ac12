"""Following a page of the documentation as a reader would: its files written, its commands run.

A fence's words say what it is: ``sh`` is run by bash in the reader's directory and must end with 0,
or with ``exit=N``; ``text`` lists what the command before it must have printed; ``file=NAME`` is
written there. ``sh lab`` needs a lab, and ``sh installed`` was done already: neither is run.
"""

import os
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from markdown_it import MarkdownIt

NOT_RUN = {"lab", "installed"}
_LONGEST = 300  # seconds


@dataclass(frozen=True)
class Fence:
    """A fenced block: its language, the words beside it, what it holds, and its line."""

    language: str
    words: tuple[str, ...]
    text: str
    line: int

    def given(self, name: str) -> str | None:
        """Return the value of ``name=VALUE`` among the words."""
        found = (word.partition("=") for word in self.words)
        return next((value for key, _, value in found if key == name), None)

    @property
    def runs(self) -> bool:
        """Return whether it is a command to be run."""
        return self.language == "sh" and not NOT_RUN & set(self.words)


def fences(page: Path) -> list[Fence]:
    """Return the fenced blocks of a page, in order."""
    found = []
    for token in MarkdownIt().parse(page.read_text(encoding="utf-8")):
        if token.type == "fence":
            language, *words = token.info.split() or [""]
            line = token.map[0] + 1 if token.map else 0
            found.append(Fence(language, tuple(words), token.content, line))
    return found


def follow(page: Path, directory: Path, environment: Mapping[str, str]) -> Iterator[str]:
    """Do what a page says in an empty directory; yield each command once it has ended as it should.

    Raises AssertionError that names the line where the page is wrong.
    """
    said = ""
    for fence in fences(page):
        where = f"{page.name}:{fence.line}"
        if name := fence.given("file"):
            file = directory / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(fence.text, encoding="utf-8")
        elif fence.runs:
            said = _run(fence, where, directory, environment)
            yield fence.text.strip()
        elif fence.language == "text":
            missing = [line for line in fence.text.splitlines() if line.strip() not in said]
            assert not missing, f"{where}: not printed: {missing[0]!r}; but: {said[-2000:]}"


def _run(fence: Fence, where: str, directory: Path, environment: Mapping[str, str]) -> str:
    # All but the last command must succeed.
    script = f"set -eo pipefail\n{fence.text}"
    done = subprocess.run(
        ["bash", "-c", script],
        cwd=directory,
        env={**os.environ, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
        timeout=_LONGEST,
    )
    wanted = int(fence.given("exit") or 0)
    assert done.returncode == wanted, (
        f"{where}: ended with {done.returncode}, not {wanted}: {done.stdout[-3000:]}"
    )
    return done.stdout
