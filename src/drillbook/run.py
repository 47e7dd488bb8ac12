"""A pytest run of drills: what all its drills share."""

import platform
from contextlib import ExitStack
from importlib.metadata import version
from pathlib import Path

import pytest

from drillbook import session, signals, target
from drillbook.clock import now
from drillbook.errors import DrillbookError, Unobservable
from drillbook.evidence.model import RunRecord, TargetRecord
from drillbook.session import Session


class Run:
    """What all drills of one pytest run share: the opened target and the directory of results."""

    def __init__(self, config: pytest.Config) -> None:
        self._stack = ExitStack()
        self._signals = ExitStack()
        self._signals.enter_context(signals.as_interrupts())
        self.started = now()
        stamp = self.started.strftime("%Y%m%dT%H%M%SZ")
        self.directory = Path(config.getoption("--results") or f"reports/{stamp}")
        self.target = target.load(Path(config.getoption("--target")))
        self.undo_incomplete: str | None = None
        self._confirmed: str | None = config.getoption("--confirm")
        self._session: Session | None = None
        self.record = RunRecord(
            id=self.directory.name,
            started=self.started,
            attempt=1,
            drillbook_version=version("drillbook"),
            python_version=platform.python_version(),
        )

    def session(self) -> Session:
        """Return the opened target. Raises Unobservable, with why, if it cannot be opened.

        It is tried again for each drill, so that a run goes on when the target comes back.
        """
        if self._session is None:
            try:
                opened = self._stack.enter_context(
                    session.opened(self.target, confirmed=self._confirmed)
                )
                opened.undo()
            except DrillbookError as error:
                self._stack.close()
                raise Unobservable(f"the target cannot be opened: {error}") from error
            self._session = opened
        return self._session

    def is_open(self) -> bool:
        """Return whether the target could be opened."""
        return self._session is not None

    def close(self) -> None:
        """Let go of the target."""
        self._stack.close()
        self._signals.close()

    def target_record(self, system: str) -> TargetRecord:
        """Return what every result says of where it was made."""
        stand_ins = self.target.systems[system].stand_ins if system in self.target.systems else ()
        return TargetRecord(
            name=self.target.name,
            kind=self.target.kind.value,
            cluster_uid=self._session.expected_uid if self._session else None,
            scale=self.target.scale,
            compression=self.target.compression,
            stand_ins=stand_ins,
        )
