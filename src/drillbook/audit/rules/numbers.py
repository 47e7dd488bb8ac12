"""Numbers that do not agree: data loss and backups, alerts and objectives, windows and steps."""

import re
from collections.abc import Iterator

from drillbook.audit import cron, quantities
from drillbook.audit.catalogue import finding
from drillbook.audit.document import Sentence
from drillbook.audit.finding import Finding, ShownBy
from drillbook.audit.rules.schedules import cron_lines
from drillbook.audit.runbook import Runbook

DAY = 86400.0  # seconds
_CONTINUOUS = re.compile(
    r"(?i)\b(continuously|continuous (archiv\w+|backup|replication|protection|WAL|copy)|"
    r"streaming (replica\w*|backup|archiv\w*|WAL)|replica(tion)?s?\b.*\b(sync|DR|standby)|standby|"
    r"WAL[- ](archiv|ship)|"
    r"archive_command|wal-g|pgbackrest|binlog|oplog|point-in-time|PITR|transaction log)"
)
_BACKUP = re.compile(r"(?i)\b(backups?|backed[ -]up|dump(?:s|ed)?|snapshots?)\b")
_ARCHIVED = re.compile(r"(?i)\bWAL\b[^.;]*\b(archive|segment|file)")
_FULL = re.compile(r"(?i)\bfull\b[^.;]*\bbackups?\b|\bbackups?\b[^.;]*\bfull\b")
_DATA = re.compile(r"(?i)\b(config|secret|manifest|git|etcd|image|log)s?\b")
_KEEPS = re.compile(
    r"(?i)\b(retention|retain(ed)?|keep|kept|stored for|expire|delete[ds]? after)\b"
)
_REACHES = re.compile(
    r"(?i)\b(restor\w*|recover\w*|roll(?:ed)? ?back|point[- ]in[- ]time)\b[^.;]*?"
    r"\b(?:within|in the last|from the last|of the last|the past|up to|"
    r"any \w+ (?:of|in|within)(?: the last)?|for)\s+"
    r"(?:the (?:last|past) )?(\d+)[\s-]*(day|week|month)s?\b"
)
_AGO = re.compile(
    r"(?i)\b(restor(?:e|ing)|recover|go back)\b[^.;]*"
    r"\b(?:states?|data|versions?|as (?:it was|of))\b[^.;]*?(\d+)[\s-]*(day|week|month)s? ago\b"
    r"|\b(backup|dump|snapshot) (?:of|from) (\d+) (day|week|month)s ago\b[^.;]*\brestored\b"
)


def _backup_intervals(runbook: Runbook) -> list[tuple[float, int]]:
    """Return how far apart backups of data are, in seconds, and where that is said."""
    found = []
    for one in runbook.document.sentences:
        spaced = quantities.interval(one.text)
        if (
            spaced
            and _BACKUP.search(one.text)
            and not _DATA.search(one.text)
            and not re.search(r"(?i)verif|check|review|test|audit|report|complet", one.text)
        ):
            found.append((spaced, one.line))
    for job in runbook.manifests:
        spec = job.yaml.data.get("spec")
        above = " ".join(job.block.headings[-1:])
        named = _BACKUP.search(job.name.replace("-", " ")) or (
            re.search(r"(?i)\b(back(ing)? ?ups?|snapshots?)\b", above) and runbook_has_one(runbook)
        )
        if job.kind == "CronJob" and isinstance(spec, dict) and named:
            gap = cron.longest_gap(str(spec.get("schedule", "")))
            if gap:
                found.append((gap.total_seconds(), job.yaml.line("spec", "schedule")))
    for line, schedule, command, _ in cron_lines(runbook):
        gap = cron.longest_gap(schedule)
        if (
            gap
            and re.search(r"(?i)backup|dump|snapshot", command)
            and not _DATA.search(command.replace("-", " "))
        ):
            found.append((gap.total_seconds(), line))
    return found


def runbook_has_one(runbook: Runbook) -> bool:
    """Return whether there is one CronJob alone, so that a section on backups can mean it."""
    return sum(job.kind == "CronJob" for job in runbook.manifests) == 1


def objective_rows(runbook: Runbook, called: str) -> Iterator[tuple[Sentence, float]]:
    """Yield the rows whose first cell is an objective, with what they allow, in seconds."""
    for one in runbook.document.sentences:
        name = one.cells[0].strip(" *`") if one.cells else ""
        if re.fullmatch(rf"(?i)({called})( \(.*\))?", name):
            values = {v for cell in one.cells[1:] if (v := quantities.duration(cell)) is not None}
            if len(values) == 1:
                yield one, values.pop()


def data_loss(runbook: Runbook) -> Iterator[Finding]:
    """RPO against the time between backups."""
    rows = [one for one in runbook.document.sentences if one.cells]
    for row in rows:
        loss = _cell(row, r"(?i)\bRPO\b|recovery point|data loss")
        spaced = _cell(row, r"(?i)backup|interval|frequency|schedule")
        allowed = quantities.duration(loss) if loss else None
        apart = quantities.interval(spaced) or quantities.duration(spaced) if spaced else None
        if allowed is not None and apart and apart > allowed and not _CONTINUOUS.search(row.text):
            yield _loss(row.line, allowed, apart, row.line)
    stated = [
        (one, allowed)
        for one in runbook.document.sentences
        if not one.cells
        and (allowed := quantities.promised(one.text, "RPO|recovery point objective")) is not None
    ]
    stated = [*stated, *objective_rows(runbook, "RPO|recovery point objective")]
    intervals = _backup_intervals(runbook)
    if len(stated) != 1 or not intervals or _CONTINUOUS.search(runbook.document.text):
        return
    one, allowed = stated[0]
    apart, where = min(intervals)
    if apart > allowed:
        yield _loss(one.line, allowed, apart, where)


