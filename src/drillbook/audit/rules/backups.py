"""Backups and restores: whether one fits the other, and whether the check looks at it."""

import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from drillbook.audit.catalogue import finding
from drillbook.audit.finding import Edit, Finding, ShownBy
from drillbook.audit.options import Call
from drillbook.audit.runbook import Runbook
from drillbook.audit.shell import Command, Script
from drillbook.audit.surroundings import written_file

_DUMPS = ("pg_dump", "pg_dumpall", "mysqldump", "mongodump", "mariadb-dump")
_ENCRYPTS = re.compile(
    r"\b(gpg|age|openssl\s+enc|sops|kubeseal|vault|kms|cryptsetup|ansible-vault)\b"
)


def _format(call: Call) -> str:
    value = call.value("-F", "--format") or "plain"
    return {"c": "custom", "d": "directory", "t": "tar", "p": "plain"}.get(value[:1], value)


def formats(runbook: Runbook) -> Iterator[Finding]:
    """What pg_restore cannot read, and what psql cannot."""
    dumped: dict[str, list[tuple[str, int]]] = {}
    for _, call in runbook.of("pg_dump"):
        if name := PurePosixPath(written_file(call)).name:
            dumped.setdefault(_pattern(name), []).append((_format(call), call.command.line))
    for script, call in runbook.of("pg_restore", "psql"):
        file = _resolved(script, _restored(call))
        if not file:
            continue
        name = PurePosixPath(file).name
        several = dumped.get(_pattern(name), [("", 0)])
        # The last one before it, or else the first that there is.
        before = [one for one in several if one[1] <= call.command.line]
        kind, line = before[-1] if before else several[0]
        if call.tool == "pg_restore" and (
            kind == "plain" or (not kind and name.endswith((".sql", ".sql.gz")))
        ):
            yield finding(
                "formats-differ",
                call.command.line,
                f"pg_restore does not read plain SQL, and {name} is "
                + (f"written as such in line {line}" if line else "called so")
                + ": it stops with «input file appears to be a text format dump»",
                "restore it with psql -f, or dump with -F c",
                ShownBy.REFERENCE,
            )
        elif call.tool == "psql" and (
            kind in ("custom", "tar", "directory")
            or (not kind and name.endswith((".dump", ".pgdump", ".bak")))
        ):
            if not kind and not any(f == "custom" for many in dumped.values() for f, _ in many):
                continue
            yield finding(
                "formats-differ",
                call.command.line,
                f"psql reads SQL, and {name} is of the {kind or 'custom'} format"
                + (f" (line {line})" if line else ""),
                "restore it with pg_restore",
                ShownBy.REFERENCE,
            )


def _resolved(script: Script, file: str) -> str:
    """Return a file's name, of a variable what the script puts into it."""
    found = re.fullmatch(r"\$\{?(\w+)\}?", file)
    values = [value for name, _, value in script.assigned if found and name == found[1]]
    return values[-1] if values else file


def _pattern(name: str) -> str:
    """Return a file's name with dates and variables as one sign: two of a kind are equal."""
    name = re.sub(r"\$\([^)]*\)|\$\{?\w+\}?|\d{4}-?\d\d-?\d\d|\*|\d{6,}", "#", name)
    return re.sub(r"#[#_-]*", "#", name)


def _restored(call: Call) -> str:
    if call.tool == "pg_restore":
        if call.has("-l", "--list"):
            return ""
        return (
            call.texts[-1]
            if call.arguments
            else next((t for s, t in call.command.redirects if s.endswith("<")), "")
        )
    given = call.value("-f", "--file")
    return given or next((target for sign, target in call.command.redirects if sign == "<"), "")


def overwriting(runbook: Runbook) -> Iterator[Finding]:
    """``redis-cli --rdb`` as a restore: it writes the file."""
    for script, call in runbook.of("redis-cli"):
        file = call.value("--rdb")
        words = call.command.note or " ".join(script.headings[-1:])
        anew = re.search(r"\$\(date|(?i:before|safety|current)", file or "")
        if file and not anew and re.search(r"(?i)\b(restor|recover|load|import)", words):
            yield finding(
                "writes-over-backup",
                call.command.line,
                f"redis-cli --rdb fetches a dump from the server and writes it to {file}: the "
                "backup that is to be "
                "restored is overwritten with what the server has now",
                f"stop Redis, put {file} in its folder as dump.rdb, start it",
                ShownBy.REFERENCE,
            )


def terminals(runbook: Runbook) -> Iterator[Finding]:
    """``exec -t … pg_dump > file``: a terminal turns every line's end into two bytes."""
    for _, call in runbook.calls:
        command = call.command
        outer = command.wrapper
        if call.tool not in (*_DUMPS, "tar", "pg_basebackup", "cat", "redis-cli") or outer is None:
            continue
        to_file = any(sign in (">", ">>") for sign, _ in outer.redirects)
        packs = outer.following > 0 and call.tool in _DUMPS
        if not command.place.terminal or not (to_file or packs):
            continue
        target = next((t for s, t in outer.redirects if s in (">", ">>")), "the pipe")
        if packs and not to_file and not _keeps(outer, runbook):
            continue
        yield finding(
            "terminal-in-dump",
            outer.line,
            "-t gives the program a terminal, which ends each line with CR LF and mixes in "
            "what it says on standard "
            f"error: {target} is not what {call.tool} wrote",
            "leave -t (and -i) out",
            ShownBy.REFERENCE,
            (Edit(outer.line, "exec -it ", "exec "),) if "-it" in outer.texts else (),
        )


