"""Steps that do not do what they are called."""

import re
from collections.abc import Iterator

from drillbook.audit.catalogue import finding
from drillbook.audit.finding import Finding, ShownBy
from drillbook.audit.runbook import Runbook
from drillbook.audit.shell import Command
from drillbook.audit.surroundings import written_file

_READ_ONLY = {
    "kubectl": ("get", "describe", "logs", "top", "explain", "events", "version", "cluster-info"),
}


_CHANGING = re.compile(
    r"^(?:\d+[.)]\s*)?(clean ?up|delete|remove|purge|rotate|prune|expire|truncate|drop|compact)\b",
    re.IGNORECASE,
)


def checks(runbook: Runbook) -> Iterator[Finding]:
    """Steps that say that they check a backup or the data, and look elsewhere."""
    for _script, call in runbook.calls:
        note = call.command.note
        about_backup = re.search(
            r"(?i)\b(verif|validat|check|test)\w*\b.*\b(backup|dump|snapshot)s?\b|backup.*integrity",
            note,
        )
        if call.tool == "pg_dump" and about_backup and not written_file(call):
            yield finding(
                "check-looks-elsewhere",
                call.command.line,
                "pg_dump reads the database that is running: whether the backup can be "
                "restored is not looked at",
                "read the backup: pg_restore -f /dev/null FILE, or restore it into a scratch "
                "database",
                ShownBy.REASONED,
            )
        corrupt = re.search(r"(?i)\b(corrupt|data integrity|page checksum)", note)
        if (
            call.tool == "psql"
            and corrupt
            and re.search(
                r"pg_database_size|SELECT 1\b|pg_is_in_recovery|version\(\)", call.command.text
            )
        ) and not re.search(
            r"(?i)amcheck|bt_index|verify_heapam|checksum|count\(", call.command.text
        ):
            yield finding(
                "check-looks-elsewhere",
                call.command.line,
                "this reads file sizes and the catalogue, no page of the tables: a corrupt "
                "table passes",
                "pg_amcheck, or pg_checksums --check on the stopped server",
                ShownBy.REASONED,
            )


def readers(runbook: Runbook) -> Iterator[Finding]:
    """Steps that say that they change something, and whose commands only read."""
    for script in runbook.scripts:
        steps: dict[int, list[Command]] = {}
        for command in script.commands:
            if command.note and command.name not in ("echo", "printf"):
                steps.setdefault(command.note_line, []).append(command)
        for commands in steps.values():
            outer = [one for one in commands if one.wrapper is None]
            if not _CHANGING.search(outer[0].note if outer else "") or len(outer) != 1:
                continue
            inner = commands[-1]
            if _reads(outer[0], inner):
                yield finding(
                    "nothing-changed",
                    outer[0].line,
                    f"the step is called {outer[0].note!r}, and {inner.name} here only shows: "
                    "nothing is changed",
                    "give the command that does it",
                    ShownBy.REASONED,
                )


def _reads(outer: Command, inner: Command) -> bool:
    if inner.name.startswith("kafka-"):
        return inner.has("--describe", "--list") and not inner.has(
            "--alter", "--delete", "--execute", "--create"
        )
    if inner is outer and inner.name == "kubectl" and not inner.following:
        return (
            len(inner.words) > 1
            and inner.texts[1] in _READ_ONLY["kubectl"]
            and not any(sign.startswith(">") for sign, _ in inner.redirects)
        )
    return False


def statistics(runbook: Runbook) -> Iterator[Finding]:
    """``update statistics`` by something else than ANALYZE; permissions by an annotation."""
    for _script, call in runbook.calls:
        note, text = call.command.note, call.command.text
        if (
            call.tool == "psql"
            and re.search(r"(?i)\bstatistics\b", note)
            and re.search(r"(?i)\bREINDEX\b", text)
            and not re.search(r"(?i)ANALYZE", text)
        ):
            yield finding(
                "nothing-changed",
                call.command.line,
                "REINDEX builds indexes anew and leaves the planner's statistics as they are",
                "ANALYZE",
                ShownBy.REASONED,
            )
        patch = (
            call.value("-p", "--patch")
            if call.tool == "kubectl" and call.path == ("patch",)
            else None
        )
        if (
            patch
            and re.search(r"(?i)permission|access right|rbac", note)
            and re.fullmatch(r'\s*\{"metadata":\{"(annotations|labels)".*', patch)
        ):
            yield finding(
                "nothing-changed",
                call.command.line,
                "an annotation grants nothing: permissions are in Roles and their bindings",
                "kubectl create rolebinding …, or apply the Role",
                ShownBy.REASONED,
            )


LOOKS = (
    checks,
    readers,
    statistics,
)
