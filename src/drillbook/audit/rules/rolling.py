"""All members of a quorum taken down by one loop, one selector or one call to many hosts."""

import re
from collections.abc import Iterator

from drillbook.audit import kubernetes, options
from drillbook.audit.catalogue import finding
from drillbook.audit.finding import Finding, ShownBy
from drillbook.audit.runbook import Runbook
from drillbook.audit.shell import Command, Script

MEMBERS = re.compile(
    r"(?i)\b(kafka|brokers?|zookeeper|zk|etcd|consul|rabbitmq|elasticsearch|opensearch|cassandra|scylla|"
    r"mongo(?:db|d)?|patroni|galera|nats|vault|redis-cluster|sentinels?|cockroach(?:db)?|redpanda|"
    r"clickhouse-keeper|nomad|raft|quorum|ceph|mon)(?=\b|[-_\d])"
)
_TAKES_DOWN = re.compile(
    r"(?i)\b(?:systemctl|service|supervisorctl|rc-service)\b.*\brestart\b|\breboot\b|"
    r"\b(?:docker|podman|docker-compose|nerdctl)\b.*\brestart\b|\bshutdown -r\b"
)
_DOWN = re.compile(r"(?i)\b(?:systemctl|service|docker|podman)\b.*\bstop\b|-server-stop")
_UP = re.compile(r"(?i)\b(?:systemctl|service|docker|podman)\b.*\bstart\b|-server-start")
_WAITS = re.compile(
    r"(?i)\b(sleep|wait|until|while|read|rollout status|health|status|describe|curl|nc|retry|"
    r"nodetool|wait-for\S*|under-replicated\S*|is-active|pg_isready|ping|timeout|check\w*|ready)\b"
)
# Where all are to be down on purpose, nothing is lost that was not given up.
_ON_PURPOSE = re.compile(
    r"(?i)\b(full|complete|whole|entire|cold|planned)\b[^.\n]{0,30}"
    r"\b(stop|shutdown|outage|restart|downtime)|\bshut(ting)? ?down\b|\bdecommission|"
    r"\btear ?down\b|\bpower|\bdowntime\b|\boutage\b|\boffline\b|"
    r"\bstop (all|every|the whole|the cluster)|\ball at once\b|\b(dev|test|staging|lab|sandbox)\b|"
    r"\bchaos\b|\bdrill\b|\bsimulat"
)
# Beside the members themselves, and by the same name.
_BESIDE = re.compile(
    r"(?i)operator|exporter|agent|client|csi|injector|gateway|tools?\b|dashboard|\bui\b|proxy|connect|"
    r"registry|rest\b|mirror|webhook|manager|mgr|osd|sidecar|browser|kibana|logstash|filebeat|admin|"
    r"consumer|producer|monitor\w*|provisioner"
)
_FEWEST = 3


def loops(runbook: Runbook) -> Iterator[Finding]:
    """``for b in 1 2 3; do ssh kafka-$b systemctl restart kafka; done``."""
    for script in runbook.scripts:
        for found in re.finditer(
            r"\bfor\s+(\w+)\s+in\s+([^;\n]+?)\s*(?:;|\n)\s*do\b(.*?)\bdone\b",
            script.text,
            re.DOTALL,
        ):
            first = script.line + script.text.count("\n", 0, found.start())
            last = script.line + script.text.count("\n", 0, found.end())
            inside = [
                one
                for one in script.commands
                if first <= one.line <= last and "for_statement" in one.inside
            ]
            down = _down(inside)
            if (
                down is None
                or _count(found[2]) < _FEWEST
                or _ON_PURPOSE.search(_around(script, down))
            ):
                continue
            if (
                not MEMBERS.search(found[0])
                or _BESIDE.search(down.text)
                or _WAITS.search(_bare(found[3]))
            ):
                continue
            yield _lost(down, "the loop goes on to the next member without waiting for this one")


def _bare(body: str) -> str:
    """Return a loop's body without what it echoes."""
    return re.sub(r"\becho\b[^;\n]*", "", body)


def _around(script: Script, command: Command) -> str:
    return f"{command.note} {script.around}"


