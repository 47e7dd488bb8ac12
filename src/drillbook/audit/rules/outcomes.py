"""Whose success is looked at, and what a loop eats."""

import re
from collections.abc import Iterator

from drillbook.audit.catalogue import finding
from drillbook.audit.document import lines_of
from drillbook.audit.finding import Edit, Finding, ShownBy
from drillbook.audit.runbook import Runbook
from drillbook.audit.shell import Command, Script
from drillbook.audit.surroundings import outermost

_DUMPS = (
    "pg_dump",
    "pg_dumpall",
    "mysqldump",
    "mongodump",
    "mariadb-dump",
    "pg_basebackup",
    "tar",
    "etcdctl",
    "redis-cli",
    "influx",
)


def pipe_status(runbook: Runbook) -> Iterator[Finding]:
    """``dump | gzip && echo ok``: the status is gzip's."""
    for script, call in runbook.calls:
        command = outermost(call.command)
        if call.tool not in _DUMPS or not command.pipeline or not command.following:
            continue
        if script.minds_pipes or (
            call.command.name == "tar" and not call.command.has("-c", "-cf", "-cz")
        ):
            continue
        last = [one for one in script.pipe(command) if one.following == 0 and one.position]
        if not last or last[-1].name not in (
            "gzip",
            "zstd",
            "bzip2",
            "xz",
            "pigz",
            "aws",
            "gsutil",
            "openssl",
            "gpg",
            "tee",
            "pv",
            "lz4",
        ):
            continue
        if _status_used(script, command):
            yield finding(
                "pipe-status",
                command.line,
                f"what is looked at afterwards is whether {last[-1].name} succeeded; "
                f"{call.tool} may "
                "have failed half-way",
                "set -o pipefail before it",
                ShownBy.REASONED,
            )


def _status_used(script: Script, command: Command) -> bool:
    if command.condition or command.rescued:
        return True
    end = max(one.end for one in script.pipe(command))
    lines = lines_of(script.text)
    after = [line for line in lines[end - script.line + 1 :] if line.strip()][:2]
    following = _next(script, end, script.pipe(command))
    chained = following is not None and following.joined == "&&"
    return chained or any("$?" in line for line in after)


def _next(script: Script, line: int, pipe: list[Command]) -> Command | None:
    """Return the command that the shell starts next after a line's pipe."""
    return next(
        (
            one
            for one in script.commands
            if one.line >= line
            and one not in pipe
            and one.wrapper is None
            and one.pipeline != pipe[0].pipeline
            and "command_substitution" not in one.inside
        ),
        None,
    )


def healthy_failures(runbook: Runbook) -> Iterator[Finding]:
    """Counting the bad ones by grep and wc: no output, for whatever reason, is health."""
    for script, call in runbook.of("kubectl"):
        command, variable = call.command, call.command.assigned
        readers = [one.text for one in script.after(command)]
        counts = bool(readers) and (readers[-1] == "wc -l" or readers[-1].startswith("grep -c"))
        leaves_out = any("-v" in text.split() for text in readers)
        if not (variable and counts and leaves_out) or script.minds_pipes or call.path != ("get",):
            continue
        tested = re.search(rf"\[\[?\s+\"?\${{?{variable}\}}?\"?\s+(-gt|-ne|-ge|>)\s", script.text)
        healthy = re.search(
            r"(?i)\b(all|healthy|ok)\b", script.text[tested.end() :] if tested else ""
        )
        if tested and healthy:
            yield finding(
                "failure-as-healthy",
                command.line,
                "when kubectl fails nothing is counted, and nothing counted is said to be healthy; "
                "and a pod whose STATUS is Running need not be READY",
                "stop when kubectl fails, and count what is not ready: kubectl get pods -o json | "
                'jq \'[.items[] | select(any(.status.conditions[]?; .type == "Ready" and '
                '.status != "True"))] | length\'',
                ShownBy.REASONED,
            )


def unchecked_status(runbook: Runbook) -> Iterator[Finding]:
    """``if curl -s URL``: an error page is a success for curl."""
    for script, call in runbook.of("curl"):
        if (
            call.has("-f", "--fail", "--fail-with-body", "-w", "--write-out")
            or call.command.following
        ):
            continue
        last = call.command
        if call.command.assigned or not (
            last.condition or last.rescued or _status_used_alone(script, last)
        ):
            continue
        if any(re.match(r"https?://", text) for text in call.texts):
            yield finding(
                "status-not-checked",
                last.line,
                "curl's own status says that an answer came, be it 500 or 503",
                "add --fail",
                ShownBy.REFERENCE,
                (Edit(last.words[0].line, "curl ", "curl --fail "),),
            )


def _status_used_alone(script: Script, command: Command) -> bool:
    if command.pipeline:
        return False
    following = [one for one in script.commands if one.line >= command.end and one is not command]
    return bool(following) and following[0].joined == "&&" and following[0].line <= command.end + 1


def eaten_loops(runbook: Runbook) -> Iterator[Finding]:
    """``while read`` around a command that reads standard input, too."""
    for script, call in runbook.calls:
        command = call.command
        if (
            "while_statement" not in command.inside
            or command.condition
            or command.wrapper is not None
        ):
            continue
        if not any(one.name == "read" and one.condition for one in script.commands):
            continue
        eats = (call.tool == "ssh" and not command.has("-n", "-nT", "-Tn")) or (
            call.tool == "kubectl" and call.path == ("exec",) and call.has("-i", "--stdin")
        )
        fed = any(sign.endswith("<") or sign == "<<<" for sign, _ in command.redirects)
        if eats and not fed and command.heredoc is None and not command.position:
            yield finding(
                "loop-ends-early",
                command.line,
                f"{call.tool} reads the standard input that the loop reads its lines from: the "
                "loop "
                "ends after its first line",
                "give it another input: < /dev/null",
                ShownBy.REASONED,
            )


LOOKS = (
    pipe_status,
    healthy_failures,
    unchecked_status,
    eaten_loops,
)
