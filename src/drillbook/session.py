"""A session: one run on one opened target.

It is where a change meets the guard and the journal; there is no other way to change a target.
"""

import importlib
import pkgutil
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from drillbook import drill, gate, guard, kept, replicas
from drillbook import journal as journals
from drillbook.clients.kubernetes import Cluster
from drillbook.clock import now
from drillbook.errors import DrillbookError, UndoIncomplete, UsageError
from drillbook.redaction import Redactor
from drillbook.replay import PATIENCE, replay
from drillbook.stopping import Stop, StopWatch
from drillbook.target import Kind, SystemOnTarget, Target

Undo = Callable[["Session", Mapping[str, Any], Mapping[str, Any]], str]

#: The undo steps by the name that journals carry. A name is never given a new meaning.
UNDO_STEPS: dict[str, Undo] = {}

_REMOVE_KEPT = "kept.remove"


def undo_step(name: str) -> Callable[[Undo], Undo]:
    """Register an undo step. It puts things back, checks that they are, and says what it did.

    It must be idempotent, and raise UndoIncomplete (what is left, how to by hand) or Unobservable.
    """

    def register(function: Undo) -> Undo:
        if name in UNDO_STEPS:
            raise UsageError(f"two undo steps are named {name}")
        UNDO_STEPS[name] = function
        return function

    return register


def load_undo_steps() -> None:
    """Import every module that registers undo steps: a new process must know those of any other."""
    for package in ("faults", "procedures", "ledger"):
        path = [str(Path(__file__).parent / package)]
        for module in pkgutil.iter_modules(path):
            importlib.import_module(f"drillbook.{package}.{module.name}")


