"""The moments of the protocol at which a process can die, and a process that dies at one of them.

Installed in a process that is about to be killed, and never taken out again.
"""

import functools
import os
import signal
from collections.abc import Callable
from typing import Any

from drillbook import session, storage
from drillbook.clients.kubernetes import Cluster
from drillbook.faults import bringing
from drillbook.journal import Journal
from drillbook.session import Session


class Moments:
    """Counts moments by name; at one of them, by number or name, this process gets SIGKILL."""

    def __init__(self, at: int | str = 0) -> None:
        self.names: list[str] = []
        self._at = at

    def reached(self, name: str) -> None:
        self.names.append(name)
        if self._at in (len(self.names), name):
            os.kill(os.getpid(), signal.SIGKILL)

    def install(self) -> "Moments":
        """Put a moment before and after all that the protocol does in this process."""
        self._around(Session, "permit", "guard")
        self._around(Session, "intend", "undo step written down")
        self._around(Journal, "undone", "undone written down")
        self._around(Cluster, "_change", "change")
        self._around(Cluster, "execute", "command in a pod")
        # What comes after the injection is the wait for its effect.
        bringing.eventually = self._with_moments(bringing.eventually, "the wait for the effect")  # type: ignore[attr-defined]
        session.load_undo_steps()
        for name, step in session.UNDO_STEPS.items():
            session.UNDO_STEPS[name] = self._with_moments(step, f"undo {name}")
        self._records()
        return self

    def _around(self, owner: type, name: str, said: str) -> None:
        setattr(owner, name, self._with_moments(getattr(owner, name), said))

    def _with_moments(self, function: Callable[..., Any], said: str) -> Callable[..., Any]:
        @functools.wraps(function)
        def called(*positional: Any, **named: Any) -> Any:
            self.reached(f"before {said}")
            result = function(*positional, **named)
            self.reached(f"after {said}")
            return result

        return called

    def _records(self) -> None:
        """A record of a file can be torn, or written and not yet fsynced."""

        def write(descriptor: int, text: bytes) -> None:
            half = len(text) // 2
            os.write(descriptor, text[:half])
            self.reached("record half written")
            os.write(descriptor, text[half:])
            self.reached("record written, not fsynced")
            os.fsync(descriptor)

        storage._write = write
