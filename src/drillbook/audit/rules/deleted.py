"""Objects that are deleted or scaled to nothing, and used all the same afterwards."""

import re
from collections.abc import Iterator

from drillbook.audit import kubernetes, options
from drillbook.audit.catalogue import finding
from drillbook.audit.finding import Finding, ShownBy
from drillbook.audit.options import Call
from drillbook.audit.procedure import procedures
from drillbook.audit.rules.order import RESTORE
from drillbook.audit.runbook import Runbook
from drillbook.audit.shell import Command

# Pods, Secrets and the like come again by whoever made them.
_STAYS_AWAY = (
    "Node",
    "Namespace",
    "Deployment",
    "StatefulSet",
    "DaemonSet",
    "PersistentVolumeClaim",
    "CronJob",
    "Job",
    "ConfigMap",
    "Service",
)
_USES = (("scale",), ("label",), ("annotate",), ("patch",), ("cordon",), ("uncordon",), ("drain",),
         ("exec",), ("logs",), ("cp",), ("rollout", "restart"), ("rollout", "undo"))  # fmt: skip
_READERS = ("cat", "zcat", "gunzip", "zstdcat", "unzip", "cp", "sha256sum")
_LOADS = ("slapadd", "pg_restore", "mongorestore", "neo4j-admin", "tar", "unzip", "psql", "mysql")
_READS_TOPICS = ("kafka-console-consumer", "kafka-get-offsets", "kafka-mirror-maker")
_MAKES = re.compile(
    r"\b(apply|create|replace|helm (install|upgrade)|argocd app sync|flux|kustomize|terraform|"
    r"kubeadm|kubelet|bootstrap|eksctl|gcloud|az|aws|velero|make|run)\b"
)


def _call(command: Command) -> Call | None:
    return options.read(command) if command.name == "kubectl" else None


def _target(call: Call) -> tuple[str, str, str]:
    """Return kind, name and namespace of the one object that a call is about, or nothing."""
    namespace = call.value("-n", "--namespace") or ""
    first, *more = [*call.texts, ""]
    if call.path in (("cordon",), ("uncordon",), ("drain",)):
        return "Node", first, ""
    kind = kubernetes.resource(first)
    name = first.partition("/")[2] or (more[0] if more else "")
    if kind is None:
        return "", "", ""
    return str(kind["kind"]), name, "" if kind["kind"] in ("Node", "Namespace") else namespace


def used_after(runbook: Runbook) -> Iterator[Finding]:
    """``kubectl delete node X``, and then ``kubectl uncordon X``."""
    for script in (one.script for one in procedures(runbook)):
        for at, command in enumerate(script.commands):
            call = _call(command)
            if call is None or call.path != ("delete",) or call.has("--dry-run"):
                continue
            kind, name, namespace = _target(call)
            if not kind or not name or command.condition or command.inside:
                continue
            gone, after = (kind, name, namespace), script.commands[at + 1 :]
            if kind in _STAYS_AWAY:
                later = _first_use(after, gone)
            else:
                later = _saved(after, gone) if kind == "Secret" else None
            if later is not None:
                yield finding(
                    "deleted-before-use",
                    later.line,
                    f"line {command.line} deletes {kind.lower()} {name}, and nothing makes it "
                    "again before this asks for it",
                    "do this first, and delete afterwards",
                    ShownBy.REASONED,
                )


def _first_use(later: tuple[Command, ...], gone: tuple[str, str, str]) -> Command | None:
    for command in later:
        if _MAKES.search(command.text) and command.name != "echo":
            return None
        call = _call(command)
        if call is not None and not command.condition and not command.rescued and _uses(call, gone):
            return command
    return None


def _saved(later: tuple[Command, ...], gone: tuple[str, str, str]) -> Command | None:
    """Return what writes down an object afterwards; one that came again would be another."""
    for command in later:
        if _MAKES.search(command.text) and command.name != "echo":
            return None
        call = _call(command)
        kept = any(sign.startswith(">") for sign, _ in command.redirects)
        if call is not None and kept and call.path == ("get",) and _target(call) == gone:
            return command
    return None


def _uses(call: Call, gone: tuple[str, str, str]) -> bool:
    kind, name, namespace = gone
    if kind == "Namespace":
        reads = call.path == ("get",) and (call.value("-o", "--output") or "")[:4] in (
            "yaml", "json", "go-t", "cust")  # fmt: skip
        inside = call.value("-n", "--namespace") == name or (
            call.path == ("cp",) and any(text.startswith(f"{name}/") for text in call.texts[:1])
        )
        return inside and (call.path in _USES or reads)
    if kind == "PersistentVolumeClaim":
        return call.path == ("cp",) and _copies_from(call, name, namespace)
    saved = call.path == ("get",) and any(
        sign.startswith(">") for sign, _ in call.command.redirects
    )
    return (call.path in _USES or saved) and _target(call) == gone


def _copies_from(call: Call, claim: str, namespace: str) -> bool:
    source = call.texts[0] if call.arguments else ""
    pod = source.partition(":")[0] if ":" in source else ""
    within, _, pod = pod.rpartition("/")
    same = (within or call.value("-n", "--namespace") or "") == namespace
    return bool(pod) and same and claim.endswith(f"-{pod}")


