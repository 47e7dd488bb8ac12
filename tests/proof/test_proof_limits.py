from datetime import UTC, datetime
from typing import cast

import pytest

from drillbook.errors import UsageError
from drillbook.evidence.model import ScenarioRecord
from drillbook.proof import edits, limits
from drillbook.proof.playing import Changes
from drillbook.proof.recording import Call, RecordedDrill, Step
from drillbook.proof.scene import Outcome, Scenario, Scene
from drillbook.proof.trial import Trial
from drillbook.verdict import Verdict

MOMENT = datetime(2026, 11, 21, 16, 55, tzinfo=UTC)


def recorded(value: object) -> RecordedDrill:
    scenario = ScenarioRecord(
        system="shop", name="s", feature="f", file="f", line=1, tags=(), claims=(), sections=()
    )
    call = Call(step=1, name="drillbook.probes.shop.look", at=MOMENT, value=value)
    steps = (Step(text="Then fine", started=MOMENT),)
    return RecordedDrill(
        scenario=scenario, run="r", drill="d", target="lab", steps=steps, calls=(call,)
    )


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("it is back within 2 minutes", [("within 2 minutes", 120.0)]),
        ("at most 1 % of requests fail", [("at most 1 %", 0.01)]),
        (
            "the lag is under 1,000 messages within 1.5 hours",
            [("under 1,000", 1000.0), ("within 1.5 hours", 5400.0)],
        ),
        ("at least 2000 messages a second were acknowledged", [("at least 2000", 2000.0)]),
        ("broker 3 has rejoined", []),
    ],
)
def test_limits_are_the_numbers_after_words_that_limit(
    text: str, found: list[tuple[str, float]]
) -> None:
    assert limits.named(text) == found


@pytest.mark.parametrize(
    ("text", "numbers", "times"),
    [
        ("version 1.0.0 answers", [], []),
        ("requests of client newco are answered 403", [("403", 403.0, 1.0)], []),
        ("the topic holds 1,000 events within 1 minute", [("1,000", 1000.0, 1.0)], []),
        ("topic smallco-jkl012 keeps messages for 24 hours", [("24 hours", 86400.0, 3600.0)], []),
        ("Neo4j is backed up every day at 02:30", [], [("02:30", 150)]),
        ("broker 3 has rejoined within 3 minutes", [], []),
        ("at most 1 % of requests fail", [], []),
    ],
)  # fmt: skip
def test_numbers_that_are_neither_limits_nor_names_are_exact(
    text: str, numbers: list[tuple[str, float, float]], times: list[tuple[str, int]]
) -> None:
    assert limits.exact(text) == numbers
    assert limits.clock(text) == times


@pytest.mark.parametrize(
    ("values", "number"),
    [
        ((599, 600, 601), 600),
        (("599", "600", "601"), 600),
        (([1], [1, 1], [1, 1, 1]), 2),
        (tuple({"retention.ms": one} for one in ("599999", "600000", "600001")), 600),
    ],
)
def test_an_exact_number_passes_alone(values: tuple[object, object, object], number: int) -> None:
    below, at, above = values
    leaves = list(edits.leaves(recorded(at)))

    def good(*several: object) -> limits.Play:
        def play(changes: Changes) -> Verdict:
            (call,) = changes.calls.values()
            return Verdict.PASS if call.value in several else Verdict.FAIL

        return play

    assert limits.only_at(number, 1, leaves, good(at)) is not None
    assert limits.only_at(number, 1, leaves, good(at, above)) is None
    assert limits.only_at(number, 1, leaves, good(below, at)) is None
    assert limits.only_at(number, 1, leaves, good(above)) is None


def test_an_exact_number_passes_alone_where_it_stands_in_several_places_at_once() -> None:
    leaves = list(edits.leaves(recorded({"wanted": 10, "ready": 10, "name": "kg-api"})))

    def good(*numbers: int) -> limits.Play:
        def play(changes: Changes) -> Verdict:
            (call,) = changes.calls.values()
            whole = call.value["wanted"] == call.value["ready"]
            return Verdict.PASS if whole and call.value["ready"] in numbers else Verdict.FAIL

        return play

    assert limits.only_at(10, 1, leaves, good(10)) is not None
    assert limits.only_at(10, 1, leaves, good(10, 11)) is None
    assert limits.only_at(10, 1, leaves, good(9, 10)) is None


