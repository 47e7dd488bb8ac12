"""Text that is not what it is used as: shell, YAML, JSON."""

import json
import re
import shutil
import subprocess
from collections.abc import Iterator

from drillbook.audit import options
from drillbook.audit.bash import read
from drillbook.audit.catalogue import finding
from drillbook.audit.document import Block, lines_of
from drillbook.audit.finding import Finding, ShownBy
from drillbook.audit.options import Call
from drillbook.audit.prompts import prepared
from drillbook.audit.runbook import SHELLS, Runbook

_WORDS = (
    "echo",
    "if",
    "for",
    "while",
    "cat",
    "export",
    "cd",
    "set",
    "fi",
    "done",
    "do",
    "then",
    "else",
    "kubectl",
    "docker",
    "helm",
    "psql",
    "curl",
    "sudo",
    "aws",
    "systemctl",
    "ssh",
    "rm",
    "cp",
    "mv",
    "grep",
    "awk",
    "sed",
    "jq",
    "find",
    "tar",
    "pg_dump",
    "pg_restore",
    "redis-cli",
    "git",
)


def scripts(runbook: Runbook) -> Iterator[Finding]:
    """Blocks that bash itself refuses; only such as are scripts and no notes."""
    bash = shutil.which("bash")
    for block in runbook.document.blocks:
        if block.language not in SHELLS or bash is None:
            continue
        source = prepared(block.text)
        if not read(block.text, block.line).broken and "<<" not in source:
            continue
        if "<<" not in source and not _is_code(source):
            continue
        try:
            done = subprocess.run(
                [bash, "-n"], input=source, capture_output=True, text=True, check=False, timeout=20
            )
        except subprocess.TimeoutExpired:
            continue  # a machine that has no time for it says nothing of the block
        yield from _endless(block, done.stderr)
        if not _is_code(source):
            continue
        found = re.search(r"line (\d+): (?!warning)(.*)", done.stderr)
        if done.returncode and found:
            # what ends too late is told at the end; an opening without its end is the defect
            yield finding(
                "shell-syntax",
                min(block.line + int(found[1]) - 1, block.line + source.count("\n")),
                f"bash refuses the block: {found[2].strip()}",
                "close what is open",
                ShownBy.EXECUTED,
            )


def _endless(block: Block, said: str) -> Iterator[Finding]:
    """A heredoc without its last line: all that follows is its text."""
    found = re.search(
        r"here-document at line (\d+) delimited by end-of-file \(wanted `(.*)'\)", said
    )
    abridged = re.search(r"^\W*(\.\.\.|\u2026)", block.text, re.MULTILINE)
    if found is None or abridged:
        return
    number, word = int(found[1]), found[2]
    indented = re.search(rf"^[ \t]+{re.escape(word)}[ \t]*$", block.text, re.MULTILINE)
    yield finding(
        "shell-syntax",
        block.line + number - 1,
        f"the here-document that begins here has no line {word!r} to end it: all that follows is "
        "taken for its text, and a shell into which it is pasted goes on waiting",
        f"put {word} at the very beginning of its line" if indented else f"add a line {word}",
        ShownBy.EXECUTED,
    )


def _is_code(source: str) -> bool:
    lines = [line.strip() for line in lines_of(source) if line.strip()]
    code = [line for line in lines if not line.startswith(("#", "|", '"', "'"))]
    known = [
        line
        for line in code
        if re.match(r"[A-Za-z_]\w*=", line)
        or line.split()[0] in _WORDS
        or line.split()[0] in options.tools()
    ]
    return (
        bool(code)
        and len(known) * 2 >= len(code)
        and not any(line.startswith("- ") for line in code)
    )


def yaml_blocks(runbook: Runbook) -> Iterator[Finding]:
    """Blocks of YAML that are none."""
    for block, _, broken in runbook.yaml_blocks:
        if (
            broken is None
            or broken.unread
            or re.search(
                r"\{\s*\{|\{%|@[A-Z_]+@|<-|\bsnip", re.sub(r"([\"'`]).*?\1", "", block.text)
            )
        ):
            continue
        if re.search(
            r"^\s*(\[?(\.{3,}|\u2026)\]?)\s*$|<[a-z][\w -]*>:|\bomitted\b", block.text, re.MULTILINE
        ):
            continue
        yield finding(
            "yaml-syntax",
            broken.line,
            f"the block is no YAML ({broken.said}): a file with this text is refused",
            "leave commands out of the file, and mend the line",
            ShownBy.SCHEMA,
        )


