"""jq on what kubectl prints as JSON: paths that lead to no field of the object."""

import re
from collections.abc import Iterator

from drillbook.audit import kubernetes
from drillbook.audit.catalogue import finding
from drillbook.audit.finding import Finding, ShownBy
from drillbook.audit.options import Call
from drillbook.audit.runbook import Runbook
from drillbook.audit.shell import Command
from drillbook.audit.surroundings import outermost

_PATH = re.compile(r"\.[A-Za-z_]\w*(?:\??\.[A-Za-z_]\w*|\[[^\]]*\]|\?)*")
_SCOPE = re.compile(rf"(?:{_PATH.pattern}|\.\[\])")
_TEXT = re.compile(r'"(?:[^"\\]|\\.)*"')
_SELECT = re.compile(r"select\(([^()|]*)\)")
# An object, a list or a text of plain paths: after it nothing is known of what comes.
_SHAPED = re.compile(r"^(\{[^(){|]*\}|\[[^()\[|]*\]|[^(){}|]*)$")
_OF_LIST = ("items", "kind", "apiVersion", "metadata")
_TAKES = {"--arg": 2, "--argjson": 2, "--slurpfile": 2, "--rawfile": 2, "--indent": 1, "-L": 1}


def json_paths(runbook: Runbook) -> Iterator[Finding]:
    """``kubectl get pods -o json | jq '.items[].status.state'``."""
    for script, call in runbook.of("kubectl"):
        kind = _kind(call)
        reader = next(script.after(outermost(call.command)), None)
        if kind is None or reader is None or reader.name != "jq":
            continue
        for path in paths(program(reader)):
            wrong = _wrong(kind, path, one=_is_one(call))
            if wrong:
                yield finding(
                    "json-path",
                    reader.line,
                    wrong,
                    f"see kubectl explain {call.texts[0].partition('/')[0]} --recursive",
                    ShownBy.SCHEMA,
                )
                break


def _kind(call: Call) -> str | None:
    """Return the built-in kind of which a call gets JSON."""
    as_json = call.path == ("get",) and call.value("-o", "--output") == "json"
    if not as_json or not call.arguments or "," in call.texts[0] or call.has("--raw", "-f"):
        return None
    kind = kubernetes.resource(call.texts[0])
    served = kind is not None and kubernetes.served_as(str(kind["kind"]))
    return str(kind["kind"]) if kind is not None and served else None


def _is_one(call: Call) -> bool | None:
    """Return whether one object comes, and no list; None where a variable may hold several."""
    if any("$" in text for text in call.texts):
        return None
    named = len(call.texts) - 1 + ("/" in call.texts[0])
    return named == 1


def program(reader: Command) -> str:
    """Return the program that a call of jq runs, or nothing where it is in a file or computed."""
    words = iter(reader.words[1:])
    for word in words:
        if word.text in _TAKES:
            for _ in range(_TAKES[word.text]):
                next(words, None)
        elif not word.text.startswith("-"):
            return "" if word.raw[:1] == '"' and "$" in word.raw else word.text
        elif word.text in ("-f", "--from-file", "-s", "--slurp", "-n", "-R"):
            return ""
    return ""


def paths(text: str) -> Iterator[list[str]]:
    """Yield each path from the top of what jq reads, as long as it is certain from where."""
    scope = ""
    for part in _segments(text):
        inner = _SELECT.fullmatch(part)
        if _SCOPE.fullmatch(part):
            scope += part.removesuffix("?")
            yield _parts(scope)
            continue
        texts = [
            said for text in _TEXT.findall(part) for said in re.findall(r"\\\(([^()|]*)\)", text)
        ]
        shaped = inner[1] if inner else part
        plain = _TEXT.sub("", shaped)
        if not inner and not _SHAPED.match(plain):
            return
        for said in [plain, *texts]:
            for found in _PATH.finditer(said):
                if not _goes_on(said[: found.start()]):
                    yield _parts(scope + found[0])
        if inner is None:
            return


def _goes_on(before: str) -> bool:
    """Return whether what stands before a path is what it goes on from."""
    return before[-1:].isalnum() or before.rstrip()[-1:] in ("]", ")", "}", "?", "$", "_")


def _parts(path: str) -> list[str]:
    return re.findall(r"[A-Za-z_]\w*", re.sub(r"\[[^\]]*\]", "", path))


def _segments(text: str) -> list[str]:
    """Return what stands between the pipes of a program, but for those in brackets and texts."""
    parts, depth, quoted, start = [], 0, False, 0
    for at, sign in enumerate(text):
        if sign == '"' and text[at - 1 : at] != "\\":
            quoted = not quoted
        elif not quoted:
            depth += (sign in "([{") - (sign in ")]}")
            if sign == "|" and depth == 0 and text[at + 1 : at + 2] != "=":
                parts.append(text[start:at].strip())
                start = at + 1
    return [*parts, text[start:].strip()]


def _wrong(kind: str, path: list[str], *, one: bool | None) -> str:
    """Return why a path leads nowhere, or nothing."""
    if not path or one is None:
        return ""
    if path[0] == "items":
        if one:
            return f"one {kind} is no list: it has no .items, and jq fails"
        path = path[1:]
    elif not one:
        known = path[0] in _OF_LIST
        return "" if known else f"what comes is a list: .{path[0]} is in each of .items[]"
    if {"annotations", "labels", "data", "stringData", "managedFields"} & set(path):
        return ""
    missing = kubernetes.missing_field(kind, path)
    if missing is None:
        return ""
    return f"a {kind} has no field .{'.'.join(path)} ({missing} is unknown): jq gives null"


LOOKS = (json_paths,)
