"""What has changed since a commit, for the check of a pull request.

The commit may be of the project's repository, or of the runbook's, where that is another one.
"""

import os
import re
import subprocess
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from drillbook.errors import UsageError
from drillbook.runbook.drift import Standing
from drillbook.runbook.sections import Section

# A hunk without context: where it stands now, and how many lines it has there.
_HUNK = re.compile(r"^@@ -\S+ \+(\d+)(?:,(\d+))? @@", re.MULTILINE)


@dataclass(frozen=True)
class Repository:
    """A repository that knows the commit, and the files changed or new in it since."""

    root: Path
    commit: str
    changed: frozenset[Path]


def touched(found: Iterable[Standing], runbook: Path, commit: str) -> list[Standing]:
    """Return those whose runbook, feature, phrases or catalogue changed since a commit.

    Raises UsageError for what is a commit neither here nor where the runbook is.
    """
    here = changed_since(runbook, commit)
    project = _repository(Path.cwd(), commit)
    own = {os.path.relpath(file) for file in project.changed} if project else set()
    everywhere = any(part.startswith(("steps/", "runbooks/")) for part in own)
    return [one for one in found if here or everywhere or one.scenario.partition("#")[0] in own]


def changed_since(runbook: Path, commit: str) -> bool:
    """Return whether a runbook is another one than at a commit.

    One that is in no repository, or in one without that commit, is not known not to be. Raises
    UsageError as ``touched``.
    """
    its = _repository(runbook.resolve().parent, commit)
    if its is None and _repository(Path.cwd(), commit) is None:
        raise UsageError(
            f"--since {commit}: no such commit in the repository of {Path.cwd()} or of {runbook}; "
            "a shallow clone has its last commit alone"
        )
    return its is None or runbook.resolve() in its.changed


def _repository(folder: Path, commit: str) -> Repository | None:
    """Return the repository that a folder is in, if it has that commit."""
    top = _git(folder, "rev-parse", "--show-toplevel")
    wanted = ("rev-parse", "--verify", "--quiet", "--end-of-options", f"{commit}^{{commit}}")
    known = _git(folder, *wanted) if top else None
    if top is None or known is None:
        return None
    root, at = Path(top.rstrip("\n")).resolve(), known.strip()
    listed = _git(root, "diff", "--name-only", "-z", at, "--") or ""
    new = _git(root, "ls-files", "--others", "--exclude-standard", "-z") or ""
    return Repository(
        root, at, frozenset(root / name for name in (listed + new).split("\0") if name)
    )


def _git(folder: Path, *words: str) -> str | None:
    """Return what git says, or None where it refuses."""
    command = ["git", "--literal-pathspecs", "-C", str(folder), *words]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.stdout if done.returncode == 0 else None


def at_changed_lines(
    found: Iterable[Standing], sections: Iterable[Section], runbook: Path, commit: str
) -> list[Standing]:
    """Return each with the first line of its section that changed since a commit.

    One whose section did not change, or a runbook whose repository has no such commit, stays as it
    is. Of a runbook that was renamed, the lines are those that changed besides.
    """
    lines = _changed_lines(runbook, commit)
    spans = [range(one.line, one.line + len(one.text.splitlines())) for one in sections]
    return [replace(one, line=_first_changed(one.line, spans, lines)) for one in found]


def _first_changed(line: int, spans: Iterable[range], changed: Sequence[int]) -> int:
    # Sections hold those below them, so several may hold a line; the one that begins there counts.
    own = next((span for span in spans if span.start == line), range(0))
    return next((one for one in changed if one in own), line)


def _changed_lines(runbook: Path, commit: str) -> list[int]:
    file = runbook.resolve()
    its = _repository(file.parent, commit)
    if its is None or file not in its.changed:
        return []
    name = str(file.relative_to(its.root))
    names = [was, name] if (was := _former_name(its, name)) else [name]
    said = (
        _git(its.root, "diff", "--no-color", "--no-ext-diff", "-M", "-U0", its.commit, "--", *names)
        or ""
    )
    lines: list[int] = []
    for hunk in _HUNK.finditer(said):
        first, count = int(hunk[1]), int(hunk[2] or 1)
        # Where lines only went, the one before them is where to look.
        lines += range(first, first + max(count, 1))
    return lines


def _former_name(its: Repository, name: str) -> str:
    """Return what a renamed file was called at the commit."""
    said = _git(its.root, "diff", "-M", "--name-status", "--diff-filter=R", "-z", its.commit, "--")
    parts = (said or "").split("\0")
    renamed = zip(parts[1::3], parts[2::3], strict=False)
    return next((was for was, now in renamed if now == name), "")
