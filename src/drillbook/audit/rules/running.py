"""Files of a database that are copied, or put back, while its server runs."""

import re
from collections.abc import Iterator
from itertools import pairwise

from drillbook.audit.catalogue import finding
from drillbook.audit.finding import Finding, ShownBy
from drillbook.audit.procedure import lines_before, procedures
from drillbook.audit.runbook import Runbook
from drillbook.audit.shell import Command

_FOLDERS = re.compile(
    r"^(?:/var/lib/mysql|/var/lib/postgresql(?:/data|/\d+(?:/main|/data)?)?|\$\{?PGDATA\}?|"
    r"/var/lib/pgsql(?:/\d+)?/data|/var/lib/mongo(?:db)?|/data/db|/var/lib/neo4j(?:/data)?|"
    r"/var/lib/etcd(?:/member)?|/var/lib/elasticsearch|/var/lib/influxdb2?|/var/lib/clickhouse|"
    r"/var/lib/ldap|/var/lib/cassandra/data)(?:/\*|/\.|/)?$"
)
# What makes a copy of the files one moment: a stopped server, a backup mode, a snapshot below.
_STILL = re.compile(
    r"(?i)\bstop(?:s|ped|ping)?\b|\bshut(?:s|ting)? ?down\b|\bshutdown\b|--replicas[= ]0\b|"
    r"\bdown\b|\bkill\b|pg_(?:start_backup|backup_start)|FLUSH TABLES|LOCK INSTANCE|fsyncLock|"
    r"fsfreeze|"
    r"snapshot|lvcreate|\bcold\b|\boffline\b|\bnot running\b|\bdisable\b|\bmask\b|\bstandby\b|"
    r"xtrabackup|mariabackup|mv /etc/kubernetes/manifests|\bmount\b|\bbroken\b|"
    r"\bcrash\w*|\bforensic\w*"
)
_AGAIN = re.compile(r"(?i)\brestart\b")


def copied(runbook: Runbook) -> Iterator[Finding]:
    """``tar czf mysql.tgz /var/lib/mysql`` beside a running MySQL, and the same back."""
    for procedure in procedures(runbook):
        commands = procedure.commands
        for at, command in enumerate(commands):
            taken, filled = _taken(command), _filled(command)
            above = lines_before(runbook, command) if taken or filled else ""
            still = (taken or filled) and _STILL.search(f"{procedure.words}\n{above}")
            if command.place.kind == "job" or still:
                continue
            if taken:
                yield _running(command, f"the files of {taken} are copied one after the other", "")
            elif filled and any(_AGAIN.search(one.text) for one in commands[at + 1 :]):
                why = f"the files of {filled} are put back"
                yield _running(command, why, ", and goes on with what it has in memory")


def _running(command: Command, why: str, more: str) -> Finding:
    return finding(
        "dump-of-running",
        command.line,
        f"{why} while the server writes to them{more}: nothing stops it before, and what comes of "
        "it need not start",
        "stop the server first, or take a dump or a snapshot",
        ShownBy.REASONED,
    )


def _taken(command: Command) -> str:
    """Return the data folder that a command reads whole."""
    words = list(command.texts)
    if command.name in ("tar", "bsdtar"):
        packs = re.search(r"\s(?:--create|-?[a-zA-Z]*c[a-zA-Z]*)\s", command.text + " ")
        within = next((b for a, b in pairwise(words) if a in ("-C", "--directory")), "")
        names = [f"{within.rstrip('/')}/{word}" if within else word for word in words[1:]]
        return next((name for name in names if _FOLDERS.match(name)), "") if packs else ""
    if command.name in ("cp", "rsync", "scp"):
        named = [word for word in words[1:] if not word.startswith("-")]
        whole = command.name == "rsync" or re.search(r"\s-\w*[ar]", command.text)
        return next((name for name in named[:-1] if _FOLDERS.match(name)), "") if whole else ""
    return ""


def _filled(command: Command) -> str:
    """Return the data folder that a command writes files into."""
    words = list(command.texts)
    if command.name in ("tar", "bsdtar") and re.search(r"\s-?\w*x", command.text):
        into = next((b for a, b in pairwise(words) if a in ("-C", "--directory")), "")
        return into if _FOLDERS.match(into) else ""
    if command.name in ("cp", "rsync") and re.search(r"\s-\w*[ar]", command.text):
        return words[-1] if _FOLDERS.match(words[-1]) else ""
    return ""


LOOKS = (copied,)
