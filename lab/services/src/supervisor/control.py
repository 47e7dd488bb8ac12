"""Commands to a running supervisor over a Unix socket: one line in, one line out."""

from __future__ import annotations

import os
import socket
import socketserver
import sys
from pathlib import Path

from supervisor.process import ServiceError, Supervisor

USAGE = "usage: {name}-service start | stop [WAY] | status"
_MAXIMUM_LINE_BYTES = 4096


def socket_path(name: str) -> Path:
    """Where the supervisor of `name` listens; the folder is the container's own."""
    return Path(os.environ.get("SUPERVISOR_DIRECTORY", "/tmp")) / f"{name}.control"  # noqa: S108 private to a container


def answer(supervisor: Supervisor, line: str) -> str:
    """Carry out one command; the reply begins with `error:` when it could not be."""
    words = line.split()
    try:
        match words:
            case ["start"]:
                supervisor.start()
            case ["stop"]:
                supervisor.stop()
            case ["stop", how]:
                supervisor.stop(how)
            case ["status"]:
                pass
            case _:
                return f"error: {USAGE.format(name=supervisor.service.name)}"
    except ServiceError as error:
        return f"error: {error}"
    return supervisor.status


class ControlServer(socketserver.ThreadingUnixStreamServer):
    """Answers commands on the supervisor's socket, which only the container's own user may open."""

    daemon_threads = True

    def __init__(self, supervisor: Supervisor) -> None:
        path = socket_path(supervisor.service.name)
        path.unlink(missing_ok=True)

        class Handler(socketserver.StreamRequestHandler):
            def handle(self) -> None:
                line = self.rfile.readline(_MAXIMUM_LINE_BYTES).decode(errors="replace")
                self.wfile.write((answer(supervisor, line) + "\n").encode())

        super().__init__(str(path), Handler)
        path.chmod(0o600)


def send(name: str, line: str) -> str:
    """Send one command to the supervisor of `name`; return its reply.

    Raises:
        OSError: no supervisor listens.
    """
    with socket.socket(socket.AF_UNIX) as connection:
        connection.connect(str(socket_path(name)))
        connection.sendall((line + "\n").encode())
        with connection.makefile(encoding="utf-8") as reply:
            return reply.readline().strip()


def main(arguments: list[str]) -> int:
    """`NAME COMMAND [WAY]`: print the reply; 1 when the command failed, 2 when nothing listens."""
    name, *words = arguments
    try:
        reply = send(name, " ".join(words))
    except OSError as error:
        print(f"error: no supervisor of {name}: {error}", file=sys.stderr)  # noqa: T201 a command's output
        return 2
    failed = reply.startswith("error:")
    print(reply, file=sys.stderr if failed else sys.stdout)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
