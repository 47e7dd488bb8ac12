"""Files, folders, patterns and programs that are not where a command looks for them."""

import re
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Any

from drillbook.audit.catalogue import finding
from drillbook.audit.documents import items
from drillbook.audit.finding import Edit, Finding, ShownBy
from drillbook.audit.runbook import Manifest, Runbook, pod_path
from drillbook.audit.shell import Command, Script

_DIRECTORY_FLAGS = {"dump": "--to-path", "load": "--from-path", "backup": "--to-path"}
# Programs of the clouds and of operators that no database's own image has.
_ABSENT = ("aws", "gsutil", "gcloud", "az", "kubectl", "helm", "mc", "s3cmd", "rclone", "docker")
# Images of a bare system have these neither: nothing but what the system itself needs.
_BARE = re.compile(r"^(?:docker\.io/)?(?:library/)?(busybox|alpine|debian|ubuntu|bash)(?::|@|$)")
_NOT_BARE = (
    "curl", "jq", "psql", "pg_dump", "pg_dumpall", "pg_restore", "pg_isready", "redis-cli",
    "cypher-shell", "mysql", "mysqldump", "mongosh", "mongodump", "promtool",
)  # fmt: skip
_IMAGES = re.compile(
    r"^(?:docker\.io/)?(?:library/)?(postgres|mysql|mariadb|mongo|redis|neo4j|rabbitmq|busybox|"
    r"alpine|debian|ubuntu|nginx|bash|cassandra|influxdb)(?::|@|$)"
)
_CLIENTS = {
    "psql": ("-h", "--host", "-d", "--dbname"),
    "pg_dump": ("-h", "--host", "-d", "--dbname"),
    "pg_dumpall": ("-h", "--host", "-d", "--dbname"),
    "pg_restore": ("-h", "--host"),
    "redis-cli": ("-h", "-u", "--cluster"),
    "cypher-shell": ("-a", "--address", "--uri"),
    "mysqldump": ("-h", "--host"),
    "mysql": ("-h", "--host"),
    "mongodump": ("--host", "--uri", "-h"),
    "mongosh": ("--host", "mongodb:"),
    "pg_isready": ("-h", "--host"),
    "pg_basebackup": ("-h", "-d", "--host"),
}
_ENV = {
    "PGHOST": "p",
    "PGSERVICE": "p",
    "DATABASE_URL": "p",
    "NEO4J_URI": "cypher-shell",
    "NEO4J_ADDRESS": "cypher-shell",
    "REDISCLI_HOST": "redis-cli",
    "MYSQL_HOST": "mysql",
}
_DATA = {
    "neo4j-admin": "/data",
    "pg_basebackup": "",
    "pg_checksums": "/var/lib/postgresql",
    "redis-check-rdb": "/data",
}
_TAKES_PATTERN = (
    "find",
    "grep",
    "rg",
    "egrep",
    "bash",
    "sh",
    "expr",
    "test",
    "echo",
    "jq",
    "redis-cli",
    "psql",
    "curl",
    "awk",
    "sed",
    "kafka-topics.sh",
    "promtool",
    "rabbitmqctl",
)


def folders(runbook: Runbook) -> Iterator[Finding]:
    """neo4j-admin's paths are folders; the file in them is called as the database."""
    for _, call in runbook.of("neo4j-admin"):
        flag = _DIRECTORY_FLAGS.get(call.path[1] if len(call.path) > 1 else "")
        value = call.value(flag) if flag else None
        if value and value.endswith((".dump", ".backup")):
            parent = str(PurePosixPath(value).parent)
            word = next(f.word for f in call.flags if f.name == flag)
            yield finding(
                "not-a-directory",
                word.line,
                f"{flag} takes a folder: {value} is none, and neo4j-admin stops",
                f"{flag}={parent}; the file is called as the database, with .dump",
                ShownBy.REFERENCE,
                (Edit(word.line, value, parent),),
            )


def patterns(runbook: Runbook) -> Iterator[Finding]:
    """Patterns of names that the local shell, or nobody, looks up."""
    for _, call in runbook.of("kubectl"):
        if call.path == ("cp",):
            for word in call.arguments[:1]:
                where, _, path = word.text.partition(":")
                if path and re.search(r"[*?]", path) and "/" not in where[:1]:
                    yield finding(
                        "pattern-elsewhere",
                        word.line,
                        "kubectl cp takes no patterns: a file called "
                        f"{PurePosixPath(path).name!r} is looked for "
                        "in the pod",
                        "name the file, or copy the folder",
                        ShownBy.REFERENCE,
                    )
    for script in runbook.scripts:
        for command in script.commands:
            if command.name not in _TAKES_PATTERN and _without_shell(command):
                yield from _looked_up_here(command)


def _without_shell(command: Command) -> bool:
    """Return whether a command is started in a container as it is, by no shell there."""
    wrapper = command.wrapper
    inside = command.place.kind == "container" and wrapper is not None
    return inside and wrapper is not None and wrapper.name in ("kubectl", "docker", "podman")


def _looked_up_here(command: Command) -> Iterator[Finding]:
    for word in command.words[1:]:
        if word.globs and word.text.startswith("/") and "[" not in word.text:
            yield finding(
                "pattern-elsewhere",
                word.line,
                f"the pattern {word.text} is looked up by the shell here, not in the container, "
                "where no shell runs",
                "sh -c '…' in the container",
                ShownBy.REASONED,
            )


