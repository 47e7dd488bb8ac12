"""What images are made of beside Debian: jars, Python libraries, C programs, files of the project.

Each function fills a folder that becomes a layer.
"""

import os
import shutil
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

from drillbook.lab.cache import cache_folder, sha256_of_file
from drillbook.lab.programs import ROOT, run, versions
from drillbook.lab.recipes import Directory, Maven, Pip
from drillbook.lab.toolchain import BuildFailed

# What Python and its tools leave beside sources, by how the names end.
_LEFT = ("__pycache__", "_cache", ".egg-info", ".pyc")


def place(source: Path, root: Path, to: str) -> None:
    """Copy a file to its absolute path in an image."""
    target = root / to.lstrip("/")
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        shutil.copy2(source, target)
    except FileNotFoundError as error:
        raise BuildFailed(f"{source} is not there to be copied to {to} of an image") from error


def jars(root: Path, maven: Maven) -> None:
    """Put the jars of a POM into ``root``: exactly those of jars.sha256, or BuildFailed."""
    known = versions()["maven"]
    folder = root / maven.to.lstrip("/")
    settings = [
        f"-D{name}={version}" for name, version in known.items() if name.endswith(".version")
    ]
    run(
        [
            "mvn",
            "--batch-mode",
            "--quiet",
            f"--file={ROOT / maven.pom}",
            *settings,
            f"-Dmaven.repo.local={cache_folder() / 'maven'}",
            "-DincludeScope=runtime",
            "-DincludeTypes=jar",
            f"-DoutputDirectory={folder}",
            f"{known['plugin']}:copy-dependencies",
        ],
        f"resolving {maven.pom}",
    )
    listed = (ROOT / maven.pom).with_name("jars.sha256")
    lines = (line.split() for line in listed.read_text().splitlines())
    expected = {name: sha for sha, name in lines}
    found = {path.name: sha256_of_file(path) for path in folder.iterdir()}
    if found != expected:
        odd = sorted(name for name in {*found, *expected} if found.get(name) != expected.get(name))
        raise BuildFailed(
            f"{maven.pom} brought other jars than {listed.name} lists: {', '.join(odd[:8])}. "
            f"If the versions were meant to change: sha256sum *.jar > {listed}"
        )


def python_libraries(root: Path, pip: Pip) -> None:
    """Put Python libraries for the image's Python into ``root``; each must match its hash."""
    python = versions()["python"]
    folder = root / pip.to.lstrip("/")
    run(
        [
            sys.executable,
            "-m",
            "pip",
            "install",
            "--quiet",
            "--no-input",
            "--require-hashes",
            "--no-deps",
            "--only-binary=:all:",
            "--implementation=cp",
            f"--python-version={python['version']}",
            "--no-compile",
            *(f"--platform={name}" for name in (*python["platforms"], *pip.platforms)),
            f"--target={folder}",
            f"--requirement={ROOT / pip.requirements}",
        ],
        f"installing {pip.requirements}",
    )
    shutil.rmtree(
        folder / "bin", ignore_errors=True
    )  # scripts that start with this machine's Python
    settle(folder)
    if f"{sys.version_info.major}.{sys.version_info.minor}" == python["version"]:
        # by hash, because the files' times are made equal
        run(
            [
                sys.executable,
                "-m",
                "compileall",
                "-q",
                "--invalidation-mode=unchecked-hash",
                "-s",
                root,
                folder,
            ],
            "compiling Python libraries",
        )


def compile_c(root: Path, programs: Mapping[Path, str]) -> None:
    """Compile C programs into ``root``, with nothing to link to at run time."""
    for source, to in programs.items():
        target = root / to.lstrip("/")
        target.parent.mkdir(parents=True, exist_ok=True)
        run(
            [
                "gcc",
                "-static",
                "-Os",
                "-s",
                "-Wall",
                "-Werror",
                "-Wl,--build-id=none",
                "-o",
                target,
                ROOT / source,
            ],
            f"compiling {source}",
        )


def copy_files(root: Path, copies: Mapping[Path, str]) -> None:
    """Copy files and folders of the project into ``root``, without what git would not track."""
    for source, to in copies.items():
        for path in project_files(source):
            inside = path.relative_to(ROOT / source)
            place(path, root, str(Path(to) / inside))


def project_files(source: Path) -> list[Path]:
    """Return the file, or the files below the folder, that git tracks or would, sorted.

    Of a tree without git, such as an unpacked archive: all but what Python and its tools leave.
    Raises BuildFailed when there are none.
    """
    found = _listed_by_git(source) if (ROOT / ".git").exists() else _listed(source)
    paths = [ROOT / name for name in sorted(set(found)) if name and (ROOT / name).exists()]
    if not paths:
        raise BuildFailed(f"{source} is copied into an image, but there is no such file in {ROOT}")
    return paths


def _listed_by_git(source: Path) -> list[str]:
    asked: list[str | Path] = [
        "git",
        "ls-files",
        "-z",
        "--cached",
        "--others",
        "--exclude-standard",
        "--",
        source,
    ]
    return run(asked, f"listing {source}", folder=ROOT).split("\0")


def _listed(source: Path) -> list[str]:
    place = ROOT / source
    below = [place] if place.is_file() else [path for path in place.rglob("*") if path.is_file()]
    inside = [path.relative_to(ROOT) for path in below]
    return [str(path) for path in inside if not any(part.endswith(_LEFT) for part in path.parts)]


def hashes(listed: Iterable[Path]) -> dict[str, list[object]]:
    """Return the SHA-256 and whether it can be run, of each file that ``project_files`` finds."""
    found: dict[str, list[object]] = {}
    for path in (path for name in listed for path in project_files(name)):
        runs = bool(path.stat().st_mode & 0o111)
        found[str(path.relative_to(ROOT))] = [sha256_of_file(path), runs]
    return found


def make_links(root: Path, links: Mapping[str, str]) -> None:
    """Make symbolic links: path in the image, and what it points to."""
    for name, to in links.items():
        link = root / name.lstrip("/")
        link.parent.mkdir(parents=True, exist_ok=True)
        link.symlink_to(to)


def make_directories(root: Path, directories: Mapping[str, Directory]) -> None:
    """Make folders with their owners and modes."""
    for name, about in directories.items():
        folder = root / name.lstrip("/")
        folder.mkdir(parents=True, exist_ok=True)
        folder.chmod(int(about.mode, 8))
        os.chown(folder, about.owner, about.owner)


def settle(folder: Path) -> None:
    """Make the times of files equal, so that equal content makes an equal layer."""
    for path in [folder, *folder.rglob("*")]:
        os.utime(path, (0, 0), follow_symlinks=False)
