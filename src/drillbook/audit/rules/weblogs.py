"""Fields of a web server's log in the combined format, as nginx and Apache write it by default."""

import re
from collections.abc import Iterator
from itertools import pairwise

from drillbook.audit.catalogue import finding
from drillbook.audit.finding import Edit, Finding, ShownBy
from drillbook.audit.options import Call
from drillbook.audit.runbook import Runbook
from drillbook.audit.shell import Command, Script
from drillbook.audit.surroundings import outermost

# $remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent "$http_referer" …
_BY_BLANK = {
    1: "the client's address", 4: "the time", 6: "the method", 7: "the path", 8: "the protocol",
    9: "the status", 10: "the bytes sent", 11: "the referer",
}  # fmt: skip
_BY_QUOTE = {2: "the request", 3: "status and bytes", 4: "the referer", 6: "the user agent"}
_MEANT = (
    (r"status(?:es)?|(?:response|return|http|error) codes?|[345]xx", "the status"),
    (r"ips?|ip address(?:es)?|address(?:es)?|clients?|visitors?|talkers?", "the client's address"),
    (r"paths?|urls?|uris?|endpoints?|pages?|routes?", "the path"),
    (r"bytes|traffic|bandwidth|volume", "the bytes sent"),
    (r"user[ -]agents?|browsers?", "the user agent"),
    (r"referr?ers?", "the referer"),
)
_FILE = re.compile(
    r"(?i)(?:^|/)(?!.*(?:squid|haproxy|tomcat|localhost))[\w.-]*access[._-]?log[\w.*-]*$"
)
_OTHER_FORMAT = re.compile(
    r"(?i)log_format|LogFormat|log-format|vhost_combined|escape=json|"
    r"access_log\s+\S+\s+(?!combined)[a-z]|"
    r"\blogs?\b[^.\n]{0,40}\bjson\b|\bjson\b[^.\n]{0,20}\blogs?\b|\bjq\b[^\n]*access"
)
_SERVER = re.compile(r"(?i)nginx|apache|httpd")
_PASSES = ("grep", "egrep", "zgrep", "tail", "head", "sed", "sudo")
_STATUS = re.compile(
    r"\$(\d+)\s*(?:~\s*/\^?\"?[1-5](?:\d\d|\.\.|\[0-9\]\[0-9\]|xx)?\$?/|"
    r"(?:==|!=|>=?|<=?)\s*\"?[1-5]\d\d\b)"
)
_PRINTS = re.compile(r"\{\s*print\s+\$(\d+)\s*;?\s*\}\s*$")
_COUNTS = re.compile(r"\[\s*\$(\d+)\s*\]\s*(?:\+\+|\+=\s*1\b)|\+\+\w+\[\s*\$(\d+)\s*\]")
_SUMS = re.compile(r"\+=\s*\$(\d+)")


def fields(runbook: Runbook) -> Iterator[Finding]:
    """``awk '{print $8}' access.log`` for the status, which is the ninth field."""
    if not runbook.mentions(_SERVER.pattern) or runbook.mentions(_OTHER_FORMAT.pattern):
        return
    for script, call in runbook.calls:
        command = outermost(call.command)
        if call.tool in ("awk", "gawk", "cut") and _reads_file(call):
            yield from _judged(script, call.command)
            continue
        if not _writes_log(call):
            continue
        for reader in script.after(command):
            if reader.name in ("awk", "gawk", "cut"):
                yield from _judged(script, reader)
            if reader.name not in _PASSES:
                break


def _reads_file(call: Call) -> bool:
    redirected = [target for sign, target in call.command.redirects if sign == "<"]
    return any(_FILE.search(word) for word in (*call.command.texts[2:], *redirected))


def _writes_log(call: Call) -> bool:
    if call.tool in ("cat", "zcat", "tail", "head", "grep", "zgrep", "egrep"):
        return _reads_file(call) or bool(_FILE.search(call.command.texts[-1]))
    text = call.command.text
    plain = not re.search(r"--timestamps|--prefix|-t\b", text)
    logs = re.match(r"(?:kubectl\b.* logs|docker logs|podman logs)\b", text)
    return bool(logs and plain and "nginx" in text)


def _judged(script: Script, reader: Command) -> Iterator[Finding]:
    names = _names(reader)
    for number, meant in _said(script, reader, names):
        got = names.get(number, "nothing of use")
        right = next((at for at, name in names.items() if name == meant), 0)
        if right and got != meant:
            yield finding(
                "column",
                reader.line,
                f"in the combined format field {number} is {got}; what is meant is {meant}, "
                f"field {right}",
                f"take field {right}",
                ShownBy.REFERENCE,
                _edits(reader, number, right),
            )


def _edits(reader: Command, number: int, right: int) -> tuple[Edit, ...]:
    if reader.name != "cut" and reader.text.count(f"${number}") == 1:
        return (Edit(reader.words[0].line, f"${number}", f"${right}"),)
    return ()


def _names(reader: Command) -> dict[int, str]:
    """Return the fields by their number, as the sign that divides them makes them."""
    words = [*reader.texts, ""]
    signs = [word[2:] or after for word, after in pairwise(words) if re.match(r"-[Fd](?!\w)", word)]
    if not signs:
        return {} if reader.name == "cut" else _BY_BLANK
    return {" ": _BY_BLANK, '"': _BY_QUOTE}.get(signs[0], {})


def _said(script: Script, reader: Command, names: dict[int, str]) -> Iterator[tuple[int, str]]:
    """Yield each field by which the script says what it takes it for, and what that is."""
    program = _program(reader)
    statuses = {int(number) for number in _STATUS.findall(program)}
    if names is _BY_BLANK:
        yield from ((number, "the status") for number in statuses)
    wanted = _wanted(script, reader)
    summed = {int(one) for one in _SUMS.findall(program)}
    if len(summed) == 1 and "the bytes sent" in wanted:
        yield summed.pop(), "the bytes sent"
        return
    if statuses or any(
        re.search(r"\b[1-5](\d\d|xx|\.\.)(?!\d)", one.text) for one in _before(script, reader)
    ):
        wanted -= {"the status"}
    taken = _taken(reader, program)
    if len(wanted) == 1 and len(taken) == 1:
        yield taken.pop(), wanted.pop()


def _before(script: Script, reader: Command) -> list[Command]:
    return [one for one in script.pipe(reader) if one.position < reader.position]


def _program(reader: Command) -> str:
    return next((word.text for word in reader.words[1:] if "$" in word.text), "")


def _taken(reader: Command, program: str) -> set[int]:
    if reader.name == "cut":
        found = re.search(r"\s-f\s*(\d+)(?![\d,-])", reader.text)
        return {int(found[1])} if found else set()
    counted = {int(one or two) for one, two in _COUNTS.findall(program)}
    summed = {int(one) for one in _SUMS.findall(program)}
    printed = {int(one) for one in _PRINTS.findall(program)}
    return counted or summed or printed


def _wanted(script: Script, reader: Command) -> set[str]:
    """Return what the comment, or else the sentence above, says that is taken."""
    note = reader.note or script.around.rpartition(" / ")[2]
    return {
        meant for words, meant in _MEANT if re.search(rf"(?i)(?<![\w-])(?:{words})(?![\w-])", note)
    }


LOOKS = (fields,)
