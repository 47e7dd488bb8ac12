"""Pipes: which column, which row, which field, whose status."""

import re
from collections.abc import Iterator

from drillbook.audit import columns
from drillbook.audit.catalogue import finding
from drillbook.audit.document import lines_of
from drillbook.audit.finding import Edit, Finding, ShownBy
from drillbook.audit.options import Call
from drillbook.audit.runbook import Runbook
from drillbook.audit.shell import Command, Script
from drillbook.audit.surroundings import outermost

_FIELD = re.compile(r"^(?:NR\s*(?:==|>|>=)\s*\d+\s*)?\{\s*print\s+\$(\d+)\s*;?\s*\}$")
# What a program of awk says of a field: "lag:" $6, lag += $6, $3 == "Running".
_LABELLED = re.compile(r"\"[^\"]*?([A-Za-z]+)\s*[:= ]\s*\"\s*,?\s*\$(\d+)")
# "$2 == 0 {print $1 " has no consumers"}": what the text says is what is compared.
_TOLD = re.compile(r"^\$(\d+)\s*(?:==|[<>]=?)\s*[\d.]+\s*\{(.*)\}$", re.DOTALL)
_SUMMED = re.compile(r"\b([A-Za-z]+)\s*\+=\s*\$(\d+)")
_COMPARED = re.compile(r"\$(\d+)\s*[!=]=\s*\"([A-Za-z]+)\"")
# Words that stand in one column alone, by the column.
_VALUES = {
    "HEALTH": {"green", "yellow", "red"},
    "STATE": {"UNASSIGNED", "STARTED", "INITIALIZING", "RELOCATING"},
}
_NUMBERED = re.compile(r"\$(\d+)\s*(?:[<>]=?)\s*\d")
_TEXTS = ("NAME", "NAMESPACE", "STATUS", "READY", "AGE", "NODE", "IP", "ROLES", "VERSION", "TYPE")
_WHOSE = ("NAME", "NAMESPACE", "GROUP", "TOPIC", "PARTITION", "FILESYSTEM", "INDEX", "POD")
_STATUSES = {
    "Running", "Pending", "Completed", "Failed", "Evicted", "Terminating", "CrashLoopBackOff",
    "Ready", "NotReady", "Bound", "Released", "Active",
}  # fmt: skip
_FILTERS = ("grep", "egrep", "tail", "head", "sort", "uniq", "sed", "xargs", "tr", "wc", "awk")


def picked_columns(runbook: Runbook) -> Iterator[Finding]:
    """``awk '{print $N}'`` on output whose columns are known."""
    for script, call in runbook.calls:
        names = columns.of(call)
        for reader in script.after(outermost(call.command)):
            if reader.name != "awk":
                if reader.name not in _FILTERS:
                    break
                continue
            program = reader.words[-1].text.strip()
            found = _FIELD.match(program)
            if not names or len(reader.words) != 2:
                break
            if found is not None:
                meant = _meant(script, reader, names) or _of_percent(script, reader, names)
                yield from _wrong_column(reader, names, int(found[1]), meant)
            for number, column in _said(program, names):
                yield from _wrong_column(reader, names, number, column)
            break


def _of_percent(script: Script, reader: Command, names: tuple[str, ...]) -> str:
    """Return the column of per cent, if the next in the pipe takes the sign for it away."""
    following = next(script.after(reader), None)
    takes = following is not None and re.match(
        r"tr -d [\"']?%|sed ([\"']?)s/%//|cut -d%? ?[\"']?%?", following.text
    )
    sign = following is not None and "%" in following.text
    return "USE%" if takes and sign and "USE%" in names else ""


