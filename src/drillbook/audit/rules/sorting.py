"""What sort and uniq make of lines that come to them in another form than they take."""

import re
from collections.abc import Iterator

from drillbook.audit.catalogue import finding
from drillbook.audit.finding import Edit, Finding, ShownBy
from drillbook.audit.runbook import Runbook
from drillbook.audit.shell import Command
from drillbook.audit.surroundings import outermost

_HUMAN = {"du": r"\s-\w*h|--human-readable"}
_FIELD = re.compile(r"^\{\s*print\s+\$(\d+|NF)\s*;?\s*\}$")
_UNSORTED = ("ps", "ss", "netstat", "kubectl", "docker", "awk", "cat", "grep", "zcat")


def by_number(runbook: Runbook) -> Iterator[Finding]:
    """``du -sh * | sort -n``: 9M comes after 2G."""
    for script, call in runbook.of(*_HUMAN):
        if not re.search(_HUMAN[call.tool], call.command.text):
            continue
        reader = next(script.after(outermost(call.command)), None)
        if reader is None or reader.name != "sort":
            continue
        flags = " ".join(one for one in reader.texts[1:] if one.startswith("-"))
        if re.search(r"-\w*k\s*[2-9]", reader.text):
            continue
        if re.search(r"n", flags) and not re.search(r"h|V|--human", flags):
            yield finding(
                "sorted-otherwise",
                reader.line,
                f"{call.tool} writes sizes such as 900K and 2.1G here, and sort -n takes the "
                "number without the unit: 900K is above 2.1G",
                "sort -h",
                ShownBy.REFERENCE,
                (Edit(reader.line, "sort -n", "sort -h"),) if reader.has("-n") else (),
            )


def neighbours(runbook: Runbook) -> Iterator[Finding]:
    """``awk '{print $1}' access.log | uniq -c | sort -rn``: uniq counts neighbours alone."""
    for script, call in runbook.of("uniq"):
        command = call.command
        pipe = [one for one in script.pipe(command) if one.position < command.position]
        following = next(script.after(command), None)
        if not pipe or not command.has("-c", "--count") or following is None:
            continue
        ranks = following.name == "sort" and re.search(r"\s-\w*n", following.text)
        sorts = any(one.name in ("sort", "tac", "column") or "sort" in one.text for one in pipe)
        picks = _picked(pipe[-1])
        if ranks and not sorts and picks and pipe[0].name in _UNSORTED:
            yield finding(
                "sorted-otherwise",
                command.line,
                "uniq counts lines that stand one below the other, and these are not sorted: one "
                "value is counted in several rows",
                "sort | uniq -c",
                ShownBy.REFERENCE,
            )


def _picked(command: Command) -> bool:
    """Return whether a command picks one field, which is no time by its place in a log."""
    if command.name == "awk" and len(command.words) > 1:
        program = next((text for text in command.texts[1:] if "{" in text), "")
        found = _FIELD.match(program.strip())
        return bool(found and found[1] not in ("4", "5"))
    return False


LOOKS = (by_number, neighbours)