def _cell(row: Sentence, column: str) -> str:
    return next(
        (
            cell
            for name, cell in zip(row.columns, row.cells, strict=False)
            if re.search(column, name)
        ),
        "",
    )


def _loss(line: int, allowed: float, apart: float, where: int) -> Finding:
    return finding(
        "rpo",
        line,
        f"{quantities.written(allowed)} of data may be lost, and backups are "
        f"{quantities.written(apart)} apart "
        f"(line {where}): up to {quantities.written(apart)} are lost",
        f"back up at least every {quantities.written(allowed)}, or archive the log continuously",
        ShownBy.REASONED,
    )


def _kept(runbook: Runbook) -> Iterator[tuple[float, int]]:
    """Yield for how long backups are kept, in seconds, and where that is said."""
    for one in runbook.document.sentences:
        said = f"{one.text} {' '.join(one.headings[-1:])}"
        about = _BACKUP.search(said) or _ARCHIVED.search(one.text)
        if not about or _DATA.search(one.text):
            continue
        for part in re.split(r"(?<=[.;])\s+", one.text):
            found = [quantities.seconds(n, u) for n, u in quantities.DURATION.findall(part)]
            days = [value for value in found if value >= DAY]
            passes = re.search(r"(?i)\b(temporary|temp|tmp|scratch|cache)\b", part)
            if _KEEPS.search(part) and len(days) == 1 and not (_REACHES.search(part) or passes):
                yield days[0], one.line
    for script in runbook.scripts:
        for command in script.commands:
            age = re.search(r"-mtime\s+\+(\d+)", command.text)
            of_backups = re.search(r"(?i)backup|dump|snapshot", command.text)
            if (
                command.name == "find"
                and age
                and of_backups
                and re.search(r"-delete|rm\b", command.text)
            ):
                yield int(age[1]) * DAY, command.line


def _durations(text: str) -> list[float]:
    return [quantities.seconds(*pair) for pair in quantities.DURATION.findall(text)]


def _wanted(text: str) -> float:
    """Return how far back, in seconds, a sentence says that something is restored; else 0."""
    reach = _REACHES.search(text) or _AGO.search(text)
    spans = {v for v in _durations(text) if v >= DAY}
    # of "14 days at least, up to 35" nobody knows which one is meant
    if reach is None or len(spans) != 1:
        return 0
    count, unit = [group for group in reach.groups() if group][-2:]
    return quantities.seconds(count, unit)


def retention(runbook: Runbook) -> Iterator[Finding]:
    """How long backups are kept against how far back, and by which chain, is restored."""
    kept = sorted(_kept(runbook))
    if not kept:
        return
    shortest, where = kept[0]
    for one in runbook.document.sentences:
        parts = re.split(r"(?<=[.;])\s+(?=[A-Z])", one.text)
        wanted = max(_wanted(part) for part in parts)
        if wanted > kept[-1][0] and not _DATA.search(one.text):
            yield finding(
                "retention",
                one.line,
                f"the restore reaches back {quantities.written(wanted)}, and backups are kept "
                f"{quantities.written(shortest)} (line {where})",
                f"keep them {quantities.written(wanted)}",
                ShownBy.REASONED,
            )
    for one in runbook.document.sentences:
        spaced = quantities.interval(one.text) or 0
        if spaced > shortest and _FULL.search(one.text):
            yield finding(
                "retention",
                where,
                f"full backups are {quantities.written(spaced)} apart (line {one.line}) and kept "
                f"{quantities.written(shortest)}: for a time there is none, and what builds on "
                "it is of no use",
                f"keep them more than {quantities.written(spaced)}",
                ShownBy.REASONED,
            )


def deleted_early(runbook: Runbook) -> Iterator[Finding]:
    """``-mtime +7 -delete`` where the runbook keeps backups for 30 days."""
    said = {(kept, line) for kept, line in _stated_retention(runbook)}
    if len({kept for kept, _ in said}) != 1:
        return
    kept, line = min(said)
    for script in runbook.scripts:
        for command in script.commands:
            found = re.search(r"-(mtime|mmin)\s+\+(\d+)", command.text)
            if command.name != "find" or found is None or "-delete" not in command.texts:
                continue
            around = f"{command.text} {' '.join(script.headings[-1:])}"
            after = int(found[2]) * (DAY if found[1] == "mtime" else 60)
            if after + DAY < kept and _BACKUP.search(around) and not _DATA.search(around):
                yield finding(
                    "retention",
                    command.line,
                    f"backups are to be kept {quantities.written(kept)} (line {line}), and this "
                    f"deletes them after {quantities.written(after)}",
                    f"write -mtime +{kept / DAY:g}",
                    ShownBy.REASONED,
                )


def _stated_retention(runbook: Runbook) -> Iterator[tuple[float, int]]:
    for one in runbook.document.sentences:
        about = f"{one.text} {' '.join(one.headings[-1:])}"
        name = one.cells[0] if one.cells else ""
        row = re.fullmatch(r"(?i)\W*(backup )?retention\W*( of backups)?", name)
        says = _KEEPS.search(one.text) and _BACKUP.search(about) and not one.cells
        found = [quantities.seconds(*pair) for pair in quantities.DURATION.findall(one.text)]
        days = [value for value in found if value >= DAY]
        if (row or says) and len(days) == 1 and not _DATA.search(about):
            yield days[0], one.line


LOOKS = (data_loss, retention, deleted_early)
