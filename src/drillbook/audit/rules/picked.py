"""What pipes pick, by the words above them and by what their own filter has chosen already."""

import re
from collections.abc import Iterator

from drillbook.audit import columns
from drillbook.audit.catalogue import finding
from drillbook.audit.finding import Finding, ShownBy
from drillbook.audit.options import Call
from drillbook.audit.runbook import Runbook
from drillbook.audit.shell import Command, Script
from drillbook.audit.surroundings import outermost

_PRINTS = re.compile(r"\{\s*print\s+\$(\d+)\s*;?\s*\}$")
_LIMIT = re.compile(r"(?<![/*+-])(?<![/*+-] )\$(\d+)(?:\s*\+\s*0)?\s*[<>]=?\s*(\d+)")
_NAMES = re.compile(r"(?i)^\W*(?:(?:print|list|show|find|get)\w*\s+)?(?:the |all )?names?\b")
_SAID = r"(?<![\d.,]){}\s*(%|per ?cent\b|[A-Za-z]+)"
_ROWS = ("NAME", "INDEX", "POD", "NODE", "TOPIC", "GROUP")


def _awks(script: Script, call: Call) -> Iterator[tuple[Command, str]]:
    """Yield the first awk that reads the columns of a command, with its program."""
    for reader in script.after(outermost(call.command)):
        if reader.name == "awk":
            if len(reader.words) == 2:
                yield reader, reader.words[-1].text.strip()
            return
        if reader.name not in ("grep", "egrep", "tail", "head", "sort"):
            return


def _prose(script: Script, command: Command) -> str:
    """Return the comment above a command, else the last sentence above its block."""
    if command.note:
        return command.note
    last = script.around.rpartition(" / ")[2].strip()
    return last.split("\n")[-1]


def by_words(runbook: Runbook) -> Iterator[Finding]:
    """``Queues with more than 10,000 messages``, and the pipe compares the consumers with it."""
    for script, call in runbook.calls:
        names = columns.of(call)
        for reader, program in _awks(script, call) if names else ():
            prose = _prose(script, call.command)
            for number, limit in _LIMIT.findall(program):
                yield from _compared(reader, names, int(number), limit, prose)
            found = _PRINTS.search(program)
            if found and _NAMES.search(prose) and program.count("print") == 1:
                yield from _named(reader, names, int(found[1]))


def _compared(
    reader: Command, names: tuple[str, ...], number: int, limit: str, prose: str
) -> Iterator[Finding]:
    spelled = f"(?:{limit}|{int(limit):,})"
    said = re.findall(_SAID.format(spelled), prose)
    if len(said) != 1 or not 0 < number <= len(names):
        return
    percent = [name for name in names if "%" in name]
    if len(percent) > 1:
        percent = [name for name in percent if re.search(rf"\b{name.strip('%')}\b", prose)]
    sign = said[0] == "%" or said[0].startswith("per")
    meant = percent[0] if sign and len(percent) == 1 else ""
    meant = meant or ("" if sign else columns.called(said[0], names))
    if meant and meant != names[number - 1]:
        yield _column(reader, names, number, meant)


def _named(reader: Command, names: tuple[str, ...], number: int) -> Iterator[Finding]:
    of = [name for name in names if name in _ROWS]
    got = names[number - 1] if 0 < number <= len(names) else ""
    if of and got and got not in _ROWS and not got.startswith("NAME"):
        yield _column(reader, names, number, of[0])


def _column(reader: Command, names: tuple[str, ...], number: int, meant: str) -> Finding:
    right = names.index(meant) + 1
    return finding(
        "column",
        reader.line,
        f"column {number} is {names[number - 1]}; what is meant here is {meant}, column {right} "
        f"of {' '.join(names)}",
        f"take ${right}",
        ShownBy.REFERENCE,
    )


def chosen(runbook: Runbook) -> Iterator[Finding]:
    """``LEADER=$(… list-peers | grep leader | awk '{print $3}')``: it is always 'leader'."""
    for script, call in runbook.calls:
        names = columns.of(call)
        for reader, program in _awks(script, call) if names else ():
            found = _PRINTS.search(program)
            got = names[int(found[1]) - 1] if found and int(found[1]) <= len(names) else ""
            asked = _asked(script, call, reader, program)
            if not got or not asked or not _gone_on(script, reader):
                continue
            if asked in columns.VALUES.get(call.tool, {}).get(got, ()):
                yield finding(
                    "column",
                    reader.line,
                    f"column {found[1] if found else ''} is {got}, by which the rows were chosen: "
                    f"this is always {asked!r}",
                    f"take a column of {' '.join(names)} that names the row",
                    ShownBy.REFERENCE,
                )


def _asked(script: Script, call: Call, reader: Command, program: str) -> str:
    """Return the word by which the rows were chosen."""
    greps = [
        one.texts[-1]
        for one in script.after(outermost(call.command))
        if one.name == "grep" and one.position < reader.position and not one.has("-v", "-c")
    ]
    pattern = re.match(r"/\^?\s*([\w-]+)/\s*\{", program)
    words = greps + ([pattern[1]] if pattern else [])
    return words[0] if len(words) == 1 else ""


