"""Lines of crontabs beyond their times, and the schedules of CronJobs."""

import re
from collections.abc import Iterator

from drillbook.audit import cron
from drillbook.audit.catalogue import finding
from drillbook.audit.document import lines_of
from drillbook.audit.finding import Edit, Finding, ShownBy
from drillbook.audit.rules.schedules import cron_lines
from drillbook.audit.runbook import Runbook

_PERCENT = re.compile(r"(?<!\\)%")
_TEMPLATED = re.compile(r"\{\{|<[\w -]+>|\$\{|\.\.\.")
_FOUR = re.compile(r"^\s*((?:[\d*/,-]+\s+){3}[\d*/,-]+)\s+(?=/\w)")


def percents(runbook: Runbook) -> Iterator[Finding]:
    """``date +%F`` in a crontab, where a per cent sign ends the command."""
    for line, _, command, _ in cron_lines(runbook):
        signs = len(_PERCENT.findall(command))
        if not signs:
            continue
        kept = command[: _PERCENT.search(command).start()]  # type: ignore[union-attr]  # there is one
        whole = runbook.document.lines[line - 1].count("%") == signs
        yield finding(
            "cron-percent",
            line,
            f"cron ends the command at its first %, so it runs {kept.strip()!r} and gives it the "
            "rest as input",
            "write \\% for each of them",
            ShownBy.REFERENCE,
            (Edit(line, "%", "\\%"),) if whole and signs == 1 else (),
        )


def fields(runbook: Runbook) -> Iterator[Finding]:
    """Lines with four fields, and words after @ that cron does not have."""
    for block in runbook.document.blocks:
        if block.language not in ("cron", "crontab"):
            continue
        for line, text in enumerate(lines_of(block.text), start=block.line):
            found = _FOUR.match(text) or cron.NICKNAME.match(text)
            said = cron.wrong(found[1]) if found else ""
            if found and said:
                yield finding(
                    "cron-schedule",
                    line,
                    f"{found[1]!r} is no schedule: {said}",
                    "minute hour day-of-month month day-of-week",
                    ShownBy.REFERENCE,
                )


def jobs(runbook: Runbook) -> Iterator[Finding]:
    """Schedules of CronJobs that cron does not take."""
    for manifest in runbook.manifests:
        spec = manifest.yaml.data.get("spec")
        if (
            manifest.kind == "CronJob"
            and isinstance(spec, dict)
            and isinstance(spec.get("schedule"), str)
        ):
            wrong = cron.wrong(spec["schedule"], kubernetes=True)
            if wrong and not _TEMPLATED.search(spec["schedule"]):
                yield finding(
                    "cron-schedule",
                    manifest.yaml.line("spec", "schedule"),
                    f"{spec['schedule']!r} is no schedule: {wrong}",
                    "minute hour day-of-month month day-of-week",
                    ShownBy.SCHEMA,
                )


def asked(runbook: Runbook) -> Iterator[Finding]:
    """``--schedule`` of ``kubectl create cronjob`` and ``velero schedule create``."""
    for _, call in runbook.of("kubectl", "oc", "velero"):
        words = call.command.words
        for at, word in enumerate(words):
            name, sign, value = word.text.partition("=")
            if name != "--schedule" or not (sign or at + 1 < len(words)):
                continue
            schedule = (value if sign else words[at + 1].text).strip()
            said = cron.wrong(schedule, kubernetes=True)
            if said and not re.search(r"[$<{]|_[a-zA-Z]", schedule):
                yield finding(
                    "cron-schedule",
                    word.line,
                    f"{schedule!r} is no schedule: {said}",
                    "minute hour day-of-month month day-of-week",
                    ShownBy.REFERENCE,
                )


LOOKS = (percents, fields, jobs, asked)
