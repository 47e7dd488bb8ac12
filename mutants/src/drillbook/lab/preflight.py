"""What a machine must have for the lab, said all at once before anything is changed.

    python3 src/drillbook/lab/preflight.py --target lab --install

Uses the standard library alone and the syntax of old Pythons, because it runs before the virtual
environment is there, and must be able to say that the Python it runs on is too old.
"""

from __future__ import annotations

import argparse
import importlib.util
import os
import platform
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Iterable, Mapping  # noqa: UP035  collections.abc cannot be subscripted before 3.9

ROOT = Path(__file__).resolve().parents[3]
GIB = 1 << 30
PYTHON_NEEDED = (3, 11)
GO_THAT_FETCHES_GO = (1, 21)  # from here on Go can fetch the version that go.mod asks for
INSTEAD = "Or drill on a cluster that exists: make setup TARGET=NAME, with targets/NAME.yaml."
# Measured: docs/lab.md. A cold build leaves Go's caches until it is done.
BUILD_DISK_BYTES = 16 * GIB
BUILT_DISK_BYTES = 8 * GIB
MEMORY_BYTES = 8 * GIB  # KG RCA with its lab uses 5


@dataclass(frozen=True)
class Machine:
    """What preflight looks at. Sizes in bytes; versions as (major, minor, …)."""

    system: str
    architecture: str
    python: tuple[int, ...]
    has_venv: bool
    root: bool
    can_unshare: bool
    apt: bool
    missing_packages: tuple[str, ...]
    go: tuple[int, ...] | None
    go_fetches_go: bool
    programs_ready: bool
    memory_bytes: int
    free_disk_bytes: int
    cache: str


@dataclass(frozen=True)
class Problem:
    """What stands in the way of the lab, and what to do about it."""

    what: str
    instead: str

    def __str__(self) -> str:
        return f"{self.what}. {self.instead}"


def problems(machine: Machine, go_needed: tuple[int, ...], *, lab: bool) -> tuple[Problem, ...]:
    """Return everything that stands in the way; with ``lab`` false only what any target needs."""
    found = [_python_problem(machine)]
    if lab:
        found += [
            _platform_problem(machine),
            _root_problem(machine),
            _packages_problem(machine),
            _go_problem(machine, go_needed),
            _memory_problem(machine),
            _disk_problem(machine),
        ]
    return tuple(problem for problem in found if problem)


def _python_problem(machine: Machine) -> Problem | None:
    if machine.python >= PYTHON_NEEDED:
        if machine.has_venv:
            return None
        return Problem(
            "this Python cannot make virtual environments",
            "On Debian: apt-get install python3-venv",
        )
    return Problem(
        f"Python {_dotted(machine.python)} is too old: {_dotted(PYTHON_NEEDED)} is needed",
        "Name a newer one: make setup PYTHON=/path/to/python3.11",
    )


def _platform_problem(machine: Machine) -> Problem | None:
    if (machine.system, machine.architecture) == ("Linux", "x86_64"):
        return None
    return Problem(
        f"the lab runs on Linux on x86_64, and this is {machine.system} on {machine.architecture}",
        INSTEAD,
    )


def _root_problem(machine: Machine) -> Problem | None:
    if not machine.root:
        return Problem(
            "the lab makes namespaces, mounts and a network link, for which one must be root",
            f"Run it as root. {INSTEAD}",
        )
    if machine.system == "Linux" and not machine.can_unshare:
        return Problem(
            "this machine does not let root make namespaces (a container without CAP_SYS_ADMIN?)",
            f"Start the container privileged. {INSTEAD}",
        )
    return None


def _packages_problem(machine: Machine) -> Problem | None:
    if not machine.missing_packages or (machine.apt and machine.root):
        return None  # or make setup installs them
    how = "As root: apt-get install " if machine.apt else "This is no Debian; install what gives: "
    return Problem(
        "missing: " + ", ".join(machine.missing_packages), how + " ".join(machine.missing_packages)
    )


def _go_problem(machine: Machine, needed: tuple[int, ...]) -> Problem | None:
    if machine.programs_ready or (machine.go and machine.go >= needed):
        return None
    if machine.go and machine.go >= GO_THAT_FETCHES_GO and machine.go_fetches_go:
        return None
    have = f"Go {_dotted(machine.go)} is too old" if machine.go else "Go is not installed"
    return Problem(
        f"{have}: Kubernetes is compiled with Go {_dotted(needed)} or newer",
        f"Install Go {_dotted(needed)}, or Go {_dotted(GO_THAT_FETCHES_GO)} or newer with "
        "GOTOOLCHAIN=auto (Debian's is older), or name a folder of ready programs in "
        f"DRILLBOOK_TOOLCHAIN. {INSTEAD}",
    )


def _memory_problem(machine: Machine) -> Problem | None:
    if machine.memory_bytes >= MEMORY_BYTES:
        return None
    return Problem(
        f"{machine.memory_bytes / GIB:.1f} GiB of memory are too little: one system in "
        f"the lab needs {MEMORY_BYTES / GIB:.0f}",
        INSTEAD,
    )


