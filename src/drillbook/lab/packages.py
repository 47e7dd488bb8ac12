"""What images are made of, from package managers: Debian, Maven, PyPI, and the C compiler.

Each function fills a folder that becomes a layer. Programs are run as the user has them set up, so
mirrors, proxies and certificates are those of the machine.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from drillbook.lab.cache import cache_folder, sha256_of_file
from drillbook.lab.recipes import Maven, PackagedFile, Pip
from drillbook.lab.toolchain import LAB, BuildFailed

ROOT = LAB.parent
# What a container never reads; copyright files stay.
_UNREAD = ("/usr/share/man/*", "/usr/share/locale/*", "/usr/share/info/*", "/usr/share/doc/*")
_LEFT_BEHIND = ("var/lib/apt/lists", "var/cache/apt", "var/log", "var/cache/debconf", "tmp", "run")


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


def bootstrap_debian(root: Path, packages: Iterable[str]) -> None:
    """Fill ``root`` with the smallest Debian and the packages, with mmdebstrap."""
    debian = versions()["debian"]
    excluded = [f"--dpkgopt=path-exclude={path}" for path in _UNREAD]
    run(
        [
            "mmdebstrap",
            "--variant=minbase",
            f"--architectures={debian['architecture']}",
            # packages' scripts link manual pages into folders that the exclusion leaves out
            '--essential-hook=mkdir -p "$1/usr/share/man/man1" "$1/usr/share/man/man7"',
            *excluded,
            "--dpkgopt=path-include=/usr/share/doc/*/copyright",
            '--aptopt=APT::Install-Recommends "false"',
            *([f"--include={','.join(packages)}"] if packages else []),
            debian["suite"],
            root,
        ],
        "a Debian root",
    )
    (root / "usr/share/man/man1").mkdir(parents=True, exist_ok=True)
    (root / "usr/share/man/man7").mkdir(parents=True, exist_ok=True)
    _tidy(root)


def install_debian(root: Path, packages: Iterable[str]) -> None:
    """Install packages into an unpacked Debian root, with the machine's apt."""
    policy = root / "usr/sbin/policy-rc.d"
    policy.write_text("#!/bin/sh\nexit 101\n")  # nothing is started while an image is built
    policy.chmod(0o755)
    own_cluster = root / "etc/postgresql-common/createcluster.conf"
    own_cluster.parent.mkdir(parents=True, exist_ok=True)
    own_cluster.write_text("create_main_cluster = false\n")  # a database belongs on a volume
    with tempfile.TemporaryDirectory(prefix="drillbook-apt.") as scratch:
        settings = Path(scratch, "apt.conf")
        settings.write_text(_apt_settings(root))
        script = (
            'mount -t proc proc "$0/proc" && apt-get -qq update && exec apt-get -qqy install "$@"'
        )
        run(
            [
                "unshare",
                "--mount",
                "--pid",
                "--fork",
                "--kill-child",
                "sh",
                "-c",
                script,
                root,
                *packages,
            ],
            f"installing {' '.join(packages)}",
            environment=_apt_environment(settings),
        )
    policy.unlink()
    _tidy(root)


def _apt_settings(root: Path) -> str:
    proxies = [
        line
        for line in run(["apt-config", "dump", "Acquire"], "apt's settings").splitlines()
        if "::Proxy" in line and not line.endswith('"";')
    ]
    own = [
        f'Dir "{root}";',
        f'DPkg::Chroot-Directory "{root}";',
        'APT::Install-Recommends "false";',
        'APT::Sandbox::User "root";',
        'DPkg::Options { "--force-confold"; };',
        'Acquire::Languages "none";',
        f'APT::Architecture "{versions()["debian"]["architecture"]}";',
    ]
    return "\n".join([*own, *proxies, ""])


def _apt_environment(settings: Path) -> dict[str, str]:
    return {
        "PATH": os.defpath + ":/usr/sbin:/sbin",
        "APT_CONFIG": str(settings),
        "DEBIAN_FRONTEND": "noninteractive",
        "LC_ALL": "C.UTF-8",
    }


def _tidy(root: Path) -> None:
    for name in _LEFT_BEHIND:
        for path in (root / name).glob("*"):
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path)
            else:
                path.unlink()


def debian_versions(root: Path) -> dict[str, str]:
    """Return the version of each package that is installed in an unpacked Debian root."""
    shown = run(
        [
            "dpkg-query",
            f"--admindir={root}/var/lib/dpkg",
            "--show",
            "--showformat=${Package} ${Version}\n",
        ],
        "package versions",
    )
    return dict(sorted(line.split(" ", 1) for line in shown.splitlines()))


def debian_files(root: Path, wanted: Mapping[str, Iterable[PackagedFile]]) -> dict[str, str]:
    """Put single files of Debian packages into ``root``; return the packages' versions."""
    found = {}
    for package, files in wanted.items():
        with tempfile.TemporaryDirectory(prefix="drillbook-deb.") as scratch:
            run(
                ["apt-get", "download", "-qq", package],
                f"downloading {package}",
                folder=Path(scratch),
            )
            archive = next(Path(scratch).glob("*.deb"))
            found[package] = run(["dpkg-deb", "--field", archive, "Version"], package).strip()
            run(["dpkg-deb", "--extract", archive, f"{scratch}/files"], f"unpacking {package}")
            for file in files:
                place(Path(scratch, "files", file.file), root, file.to)
    return found


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
            *(f"--platform={name}" for name in python["platforms"]),
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

    Raises BuildFailed when there are none.
    """
    found = run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", source],
        f"listing {source}",
        folder=ROOT,
    ).split("\0")
    paths = [ROOT / name for name in sorted(set(found)) if name and (ROOT / name).exists()]
    if not paths:
        raise BuildFailed(f"{source} is copied into an image, but there is no such file in {ROOT}")
    return paths


def add_users(root: Path, users: Mapping[str, int]) -> None:
    """Add users, each with a group of its own and no password, to the files below ``root``."""
    entries = {"passwd": "{name}:x:{number}:{number}::/:/bin/sh\n", "group": "{name}:x:{number}:\n"}
    for file, entry in entries.items():
        path = root / "etc" / file
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("a") as lines:
            lines.writelines(
                entry.format(name=name, number=number) for name, number in users.items()
            )


def settle(folder: Path) -> None:
    """Make the times of files equal, so that equal content makes an equal layer."""
    for path in [folder, *folder.rglob("*")]:
        os.utime(path, (0, 0), follow_symlinks=False)
