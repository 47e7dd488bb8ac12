"""What who walks through a scenario says to its pause: lines of JSON over a socket."""

import json
import select
import socket
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from datetime import timedelta
from typing import Any, Literal

from drillbook.clock import describe

_PIECE = 65536


@dataclass(frozen=True)
class Answer:
    """What to do at a pause; ``why`` is the reason of a step that is skipped, or of an end."""

    do: Literal["go", "skip", "again", "look", "end"]
    why: str = ""
    probe: str = ""
    arguments: Mapping[str, str] = field(default_factory=dict)

    def line(self) -> bytes:
        """Return it as it is sent."""
        return json.dumps(asdict(self)).encode() + b"\n"


class Asking:
    """The end of the socket that a walk's process has. Once nobody is there, all ends."""

    def __init__(self, walker: socket.socket, idle: timedelta) -> None:
        self._walker, self._idle = walker, idle
        self._read = b""
        self._ended: Answer | None = None

    def ask(self, said: Mapping[str, Any]) -> Answer:
        """Say where the walk stands, and return what to do."""
        if self._ended is not None:
            return self._ended
        answer = self._answered(said)
        if answer.do == "end":
            self._ended = Answer("end", "the walk was left")
        return answer

    def gone(self) -> bool:
        """Return whether nobody is at the other end any more; from then on, all ends."""
        with suppress(BlockingIOError):
            try:
                if self._walker.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT):
                    return False
            except ConnectionError:
                pass
            self._ended = Answer("end", "who walked through is gone")
            return True
        return False

    def _answered(self, said: Mapping[str, Any]) -> Answer:
        try:
            self._walker.sendall(json.dumps(said).encode() + b"\n")
            while b"\n" not in self._read:
                if not select.select([self._walker], [], [], self._idle.total_seconds())[0]:
                    return Answer("end", f"nobody went on for {describe(self._idle)}")
                piece = self._walker.recv(_PIECE)
                if not piece:
                    return Answer("end", "who walked through is gone")
                self._read += piece
        except OSError:
            return Answer("end", "who walked through is gone")
        line, _, self._read = self._read.partition(b"\n")
        return Answer(**json.loads(line))
