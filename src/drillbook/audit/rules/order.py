"""Order and guards: what is destroyed before it is read, and what nothing stands before."""

import re
from collections.abc import Iterator

from drillbook.audit import kubernetes
from drillbook.audit.catalogue import finding
from drillbook.audit.finding import Edit, Finding, ShownBy
from drillbook.audit.options import Call
from drillbook.audit.procedure import procedures
from drillbook.audit.runbook import Runbook
from drillbook.audit.shell import Command, Script
from drillbook.audit.surroundings import guarded

RESTORE = re.compile(
    r"\b(pg_restore|neo4j-admin\s+database\s+(load|restore)|mongorestore|redis-check-rdb|"
    r"mysql\b[^|;]*<|psql\b[^|;]*(<|-f)|pgbackrest\b.*\brestore|velero\s+restore|tar\s+-?x)"
)
_CHECKS = re.compile(
    r"pg_restore\s+(-l\b|--list)|--file=/dev/null|-f\s+/dev/null|sha256sum\s+(-c|--check)|"
    r"md5sum\s+-c|(gunzip|gzip|zstd|xz|bzip2|tar)\s+(-t|--test|-?tf|-?tzf)|--info\b|pg_verifybackup|test\s+-s|\[\s+-s|"
    r"\[\[\s+-s|ls\s+-l|stat\s|head-object|verify|createdb|CREATE DATABASE",
    re.IGNORECASE,
)
BACKUP = re.compile(
    r"\b(pg_dump|pg_dumpall|pg_basebackup|mysqldump|mongodump|database\s+(dump|backup)|pgbackrest|"
    r"etcdctl\s+snapshot\s+save|velero\s+backup\s+create|BGSAVE|backup|snapshot)",
    re.IGNORECASE,
)
_HOLDS_DATA = ("Namespace", "PersistentVolumeClaim", "PersistentVolume", "StatefulSet")


def deletions(runbook: Runbook) -> Iterator[Finding]:
    """A namespace, claim or pod deleted, and later a file read from within it."""
    for script, call in runbook.of("kubectl"):
        gone = _deleted(call)
        if gone is None or call.has("--dry-run"):
            continue
        kind, name, namespace = gone
        for later in script.commands:
            if (
                later.line <= call.command.line
                or later.wrapper is None
                or later.place.kind != "container"
            ):
                continue
            path = _read_in_place(later)
            if not path or _brought(script, call.command, later, path):
                continue
            same = (
                later.place.namespace == name
                if kind == "Namespace"
                else (
                    kind == "PersistentVolumeClaim"
                    and name.endswith(later.place.container)
                    and namespace == later.place.namespace
                )
            )
            if same:
                yield finding(
                    "backup-deleted",
                    call.command.line,
                    f"deleting {kind.lower()} {name} takes {later.place.container} and its "
                    "volumes along, and "
                    f"{path}, from which line {later.line} restores, with them",
                    "bring the backup to safety first, and delete only what is broken",
                    ShownBy.REASONED,
                )
                break


def _deleted(call: Call) -> tuple[str, str, str] | None:
    if call.path != ("delete",) or not call.arguments:
        return None
    first, *more = call.texts
    kind = kubernetes.resource(first)
    name = first.partition("/")[2] or (more[0] if more else "")
    if kind is None or not name or kind["kind"] not in _HOLDS_DATA:
        return None
    return kind["kind"], name, call.value("-n", "--namespace") or ""


def _read_in_place(command: Command) -> str:
    if not RESTORE.search(command.text):
        return ""
    paths = [word.text.rpartition("=")[2] for word in command.words[1:]]
    return next((path for path in paths if path.startswith("/") and "/dev/" not in path), "")


def _brought(script: Script, since: Command, until: Command, path: str) -> bool:
    return any(
        since.line < one.line < until.line
        and path in one.text
        and one is not until
        and ("cp" in one.texts or one.name in ("aws", "gsutil", "curl", "rsync", "scp"))
        for one in script.commands
    )


def dropped_first(runbook: Runbook) -> Iterator[Finding]:
    """Dropping the database, then restoring a backup that nobody has looked at."""
    for procedure in procedures(runbook):
        script = procedure.script
        drops = [one for one in script.commands if _drops(one)]
        seen: set[int] = set()
        for drop in drops:
            restore = next(
                (one for one in script.commands if one.line > drop.line and _restores(script, one)),
                None,
            )
            if (
                restore is None
                or drop.line in seen
                or guarded(script, drop)
                or script.stops_on_error
            ):
                continue
            before = [one for one in script.commands if one.line < drop.line]
            if any(
                _CHECKS.search(one.text)
                or (BACKUP.search(one.text) and one.name != "aws" and "cp" not in one.texts)
                for one in before
            ):
                continue
            seen.add(drop.line)
            yield finding(
                "dropped-first",
                drop.line,
                "the data is dropped before anything has shown that the backup of line "
                f"{restore.line} is there "
                "and whole, and nothing stops when a step before fails",
                "restore into a new database first (or read the dump with pg_restore -f "
                "/dev/null), then switch",
                ShownBy.REASONED,
            )


def _restores(script: Script, command: Command) -> bool:
    first = next(iter(script.pipe(command)), command)  # what unpacks the dump for it
    piped = command.position > 0 and first.name in ("gunzip", "zcat", "gzip", "zstd", "cat")
    return bool(RESTORE.search(command.text)) or (piped and command.name in ("psql", "mysql"))


