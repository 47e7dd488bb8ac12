"""CronJobs and Jobs that make backups: what they hide, and what is frozen in them."""

import re
from collections.abc import Iterator

from drillbook.audit.catalogue import finding
from drillbook.audit.document import lines_of
from drillbook.audit.documents import items
from drillbook.audit.finding import Edit, Finding, ShownBy
from drillbook.audit.runbook import Runbook, pod_path
from drillbook.audit.shell import Command, Script

_JOB_BACKUPS = re.compile(
    r"\b(pg_dump|pg_dumpall|pg_basebackup|mysqldump|mongodump|neo4j-admin\s+database\s+(dump|backup)|"
    r"etcdctl\s+snapshot\s+save|redis-cli\b.*--rdb)"
)


def frozen(runbook: Runbook) -> Iterator[Finding]:
    """``$(date)`` in a CronJob that an unquoted heredoc writes."""
    for manifest in runbook.manifests:
        command = manifest.heredoc
        here = command.heredoc if command is not None else None
        if here is None or not here.expands or manifest.kind not in ("CronJob", "Job", "ConfigMap"):
            continue
        if manifest.kind == "ConfigMap" and not re.search(r"#!|\.sh\b|\b(ba)?sh\b", here.text):
            continue  # a value, which is meant to be that of now
        for offset, line in enumerate(lines_of(here.text)):
            if re.search(r"(?<!\\)\$\(", line):
                yield finding(
                    "date-frozen",
                    here.line + offset,
                    "the heredoc is not quoted, so the shell puts the result in when the "
                    "manifest is applied: every "
                    f"run of the {manifest.kind} uses the same",
                    "quote its end: <<'EOF'",
                    ShownBy.REASONED,
                    (Edit(command.line if command else here.line, "<<EOF", "<<'EOF'"),),
                )
                break


def jobs(runbook: Runbook) -> Iterator[Finding]:
    """Jobs that succeed when their backup fails, and that tidy up a volume that is always empty."""
    for script, command in _job_commands(runbook):
        if (
            _JOB_BACKUPS.search(command.text)
            and not script.stops_on_error
            and command.wrapper is None
        ):
            later = [
                one
                for one in script.commands
                if one.line > command.line
                and one.wrapper is None
                and "command_substitution" not in one.inside
            ]
            checked = (
                command.rescued or command.condition or any(one.joined == "&&" for one in later[:1])
            )
            looked = (
                any("$?" in one.text or one.name in ("exit", "test", "[") for one in later)
                or "$?" in script.text
            )
            if later and not checked and not looked:
                yield finding(
                    "failure-hidden",
                    command.line,
                    f"the job's status is that of its last command ({later[-1].name}): when "
                    "the backup fails the job "
                    "goes on and succeeds",
                    "begin the script with set -euo pipefail",
                    ShownBy.REASONED,
                )
        if (command.name == "find" and "-delete" in command.texts) or "-mtime" in command.text:
            folder = command.texts[1] if len(command.words) > 1 else ""
            if folder in _empty_mounts(runbook, command.place.container):
                yield finding(
                    "retention-of-nothing",
                    command.line,
                    f"{folder} is an emptyDir, which begins empty with each pod: there is "
                    "never anything old in it, "
                    "and nothing is kept there either",
                    "keep backups on a volume that stays, or let the bucket's lifecycle expire "
                    "them",
                    ShownBy.REASONED,
                )


def _job_commands(runbook: Runbook) -> Iterator[tuple[Script, Command]]:
    for script in runbook.scripts:
        for command in script.commands:
            if command.place.kind == "job" and command.place.container != "run":
                yield script, command


def _empty_mounts(runbook: Runbook, job: str) -> list[str]:
    found = []
    for manifest in runbook.manifests:
        path = pod_path(manifest)
        if manifest.name != job or path is None:
            continue
        spec = manifest.yaml.data
        for key in path:
            spec = spec[key]
        empty = {
            str(one.get("name"))
            for one in items(spec.get("volumes"))
            if isinstance(one, dict) and "emptyDir" in one
        }
        found += [
            str(mount.get("mountPath"))
            for container in items(spec.get("containers"))
            if isinstance(container, dict)
            for mount in items(container.get("volumeMounts"))
            if isinstance(mount, dict) and str(mount.get("name")) in empty
        ]
    return found


LOOKS = (
    frozen,
    jobs,
)
