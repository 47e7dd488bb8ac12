import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

import pytest

from drillbook import clock
from drillbook.clock import eventually, now
from drillbook.errors import CutShort, Refused, Stopped, Unobservable
from drillbook.stopping import Account, Stop, StopWatch
from drillbook.target import StopCondition, StopProbe

SOON = timedelta(seconds=60)
SECOND = timedelta(seconds=1)


class World:
    """What is looked at, and what putting back does to it."""

    def __init__(self) -> None:
        self.values = {"errors": 0.0, "slow": 0.0}
        self.blind: set[str] = set()
        self.put_back: list[datetime] = []
        self.stuck = threading.Event()
        self.stuck.set()
        self.looks = 0

    def look(self, seen: StopCondition) -> float:
        if seen.name == "slow":
            self.stuck.wait()
        self.looks += 1
        if seen.name in self.blind:
            raise Unobservable("no answer")
        return self.values[seen.name]

    def undo(self) -> str:
        self.put_back.append(now())
        return "web is back"


def condition(name: str = "errors", unseen_for: float = 60) -> StopCondition:
    return StopCondition(
        name=name,
        system="shop",
        probe=StopProbe.PODS_UNHEALTHY,
        above=5,
        every=timedelta(milliseconds=50),
        unseen_for=timedelta(seconds=unseen_for),
    )


def never() -> datetime:
    return now() + timedelta(days=1)


def watch(
    world: World, stop: Stop, *conditions: StopCondition, begin_by: Callable[[], datetime] = never
) -> StopWatch:
    return StopWatch(conditions, world.look, stop, world.undo, lambda: 60 * SECOND, begin_by)


def looked(world: World, more: int) -> None:
    """Wait for so many looks; the first may have begun before."""
    before = world.looks
    eventually(lambda: world.looks - before, lambda n: n > more, within=SOON, what="more looks")


def accounted(stop: Stop) -> Account:
    eventually(lambda: stop.account, bool, within=SOON, what="the account of a stop")
    assert stop.account is not None
    return stop.account


def test_when_a_condition_trips_everything_is_put_back_within_a_second() -> None:
    world, stop = World(), Stop()
    watching = watch(world, stop, condition())
    watching.start()
    world.values["errors"] = 7
    at = now()
    account = accounted(stop)
    watching.end()
    assert str(account.reason) == "stop condition errors: 7 is above 5"
    assert account.undo_began - at < SECOND
    assert len(world.put_back) == 1
    assert "web is back" in str(account)
    assert not account.late
    with pytest.raises(Stopped, match="7 is above 5"):
        stop.check()


def test_a_condition_that_cannot_be_seen_for_too_long_cuts_the_run_short() -> None:
    world, stop = World(), Stop()
    watching = watch(world, stop, condition(unseen_for=0.5))
    watching.start()
    world.blind.add("errors")
    account = accounted(stop)
    watching.end()
    assert isinstance(account.reason, CutShort)
    assert "was not seen for" in str(account)
    assert "no answer" in str(account)
    assert len(world.put_back) == 1


def test_one_look_that_fails_is_borne() -> None:
    world, stop = World(), Stop()
    watching = watch(world, stop, condition())
    watching.start()
    world.blind.add("errors")
    looked(world, 2)
    world.blind.clear()
    looked(world, 2)
    watching.end()
    assert stop.reason is None
    assert not world.put_back


def test_a_probe_that_hangs_neither_hides_another_nor_counts_as_seen() -> None:
    world, stop = World(), Stop()
    watching = watch(world, stop, condition(), condition("slow"))
    watching.start()
    world.stuck.clear()
    world.values["errors"] = 6
    assert str(accounted(stop).reason) == "stop condition errors: 6 is above 5"
    watching.end()
    hanging, world.values["errors"] = Stop(), 0
    world.stuck.set()
    watching = watch(world, hanging, condition("slow", unseen_for=0.5))
    watching.start()
    world.stuck.clear()
    reason = str(accounted(hanging).reason)
    assert "stop condition slow was not seen for" in reason
    assert reason.endswith("it was asked, and there was no answer")
    world.stuck.set()
    watching.end()


def test_nothing_is_begun_when_a_condition_is_out_of_bounds_or_cannot_be_seen_at_first() -> None:
    world, stop = World(), Stop()
    world.values["errors"] = 9
    with pytest.raises(Refused, match=r"9 is above 5 already\. Nothing was changed"):
        watch(world, stop, condition()).start()
    world.blind.add("errors")
    with pytest.raises(Unobservable, match="stop condition errors: no answer"):
        watch(world, stop, condition()).start()
    assert stop.reason is None


def test_what_was_changed_is_put_back_before_the_window_shuts() -> None:
    world, stop = World(), Stop()
    shuts = now() + timedelta(milliseconds=300)
    watching = watch(world, stop, begin_by=lambda: shuts)
    watching.start()
    account = accounted(stop)
    watching.end()
    assert isinstance(account.reason, CutShort)
    assert timedelta(0) <= account.undo_began - shuts < SECOND


def test_who_waits_learns_of_the_stop_at_once_and_who_undoes_is_left_alone() -> None:
    stop = Stop()
    token = clock.interruption.set(stop.check)
    threading.Timer(0.2, partial(stop.trip, Stopped("too many errors"))).start()
    begun = now()
    try:
        with pytest.raises(Stopped, match="too many errors"):
            eventually(lambda: 0, bool, within=SOON, what="what never comes")
    finally:
        clock.interruption.reset(token)
    assert now() - begun < SECOND
    assert eventually(lambda: 1, bool, within=SOON, what="what is there").value == 1


def test_the_first_reason_stays_and_the_next_drill_begins_anew() -> None:
    stop = Stop()
    stop.trip(Stopped("first"))
    stop.trip(CutShort("second"))
    taken = stop.taken()
    assert str(taken.reason) == "first"
    stop.check()
    assert not stop.wait(timedelta(0))


def test_an_undo_that_took_longer_than_declared_is_said_to_have() -> None:
    at = now()
    account = Account(Stopped("errors"), at, at, at + 3 * SECOND, 2 * SECOND, "web is back")
    assert account.late
    assert "took 3 s, and 2 s were declared" in str(account)