def _drops(command: Command) -> bool:
    if command.name == "dropdb":
        return True
    return command.name in ("psql", "mysql", "cypher-shell") and bool(
        re.search(r"\bDROP\s+(DATABASE|SCHEMA)\b", command.text, re.IGNORECASE)
    )


def cleaned(runbook: Runbook) -> Iterator[Finding]:
    """pg_restore --clean: the tables are dropped before the dump has been read."""
    for script, call in runbook.of("pg_restore"):
        if not call.has("--clean", "-c") or call.has("--single-transaction", "-1", "-l", "--list"):
            continue
        if call.has("-f", "--file") or guarded(script, call.command):
            continue
        if call.texts and call.texts[-1].endswith(".sql"):
            continue  # it refuses plain SQL before it drops anything
        before = [one.text for one in script.commands if one.line < call.command.line]
        if any(_CHECKS.search(text) or re.search(r"\bpg_dump", text) for text in before):
            continue
        if _read_elsewhere(runbook, call):
            continue
        yield finding(
            "dropped-first",
            call.command.line,
            "--clean drops each object before the dump has been read to its end: of a damaged "
            "dump the tables are "
            "left without rows, and nothing before has read the dump or kept the old state",
            "add --single-transaction, and read the dump first: pg_restore -f /dev/null FILE",
            ShownBy.REFERENCE,
            (Edit(_flag_line(call), "--clean", "--clean --single-transaction"),),
        )


def _read_elsewhere(runbook: Runbook, call: Call) -> bool:
    """Return whether the runbook reads the same dump's list of contents somewhere."""
    redirected = [target for sign, target in call.command.redirects if sign == "<"]
    names = {text.rsplit("/", 1)[-1] for text in (*call.texts, *redirected)}
    return any(
        one.has("-l", "--list") and any(name and name in one.command.text for name in names)
        for _, one in runbook.of("pg_restore")
        if one is not call
    )


def _flag_line(call: Call) -> int:
    return next(flag.word.line for flag in call.flags if flag.name in ("--clean", "-c"))


def dumps(runbook: Runbook) -> Iterator[Finding]:
    """neo4j-admin database dump and load want the database stopped."""
    for script, call in runbook.of("neo4j-admin"):
        if call.path[:2] not in (("database", "dump"), ("database", "load")):
            continue
        before = " ".join(one.text for one in script.commands if one.line < call.command.line)
        stopped = re.search(
            r"(?i)STOP DATABASE|neo4j(-service)?\s+stop|neo4j-admin server stop|--replicas[= ]0|"
            r"systemctl stop neo4j|docker(-compose)? (compose )?stop|shutdown",
            before,
        )
        wrapper = call.command.wrapper
        running = wrapper is not None and "exec" in wrapper.texts  # it runs beside the server
        if stopped or not running or call.is_help:
            continue
        yield finding(
            "dump-of-running",
            call.command.line,
            f"neo4j-admin database {call.path[1]} does not work on a database of a running "
            "server, and nothing "
            "stops it before",
            "STOP DATABASE first (or stop the server), and start it afterwards",
            ShownBy.REFERENCE,
        )


def waits(runbook: Runbook) -> Iterator[Finding]:
    """kubectl wait for pods that a scaling has only just asked for."""
    for script, call in runbook.of("kubectl"):
        if (
            call.path != ("wait",)
            or (call.value("--for") or "").startswith(("create", "delete"))
            or call.has("-l", "--selector")
        ):
            continue
        named = [text for text in call.texts if re.search(r"-\d+$", text)]
        scaled = [
            one
            for one in script.commands
            if one.line < call.command.line
            and re.search(r"kubectl scale .*(statefulset|sts)", one.text)
        ]
        between = [
            one
            for one in script.commands
            if scaled and scaled[-1].line < one.line < call.command.line
        ]
        if (
            not named
            or not scaled
            or any(
                one.name in ("sleep", "until")
                or "rollout" in one.texts
                or "--for=create" in one.texts
                for one in between
            )
        ):
            continue
        if call.command.inside:
            continue
        yield finding(
            "wait-too-early",
            call.command.line,
            f"kubectl wait stops at once on a pod that is not there, and {named[-1]} is not "
            "made at once: by default only when the ones before it are ready",
            "kubectl rollout status statefulset/… --timeout=…",
            ShownBy.REASONED,
        )


def forwards(runbook: Runbook) -> Iterator[Finding]:
    """A port-forward in the background, used by the very next command."""
    for script, call in runbook.of("kubectl"):
        if call.path != ("port-forward",) or not call.command.background:
            continue
        ports = [text.partition(":")[0] for text in call.texts if re.fullmatch(r"\d*:?\d+", text)]
        following = [one for one in script.commands if one.line > call.command.line]
        first = following[0] if following else None
        if first is None or not ports or first.name in ("sleep", "until", "while", "timeout", "nc"):
            continue
        if re.search(rf"(localhost|127\.0\.0\.1):{ports[0]}\b", first.text) and not re.search(
            "retry", first.text
        ):
            if "while_statement" in first.inside or first.condition:
                continue
            yield finding(
                "not-up-yet",
                first.line,
                f"the port-forward of line {call.command.line} is not up when the next command "
                "runs: run together, "
                "it is refused",
                "let it try again: curl --retry 10 --retry-connrefused",
                ShownBy.REASONED,
                (Edit(first.line, "curl ", "curl --retry 10 --retry-connrefused "),)
                if first.name == "curl"
                else (),
            )


LOOKS = (
    deletions,
    dropped_first,
    cleaned,
    dumps,
    waits,
    forwards,
)
