"""Destruction with nothing before it, and such as takes more than is meant."""

import re
from collections.abc import Iterator

from drillbook.audit.catalogue import finding
from drillbook.audit.finding import Finding, ShownBy
from drillbook.audit.rules.order import BACKUP
from drillbook.audit.runbook import Runbook
from drillbook.audit.shell import Command, Script
from drillbook.audit.surroundings import guarded

_WARNED = re.compile(
    r"(?i)\b(confirm|caution|warning|danger|irreversib|destructive|permanent|cannot be undone|"
    r"make sure|ensure that|double.check|only (?:if|after|when)|approval|approved|data loss)"
)


_MEANT = re.compile(
    r"(?i)\b(delete|remove|decommission|offboard|off-board|cleanup|clean up|clean-up|tear ?down|"
    r"uninstall|purge|drop|destroy|prune|flush|clear|wipe|test|drill|staging|lab|scratch|sandbox)\b"
)


def unguarded(runbook: Runbook) -> Iterator[Finding]:
    """Commands that destroy data with nothing before them."""
    for script in runbook.scripts:
        for command in script.commands:
            what = _destroys(command)
            if not what or guarded(script, command) or "--dry-run" in command.text:
                continue
            words = " ".join(
                (command.note, script.around, " ".join(command.texts[2:]).replace("-", " "))
            )
            before = " ".join(one.text for one in script.commands if one.line < command.line)
            if _MEANT.search(words) or _WARNED.search(words) or BACKUP.search(before):
                continue
            yield finding(
                "unguarded",
                command.line,
                f"{what}, and neither a question nor a backup comes before it",
                "ask first, and take a backup that is looked at",
                ShownBy.REASONED,
            )


def _destroys(command: Command) -> str:
    text, name = command.text, command.name
    if name == "kubectl" and re.search(
        r"\bdelete (namespace|ns|pvc|persistentvolumeclaims?|pv)\b", text
    ):
        return "this deletes volumes with their data"
    if (
        name == "rm"
        and re.search(r"\s-\w*r", text)
        and not re.search(r"\btmp/|cache|\$\(mktemp", text)
    ):
        root = next((word.text for word in command.words[1:] if not word.text.startswith("-")), "")
        return f"rm -r of {root}" if re.match(r"/(var/lib|data|mnt|srv|opt)|\$", root) else ""
    if name == "redis-cli" and re.search(r"(?i)\bflush(all|db)\b", text):
        return "this deletes every key"
    if name in ("mkfs", "mkfs.ext4", "mkfs.xfs", "wipefs") or (name == "dd" and "of=/dev/" in text):
        return "this overwrites a device"
    if name == "terraform" and "destroy" in command.texts:
        return "this destroys what Terraform has made"
    if name in ("psql", "mysql") and re.search(r"(?i)\b(TRUNCATE|DROP TABLE)\b", text):
        return "this deletes whole tables"
    return ""


def loose(runbook: Runbook) -> Iterator[Finding]:
    """A loop that deletes whatever contains a name."""
    for script in runbook.scripts:
        text = script.text
        for command in script.commands:
            deletes = "for_statement" in command.inside and re.search(
                r"(^|\s)(--delete|delete|rm|DROP)(\s|$)", command.text
            )
            if not deletes or (command.wrapper is not None and command.wrapper.inside):
                continue
            for grep in (
                one for one in script.commands if one.name == "grep" and one.line < command.line + 1
            ):
                pattern = grep.texts[-1]
                if (
                    grep.following
                    or not re.fullmatch(r"[A-Za-z0-9._-]{3,}", pattern)
                    or grep.has("-w", "-x", "-v", "-F", "-wx")
                ):
                    continue
                if (
                    re.search(r"for\s+\w+\s+in\s+\$\(", text) and "for_statement" in grep.inside
                ) or not grep.inside:
                    if not _feeds(script, grep, command):
                        continue
                    yield finding(
                        "loose-match",
                        grep.line,
                        f"grep takes every name that contains {pattern!r}, those of others "
                        "that go on after it "
                        "too, and the loop deletes them all",
                        f"take whole names: grep '^{pattern}\\.'",
                        ShownBy.REASONED,
                    )
                    break


def _feeds(script: Script, grep: Command, command: Command) -> bool:
    lines = script.text.splitlines()[: command.line - script.line + 1]
    text = "\n".join(lines[max(0, grep.line - script.line - 3) :])
    return bool(re.search(r"for\s+\w+\s+in\s+\$\([^)]*grep", text, re.DOTALL))


LOOKS = (
    unguarded,
    loose,
)
