"""What the comment above a pipe says that it takes, against what it takes."""

import re
from collections.abc import Iterator

from drillbook.audit import columns
from drillbook.audit.catalogue import finding
from drillbook.audit.document import lines_of
from drillbook.audit.finding import Finding, ShownBy
from drillbook.audit.rules import pipes
from drillbook.audit.runbook import Runbook
from drillbook.audit.shell import Command, Script
from drillbook.audit.surroundings import outermost

_PRINTED = re.compile(r"\{\s*print\s+([^{}]*?)\s*;?\s*\}\s*$")
_ADDED = re.compile(r"\+=\s*\$(\d+)")
_FREE = ("LINE", "TOTAL", "USED", "FREE", "SHARED", "CACHE", "AVAILABLE")
# Columns that stand beside another to say of what it is.
_NAMES = ("NAME", "NAMESPACE", "POD", "TOPIC", "PARTITION", "GROUP", "FILESYSTEM", "MOUNTED")
_PER_CENT = re.compile(r"(?i)per ?cent|percentage|%")
# Two things that a comment says are compared, or more than one taken.
_SEVERAL = re.compile(r"(?i)\b(and|or|by|sorted|with|without|not)\b|,|/")
_BRACKETS = re.compile(
    r"(?:^|[;&|!]|\b(?:if|while|until|elif))\s*\[\s[^\]\n]*[^\s\\<>=&-]\s+[<>]\s*(\d+)\s*\]"
)
_INFO = re.compile(r"^(?:db\d|cmdstat|errorstat|slave\d|keyspace)")


def columns_meant(runbook: Runbook) -> Iterator[Finding]:
    """``# Restarts of each pod`` above a pipe that prints another column."""
    known = {one.line for one in pipes.picked_columns(runbook)}
    for script, call in runbook.calls:
        names = _FREE if call.tool == "free" else columns.of(call)
        reader = next(script.after(outermost(call.command)), None)
        if (
            not names
            or reader is None
            or reader.line in known
            or reader.name != "awk"
            or len(reader.words) != 2
        ):
            continue
        meant = _meant(outermost(call.command).note or reader.note, names)
        taken = [number for number in _taken(reader.words[-1].text) if number <= len(names)]
        got = [names[number - 1] for number in taken if names[number - 1] not in _NAMES]
        if meant is None or len(got) != 1 or got[0] == meant or got[0] not in _OTHERS[meant]:
            continue
        right = names.index(meant) + 1
        yield finding(
            "column",
            reader.line,
            f"the comment speaks of {meant}, column {right} of {' '.join(names)}, and ${taken[-1]} "
            f"is {got[0]}",
            f"take ${right}",
            ShownBy.REFERENCE,
        )


# What can be taken for another by a slip: never so where both fit the comment.
_COUNTED = ("READY", "STATUS", "RESTARTS", "AGE", "IP", "ROLES", "VERSION")
_OTHERS = {
    "RESTARTS": _COUNTED,
    "STATUS": ("READY", "RESTARTS", "AGE", "ROLES", "VERSION", "VOLUME"),
    "AGE": ("READY", "STATUS", "RESTARTS"),
    "NODE": ("IP", "AGE", "RESTARTS", "NOMINATED-NODE", "READY"),
    "IP": ("NODE", "AGE", "RESTARTS", "NOMINATED-NODE", "READY"),
    "READY": ("UP-TO-DATE", "AVAILABLE", "AGE", "STATUS", "RESTARTS"),
    "CPU": ("MEMORY", "MEMORY%"),
    "MEMORY": ("CPU", "CPU%"),
    "CPU%": ("CPU", "MEMORY", "MEMORY%"),
    "MEMORY%": ("CPU", "CPU%", "MEMORY"),
    "LAG": ("CURRENT-OFFSET", "LOG-END-OFFSET", "CONSUMER-ID", "HOST", "CLIENT-ID"),
    "USE%": ("SIZE", "USED", "AVAILABLE"),
    "USED": ("SIZE", "AVAILABLE", "TOTAL", "FREE", "SHARED"),
    "AVAILABLE": ("SIZE", "USED", "USE%", "TOTAL", "SHARED", "UP-TO-DATE"),
}


