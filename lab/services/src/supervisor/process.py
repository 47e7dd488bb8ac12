"""The one server process of a container: started, stopped by signal, reaped; and programs run beside it."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta


class ServiceError(Exception):
    """A command that could not be carried out; its text goes to whoever asked."""


@dataclass(frozen=True)
class Service:
    """What is supervised: the server's command and the signal of each way to stop it; `default_stop` names one."""

    name: str
    command: tuple[str, ...]
    stops: Mapping[str, signal.Signals]
    default_stop: str
    stop_within: timedelta = timedelta(seconds=110)  # whoever asks waits for 120 s, as Neo4j's own script does


@dataclass
class Supervisor:
    """Start, stop and reap. `run` blocks in the main thread; every other method may be called from any thread.

    A server that ends without having been told to ends the container with its exit code (128 + signal), so that
    Kubernetes sees the crash and restarts it. A server that was stopped by command leaves the container running.
    """

    service: Service
    _changed: threading.Condition = field(default_factory=threading.Condition)
    _server: int | None = None
    _stopping: bool = False
    _terminating: bool = False
    _exits: dict[int, int] = field(default_factory=dict)
    _awaited: set[int] = field(default_factory=set)

    @property
    def server(self) -> int | None:
        """The server's process id, or None while it is stopped."""
        return self._server

    @property
    def status(self) -> str:
        """`stopped`, `stopping PID` or `running PID`."""
        server = self._server
        if server is None:
            return "stopped"
        return f"{'stopping' if self._stopping else 'running'} {server}"

    def start(self) -> int:
        """Start the server, once a stop that was asked for is over; return its process id.

        Readiness is for the caller to see.

        Raises:
            ServiceError: it runs already, or the container is being ended.
        """
        with self._changed:
            if self._stopping:  # whoever asked for it may be gone: what is asked last holds
                limit = self.service.stop_within.total_seconds()
                self._changed.wait_for(lambda: self._server is None, timeout=limit)
            if self._terminating:
                raise ServiceError(f"{self.service.name} is not started: the container is ending")
            if self._server is not None:
                raise ServiceError(f"{self.service.name} runs already, process {self._server}")
            self._stopping = False
            self._server = _spawn(self.service.command)
            self._changed.notify_all()
            return self._server

    def stop(self, how: str | None = None) -> None:
        """Stop the server and wait until it is gone; nothing to do when it is stopped.

        Raises:
            ServiceError: unknown way to stop, or still running after the service's `stop_within`.
        """
        chosen = self.service.stops.get(how or self.service.default_stop)
        if chosen is None:
            ways = ", ".join(self.service.stops)
            raise ServiceError(f"unknown way to stop {self.service.name}: {how}; known: {ways}")
        with self._changed:
            if self._server is None:
                return
            self._stopping = True
            os.kill(self._server, chosen)
            limit = self.service.stop_within.total_seconds()
            if not self._changed.wait_for(lambda: self._server is None, timeout=limit):
                raise ServiceError(f"{self.service.name} still runs {limit:.0f} s after {chosen.name}")

    def execute(self, command: Sequence[str], limit: timedelta) -> int:
        """Run another program to its end; return its exit code (128 + signal when killed).

        Raises:
            ServiceError: it ran longer than `limit`; it was killed.
        """
        with self._changed:
            process = _spawn(command)
            self._awaited.add(process)
            self._changed.notify_all()
            ended = self._changed.wait_for(lambda: process in self._exits, limit.total_seconds())
            if not ended:
                os.kill(process, signal.SIGKILL)
                raise ServiceError(f"{command[0]} ran longer than {limit}: killed")
            self._awaited.discard(process)
            return self._exits.pop(process)

    def terminate(self) -> None:
        """End the container in order: stop the server its default way; `run` then returns 0."""
        self._terminating = True  # a signal handler must not wait for the lock
        server = self._server
        if server is not None:
            os.kill(server, self.service.stops[self.service.default_stop])

    def run(self) -> int:
        """Reap children until the server crashes or the container is told to end; return the exit code."""
        while True:
            if self._terminating and self._server is None:
                return 0
            try:
                process, status = os.waitpid(-1, 0)
            except ChildProcessError:
                with self._changed:
                    self._changed.wait(timeout=0.5)  # nothing to reap until something is started
                continue
            code = _exit_code(status)
            with self._changed:
                if process == self._server:
                    self._server = None
                    if not (self._stopping or self._terminating):
                        return code or 1
                elif process in self._awaited:
                    self._exits[process] = code
                self._changed.notify_all()


def _spawn(command: Sequence[str]) -> int:
    return os.posix_spawnp(
        command[0], list(command), os.environ, setsigmask=[], setsigdef=[signal.SIGTERM, signal.SIGINT]
    )


def _exit_code(status: int) -> int:
    code = os.waitstatus_to_exitcode(status)
    return code if code >= 0 else 128 - code
