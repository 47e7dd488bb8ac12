"""Made-up histories with one kind of loss planted among clean writes, and clean ones.

Each history is made together with what became of its writes, so that the truth is known without
the code under test. A clean one has all that is harmless: writes without an answer that are there
or not, failures that are not there, slow answers, pauses.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from drillbook.evidence.model import LedgerRecord
from drillbook.ledger import column
from drillbook.ledger.account import account
from drillbook.ledger.history import TICKS_PER_SECOND, History, ReadBack
from drillbook.ledger.looks import Looks

ALARMS = ("lost", "duplicated", "reordered", "unexpected", "stale", "failed_present")


@dataclass
class World:
    """Writes with their fates. ``held`` is what each lane of the system holds, in its order."""

    lanes: int
    now: int = 1
    held: dict[int, list[int]] = field(default_factory=dict)
    acked_at: dict[int, int] = field(default_factory=dict)
    failed: list[int] = field(default_factory=list)
    looks: Looks = field(default_factory=Looks)

    def __post_init__(self) -> None:
        self.history = History(lambda: self.now * 100_000)
        self.now = 2

    def lane(self, number: int) -> list[int]:
        return self.held.setdefault(number % self.lanes if self.lanes else 0, [])

    def read(self) -> ReadBack:
        found = ReadBack(len(self.history), self.lanes, self.now)
        for lane, numbers in self.held.items():
            for number in numbers:
                found.saw(number, lane)
        return found

    def account(self) -> LedgerRecord:
        return account(
            self.history,
            self.read(),
            name="planted",
            system_under_write="memory",
            ended=self.now,
            gap_threshold=timedelta(seconds=1),
            looks=self.looks,
        )

    def present_acked(self) -> list[int]:
        there = {number for numbers in self.held.values() for number in numbers}
        return [number for number in self.acked_at if number in there]


@st.composite
def clean(draw: st.DrawFn) -> World:
    world = World(lanes=draw(st.sampled_from([0, 1, 3])))
    # Two bytes a write: drawn one by one, its parts would take ten times as long.
    fates = draw(st.binary(min_size=16, max_size=80))
    open_writes: list[int] = []
    for chosen, wait in zip(fates[::2], fates[1::2], strict=False):
        fate, present = chosen % 10, chosen >= 128
        number = world.history.invoke()
        world.now += wait * 12
        if fate <= 6:
            world.history.acknowledge(number)
            world.acked_at[number] = world.now
            world.lane(number).append(number)
        elif fate == 7:
            world.history.fail(number)
            world.failed.append(number)
        else:
            if fate == 8:
                world.history.unanswered(number)
            open_writes.append(number)
            if present:
                world.lane(number).append(number)
    answered_late = draw(st.booleans())
    if open_writes and answered_late:
        late = draw(st.sampled_from(open_writes))
        world.history.acknowledge(late)  # an answer after the time-out counts, too
        world.acked_at[late] = world.now
        if late not in world.lane(late):
            at = sum(number < late for number in world.lane(late))
            world.lane(late).insert(at, late)
    world.now += 1
    world.looks.saw(world.acked_at, world.acked_at, world.now)
    return world


Planting = Callable[[World, st.DataObject], Counter[str] | None]


def lost(world: World, data: st.DataObject) -> Counter[str] | None:
    """Some of the acknowledged writes go: single ones, or all that came last."""
    known = world.present_acked()
    if not known:
        return None
    if data.draw(st.booleans()):
        gone = set(data.draw(st.lists(st.sampled_from(known), min_size=1, max_size=5)))
    else:
        gone = set(known[-data.draw(st.integers(1, len(known))) :])
    for lane, numbers in world.held.items():
        world.held[lane] = [number for number in numbers if number not in gone]
    return Counter(lost=len(gone))


def duplicated(world: World, data: st.DataObject) -> Counter[str] | None:
    lanes = [lane for lane, numbers in world.held.items() if numbers]
    if not lanes:
        return None
    numbers = world.held[data.draw(st.sampled_from(lanes))]
    number = data.draw(st.sampled_from(numbers))
    first = numbers.index(number)
    numbers.insert(data.draw(st.integers(first + 1, len(numbers))), number)
    return Counter(duplicated=1)


def reordered(world: World, data: st.DataObject) -> Counter[str] | None:
    """One write is put behind later ones of its lane."""
    lanes = [lane for lane, numbers in world.held.items() if len(numbers) > 1]
    if not lanes or not world.lanes:
        return None
    numbers = world.held[data.draw(st.sampled_from(lanes))]
    place = data.draw(st.integers(0, len(numbers) - 2))
    behind = data.draw(st.integers(place + 1, len(numbers) - 1))
    numbers.insert(behind, numbers.pop(place))
    return Counter(reordered=1)


def unexpected(world: World, data: st.DataObject) -> Counter[str] | None:
    beyond = data.draw(st.integers(0, 1 << 40)) + len(world.history)
    world.held.setdefault(0, []).insert(0, beyond)
    return Counter(unexpected=1)


def failed_present(world: World, data: st.DataObject) -> Counter[str] | None:
    if not world.failed:
        return None
    number = data.draw(st.sampled_from(world.failed))
    at = sum(other < number for other in world.lane(number))
    world.lane(number).insert(at, number)
    return Counter(failed_present=1)


def stale(world: World, data: st.DataObject) -> Counter[str] | None:
    """A look misses what was acknowledged before it, and a later one or the reading finds it."""
    known = world.present_acked()
    if not known:
        return None
    late = set(data.draw(st.lists(st.sampled_from(known), min_size=1, max_size=4)))
    world.now += 1
    world.looks.saw(world.acked_at, set(world.acked_at) - late, world.now)
    world.now += data.draw(st.integers(1, 5 * TICKS_PER_SECOND))
    if data.draw(st.booleans()):
        world.looks.saw({n: world.acked_at[n] for n in late}, late, world.now)
    return Counter(stale=len(late))


PLANTINGS: tuple[Planting, ...] = (lost, duplicated, reordered, unexpected, failed_present, stale)


@dataclass
class Figures:
    """How many histories were planted and found, and how many clean ones raised an alarm."""

    planted: int = 0
    found: int = 0
    clean: int = 0
    alarms: int = 0
    wrong: list[str] = field(default_factory=list)

    @property
    def histories(self) -> int:
        return self.planted + self.clean

    def judge(self, world: World, expected: Counter[str] | None, kind: str) -> None:
        record = world.account()
        seen = Counter({name: getattr(record, name) for name in ALARMS})
        if expected is None:
            self.clean += 1
            self.alarms += bool(+seen)
        else:
            self.planted += 1
            # A write that a look missed and that is lost as well is lost, not stale.
            self.found += +seen == expected
        if +seen != (expected or Counter()):
            self.wrong.append(f"{kind}: planted {expected}, found {+seen}")


def run(each: int) -> Figures:
    """Try so many histories of each kind of planting, and so many clean ones."""
    figures = Figures()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(column, "BLOCK", 7)  # a history of forty writes is several blocks,
        patch.setattr(column, "_HELD", 2)  # most of them on disk
        for planting in (None, *PLANTINGS):
            _try(figures, planting, each)
    return figures


def _try(figures: Figures, planting: Planting | None, count: int) -> None:
    @settings(
        max_examples=count,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(clean(), st.data())
    def one(world: World, data: st.DataObject) -> None:
        expected = planting(world, data) if planting else None
        figures.judge(world, expected, planting.__name__ if planting else "clean")

    one()