def _meant(note: str, names: tuple[str, ...]) -> str | None:
    """Return the one column that a comment speaks of, or nothing."""
    if not note or _SEVERAL.search(note):
        return None
    words = re.findall(r"[a-z]+", note.lower())
    words = [word for word in words if names is not _FREE or word != "memory"]
    wanted = {columns.MEANT[word] for word in words if word in columns.MEANT}
    wanted |= {"IP"} if words and "ip" in words else set()
    wanted |= {"USE%"} if {"use", "usage", "full"} & set(words) and "USE%" in names else set()
    if _PER_CENT.search(note):
        wanted = {f"{one.rstrip('%')}%" for one in wanted if one != "USE%"} | (wanted & {"USE%"})
    # in "status of each node" and "restarts of the pods" the last is whose
    whose = {"node", "nodes", "version", "topic", "partition", "namespace"}
    if len(wanted) > 1:
        wanted -= {columns.MEANT.get(word, "") for word in words[1:] if word in whose}
    found = wanted & set(names) & _OTHERS.keys()
    return found.pop() if len(found) == 1 and len(wanted) == 1 else None


def _taken(program: str) -> list[int]:
    """Return the fields that a program of awk prints, or adds up."""
    added = _ADDED.findall(program)
    printed = _PRINTED.search(program)
    if added:
        return [int(one) for one in added]
    return [int(one) for one in re.findall(r"\$(\d+)", printed[1])] if printed else []


def counted(runbook: Runbook) -> Iterator[Finding]:
    """``kubectl get pods | wc -l``, which counts the header, too."""
    for script, call in runbook.of("kubectl"):
        reader = next(script.after(outermost(call.command)), None)
        if reader is None or reader.name != "wc" or reader.texts[1:] != ("-l",):
            continue
        plain = call.value("-o", "--output") in (None, "wide")
        headed = plain and not call.has("--no-headers", "--no-headers=true")
        if call.path not in (("get",), ("top", "pod"), ("top", "node")) or not headed:
            continue
        if call.has("-w", "--watch") or re.search(r"-\s*1\b|-1\s*\)", script.text):
            continue
        yield finding(
            "header-taken",
            reader.line,
            "the header is counted, too: it is one more than there are",
            "kubectl … --no-headers",
            ShownBy.REFERENCE,
        )


def titled(runbook: Runbook) -> Iterator[Finding]:
    """``psql -c … | head -1``, which is the column's name."""
    for script, call in runbook.of("psql"):
        reader = next(script.after(outermost(call.command)), None)
        if reader is None or reader.name != "head" or not call.has("-c", "--command"):
            continue
        bare = re.search(r"\s-\w*[tq]?t\w*(?=\s|$)|--tuples-only|--csv|\\pset", call.command.text)
        if not bare and reader.texts[1:] in (("-1",), ("-n", "1"), ("-n1",)):
            yield finding(
                "header-taken",
                reader.line,
                "without -t the first line that psql prints is the column's name, not the value",
                "psql -At -c …",
                ShownBy.REFERENCE,
            )


def split_info(runbook: Runbook) -> Iterator[Finding]:
    """``redis-cli info | grep x | cut -d= -f2``: INFO has a colon between name and value."""
    for script, call in runbook.of("redis-cli"):
        if not call.texts or call.texts[0].lower() != "info":
            continue
        readers = [*script.after(outermost(call.command))]
        asked = " ".join(one.text for one in readers if one.name in ("grep", "egrep"))
        for reader in readers:
            sign = re.search(r"(?:^|\s)-(?:d|F)\s*(\S)", reader.text)
            cuts = reader.name in ("cut", "awk") and sign is not None
            if cuts and sign is not None and sign[1] in "=,;" and not _of_several(asked):
                yield finding(
                    "column",
                    reader.line,
                    f"INFO prints name:value, and {reader.name} divides at {sign[1]!r}: it prints "
                    "the whole line",
                    "divide at the colon: -d: -f2",
                    ShownBy.REFERENCE,
                )
                break