def _said(program: str, names: tuple[str, ...]) -> Iterator[tuple[int, str]]:
    """Yield each field of a program of awk by which it says what it takes it for."""
    for word, number in _LABELLED.findall(program) + _SUMMED.findall(program):
        if column := columns.called(word, names):
            yield int(number), column
    yield from _told(program, names)
    for number, value in _COMPARED.findall(program):
        if value in _STATUSES and "STATUS" in names:
            yield int(number), "STATUS"
        yield from ((int(number), column) for column in _holding(value) if column in names)
    for number in _NUMBERED.findall(program):
        counts = [name for name in names if name not in _TEXTS]
        got = names[int(number) - 1] if 0 < int(number) <= len(names) else ""
        if got in ("NAME", "NAMESPACE", "STATUS", "ROLES", "VERSION") and "RESTARTS" in counts:
            yield int(number), "RESTARTS"


def _holding(value: str) -> Iterator[str]:
    """Yield the columns that alone have a word in them."""
    yield from (column for column, values in _VALUES.items() if value in values)
    for table in columns.VALUES.values():
        yield from (column for column, words in table.items() if value in words)


def _told(program: str, names: tuple[str, ...]) -> Iterator[tuple[int, str]]:
    """Yield the field that is compared, where the text that is printed then names one column."""
    told = _TOLD.match(program)
    texts = re.findall(r'"([^"]*)"', told[2]) if told else []
    words = re.findall(r"[A-Za-z]+", " ".join(texts))
    said = {column for word in words if (column := columns.called(word, names))}
    shown = [int(number) for number in re.findall(r"\$(\d+)", told[2])] if told else []
    names_only = all(0 < at <= len(names) and names[at - 1] in _WHOSE for at in shown)
    if told and len(said) == 1 and (names_only or not [at for at in shown if at > 1]):
        yield int(told[1]), said.pop()


def _wrong_column(
    reader: Command, names: tuple[str, ...], number: int, meant: str
) -> Iterator[Finding]:
    got = names[number - 1] if 0 < number <= len(names) else ""
    if not got or not meant or meant == got:
        return
    right = names.index(meant) + 1
    yield finding(
        "column",
        reader.line,
        f"column {number} is {got}; what is meant here is {meant}, column {right} of "
        f"{' '.join(names)}",
        f"take ${right}",
        ShownBy.REFERENCE,
        (Edit(reader.line, f"print ${number}", f"print ${right}"),)
        if _FIELD.match(reader.words[-1].text.strip())
        else (),
    )


def _meant(script: Script, reader: Command, names: tuple[str, ...]) -> str:
    """Return the column that the script wants, if it says so in exactly one way."""
    for later in script.after(reader):
        if later.name == "grep" and later.has("-v") and later.texts[-1] in names:
            return later.texts[-1]
    words = re.findall(r"[a-z]+(?:-ip)?", reader.assigned.lower().replace("_", " "))
    wanted = {columns.MEANT[word] for word in words if word in columns.MEANT} & set(names)
    if {"CPU", "MEMORY"} & wanted and {"percent", "pct"} & set(words):
        return ""
    if (
        "namespace" not in words
        and reader.assigned
        and words
        and words[-1] in ("pod", "pods", "name")
    ):
        wanted |= {"NAME"} & set(names)
    return wanted.pop() if len(wanted) == 1 else ""


def first_rows(runbook: Runbook) -> Iterator[Finding]:
    """``head -1`` on output whose first line is its header, for a value that is gone on with."""
    for script, call in runbook.calls:
        if call.tool == "kafka-consumer-groups" or not columns.of(call):
            continue  # Kafka's script prints an empty line first
        first, *rest = [*script.after(outermost(call.command))] or [call.command]
        headed = not call.has("--no-headers", "--no-headers=true")
        picks = any(one.name == "cut" or _FIELD.match(one.texts[-1].strip()) for one in rest)
        gone_on = picks and (rest[-1].assigned or any(one.name == "xargs" for one in rest))
        if headed and gone_on and _rows(first) == ("head", 1):
            yield finding(
                "header-taken",
                first.line,
                f"the first line that {call.tool} prints is its header, and the value taken from "
                "it is a column's name",
                "kubectl … --no-headers" if call.tool == "kubectl" else "tail -n +2 before it",
                ShownBy.REFERENCE,
            )


