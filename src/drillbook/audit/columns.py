"""The columns of what tools print, by the tools' own formats.

kubectl: ``pkg/printers/internalversion/printers.go`` of Kubernetes 1.34 and ``kubectl top``; Kafka:
``ConsumerGroupCommand`` of 4.0.0; the rest as GNU coreutils 9.1, procps 4.0 and iproute2 print.
"""

import re

from drillbook.audit.options import Call

_GET = {
    "pods": "NAME READY STATUS RESTARTS AGE",
    "nodes": "NAME STATUS ROLES AGE VERSION",
    "deployments": "NAME READY UP-TO-DATE AVAILABLE AGE",
    "statefulsets": "NAME READY AGE",
    "daemonsets": "NAME DESIRED CURRENT READY UP-TO-DATE AVAILABLE NODE-SELECTOR AGE",
    "services": "NAME TYPE CLUSTER-IP EXTERNAL-IP PORT(S) AGE",
    "jobs": "NAME STATUS COMPLETIONS DURATION AGE",
    "namespaces": "NAME STATUS AGE",
    "configmaps": "NAME DATA AGE",
    "secrets": "NAME TYPE DATA AGE",
    "persistentvolumeclaims": "NAME STATUS VOLUME CAPACITY",
    "replicasets": "NAME DESIRED CURRENT READY AGE",
    "persistentvolumes": "NAME CAPACITY ACCESS-MODES RECLAIM-POLICY STATUS",
}
_SHORT = {
    "po": "pods",
    "pod": "pods",
    "no": "nodes",
    "node": "nodes",
    "deploy": "deployments",
    "deployment": "deployments",
    "sts": "statefulsets",
    "statefulset": "statefulsets",
    "ds": "daemonsets",
    "daemonset": "daemonsets",
    "svc": "services",
    "service": "services",
    "job": "jobs",
    "ns": "namespaces",
    "namespace": "namespaces",
    "cm": "configmaps",
    "configmap": "configmaps",
    "secret": "secrets",
    "pvc": "persistentvolumeclaims",
    "pv": "persistentvolumes",
    "persistentvolume": "persistentvolumes",
    "persistentvolumeclaim": "persistentvolumeclaims",
    "rs": "replicasets",
}
_PLAIN = {
    "df": "FILESYSTEM SIZE USED AVAILABLE USE% MOUNTED",
    "du": "SIZE PATH",
    "docker ps": "ID IMAGE COMMAND",
}
_SHORTEST = 4  # letters of a word that names a column by a part of its name
_CONSUMER_GROUPS = (
    "GROUP TOPIC PARTITION CURRENT-OFFSET LOG-END-OFFSET LAG CONSUMER-ID HOST CLIENT-ID"
)
# Words by which people mean a column, where they are not its name.
MEANT = {
    "lag": "LAG",
    "status": "STATUS",
    "state": "STATUS",
    "restarts": "RESTARTS",
    "restart": "RESTARTS",
    "ready": "READY",
    "capacity": "CAPACITY",
    "used": "USED",
    "usage": "USE%",
    "avail": "AVAILABLE",
    "available": "AVAILABLE",
    "free": "AVAILABLE",
    "cpu": "CPU",
    "memory": "MEMORY",
    "mem": "MEMORY",
    "partition": "PARTITION",
    "topic": "TOPIC",
    "version": "VERSION",
    "age": "AGE",
    "cluster-ip": "CLUSTER-IP",
    "percent": "USE%",
    "pct": "USE%",
    "pid": "PID",
    "rss": "RSS",
    "offset": "OFFSET",
    "mounted": "MOUNTED",
    "node": "NODE",
    "completions": "COMPLETIONS",
    "namespace": "NAMESPACE",
    "pv": "VOLUME",
    "volume": "VOLUME",
}
# What other tools print: vault and consul by their documentation, velero by its printers
# (pkg/cmd/util/output), nodetool and helm by their output.
_OTHERS = {
    ("vault", "operator raft list-peers"): "NODE ADDRESS STATE VOTER",
    ("consul", "operator raft list-peers"): "NODE ID ADDRESS STATE VOTER",
    ("consul", "members"): "NODE ADDRESS STATUS TYPE BUILD PROTOCOL DC PARTITION SEGMENT",
    ("velero", "backup get"): "NAME STATUS ERRORS WARNINGS",
    ("velero", "restore get"): "NAME BACKUP STATUS",
    ("velero", "schedule get"): "NAME STATUS",
    ("nodetool", "status"): "STATE ADDRESS",
    ("helm", "list"): "NAME NAMESPACE REVISION UPDATED TIME ZONE ZONE-NAME STATUS CHART",
}
# The words that stand in a column, and in no other of the same output.
VALUES: dict[str, dict[str, tuple[str, ...]]] = {
    "vault": {"STATE": ("leader", "follower")},
    "consul": {"STATE": ("leader", "follower"), "STATUS": ("alive", "failed", "left", "leaving")},
    "velero": {"STATUS": ("Failed", "Completed", "PartiallyFailed", "InProgress", "Deleting")},
    "nodetool": {"STATE": ("UN", "DN", "UJ", "UL", "DL")},
    "helm": {"STATUS": ("deployed", "failed", "superseded", "pending-install", "pending-upgrade")},
    "kubectl": {"STATUS": ("Running", "Pending", "CrashLoopBackOff", "Evicted", "NotReady")},
}