def _of_several(asked: str) -> bool:
    """Return whether the lines asked for have several values, with signs of their own."""
    words = re.findall(r"[\w]+", asked)[1:]
    return not words or any(_INFO.match(word.lower()) for word in words)


def decoded(runbook: Runbook) -> Iterator[Finding]:
    """A Secret's value that is gone on with as it is stored, in base64."""
    for script, call in runbook.of("kubectl"):
        output = call.value("-o", "--output") or ""
        field = re.match(r"(?:jsonpath|go-template)=[\"']?\{+\s*\.data\.([\w\\.-]+)\s*\}+", output)
        kind = call.texts[0].partition("/")[0] if call.arguments else ""
        if call.path != ("get",) or kind not in ("secret", "secrets") or field is None:
            continue
        readers = [*script.after(outermost(call.command))]
        if readers and readers[0].name == "openssl" and readers[0].has("x509", "rsa", "pkey", "ec"):
            yield finding(
                "not-decoded",
                readers[0].line,
                f"a Secret's values are in base64: openssl gets {field[1]} as it is stored",
                "| base64 -d before it",
                ShownBy.REFERENCE,
            )
        if any(_decodes(one) for one in readers) or "base64" in script.text:
            continue
        if call.command.assigned and not readers and _goes_on(script, call.command):
            yield finding(
                "not-decoded",
                call.command.line,
                f"a Secret's values are in base64: {call.command.assigned} gets "
                f"{field[1]} as it is stored",
                "| base64 -d",
                ShownBy.REFERENCE,
            )


def _decodes(command: Command) -> bool:
    return bool(re.search(r"base64|@base64d|openssl|b64decode", command.text))


def _goes_on(script: Script, command: Command) -> bool:
    """Return whether a variable is used as what it holds, not written into another Secret."""
    used = re.compile(rf"\$\{{?{re.escape(command.assigned)}\b")
    exported = command.assigned in ("PGPASSWORD", "REDISCLI_AUTH", "NEO4J_PASSWORD")
    users = [one for one in script.commands if one.line >= command.line and used.search(one.text)]
    return exported or any(
        one.name in ("psql", "redis-cli", "cypher-shell", "curl", "mysql", "pg_dump", "mongosh")
        or re.search(rf"(?:PASSWORD|AUTH)=\S*\${{?{re.escape(command.assigned)}\b", one.text)
        for one in users
    )


def compared(runbook: Runbook) -> Iterator[Finding]:
    """``[ $COUNT > 0 ]``, which writes to a file called 0 and is true of any text."""
    for script in runbook.scripts:
        found = [
            (script.line + offset, said[1])
            for offset, line in enumerate(lines_of(script.text))
            if (said := _BRACKETS.search(line)) is not None and not line.lstrip().startswith("#")
        ]
        for command in script.commands if not script.in_sentence else ():
            into = [target for sign, target in command.redirects if sign in (">", "<")]
            if command.name == "test" and any(target.isdigit() for target in into):
                found.append((command.line, next(one for one in into if one.isdigit())))
        for at, number in found:
            yield finding(
                "redirected-test",
                at,
                f"within [ ] the sign is a redirection, here of a file called {number}: nothing "
                "is compared, and any text makes it true",
                f"[ … -gt {number} ] or [ … -lt {number} ]",
                ShownBy.REFERENCE,
            )


LOOKS = (compared, columns_meant, counted, titled, split_info, decoded)
