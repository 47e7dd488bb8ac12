"""What servers say of themselves: PostgreSQL, Redis and Neo4j, each started on loopback for it."""

import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast

import neo4j
import psycopg

from drillbook.audit.recording.tools import said

WAIT = 60  # seconds until a server must answer
# Statements that PostgreSQL may refuse inside of a transaction; its own word is recorded.
ALONE = (
    "VACUUM",
    "ALTER SYSTEM SET work_mem = '8MB'",
    "CREATE DATABASE x",
    "DROP DATABASE x",
    "CREATE INDEX CONCURRENTLY i ON t (a)",
    "DROP INDEX CONCURRENTLY i",
    "REINDEX DATABASE postgres",
    "REINDEX SYSTEM postgres",
    "REINDEX TABLE CONCURRENTLY t",
    "REINDEX INDEX CONCURRENTLY i",
    "CLUSTER",
    "CREATE TABLESPACE s LOCATION '/x'",
    "DROP TABLESPACE s",
    "REINDEX TABLE t",
    "ANALYZE",
    "TRUNCATE t",
    "CREATE INDEX j ON t (a)",
    "REINDEX SCHEMA public",
)


def free_port() -> int:
    """Return a port of loopback that nobody has."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@contextmanager
def _running(command: Sequence[str | Path], port: int, **how: Any) -> Iterator[None]:
    process = subprocess.Popen(
        [str(part) for part in command], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **how
    )
    try:
        _answering(port, process)
        yield
    finally:
        process.terminate()
        process.wait(30)


def _answering(port: int, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + WAIT
    while time.monotonic() < until and process.poll() is None:
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=1):
                return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError(f"{process.args!r} does not answer on port {port}")


def postgresql(programs: Path) -> dict[str, Any]:
    """Record settings, the columns of the catalogue's relations, and functions not immutable."""
    port = free_port()
    with tempfile.TemporaryDirectory() as scratch:
        data = Path(scratch) / "data"
        shutil.chown(scratch, "postgres")
        as_postgres = ["runuser", "-u", "postgres", "--"]
        said([*as_postgres, programs / "initdb", "-D", data, "-A", "trust", "-U", "postgres"])
        settings = [
            "-c",
            "shared_preload_libraries=pg_stat_statements",
            "-k",
            scratch,
            "-h",
            "127.0.0.1",
            "-p",
            str(port),
        ]
        server: list[str | Path] = [*as_postgres, programs / "postgres", "-D", data, *settings]
        with _running(server, port), _session(port) as session:
            session.execute("CREATE EXTENSION pg_stat_statements")
            session.execute("CREATE EXTENSION amcheck")
            session.execute("CREATE TABLE t (a int)")
            session.execute("CREATE INDEX i ON t (a)")
            return _told(session)


def _session(port: int) -> psycopg.Connection[tuple[Any, ...]]:
    where = f"host=127.0.0.1 port={port} user=postgres dbname=postgres"
    until = time.monotonic() + WAIT
    while True:
        try:
            return psycopg.connect(where, autocommit=True)
        except psycopg.OperationalError:
            if time.monotonic() > until:
                raise
            time.sleep(0.2)


def _told(session: psycopg.Connection[tuple[Any, ...]]) -> dict[str, Any]:
    relations = session.execute(
        "SELECT c.relname, array_agg(a.attname::text ORDER BY a.attnum) FROM pg_class c"
        " JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_attribute a ON a.attrelid = c.oid"
        " WHERE (n.nspname IN ('pg_catalog', 'information_schema') AND a.attnum > 0"
        " OR c.relname LIKE 'pg_stat_statements%') AND c.relkind IN ('r', 'v')"
        " AND a.attnum > 0 GROUP BY c.relname"
    ).fetchall()
    settings = session.execute(
        "SELECT name, context, vartype, unit, min_val, max_val, enumvals FROM pg_settings"
    ).fetchall()
    volatile = session.execute(
        "SELECT proname::text FROM pg_proc WHERE pronamespace = 'pg_catalog'::regnamespace"
        " AND prokind = 'f' GROUP BY proname HAVING bool_and(provolatile <> 'i') ORDER BY 1"
    ).fetchall()
    version = session.execute("SHOW server_version").fetchone()
    return {
        "from": {"postgresql": str(version[0]).split()[0] if version else ""},
        "relations": dict(sorted(relations)),
        "settings": {name: [context, *rest] for name, context, *rest in sorted(settings)},
        "not_immutable": [name for (name,) in volatile],
        "alone": {one: said_no for one in ALONE if (said_no := _refused(session, one))},
    }


def _refused(session: psycopg.Connection[tuple[Any, ...]], statement: str) -> str:
    try:
        with session.transaction():
            session.execute(cast("Any", statement))
    except psycopg.Error as error:
        message = str(error).split("\n")[0]
        return message if "transaction block" in message else ""
    return ""


def redis(server: str, client: str) -> dict[str, Any]:
    """Record the fields of INFO by section, the names of settings, and the commands."""
    port = free_port()
    with tempfile.TemporaryDirectory() as scratch:
        options = ["--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", scratch]
        ask = [client, "-p", str(port)]
        with _running([server, *options], port):
            fields: dict[str, list[str]] = {}
            section = ""
            for line in said([*ask, "INFO", "everything"]).splitlines():
                if line.startswith("# "):
                    section = line[2:].strip().lower()
                elif ":" in line:
                    fields.setdefault(section, []).append(line.partition(":")[0])
            settings = said([*ask, "CONFIG", "GET", "*"]).splitlines()[::2]
            commands = said([*ask, "COMMAND", "LIST"]).split()
        version = said([server, "--version"]).partition("v=")[2].split()[0]
    return {
        "from": {"redis": version},
        "info": {name: sorted(of) for name, of in fields.items()},
        "settings": sorted(settings),
        "commands": sorted(commands),
    }


def neo4j_server(libs: Path) -> dict[str, Any]:
    """Record procedures, functions, settings and the columns of SHOW DATABASES."""
    port = free_port()
    with tempfile.TemporaryDirectory() as scratch:
        (Path(scratch) / "neo4j.conf").write_text(
            "dbms.security.auth_enabled=false\nserver.http.enabled=false\n"
            f"server.bolt.listen_address=127.0.0.1:{port}\ndbms.usage_report.enabled=false\n"
        )
        opened = [
            f"--add-opens=java.base/{name}=ALL-UNNAMED"
            for name in ("java.nio", "java.io", "sun.nio.ch", "java.util.concurrent")
        ]
        command = [
            "java",
            "-Xmx512m",
            *opened,
            "-Dio.netty.tryReflectionSetAccessible=true",
            "-cp",
            f"{libs}/*",
            "org.neo4j.server.CommunityEntryPoint",
            f"--home-dir={scratch}",
            f"--config-dir={scratch}",
            "--console-mode",
        ]
        environment = {**os.environ, "NEO4J_HOME": scratch}
        with (
            _running(command, port, env=environment),
            neo4j.GraphDatabase.driver(f"bolt://127.0.0.1:{port}") as driver,
        ):

            def names(query: str) -> list[str]:
                return sorted(str(one[0]) for one in driver.execute_query(query).records)

            return {
                "from": {
                    "neo4j": names("CALL dbms.components() YIELD versions RETURN versions[0]")[0]
                },
                "procedures": names("SHOW PROCEDURES YIELD name"),
                "functions": names("SHOW FUNCTIONS YIELD name"),
                "settings": names("SHOW SETTINGS YIELD name"),
                "databases": sorted(driver.execute_query("SHOW DATABASES YIELD *").keys),
            }
