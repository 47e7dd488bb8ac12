"""Backups that their tool refuses to make, and restores that cannot read what was made."""

import re
from collections.abc import Iterator

from drillbook.audit.catalogue import finding
from drillbook.audit.finding import Finding, ShownBy
from drillbook.audit.runbook import Runbook


def refused(runbook: Runbook) -> Iterator[Finding]:
    """``pg_dump -j 4 -Fc``, ``mongodump --oplog --db``."""
    for _, call in runbook.of("pg_dump"):
        workers = call.value("-j", "--jobs") or ""
        form = (call.value("-F", "--format") or "p")[:1]
        if workers.isdigit() and int(workers) > 1 and form in "pct" and not call.unknown:
            yield finding(
                "flag-value",
                call.command.line,
                "pg_dump writes with several workers in the directory format only: it stops with "
                "«parallel backup only supported by the directory format»",
                "write -Fd, or leave -j out",
                ShownBy.REFERENCE,
            )
    for _, call in runbook.of("mongodump"):
        part = call.value("--db", "-d", "--collection", "-c")
        if call.has("--oplog") and part is not None:
            yield finding(
                "flag-value",
                call.command.line,
                "mongodump refuses --oplog with one database: it goes with a dump of all",
                "leave --db or --oplog out",
                ShownBy.REFERENCE,
            )


def folders(runbook: Runbook) -> Iterator[Finding]:
    """``mongodump --out=DIR``, and ``mongorestore --archive=DIR``."""
    made = {
        (call.value("--out", "-o") or "").rstrip("/"): call.command.line
        for _, call in runbook.of("mongodump")
        if not call.has("--archive")
    }
    for _, call in runbook.of("mongorestore"):
        file = (call.value("--archive") or "").rstrip("/")
        if file and file in made and "$" not in file:
            yield _differ(
                call.command.line,
                f"line {made[file]} writes a folder to {file}, and --archive reads one file",
                f"mongorestore --dir={file}",
            )


def keys(runbook: Runbook) -> Iterator[Finding]:
    """``consul kv export > FILE``, and ``consul snapshot restore FILE``."""
    made = {
        target: command.line
        for script in runbook.scripts
        for command in script.commands
        if command.name == "consul" and "kv export" in command.text
        for sign, target in command.redirects
        if sign.startswith(">")
    }
    for script in runbook.scripts:
        for command in script.commands:
            file = command.texts[-1]
            if command.name == "consul" and "snapshot restore" in command.text and file in made:
                yield _differ(
                    command.line,
                    f"line {made[file]} writes the keys as JSON to {file}, and snapshot restore "
                    "reads an archive of the whole state",
                    f"consul kv import @{file}",
                )


def volumes(runbook: Runbook) -> Iterator[Finding]:
    """A backup of Velero without volumes, and a restore that asks for them."""
    without: dict[str, int] = {}
    for _, call in runbook.of("velero"):
        if call.path[:2] in (("backup", "create"), ("create", "backup")):
            name = call.texts[0] if call.arguments else ""
            bare = call.value("--snapshot-volumes") == "false"
            files = call.has("--default-volumes-to-fs-backup", "--snapshot-move-data")
            if bare and not files and "$" not in name:
                without[name] = call.command.line
            else:
                without.pop(name, None)
        elif call.path[:2] in (("restore", "create"), ("create", "restore")):
            name = call.value("--from-backup") or ""
            wants = call.has("--restore-volumes") and call.value("--restore-volumes") != "false"
            if wants and name in without:
                yield _differ(
                    call.command.line,
                    f"line {without[name]} backs up no volumes (--snapshot-volumes=false), so "
                    "there are none to restore",
                    "back them up, too",
                )


def groups(runbook: Runbook) -> Iterator[Finding]:
    """A claim's ``apiGroup: snapshot.storage.k8s.io/v1``: a group has no version."""
    for manifest in runbook.manifests:
        spec = manifest.yaml.data.get("spec")
        for key in ("dataSource", "dataSourceRef"):
            source = spec.get(key) if isinstance(spec, dict) else None
            group = str(source.get("apiGroup", "")) if isinstance(source, dict) else ""
            if manifest.kind == "PersistentVolumeClaim" and "/" in group:
                yield finding(
                    "manifest-schema",
                    manifest.yaml.line("spec", key, "apiGroup"),
                    f"apiGroup {group!r} is a group with a version: the API server refuses it",
                    f"write {group.partition('/')[0]}",
                    ShownBy.SCHEMA,
                )


# By pkg/apis/core/v1/conversion.go of Kubernetes 1.34.
_SELECTED = {
    "pods": ("metadata.name", "metadata.namespace", "spec.nodeName", "spec.restartPolicy",
             "spec.schedulerName", "spec.serviceAccountName", "spec.hostNetwork", "status.phase",
             "status.podIP", "status.podIPs", "status.nominatedNodeName"),
    "nodes": ("metadata.name", "spec.unschedulable"),
}  # fmt: skip
_KINDS = {"pod": "pods", "po": "pods", "pods": "pods", "node": "nodes", "no": "nodes",
          "nodes": "nodes"}  # fmt: skip


def selectors(runbook: Runbook) -> Iterator[Finding]:
    """``--field-selector spec.node=node-7``."""
    for _, call in runbook.of("kubectl"):
        value = call.value("--field-selector") or ""
        kind = _KINDS.get(call.texts[0], "") if call.arguments else ""
        for field in re.findall(r"(?:^|,)\s*([\w.]+)\s*!?==?", value) if kind else ():
            if field not in _SELECTED[kind]:
                yield finding(
                    "flag-value",
                    call.command.line,
                    f"{kind} cannot be selected by {field}: the API server refuses it",
                    f"it takes {', '.join(_SELECTED[kind])}",
                    ShownBy.REFERENCE,
                )


def _differ(line: int, message: str, repair: str) -> Finding:
    return finding("formats-differ", line, message, repair, ShownBy.REFERENCE)


LOOKS = (refused, folders, keys, volumes, groups, selectors)
