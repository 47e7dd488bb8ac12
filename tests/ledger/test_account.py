"""The account against planted histories: everything planted is found, and nothing else."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drillbook.evidence.model import LedgerRecord
from drillbook.ledger import column
from drillbook.ledger.account import account
from drillbook.ledger.history import TICKS_PER_SECOND, History, ReadBack
from drillbook.ledger.looks import Looks

# A busy machine takes its time; nothing here depends on it.
AT_LEISURE = settings(deadline=None)
LANES = 3
OUTCOMES = ("acknowledged", "unanswered", "failed", "pending")


class Clock:
    """A clock that moves when told to."""

    def __init__(self) -> None:
        self.ticks = 0

    def __call__(self) -> int:
        return self.ticks * 100_000


@pytest.fixture(autouse=True, scope="module")
def _small_blocks() -> Iterator[None]:
    """Let sixty writes be several blocks, some of them on disk."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(column, "BLOCK", 7)
        patch.setattr(column, "_HELD", 2)
        yield


@dataclass
class Planted:
    """A history with its writes' fates, made together so that the truth is known."""

    clock: Clock = field(default_factory=Clock)
    outcomes: list[str] = field(default_factory=list)
    acked_at: dict[int, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.history = History(self.clock)
        self.clock.ticks = 1  # nothing is acknowledged in the tick in which a ledger begins

    def write(self, outcome: str, wait: int = 1) -> None:
        number = self.history.invoke()
        self.clock.ticks += wait
        self.outcomes.append(outcome)
        if outcome == "acknowledged":
            self.history.acknowledge(number)
            self.acked_at[number] = self.clock.ticks
        elif outcome == "unanswered":
            self.history.unanswered(number)
        elif outcome == "failed":
            self.history.fail(number)

    def read(self, copies: dict[int, int], lanes: int = LANES) -> ReadBack:
        found = ReadBack(len(self.history), lanes, self.clock.ticks)
        for number in range(len(self.history)):
            for _ in range(copies.get(number, 0)):
                found.saw(number, number % lanes if lanes else 0)
        return found

    def account(
        self, reading: ReadBack, gap: float = 1.0, looks: Looks | None = None
    ) -> LedgerRecord:
        return account(
            self.history,
            reading,
            name="planted",
            system_under_write="memory",
            ended=self.clock.ticks,
            gap_threshold=timedelta(seconds=gap),
            looks=looks,
        )

    def of(self, outcome: str) -> list[int]:
        return [number for number, each in enumerate(self.outcomes) if each == outcome]


@st.composite
def planted(draw: st.DrawFn) -> tuple[Planted, dict[int, int]]:
    world = Planted()
    fates = st.tuples(st.sampled_from(OUTCOMES), st.integers(0, 30_000), st.integers(0, 3))
    copies = {}
    for number, (outcome, wait, times) in enumerate(draw(st.lists(fates, max_size=60))):
        world.write(outcome, wait)
        copies[number] = times
    return world, copies


@AT_LEISURE
@given(planted())
def test_everything_planted_is_found_and_nothing_else(
    made: tuple[Planted, dict[int, int]],
) -> None:
    world, copies = made
    record = world.account(world.read(copies))
    acked, failed = world.of("acknowledged"), world.of("failed")
    unknown = world.of("unanswered") + world.of("pending")
    assert record.attempted == len(world.outcomes)
    assert record.acked == len(acked)
    assert record.lost == sum(copies[n] == 0 for n in acked)
    assert record.present == sum(copies[n] > 0 for n in acked)
    assert record.duplicated == sum(times > 1 for times in copies.values())
    assert record.unknown == len(unknown)
    assert record.unknown_present == sum(copies[n] > 0 for n in unknown)
    assert record.failed == len(failed)
    assert record.failed_present == sum(copies[n] > 0 for n in failed)
    assert (record.reordered, record.unexpected, record.stale) == (0, 0, 0)
    assert len(record.lost_examples) == min(record.lost, 10)


@AT_LEISURE
@given(planted())
def test_the_rpo_covers_every_lost_write_and_reaches_no_further_than_one_acknowledgement(
    made: tuple[Planted, dict[int, int]],
) -> None:
    world, copies = made
    record = world.account(world.read(copies))
    acked = {n: at for n, at in world.acked_at.items() if n in world.of("acknowledged")}
    lost = [at for n, at in acked.items() if copies[n] == 0]
    if not acked:
        assert record.rpo_seconds is None
    elif not lost:
        assert record.rpo_seconds == 0
    else:
        assert record.rpo_seconds is not None
        span = round(record.rpo_seconds * TICKS_PER_SECOND)
        assert span >= max(lost) - min(lost)
        recovery_point = max(lost) - span
        whole = [at for n, at in acked.items() if at <= recovery_point]
        assert all(copies[n] > 0 for n, at in acked.items() if at <= recovery_point)
        assert recovery_point == max(whole, default=0)
        # Nothing was acknowledged between the recovery point and the first loss.
        assert not [at for at in acked.values() if recovery_point < at < min(lost)]


@AT_LEISURE
@given(st.permutations(range(0, 60, LANES)))
def test_a_write_found_after_a_later_one_of_its_lane_is_out_of_order(order: list[int]) -> None:
    found = ReadBack(60, LANES, 0)
    for number in order:
        found.saw(number, 0)
    late = sum(number < max(order[:place], default=-1) for place, number in enumerate(order))
    assert found.reordered == late


def test_two_neighbours_swapped_are_one_write_out_of_order() -> None:
    found = ReadBack(4, 1, 0)
    for number in (0, 2, 1, 3):
        found.saw(number)
    assert found.reordered == 1


def test_a_second_copy_is_a_duplicate_and_not_out_of_order() -> None:
    found = ReadBack(4, 1, 0)
    for number in (0, 1, 2, 1, 3):
        found.saw(number)
    assert (found.reordered, [found.times(number) for number in range(4)]) == (0, [1, 2, 1, 1])


def test_where_no_order_is_kept_none_is_judged() -> None:
    found = ReadBack(3, 0, 0)
    for number in (2, 0, 1):
        found.saw(number)
    assert found.reordered == 0


def test_what_was_never_written_is_unexpected() -> None:
    found = ReadBack(2, LANES, 0)
    found.saw(2, 2)
    found.saw(0, 1)
    assert found.unexpected == 2


@AT_LEISURE
@given(st.sets(st.integers(0, 19)), st.sets(st.integers(0, 19)), st.integers(0, 20))
def test_what_a_look_missed_is_stale_if_it_is_found_later_and_lost_if_not(
    missed: set[int], lost: set[int], later: int
) -> None:
    world = Planted()
    for _ in range(20):
        world.write("acknowledged")
    world.clock.ticks += 1
    looks, begun = Looks(), world.clock.ticks
    looks.saw(world.acked_at, set(range(20)) - missed - lost, begun)
    assert set(looks.waiting()) == missed | lost
    world.clock.ticks += later
    looks.saw({n: world.acked_at[n] for n in looks.waiting()}, missed - lost, world.clock.ticks)
    assert set(looks.waiting()) == lost
    record = world.account(world.read({n: n not in lost for n in range(20)}), looks=looks)
    late = [world.clock.ticks - world.acked_at[n] for n in missed - lost]
    assert (record.stale, record.lost, record.looks) == (len(missed - lost), len(lost), 2)
    assert record.stale_longest_seconds == max(late, default=0) / TICKS_PER_SECOND


def test_what_was_acknowledged_while_a_look_was_under_way_may_be_missing_from_it() -> None:
    world = Planted()
    begun = world.clock.ticks
    world.write("acknowledged")
    looks = Looks()
    looks.saw(world.acked_at, (), begun)
    assert looks.waiting() == ()


def test_a_stale_write_that_only_the_last_reading_found_was_late_until_then() -> None:
    world = Planted()
    world.write("acknowledged")
    looks = Looks()
    looks.saw(world.acked_at, (), world.clock.ticks + 1)
    world.clock.ticks += TICKS_PER_SECOND
    record = world.account(world.read({0: 1}), looks=looks)
    assert (record.stale, record.stale_longest_seconds) == (1, 1.0)


@AT_LEISURE
@given(st.lists(st.integers(0, 40_000), min_size=1, max_size=60), st.integers(0, 3))
def test_gaps_are_the_times_without_an_acknowledgement_in_some_lane(
    waits: list[int], lanes: int
) -> None:
    world = Planted()
    for wait in waits:
        world.write("acknowledged", wait)
    world.clock.ticks += 25_000
    record = world.account(world.read({}, lanes), gap=2.0)
    spans = []
    for lane in range(max(lanes, 1)):
        moments = [at for n, at in world.acked_at.items() if n % max(lanes, 1) == lane]
        spans += list(pairwise([world.acked_at[0], *moments, world.clock.ticks]))
    assert record.longest_gap_seconds == max(b - a for a, b in spans) / TICKS_PER_SECOND
    long = [(a, b) for a, b in spans if b - a > 20_000]
    # Sampled: a moment is in a gap of the record exactly if it is in a long gap of some lane.
    shown = [
        ((gap.started - world.history.started), (gap.ended - world.history.started))
        for gap in record.gaps
    ]
    for tick in range(0, world.clock.ticks, 997):
        at = timedelta(seconds=tick / TICKS_PER_SECOND)
        assert any(a < tick < b for a, b in long) <= any(a <= at <= b for a, b in shown)
        assert any(a < at < b for a, b in shown) <= any(a <= tick <= b for a, b in long)
    assert all(gap.seconds > 2 for gap in record.gaps)


def test_a_lane_that_was_first_served_long_after_the_others_had_an_outage_until_then() -> None:
    world = Planted()
    world.write("acknowledged")
    world.write("pending")
    world.write("acknowledged", TICKS_PER_SECOND)
    world.clock.ticks += 60 * TICKS_PER_SECOND
    world.history.acknowledge(1)
    record = world.account(world.read({}, lanes=2))
    assert record.longest_gap_seconds == pytest.approx(61.0, abs=0.001)


def test_a_loss_from_the_first_tick_on_is_not_forgotten_over_later_ones() -> None:
    world = Planted()
    world.clock.ticks = 0
    world.write("acknowledged", 0)
    for _ in range(20):
        world.write("acknowledged", TICKS_PER_SECOND)
    record = world.account(world.read(dict.fromkeys(range(1, 20), 1)))
    assert (record.lost, record.rpo_seconds) == (2, 20.0)


def test_what_was_found_and_is_missed_again_is_late_until_it_is_found_for_good() -> None:
    world = Planted()
    world.write("acknowledged")
    looks = Looks()
    for found in ((), (0,), ()):
        world.clock.ticks += TICKS_PER_SECOND
        looks.saw(world.acked_at, found, world.clock.ticks)
    assert looks.waiting() == (0,)
    world.clock.ticks += TICKS_PER_SECOND
    record = world.account(world.read({0: 1}), looks=looks)
    assert (record.stale, record.stale_longest_seconds) == (1, 4.0)


def test_a_ledger_that_was_never_answered_has_one_gap_of_its_whole_length() -> None:
    world = Planted()
    world.write("unanswered", 49_999)
    record = world.account(world.read({}))
    assert record.longest_gap_seconds == 5.0
    assert record.rpo_seconds is None


@AT_LEISURE
@given(planted())
def test_acknowledgements_and_refusals_of_all_seconds_add_up(
    made: tuple[Planted, dict[int, int]],
) -> None:
    world, copies = made
    record = world.account(world.read(copies))
    assert sum(rate.acked for rate in record.rates) == record.acked
    assert sum(rate.failed or 0 for rate in record.rates) == record.failed
    assert all(b.at - a.at == timedelta(seconds=1) for a, b in pairwise(record.rates))


def test_an_answer_that_comes_after_the_time_out_counts() -> None:
    world = Planted()
    world.write("unanswered")
    world.history.acknowledge(0)
    assert world.account(world.read({})).lost == 1


@pytest.mark.parametrize("first", ["acknowledged", "failed"])
def test_a_settled_write_cannot_be_settled_again(first: str) -> None:
    world = Planted()
    world.write(first)
    with pytest.raises(ValueError, match="outcome already"):
        world.history.unanswered(0)


def test_a_write_that_was_never_invoked_cannot_be_settled() -> None:
    with pytest.raises(ValueError, match="never invoked"):
        History().acknowledge(0)


def test_a_reading_of_another_history_is_refused() -> None:
    world = Planted()
    world.write("acknowledged")
    with pytest.raises(ValueError, match="a reading of 7 writes"):
        world.account(ReadBack(7, LANES, 0))
