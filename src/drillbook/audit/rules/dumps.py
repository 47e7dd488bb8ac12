"""Dumps of databases read by what another database, or another flag, writes; and by other pods."""

import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from drillbook.audit.catalogue import finding
from drillbook.audit.finding import Finding, ShownBy
from drillbook.audit.options import Call
from drillbook.audit.runbook import Runbook
from drillbook.audit.shell import Command
from drillbook.audit.surroundings import written_file

_WRITERS = {
    "mysqldump": "MySQL", "mariadb-dump": "MySQL", "pg_dump": "PostgreSQL",
    "pg_dumpall": "PostgreSQL",
}  # fmt: skip
_READERS = {"mysql": "MySQL", "mariadb": "MySQL", "psql": "PostgreSQL"}
_LOCAL = (
    "gzip", "gunzip", "zcat", "cat", "scp", "rsync", "tar", "aws", "gsutil", "rclone", "s3cmd",
    "sha256sum", "md5sum", "gpg", "pg_restore", "psql", "zstd", "head", "less", "jq",
)  # fmt: skip


def _read_file(call: Call) -> str:
    given = call.value("-f", "--file") if call.tool == "psql" else None
    return given or next((target for sign, target in call.command.redirects if sign == "<"), "")


def other_database(runbook: Runbook) -> Iterator[Finding]:
    """``mysqldump > all.sql``, and then ``psql < all.sql``."""
    for script in runbook.scripts:
        written: dict[str, tuple[str, int]] = {}
        for _, call in (pair for pair in runbook.calls if pair[0] is script):
            if call.tool in _WRITERS and (file := written_file(call)):
                written[file] = (_WRITERS[call.tool], call.command.line)
            made_by, line = written.get(_read_file(call), ("", 0))
            if call.tool in _READERS and made_by and made_by != _READERS[call.tool]:
                yield finding(
                    "formats-differ",
                    call.command.line,
                    f"line {line} writes a dump of {made_by}, whose SQL {_READERS[call.tool]} "
                    "does not read",
                    "restore it into a server of the same kind",
                    ShownBy.REASONED,
                )


_NO_ARCHIVE = (
    "line {} writes {} as an archive, and without --archive mongorestore looks for a folder or one "
    "collection's BSON"
)
_NO_GZIP = "line {} writes {} {} --gzip, and this reads it {}"


def mongo(runbook: Runbook) -> Iterator[Finding]:
    """``mongodump --gzip --archive``, and ``mongorestore`` of the same file without one of them."""
    packed: dict[str, tuple[bool, int]] = {}
    archives: set[str] = set()
    for script in runbook.scripts:
        for command in script.commands:
            if command.name not in ("mongodump", "mongorestore"):
                continue
            found = re.search(r"--(?:archive|out|dir|o)[= ](\S+)", command.text)
            file = found[1] if found else ""
            gzip = command.has("--gzip")
            if command.name == "mongodump":
                packed[file] = (gzip, command.line)
                archives |= {file} if "--archive" in command.text else set()
                continue
            folder = command.texts[-1] if "--archive" not in command.text else ""
            wrong = ""
            if folder in archives:
                wrong = _NO_ARCHIVE.format(packed[folder][1], folder)
            elif file in packed and packed[file][0] != gzip:
                ways = ("without", "with") if gzip else ("with", "without")
                wrong = _NO_GZIP.format(packed[file][1], file, *ways)
            if wrong:
                right = "give --gzip to both, or to neither"
                yield finding(
                    "formats-differ",
                    command.line,
                    wrong,
                    f"mongorestore --archive={folder}" if folder in archives else right,
                    ShownBy.REFERENCE,
                )


def redis_pipe(runbook: Runbook) -> Iterator[Finding]:
    """``redis-cli --pipe < dump.rdb``: it takes commands, not a snapshot."""
    for script, call in runbook.of("redis-cli"):
        first = next(iter(script.pipe(call.command)), call.command)
        sources = [target for sign, target in call.command.redirects if sign == "<"]
        sources += first.texts[1:] if first is not call.command and first.name == "cat" else ()
        if call.has("--pipe") and any(one.endswith(".rdb") for one in sources):
            yield finding(
                "formats-differ",
                call.command.line,
                "--pipe takes commands of Redis' protocol, and an .rdb is a snapshot: nothing of "
                "it is read",
                "stop Redis, put the file in its folder as dump.rdb, start it",
                ShownBy.REFERENCE,
            )


def left_in_container(runbook: Runbook) -> Iterator[Finding]:
    """A file written in a container, and used here, where nothing has brought it."""
    for script in runbook.scripts:
        made: dict[str, Command] = {}
        for command in script.commands:
            if command.place.kind == "container":
                for path in _written_there(command):
                    made[path] = command
                continue
            text = command.text
            for path in [one for one in made if _names(command, one)]:
                there = made[path]
                if command.name in _LOCAL and command.wrapper is None and there.wrapper:
                    yield finding(
                        "file-elsewhere",
                        command.line,
                        f"{path} is written in {there.place.container or 'the container'} (line "
                        f"{there.line}), and nothing brings it here, where {command.name} looks",
                        f"kubectl cp POD:{path} {PurePosixPath(path).name} before it",
                        ShownBy.REASONED,
                    )
                    del made[path]
            for path in [one for one in made if PurePosixPath(one).name in text]:
                del made[path]  # it is brought, or made here, too


def _names(command: Command, path: str) -> bool:
    return path in command.texts or path in [
        target for sign, target in command.redirects if sign == "<"
    ]


def _written_there(command: Command) -> Iterator[str]:
    """Yield the files that a command in a container writes, by its redirections and flags."""
    wrapper = command.wrapper
    if wrapper is None or wrapper.name not in ("kubectl", "docker", "podman", "sh", "bash"):
        return
    inside = wrapper.name in ("sh", "bash")
    if inside:
        yield from (target for sign, target in command.redirects if sign in (">", ">>"))
    found = re.search(r"--rdb\s+(/\S+)", command.text)
    if command.name == "redis-cli" and found:
        yield found[1]


def other_pod(runbook: Runbook) -> Iterator[Finding]:
    """``kubectl cp x db-0:/tmp/x``, and ``exec db-1 -- cat /tmp/x``."""
    for script in runbook.scripts:
        brought: dict[str, tuple[str, int]] = {}
        several: set[str] = set()
        for command in script.commands:
            target = command.texts[-1] if command.name == "kubectl" and command.words else ""
            pod, sign, path = target.partition(":/")
            if sign and "cp" in command.texts:
                path, pod = f"/{path}", pod.rpartition("/")[2]
                several |= {path} if path in brought and brought[path][0] != pod else set()
                brought[path] = (pod, command.line)
            for path, (pod, line) in brought.items():
                there = command.place.container.rpartition("/")[2]
                plain = "$" not in pod and "$" not in there and path not in several
                uses = path in command.texts or any(path == one for _, one in command.redirects)
                if command.place.kind == "container" and uses and plain and there not in ("", pod):
                    yield finding(
                        "file-elsewhere",
                        command.line,
                        f"line {line} brings {path} to {pod}, and the command looks for it in "
                        f"{there}",
                        f"bring it to {there}, or run it in {pod}",
                        ShownBy.REASONED,
                    )


LOOKS = (other_database, mongo, redis_pipe, left_in_container, other_pod)
