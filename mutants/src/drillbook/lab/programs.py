"""Programs that the lab's parts are made with, run as the user has them set up.

Mirrors, proxies and certificates are those of the machine.
"""

import subprocess
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from drillbook.lab.toolchain import LAB, BuildFailed

ROOT = LAB.parent


def versions() -> dict[str, Any]:
    """Return ``lab/versions.toml``."""
    return tomllib.loads((LAB / "versions.toml").read_text())


def run(
    command: Iterable[str | Path],
    what: str,
    *,
    folder: Path | None = None,
    environment: Mapping[str, str] | None = None,
) -> str:
    """Run a program and return what it printed. Raises BuildFailed with its last words."""
    listed = [str(part) for part in command]
    try:
        done = subprocess.run(
            listed, capture_output=True, text=True, check=False, cwd=folder, env=environment
        )
    except FileNotFoundError as error:
        raise BuildFailed(
            f"{what}: {listed[0]} is not installed; `make setup` installs it"
        ) from error
    if done.returncode:
        said = "\n".join((done.stdout + done.stderr).splitlines()[-20:])
        raise BuildFailed(f"{what}: {listed[0]} failed ({done.returncode}):\n{said}")
    return done.stdout
