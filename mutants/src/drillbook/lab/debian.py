"""Debian inside images: a root made by mmdebstrap, packages laid over it by apt, single files."""

import os
import shutil
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path

from drillbook.lab.packages import place
from drillbook.lab.programs import run, versions
from drillbook.lab.recipes import PackagedFile

# What a container never reads; copyright files stay.
_UNREAD = ("/usr/share/man/*", "/usr/share/locale/*", "/usr/share/info/*", "/usr/share/doc/*")
_LEFT_BEHIND = ("var/lib/apt/lists", "var/cache/apt", "var/log", "var/cache/debconf", "tmp", "run")


def bootstrap(root: Path, packages: Iterable[str]) -> None:
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


def install(root: Path, packages: Iterable[str]) -> None:
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


def versions_in(root: Path) -> dict[str, str]:
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


def single_files(root: Path, wanted: Mapping[str, Iterable[PackagedFile]]) -> dict[str, str]:
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
