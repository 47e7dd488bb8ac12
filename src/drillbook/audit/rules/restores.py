"""Restores whose order loses what they restore from: Redis' dump, snapshots, archives of files."""

import re
from collections.abc import Iterator

from drillbook.audit.catalogue import finding
from drillbook.audit.finding import Finding, ShownBy
from drillbook.audit.procedure import Procedure, lines_before, procedures
from drillbook.audit.runbook import Runbook
from drillbook.audit.shell import Command
from drillbook.audit.surroundings import guarded

_STOPS = re.compile(
    r"(?i)\b(systemctl|service|rc-service|supervisorctl)\b.*\bstop\b|\bstop\b.*\bredis|"
    r"\bshutdown\b|--replicas[= ]0\b|"
    r"\b(docker|podman|docker-compose|nerdctl)\b.*\b(stop|kill|down)\b|"
    r"\bkubectl\b.*\bdelete\b.*\b(sts|statefulset|deploy|deployment)|\bkill(all)?\b|\bpkill\b"
)
_ENDS = re.compile(
    r"(?i)\b(systemctl|service|supervisorctl)\b.*\b(restart|stop)\b|\bshutdown\b(?!.*\bnosave)|"
    r"\b(docker|podman|docker-compose|nerdctl)\b.*\b(restart|stop)\b|"
    r"\bkubectl\b.*\b(delete pods?|rollout restart|--replicas[= ]0)\b|\bkubectl\b.*delete.*pod/"
)
_STOPPED = re.compile(
    r"(?i)\bredis\b[^.\n]{0,60}\b(is|was|must be|has been)\s+(stopped|down|not running)|"
    r"\b(stopped|not running)\b[^.\n]{0,30}\bredis|\bstop (the )?redis|nosave|save\s+[\"']{2}"
)
_COPIES = ("cp", "mv", "scp", "rsync", "aws", "gsutil", "install")
_COPY_INTO = ("kubectl", "docker", "podman", "oc")


def over_dumps(runbook: Runbook) -> Iterator[Finding]:
    """``cp backup.rdb /data/dump.rdb`` beside a server that saves over it when it ends."""
    for procedure in procedures(runbook):
        commands = procedure.commands
        for at, command in enumerate(commands):
            if not _puts_dump(command) or command.inside:
                continue
            before = lines_before(runbook, command)
            if _STOPS.search(before) or _STOPPED.search(procedure.words + procedure.text):
                continue
            ends = next((one for one in commands[at + 1 :] if _ends_redis(one)), None)
            if ends is not None:
                yield finding(
                    "writes-over-backup",
                    command.line,
                    "Redis still runs here, and when it ends (line "
                    f"{ends.line}) it saves what it has in memory over this dump.rdb: the backup "
                    "that is put there is gone before it is read",
                    "stop Redis first (SHUTDOWN NOSAVE), then put dump.rdb there, then start it",
                    ShownBy.REASONED,
                )


def _puts_dump(command: Command) -> bool:
    """Return whether a command puts a dump.rdb where a Redis keeps its own."""
    into = [target for sign, target in command.redirects if sign == ">"]
    if any(re.search(r"^/(data|var/lib/redis)/dump\.rdb$", target) for target in into):
        return True
    if command.name not in (*_COPIES, *_COPY_INTO):
        return False
    if command.name in _COPY_INTO and not command.has("cp"):
        return False
    words = [text for text in command.texts[1:] if not text.startswith("-")]
    target, sources = (words[-1], words[:-1]) if words else ("", [])
    name = re.search(r"(?:^|[/:])dump\.rdb$", target)
    folder = re.search(r"(?:redis[\w./-]*|:/data)/?$", target)
    ends = bool(folder and any(re.search(r"\.rdb$", source) for source in sources))
    outside = not re.search(r"(?i)backup|tmp|archive|safe|old", target)
    return bool(name or ends) and outside and (":" in target or "/" in target)


def _ends_redis(command: Command) -> bool:
    named = re.search(r"(?i)redis|cache|valkey", command.text) or command.name == "redis-cli"
    return bool(named and _ENDS.search(command.text))


_SNAPSHOT = re.compile(r"(?:^|/)_snapshot/([^/?\s\"']+)(?:/([^/?\s\"']+))?")


