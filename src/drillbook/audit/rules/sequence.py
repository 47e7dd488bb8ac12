"""Steps whose order the tool itself prescribes, and files that are gone when they are read."""

import re
from collections.abc import Iterator
from fnmatch import fnmatch

from drillbook.audit import options
from drillbook.audit.catalogue import finding
from drillbook.audit.finding import Finding, ShownBy
from drillbook.audit.procedure import procedures
from drillbook.audit.runbook import Runbook
from drillbook.audit.shell import Command, Script

_PACKS = {"gzip": r"-\w*[kc]|--keep|--stdout", "xz": r"-\w*[kc]|--keep|--stdout",
          "bzip2": r"-\w*[kc]|--keep|--stdout"}  # fmt: skip
# What reads the file that it is given, and what makes one of that name.
_LOADS = re.compile(
    r"\b(pg_restore|mongorestore|mysqlbinlog|snapshot (?:restore|inspect|status)|"
    r"import_definitions|kv import|database load|slapadd|tar -?\w*x\w*|gunzip|zcat|unzip|source|"
    r"(?:kubectl|helm)\b.* (?:apply|create|replace|upgrade|install)|psql\b.* -f|mysql\b)\b"
)


def _pairs(script: Script) -> Iterator[tuple[Command, tuple[Command, ...]]]:
    for at, command in enumerate(script.commands):
        if not command.inside and not command.condition:
            yield command, script.commands[at + 1 :]


def removed(runbook: Runbook) -> Iterator[Finding]:
    """``rm -f /tmp/vault.snap``, and then a restore from it; ``gzip FILE``, and FILE is read."""
    for script in (one.script for one in procedures(runbook)):
        for command, later in _pairs(script):
            for path in _gone(command):
                reader = _reader(later, path)
                if reader is None:
                    continue
                how = "packed into another file" if command.name in _PACKS else "removed"
                yield finding(
                    "deleted-before-use",
                    reader.line,
                    f"line {command.line} has {how} {path}, and this reads it",
                    f"{command.name} -k" if command.name in _PACKS else "read it first",
                    ShownBy.REASONED,
                )


def _gone(command: Command) -> list[str]:
    """Return the files that a command takes away, as they are written."""
    words = [one for one in command.texts[1:] if not one.startswith("-")]
    if command.name == "rm" and not re.search(r"\s-\w*r|--recursive", command.text):
        return [one for one in words if "$" not in one and re.search(r"[\w*]", one)]
    if command.name in _PACKS and not re.search(rf"\s({_PACKS[command.name]})", command.text):
        packs = not re.search(r"\s-\w*[dtl]\w*\b|--(decompress|test|list)", command.text)
        return [one for one in words if packs and "*" not in one and "$" not in one]
    return []


def _reader(later: tuple[Command, ...], path: str) -> Command | None:
    """Return the first command that loads a file, unless something makes it again before."""
    for command in later:
        targets = [target for sign, target in command.redirects if sign.startswith(">")]
        sources = [target for sign, target in command.redirects if sign == "<"]
        named = [one for one in (*command.texts[1:], *sources) if fnmatch(one.lstrip("@"), path)]
        if any(fnmatch(one, path) for one in targets):
            return None
        if not named:
            stem = path.rpartition("/")[2].partition("*")[0]
            if any(stem in one for one in command.texts[1:]):
                return None  # something else is done with it: unpacked, or made from another
            continue
        reads = _LOADS.search(command.text) or sources
        return command if reads and not command.rescued else None
    return None


# Tool and step, the step that must stand before it, and why.
_FIRST = (
    ("rabbitmqctl", r" (?:force_)?reset$| join_cluster ", r" stop_app$",
     "RabbitMQ refuses this while the application runs"),
    ("rabbitmqctl", r" forget_cluster_node ", r" -n \S+ stop_app$",
     "a node that runs cannot be forgotten"),
    ("curl", r"/_snapshot/[^/ ]+/[^/ ]+/_restore\b", r"/_close\b",
     "an index that is open is not restored"),
)  # fmt: skip


