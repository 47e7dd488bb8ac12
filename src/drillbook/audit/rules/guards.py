"""Destruction with nothing before it, and such as takes more than is meant."""

import re
from collections.abc import Iterator

from drillbook.audit import kubernetes, options
from drillbook.audit.catalogue import finding
from drillbook.audit.destroys import wholly
from drillbook.audit.document import lines_of
from drillbook.audit.finding import Finding, ShownBy
from drillbook.audit.options import Call
from drillbook.audit.rules.order import BACKUP, RESTORE
from drillbook.audit.runbook import Runbook
from drillbook.audit.shell import Command, Script
from drillbook.audit.surroundings import guarded

_WARNED = re.compile(
    r"(?i)\b(confirm|caution|warning|danger|irreversib|destructive|permanent|cannot be undone|"
    r"make sure|ensure that|double.check|only (?:if|after|when)|approval|approved|data loss)"
)


_REPLACED = re.compile(
    r"(?i)\b(reset|re-?join\w*|rebuil[dt]\w*|replac\w+|re-?init\w*|re-?sync\w*|re-?clon\w+|lost|corrupt\w*|"
    r"damaged|dead|failed|broken|stuck)\b"
)
# What nobody makes again by itself, and a namespace is empty without.
_MADE_BY_HAND = {
    "Deployment", "StatefulSet", "DaemonSet", "Service", "Ingress", "ConfigMap", "Secret",
    "CustomResourceDefinition",
}  # fmt: skip
_HOLDS_DATA = {"Namespace", "PersistentVolumeClaim", "PersistentVolume"}
_DATA_FOLDER = r"/(var/(lib|opt)|data|mnt|srv|opt|backups?)\b|\$"
# What is there for a while only, or was moved aside.
_PASSING = (
    r"\b(tmp|temp)[/*_-]|cache|scratch|\$\(mktemp|[._-](old|bak|orig|prev|previous|broken)(?![\w-])"
)
_FETCHED = re.compile(r"\b(curl|wget|git clone)\b")
_MEANT = re.compile(
    r"(?i)\b(delete|remove|decommission|offboard|off-board|cleanup|clean up|clean-up|tear ?down|"
    r"uninstall|give[ns]? up|retired?|unused|orphan(ed|s)?|purge|drop|destroy|"
    r"prune|flush|clear|wipe|test|drill|staging|lab|scratch|sandbox|simulate|mimic|pretend|"
    r"example|demo)\b"
)


def unguarded(runbook: Runbook) -> Iterator[Finding]:
    """Commands that destroy data with nothing before them."""
    for script in runbook.scripts:
        for command in script.commands:
            fed = _fed_by(script, command)
            what = _destroys(command, fed) or wholly(command, script.text)
            if not what or guarded(script, command) or "--dry-run" in command.text:
                continue
            if what.startswith("rm -r of /opt/") and _FETCHED.search(script.text):
                continue  # a program that is installed anew
            words = f"{command.note} {script.around} {_objects(command)}"
            before = " ".join(one.text for one in script.commands if one.line < command.line)
            if "DROP" in what and any(
                one.line > command.line and RESTORE.search(one.text) for one in script.commands
            ):
                continue  # the order of a restore is looked at on its own
            meant = _MEANT.search(words) and not (fed is not None and _everything(script, fed))
            if meant or _WARNED.search(words) or BACKUP.search(before) or _copied(script, command):
                continue
            if _REPLACED.search(words) and re.search(r"-(\d+|\$\w+)$", _claim(command)):
                continue  # one member's own volume, which it fills again from the others
            yield finding(
                "unguarded",
                command.line,
                f"{what}, and neither a question nor a backup comes before it",
                "ask first, and take a backup that is looked at",
                ShownBy.REASONED,
            )


def _copied(script: Script, command: Command) -> bool:
    """Return whether the claim or folder that goes has been copied out of its pod before."""
    claim = _claim(command)
    for one in script.commands:
        if (
            one.line >= command.line
            or one.name not in ("kubectl", "docker")
            or "cp" not in one.texts
        ):
            continue
        pod = one.texts[-2].partition(":")[0].rpartition("/")[2]
        if ":" in one.texts[-2] and ":" not in one.texts[-1] and claim.endswith(pod):
            return True
    return False


def _fed_by(script: Script, command: Command) -> Call | None:
    """Return the kubectl get whose names xargs hands to a kubectl delete."""
    by = command.wrapper
    if by is None or by.name != "xargs" or command.name != "kubectl":
        return None
    before = [one for one in script.pipe(by) if one.position < by.position]
    calls = [options.read(one) for one in before if one.name == "kubectl"]
    return next((call for call in calls if call.path == ("get",) and call.arguments), None)


def _everything(script: Script, call: Call) -> bool:
    """Return whether what a kubectl get lists is handed on whole."""
    chosen = call.has("-l", "--selector", "--field-selector") or len(call.arguments) > 1
    readers = [one.name for one in script.after(call.command)]
    picks = any(name in ("grep", "awk", "jq", "sed", "head", "tail") for name in readers)
    return not chosen and not picks