def snapshots(runbook: Runbook) -> Iterator[Finding]:
    """``DELETE _snapshot/nightly``, and then a restore from it."""
    for procedure in procedures(runbook):
        asked = [*_asked(procedure)]
        yield from _gone(asked)
    for block in runbook.document.blocks:
        if block.language in ("json", "http", "", "text", "console", "kibana", "elasticsearch"):
            lines = enumerate(block.text.split("\n"), start=block.line)
            found = [
                (line, verb[1], path[1], path[2] or "", text)
                for line, text in lines
                if (verb := re.match(r"\s*(DELETE|PUT|POST|GET)\s+\S*_snapshot/", text))
                and (path := _SNAPSHOT.search(re.sub(r"^\s*\w+\s+", "", text)))
            ]
            yield from _gone(found)


def _asked(procedure: Procedure) -> Iterator[tuple[int, str, str, str, str]]:
    """Yield the requests of curl that are about snapshots: line, verb, repository, snapshot."""
    for command in procedure.commands:
        path = _SNAPSHOT.search(command.text) if command.name == "curl" else None
        if path is None:
            continue
        verb = re.search(r"(?:^|\s)(?:-\w*X\s?|--request[= ])[\"']?([A-Z]+)", command.text)
        sends = re.search(r"\s(-d|--data\S*|--json)\b", command.text)
        said = verb[1] if verb else "POST" if sends else "GET"
        yield command.line, said, path[1], path[2] or "", command.text


def _gone(asked: list[tuple[int, str, str, str, str]]) -> Iterator[Finding]:
    gone: dict[tuple[str, str], int] = {}
    for line, verb, repository, snapshot, text in asked:
        if verb == "DELETE":
            gone[repository, snapshot] = line
        elif "_restore" in text:
            by = gone.get((repository, "")) or gone.get((repository, snapshot))
            if by is not None:
                what = f"{repository}/{snapshot}" if (repository, snapshot) in gone else repository
                yield finding(
                    "backup-deleted",
                    by,
                    f"{what} is deleted here, and line {line} restores from it",
                    "restore first, and delete when the restore is good",
                    ShownBy.REASONED,
                )
        elif verb in ("PUT", "POST"):
            gone.pop((repository, snapshot), None)


def turned(runbook: Runbook) -> Iterator[Finding]:
    """``# Restore`` above ``aws s3 sync /data s3://backup``: that way round it is a backup."""
    for script, call in runbook.of("aws", "rsync", "gsutil", "rclone"):
        words = [text for text in call.command.texts[1:] if not text.startswith("-")]
        source, target = words[-2:] if len(words) > 1 else ("", "")
        named = re.match(r"(?i)\W*(?:step\s*)?[\d.):]*\s*restor\w*\b", call.command.note)
        first = not re.search(r"(?i)\b(before|first|current|safety)\b", call.command.note)
        to_backup = re.search(r"(?i)backup|snapshot", target) and ":" in target
        from_here = source.startswith(("/", "./", "$")) and not re.search("(?i)backup", source)
        if named and first and to_backup and from_here and not script.in_sentence:
            yield finding(
                "writes-over-backup",
                call.command.line,
                f"this copies {source} to {target}: what should be restored is overwritten with "
                "what is there now",
                "turn source and target",
                ShownBy.REASONED,
            )


def velero(runbook: Runbook) -> Iterator[Finding]:
    """``velero backup delete x``, and then a restore from x."""
    for procedure in procedures(runbook):
        gone: dict[str, int] = {}
        for command in (one for one in procedure.commands if one.name == "velero"):
            words = [text for text in command.texts if not text.startswith("-")]
            if words[1:3] == ["backup", "delete"]:
                gone |= dict.fromkeys(words[3:], command.line)
            source = re.search(r"--from-backup[= ](\S+)", command.text)
            if source and source[1] in gone and "restore" in words:
                yield finding(
                    "backup-deleted",
                    gone[source[1]],
                    f"backup {source[1]} is deleted here, and line {command.line} restores from it",
                    "restore first, and delete when the restore is good",
                    ShownBy.REASONED,
                )