def _gone_on(script: Script, reader: Command) -> bool:
    """Return whether what comes out is used as a value, and not counted."""
    later = [one.name for one in script.after(reader)]
    counts = any(name in ("uniq", "wc", "sort") for name in later)
    return not counts and (bool(reader.assigned) or reader.following == 0 or "xargs" in later)


def borders(runbook: Runbook) -> Iterator[Finding]:
    """The rows of patronictl's table begin with a bar, and awk takes it for a column."""
    for script, call in runbook.of("patronictl"):
        if call.path not in (("list",), ("topology",)) or call.has("-f", "--format"):
            continue
        for reader, program in _awks(script, call):
            found = _PRINTS.search(program)
            if found and int(found[1]) in (1, 3, 5):
                yield finding(
                    "column",
                    reader.line,
                    f"patronictl prints a table, and its column {found[1]} is the bar between "
                    "two cells",
                    "take $2 for the member, or patronictl list -f json | jq",
                    ShownBy.REFERENCE,
                )


def namespaces(runbook: Runbook) -> Iterator[Finding]:
    """``get pods -A | awk '{print $1}' | xargs kubectl delete pod``: $1 is the namespace."""
    for script, call in runbook.of("kubectl"):
        names = columns.of(call)
        for reader, program in _awks(script, call) if names[:1] == ("NAMESPACE",) else ():
            found = _PRINTS.search(program)
            following = next(script.after(reader), None)
            if not found or following is None or following.name != "xargs":
                continue
            takes = re.search(
                r"kubectl (?:delete|describe|logs|get|exec) (?:po|pods?|deploy\w*|jobs?|pvc)\s*$",
                following.text,
            )
            if takes and found[1] == "1":
                yield _column(reader, names, 1, "NAME")


def ranked(runbook: Runbook) -> Iterator[Finding]:
    """``kubectl top pods | sort -k3 -r``: 9Mi comes after 512Mi as a text."""
    for script, call in runbook.of("kubectl"):
        names = columns.of(call)
        reader = next(script.after(outermost(call.command)), None)
        if not names or reader is None:
            continue
        shown = _reordered(reader, names)
        sort = next(script.after(reader), None) if shown else reader
        found = re.search(r"-k\s?(\d+)", sort.text) if sort and sort.name == "sort" else None
        listed = shown or names
        got = listed[int(found[1]) - 1] if found and 0 < int(found[1]) <= len(listed) else ""
        letters = "".join(re.findall(r"\s-(?:k\s?[\d.,]*)?([a-zA-Z]*)", sort.text)) if sort else ""
        letters += "".join(re.findall(r"-k\s?[\d.,]+([a-zA-Z]+)", sort.text)) if sort else ""
        numeric = re.search(r"[nhgV]", letters) or "--sort" in (sort.text if sort else "")
        sizes = call.path[:1] == ("top",) and got in ("CPU", "MEMORY", "CPU%", "MEMORY%")
        if sort and sizes and not numeric:
            yield _sorted(sort, f"{got} is sorted as text: 9Mi comes above 512Mi", "sort -h")
        elif sort and got in ("STATUS", "NAME", "NODE", "ROLES") and re.search(r"n", letters):
            yield _sorted(sort, f"{got} is a text, and sort -n takes all for 0", "sort a number")


def _reordered(reader: Command, names: tuple[str, ...]) -> tuple[str, ...]:
    """Return the columns that an awk prints, if it does nothing else."""
    if reader.name != "awk" or len(reader.words) != 2:
        return ()
    found = re.fullmatch(r"\{\s*print\s+((?:\$\d+\s*,\s*)*\$\d+)\s*\}", reader.texts[-1].strip())
    numbers = [int(one) for one in re.findall(r"\d+", found[1])] if found else []
    plain = numbers and all(0 < one <= len(names) for one in numbers)
    return tuple(names[one - 1] for one in numbers) if plain else ()


def _sorted(command: Command, why: str, repair: str) -> Finding:
    return finding("sorted-otherwise", command.line, why, repair, ShownBy.REFERENCE)


def members(runbook: Runbook) -> Iterator[Finding]:
    """``etcdctl member remove`` takes the ID, which is the first column of ``member list``."""
    for script, call in runbook.of("etcdctl"):
        if "member list" not in call.command.text or call.has("-w", "--write-out"):
            continue
        for reader in script.after(outermost(call.command)):
            number = re.search(r"print \$(\d)|-f\s?(\d)\b", reader.text)
            divided = re.search(r"-F\s?,|-d\s?,", reader.text)
            if number is None or divided is None or not reader.assigned:
                continue
            variable = re.escape(reader.assigned)
            used = re.search(rf"etcdctl\b.* member remove \"?\$\{{?{variable}\b", script.text)
            field = number[1] or number[2]
            if used and field != "1":
                yield finding(
                    "column",
                    reader.line,
                    f"column {field} of etcdctl member list is "
                    f"{ {'2': 'the status', '3': 'the name'}.get(field, 'an address') }, and "
                    "member remove takes the ID, column 1",
                    "take column 1",
                    ShownBy.REFERENCE,
                )


LOOKS = (by_words, chosen, borders, namespaces, ranked, members)