# In SQL and its like the verb is no word for what is meant to go.
_VERBS = re.compile(
    r"(?i)\b(DETACH\s+DELETE|DELETE\s+FROM|DROP\s+(TABLE|DATABASE|SCHEMA|KEYSPACE)|TRUNCATE)\b"
    r"|^(?:delete|prune)(?=\s+-)|(?-i:(?<![\w-])DELETE(?![\w-]))"
)


def _objects(command: Command) -> str:
    """Return what a command names, as words: its arguments without the subcommand."""
    if command.name != "kubectl":
        return _VERBS.sub(" ", " ".join(command.texts[2:])).replace("-", " ")
    call = options.read(command)
    named = [*call.texts[1:], call.value("-n", "--namespace") or "", call.value("-l") or ""]
    return " ".join((*named, *call.texts[:1])).replace("-", " ").replace("/", " ")


def _claim(command: Command) -> str:
    call = options.read(command)
    return call.texts[-1] if command.name == "kubectl" and len(call.texts) in (1, 2) else ""


def _deleted_kinds(command: Command, fed: Call | None) -> list[str]:
    call = options.read(command)
    if call.path != ("delete",):
        return []
    first = call.texts[0] if call.arguments else ""
    if fed is not None and not kubernetes.resource(first):
        first = fed.texts[0]
    kinds = [kubernetes.resource(part) for part in first.split(",") if part]
    return [str(kind["kind"]) for kind in kinds if kind is not None]


def _every(command: Command) -> str:
    """Return the kind of which a kubectl delete takes all, if nobody makes them again."""
    call = options.read(command)
    chosen = call.has("-l", "--selector", "--field-selector", "-f", "--filename")
    if call.path != ("delete",) or not call.has("--all") or chosen or not call.arguments:
        return ""
    kinds = _deleted_kinds(command, None)
    found = [kind for kind in kinds if kind in _MADE_BY_HAND]
    own = call.texts[0].startswith("applications.argoproj.io")
    return found[0] if found else "Application" if own else ""


def _destroys(command: Command, fed: Call | None) -> str:
    text, name = command.text, command.name
    if name == "kubectl" and _HOLDS_DATA & set(_deleted_kinds(command, fed)):
        return "this deletes volumes with their data"
    if name == "kubectl" and (every := _every(command)):
        return f"this deletes every {every}"
    if name == "rm" and re.search(r"\s-\w*r", text) and not re.search(_PASSING, text):
        root = next((word.text for word in command.words[1:] if not word.text.startswith("-")), "")
        if re.match(r"\$\{\w+:\?", root):
            return ""  # which stops where nothing is set
        inside = command.place.kind == "container" and re.match(r"/\w", root)
        return f"rm -r of {root}" if inside or re.match(_DATA_FOLDER, root) else ""
    if name == "redis-cli" and re.search(r"(?i)\bflush(all|db)\b", text):
        return "this deletes every key"
    if name in ("mkfs", "mkfs.ext4", "mkfs.xfs", "wipefs") or (name == "dd" and "of=/dev/" in text):
        return "this overwrites a device"
    if name == "terraform" and "destroy" in command.texts:
        return "this destroys what Terraform has made"
    found = re.search(r"(?i)\b(TRUNCATE|DROP (TABLE|DATABASE|SCHEMA))\b", text)
    of = re.search(r"(?i)\bDROP TABLE (?:IF EXISTS )?([\w.$]+)", text)
    own = of is not None and re.search(rf"(?i)CREATE [\w ]*TABLE {re.escape(of[1])}(?!\w)", text)
    if found and not own and name in ("psql", "mysql", "mariadb"):
        return f"{found[1].upper()} deletes whole tables"
    return ""


def loose(runbook: Runbook) -> Iterator[Finding]:
    """A loop that deletes whatever contains a name."""
    for script in runbook.scripts:
        text = script.text
        for command in script.commands:
            deletes = "for_statement" in command.inside and re.search(
                r"(^|\s)(--delete|delete|rm|DROP)(\s|$)", command.text
            )
            if not deletes or (command.wrapper is not None and command.wrapper.inside):
                continue
            for grep in (
                one for one in script.commands if one.name == "grep" and one.line < command.line + 1
            ):
                pattern = grep.texts[-1]
                if (
                    grep.following
                    or not re.fullmatch(r"[A-Za-z0-9._-]{3,}", pattern)
                    or grep.has("-w", "-x", "-v", "-F", "-wx")
                ):
                    continue
                if (
                    re.search(r"for\s+\w+\s+in\s+\$\(", text) and "for_statement" in grep.inside
                ) or not grep.inside:
                    if not _feeds(script, grep, command):
                        continue
                    yield finding(
                        "loose-match",
                        grep.line,
                        f"grep takes every name that contains {pattern!r}, those of others "
                        "that go on after it "
                        "too, and the loop deletes them all",
                        f"take whole names: grep '^{pattern}\\.'",
                        ShownBy.REASONED,
                    )
                    break


def _feeds(script: Script, grep: Command, command: Command) -> bool:
    lines = lines_of(script.text)[: command.line - script.line + 1]
    text = "\n".join(lines[max(0, grep.line - script.line - 3) :])
    return bool(re.search(r"for\s+\w+\s+in\s+\$\([^)]*grep", text, re.DOTALL))


LOOKS = (
    unguarded,
    loose,
)
