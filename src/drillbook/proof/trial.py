"""One recorded scenario on trial: every change of what it saw, and what its Thens make of it."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cached_property
from itertools import takewhile
from typing import Any

from pydantic import TypeAdapter, ValidationError

from drillbook.fields import Span
from drillbook.proof import edits, limits
from drillbook.proof.edits import Leaf
from drillbook.proof.playing import AS_SEEN, EXPERIMENT, Changes
from drillbook.proof.recording import Call, RecordedDrill
from drillbook.proof.scene import Outcome, Scenario, Scene, verdict
from drillbook.proof.values import TYPE
from drillbook.verdict import Verdict

_ALIKE = 3
#: What answers with names, or begins and ends something: no observation that could be missing.
_NO_OBSERVATION = ("uuid.uuid4", ".service_url", ".start", ".stop", ".send", ".mark")
_PROBE, _PROCEDURE, _LEDGER = "drillbook.probes.", "drillbook.procedures.", "drillbook.ledger."

#: Which thing it is: its type, its namespace, its name, its path.
Identity = tuple[object, ...]


@dataclass
class Trial:
    """A scenario with its recording, and what else was recorded of its system."""

    scene: Scene
    scenario: Scenario
    recording: RecordedDrill
    others: tuple[RecordedDrill, ...] = ()
    _said: dict[tuple[int, str], set[Verdict]] = field(default_factory=dict, repr=False)

    def play(self, changes: Changes = AS_SEEN) -> list[Outcome]:
        """Play the scenario with changes; note what each check said in each Then."""
        outcomes = self.scene.play(self.scenario, self.recording, changes)
        for outcome in outcomes:
            for check, said in outcome.checks:
                self._said.setdefault((outcome.number, check), set()).add(said)
        return outcomes

    def never_failed(self, number: int) -> list[str]:
        """Return the checks of a Then that have not failed in any play so far."""
        said = self._said.items()
        return [check for (at, check), all_ in said if at == number and Verdict.FAIL not in all_]

    @cached_property
    def as_seen(self) -> list[Outcome]:
        """Return how it ends with what was really seen."""
        return self.play()

    @property
    def thens(self) -> list[Outcome]:
        """Return how its Thens end with what was really seen."""
        return [outcome for outcome in self.as_seen if outcome.kind == "then"]

    def of_then(self, number: int) -> limits.Play:
        """Return what plays changes and gives the verdict of one Then."""

        def judged(changes: Changes) -> Verdict:
            own = [outcome for outcome in self.play(changes) if outcome.number == number]
            return own[0].verdict if own else Verdict.UNKNOWN

        return judged

    def looked_at(self, number: int) -> list[Leaf]:
        """Return what a Then may have looked at: seen in its step, then in those before it.

        Of elements of a list that are alike, the first few.
        """
        own = list(edits.leaves(self.recording, frozenset({number})))
        # The first step makes sure that all is well before the fault.
        before = list(edits.leaves(self.recording, frozenset(range(2, number))))
        alike: Counter[tuple[int, tuple[str, ...]]] = Counter()
        few = []
        for leaf in own + before[::-1]:
            alike[leaf.index, leaf.names] += 1
            if alike[leaf.index, leaf.names] <= _ALIKE:
                few.append(leaf)
        return few

    def missing(self) -> Iterator[tuple[Call, list[Outcome]]]:
        """Yield each observation that was made, and how the scenario ends when it sees nothing."""
        tried = set()
        for call in self.recording.calls:
            where = (call.step, call.name, call.key)
            if where in tried or call.name.endswith(_NO_OBSERVATION):
                continue
            tried.add(where)
            yield call, self.play(Changes(missing=frozenset({where})))

    def violated(self, alternative: Mapping[str, Any]) -> Iterator[list[Outcome]]:
        """Yield how the scenario ends, for each step that saw the fields of a violation.

        Raises UsageError for a value that cannot stand in its place.
        """
        for step in range(2, len(self.recording.steps) + 1):
            calls: dict[int, Call] = {}
            named = set()
            for name, value in alternative.items():
                for leaf in self._called(name, step):
                    at = calls.get(leaf.index, leaf.call)
                    moved = Leaf(leaf.index, at, leaf.path, leaf.names, leaf.value, leaf.owner)
                    calls[leaf.index] = moved.with_value(edits.written(leaf, value))
                    named.add(name)
            if named == alternative.keys() and calls:
                yield self.play(Changes(calls=calls))

    def _called(self, name: str, step: int) -> list[Leaf]:
        leaves = edits.leaves(self.recording, frozenset({step}))
        called = {(leaf.index, leaf.path): leaf for leaf in leaves if leaf.is_called(name)}
        # A list's elements bear its name; what is written for it stands for them, too.
        return [
            leaf
            for (index, path), leaf in called.items()
            if not any((index, path[:end]) in called for end in range(len(path)))
        ]

    def number(self, limit: float | str) -> float:
        """Return a claim's limit as a number: a span in seconds, or an objective's."""
        if not isinstance(limit, str):
            return limit
        try:
            span: timedelta = TypeAdapter(Span).validate_python(limit)
        except ValidationError:
            system = self.recording.scenario.system
            span = self.scene.target.objective(system, limit)
        return span.total_seconds()

    def turns_at(self, name: str, limit: float) -> str | None:
        """Return the Then whose verdict turns where a claim's figure reaches its limit, if any."""
        for then in self.thens:
            near = [leaf for leaf in self.looked_at(then.number) if leaf.is_called(name)]
            if said := limits.turns_at(limit, near, self.of_then(then.number)):
                return f"{then.text}: {said}"
        return None

    def single_change(self, number: int, check: str | None = None) -> str | None:
        """Return one change of what was seen that fails a Then, or one of its checks, if any."""
        for leaf in self.looked_at(number):
            for value in edits.others(leaf.value):
                outcomes = self.play(Changes(calls={leaf.index: leaf.with_value(value)}))
                for outcome in outcomes:
                    if outcome.number == number and _fails(outcome, check):
                        return f"{leaf.name}: {_short(leaf.value)} → {_short(value)}"
        return None

    def experiments(self) -> list[tuple[int, Call]]:
        """Return the calls that brought a fault."""
        calls = enumerate(self.recording.calls)
        return [(index, call) for index, call in calls if call.name == EXPERIMENT]

    def without_fault(self, index: int) -> Verdict:
        """Return the verdict when one fault has no effect, and everything is as without it."""
        return verdict(self.play(Changes(calls=self.undisturbed(index))))

    def undisturbed(self, index: int) -> dict[int, Call]:
        """Return the call of one fault without its effect, and what is known of later ones.

        Known is what a probe saw before the fault, until a procedure has changed something.
        """
        calls = self.recording.calls
        replaced = {index: calls[index].model_copy(update={"effect": None})}
        for later, call in enumerate(calls[index + 1 :], index + 1):
            if call.name.startswith(_PROCEDURE):
                break
            undisturbed = self._undisturbed(call, index)
            if undisturbed is not None:
                untouched = {"value": undisturbed.value, "raised": undisturbed.raised}
                replaced[later] = call.model_copy(update=untouched)
        return replaced

    def _undisturbed(self, call: Call, fault: int) -> Call | None:
        """Return what the same probe saw before the fault, or before any change in other drills."""
        if not call.name.startswith(_PROBE):
            return None
        several = [self.recording.calls[:fault]]
        if fault == self.experiments()[0][0]:  # nobody else had its earlier faults
            several += [tuple(takewhile(_changes_nothing, one.calls)) for one in self.others]
        for calls in several:
            same = [one for one in calls if (one.name, one.key) == (call.name, call.key)]
            if same:
                return same[-1]
        return None

    def effect_differs(self, index: int) -> bool:
        """Return whether what was seen of a fault is other than what was last seen before it."""
        before = self._things_before(index)
        effect = _things(self.recording.calls[index].effect)
        return any(before.get(_identity(thing), thing) != thing for thing in effect)

    def untouched(self, index: int) -> Call:
        """Return the call of a fault with things as they were last seen before it as its effect."""
        call = self.recording.calls[index]
        effect = _with_things(call.effect, self._things_before(index))
        return call.model_copy(update={"effect": effect})

    def _things_before(self, index: int) -> dict[Identity, Any]:
        """Return the things that were seen before a call, each as it was seen last."""
        return {
            _identity(thing): thing
            for call in self.recording.calls[:index]
            for seen in (call.value, call.effect)
            for thing in _things(seen)
        }


