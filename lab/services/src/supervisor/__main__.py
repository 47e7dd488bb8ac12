"""`python -m supervisor NAME -- COMMAND…`: PID 1. For `neo4j` it also answers the backup CronJob over HTTP."""

from __future__ import annotations

import os
import signal
import sys
import threading
from datetime import timedelta
from pathlib import Path

from supervisor.backup import BackupServer, BackupSettings
from supervisor.control import ControlServer
from supervisor.process import Service, Supervisor

STOPS = {
    "neo4j": ({"fast": signal.SIGTERM, "kill": signal.SIGKILL}, "fast"),
    # the server's own words: smart waits for clients, fast ends their transactions, immediate needs recovery
    "postgresql": (
        {
            "smart": signal.SIGTERM,
            "fast": signal.SIGINT,
            "immediate": signal.SIGQUIT,
            "kill": signal.SIGKILL,
        },
        "fast",
    ),
}
BACKUP_PORT = 7475


def main(arguments: list[str]) -> int:
    """Run until the server crashes or SIGTERM arrives; the exit code is the container's."""
    name, separator, *command = arguments
    if separator != "--" or name not in STOPS or not command:
        names = " | ".join(STOPS)
        print(f"usage: python -m supervisor {names} -- COMMAND…", file=sys.stderr)  # noqa: T201 a command's output
        return 2
    stops, default = STOPS[name]
    supervisor = Supervisor(Service(name, tuple(command), stops, default))
    signal.signal(signal.SIGTERM, lambda *_: supervisor.terminate())
    _serve(ControlServer(supervisor))
    if name == "neo4j":
        settings = BackupSettings(
            directory=Path(os.environ.get("BACKUP_DIRECTORY", "/backups/neo4j")),
            keep=timedelta(days=int(os.environ.get("BACKUP_KEEP_DAYS", "7"))),
            token=os.environ["BACKUP_TOKEN"],
            database="neo4j",
            store=Path(os.environ.get("STORE_DIRECTORY", "/data/databases/neo4j")),
        )
        _serve(BackupServer(("", BACKUP_PORT), supervisor, settings))
    supervisor.start()
    return supervisor.run()


def _serve(server: ControlServer | BackupServer) -> None:
    threading.Thread(target=server.serve_forever, daemon=True).start()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
