"""A recorded drill played again: its phrases run as they are, and the recording answers them.

Nobody waits: the time is the drill's own. What was seen can be changed first, so that it shows
what the phrases make of it.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from drillbook.drill import Drill
from drillbook.errors import EffectNotObserved, Unobservable
from drillbook.proof.boundary import Key
from drillbook.proof.recording import Call, RecordedDrill
from drillbook.proof.values import NotReached, decode
from drillbook.target import Target

EXPERIMENT = "drillbook.experiment.run"


@dataclass(frozen=True)
class Changes:
    """What is changed of a recording: calls by their place in it, and what comes later by how much.

    ``missing`` calls see nothing. ``late`` is by step: its first call, and all after it, come so
    much later.
    """

    calls: Mapping[int, Call] = field(default_factory=dict)
    missing: frozenset[tuple[int, str, Key]] = frozenset()
    late: Mapping[int, timedelta] = field(default_factory=dict)


AS_SEEN = Changes()


@dataclass(frozen=True)
class PlayedSession:
    """What a phrase may ask of the target itself while a drill is played: its file."""

    target: Target

    def secret(self, _namespace: str, _name: str) -> Mapping[str, str]:
        """Return a Secret whose every value is empty; none was recorded."""
        return defaultdict(str)


class Player:
    """The tape of a drill that is played, and its clock."""

    def __init__(self, recording: RecordedDrill, changes: Changes, running: Drill) -> None:
        self._changes, self._running = changes, running
        self._steps = recording.steps
        self._step = 0
        self._later = timedelta(0)
        self._moment = recording.steps[0].started
        self._waiting: dict[tuple[int, str, Key], list[Call]] = defaultdict(list)
        for index, call in enumerate(recording.calls):
            self._waiting[call.step, call.name, call.key].append(changes.calls.get(index, call))
        self._late = dict(changes.late)

    def begin(self, step: int) -> None:
        """Go on to a step, by its number from 1."""
        self._step = step
        self._moment = max(self._moment, self._steps[step - 1].started + self._later)

    def now(self) -> Any:
        """Return the time in the drill."""
        return self._moment

    def pass_by(self, span: timedelta) -> None:
        """Let a span of time pass."""
        self._moment += span

    def connected(self, _call: Callable[[], Any]) -> Any:
        """Return something that stands for a connection."""
        return NotReached()

    def called(self, name: str, key: Key, _call: Callable[[], Any]) -> Any:
        """Answer as the world did, or as it is said to have done."""
        self._later += self._late.pop(self._step, timedelta(0))
        where = (self._step, name, key)
        call = self._next(where)
        self._moment = max(self._moment, call.at + self._later)
        if where in self._changes.missing:
            kind = EffectNotObserved if name == EXPERIMENT else Unobservable
            raise kind(f"{name.removeprefix('drillbook.')} saw nothing")
        if call.raised is not None:
            raise decode(call.raised, self._later)
        if call.effect is not None:
            self._running.fault_took_effect("as recorded", decode(call.effect, self._later))
        return decode(call.value, self._later)

    def _next(self, where: tuple[int, str, Key]) -> Call:
        waiting = self._waiting[where]
        if not waiting:
            words = ", ".join(where[2])
            raise Unobservable(f"{where[1]}({words}) is not in the recording of this step")
        return waiting.pop(0) if len(waiting) > 1 else waiting[0]
