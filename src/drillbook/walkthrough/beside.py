"""Beside a walk: the state of its target as it changes, by reads alone; and is anybody left?

What is seen is a line of JSON in ``state.jsonl`` of the walk's directory whenever it differs from
what was seen before. It is no evidence: nothing is judged by it.
"""

import json
import os
import re
import signal
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from drillbook.clients import kafka as clients
from drillbook.clients.answers import Absent
from drillbook.clock import now
from drillbook.errors import DrillbookError
from drillbook.evidence.model import ScenarioRecord
from drillbook.probes import kafka, kubernetes
from drillbook.runbook import claims
from drillbook.session import Session
from drillbook.walkthrough.answers import Asking

FILE = "state.jsonl"
_GROUP = re.compile(r"\bgroup `?([a-z]+[-_.][\w.-]*\w)")
_PODS_AT_MOST = 500
_EVERY, _OFTEN = 1.0, 0.25  # seconds
_LATE = timedelta(seconds=3)  # a look without an answer for so long: what was seen is old

Read = Callable[[], Mapping[str, Any]]


class Beside:
    """Threads that look at a target while a walk goes on; what cannot be seen is said, too.

    ``ledgers`` are those of the scenario, by what they write; they come as its steps begin them.
    """

    def __init__(
        self, session: Session, scenario: ScenarioRecord, named: Iterable[str], file: Path
    ) -> None:
        self.ledgers: Mapping[str, Any] = {}
        self._session, self._file = session, file
        self._namespace = session.system(scenario.system).namespace
        self._groups = groups(scenario.system, named)
        self._seen: dict[str, Any] = {}
        self._lanes: dict[str, set[str]] = {}
        self._asked: dict[str, datetime] = {}
        self._writing, self._ended = threading.Lock(), threading.Event()
        self._threads: list[threading.Thread] = []

    def start(self) -> None:
        """Begin to look."""
        # In this thread, which alone learns of Secrets.
        reads: list[tuple[str, Read, float]] = [
            ("pods", self._pods, _EVERY),
            ("ledgers", self._acknowledged, _OFTEN),
        ]
        try:
            reads.append(("partitions", self._partitions(), _EVERY))
        except Absent:
            pass  # the target has no Kafka
        except Exception as error:  # noqa: BLE001 (a picture that cannot be drawn ends no walk)
            self._write({"partitions": {"not_seen": str(error)}})
        for name, read, every in reads:
            given = {"name": name, "read": read, "every": every}
            self._threads.append(
                threading.Thread(
                    target=self._look, kwargs=given, name=f"beside {name}", daemon=True
                )
            )
            self._threads[-1].start()
        threading.Thread(target=self._late, name="beside late", daemon=True).start()

    def end(self) -> None:
        """Look no more, after a last look at the pods."""
        self._ended.set()
        self._note("pods", self._pods)

    def _look(self, name: str, read: Read, every: float) -> None:
        while not self._ended.is_set():
            began = now()
            self._note(name, read)
            # However long an answer takes, at most a third of the time is spent with asking.
            self._ended.wait(max(every, 2 * (now() - began).total_seconds()))

    def _note(self, name: str, read: Read) -> None:
        self._asked[name] = now()
        try:
            found = read()
            self._lanes.setdefault(name, set()).update(found)
            self._write(found)
        except DrillbookError as error:
            self._lost(name, str(error))
        except Exception as error:  # noqa: BLE001 (as above)
            self._lost(name, repr(error))
        finally:
            self._asked.pop(name, None)

    def _lost(self, name: str, why: str) -> None:
        """Say of all that a look has shown that it is not seen any more."""
        self._write({lane: {"not_seen": why} for lane in self._lanes.get(name) or {name}})

    def _late(self) -> None:
        """Say what has had no answer for a while: what was seen before is not the present."""
        while not self._ended.wait(_EVERY):
            for name, since in dict(self._asked).items():
                if now() - since > _LATE:
                    self._lost(name, f"no answer since {since:%H:%M:%S} UTC")

    def _write(self, found: Mapping[str, Any]) -> None:
        with self._writing:
            new = {name: seen for name, seen in found.items() if self._seen.get(name) != seen}
            self._seen |= new
            if new:
                said = self._session.redactor.redact_value({"at": now().isoformat(), "seen": new})
                with suppress(OSError), self._file.open("a", encoding="utf-8") as file:
                    file.write(json.dumps(said) + "\n")

    def _pods(self) -> dict[str, Any]:
        found = kubernetes.pods(self._session, self._namespace).value
        return {"pods": {one.name: state(one) for one in found[:_PODS_AT_MOST]}}

    def _partitions(self) -> Read:
        """Return what reads partitions and lag. Raises Absent where the target has no Kafka."""
        reached = clients.connect(self._session, self._namespace)

        def read() -> dict[str, Any]:
            seen = kafka.replication(reached).value
            lacking = {"under_replicated": len(seen.under_replicated), "offline": len(seen.offline)}
            found: dict[str, Any] = {"partitions": {"all": seen.partitions, **lacking}}
            for group in self._groups:
                lane = f"lag of {group}"
                try:
                    found[lane] = {"messages": kafka.lag(reached, group).value.total}
                except DrillbookError as error:
                    # A group that has never committed anything has no lag that could be lost.
                    if lane in self._seen:
                        found[lane] = {"not_seen": str(error)}
            return found

        return read

    def _acknowledged(self) -> dict[str, Any]:
        """Look at how many writes each ledger has acknowledged so far."""
        writers = {one.name: getattr(one, "writer", None) for one in dict(self.ledgers).values()}
        return {
            f"{name} ledger": {"acknowledged": one.history.acked, "ended": bool(one.ended)}
            for name, one in writers.items()
            if one is not None
        }


def groups(system: str, named: Iterable[str]) -> tuple[str, ...]:
    """Return the consumer groups that some phrases, or the claims of a system, name."""
    catalogue = Path("runbooks") / f"{system}.yaml"
    says = [one.says for one in claims.load(catalogue)] if catalogue.is_file() else []
    found = (group for said in (*named, *says) for group in _GROUP.findall(said))
    return tuple(dict.fromkeys(found))


def state(pod: kubernetes.Pod) -> str:
    """Return the state of a pod in a word."""
    if pod.terminating:
        return "ending"
    if pod.phase == "Running":
        return "ready" if pod.ready else "not ready"
    return {"Succeeded": "done"}.get(pod.phase, pod.phase.lower())


class Leaving:
    """Interrupts a step when nobody is at the other end of the walk any more, so that it is undone.

    Never anything else: while it pauses, the walk sees by itself, and an undo must go on.
    """

    def __init__(self, asking: Asking) -> None:
        self._asking = asking
        self._lock = threading.Lock()

    @contextmanager
    def watched(self) -> Iterator[None]:
        """Watch while a step runs."""
        over = threading.Event()
        thread = threading.Thread(target=self._watch, args=(over,), name="leaving", daemon=True)
        thread.start()
        try:
            yield
        finally:
            with self._lock:
                over.set()

    def _watch(self, over: threading.Event) -> None:
        while not over.wait(_OFTEN):
            with self._lock:
                if not over.is_set() and self._asking.gone():
                    os.kill(os.getpid(), signal.SIGINT)
                    return
