"""Proof: what shows that each Then of each scenario can fail, and what is lacking.

For every Then: what was seen passes; what violates it fails; what is missing is unknown; at each
limit the verdict turns. For every fault: without an effect that is seen, it is no pass.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile

from drillbook.errors import UsageError
from drillbook.proof import limits
from drillbook.proof.playing import EXPERIMENT
from drillbook.proof.recording import RecordedDrill
from drillbook.proof.scene import Outcome, Scenario, Scene, verdict
from drillbook.proof.trial import Trial
from drillbook.runbook.claims import Claim
from drillbook.verdict import Verdict

_FAIL = Verdict.FAIL


@dataclass(frozen=True)
class Lack:
    """What keeps a scenario from being proven; ``wrong`` when it was shown not to hold."""

    text: str
    wrong: bool = True


@dataclass(frozen=True)
class ThenProof:
    """What is proven of one Then: what makes it fail, what unknown, where its limits are."""

    step: int
    text: str
    fails_by: tuple[str, ...]
    unknown_without: tuple[str, ...]
    limits: tuple[str, ...]


@dataclass(frozen=True)
class ScenarioProof:
    """What is proven of one scenario. It is proven when nothing is lacking."""

    system: str
    name: str
    file: str
    claims: tuple[str, ...]
    thens: tuple[ThenProof, ...]
    lacking: tuple[Lack, ...]
    on: str = ""
    """The scenario whose recording it was played on, where its own claim is blocked."""

    @property
    def proven(self) -> bool:
        """Return whether nothing is lacking."""
        return not self.lacking


def of_system(
    scene: Scene,
    system: str,
    scenarios: Sequence[Scenario],
    claims: Iterable[Claim],
    recordings: Sequence[RecordedDrill],
    *,
    whole_claims: bool = True,
) -> list[ScenarioProof]:
    """Prove the scenarios of a system from what was recorded of them.

    Without ``whole_claims`` it is not asked whether the scenarios together show all of each claim.
    """
    known = {claim.id: claim for claim in claims}
    recorded = {recording.scenario.name: recording for recording in recordings}
    trials: dict[str, Trial] = {}
    proofs = []
    for scenario in scenarios:
        others = tuple(r for r in recordings if r.scenario.name != scenario.name)
        recording = recorded.get(scenario.name) or _borrowed(scene, system, scenario, others)
        lacking = _unfit(scenario, recording)
        thens: list[ThenProof] = []
        if recording is not None and not lacking:
            trial = Trial(scene, scenario, recording, others)
            trials[scenario.name] = trial
            own = [known[claim] for claim in scenario.claims if claim in known]
            try:
                thens, lacking = _proven(trial, own)
            except UsageError as error:
                lacking = [Lack(str(error), wrong=False)]
        of_another = recording is not None and recording.scenario.name != scenario.name
        proofs.append(
            ScenarioProof(
                system,
                scenario.name,
                scenario.file,
                scenario.claims,
                tuple(thens),
                tuple(lacking),
                on=recording.scenario.name if recording is not None and of_another else "",
            )
        )
    of_claims = _of_claims(known.values() if whole_claims else (), proofs, trials)
    return [
        replace(
            proof,
            lacking=proof.lacking
            + tuple(lack for claim in proof.claims for lack in of_claims.get(claim, ())),
        )
        for proof in proofs
    ]


def _borrowed(
    scene: Scene, system: str, scenario: Scenario, recordings: Sequence[RecordedDrill]
) -> RecordedDrill | None:
    """Return a recording of another scenario that answers one whose claim the target blocks.

    It must have the same Givens and Thens, and all that its other steps ask for.
    """
    reasons = [scene.target.blocked_reason(system, claim) for claim in scenario.claims]
    if not any(reasons):
        return None
    for recording in recordings:
        if len(recording.steps) != len(scenario.steps):
            continue
        same = all(
            kind == "when" or text == step.text
            for (kind, text), step in zip(scenario.steps, recording.steps, strict=True)
        )
        if same and verdict(scene.play(scenario, recording)) is Verdict.PASS:
            return recording
    return None


def _unfit(scenario: Scenario, recording: RecordedDrill | None) -> list[Lack]:
    if recording is None:
        return [Lack("nothing was recorded of it: drillbook run --record", wrong=False)]
    own = recording.scenario.name == scenario.name
    if own and [step.text for step in recording.steps] != [text for _, text in scenario.steps]:
        return [Lack("its steps have changed since it was recorded: record again", wrong=False)]
    return []


def _proven(trial: Trial, claims: Sequence[Claim]) -> tuple[list[ThenProof], list[Lack]]:
    lacking = [
        Lack(f"{o.text}: {o.verdict} with what was seen: {o.judgement.reason}", o.verdict is _FAIL)
        for o in trial.as_seen
        if o.verdict is not Verdict.PASS
    ]
    if lacking or not trial.thens:
        return [], lacking or [Lack("it has no Then, so it can show nothing")]
    violated = _violated(trial, claims)
    missing, lacking = _missing(trial)
    thens = []
    for then in trial.thens:
        turned, missed = _limits(trial, then)
        ways = violated[then.number] + [f"limit: {said}" for said in turned if "fail" in said]
        if not ways and (said := trial.single_change(then.number)):
            ways = [said]
        if not ways:
            missed.append(Lack(f"{then.text}: passes whatever is seen"))
        for check in trial.never_failed(then.number):
            if (said := trial.single_change(then.number, check)) is None:
                name = check.removeprefix("drillbook.checks.")
                missed.append(Lack(f"{then.text}: its check {name} passes whatever it sees"))
            else:
                ways.append(said)
        if then.verdict is Verdict.PASS and not then.checks:
            missed.append(Lack(f"{then.text}: it is judged by no check"))
        if not missing[then.number]:
            missed.append(Lack(f"{then.text}: looks at nothing that could be missing"))
        lacking += missed
        thens.append(
            ThenProof(
                then.number, then.text, tuple(ways), tuple(missing[then.number]), tuple(turned)
            )
        )
    return thens, lacking + _faults(trial)


def _violated(trial: Trial, claims: Sequence[Claim]) -> dict[int, list[str]]:
    """Return by Then which violations of the claims turn it to fail."""
    found: dict[int, list[str]] = {then.number: [] for then in trial.thens}
    for claim in claims:
        for alternative in claim.violated_by:
            for outcomes in trial.violated(alternative):
                for outcome in outcomes:
                    if outcome.number in found and outcome.verdict is _FAIL:
                        found[outcome.number].append(_said(claim, alternative))
    return {number: [*dict.fromkeys(ways)] for number, ways in found.items()}


def _said(claim: Claim, alternative: Mapping[str, object]) -> str:
    return f"{claim.id}: " + ", ".join(f"{name} = {value}" for name, value in alternative.items())


def _missing(trial: Trial) -> tuple[dict[int, list[str]], list[Lack]]:
    """Return by Then what it is unknown without, and what can be missing unnoticed."""
    found: dict[int, list[str]] = {then.number: [] for then in trial.thens}
    lacking = []
    for call, outcomes in trial.missing():
        ended = verdict(_until_it_ends(outcomes))
        name = call.name.removeprefix("drillbook.")
        if ended is not Verdict.UNKNOWN:
            lacking.append(Lack(f"without {name} in step {call.step} it is {ended}, not unknown"))
        if call.step == 1 or call.name == EXPERIMENT:
            continue  # without those, no Then is reached
        judged = {outcome.number: outcome.verdict for outcome in outcomes}
        for number, names in found.items():
            if judged.get(number, Verdict.UNKNOWN) is Verdict.UNKNOWN:
                names.append(name)
    return {number: [*dict.fromkeys(names)] for number, names in found.items()}, lacking


def _until_it_ends(outcomes: list[Outcome]) -> list[Outcome]:
    """Return the steps that a drill runs: it ends with the first that does not pass."""
    passing = takewhile(lambda one: one.verdict is Verdict.PASS, outcomes)
    return outcomes[: len(list(passing)) + 1]


def _limits(trial: Trial, then: Outcome) -> tuple[list[str], list[Lack]]:
    """Return the limits and numbers that a Then's words name and that hold, and the others."""
    judged = trial.of_then(then.number)
    held: list[str] = []
    missed: list[Lack] = []
    for words, limit in limits.named(then.text):
        said = limits.budget_holds(limit, then, judged) if words.startswith("within") else None
        if said is None:
            leaves = trial.looked_at(then.number)
            said = limits.turns_at(limit, leaves, judged)
            if said is None and limit < 1:
                said = limits.share_turns_at(limit, leaves, judged)
        if said is None:
            missed.append(Lack(f"{then.text}: nothing turns at “{words}”"))
        else:
            held.append(f"{words}: {said}")
    leaves = trial.looked_at(then.number)
    only = [
        (words, limits.only_at(number, unit, leaves, judged))
        for words, number, unit in limits.exact(then.text)
    ]
    only += [(w, limits.only_at_time(one, leaves, judged)) for w, one in limits.clock(then.text)]
    for words, said in only:
        if said is None:
            missed.append(Lack(f"{then.text}: more than “{words}” passes, or nothing does there"))
        else:
            held.append(f"{words}: {said}")
    return held, missed


