"""Clients of a server that the same script has stopped, and logs of a container that is gone."""

import re
from collections.abc import Iterator

from drillbook.audit.catalogue import finding
from drillbook.audit.finding import Finding, ShownBy
from drillbook.audit.procedure import procedures
from drillbook.audit.runbook import Runbook
from drillbook.audit.shell import Command

# A service's name, its clients, and how they name another machine.
_CLIENTS = (
    (r"mysqld?|mariadb", ("mysqldump", "mysqladmin", "mariadb-dump"), r"\s(-h|--host)\b"),
    (r"postgresql(?:@\S+|-\d+)?|patroni", ("pg_dump", "pg_dumpall", "pg_basebackup"),
     r"\s(-h|--host|-d|--dbname)\b|://|\bhost="),
    (r"redis(?:-server)?", ("redis-cli",), r"\s-(h|u)\b"),
    (r"mongod", ("mongodump", "mongosh"), r"\s(-h|--host|--uri)\b|mongodb(\+srv)?://"),
    (r"etcd", ("etcdctl",), r"--endpoints"),
)  # fmt: skip


def clients(runbook: Runbook) -> Iterator[Finding]:
    """``systemctl stop mysqld``, and then ``mysqldump``."""
    for script in (one.script for one in procedures(runbook)):
        for service, names, elsewhere in _CLIENTS:
            down: Command | None = None
            for command in script.commands:
                verb = _turned(command, service)
                if verb:
                    down = command if verb == "stop" else None
                elif command.name in ("kubectl", "docker", "ssh", "service", "pg_ctl"):
                    down = None  # another place, or another way to start it
                if down is None or command.name not in names or command.wrapper is not None:
                    continue
                if re.search(elsewhere, command.text) or command.condition or command.rescued:
                    continue
                yield finding(
                    "deleted-before-use",
                    command.line,
                    f"line {down.line} stops the server, and {command.name} asks it",
                    "do this first, and stop it afterwards",
                    ShownBy.REASONED,
                )
                down = None


def _turned(command: Command, service: str) -> str:
    """Return whether systemctl stops a service, or starts it, here."""
    if command.name != "systemctl" or command.inside or command.place.kind != "here":
        return ""
    found = re.fullmatch(
        rf"systemctl (?:--now )?(stop|start|restart) (?:{service})(?:\.service)?", command.text
    )
    return found[1] if found else "start" if re.search(r"start|isolate", command.text) else ""


def containers(runbook: Runbook) -> Iterator[Finding]:
    """``docker rm -f gateway``, and then ``docker logs gateway``."""
    for script in (one.script for one in procedures(runbook)):
        gone: dict[str, Command] = {}
        for command in script.commands:
            if command.name not in ("docker", "podman") or command.inside or command.condition:
                continue
            words = [one for one in command.texts[1:] if not one.startswith("-")]
            if words[:1] == ["rm"]:
                gone |= {one: command for one in words[1:] if "$" not in one}
            elif words[:1] in (["run"], ["create"], ["compose"], ["rename"]):
                gone.clear()
            elif words[:1] in (["logs"], ["exec"], ["cp"], ["inspect"], ["export"]):
                named = next((one for one in words[1:] if one.partition(":")[0] in gone), "")
                if named and not command.rescued:
                    yield finding(
                        "deleted-before-use",
                        command.line,
                        f"line {gone[named.partition(':')[0]].line} removes the container "
                        f"{named.partition(':')[0]}, and nothing makes it again before this",
                        "do this first, and remove it afterwards",
                        ShownBy.REASONED,
                    )


LOOKS = (clients, containers)