def _keeps(command: Command, runbook: Runbook) -> bool:
    script = next((one for one in runbook.scripts if command in one.commands), None)
    readers = list(script.after(command)) if script else []
    return any(
        one.name in ("gzip", "zstd", "aws", "gsutil", "gpg", "xz", "bzip2") for one in readers
    )


def inputs(runbook: Runbook) -> Iterator[Finding]:
    """``exec … psql < file`` without -i."""
    for _, call in runbook.calls:
        outer = call.command.wrapper
        if (
            outer is None
            or outer.name not in ("kubectl", "docker", "podman")
            or call.command.place.kind != "container"
        ):
            continue
        if (
            "exec" not in outer.texts
            or call.command.place.stdin
            or (call.tool in ("sh", "bash") and outer.heredoc is None)
        ):
            continue
        fed = any(sign in ("<", "<<<") for sign, _ in outer.redirects) or outer.heredoc is not None
        piped = outer.position > 0 and call.tool in (
            "psql",
            "mysql",
            "mongorestore",
            "pg_restore",
            "redis-cli",
            "tar",
            "cypher-shell",
            "clickhouse-client",
        )
        if fed or piped:
            yield finding(
                "input-not-passed",
                outer.line,
                f"without -i {outer.name} exec gives {call.tool} no input: it reads nothing, "
                "and succeeds",
                "add -i",
                ShownBy.REFERENCE,
                (Edit(outer.words[0].line, " exec ", " exec -i "),),
            )


def moments(runbook: Runbook) -> Iterator[Finding]:
    """A point-in-time recovery by a dump."""
    for script, call in runbook.of("pg_restore", "mysql", "mongorestore"):
        words = f"{call.command.note} {' '.join(script.headings[-1:])}"
        wal = runbook.mentions(
            r"(?i)recovery_target|pgbackrest|wal-g|barman|wal archiv|archive_command|mysqlbinlog|"
            r"--oplogReplay"
        )
        if re.search(r"(?i)point[ -]in[ -]time", words) and not wal:
            yield finding(
                "not-point-in-time",
                call.command.line,
                "a dump holds the moment at which it was taken and no other: without archived "
                "WAL there is no other "
                "point to recover to",
                "archive the WAL (pgBackRest, WAL-G) and restore to recovery_target_time",
                ShownBy.REASONED,
            )


def partial(runbook: Runbook) -> Iterator[Finding]:
    """``kubectl get all > backup``, and secrets that are said to be encrypted."""
    for _, call in runbook.of("kubectl"):
        files = [
            target
            for sign, target in call.command.redirects
            if sign in (">", ">>") and "/dev/" not in target
        ]
        if call.path != ("get",) or not call.arguments or not files:
            continue
        kinds = call.texts[0].lower()
        if kinds == "all" and call.value("-o", "--output") in ("yaml", "json"):
            yield finding(
                "all-is-not-all",
                call.command.line,
                "'all' is pods, services, workloads and autoscalers: no ConfigMaps, Secrets, "
                "Ingresses, volumes, "
                "roles or custom resources are in it",
                "name every kind, or use a tool that does (velero)",
                ShownBy.REFERENCE,
            )
        if (
            kinds in ("secret", "secrets")
            and re.search(r"(?i)encrypt", call.command.note)
            and not _ENCRYPTS.search(call.command.text)
        ):
            yield finding(
                "not-encrypted",
                call.command.line,
                f"{files[0]} holds the secrets in base64, which anybody reads: nothing encrypts it",
                "pipe it through gpg, age or sops",
                ShownBy.REASONED,
            )


def restored_elsewhere(runbook: Runbook) -> Iterator[Finding]:
    """A restore into a database that nothing uses."""
    text = runbook.document.text
    for script, call in runbook.of("psql", "createdb"):
        made = re.search(r"(?i)CREATE DATABASE \"?(\w+)", call.command.text)
        name = (
            made[1]
            if made
            else call.texts[-1]
            if call.tool == "createdb" and call.arguments
            else ""
        )
        base = re.sub(r"_(restored?|recovered|recovery|new|tmp|temp)$", "", name)
        if not name or base == name:
            continue
        restores = [
            one
            for one in script.commands
            if one.name in ("psql", "pg_restore")
            and name in one.texts
            and one.line > call.command.line
        ]
        used = re.search(
            rf"(?i)RENAME TO|{re.escape(name)}.*(switch|point|swap|promote|compare|verify|test)|"
            rf"DROP DATABASE.*{re.escape(name)}",
            text,
        )
        checks = re.search(
            r"(?i)test|verif|drill|rehears", " ".join(script.headings[-2:]) + call.command.note
        )
        if restores and not used and not checks:
            yield finding(
                "restored-elsewhere",
                restores[0].line,
                f"the backup is restored into {name}, and nothing after that makes the "
                "services use it: they go on "
                f"with {base}",
                f"rename it: ALTER DATABASE {name} RENAME TO {base} (after the old one is renamed)",
                ShownBy.REASONED,
            )


LOOKS = (
    formats,
    overwriting,
    terminals,
    inputs,
    moments,
    partial,
    restored_elsewhere,
)
