"""Numbers of runs and attempts, counted where no run can be taken out: by the target itself.

A deleted run then leaves a gap among the numbers, and the next run names what it follows. The
count is kept in the target's cluster, in drillbook's own namespace; on a target that is only read
it is kept with the history (``drillbook.history``).
"""

import json
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Protocol

from drillbook.clients.answers import Absent, Json
from drillbook.clients.kubernetes import Cluster
from drillbook.clock import now
from drillbook.errors import NotDone, Unobservable
from drillbook.target import OWN_NAMESPACE

NAME = "runs"
_CONFIGMAPS = f"/api/v1/namespaces/{OWN_NAMESPACE}/configmaps"
_TRIES = 5

State = dict[str, Any]


class Store(Protocol):
    """Where a count is kept. ``write`` refuses when somebody else has written since the read."""

    place: str

    def read(self) -> tuple[State, object]:
        """Return what is kept, and its version; an empty state where nothing is."""
        ...

    def write(self, state: State, version: object) -> bool:
        """Keep a state; return False, with nothing written, if the version is not the last."""
        ...


@dataclass(frozen=True)
class Counter:
    """The count of a target's runs and of each scenario's attempts. Raises Unobservable."""

    store: Store

    def next_run(self, identity: str) -> dict[str, Any]:
        """Count a run and return its number, where it is kept, and the run before it."""

        def count(state: State) -> State:
            number = int(state.get("runs", 0)) + 1
            previous = {**(state.get("last") or {}), "number": number - 1}
            before = state.get("run")
            if before is not None and previous.get("run") != before:
                # It never said how it ended.
                previous = {"number": number - 1, "run": before, "records": None}
            return state | {
                "runs": number,
                "run": identity,
                "previous": previous if number > 1 else None,
            }

        state = self._change(count)
        return {
            "number": state["runs"],
            "kept_in": self.store.place,
            "previous": state["previous"],
        }

    def next_attempt(self, scenario: str) -> int:
        """Count an attempt of a scenario and return its number."""

        def count(state: State) -> State:
            attempts = dict(state.get("attempts", {}))
            attempts[scenario] = int(attempts.get(scenario, 0)) + 1
            return state | {"attempts": attempts}

        return int(self._change(count)["attempts"][scenario])

    def ended(self, identity: str, head: tuple[int, str]) -> None:
        """Note how the records of a run ended, for the next run to name."""
        records = {"count": head[0], "sha256": head[1]}
        last = {"run": identity, "records": records, "ended": now().isoformat()}
        self._change(lambda state: state | {"last": last})

    def _change(self, change: Callable[[State], State]) -> State:
        for _ in range(_TRIES):
            state, version = self.store.read()
            changed = change(state)
            if self.store.write(changed, version):
                return changed
        raise Unobservable(f"the count of runs in {self.store.place} is being changed by others")


class InCluster:
    """A count in a ConfigMap of the target's cluster."""

    def __init__(self, cluster: Cluster) -> None:
        self.place = f"configmap {OWN_NAMESPACE}/{NAME}"
        self._cluster = cluster

    def read(self) -> tuple[State, object]:
        """Return the count and its resourceVersion; make the ConfigMap if there is none."""
        try:
            found = self._cluster.get(f"{_CONFIGMAPS}/{NAME}")
        except Absent:
            found = self._made()
        state: State = json.loads((found.get("data") or {}).get("state", "{}"))
        return state, found["metadata"]["resourceVersion"]

    def write(self, state: State, version: object) -> bool:
        """Keep a count unless the ConfigMap has changed since."""
        body = {
            "metadata": {"resourceVersion": version},
            "data": {"state": json.dumps(state, sort_keys=True)},
        }
        try:
            self._cluster.merge_patch(f"{_CONFIGMAPS}/{NAME}", body)
        except NotDone:
            _, newer = self.read()
            if newer == version:
                raise
            return False
        return True

    def _made(self) -> Json:
        namespace = {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": OWN_NAMESPACE}}
        with suppress(NotDone):  # it is there already, or creating below says what is the matter
            self._cluster.create("/api/v1/namespaces", namespace)
        body = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": NAME}}
        with suppress(NotDone):
            return self._cluster.create(_CONFIGMAPS, body)
        return self._cluster.get(f"{_CONFIGMAPS}/{NAME}")
