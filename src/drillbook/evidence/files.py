"""Writing report files: whole or not at all, so that a reader never sees half a page."""

import os
import shutil
from pathlib import Path


def write_atomically(file: Path, text: str) -> None:
    """Write text to a file by way of a partial one beside it. Makes the directory if need be.

    What is there and no file, like a terminal, is written to as it is; a link is followed.
    """
    file = file.resolve()
    file.parent.mkdir(parents=True, exist_ok=True)
    if file.exists() and not file.is_file():
        file.write_text(text, encoding="utf-8")
        return
    partial = file.with_name(f".{file.name}.partial")
    try:
        partial.write_text(text, encoding="utf-8")
        partial.replace(file)
    finally:
        partial.unlink(missing_ok=True)


def point_latest(run_directory: Path, name: str = "latest") -> Path:
    """Make ``latest`` beside the run directory lead to it, atomically; return it.

    A symbolic link where the file system has them; else a copy, put in place by a rename.
    """
    # Who draws the reports of reports/latest anew must not make it lead to itself.
    run_directory = run_directory.resolve()
    latest = run_directory.parent / name
    if latest == run_directory:
        return latest
    partial = run_directory.parent / f".{name}.{os.getpid()}"
    try:
        partial.symlink_to(run_directory.name, target_is_directory=True)
    except OSError:
        shutil.copytree(run_directory, partial)
    if latest.is_dir() and not latest.is_symlink():
        # No rename replaces a directory that is not empty: the old copy steps aside first.
        old = run_directory.parent / f".{name}.{os.getpid()}.old"
        latest.rename(old)
        partial.rename(latest)
        shutil.rmtree(old)
    else:
        partial.replace(latest)
    return latest


def fsync_directory(directory: Path) -> None:
    """Make the names in a directory last: without it, a crash can lose a file that was fsynced."""
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