def _changes_nothing(call: Call) -> bool:
    changing = call.name == EXPERIMENT or call.name.startswith((_PROCEDURE, _LEDGER))
    return not changing


def _things(node: Any) -> list[dict[str, Any]]:
    """Return every object in typed JSON that a probe gave a name or a path."""
    if isinstance(node, list):
        return [thing for one in node for thing in _things(one)]
    if not isinstance(node, dict):
        return []
    below = [thing for one in node.values() for thing in _things(one)]
    return [node, *below] if _is_thing(node) else below


def _with_things(node: Any, known: Mapping[Identity, Any]) -> Any:
    """Return typed JSON with each thing in it as it is known."""
    if isinstance(node, list):
        return [_with_things(one, known) for one in node]
    if not isinstance(node, dict):
        return node
    if _is_thing(node) and _identity(node) in known:
        return known[_identity(node)]
    return {key: _with_things(one, known) for key, one in node.items()}


def _is_thing(node: Mapping[str, Any]) -> bool:
    return str(node.get(TYPE, "")).startswith(_PROBE) and any(_identity(node)[1:])


def _identity(thing: Mapping[str, Any]) -> Identity:
    return thing.get(TYPE), thing.get("namespace"), thing.get("name"), thing.get("path")


def _fails(outcome: Outcome, check: str | None) -> bool:
    if check is None:
        return outcome.verdict is Verdict.FAIL
    return (check, Verdict.FAIL) in outcome.checks


def _short(value: Any) -> str:
    text = str(value)
    return text if len(text) <= 30 else f"{text[:29]}…"
