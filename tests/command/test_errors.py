"""Whatever goes wrong is a sentence with what to do next; with --json it is JSON as well."""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
import urllib3

from drillbook.clients.answers import Absent, Forbidden, Unanswered
from drillbook.clients.kubernetes import Cluster
from drillbook.errors import Unobservable

ROOT = Path(__file__).parents[2]


def started(*arguments: str, **environment: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "drillbook", *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONPATH": str(ROOT / "src")} | environment,
    )


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["lab", "status", "-n", "7", "--json"], 1, "drillbook lab up --number 7"),
        (["verify", "--json", "no-such.zip"], 2, "no such bundle"),
        (["histroy", "--json"], 2, "Did you mean 'history'?"),
        (["history", "list", "--json", "--history", "/no/such"], 2, "not there"),
    ],
)
def test_an_error_is_json_where_json_was_asked_for(
    arguments: list[str], code: int, said: str
) -> None:
    # Short: a lab's sockets are in it.
    with tempfile.TemporaryDirectory(prefix="d-") as state:
        process = started(*arguments, XDG_STATE_HOME=state)
        out, errors = process.communicate()
    found = json.loads(out)
    assert (process.returncode, found["exit_code"]) == (code, code)
    assert said in found["error"]
    assert errors == f"drillbook: {found['error']}\n"
    if arguments[0] == "lab":
        assert (found["number"], found["up"]) == (7, False)


def test_an_error_tells_no_secret() -> None:
    process = started("verify", "x-hidden-pw-1.zip", MY_PASSWORD="hidden-pw-1")
    _, errors = process.communicate()
    assert errors.startswith("drillbook: x-[redacted].zip: no such bundle")


def test_a_terminal_that_knows_no_signs_gets_them_escaped() -> None:
    code = "from drillbook import cli; cli.app = lambda **_: print('\\u2713'); cli.main()"
    environment = {"PYTHONPATH": str(ROOT / "src"), "PYTHONIOENCODING": "ascii"}
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env=environment, check=False
    )
    assert (done.returncode, done.stdout) == (0, "\\u2713\n")


def test_who_stops_reading_gets_no_traceback() -> None:
    process = started("schema")
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.close()
    process.wait()
    assert process.stderr.read() == ""
    process.stderr.close()


class Refusing:
    """An API server that answers with a status, or not at all."""

    def __init__(self, status: int | Exception) -> None:
        self._status = status

    def __call__(self, *_: object, **__: object) -> urllib3.HTTPResponse:
        if isinstance(self._status, Exception):
            raise self._status
        body = json.dumps({"message": "no"}).encode()
        return urllib3.HTTPResponse(body, status=self._status, preload_content=False)


@pytest.fixture
def cluster(tmp_path: Path) -> Cluster:
    file = tmp_path / "kubeconfig"
    file.write_text(
        "{apiVersion: v1, kind: Config, clusters: [{name: c, cluster: {server: 'http://[::1]:1'}}],"
        " users: [{name: u, user: {}}], contexts: [{name: here, context: {cluster: c, user: u}}]}"
    )
    return Cluster(file, "here")


@pytest.mark.parametrize(
    ("status", "kind", "next_step"),
    [
        (401, Unobservable, "kubectl auth whoami"),
        (403, Forbidden, "drillbook target check"),
        (404, Absent, "kubectl get"),
        (503, Unanswered, "kubectl get --raw /readyz"),
        (418, Unobservable, "kubectl get --raw /readyz"),
    ],
)
def test_what_the_api_server_refuses_says_what_to_do_next(
    cluster: Cluster,
    status: int,
    kind: type[Exception],
    next_step: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(cluster, "_send", Refusing(status))
    pods = "/api/v1/namespaces/x/pods"
    for ask in (
        lambda: cluster.get(pods),
        lambda: cluster.log("x", "web-1"),
        lambda: list(cluster.watch(pods, 1)),
    ):
        with pytest.raises(kind, match=next_step):
            ask()


def test_an_api_server_that_is_away_is_said_without_the_insides_of_the_library(
    cluster: Cluster,
) -> None:
    with pytest.raises(Unanswered) as raised:
        cluster.get("/api/v1/namespaces")
    said = str(raised.value)
    assert "Connection refused" in said or "unreachable" in said.lower() or "assign" in said
    assert "Max retries" not in said
    assert said.endswith("'drillbook lab status' how a lab is")