def _disk_problem(machine: Machine) -> Problem | None:
    needed = BUILT_DISK_BYTES if machine.programs_ready else BUILD_DISK_BYTES
    if machine.free_disk_bytes >= needed:
        return None
    return Problem(
        f"{machine.free_disk_bytes / GIB:.1f} GiB are free in {machine.cache}, and "
        f"{needed / GIB:.0f} are "
        "needed" + ("" if machine.programs_ready else " while Kubernetes is compiled"),
        "Free some, or name a folder on a larger disk in XDG_CACHE_HOME",
    )


def _dotted(version: Iterable[int]) -> str:
    return ".".join(str(part) for part in version)


def numbers(version: str) -> tuple[int, ...]:
    """Return the numbers of ``go1.26.4`` or ``1.26.4`` as (1, 26, 4)."""
    return tuple(int(part) for part in re.findall(r"\d+", version)[:3])


def go_needed(toolchain: Path) -> tuple[int, ...]:
    """Return the newest Go that a module of lab/toolchain asks for."""
    asked = [
        re.search(r"^go (\S+)$", path.read_text(), re.MULTILINE)
        for path in toolchain.glob("*/go.mod")
    ]
    return max(numbers(found[1]) for found in asked if found)


def is_lab(target: str, targets: Path) -> bool:
    """Return whether a target, by name or file, is a lab. Raises ValueError when there is none."""
    path = Path(target) if target.endswith(".yaml") else targets / f"{target}.yaml"
    if not path.exists():
        if target == "lab":
            return True
        known = ", ".join(sorted(file.stem for file in targets.glob("*.yaml")))
        raise ValueError(f"no target {path}; there are: {known}. Nothing was changed.")
    return bool(re.search(r"^kind:\s*['\"]?lab\b", path.read_text(), re.MULTILINE))


def needed_packages(listed: str) -> Mapping[str, str]:
    """Return what shows that each package of lab/debian-packages.txt is there."""
    lines = (line.split("#")[0].split() for line in listed.splitlines())
    return {words[0]: words[1] for words in lines if words}


def look() -> Machine:
    """Collect the facts about this machine."""
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "drillbook"
    there = next(folder for folder in (cache, *cache.parents) if folder.exists())
    packages = needed_packages((ROOT / "lab" / "debian-packages.txt").read_text())
    missing = tuple(name for name, shown in packages.items() if not _is_there(shown))
    return Machine(
        system=platform.system(),
        architecture=platform.machine(),
        python=tuple(sys.version_info[:3]),
        has_venv=importlib.util.find_spec("ensurepip") is not None,
        root=os.geteuid() == 0,
        can_unshare=_succeeds(["unshare", "--net", "--mount", "--pid", "--fork", "true"]),
        apt=shutil.which("apt-get") is not None,
        missing_packages=missing,
        go=numbers(_said(["go", "env", "GOVERSION"])) or None,
        go_fetches_go=not _said(["go", "env", "GOTOOLCHAIN"]).startswith(("local", "path")),
        programs_ready=bool(os.environ.get("DRILLBOOK_TOOLCHAIN"))
        or any((cache / "programs").glob("*/kubelet")),
        memory_bytes=os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES"),
        free_disk_bytes=shutil.disk_usage(there).free,
        cache=str(cache),
    )


def _is_there(shown: str) -> bool:
    return Path(shown).exists() if shown.startswith("/") else shutil.which(shown) is not None


def _succeeds(command: list[str]) -> bool:
    try:
        return subprocess.run(command, check=False, capture_output=True).returncode == 0
    except OSError:
        return False


def _said(command: list[str]) -> str:
    try:
        # from the root folder, where no go.mod asks for another version than the one installed
        return subprocess.run(
            command, check=True, capture_output=True, text=True, cwd="/"
        ).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return ""


def install(packages: Iterable[str]) -> None:
    """Install Debian packages. Raises CalledProcessError; apt-get has then said why."""
    environment = dict(os.environ, DEBIAN_FRONTEND="noninteractive")
    subprocess.run(["apt-get", "-qq", "update"], check=True, env=environment)
    # no recommends: they would start services and bring a second container runtime
    command = ["apt-get", "-qqy", "install", "--no-install-recommends", *packages]
    subprocess.run(command, check=True, env=environment)


def main() -> int:
    """Say what is missing (exit 2), or install Debian packages where asked to."""
    parser = argparse.ArgumentParser(description="Say what this machine lacks for drillbook.")
    parser.add_argument("--target", default="lab", help="name of a target, or its file")
    parser.add_argument("--install", action="store_true", help="install missing Debian packages")
    arguments = parser.parse_args()
    try:
        lab = is_lab(arguments.target, ROOT / "targets")
    except ValueError as error:
        sys.stderr.write(f"drillbook: {error}\n")
        return 2
    machine = look()
    found = problems(machine, go_needed(ROOT / "lab" / "toolchain"), lab=lab)
    for problem in found:
        sys.stderr.write(f"drillbook: {problem}\n")
    if found:
        sys.stderr.write("drillbook: nothing was changed.\n")
        return 2
    if lab and machine.missing_packages and arguments.install:
        sys.stderr.write(f"drillbook: installing {' '.join(machine.missing_packages)}\n")
        try:
            install(machine.missing_packages)
        except subprocess.CalledProcessError as error:
            sys.stderr.write(f"drillbook: {' '.join(error.cmd)} failed; its own words are above.\n")
            return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
