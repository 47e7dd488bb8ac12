"""Says which step that leads to the Then of a falsifier ends unknown without what is withheld.

A program of its own: what reaches the world is held at the door before phrases are imported.
"""

import sys
from pathlib import Path

from drillbook import target as targets
from drillbook.proof import live
from drillbook.proof.falsifying import Falsifier
from drillbook.proof.playing import Changes
from drillbook.proof.recording import Call, RecordedDrill, load
from drillbook.proof.scene import Scene, scenarios
from drillbook.verdict import Verdict

#: A step that is held back in part may ask for what it did not when it was recorded.
_NOT_RECORDED = "is not in the recording of this step"


def unknown(scene: Scene, system: str) -> list[str]:
    """Return the steps that end unknown, and why; and the falsifiers that withhold nothing."""
    recorded = {one.scenario.name: one for one in load(Path("recordings") / system)}
    features = sorted(Path("features", system).glob("*.feature"))
    known = {one.name: one for file in features for one in scenarios(file)}
    found = []
    for falsifier in live.chosen(system, "all"):
        recording = recorded.get(falsifier.scenario)
        if not falsifier.withheld or recording is None:
            continue
        held = without(recording, falsifier)
        if not held:
            found.append(f"{falsifier.scenario}: nothing is withheld")
        for step in scene.play(known[falsifier.scenario], recording, Changes(calls=held)):
            said = step.judgement.reason
            if step.verdict is Verdict.UNKNOWN and _NOT_RECORDED not in said:
                found.append(f"{falsifier.scenario}: {step.text}: {said}")
            if step.kind == "then" and step.text == falsifier.turns:
                break
    return found


def without(recording: RecordedDrill, falsifier: Falsifier) -> dict[int, Call]:
    """Return the calls that are withheld, by their place, as if each had given nothing back."""
    nothing = {"value": None, "raised": None, "effect": None}
    tapes = [falsifier.withholds(step.text) for step in recording.steps]
    return {
        place: call.model_copy(update=nothing)
        for place, call in enumerate(recording.calls)
        if (tape := tapes[call.step - 1]) is not None and tape.holds_back(call.name)
    }


if __name__ == "__main__":
    played = Scene(targets.load(Path("targets/lab.yaml")))
    for name in sys.argv[1:]:
        sys.stdout.writelines(f"{name}: {line}\n" for line in unknown(played, name))