_UNPACKS = re.compile(r"(?i)\b(tar|bsdtar)\s+(--extract\b|-?\w*x)|\bunzip\b|\bcpio\s+-\w*i")
_TESTED = re.compile(
    r"(?i)\btar\s+(--list|-?\w*t\w*f|-?tf)\b|\b(gzip|gunzip|zstd|xz|bzip2|unzip|pigz)\s+(-\w*t|--test)|"
    r"\b(sha\d+sum|md5sum|shasum)\b.*(\s-c\b|--check)|gpg\s+--verify|\bcosign\b|\bverify\b|"
    r"test -s|\[\[? -s|\bls -l|\bstat\b"
)
_KEPT = re.compile(
    r"(?i)\b(lvcreate|btrfs subvolume snapshot|zfs snapshot|borg create|restic backup|"
    r"pg_basebackup|pg_dump|mysqldump|mongodump|velero backup create|create-snapshot)\b"
)
# An archive that was just fetched is a program's release; one of a backup is called so.
_NEW = re.compile(r"(?i)\b(curl|wget|apt|install|upgrade|download)\b")
_BACKED = re.compile(r"(?i)back(?:ed )?-?up|restor|recover|dump|snapshot|archive")
_MEMBER = re.compile(
    r"(?i)\b(replica|standby|follower|slave|re-?join|re-?sync|scratch|test|drill)\b"
)
_DATA = re.compile(r"^\"?(/(var/lib|srv|data|opt|mnt|home|var/opt|var/www)\b|\$\{?\w*(DATA|DIR))")


def archives(runbook: Runbook) -> Iterator[Finding]:
    """``rm -rf /var/lib/x/*``, and then ``tar x`` of an archive that nobody has read."""
    for procedure in procedures(runbook):
        commands = procedure.commands
        for at, command in enumerate(commands):
            root = _removed(command)
            if not root or _guarded(procedure, command):
                continue
            before = lines_before(runbook, command)
            earlier = "\n".join(one.text for one in commands[:at])
            if _NEW.search(earlier) or not _BACKED.search(procedure.words + procedure.text):
                continue
            if _TESTED.search(before) or _KEPT.search(before) or _aside(commands[:at], root):
                continue
            unpacks = next((one for one in commands[at + 1 :] if _fills(one, root)), None)
            if unpacks is not None and not _MEMBER.search(" ".join(procedure.headings[-1:])):
                yield finding(
                    "dropped-first",
                    command.line,
                    f"{root} is removed before anything has shown that the archive of line "
                    f"{unpacks.line} is there and whole: of a damaged one neither is left",
                    "read the archive first (tar -tf), and move the old data aside instead",
                    ShownBy.REASONED,
                )


def _removed(command: Command) -> str:
    if command.name == "find" and command.has("-delete") and len(command.words) > 2:
        chosen = re.search(r"-(m|a|c)(time|min)|-newer|-i?name|-path|-size|-regex", command.text)
        return command.texts[1] if _DATA.match(command.texts[1]) and not chosen else ""
    if command.name != "rm" or not re.search(r"\s-\w*r|--recursive", command.text):
        return ""
    roots = [word.text for word in command.words[1:] if not word.text.startswith("-")]
    return next((root for root in roots if _DATA.match(root)), "")


def _aside(before: tuple[Command, ...], root: str) -> bool:
    """Return whether the old data is copied, moved or packed before."""
    folder = root.rstrip("/*.").rstrip("/")
    return any(
        one.name in ("cp", "mv", "rsync", "tar", "bsdtar", "aws", "gsutil")
        and re.search(rf"{re.escape(folder)}(?![\w-])", one.text)
        for one in before
    )


def _guarded(procedure: Procedure, command: Command) -> bool:
    scripts = [one for one in procedure.scripts if command in one.commands]
    return any(guarded(one, command) or one.stops_on_error for one in scripts)


def _fills(command: Command, root: str) -> bool:
    """Return whether a command unpacks an archive into the folder that was emptied, or above it."""
    if not _UNPACKS.search(command.text):
        return False
    into = re.search(r"(?:-C|--directory|-d)[= ]?\s*(\S+)", command.text)
    bare = root.rstrip("/*.").rstrip("/")
    target = into[1].rstrip("/") if into else ""
    return target == "" or bare.startswith(target) or target.startswith(bare)


LOOKS = (over_dumps, snapshots, turned, velero, archives)