def topics(runbook: Runbook) -> Iterator[Finding]:
    """``kafka-topics.sh --delete --topic x``, and then a consumer of x."""
    for script in (one.script for one in procedures(runbook)):
        gone: dict[str, Command] = {}
        for command in script.commands:
            call = options.read(command)
            topic = call.value("--topic") or ""
            if call.tool == "kafka-topics" and call.has("--delete") and not command.inside:
                gone[topic] = command
            elif call.tool == "kafka-topics" and call.has("--create"):
                gone.pop(topic, None)
            elif call.tool in _READS_TOPICS and topic in gone and "$" not in topic:
                yield finding(
                    "deleted-before-use",
                    command.line,
                    f"line {gone[topic].line} deletes topic {topic} with all its messages",
                    "read them first, and delete afterwards",
                    ShownBy.REASONED,
                )


def scaled_away(runbook: Runbook) -> Iterator[Finding]:
    """``scale statefulset/db --replicas=0``, and then ``exec db-0``."""
    for script in (one.script for one in procedures(runbook)):
        away: dict[tuple[str, str], Command] = {}
        for command in script.commands:
            call = _call(command)
            if call is None:
                if command.name in ("helm", "argocd", "flux"):
                    away.clear()
                continue
            _scaled(call, command, away)
            by = _pod_of(call, away)
            if by is not None and not command.condition and not command.rescued:
                yield finding(
                    "deleted-before-use",
                    command.line,
                    f"line {by.line} scales it to 0, so there is no pod in which this could run",
                    "do it while a pod runs, or in a pod of its own with the same volume",
                    ShownBy.REASONED,
                )


def _scaled(call: Call, command: Command, away: dict[tuple[str, str], Command]) -> None:
    """Note what a call scales to nothing, and forget what comes back by it."""
    namespace = call.value("-n", "--namespace") or ""
    if call.path == ("scale",):
        for text in _workloads(call):
            if call.value("--replicas") == "0" and not command.inside:
                away[text, namespace] = command
            else:
                away.pop((text, namespace), None)
    elif call.path in (("apply",), ("create",), ("run",), ("patch",), ("replace",)):
        away.clear()


def _workloads(call: Call) -> list[str]:
    """Return the workloads that a call names, each as kind/name."""
    kind, found = "", []
    for text in call.texts:
        own = kubernetes.resource(text)
        if "/" in text and own is not None:
            found.append(f"{own['kind']}/{text.partition('/')[2]}")
        elif not kind and own is not None:
            kind = str(own["kind"])
        elif kind:
            found.append(f"{kind}/{text}")
    return found


def _pod_of(call: Call, away: dict[tuple[str, str], Command]) -> Command | None:
    """Return what has scaled away the pod that a call of exec or cp needs, or nothing."""
    if call.path not in (("exec",), ("cp",)):
        return None
    namespace = call.value("-n", "--namespace") or ""
    first = next((text for text in call.texts if ":" in text), call.texts[0] if call.texts else "")
    named, _, _ = first.partition(":")
    if call.path == ("cp",):
        within, _, named = named.rpartition("/")
        namespace = within or namespace
    for (workload, where), command in away.items():
        kind, _, name = workload.partition("/")
        short = kubernetes.resource(named) if "/" in named else None
        direct = short is not None and f"{short['kind']}/{named.partition('/')[2]}" == workload
        ordinal = kind == "StatefulSet" and re.fullmatch(rf"{re.escape(name)}-\d+", named)
        if where == namespace and (direct or ordinal):
            return command
    return None


_KEPT = re.compile(r"(?i)backup|dump|snap|archive")
_ENDING = re.compile(r"\.(db|dump|sql|gz|tgz|tar|snap|rdb|archive|bak|zst)$")


def stored_within(runbook: Runbook) -> Iterator[Finding]:
    """``rm -rf /backup``, and then a restore from a file in it."""
    for script in (one.script for one in procedures(runbook)):
        for at, command in enumerate(script.commands):
            if command.name != "rm" or command.inside or not re.search(r"\s-\w*r", command.text):
                continue
            for word in command.words[1:]:
                path = word.text.rstrip("/*")
                if not path.startswith("/"):
                    continue
                later = _read_below(script.commands[at + 1 :], path)
                if later is not None and (_KEPT.search(path) or _file_below(later, path)):
                    yield finding(
                        "backup-deleted",
                        command.line,
                        f"{path} is removed here, and line {later.line} reads from it",
                        "keep what is restored from until the restore is good",
                        ShownBy.REASONED,
                    )


def _file_below(command: Command, path: str) -> bool:
    """Return whether a command names a file below a path that is a backup by its ending."""
    return any(text.startswith(f"{path}/") and _ENDING.search(text) for text in command.texts)


def _read_below(later: tuple[Command, ...], path: str) -> Command | None:
    """Return the first command that reads a file below a path, unless something brings it first."""
    for command in later:
        at = rf"(^|[=:]){re.escape(path)}(/|$)"
        below = [text for text in command.texts if re.search(at, text)]
        targets = {target for sign, target in command.redirects if sign.startswith(">")}
        sources = [target for sign, target in command.redirects if sign == "<"]
        if any(target.startswith(f"{path}/") for target in targets):
            return None
        brings = command.name in (
            "cp",
            "mv",
            "rsync",
            "scp",
            "aws",
            "gsutil",
            "mkdir",
            "tar",
            "curl",
        )
        if brings and (path in command.texts[-1] or below[-1:] == [command.texts[-1]]):
            return None
        if command.name in ("mkdir", "chown", "chmod", "ls", "test", "["):
            continue
        restores = RESTORE.search(command.text) or re.search(
            r"\b(restore|import|load)\b", command.text
        )
        reads = restores or command.name in (*_READERS, *_LOADS)
        if (below and reads) or any(source.startswith(path) for source in sources):
            return command
    return None


LOOKS = (used_after, topics, scaled_away, stored_within)