def json_texts(runbook: Runbook) -> Iterator[Finding]:
    """JSON in blocks, heredocs to .json files, patches and request bodies."""
    for block in runbook.document.blocks:
        shown = re.search(
            r"(?i)\b(output|response|result|returns?|prints?|answers?|like)\b", block.before
        )
        abridged = re.search(r"\.\.\.|\u2026|<[\w -]+>|(?:^|\s)//\s|/\*", block.text, re.MULTILINE)
        asked = re.match(
            r"(?:GET|PUT|POST|DELETE|HEAD) ", block.text
        )  # as Kibana's console takes it
        whole = block.text.lstrip().startswith(("{", "["))
        excerpt = not whole or block.text.count("{") != block.text.count("}")
        if block.language == "json" and not excerpt and not asked and not shown and not abridged:
            yield from _judged(block.text, block.line, lines=True)
    for _script, call in runbook.calls:
        command = call.command
        here = command.heredoc
        to_json = any(
            sign == ">" and target.endswith(".json") for sign, target in command.redirects
        )
        if here is not None and to_json:
            text = re.sub(r"\$\{?\w+\}?", "0", here.text) if here.expands else here.text
            yield from _judged(text, here.line, lines=True)
        if call.tool == "curl" and re.search(r"(?i)content-type:\s*application/json", command.text):
            yield from _body(call)
        if call.tool == "kubectl" and call.path == ("patch",):
            value = call.value("-p", "--patch") or ""
            word = next((w for w in command.words if w.text == value), None)
            if word and word.quoted and value.lstrip().startswith(("{", "[")) and "<" not in value:
                # the variable within a text, or alone between quotes of the shell's
                filled = re.sub(r"\$\{?\w+\}?", "0", value)
                bare = re.sub(r"'?\"?\$\{?\w+\}?\"?'?", "0", value)
                text = bare if _is_json(bare) else filled
                yield from _judged(text, word.line, lines=False)


def _body(call: Call) -> Iterator[Finding]:
    """Judge what curl sends as JSON, where it stands in the command."""
    for flag in call.flags:
        value = flag.value
        if flag.name not in ("-d", "--data", "--data-raw", "--data-binary", "--json"):
            continue
        word = next((one for one in call.command.words if one.text == value), None)
        if word is None or word.raw[:1] != "'" or not value.lstrip().startswith(("{", "[")):
            continue
        if (
            re.search(r"<[\w -]+>|\.\.\.|\u2026", value)
            or "'\"" in word.raw
            or value.count("\n{") > 1
        ):
            continue
        yield from _judged(value, word.line, lines=True)


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


def _is_stream(text: str) -> bool:
    """Return whether a text is one JSON value after the other, or nothing."""
    decoder, rest = json.JSONDecoder(), text.strip()
    while rest:
        try:
            _, end = decoder.raw_decode(rest)
        except ValueError:
            return False
        rest = rest[end:].strip()
    return True


def _judged(text: str, line: int, *, lines: bool) -> Iterator[Finding]:
    try:
        json.loads(text)
    except RecursionError:
        return  # nested deeper than anybody writes
    except json.JSONDecodeError as error:
        if _is_stream(text):
            return
        comment = re.search(r"^\s*(//|#)", text, re.MULTILINE)
        yield finding(
            "json-syntax",
            line + error.lineno - 1 if lines else line,
            f"this is used as JSON and is none: {error.msg}"
            + (" (JSON has no comments)" if comment else ""),
            "write whole JSON",
            ShownBy.SCHEMA,
        )


def fences(runbook: Runbook) -> Iterator[Finding]:
    """Code blocks that are never closed, and take the text below them for code."""
    lines = runbook.document.lines
    for first, last in runbook.document.open_fences:
        swallowed = [line for line in lines[first:last] if line.strip(" \t>")]
        if not swallowed:
            continue
        near = any(re.match(r"[\s>]*(``?|~~?)\s*$", line) for line in swallowed)
        yield finding(
            "open-fence",
            first,
            f"the code block that begins here has no end: all to line {last} is taken for code",
            "close it with three backticks" if near else "close it where the code ends",
            ShownBy.SCHEMA,
        )


LOOKS = (fences, scripts, yaml_blocks, json_texts)
