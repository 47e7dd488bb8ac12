"""What prove knows of a fault that did nothing: from before it, never from after a change."""

from datetime import UTC, datetime, timedelta
from typing import Any, cast

import pytest

from drillbook.clock import Seen
from drillbook.evidence.model import ScenarioRecord
from drillbook.observation import Observation
from drillbook.probes.kafka import Lag
from drillbook.probes.kubernetes import Workload
from drillbook.proof import proof
from drillbook.proof.playing import AS_SEEN, EXPERIMENT, Changes
from drillbook.proof.recording import Call, RecordedDrill, Step
from drillbook.proof.scene import Outcome, Scenario, Scene
from drillbook.proof.trial import Trial
from drillbook.proof.values import encode
from drillbook.verdict import Verdict, failed, passed

MOMENT = datetime(2026, 11, 21, 16, 55, tzinfo=UTC)
LOOK, LAG = "drillbook.probes.kubernetes.workload", "drillbook.probes.kafka.lag"
RESTORE = "drillbook.procedures.neo4j.restore"


def seen(value: object) -> Any:
    return Observation("look", value, "lab", "GET", MOMENT, MOMENT)


def workload(ready: int, name: str = "graph-builder") -> Call:
    return Call(step=1, name=LOOK, at=MOMENT, value=encode(seen(Workload(name, ready, ready))))


def lag(messages: int) -> Call:
    return Call(step=3, name=LAG, at=MOMENT, value=encode(seen(Lag("g", (), messages, messages))))


def fault(ready: int) -> Call:
    effect = encode(Seen(seen(Workload("graph-builder", ready, ready)), MOMENT, None))
    return Call(step=2, name=EXPERIMENT, at=MOMENT, effect=effect)


def procedure() -> Call:
    return Call(step=2, name=RESTORE, at=MOMENT)


def drill(*calls: Call) -> RecordedDrill:
    scenario = ScenarioRecord(
        system="shop", name="s", feature="f", file="f", line=1, tags=(), claims=(), sections=()
    )
    steps = tuple(Step(text=t, started=MOMENT + timedelta(seconds=1)) for t in ("a", "b", "c"))
    return RecordedDrill(
        scenario=scenario, run="r", drill="d", target="lab", steps=steps, calls=calls
    )


class LagIsHigh:
    """Plays a scenario whose one Then wants 10 messages or more to wait."""

    def play(
        self, _scenario: Scenario, recorded: RecordedDrill, changes: Changes = AS_SEEN
    ) -> list[Outcome]:
        calls = [changes.calls.get(index, call) for index, call in enumerate(recorded.calls)]
        (last,) = [call for call in calls if call.name == LAG]
        good = last.value["value"]["largest"] >= 10
        return [Outcome(3, "then", "it is high", passed("high") if good else failed("low"))]


def trial(recorded: RecordedDrill, *others: RecordedDrill) -> Trial:
    return Trial(cast("Scene", LagIsHigh()), cast("Scenario", None), recorded, others)


@pytest.mark.parametrize(
    ("calls", "differs"),
    [
        ((workload(3), fault(0)), True),
        ((workload(3), fault(3)), False),
        ((workload(3, "kg-api"), fault(0)), False),
        ((workload(5), workload(0), fault(0)), False),
        ((workload(0), workload(5), fault(0)), True),
        ((workload(3), fault(0), fault(0)), False),
        ((workload(3), fault(0), fault(3)), True),
    ],
)
def test_an_effect_differs_from_what_was_last_seen_of_the_same_thing(
    calls: tuple[Call, ...], differs: bool
) -> None:
    assert trial(drill(*calls)).effect_differs(len(calls) - 1) is differs


def test_what_a_fault_leaves_untouched_is_as_it_was_seen_before() -> None:
    recorded = drill(workload(3), fault(0))
    assert trial(recorded).untouched(1) == fault(3)
    assert trial(drill(fault(0))).untouched(0) == fault(0)


def test_without_a_fault_a_probe_sees_what_it_saw_in_a_drill_that_changed_nothing() -> None:
    recorded = drill(fault(0), lag(10))
    calm = drill(lag(7))
    assert trial(recorded, calm).without_fault(0) is Verdict.FAIL
    assert trial(recorded).without_fault(0) is Verdict.PASS


@pytest.mark.parametrize("change", [procedure(), fault(3)])
def test_what_was_seen_after_any_change_is_not_as_without_the_fault(change: Call) -> None:
    recorded = drill(fault(0), lag(10))
    assert trial(recorded, drill(change, lag(7))).without_fault(0) is Verdict.PASS
    assert trial(drill(lag(7), fault(0))).undisturbed(1).keys() == {1}
    restored = drill(lag(7), fault(0), procedure(), lag(10))
    assert trial(restored).undisturbed(1).keys() == {1}


def test_each_of_two_faults_must_show_itself() -> None:
    recorded = drill(workload(3), fault(0), fault(0), lag(10))
    lacking = proof._faults(trial(recorded, drill(lag(10))))
    assert [lack.text for lack in lacking] == ["it would pass had the fault of step 2 done nothing"]
    assert not proof._faults(trial(drill(workload(3), fault(0), fault(4), lag(10))))
