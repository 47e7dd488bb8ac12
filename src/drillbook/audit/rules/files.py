"""Files of a script: written where nobody reads them, or removed before they are read."""

import re
from collections.abc import Iterator
from itertools import pairwise

from drillbook.audit.catalogue import finding
from drillbook.audit.finding import Finding, ShownBy
from drillbook.audit.runbook import Runbook
from drillbook.audit.shell import Command

# A container's own: what is below is on no volume, unless somebody went to the trouble.
_OWN = re.compile(r"^/(?:var/)?tmp/[\w./-]+$")
_OUTPUT = {
    "pg_dump": ("-f", "--file"),
    "pg_dumpall": ("-f", "--file"),
    "mysqldump": ("-r", "--result-file"),
    "redis-cli": ("--rdb",),
}
_REACH_INTO = ("kubectl", "docker", "podman", "oc", "ssh", "scp", "echo", "printf", "rm", "mkdir")


def left_behind(runbook: Runbook) -> Iterator[Finding]:
    """Files written in a container and read here, to where nothing brings them."""
    for script in runbook.scripts:
        written: dict[str, Command] = {}
        for command in script.commands:
            if command.place.kind == "container":
                written |= dict.fromkeys(_written(command), command)
                continue
            paths = [path for path in written if path in command.text]
            here = [target for sign, target in command.redirects if sign in (">", ">>")]
            if command.name in _REACH_INTO or set(here) & written.keys():
                # What copies it, or makes another of the same name here, ends the matter.
                copies = {"cp", "rsync", "scp"} & set(command.texts) or here
                written = {} if copies else written
                continue
            for path in paths:
                by = written.pop(path)
                yield finding(
                    "file-elsewhere",
                    command.line,
                    f"{path} is written in {by.place.container or 'the container'} (line "
                    f"{by.line}), and {command.name} looks for it here, to where nothing brings it",
                    f"kubectl cp POD:{path} {path} before it",
                    ShownBy.REASONED,
                )


def _written(command: Command) -> list[str]:
    flags = _OUTPUT.get(command.name, ())
    texts = command.texts
    found = [after for flag, after in pairwise(texts) if flag in flags]
    found += [text.partition("=")[2] for text in texts if text.partition("=")[0] in flags]
    return [path for path in found if _OWN.match(path)]


def removed_first(runbook: Runbook) -> Iterator[Finding]:
    """``rm -r`` of a folder, and then a copy of it is to be made."""
    for script in runbook.scripts:
        for at, command in enumerate(script.commands):
            if command.name != "rm" or command.inside or not re.search(r"\s-\w*r", command.text):
                continue
            for word in command.words[1:]:
                if not word.text.startswith("/") or word.globs or "$" in word.text:
                    continue
                path = word.text.rstrip("/")
                again = (one for one in script.commands[at + 1 :] if path in one.text)
                later = next(again, None)
                if later is not None and not later.inside and _copies(later, path):
                    yield finding(
                        "backup-deleted",
                        command.line,
                        f"{path} is removed here, and line {later.line} is to copy it",
                        "copy it first, see that the copy is good, and then remove it",
                        ShownBy.REASONED,
                    )


def _copies(command: Command, path: str) -> bool:
    """Return whether a command reads a path to copy it elsewhere."""
    texts = [text.rstrip("/") for text in command.texts[1:] if not text.startswith("-")]
    if command.name == "tar":
        packs = re.match(r"tar\s+(-\w*c|c|--create)", command.text)
        return packs is not None and path in texts[-1:]
    return command.name in ("cp", "rsync", "mv") and path in texts[:-1]


LOOKS = (left_behind, removed_first)
