"""A command in a container, and bytes to a pod's port, over the API server's WebSocket.

Both speak v4.channel.k8s.io, in which every frame begins with the number of its channel.

The official client's own stream passes on no header but the token, so that whoever impersonates
an account would run commands as themselves.
"""

import json
import ssl
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import websocket

from drillbook.clients import advice, answers
from drillbook.clients.answers import Unanswered
from drillbook.errors import NotDone, Unobservable

_PROTOCOL = "v4.channel.k8s.io"
_STDIN, _STDOUT, _STDERR, _STATUS = 0, 1, 2, 3
_CONNECT_SECONDS = 5.0
# Of a port that is forwarded: the channel of its bytes; each channel begins with the port, too.
_DATA, _PORT_BYTES = 0, 2
_FRAME = 1 << 15


@dataclass(frozen=True)
class Executed:
    """What a command in a container left."""

    exit_code: int
    stdout: str
    stderr: str

    def output(self, what: str) -> str:
        """Return what it printed. Raises Unobservable, with its complaint, when it failed."""
        if self.exit_code != 0:
            raise Unobservable(f"{what}: {self.stderr.strip()}")
        return self.stdout

    def succeeded(self, what: str) -> str:
        """Return what it printed. Raises NotDone, with its complaint, when it failed."""
        if self.exit_code != 0:
            raise NotDone(f"{what}: {self.stderr.strip() or 'a step failed'}")
        return self.stdout


def execute(
    configuration: Any,
    headers: Mapping[str, str],
    path: str,
    command: Sequence[str],
    *,
    container: str | None,
    within: timedelta,
    given: bytes = b"",
) -> Executed:
    """Run a command through a pod's ``exec`` at ``path``, with ``given`` on its standard input.

    This protocol cannot end the input: the command has to know how much it gets. Raises
    Unobservable if it hung or left no exit code; else OSError or WebSocketException.
    """
    query = [("command", word) for word in command]
    query += [("stdout", "true"), ("stderr", "true")]
    query += [("container", container)] if container else []
    query += [("stdin", "true")] if given else []
    deadline = time.monotonic() + within.total_seconds()
    try:
        with _connected(configuration, headers, f"{path}?{urlencode(query)}") as connection:
            connection.settimeout(within.total_seconds())
            for start in range(0, len(given), _FRAME):
                connection.send_binary(bytes([_STDIN]) + given[start : start + _FRAME])
            channels = _received(connection, deadline)
    except websocket.WebSocketTimeoutException as error:
        raise Unobservable(f"{command[0]} through {path} did not end within {within}") from error
    text = {number: bytes(data).decode(errors="replace") for number, data in channels.items()}
    return Executed(_exit_code(text.get(_STATUS, "")), text.get(_STDOUT, ""), text.get(_STDERR, ""))


def forward(
    configuration: Any,
    headers: Mapping[str, str],
    path: str,
    port: int,
    request: bytes,
    *,
    whole: Callable[[bytes], bool],
) -> bytes:
    """Send bytes to a pod's port through ``portforward`` at ``path``; return what it answers.

    This protocol does not tell that the pod has closed its end: ``whole`` says of what has come
    whether it is all. Raises OSError or WebSocketException; OSError with the kubelet's words when
    nobody listens.
    """
    answer, complaint = bytearray(), bytearray()
    with _connected(configuration, headers, f"{path}?{urlencode({'ports': port})}") as connection:
        connection.send_binary(bytes([_DATA]) + request)
        while True:
            opcode, data = connection.recv_data()
            if opcode == websocket.ABNF.OPCODE_CLOSE:
                break
            (answer if data[:1] == bytes([_DATA]) else complaint).extend(data[1:])
            if whole(bytes(answer[_PORT_BYTES:])) or len(complaint) > _PORT_BYTES:
                break
    if len(complaint) > _PORT_BYTES:
        raise OSError(bytes(complaint[_PORT_BYTES:]).decode(errors="replace"))
    return bytes(answer[_PORT_BYTES:])


@contextmanager
def reached(where: str) -> Iterator[None]:
    """Turn the errors of a WebSocket to ``where`` into ours: Unobservable, by its status."""
    try:
        yield
    except websocket.WebSocketBadStatusException as error:
        why = answers.message(error.resp_body or b"")
        raise answers.refusal(error.status_code, where, why) from error
    except (OSError, websocket.WebSocketException) as error:
        raise Unanswered(f"{where}: {error}{advice.of_status(None)}") from error


@contextmanager
def _connected(configuration: Any, headers: Mapping[str, str], path: str) -> Iterator[Any]:
    """Yield a WebSocket to a path of the API server; its library is typed in parts."""
    connection: Any = websocket.WebSocket(sslopt=_tls(configuration), skip_utf8_validation=True)
    try:
        connection.connect(
            f"{configuration.host.replace('http', 'ws', 1)}{path}",
            header=[f"{name}: {value}" for name, value in headers.items()],
            subprotocols=[_PROTOCOL],
            timeout=_CONNECT_SECONDS,
            # The environment's proxies do not lead into a cluster.
            http_no_proxy=["*"],
        )
        yield connection
    finally:
        connection.shutdown()


def _received(connection: Any, deadline: float) -> dict[int, bytearray]:
    channels: dict[int, bytearray] = {}
    while _STATUS not in channels:
        # A time-out of zero would mean not to wait at all.
        connection.settimeout(max(deadline - time.monotonic(), 0.001))
        opcode, data = connection.recv_data()
        if opcode == websocket.ABNF.OPCODE_CLOSE:
            break
        if data:
            channels.setdefault(data[0], bytearray()).extend(data[1:])
    return channels


def _tls(configuration: Any) -> dict[str, Any]:
    if not configuration.verify_ssl:
        return {"cert_reqs": ssl.CERT_NONE, "check_hostname": False}
    options: dict[str, Any] = {"cert_reqs": ssl.CERT_REQUIRED}
    named = {
        "ca_certs": configuration.ssl_ca_cert,
        "certfile": configuration.cert_file,
        "keyfile": configuration.key_file,
        "server_hostname": configuration.tls_server_name,
    }
    return options | {name: value for name, value in named.items() if value}


def _exit_code(status: str) -> int:
    try:
        said = json.loads(status)
    except ValueError:
        raise Unobservable(f"a command ended without an exit code: {status[:200]!r}") from None
    if said.get("status") == "Success":
        return 0
    for cause in said.get("details", {}).get("causes", []):
        if cause.get("reason") == "ExitCode":
            return int(cause["message"])
    raise Unobservable(f"a command ended without an exit code: {said.get('message', said)}")
