"""Paths that are meant from another folder than the one that the script is in by then."""

import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from drillbook.audit.catalogue import finding
from drillbook.audit.finding import Finding, ShownBy
from drillbook.audit.runbook import Runbook
from drillbook.audit.shell import Command, Script, Word

# A file's name alone, without a folder: edge.key, dump.sql.gz.
_NAME = re.compile(r"^(?:\./)?([\w-]+(?:\.[\w-]+)*\.[a-z][a-z0-9]{1,7})$")
_MADE_BY = ("-o", "-O", "-out", "-keyout", "--output-file")
_READ = (
    "cat", "scp", "cp", "mv", "psql", "mysql", "pg_restore", "kubectl", "tar", "gunzip", "zcat",
    "gzip", "openssl", "aws", "gpg", "sha256sum", "helm", "rsync", "curl", "jq", "source", ".",
)  # fmt: skip
_PATH_FLAGS = ("-f", "--filename", "--values", "--file", "-k", "--kustomize")


def left(runbook: Runbook) -> Iterator[Finding]:
    """``cd /a; pg_dump app > app.sql; cd /b; gzip app.sql``."""
    for script in runbook.scripts:
        if _known(script):
            yield from _from_elsewhere(script)


def below_itself(runbook: Runbook) -> Iterator[Finding]:
    """``cd deploy/overlays/prod``, and then ``kubectl apply -f deploy/base/a.yaml``."""
    for script in runbook.scripts:
        inside: list[tuple[str, Command]] = []
        for command in script.commands if _known(script) else ():
            if command.name == "cd":
                to = _target(command)
                deep = re.fullmatch(r"(?:\./)?([\w-]+)/[\w./-]+", to)
                inside = [*inside, (deep[1], command)] if deep and ".." not in to else []
                continue
            for word in _paths(command):
                for first, by in inside:
                    if word.text.removeprefix("./").startswith(f"{first}/"):
                        yield finding(
                            "file-elsewhere",
                            word.line,
                            f"line {by.line} has gone into {_target(by)}, and {word.text} is "
                            "looked for below it",
                            "give the path from there, or go back first (cd -)",
                            ShownBy.REASONED,
                        )
                        break


def _known(script: Script) -> bool:
    """Return whether it is certain from the text in which folder each command runs."""
    moves = [one for one in script.commands if one.name in ("cd", "pushd", "popd")]
    plain = all(
        one.name == "cd" and not one.inside and not one.condition and one.joined != "||"
        for one in moves
    )
    return (
        bool(moves) and plain and not re.search(r"\(\s*cd\b|^\s*\(\s*$", script.text, re.MULTILINE)
    )


def _target(command: Command) -> str:
    return command.texts[1] if len(command.words) > 1 else "~"


def _paths(command: Command) -> Iterator[Word]:
    for before, word in zip(command.words, command.words[1:], strict=False):
        if before.text in _PATH_FLAGS and command.place.kind == "here":
            yield word


def _from_elsewhere(script: Script) -> Iterator[Finding]:
    at, made = "", dict[str, tuple[str, int]]()
    for command in script.commands:
        if command.place.kind != "here":
            continue
        if command.name == "cd":
            at = _moved(at, _target(command))
            continue
        written = set(_written(command))
        for word in command.words[1:] if command.name in _READ else ():
            found = _NAME.match(word.text)
            name = found[1] if found else ""
            if name in written or name not in made or made[name][0] in (at, "?") or at == "?":
                continue
            yield finding(
                "file-elsewhere",
                word.line,
                f"{name} is written in {made[name][0] or 'the folder of the start'} (line "
                f"{made[name][1]}), and by now the script is in {at}",
                "give the whole path, or go back first (cd -)",
                ShownBy.REASONED,
            )
        made |= dict.fromkeys(written, (at, command.line))
        if command.name in ("cp", "mv", "scp", "rsync", "tar", "unzip", "git", "wget", "curl"):
            made = {n: w for n, w in made.items() if w[0] == at}  # may bring files along


def _moved(at: str, to: str) -> str:
    """Return the folder after cd; ``?`` where it is not known."""
    if "$" in to or to == "-" or "*" in to or at == "?":
        return "?"
    if to.startswith(("/", "~")):
        return to.rstrip("/") or "/"
    if ".." in to:
        return "?"
    return str(PurePosixPath(at) / to) if to != "." else at


def _written(command: Command) -> Iterator[str]:
    for sign, target in command.redirects:
        if sign in (">", ">>") and (found := _NAME.match(target)):
            yield found[1]
    for before, word in zip(command.words, command.words[1:], strict=False):
        dumps = before.text == "-f" and command.name in ("pg_dump", "pg_dumpall")
        if (before.text in _MADE_BY or dumps) and (found := _NAME.match(word.text)):
            yield found[1]


LOOKS = (left, below_itself)