def _count(over: str) -> int:
    """Return over how many a loop goes: 0 where that is not known, a range's length for a range."""
    sequence = re.search(r"\{(\d+)\.\.(\d+)\}|\bseq\s+(\d+)\s+(\d+)", over)
    if sequence:
        low, high = (int(one) for one in sequence.groups() if one)
        return abs(high - low) + 1
    if re.search(r"\bkubectl\b.*\s-l\b|get pods?\b.*-o name", over):
        return _FEWEST
    braces = re.search(r"\{([^}]*,[^}]*)\}", over)
    if braces:
        return len(braces[1].split(","))
    return 0 if "$" in over or "`" in over else len(over.split())


def _down(commands: list[Command]) -> Command | None:
    """Return the command of a loop that takes a member down to bring it back."""
    for command in commands:
        if command.wrapper is not None and _TAKES_DOWN.search(command.wrapper.text):
            continue
        if _TAKES_DOWN.search(command.text) or _deletes_pod(command):
            return command
    stops = [one for one in commands if _DOWN.search(one.text)]
    return stops[0] if stops and any(_UP.search(one.text) for one in commands) else None


def _deletes_pod(command: Command) -> bool:
    if command.name != "kubectl":
        return False
    call = options.read(command)
    first = call.texts[0].partition("/")[0] if call.arguments else ""
    kind = kubernetes.resource(first)
    if call.path != ("delete",):
        return False
    # names that come out of kubectl get -o name have their kind before them
    named = first.startswith("$") and "for_statement" in command.inside and len(call.arguments) == 1
    return bool(named or (kind is not None and kind["kind"] == "Pod"))


def selected(runbook: Runbook) -> Iterator[Finding]:
    """``kubectl delete pod -l app=kafka``, ``ansible kafka -m systemd -a state=restarted``."""
    for script in runbook.scripts:
        if script.in_sentence:
            continue
        for command in script.commands:
            if _ON_PURPOSE.search(_around(script, command)):
                continue
            if _deletes_pod(command) and not command.inside:
                call = options.read(command)
                label = call.value("-l", "--selector") or ""
                if (
                    MEMBERS.search(label)
                    and not _BESIDE.search(label)
                    and "statefulset.kubernetes.io/pod-name" not in label
                ):
                    yield _lost(command, f"every pod with {label} goes at the same time")
            elif label := _handed_on(script, command):
                yield _lost(command, f"every pod with {label} goes at the same time")
            elif _restarted(command):
                yield _lost(command, "none is waited for before the next one goes")
            elif _at_once(command):
                yield _lost(command, f"{command.name} does this on all of them at the same time")


def _handed_on(script: Script, command: Command) -> str:
    """Return by which label kubectl get chose the pods that xargs hands to kubectl delete."""
    by = command.wrapper
    if command.name != "kubectl" or by is None or by.name != "xargs":
        return ""
    if options.read(command).path != ("delete",):
        return ""
    for one in script.pipe(by):
        call = options.read(one)
        label = call.value("-l", "--selector") or ""
        pods = call.arguments and call.texts[0] in ("pod", "pods", "po")
        if one.name == "kubectl" and call.path == ("get",) and pods and MEMBERS.search(label):
            return "" if _BESIDE.search(label) else label
    return ""


def _restarted(command: Command) -> bool:
    """Return whether one call restarts three members or more, one right after the other."""
    if command.name not in ("docker", "podman") or command.texts[1:2] != ("restart",):
        return False
    named = [text for text in command.texts[2:] if re.search(r"[-_]?\d+$", text)]
    kinds = {re.sub(r"[-_]?\d+$", "", text) for text in named}
    members = len(kinds) == 1 and MEMBERS.search(named[0]) and not _BESIDE.search(named[0])
    return bool(members and len(named) >= _FEWEST)


def _at_once(command: Command) -> bool:
    text = command.text
    many = command.name in ("pdsh", "pssh", "parallel-ssh", "clush", "mussh") or (
        command.name == "ansible" and not re.search(r"\s(-f|--forks)[= ]?1\b", text)
    )
    restarts = _TAKES_DOWN.search(text) or "state=restarted" in text
    return bool(many and restarts and MEMBERS.search(text))


def _lost(command: Command, why: str) -> Finding:
    return finding(
        "quorum-lost",
        command.line,
        f"{why}: for a time no majority of the members is there",
        "one at a time, each waited for until it is back in the cluster",
        ShownBy.REASONED,
    )


LOOKS = (loops, selected)