def too_late(runbook: Runbook) -> Iterator[Finding]:
    """``rabbitmqctl reset``, and ``rabbitmqctl stop_app`` after it."""
    for script in (one.script for one in procedures(runbook)):
        for tool, step, first, why in _FIRST:
            before = False
            for command, later in _pairs(script):
                if command.name != tool:
                    continue
                text = command.text
                before = before or bool(re.search(first, text))
                after = [one for one in later if one.name == tool and re.search(first, one.text)]
                if re.search(step, text) and after and not before and _same(tool, text, after[0]):
                    yield finding(
                        "comes-too-late",
                        after[0].line,
                        f"{why}, and line {command.line} comes before this",
                        "do this first",
                        ShownBy.REFERENCE,
                    )
                    break


def _same(tool: str, text: str, other: Command) -> bool:
    """Return whether two calls are about the same node or index."""
    if tool == "curl":
        index = re.search(r"([\w.*-]+)/_close", other.text)
        return bool(index and index[1].rstrip("*") in text)
    node = re.search(r"forget_cluster_node (\S+)", text)
    named = re.search(r" -n (\S+)", other.text)
    return not node or bool(named and named[1] == node[1])


def started(runbook: Runbook) -> Iterator[Finding]:
    """``systemctl start postgresql``, and then ``pgbackrest restore`` over its files."""
    for script in (one.script for one in procedures(runbook)):
        up: Command | None = None
        for command in script.commands:
            if command.name in ("systemctl", "service", "pg_ctlcluster", "pg_ctl"):
                of = re.search(r"(?i)postgres|patroni|pg_ctl", command.text)
                verb = re.search(r"\b(start|restart|stop|kill|disable)\b", command.text)
                if of and verb and not command.inside:
                    up = command if verb[1] in ("start", "restart") else None
            restores = command.name == "pgbackrest" and command.texts[-1] == "restore"
            if restores and up is not None and not re.search(r"--pg1?-path", command.text):
                yield finding(
                    "comes-too-late",
                    command.line,
                    f"line {up.line} starts the server, and pgbackrest does not restore over the "
                    "files of one that runs",
                    "stop it, restore, then start it",
                    ShownBy.REFERENCE,
                )
                up = None


def of_a_pod(runbook: Runbook) -> Iterator[Finding]:
    """A pod is deleted, and then its old log or a file in its ``/tmp`` is asked for."""
    for script in (one.script for one in procedures(runbook)):
        for command, later in _pairs(script):
            call = options.read(command)
            if call.tool != "kubectl" or call.path != ("delete",) or call.has("--dry-run"):
                continue
            words = [part for text in call.texts for part in text.split("/")]
            pod = words[-1] if words[:1] in (["pod"], ["pods"], ["po"]) and len(words) == 2 else ""
            for one in later if pod and "$" not in pod else ():
                asked = options.read(one)
                waits = one.name == "sleep" or asked.path[:1] in (("wait",), ("get",), ("rollout",))
                if waits:
                    continue
                log = asked.path == ("logs",) and asked.has("-p", "--previous")
                copies = asked.path == ("cp",) and asked.texts[:1]
                own = log and asked.texts[:1] in ((pod,), (f"pod/{pod}",))
                file = copies and re.match(rf"(\S+/)?{re.escape(pod)}:/tmp/", asked.texts[0])
                if own or file:
                    yield finding(
                        "deleted-before-use",
                        one.line,
                        f"line {command.line} deletes pod {pod}: the one that comes in its place "
                        + ("has no earlier log" if own else "has nothing in its /tmp"),
                        "keep this first, and delete afterwards",
                        ShownBy.REASONED,
                    )
                break  # what comes later is another matter


def snapshots(runbook: Runbook) -> Iterator[Finding]:
    """``nodetool clearsnapshot -t x``, and then the files of snapshot x are packed."""
    for script in (one.script for one in procedures(runbook)):
        for command, later in _pairs(script):
            tag = re.search(r"nodetool\b.* clearsnapshot\b.*(?:-t|--tag)[ =](\S+)", command.text)
            if tag is None or "$" in tag[1]:
                continue
            for one in later:
                if re.search(rf"snapshot\b.*(?:-t|--tag)[ =]{re.escape(tag[1])}\b", one.text):
                    break
                if f"snapshots/{tag[1]}" in one.text:
                    yield finding(
                        "deleted-before-use",
                        one.line,
                        f"line {command.line} deletes snapshot {tag[1]}",
                        "copy it first, and clear it afterwards",
                        ShownBy.REASONED,
                    )
                    break


LOOKS = (removed, too_late, started, of_a_pod, snapshots)