def of(call: Call) -> tuple[str, ...]:
    """Return the names of the columns that a command prints, or nothing if it is not known."""
    if call.tool == "kubectl":
        return _kubectl(call)
    if call.tool == "kafka-consumer-groups" and call.has("--describe"):
        plain = not call.has("--members", "--state", "--all-groups", "--offsets")
        return tuple(_CONSUMER_GROUPS.split()) if plain else ()
    if call.tool == "df" and not call.has("-T", "-i", "--output", "--print-type", "--inodes"):
        return tuple(_PLAIN["df"].split())
    if call.tool == "ps":
        return _ps(call.command.texts[1:])
    if call.tool == "rabbitmqctl" and "--formatter" not in call.command.text:
        return _listed(call.command.texts[1:])
    if call.tool == "curl":
        return _cat(call.command.text)
    return _other(call)


def _other(call: Call) -> tuple[str, ...]:
    """Return the columns of tools that print one table alone."""
    if re.search(r"\s-(o|w|format|detailed|-output)\b", call.command.text):
        return ()
    words = " ".join(one for one in call.command.texts[1:] if not one.startswith("-"))
    for (tool, path), names in _OTHERS.items():
        if call.tool == tool and re.match(rf"{path}(\s|$)", words):
            return tuple(names.split())
    return ()


def _listed(words: tuple[str, ...]) -> tuple[str, ...]:
    """Return the columns that rabbitmqctl is asked for: its last words."""
    lists = next((at for at, word in enumerate(words) if word.startswith("list_")), None)
    asked = words[lists + 1 :] if lists is not None else ()
    plain = [word.upper() for word in asked if re.fullmatch(r"[a-z_]+", word)]
    return tuple(plain) if len(plain) == len([w for w in asked if not w.startswith("-")]) else ()


def called(word: str, names: tuple[str, ...]) -> str:
    """Return the one column that a word names, by its meaning or as a part of its name."""
    meant = MEANT.get(word.lower(), "")
    if meant in names:
        return meant
    parts = [name for name in names if word.upper() in re.split(r"[._-]", name)]
    return parts[0] if len(parts) == 1 and len(word) >= _SHORTEST else ""


# What _cat prints without h=, by Elasticsearch's and OpenSearch's documentation.
_CAT = {
    "indices": "HEALTH STATUS INDEX UUID PRI REP DOCS.COUNT DOCS.DELETED STORE.SIZE PRI.STORE.SIZE",
}


def _cat(text: str) -> tuple[str, ...]:
    """Return the columns of Elasticsearch's compact answers, as ``h=`` asks for them."""
    asked = re.search(r"/_cat/(\w+)[^?\s]*(?:\?(\S*))?", text)
    if asked is None or "format=" in (asked[2] or ""):
        return ()
    named = re.search(r"(?:^|&)h=([\w.,*]+)", asked[2] or "")
    names = named[1].upper().split(",") if named else _CAT.get(asked[1], "").split()
    return () if any("*" in name for name in names) else tuple(names)


def _kubectl(call: Call) -> tuple[str, ...]:
    output = call.value("-o", "--output")
    wide = output == "wide"
    if (output is not None and not wide) or (not call.arguments and call.path[:1] != ("top",)):
        return ()
    if call.path[:1] == ("top",):
        return _top(call)
    if call.path != ("get",):
        return ()
    kind = call.texts[0].lower()
    names = _GET.get(_SHORT.get(kind, kind), "").split()
    if not names or (wide and _SHORT.get(kind, kind) not in ("pods",)):
        return ()
    names += ["IP", "NODE", "NOMINATED-NODE", "READINESS-GATES"] if wide else []
    return ("NAMESPACE", *names) if call.has("-A", "--all-namespaces") else tuple(names)


def _top(call: Call) -> tuple[str, ...]:
    if call.path == ("top", "pod"):
        names: tuple[str, ...] = ("NAME", "CPU", "MEMORY")
        names = ("POD", *names) if call.has("--containers") else names
        return ("NAMESPACE", *names) if call.has("-A", "--all-namespaces") else names
    if call.path == ("top", "node"):
        return ("NAME", "CPU", "CPU%", "MEMORY", "MEMORY%")
    return ()


def _ps(words: tuple[str, ...]) -> tuple[str, ...]:
    if words[:1] in (("aux",), ("-aux",), ("auxww",)):
        return (
            "USER",
            "PID",
            "%CPU",
            "%MEM",
            "VSZ",
            "RSS",
            "TTY",
            "STAT",
            "START",
            "TIME",
            "COMMAND",
        )
    if words[:1] in (("-ef",),):
        return ("UID", "PID", "PPID", "C", "STIME", "TTY", "TIME", "CMD")
    return ()