def elsewhere(runbook: Runbook) -> Iterator[Finding]:
    """Files made here and read in a container to which nothing brings them."""
    for script in runbook.scripts:
        made: dict[str, Command] = {}
        copied = " ".join(
            one.text for one in script.commands if one.name == "kubectl" and "cp" in one.texts
        )
        for command in script.commands:
            if command.place.kind == "here":
                for sign, target in command.redirects:
                    if sign in (">", ">>") and "/dev/" not in target:
                        made[PurePosixPath(target).name] = command
            elif command.wrapper is not None and command.wrapper.place.kind == "here":
                yield from _not_brought(command, made, copied)


def _not_brought(command: Command, made: dict[str, Command], copied: str) -> Iterator[Finding]:
    for word in command.words[1:]:
        path = word.text.rpartition("=")[2]
        name = PurePosixPath(path).name
        if name not in made or made[name].line == command.line:
            continue  # what the command writes here, it reads from there
        if "." in name and name not in copied and "$" not in path:
            yield finding(
                "file-elsewhere",
                word.line,
                f"{name} is written here (line {made[name].line}), and the command reads {path} in "
                f"{command.place.container or 'the container'}, to which nothing brings it",
                f"kubectl cp {name} POD:{path} before it",
                ShownBy.REASONED,
            )


def images(runbook: Runbook) -> Iterator[Finding]:
    """Programs that an official image does not have."""
    for script, call in runbook.calls:
        image = _IMAGES.match(call.command.place.image)
        bare = _BARE.match(call.command.place.image) and call.tool in _NOT_BARE
        if image is None or not (bare or call.tool in _ABSENT):
            continue
        installs = re.search(
            rf"(apt(-get)?|apk|pip3?|yum|dnf|microdnf) .*(install|add)|curl .*{call.tool}",
            script.text,
        )
        if not installs:
            yield finding(
                "not-in-image",
                call.command.line,
                f"the image {call.command.place.image} does not have {call.tool}",
                "make an image that has it, or give the work to a second container with "
                f"{call.tool}",
                ShownBy.REASONED,
            )


def jobs(runbook: Runbook) -> Iterator[Finding]:
    """Jobs whose clients connect to themselves, or dump data that they do not have."""
    for manifest in runbook.manifests:
        path = pod_path(manifest) if manifest.kind in ("CronJob", "Job") else None
        if path is None:
            continue
        spec: Any = manifest.yaml.data
        for key in path:
            spec = spec[key]
        containers = [one for one in items(spec.get("containers")) if isinstance(one, dict)]
        for container in containers:
            if spec.get("hostNetwork") or len(containers) > 1:
                continue
            yield from _connected(runbook, manifest, container)
            yield from _mounted(runbook, manifest, container)


def _of(runbook: Runbook, manifest: Manifest) -> Iterator[tuple[Script, Any]]:
    for script, call in runbook.calls:
        place = call.command.place
        if place.kind == "job" and place.container == manifest.name:
            yield script, call


def _connected(
    runbook: Runbook, manifest: Manifest, container: dict[str, Any]
) -> Iterator[Finding]:
    environment = {
        str(one.get("name")) for one in items(container.get("env")) if isinstance(one, dict)
    }
    for script, call in _of(runbook, manifest):
        flags = _CLIENTS.get(call.tool)
        if flags is None or container.get("envFrom"):
            continue
        if call.tool == "pg_restore" and not call.has("-d", "--dbname"):
            continue  # it only reads the dump
        text = call.command.text
        if any(
            re.search(rf"(^|\s){re.escape(flag)}(=|\s|\w|$)", text)
            for flag in flags
            if "d" not in flag[1:2]
        ):
            continue
        if re.search(
            r"(postgres(ql)?|mysql|redis|mongodb|bolt|neo4j)(\+\w+)?://|host=|\$\w*(URL|URI|DSN)",
            text,
        ):
            continue
        if (
            any(call.tool.startswith(_ENV.get(name, "~")) for name in environment)
            or "PGHOST=" in script.text
        ):
            continue
        yield finding(
            "nobody-listens",
            call.command.line,
            f"{call.tool} connects to its own pod where no address is given, and no server "
            "runs in the pod of "
            f"{manifest.kind} {manifest.name}",
            f"give the service's name: {flags[0]} …",
            ShownBy.REASONED,
        )


def _mounted(runbook: Runbook, manifest: Manifest, container: dict[str, Any]) -> Iterator[Finding]:
    mounts = [
        str(one.get("mountPath", ""))
        for one in items(container.get("volumeMounts"))
        if isinstance(one, dict)
    ]
    for _, call in _of(runbook, manifest):
        data = _DATA.get(call.tool)
        dumps = call.tool != "neo4j-admin" or call.path[:2] in (
            ("database", "dump"),
            ("database", "check"),
        )
        if (
            not data
            or not dumps
            or any(mount.startswith(data) or data.startswith(f"{mount}/") for mount in mounts)
        ):
            continue
        yield finding(
            "no-data-volume",
            call.command.line,
            f"{call.tool} reads the files of the database, in {data}, and the pod of "
            f"{manifest.kind} "
            f"{manifest.name} has only {', '.join(mounts) or 'no volume'}: there is no "
            "database to dump",
            "run it where the data is, or mount the data's volume",
            ShownBy.REASONED,
        )


LOOKS = (folders, patterns, elsewhere, images, jobs)