def test_an_exact_number_is_tried_beside_it_in_its_own_unit_too() -> None:
    leaves = list(edits.leaves(recorded({"retention.ms": "86400000"})))

    def good(*hours: int) -> limits.Play:
        def play(changes: Changes) -> Verdict:
            (call,) = changes.calls.values()
            kept = [str(one * 3_600_000) for one in hours]
            return Verdict.PASS if call.value["retention.ms"] in kept else Verdict.FAIL

        return play

    assert limits.only_at(86400, 3600, leaves, good(24)) is not None
    assert limits.only_at(86400, 3600, leaves, good(24, 25)) is None
    assert limits.only_at(86400, 3600, leaves, good(23, 24)) is None


def test_a_time_of_day_passes_alone() -> None:
    leaves = list(edits.leaves(recorded({"backup": "0 0 * * *", "other": "words of no schedule"})))

    def at(*schedules: str) -> limits.Play:
        def play(changes: Changes) -> Verdict:
            (call,) = changes.calls.values()
            return Verdict.PASS if call.value["backup"] in schedules else Verdict.FAIL

        return play

    assert limits.only_at_time(0, leaves, at("0 0 * * *")) is not None
    assert limits.only_at_time(0, leaves, at("0 0 * * *", "59 23 * * *")) is None
    assert limits.only_at_time(0, leaves, at("0 0 * * *", "0 1 * * *")) is None
    assert limits.only_at_time(120, leaves, at("0 0 * * *")) is None
    weekly = list(edits.leaves(recorded({"backup": "0 0 * * 0 UTC", "other": "no schedule"})))
    assert limits.only_at_time(0, weekly, at("0 0 * * 0 UTC")) is not None
    assert limits.only_at_time(0, weekly, at("0 0 * * 0 UTC", "1 0 * * 0 UTC")) is None


def test_a_limit_is_found_where_the_verdict_turns_and_nowhere_else() -> None:
    recording = recorded({"lag": 7, "colour": "red"})
    leaves = list(edits.leaves(recording))

    def play(changes: Changes) -> Verdict:
        (call,) = changes.calls.values()
        return Verdict.FAIL if call.value["lag"] >= 1000 else Verdict.PASS

    assert limits.turns_at(1000, leaves, play) == (
        "shop.look.lag: pass below, fail, fail above at 1000"
    )
    assert limits.turns_at(1002, leaves, play) is None


def test_a_share_is_found_in_two_counts() -> None:
    leaves = list(edits.leaves(recorded({"attempted": 400, "acked": 399})))

    def play(changes: Changes) -> Verdict:
        (call,) = changes.calls.values()
        bad = call.value["attempted"] - call.value["acked"]
        return Verdict.PASS if 0 <= bad <= 0.01 * call.value["attempted"] else Verdict.FAIL

    said = limits.share_turns_at(0.01, leaves, play)
    assert said == (
        "shop.look.acked of shop.look.attempted: fail below, pass, pass above at 990,000 of "
        "1,000,000"
    )
    assert limits.share_turns_at(0.02, leaves, play) is None


def test_a_number_for_a_list_is_its_length_and_more_are_like_the_last() -> None:
    (brokers, *_) = edits.leaves(recorded([{"id": 0}, {"id": 1}]))
    assert edits.written(brokers, 3) == [{"id": 0}, {"id": 1}, {"id": 1}]
    assert edits.written(brokers, 0) == []
    with pytest.raises(UsageError, match="no element to make 2 of"):
        edits.of_length([], 2)


class Played:
    """Plays nothing, and keeps what was to be seen."""

    def __init__(self) -> None:
        self.seen: list[object] = []

    def play(self, _scenario: Scenario, _recorded: RecordedDrill, to: Changes) -> list[Outcome]:
        self.seen += [call.value for call in to.calls.values()]
        return []


@pytest.mark.parametrize(
    ("violation", "seen"), [(0, []), (1, ["a"]), (2, ["a", "b"]), (3, ["a", "b", "b"]), ([], [])]
)
def test_a_length_that_a_claim_gives_a_list_of_plain_values_leaves_them_as_they_are(
    violation: object, seen: list[str]
) -> None:
    one = recorded({"readable": ["a", "b"]})
    second = one.calls[0].model_copy(update={"step": 2})
    recording = one.model_copy(update={"calls": (second,), "steps": one.steps * 2})
    played = Played()
    trial = Trial(cast("Scene", played), cast("Scenario", None), recording)
    assert list(trial.violated({"readable": violation})) == [[]]
    assert played.seen == [{"readable": seen}]


def test_a_part_is_named_by_the_end_of_its_name() -> None:
    leaves = {leaf.name: leaf for leaf in edits.leaves(recorded({"lag": {"largest": 7}}))}
    assert leaves["shop.look.lag.largest"].is_called("lag.largest")
    assert not leaves["shop.look.lag.largest"].is_called("largest.lag")
