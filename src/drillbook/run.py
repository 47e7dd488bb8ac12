"""A pytest run of drills: what all its drills share."""

import os
import platform
from collections.abc import Callable, Iterable, Sequence
from contextlib import ExitStack
from functools import partial
from importlib.metadata import version
from pathlib import Path

import pytest

from drillbook import numbering, opening, secrets, signals, target
from drillbook.clock import now
from drillbook.drill import Drill
from drillbook.errors import Blocked, DrillbookError, Unobservable
from drillbook.evidence import keys
from drillbook.evidence.model import RunRecord, ScenarioRecord, TargetRecord
from drillbook.evidence.recording import Recording
from drillbook.machine import turns
from drillbook.proof import boundary, live
from drillbook.proof.falsifying import Falsifier
from drillbook.proof.recording import RecordedDrill, Recorder, store
from drillbook.redaction import Redactor, of_environment
from drillbook.session import Session
from drillbook.target import Kind
from drillbook.verdict import Verdict, merge


class Run:
    """What all drills of one pytest run share: the opened target and the directory of results."""

    def __init__(self, config: pytest.Config) -> None:
        self._stack = ExitStack()
        self._turn = ExitStack()
        self.waited_seconds = 0.0
        self._signals = ExitStack()
        self._signals.enter_context(signals.as_interrupts())
        self.started = now()
        stamp = self.started.strftime("%Y%m%dT%H%M%SZ")
        self.directory = Path(config.getoption("--results") or f"reports/{stamp}")
        self.target = target.load(Path(config.getoption("--target")))
        self.undo_incomplete: str | None = None
        self.asked_to_end = ""
        self.verdicts: list[Verdict] = []
        self._confirmed: str | None = config.getoption("--confirm")
        self._history: str | None = config.getoption("--history")
        self._falsify: str | None = config.getoption("--falsify")
        self._falsifier: Falsifier | None = None
        self._record: str | None = config.getoption("--record")
        self._session: Session | None = None
        self._counter: numbering.Counter | None = None
        self._was_counted = False
        self.record = RunRecord(
            id=self.directory.name,
            started=self.started,
            drillbook_version=version("drillbook"),
            python_version=platform.python_version(),
        )
        reference: str | None = config.getoption("--key")
        self.recording = Recording(
            self.directory / "evidence",
            Redactor(of_environment(os.environ)),
            keys.load(reference) if reference else None,
            config.getoption("--timestamp"),
        )
        self.recording.opened(self.record.model_dump(mode="json"), self._place())
        self.recording.configuration([self.target.file])
        if config.getoption("--dr-plan"):
            self.recording.dr_plan(Path(config.getoption("--dr-plan")))

    def session(self) -> Session:
        """Return the opened target. Raises Unobservable, with why, if it cannot be opened.

        It is tried again for each drill, so that a run goes on when the target comes back.
        """
        if self._session is None:
            if self._only_read:
                self._number_by_history()
            try:
                opened = self._stack.enter_context(
                    opening.opened(self.target, confirmed=self._confirmed)
                )
                opened.undo()
            except Exception as error:
                self._stack.close()
                # A journal that is somebody else's, for one, raises an error of the system.
                told = isinstance(error, DrillbookError | OSError)
                said = error if told else repr(error)
                raise Unobservable(f"the target cannot be opened: {said}") from error
            opened.redactor.add(of_environment(os.environ))
            self.recording.redactor = opened.redactor
            self._session = opened
            if not self._only_read:
                self._number(lambda: numbering.InCluster(opened.cluster), opened.expected_uid)
        return self._session

    def is_open(self) -> bool:
        """Return whether the target could be opened."""
        return self._session is not None

    def begin_turn(self, tags: Iterable[str]) -> None:
        """Wait until a drill may run: on a lab those of other labs share the machine with it."""
        self.end_turn()
        if self.target.kind is Kind.LAB:
            taken = turns.taken(alone="alone" in tags)
            self.waited_seconds += self._turn.enter_context(taken)

    def end_turn(self) -> None:
        """Let drills run that have waited for this one to end."""
        self._turn.close()

    def learn_secrets(self, system: str) -> None:
        """Learn the Secrets around a system; record it when they cannot be read."""
        if self._session is None or system not in self.target.systems:
            return
        namespace = self.target.systems[system].namespace
        try:
            secrets.learn(self._session, namespace)
        except DrillbookError as error:
            self.recording.not_learned(namespace, str(error))

    def next_attempt(self, scenario: ScenarioRecord) -> int | None:
        """Return how often the target has had this scenario, or None if it does not count."""
        if self._counter is None:
            return None
        try:
            return self._counter.next_attempt(f"{scenario.system}: {scenario.name}")
        except DrillbookError:
            return None

    def configuration(self, files: Iterable[Path]) -> None:
        """Record the hashes of files that say what is run, and whether the clock was set."""
        self.recording.configuration(files)
        self.recording.clock()

    def begin_recording(self, running: Drill) -> None:
        """Record what a drill sees of the world, if that was asked for."""
        if self._record is not None:
            boundary.tape.set(Recorder(running))

    def begin_falsifying(self, running: Drill) -> None:
        """Look for the falsifier of a drill, if that was asked for; without one it is not run."""
        if self._falsify is None:
            return
        known = {one.scenario: one for one in live.chosen(running.scenario.system, self._falsify)}
        self._falsifier = known.get(running.scenario.name)
        if self._falsifier is None:
            running.why_not = running.why_not or Blocked("no falsifier is brought to it now")

    def besides(self, steps: Sequence[str]) -> tuple[int, tuple[tuple[str, str], ...]]:
        """Return what is done besides a drill's steps, as (keyword, words), and before which."""
        return (0, ()) if self._falsifier is None else self._falsifier.also(steps)

    def falsify(self, running: Drill, ended: Sequence[str], step: str) -> None:
        """Bring the drill's falsifier, if it has one that is due between these steps."""
        if self._falsifier is None:
            return
        boundary.tape.set(self._falsifier.withholds(step))
        if self._falsifier.is_due(ended):
            system = running.scenario.system
            self._falsifier.bring(system, self.session().system(system).namespace)

    def end_recording(self) -> Recorder | None:
        """Record no more; return what recorded, if anything did."""
        recorder = boundary.tape.get()
        boundary.tape.set(None)
        return recorder if isinstance(recorder, Recorder) else None

    def keep(self, recording: RecordedDrill) -> None:
        """Write a recording, without secrets."""
        if self._record is not None:
            store(recording, Path(self._record), self.recording.redactor.redact_value)

    def close(self) -> None:
        """Record how the run ended, attest it, and let go of the target."""
        head = self.recording.close(merge(self.verdicts), self.undo_incomplete)
        if self._counter is not None:
            try:
                self._counter.ended(self.record.id, head)
            except DrillbookError:
                self._counter = None  # the next run then says that this one never told its end
        self._stack.close()
        self.end_turn()
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

    def _place(self) -> dict[str, object]:
        named = self.target
        return {
            "name": named.name,
            "kind": named.kind.value,
            "scale": named.scale,
            "compression": named.compression,
        }

    @property
    def _only_read(self) -> bool:
        return self.target.kind is not Kind.LAB and self._confirmed != self.target.name

    def _number_by_history(self) -> None:
        """Count a run of a target that may only be read, be it there or not, so that none hides."""
        if self._was_counted:
            return
        self._was_counted = True
        if self._history is None:
            self.recording.unnumbered(
                "nothing may be changed on this target, not even a count; --history keeps one"
            )
            return
        from drillbook.history.counts import InHistory  # noqa: PLC0415 (DuckDB, for few targets)

        self._number(partial(InHistory, self._history, self.target.name), None)

    def _number(self, store: Callable[[], numbering.Store], counted_by: str | None) -> None:
        try:
            counter = numbering.Counter(store())
            said = counter.next_run(self.record.id)
        except DrillbookError as error:
            self.recording.unnumbered(str(error))
            return
        self._counter = counter
        self.record = self.record.model_copy(update={"number": said["number"]})
        self.recording.numbered({**said, "cluster_uid": counted_by})
