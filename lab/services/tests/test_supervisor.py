"""The supervisor with real processes: what stays when the server is stopped, and what ends when it crashes."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Thread

import pytest

from supervisor.backup import BackupServer, BackupSettings, expired
from supervisor.control import send
from supervisor.process import Service, Supervisor

SOURCES = Path(__file__).parents[1] / "src"


def until(seen: Callable[[], bool], seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not seen():
        assert time.monotonic() < deadline, "not seen in time"
        time.sleep(0.02)


@pytest.fixture
def container(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> Iterator[subprocess.Popen[bytes]]:
    monkeypatch.setenv("SUPERVISOR_DIRECTORY", str(tmp_path))
    process = subprocess.Popen(
        [sys.executable, "-m", "supervisor", "postgresql", "--", *getattr(request, "param", ("sleep", "600"))],
        env=os.environ | {"PYTHONPATH": str(SOURCES)},
    )
    until(lambda: (tmp_path / "postgresql.control").exists() and _status().startswith("running"))
    yield process
    process.kill()
    process.wait()


def _status() -> str:
    try:
        return send("postgresql", "status")
    except OSError:
        return ""


def test_a_stopped_server_leaves_the_container_and_can_be_started_again(container: subprocess.Popen[bytes]) -> None:
    first = send("postgresql", "status")
    assert send("postgresql", "stop fast") == "stopped"
    assert send("postgresql", "stop") == "stopped"
    assert container.poll() is None
    second = send("postgresql", "start")
    assert second.startswith("running ")
    assert second != first
    assert send("postgresql", "start").startswith("error: postgresql runs already")


# A server that listens to its signals from "ready" on, and ends as soon as it may.
SLOW = """
cd "$SUPERVISOR_DIRECTORY"
trap 'until [ -e may-end ]; do sleep 0.05; done; exit' INT
touch ready
while :; do sleep 0.05; done
"""


@pytest.mark.parametrize("container", [("sh", "-c", SLOW)], indirect=True)
def test_a_start_while_a_stop_is_under_way_holds(container: subprocess.Popen[bytes], tmp_path: Path) -> None:
    until((tmp_path / "ready").exists)
    first = send("postgresql", "status")
    stopping = threading.Thread(target=send, args=("postgresql", "stop fast"))
    stopping.start()
    until(lambda: send("postgresql", "status") == first.replace("running", "stopping"))
    threading.Timer(0.5, (tmp_path / "may-end").touch).start()  # when "start" waits for the end of the stop
    second = send("postgresql", "start")
    stopping.join()
    assert second.startswith("running ")
    assert second != first
    assert container.poll() is None


def test_a_crash_of_the_server_ends_the_container_with_its_signal(container: subprocess.Popen[bytes]) -> None:
    os.kill(int(send("postgresql", "status").split()[1]), signal.SIGKILL)
    assert container.wait(60) == 128 + signal.SIGKILL


def test_the_end_of_the_container_is_orderly(container: subprocess.Popen[bytes]) -> None:
    container.terminate()
    assert container.wait(60) == 0


def test_the_end_of_the_container_while_the_server_is_stopped(container: subprocess.Popen[bytes]) -> None:
    send("postgresql", "stop")
    container.terminate()
    assert container.wait(60) == 0


def test_an_unknown_command_or_way_to_stop_changes_nothing(container: subprocess.Popen[bytes]) -> None:
    before = send("postgresql", "status")
    assert send("postgresql", "restart").startswith("error: usage")
    assert send("postgresql", "stop gently").startswith("error: unknown way to stop")
    assert send("postgresql", "status") == before
    assert container.poll() is None


def test_only_dumps_older_than_the_limit_expire_and_never_the_newest(tmp_path: Path) -> None:
    now = datetime.now(UTC)
    dumps = []
    for age_days in (20, 9, 6):
        dump = tmp_path / f"neo4j-{age_days}.dump"
        dump.touch()
        at = (now - timedelta(days=age_days)).timestamp()
        os.utime(dump, (at, at))
        dumps.append(dump)
    assert [one.name for one in expired(dumps, now, timedelta(days=7))] == ["neo4j-20.dump", "neo4j-9.dump"]
    assert expired(dumps[:1], now, timedelta(days=7)) == []
    assert expired([], now, timedelta(days=7)) == []


class Agent:
    """A supervisor in this process, with a server that sleeps and a neo4j-admin that does as told."""

    def __init__(self, directory: Path, monkeypatch: pytest.MonkeyPatch, admin: str) -> None:
        program = directory / "bin" / "neo4j-admin"
        program.parent.mkdir()
        program.write_text(f"#!/bin/sh\n{admin}\n")
        program.chmod(0o755)
        monkeypatch.setenv("PATH", f"{program.parent}:{os.environ['PATH']}")
        self.backups = directory / "backups"
        self.backups.mkdir()
        service = Service("neo4j", ("sleep", "600"), {"fast": signal.SIGTERM}, "fast", timedelta(seconds=60))
        self.supervisor = Supervisor(service)
        settings = BackupSettings(self.backups, timedelta(days=7), "secret", "neo4j", directory)
        self.server = BackupServer(("127.0.0.1", 0), self.supervisor, settings)
        self.supervisor.start()
        for target in (self.supervisor.run, self.server.serve_forever):
            Thread(target=target, daemon=True).start()

    def ask(self, token: str) -> tuple[int, dict[str, object]]:
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.server.server_address[1]}/backup",
            method="POST",
            headers={"Authorization": f"Bearer {token}"},
        )
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return answer.status, json.load(answer)
        except urllib.error.HTTPError as error:
            return error.code, json.load(error)

    def end(self) -> None:
        self.supervisor.terminate()
        self.server.shutdown()
        self.server.server_close()


# The last argument of neo4j-admin is --to-path=DIRECTORY.
WRITES = 'for last; do :; done; printf dump > "${last#--to-path=}/neo4j.dump"'


def test_a_dump_is_published_with_its_hash_and_the_server_is_started_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    agent = Agent(tmp_path, monkeypatch, WRITES)
    first = agent.supervisor.server
    status, manifest = agent.ask("secret")
    dump = agent.backups / str(manifest["file"])
    assert status == 200
    assert dump.read_text() == "dump"
    assert json.loads(dump.with_name(dump.name + ".json").read_text()) == manifest
    assert agent.supervisor.server not in (None, first)
    assert not list(agent.backups.glob(".taking-*"))
    agent.end()


def test_a_dump_that_fails_leaves_no_file_and_a_running_server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    agent = Agent(tmp_path, monkeypatch, f"{WRITES}; exit 3")
    status, answer = agent.ask("secret")
    assert status == 500
    assert "exit code 3" in str(answer["error"])
    assert list(agent.backups.iterdir()) == []
    assert agent.supervisor.server is not None
    agent.end()


def test_a_wrong_token_stops_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    agent = Agent(tmp_path, monkeypatch, WRITES)
    before = agent.supervisor.server
    assert agent.ask("guess")[0] == 401
    assert agent.supervisor.server == before
    agent.end()
