"""A history of each kind: a DuckDB file, and a real PostgreSQL on loopback."""

import os
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest


def _programs() -> Path | None:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    return found[-1].parent if found else None


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """Run a PostgreSQL server; return its address without a database."""
    programs = _programs()
    if programs is None:
        pytest.skip("PostgreSQL's server programs are not installed")
    become = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    # pytest's own directories may not be entered by the user that PostgreSQL runs as.
    with tempfile.TemporaryDirectory(prefix="drillbook-history-") as name:
        home = Path(name)
        if become:
            subprocess.run(["chown", "postgres", name], check=True)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]

        def run(program: str, *arguments: str) -> None:
            command = [*become, str(programs / program), "-D", f"{home}/data", *arguments]
            subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd=home)

        run("initdb", "-A", "trust", "-U", "history", "--no-sync")
        options = f"-p {port} -h 127.0.0.1 -k {home}"
        run("pg_ctl", "-w", "-t", "120", "-l", f"{home}/log", "-o", options, "start")
        try:
            yield f"postgresql://history@127.0.0.1:{port}"
        finally:
            run("pg_ctl", "-m", "immediate", "stop")


@pytest.fixture(params=["duckdb", "postgresql"])
def history(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Return where an empty history is."""
    if request.param == "duckdb":
        return str(tmp_path / "history.duckdb")
    address: str = request.getfixturevalue("server")
    with psycopg.connect(f"{address}/postgres", autocommit=True) as connection:
        connection.execute("DROP DATABASE IF EXISTS drills WITH (FORCE)")
        connection.execute("CREATE DATABASE drills")
    return f"{address}/drills"
