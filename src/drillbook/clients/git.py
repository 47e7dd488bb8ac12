"""A Git repository on this machine, by the ``git`` command; its errors turned into ours."""

import io
import os
import subprocess
import tarfile
from collections.abc import Mapping
from pathlib import Path

from drillbook.errors import Unobservable

# Nothing of the person's own settings, and no hooks of theirs.
_OWN = {
    "GIT_CONFIG_GLOBAL": "/dev/null",
    "GIT_CONFIG_SYSTEM": "/dev/null",
    "GIT_AUTHOR_NAME": "drillbook",
    "GIT_AUTHOR_EMAIL": "drillbook@localhost",
    "GIT_COMMITTER_NAME": "drillbook",
    "GIT_COMMITTER_EMAIL": "drillbook@localhost",
}


def commit(directory: Path, files: Mapping[str, str], message: str) -> str:
    """Make a commit that holds these files and no others; return its hash.

    The repository is made when it is not there. Raises Unobservable with git's words.
    """
    if not (directory / ".git").is_dir():
        directory.mkdir(parents=True, exist_ok=True)
        _git(directory, "init", "--quiet", "--initial-branch=main")
    _git(directory, "rm", "-r", "--quiet", "--force", "--ignore-unmatch", ".")
    for name, text in files.items():
        file = directory / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    _git(directory, "add", "--all")
    _git(directory, "commit", "--quiet", "--allow-empty", f"--message={message}")
    return _git(directory, "rev-parse", "HEAD").decode().strip()


def files(directory: Path, commit: str) -> dict[str, str]:
    """Return the files of a commit by their names. Raises Unobservable with git's words."""
    archive = _git(directory, "archive", "--format=tar", commit)
    found = {}
    with tarfile.open(fileobj=io.BytesIO(archive)) as opened:
        for member in opened:
            content = opened.extractfile(member)
            if content is not None:
                found[member.name] = content.read().decode()
    return found


def _git(directory: Path, *words: str) -> bytes:
    try:
        done = subprocess.run(
            ["git", "-C", str(directory), *words],
            capture_output=True,
            check=False,
            env={**os.environ, **_OWN},
        )
    except OSError as error:
        raise Unobservable(f"git: {error}") from error
    if done.returncode != 0:
        said = done.stderr.decode(errors="replace").strip().splitlines() or ["no word"]
        raise Unobservable(f"git {words[0]} in {directory}: {said[-1]}")
    return done.stdout