@dataclass(frozen=True)
class Session:
    """An opened target.

    ``namespaces`` are the UIDs that the target's namespaces had when it was opened, or when they
    were first asked for.
    """

    target: Target
    cluster: Cluster
    journal: journals.Journal
    expected_uid: str
    confirmed: str | None = None
    patience: timedelta = PATIENCE
    redactor: Redactor = field(default_factory=Redactor)
    opened_at: datetime = field(default_factory=now)
    namespaces: dict[str, str] = field(default_factory=dict)
    stop: Stop = field(default_factory=Stop)
    # With its undo step, once that is written.
    _permitted: dict[guard.Change, journals.Intent | None] = field(default_factory=dict, repr=False)
    _watches: list[StopWatch] = field(default_factory=list, repr=False)
    _changing: threading.RLock = field(default_factory=threading.RLock, repr=False)

    def permit(self, change: guard.Change, written: journals.Intent | None = None) -> None:
        """Ask the guard, with what the cluster says of itself right now.

        ``written`` is the change's own undo step, once it is in the journal. From the first change
        on, the target's stop conditions are watched. Raises Refused, and Unobservable when one of
        them, or the cluster itself, cannot be seen.
        """
        self.stop.check()
        # What is changed already is put back in the same window.
        together = replace(change, undo_within=self._declared(change))
        guard.permit(self.target, together, self._situation(change, written))
        self._permitted[change] = written
        if not self._watches:
            watch = self._stop_watch()
            watch.start()
            self._watches.append(watch)

    @contextmanager
    def changing(self) -> Iterator[None]:
        """Keep an undo that another thread begins from running beside a change of this one."""
        with self._changing:
            self.stop.check()
            yield

    def intend(
        self, undo: str, arguments: Mapping[str, Any], before: Mapping[str, Any]
    ) -> journals.Intent:
        """Write an undo step to the journal before the change that it undoes.

        A ``kept.Kept`` among what was there before goes to the target, and a reference to it to
        the journal. Raises NotWritten; then the change must not be made.
        """
        if undo not in UNDO_STEPS:
            load_undo_steps()
        if undo not in UNDO_STEPS:
            raise UsageError(f"no undo step is named {undo}")
        running = drill.current.get()
        with self.changing():
            return self.journal.intend(
                undo,
                arguments,
                {key: self._referred(value) for key, value in before.items()},
                drill=running.id if running else "",
                cluster_uid=self.expected_uid,
            )

    def kept(self, reference: Mapping[str, str]) -> dict[str, bytes]:
        """Return what was kept before a change, by the reference that an undo step was given."""
        return kept.fetch(self.cluster, reference)

    def undo(self, since: int = 0) -> list[str]:
        """Put back everything pending, newest first; with ``since``, only from that number on.

        Returns a line for each undo step. Raises UndoIncomplete after trying all of them when any
        could not be put back.
        """
        pending = self.journal.pending()
        unconfirmed = self.target.kind is not Kind.LAB and self.confirmed != self.target.name
        if pending and unconfirmed:
            raise UndoIncomplete(
                f"{len(pending)} changes are pending in {self.journal.place}, and this run may "
                f"only read. Put them back with 'drillbook undo --target {self.target.file} "
                f"--confirm {self.target.name}'"
            )
        with self._changing, gate.putting_back():
            return replay(self.journal, self._put_back, self.patience, since)

    def unwatch(self) -> None:
        """Look at stop conditions no more. Waits for an undo that one of them has begun."""
        while self._watches:
            self._watches.pop().end()

    def settle(self) -> Stop:
        """End the watch of stop conditions, when nothing is changed any more; return what it did.

        What comes next, e.g. the next drill, is watched anew.
        """
        self.unwatch()
        self._permitted.clear()
        return self.stop.taken()

    def system(self, name: str) -> SystemOnTarget:
        """Return where a system is on this target."""
        return self.target.system(name)

    def secret(self, namespace: str, name: str) -> dict[str, str]:
        """Return the values of a Secret, which are redacted from everything from now on."""
        values = self.cluster.secret(namespace, name)
        self.redactor.add_named(values)
        return values

    def _situation(self, change: guard.Change, written: journals.Intent | None) -> guard.Situation:
        # Of a namespace that is not the target's even the reading is left out.
        known = change.namespace in self.target.allow.namespaces
        standing = self.cluster.standing(change.namespace if known else None)
        found = standing.namespace_uid
        return guard.Situation(
            cluster_uid=standing.cluster_uid,
            expected_uid=self.expected_uid,
            confirmed=self.confirmed,
            namespace_uid=found,
            expected_namespace_uid=self.namespaces.setdefault(change.namespace, found),
            now=now(),
            opened=self.opened_at,
            clock_off=standing.clock_off,
            down=self._down(change, written) if change.taken_down else 0,
        )

    def _down(self, change: guard.Change, written: journals.Intent | None) -> int:
        changed = {one.namespace for one in (*self._permitted, change)}
        places = changed & self.target.allow.namespaces
        made = {change: intent for change, intent in self._permitted.items() if intent}
        return replicas.down(self.cluster, self.journal, sorted(places), made, written)

    def _stop_watch(self) -> StopWatch:
        bounds = importlib.import_module("drillbook.probes.bounds")  # which imports this module

        def begin_by() -> datetime:
            until = guard.may_change_until(self.target, now(), self.opened_at)
            return (until or now()) - self._declared()

        return StopWatch(
            self.target.stop_conditions,
            partial(bounds.look, self),
            self.stop,
            self._put_back_at_once,
            self._declared,
            begin_by,
        )

    def _declared(self, *more: guard.Change) -> timedelta:
        # The watch asks while a change is permitted: a tuple is made at once, a set is not.
        changes = {*tuple(self._permitted), *more}
        return sum((change.undo_within for change in changes), timedelta(0))

    def _put_back_at_once(self) -> str:
        running = drill.current.get()
        if running:
            with suppress(OSError):  # a disk with no room for it must not keep the undo from it
                running.event("note", f"stopped: {self.stop.reason}", at=self.stop.tripped)
        try:
            return "; ".join(self.undo()) or "nothing was left to put back"
        except DrillbookError as error:
            return f"undo incomplete: {error}"

    def _put_back(self, intent: journals.Intent) -> str:
        if intent.cluster_uid != self.expected_uid:
            # With that cluster, the change is gone; nothing here was ever changed by it.
            return f"cluster {intent.cluster_uid} is no more"
        if intent.undo not in UNDO_STEPS:
            load_undo_steps()
        step = UNDO_STEPS.get(intent.undo)
        if step is None:
            raise UndoIncomplete(f"this version has no undo step {intent.undo!r}")
        return step(self, intent.arguments, intent.before)

    def _referred(self, value: Any) -> Any:
        if not isinstance(value, kept.Kept):
            return value
        self.redactor.add_named(
            {key: text.decode(errors="replace") for key, text in value.values.items()}
        )
        # Written down first, like any change: a process that dies between leaves no value behind.
        name = kept.new_name()
        self.intend(_REMOVE_KEPT, {"secret": name}, {})
        return kept.keep(self.cluster, name, value)


@undo_step(_REMOVE_KEPT)
def _remove_kept(session: Session, arguments: Mapping[str, Any], _before: Mapping[str, Any]) -> str:
    """Remove values that were kept, once no pending change needs them."""
    name = arguments["secret"]
    if any(name in kept.references(intent.before) for intent in session.journal.pending()):
        raise UndoIncomplete(f"{name} is still needed by a change that could not be put back")
    return kept.remove(session.cluster, name)
