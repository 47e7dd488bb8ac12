"""What has changed since a commit, for the check of a pull request."""

import os
import re
import subprocess
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from drillbook.errors import UsageError
from drillbook.runbook.drift import Standing
from drillbook.runbook.sections import Section

# A hunk without context: where it stands now, and how many lines it has there.
_HUNK = re.compile(r"^@@ -\S+ \+(\d+)(?:,(\d+))? @@", re.MULTILINE)


def touched(found: Iterable[Standing], runbook: Path, commit: str) -> list[Standing]:
    """Return those whose runbook, feature, phrases or catalogue changed since a commit."""
    root, changed = _changed_files(commit)
    here = _has_changed(runbook, root, changed)
    own = {os.path.relpath(file) for file in changed}
    everywhere = any(part.startswith(("steps/", "runbooks/")) for part in own)
    return [one for one in found if here or everywhere or one.scenario.partition("#")[0] in own]


def changed_since(runbook: Path, commit: str) -> bool:
    """Return whether a runbook is another one than at a commit."""
    return _has_changed(runbook, *_changed_files(commit))


def _has_changed(runbook: Path, root: Path, changed: set[Path]) -> bool:
    """Return whether a runbook changed; one of another repository is not known not to have."""
    file = runbook.resolve()
    return file in changed or not file.is_relative_to(root)


def _changed_files(commit: str) -> tuple[Path, set[Path]]:
    """Return the repository's folder, and the files changed in it since a commit, or new."""
    root = Path(_git(commit, "rev-parse", "--show-toplevel").rstrip("\n")).resolve()
    listed = _git(commit, "diff", "--name-only", "-z", "--end-of-options", commit, "--")
    new = _git(commit, "ls-files", "--others", "--exclude-standard", "--full-name", "-z", ":/")
    return root, {root / name for name in (listed + new).split("\0") if name}


def _git(commit: str, *words: str) -> str:
    done = subprocess.run(["git", *words], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise UsageError(f"--since {commit}: {done.stderr.strip().partition(chr(10))[0]}")
    return done.stdout


def at_changed_lines(
    found: Iterable[Standing], sections: Iterable[Section], runbook: Path, commit: str
) -> list[Standing]:
    """Return each with the first line of its section that changed since a commit.

    One whose section did not change, or a runbook of another repository, stays as it is.
    """
    lines = _changed_lines(runbook, commit)
    spans = [range(one.line, one.line + len(one.text.splitlines())) for one in sections]
    return [replace(one, line=_first_changed(one.line, spans, lines)) for one in found]


def _first_changed(line: int, spans: Iterable[range], changed: Sequence[int]) -> int:
    # Sections hold those below them, so several may hold a line; the one that begins there counts.
    own = next((span for span in spans if span.start == line), range(0))
    return next((one for one in changed if one in own), line)


def _changed_lines(runbook: Path, commit: str) -> list[int]:
    root, changed = _changed_files(commit)
    file = runbook.resolve()
    if file not in changed or not file.is_relative_to(root):
        return []
    said = _git(commit, "diff", "--unified=0", "--end-of-options", commit, "--", str(file))
    lines: list[int] = []
    for hunk in _HUNK.finditer(said):
        first, count = int(hunk[1]), int(hunk[2] or 1)
        # Where lines only went, the one before them is where to look.
        lines += range(first, first + max(count, 1))
    return lines
