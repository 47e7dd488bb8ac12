"""A session: one run on one opened target.

It is where a change meets the guard and the journal; there is no other way to change a target.
"""

import atexit
import importlib
import os
import pkgutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from drillbook import directories, drill, guard
from drillbook import journal as journals
from drillbook import target as targets
from drillbook.clients.kubernetes import Cluster
from drillbook.errors import DrillbookError, UndoIncomplete, UsageError
from drillbook.lab.fence import fence
from drillbook.redaction import Redactor
from drillbook.target import Kind, SystemOnTarget, Target

Undo = Callable[["Session", Mapping[str, Any], Mapping[str, Any]], str]

#: The undo steps by the name that journals carry. A name is never given a new meaning.
UNDO_STEPS: dict[str, Undo] = {}

current: ContextVar["Session | None"] = ContextVar("current session", default=None)


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
    """An opened target."""

    target: Target
    cluster: Cluster
    journal: journals.Journal
    expected_uid: str
    confirmed: str | None = None
    redactor: Redactor = field(default_factory=Redactor)

    def permit(self, change: guard.Change) -> None:
        """Ask the guard, with what the cluster says of itself right now."""
        guard.permit(
            self.target,
            change,
            guard.Situation(self.cluster.uid(), self.expected_uid, self.confirmed),
        )

    def intend(
        self, undo: str, arguments: Mapping[str, Any], before: Mapping[str, Any]
    ) -> journals.Intent:
        """Write an undo step to disk before the change that it undoes."""
        if undo not in UNDO_STEPS:
            load_undo_steps()
        if undo not in UNDO_STEPS:
            raise UsageError(f"no undo step is named {undo}")
        running = drill.current.get()
        return self.journal.intend(
            undo,
            arguments,
            before,
            drill=running.id if running else "",
            cluster_uid=self.expected_uid,
        )

    def undo(self) -> list[str]:
        """Put back everything pending, newest first. Returns a line for each undo step.

        Raises UndoIncomplete after trying all of them when any could not be put back.
        """
        lines, left = [], []
        for intent in self.journal.pending():
            try:
                line = f"{intent.undo}: {self._undo_one(intent)}"
            except DrillbookError as error:
                left.append(f"{intent.undo}: {error}")
                continue
            lines.append(line)
            running = drill.current.get()
            if running:
                running.event("undo", line)
        if left:
            raise UndoIncomplete("; ".join(left))
        return lines

    def system(self, name: str) -> SystemOnTarget:
        """Return where a system is on this target."""
        return self.target.system(name)

    def secret(self, namespace: str, name: str) -> dict[str, str]:
        """Return the values of a Secret, which are redacted from everything from now on."""
        values = self.cluster.secret(namespace, name)
        self.redactor.add(values.values())
        return values

    def _undo_one(self, intent: journals.Intent) -> str:
        if intent.cluster_uid != self.expected_uid:
            # That cluster, and with it the change, is gone; nothing here was ever changed by it.
            self.journal.gave_up(intent, f"cluster {intent.cluster_uid} is no more")
            return f"cluster {intent.cluster_uid} is no more"
        if intent.undo not in UNDO_STEPS:
            load_undo_steps()
        step = UNDO_STEPS.get(intent.undo)
        if step is None:
            raise UndoIncomplete(f"this version has no undo step {intent.undo!r}")
        done = step(self, intent.arguments, intent.before)
        self.journal.undone(intent)
        return done


@contextmanager
def opened(target: Target, *, confirmed: str | None = None) -> Iterator[Session]:
    """Open a target for this process alone and check that it is the one that is meant."""
    kubeconfig = _kubeconfig(target)
    with ExitStack() as held:
        if target.lab is not None:
            held.enter_context(fence(target.lab))
        cluster = Cluster(kubeconfig, target.context)
        found = cluster.uid()
        # A lab's kubeconfig trusts one certificate authority, made for that lab when it came up,
        # so whatever answers through it is that lab.
        expected = found if target.kind is Kind.LAB else target.cluster_uid
        if found != expected:
            raise UsageError(
                f"{target.file}: context {target.context} leads to cluster {found}, not to "
                f"{expected}. Nothing was changed."
            )
        book = held.enter_context(journals.opened(directories.state() / "journal", target.name))
        session = Session(target, cluster, book, found, confirmed)
        token = current.set(session)
        try:
            yield session
        finally:
            current.reset(token)


def required() -> Session:
    """Return the open session; under the stock ``chaos run``, open the one that is asked for.

    There DRILLBOOK_TARGET names the target file, and DRILLBOOK_CONFIRM the cluster to change.
    """
    session = current.get()
    if session is not None:
        return session
    file = os.environ.get("DRILLBOOK_TARGET")
    if not file:
        raise UsageError("no target is open; set DRILLBOOK_TARGET to a target file")
    stay_open = ExitStack()
    atexit.register(stay_open.close)
    confirmed = os.environ.get("DRILLBOOK_CONFIRM")
    return stay_open.enter_context(opened(targets.load(Path(file)), confirmed=confirmed))


def _kubeconfig(target: Target) -> Path | None:
    if target.kind is Kind.CLUSTER:
        return target.kubeconfig
    kubeconfig = directories.state() / f"lab-{target.lab}" / "admin.conf"
    if not kubeconfig.exists():
        raise UsageError(
            f"{target.file}: lab {target.lab} is not up; 'drillbook lab up --number {target.lab}'"
        )
    return kubeconfig
