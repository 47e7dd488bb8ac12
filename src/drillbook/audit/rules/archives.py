"""Files that are packed, encrypted or on no volume, against the commands that use them."""

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from drillbook.audit.catalogue import finding
from drillbook.audit.documents import items
from drillbook.audit.finding import Finding, ShownBy
from drillbook.audit.rules.admission import containers
from drillbook.audit.runbook import Manifest, Runbook
from drillbook.audit.shell import Command

_PACKED = {
    ".gz": "gzip",
    ".tgz": "gzip",
    ".zst": "zstd",
    ".bz2": "bzip2",
    ".xz": "xz",
    ".lz4": "lz4",
}
_SECRET = (".gpg", ".age", ".enc")
# Which packing a command takes off.
_UNPACKS = {
    "gunzip": "gzip",
    "zcat": "gzip",
    "bunzip2": "bzip2",
    "bzcat": "bzip2",
    "xzcat": "xz",
    "unxz": "xz",
}
_TAR = {"z": "gzip", "j": "bzip2", "J": "xz"}
_PLAIN = ("psql", "mysql", "mariadb", "pg_restore")
_LONG = {"--gzip": "gzip", "--bzip2": "bzip2", "--xz": "xz", "--zstd": "zstd"}
_READS_ALL = (
    "psql",
    "mysql",
    "mariadb",
    "pg_restore",
    "mongorestore",
    "tar",
    "gunzip",
    "zcat",
    "kubectl",
)


def _packing(name: str) -> str:
    return next((kind for ending, kind in _PACKED.items() if name.endswith(ending)), "")


def _inputs(command: Command) -> list[str]:
    """Return the files that a command reads: redirected to it, by -f, or its last argument."""
    redirected = [target for sign, target in command.redirects if sign == "<"]
    words = [word.text for word in command.words[1:]]
    by_flag = [after for flag, after in pairwise(words) if flag in ("-f", "--file")]
    by_flag += [word.partition("=")[2] for word in words if word.startswith("--file=")]
    return [*redirected, *by_flag]


def packed(runbook: Runbook) -> Iterator[Finding]:
    """``psql -f all.sql.gz``, ``tar xzf all.tar.zst``, ``psql < all.sql.gpg``."""
    for script in runbook.scripts:
        for command in script.commands:
            if command.position and command.wrapper is None:
                continue
            names = _inputs(command)
            if command.name == "pg_restore" and command.words[-1].text.startswith(("/", "./")):
                names.append(command.words[-1].text)
            if command.name in (*_UNPACKS, "tar"):
                names += [word.text for word in command.words[1:] if not word.text.startswith("-")]
            wrong = next((said for name in names if (said := _wrong(command, name))), "")
            if wrong:
                yield finding(
                    "still-packed",
                    command.line,
                    wrong,
                    "unpack it first, with what it was packed with",
                    ShownBy.REASONED,
                )


def _wrong(command: Command, name: str) -> str:
    """Return what is wrong with reading a file by a command, or nothing."""
    kind = _packing(name)
    if name.endswith(_SECRET) and command.name in _READS_ALL:
        return f"{name} is encrypted by its name, and {command.name} gets it as it is"
    if command.name in _PLAIN and kind:
        return f"{name} is packed by {kind}, and {command.name} gets it as it is"
    takes = _takes_off(command)
    if takes and kind and takes != kind:
        return f"{name} is packed by {kind}, and {command.name} takes {takes} off"
    return ""


def _takes_off(command: Command) -> str:
    if command.name != "tar":
        return _UNPACKS.get(command.name, "")
    if any(word in _LONG for word in command.texts):
        return next(_LONG[word] for word in command.texts if word in _LONG)
    letters = command.texts[1].lstrip("-") if len(command.words) > 1 else ""
    unpacks = (
        not command.texts[1].startswith("--") and ("x" in letters or "t" in letters)
        if letters
        else False
    )
    return next((_TAR[one] for one in letters if one in _TAR), "") if unpacks else ""


def beside_volumes(runbook: Runbook) -> Iterator[Finding]:
    """A job that writes its backup to a folder while its claim is mounted at another one."""
    for manifest in runbook.manifests:
        if manifest.kind not in ("CronJob", "Job"):
            continue
        for path, container in containers(manifest):
            text = " ".join(
                str(word) for key in ("command", "args") for word in items(container.get(key))
            )
            mounts = [
                str(mount.get("mountPath", "")).rstrip("/")
                for mount in items(container.get("volumeMounts"))
                if isinstance(mount, dict) and str(mount.get("name")) in _claimed(manifest)
            ]
            folders = set(
                re.findall(
                    r"(?:>>?\s*|--(?:archive|file|out|output)[= ]|\s-[of]\s+)\"?(/[\w-]+)/", text
                )
            )
            used = any(re.search(rf"{re.escape(mount)}(?![\w-])", text) for mount in mounts)
            near = [one for one in folders if any(_like(one, mount) for mount in mounts)]
            if mounts and not used and near:
                yield finding(
                    "written-beside-volume",
                    manifest.yaml.line(*path, "volumeMounts", 0, "mountPath"),
                    f"the job writes to {near[0]}, and its volume is at {mounts[0]}: what it "
                    "writes is gone with the pod",
                    f"mount it at {near[0]}, or write to {mounts[0]}",
                    ShownBy.REASONED,
                )


def _claimed(manifest: Manifest) -> set[str]:
    """Return the names of a job's volumes that are claims."""
    spec: Any = manifest.yaml.data.get("spec")
    if manifest.kind == "CronJob":
        spec = spec["jobTemplate"]["spec"]
    volumes = items(spec["template"]["spec"].get("volumes"))
    return {
        str(one.get("name"))
        for one in volumes
        if isinstance(one, dict) and "persistentVolumeClaim" in one
    }


def _like(folder: str, mount: str) -> bool:
    """Return whether two folders are one but for a slip, or both speak of backups."""
    speaks = r"(?i)backup|dump|snap|archive"
    return bool(re.search(speaks, folder) and re.search(speaks, mount)) or folder.rstrip(
        "s"
    ) == mount.rstrip("s")


LOOKS = (packed, beside_volumes)