def _faults(trial: Trial) -> list[Lack]:
    """Return what is lacking of the scenario's faults: effects that nobody would miss."""
    lacking = []
    for index, call in trial.experiments():
        if call.effect is None:
            lacking.append(Lack(f"the fault of step {call.step} was not seen to take effect"))
        elif not trial.effect_differs(index) and trial.without_fault(index) is Verdict.PASS:
            lacking.append(Lack(f"it would pass had the fault of step {call.step} done nothing"))
    return lacking


def _of_claims(
    claims: Iterable[Claim], proofs: Sequence[ScenarioProof], trials: Mapping[str, Trial]
) -> dict[str, list[Lack]]:
    """Return what is lacking of claims: what none of a claim's scenarios shows."""
    shown = {way for proof in proofs for then in proof.thens for way in then.fails_by}
    lacking: dict[str, list[Lack]] = {}
    for claim in claims:
        own = [
            trial
            for trial in trials.values()
            if claim.id in trial.scenario.claims and verdict(trial.as_seen) is Verdict.PASS
        ]
        if not own:
            continue
        several = [
            Lack(f"{_said(claim, one)} fails no Then of its scenarios")
            for one in claim.violated_by
            if _said(claim, one) not in shown
        ]
        if not claim.violated_by:
            several.append(Lack(f"{claim.id}: the catalogue says nothing that violates it"))
        for name, limit in ((name, one) for name, many in claim.limits.items() for one in many):
            number = own[0].number(limit)
            if not any(trial.turns_at(name, number) for trial in own):
                several.append(Lack(f"{claim.id}: nothing turns where {name} is {limit}"))
        lacking[claim.id] = several
    return lacking
