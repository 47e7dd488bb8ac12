"""A real PostgreSQL with data checksums on loopback, that looks to drillbook like a pod's.

Commands that would be run in the pod are run here, as the user that PostgreSQL runs as.
"""

import os
import shutil
import socket
import subprocess
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any, cast

import psycopg

from drillbook.clients.executing import Executed
from drillbook.clients.kubernetes import Cluster
from drillbook.journal import Journal
from drillbook.session import Session
from drillbook.target import Allowed, Kind, SystemOnTarget, Target
from tests.standing import UID, KnownCluster

NAMESPACE = "kg-rca-server"
TABLES = """
CREATE TABLE clients (id text PRIMARY KEY, name text NOT NULL, status text NOT NULL);
CREATE TABLE usage (client_id text REFERENCES clients (id), day int, note text,
                    PRIMARY KEY (client_id, day));
INSERT INTO clients SELECT 'client-' || n, 'Client ' || n, 'active' FROM generate_series(1, 3) n;
INSERT INTO usage SELECT 'client-' || c, d, repeat('n', 100)
                  FROM generate_series(1, 3) c, generate_series(1, 300) d;
"""
_SERVICE = """#!/bin/sh
set -eu
export PATH={programs}:$PATH
case "$1" in
  start) pg_ctl -D {data} -l {data}/log -w start > /dev/null; echo running ;;
  stop) pg_ctl -D {data} -m fast -w stop > /dev/null; echo stopped ;;
  status) if pg_ctl -D {data} status > /dev/null; then echo running; else echo stopped; fi ;;
esac
"""


def programs() -> Path | None:
    """Return the directory of PostgreSQL's programs, or None where it is not installed."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    return found[-1].parent if found else None


@dataclass(frozen=True)
class Server:
    """A PostgreSQL server on loopback, its backups, and the commands of its pod."""

    directory: Path
    programs: Path
    port: int

    def run(self, *command: str, within: float = 60) -> Executed:
        path = f"{self.directory}/bin:{self.programs}:{os.environ['PATH']}"
        environment = {"PATH": path, "PGHOST": str(self.directory), "PGPORT": str(self.port)}
        become = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
        ended = subprocess.run(
            [*become, *command],
            check=False,
            capture_output=True,
            text=True,
            env=environment,
            cwd=self.directory,
            timeout=within,
        )
        return Executed(ended.returncode, ended.stdout, ended.stderr)

    def must(self, *command: str) -> str:
        executed = self.run(*command)
        assert executed.exit_code == 0, executed
        return executed.stdout

    def sql(self, statement: str) -> list[tuple[Any, ...]]:
        with psycopg.connect(
            host="127.0.0.1",
            port=self.port,
            user="billing",
            dbname="billing",
            autocommit=True,
            client_encoding="utf8",
        ) as connection:
            cursor = connection.execute(statement)
            return cursor.fetchall() if cursor.description else []

    def renew(self) -> None:
        """Give every test the same tables and no backup, whatever the one before has left."""
        if not self.run("postgresql-service", "status").stdout.startswith("running"):
            self.must("postgresql-service", "start")
        self.sql("DROP TABLE IF EXISTS usage, clients CASCADE")
        self.sql(TABLES)
        shutil.rmtree(self.directory / "data" / "drillbook", ignore_errors=True)
        for file in self.backups.iterdir():
            shutil.rmtree(file) if file.is_dir() else file.unlink()

    def dump(self, name: str) -> Path:
        file = self.backups / name
        self.must("pg_dump", "-U", "billing", "-d", "billing", "-F", "c", "-f", str(file))
        return file

    @property
    def backups(self) -> Path:
        return self.directory / "backups"


class PodCluster(KnownCluster):
    """A cluster whose one pod is the server on loopback."""

    def __init__(self, server: Server) -> None:
        self._server = server

    def secret(self, _namespace: str, _name: str) -> dict[str, str]:
        return {"password": "only-on-loopback"}

    def address(self, _namespace: str, _service: str, _port: str | int) -> tuple[str, int]:
        return "127.0.0.1", self._server.port

    def get(self, path: str, **_query: str) -> dict[str, Any]:
        ready = self._server.run("postgresql-service", "status").stdout.startswith("running")
        condition = {"type": "Ready", "status": "True" if ready else "False"}
        return {
            "metadata": {"name": path.rpartition("/")[2], "uid": "pod-uid"},
            "status": {"phase": "Running", "conditions": [condition]},
        }

    def execute(
        self,
        _namespace: str,
        _pod: str,
        command: list[str],
        *,
        container: str | None = None,
        within: timedelta = timedelta(seconds=60),
    ) -> Executed:
        assert container is None
        here = [str(self._server.backups) if word == "/backups" else word for word in command]
        return self._server.run(*here, within=within.total_seconds())


def make(directory: Path, found: Path) -> Server:
    """Make a server, started, with some clients and their usage."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    server = Server(directory, found, port)
    for name in ("bin", "backups"):
        (directory / name).mkdir()
    if os.geteuid() == 0:
        for path in (directory, server.backups):
            shutil.chown(path, "postgres")
    data = directory / "data"
    server.must(
        "initdb", "-D", str(data), "--data-checksums", "--no-sync", "-A", "trust", "-U", "postgres"
    )
    with (data / "postgresql.conf").open("a") as settings:
        settings.write(f"port={port}\nlisten_addresses='127.0.0.1'\nfsync=off\n")
        settings.write(f"unix_socket_directories='{directory}'\n")
    service = directory / "bin" / "postgresql-service"
    service.write_text(_SERVICE.format(programs=found, data=data))
    service.chmod(0o755)
    server.must("postgresql-service", "start")
    create = "CREATE ROLE billing LOGIN; GRANT pg_monitor TO billing"
    server.must("psql", "-U", "postgres", "-d", "postgres", "-c", create)
    server.must("createdb", "-U", "postgres", "-O", "billing", "billing")
    # An extension that is not the billing user's own, as a real installation has.
    server.must("psql", "-U", "postgres", "-d", "billing", "-c", "CREATE EXTENSION pgcrypto")
    return server


def session(directory: Path, server: Server) -> Session:
    """Return a session on that server: the real guard, the real journal."""
    changes = {
        "backup.damage",
        "postgresql.corrupt_index",
        "postgresql.corrupt_page",
        "postgresql.drop_table",
        "postgresql.exhaust_sessions",
        "postgresql.fail_archiving",
        "postgresql.hold_lock",
        "postgresql.restore",
    }
    target = Target(
        name="loopback",
        kind=Kind.LAB,
        lab=0,
        context="loopback",
        allow=Allowed(changes=frozenset(changes), namespaces=frozenset({NAMESPACE}), max_down=1),
        systems={"kg_rca": SystemOnTarget(namespace=NAMESPACE)},
        file=Path("targets/loopback.yaml"),
    )
    journal = Journal(directory / "journal")
    return Session(target, cast("Cluster", PodCluster(server)), journal, UID)