def plain_rows(runbook: Runbook) -> Iterator[Finding]:
    """cypher-shell prints a header and the rows, no footer, when nobody looks at a terminal."""
    for script, call in runbook.calls:
        if call.tool != "cypher-shell" or "verbose" in call.command.text:
            continue
        if call.command.place.terminal:
            continue
        readers = list(script.after(outermost(call.command)))
        taken = [(_rows(one), one) for one in readers]
        kinds = [rows for rows, _ in taken]
        query = call.command.texts[-1]
        one_row = re.search(r"(?i)RETURN\s+count\([^)]*\)\s*;?\s*$", query.strip())
        if one_row and kinds[:2] == [("tail", -2), ("head", 1)]:
            yield finding(
                "header-taken",
                readers[0].line,
                "piped, cypher-shell prints the header and one row: the last two lines, and of "
                "these the first, are the header and not the count",
                "take the last line: tail -1",
                ShownBy.REFERENCE,
                (Edit(readers[0].line, "tail -2 | head -1", "tail -1"),),
            )
        elif kinds[:2] == [("tail", 2), ("head", -1)]:
            yield finding(
                "row-dropped",
                readers[1].line,
                "piped, cypher-shell prints a header and the rows and no footer: taking the last "
                "line away loses the last row",
                "leave head -n -1 out",
                ShownBy.REFERENCE,
                (
                    Edit(readers[1].line, " | head -n -1", ""),
                    Edit(readers[0].line, " | head -n -1", ""),
                ),
            )
        if re.search(r"(?i)RETURN\s+name\b", query) and _used_as_words(script, call, readers):
            yield finding(
                "quotes-kept",
                call.command.line,
                "piped, cypher-shell prints strings with their double quotes, so the names "
                "that the "
                "loop goes on with have quotes in them",
                "take them away: | tr -d '\"'",
                ShownBy.REFERENCE,
            )


def json_texts(runbook: Runbook) -> Iterator[Finding]:
    """``jq`` without ``-r``: what is a text comes with its double quotes."""
    for script, call in runbook.of("jq"):
        command = call.command
        if any(re.match(r"-\w*[rj]|--(raw|join)-output", text) for text in command.texts[1:]):
            continue
        if [*script.after(outermost(command))]:
            continue
        variable = re.escape(command.assigned)
        compared = command.assigned and re.search(
            rf"\"?\${{?{variable}\}}?\"?\s*(?:==?|!=)\s*\"?(?!true\b|false\b|null\b)[A-Za-z]",
            script.text,
        )
        line = lines_of(script.text)[max(0, command.line - script.line) :][:1]
        named = re.search(r"\.(?:name|topic|hostname|email|namespace)\s*$", command.texts[-1])
        looped = named and any(re.search(r"\bfor\s+\w+\s+in\s+[\"]?\$\(", one) for one in line)
        if compared or looped:
            yield finding(
                "quotes-kept",
                command.line,
                "jq prints texts with their double quotes, and what goes on with them here has "
                "quotes in it",
                "jq -r",
                ShownBy.REFERENCE,
                (Edit(command.line, "jq ", "jq -r "),),
            )


def _rows(command: Command) -> tuple[str, int] | None:
    if command.name not in ("head", "tail"):
        return None
    found = re.search(r"(?:-n\s*)?([+-]?\d+)", " ".join(command.texts[1:]))
    if found is None:
        return None
    number = int(found[1])
    classic = not command.has("-n")
    return command.name, number if not (classic and command.name == "head") else abs(number)


def _used_as_words(script: Script, call: Call, readers: list[Command]) -> bool:
    quoted = any(one.name in {"tr", "sed"} for one in readers)
    variable = call.command.assigned
    loops = re.search(rf"for \w+ in \"?\${{?{variable}\b", script.text) if variable else None
    return not quoted and loops is not None


LOOKS = (
    picked_columns,
    first_rows,
    plain_rows,
    json_texts,
)
