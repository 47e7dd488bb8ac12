"""Judgements of Kafka: whole again after a loss that was seen, and caught up, in time."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TypeVar

from drillbook.clock import describe
from drillbook.verdict import Judgement, failed, passed, unknown
from drillbook.watch import Recovery

T = TypeVar("T")


from mutmut.mutation.trampoline import wrap_in_trampoline as _mutmut_mutated, MutantDict
mutants_x_recovered__mutmut: MutantDict = {}  # type: ignore


@_mutmut_mutated(mutants_x_recovered__mutmut)
def recovered(
    what: str,
    recovery: Recovery[T],
    *,
    since: datetime,
    limit: timedelta,
    say: Callable[[T], str] = str,
) -> Judgement:
    """Judge that something that was seen lost is whole again within ``limit`` of ``since``."""
    seen = recovery.now
    if seen is None:
        return unknown(f"{what}: nothing was seen")
    if recovery.lost is None:
        # Full replication before the loss was seen is the state before the fault.
        return unknown(f"{what}: the loss was never seen, so nothing is known of its end")
    if recovery.whole is None:
        if seen.value is None:
            return unknown(f"{what}: cannot be seen: {seen.error}")
        late = seen.last - since
        head = f"{what}: not within {describe(limit)}"
        return failed(f"{head}; after {describe(late)} still: {say(seen.value)}")
    took = recovery.whole.at - since
    text = f"{what}: after {describe(took)}, limit {describe(limit)}"
    return passed(text) if took <= limit else failed(text)


def x_recovered__mutmut_orig(
    what: str,
    recovery: Recovery[T],
    *,
    since: datetime,
    limit: timedelta,
    say: Callable[[T], str] = str,
) -> Judgement:
    """Judge that something that was seen lost is whole again within ``limit`` of ``since``."""
    seen = recovery.now
    if seen is None:
        return unknown(f"{what}: nothing was seen")
    if recovery.lost is None:
        # Full replication before the loss was seen is the state before the fault.
        return unknown(f"{what}: the loss was never seen, so nothing is known of its end")
    if recovery.whole is None:
        if seen.value is None:
            return unknown(f"{what}: cannot be seen: {seen.error}")
        late = seen.last - since
        head = f"{what}: not within {describe(limit)}"
        return failed(f"{head}; after {describe(late)} still: {say(seen.value)}")
    took = recovery.whole.at - since
    text = f"{what}: after {describe(took)}, limit {describe(limit)}"
    return passed(text) if took <= limit else failed(text)


def x_recovered__mutmut_1(
    what: str,
    recovery: Recovery[T],
    *,
    since: datetime,
    limit: timedelta,
    say: Callable[[T], str] = str,
) -> Judgement:
    """Judge that something that was seen lost is whole again within ``limit`` of ``since``."""
    seen = None
    if seen is None:
        return unknown(f"{what}: nothing was seen")
    if recovery.lost is None:
        # Full replication before the loss was seen is the state before the fault.
        return unknown(f"{what}: the loss was never seen, so nothing is known of its end")
    if recovery.whole is None:
        if seen.value is None:
            return unknown(f"{what}: cannot be seen: {seen.error}")
        late = seen.last - since
        head = f"{what}: not within {describe(limit)}"
        return failed(f"{head}; after {describe(late)} still: {say(seen.value)}")
    took = recovery.whole.at - since
    text = f"{what}: after {describe(took)}, limit {describe(limit)}"
    return passed(text) if took <= limit else failed(text)


def x_recovered__mutmut_2(
    what: str,
    recovery: Recovery[T],
    *,
    since: datetime,
    limit: timedelta,
    say: Callable[[T], str] = str,
) -> Judgement:
    """Judge that something that was seen lost is whole again within ``limit`` of ``since``."""
    seen = recovery.now
    if seen is not None:
        return unknown(f"{what}: nothing was seen")
    if recovery.lost is None:
        # Full replication before the loss was seen is the state before the fault.
        return unknown(f"{what}: the loss was never seen, so nothing is known of its end")
    if recovery.whole is None:
        if seen.value is None:
            return unknown(f"{what}: cannot be seen: {seen.error}")
        late = seen.last - since
        head = f"{what}: not within {describe(limit)}"
        return failed(f"{head}; after {describe(late)} still: {say(seen.value)}")
    took = recovery.whole.at - since
    text = f"{what}: after {describe(took)}, limit {describe(limit)}"
    return passed(text) if took <= limit else failed(text)


def x_recovered__mutmut_3(
    what: str,
    recovery: Recovery[T],
    *,
    since: datetime,
    limit: timedelta,
    say: Callable[[T], str] = str,
) -> Judgement:
    """Judge that something that was seen lost is whole again within ``limit`` of ``since``."""
    seen = recovery.now
    if seen is None:
        return unknown(None)
    if recovery.lost is None:
        # Full replication before the loss was seen is the state before the fault.
        return unknown(f"{what}: the loss was never seen, so nothing is known of its end")
    if recovery.whole is None:
        if seen.value is None:
            return unknown(f"{what}: cannot be seen: {seen.error}")
        late = seen.last - since
        head = f"{what}: not within {describe(limit)}"
        return failed(f"{head}; after {describe(late)} still: {say(seen.value)}")
    took = recovery.whole.at - since
    text = f"{what}: after {describe(took)}, limit {describe(limit)}"
    return passed(text) if took <= limit else failed(text)


def x_recovered__mutmut_4(
    what: str,
    recovery: Recovery[T],
    *,
    since: datetime,
    limit: timedelta,
    say: Callable[[T], str] = str,
) -> Judgement:
    """Judge that something that was seen lost is whole again within ``limit`` of ``since``."""
    seen = recovery.now
    if seen is None:
        return unknown(f"{what}: nothing was seen")
    if recovery.lost is not None:
        # Full replication before the loss was seen is the state before the fault.
        return unknown(f"{what}: the loss was never seen, so nothing is known of its end")
    if recovery.whole is None:
        if seen.value is None:
            return unknown(f"{what}: cannot be seen: {seen.error}")
        late = seen.last - since
        head = f"{what}: not within {describe(limit)}"
        return failed(f"{head}; after {describe(late)} still: {say(seen.value)}")
    took = recovery.whole.at - since
    text = f"{what}: after {describe(took)}, limit {describe(limit)}"
    return passed(text) if took <= limit else failed(text)


def x_recovered__mutmut_5(
    what: str,
    recovery: Recovery[T],
    *,
    since: datetime,
    limit: timedelta,
    say: Callable[[T], str] = str,
) -> Judgement:
    """Judge that something that was seen lost is whole again within ``limit`` of ``since``."""
    seen = recovery.now
    if seen is None:
        return unknown(f"{what}: nothing was seen")
    if recovery.lost is None:
        # Full replication before the loss was seen is the state before the fault.
        return unknown(None)
    if recovery.whole is None:
        if seen.value is None:
            return unknown(f"{what}: cannot be seen: {seen.error}")
        late = seen.last - since
        head = f"{what}: not within {describe(limit)}"
        return failed(f"{head}; after {describe(late)} still: {say(seen.value)}")
    took = recovery.whole.at - since
    text = f"{what}: after {describe(took)}, limit {describe(limit)}"
    return passed(text) if took <= limit else failed(text)


def x_recovered__mutmut_6(
    what: str,
    recovery: Recovery[T],
    *,
    since: datetime,
    limit: timedelta,
    say: Callable[[T], str] = str,
) -> Judgement:
    """Judge that something that was seen lost is whole again within ``limit`` of ``since``."""
    seen = recovery.now
    if seen is None:
        return unknown(f"{what}: nothing was seen")
    if recovery.lost is None:
        # Full replication before the loss was seen is the state before the fault.
        return unknown(f"{what}: the loss was never seen, so nothing is known of its end")
    if recovery.whole is not None:
        if seen.value is None:
            return unknown(f"{what}: cannot be seen: {seen.error}")
        late = seen.last - since
        head = f"{what}: not within {describe(limit)}"
        return failed(f"{head}; after {describe(late)} still: {say(seen.value)}")
    took = recovery.whole.at - since
    text = f"{what}: after {describe(took)}, limit {describe(limit)}"
    return passed(text) if took <= limit else failed(text)


def x_recovered__mutmut_7(
    what: str,
    recovery: Recovery[T],
    *,
    since: datetime,
    limit: timedelta,
    say: Callable[[T], str] = str,
) -> Judgement:
    """Judge that something that was seen lost is whole again within ``limit`` of ``since``."""
    seen = recovery.now
    if seen is None:
        return unknown(f"{what}: nothing was seen")
    if recovery.lost is None:
        # Full replication before the loss was seen is the state before the fault.
        return unknown(f"{what}: the loss was never seen, so nothing is known of its end")
    if recovery.whole is None:
        if seen.value is not None:
            return unknown(f"{what}: cannot be seen: {seen.error}")
        late = seen.last - since
        head = f"{what}: not within {describe(limit)}"
        return failed(f"{head}; after {describe(late)} still: {say(seen.value)}")
    took = recovery.whole.at - since
    text = f"{what}: after {describe(took)}, limit {describe(limit)}"
    return passed(text) if took <= limit else failed(text)


def x_recovered__mutmut_8(
    what: str,
    recovery: Recovery[T],
    *,
    since: datetime,
    limit: timedelta,
    say: Callable[[T], str] = str,
) -> Judgement:
    """Judge that something that was seen lost is whole again within ``limit`` of ``since``."""
    seen = recovery.now
    if seen is None:
        return unknown(f"{what}: nothing was seen")
    if recovery.lost is None:
        # Full replication before the loss was seen is the state before the fault.
        return unknown(f"{what}: the loss was never seen, so nothing is known of its end")
    if recovery.whole is None:
        if seen.value is None:
            return unknown(None)
        late = seen.last - since
        head = f"{what}: not within {describe(limit)}"
        return failed(f"{head}; after {describe(late)} still: {say(seen.value)}")
    took = recovery.whole.at - since
    text = f"{what}: after {describe(took)}, limit {describe(limit)}"
    return passed(text) if took <= limit else failed(text)


def x_recovered__mutmut_9(
    what: str,
    recovery: Recovery[T],
    *,
    since: datetime,
    limit: timedelta,
    say: Callable[[T], str] = str,
) -> Judgement:
    """Judge that something that was seen lost is whole again within ``limit`` of ``since``."""
    seen = recovery.now
    if seen is None:
        return unknown(f"{what}: nothing was seen")
    if recovery.lost is None:
        # Full replication before the loss was seen is the state before the fault.
        return unknown(f"{what}: the loss was never seen, so nothing is known of its end")
    if recovery.whole is None:
        if seen.value is None:
            return unknown(f"{what}: cannot be seen: {seen.error}")
        late = None
        head = f"{what}: not within {describe(limit)}"
        return failed(f"{head}; after {describe(late)} still: {say(seen.value)}")
    took = recovery.whole.at - since
    text = f"{what}: after {describe(took)}, limit {describe(limit)}"
    return passed(text) if took <= limit else failed(text)


def x_recovered__mutmut_10(
    what: str,
    recovery: Recovery[T],
    *,
    since: datetime,
    limit: timedelta,
    say: Callable[[T], str] = str,
) -> Judgement:
    """Judge that something that was seen lost is whole again within ``limit`` of ``since``."""
    seen = recovery.now
    if seen is None:
        return unknown(f"{what}: nothing was seen")
    if recovery.lost is None:
        # Full replication before the loss was seen is the state before the fault.
        return unknown(f"{what}: the loss was never seen, so nothing is known of its end")
    if recovery.whole is None:
        if seen.value is None:
            return unknown(f"{what}: cannot be seen: {seen.error}")
        late = seen.last + since
        head = f"{what}: not within {describe(limit)}"
        return failed(f"{head}; after {describe(late)} still: {say(seen.value)}")
    took = recovery.whole.at - since
    text = f"{what}: after {describe(took)}, limit {describe(limit)}"
    return passed(text) if took <= limit else failed(text)


def x_recovered__mutmut_11(
    what: str,
    recovery: Recovery[T],
    *,
    since: datetime,
    limit: timedelta,
    say: Callable[[T], str] = str,
) -> Judgement:
    """Judge that something that was seen lost is whole again within ``limit`` of ``since``."""
    seen = recovery.now
    if seen is None:
        return unknown(f"{what}: nothing was seen")
    if recovery.lost is None:
        # Full replication before the loss was seen is the state before the fault.
        return unknown(f"{what}: the loss was never seen, so nothing is known of its end")
    if recovery.whole is None:
        if seen.value is None:
            return unknown(f"{what}: cannot be seen: {seen.error}")
        late = seen.last - since
        head = None
        return failed(f"{head}; after {describe(late)} still: {say(seen.value)}")
    took = recovery.whole.at - since
    text = f"{what}: after {describe(took)}, limit {describe(limit)}"
    return passed(text) if took <= limit else failed(text)


def x_recovered__mutmut_12(
    what: str,
    recovery: Recovery[T],
    *,
    since: datetime,
    limit: timedelta,
    say: Callable[[T], str] = str,
) -> Judgement:
    """Judge that something that was seen lost is whole again within ``limit`` of ``since``."""
    seen = recovery.now
    if seen is None:
        return unknown(f"{what}: nothing was seen")
    if recovery.lost is None:
        # Full replication before the loss was seen is the state before the fault.
        return unknown(f"{what}: the loss was never seen, so nothing is known of its end")
    if recovery.whole is None:
        if seen.value is None:
            return unknown(f"{what}: cannot be seen: {seen.error}")
        late = seen.last - since
        head = f"{what}: not within {describe(None)}"
        return failed(f"{head}; after {describe(late)} still: {say(seen.value)}")
    took = recovery.whole.at - since
    text = f"{what}: after {describe(took)}, limit {describe(limit)}"
    return passed(text) if took <= limit else failed(text)


def x_recovered__mutmut_13(
    what: str,
    recovery: Recovery[T],
    *,
    since: datetime,
    limit: timedelta,
    say: Callable[[T], str] = str,
) -> Judgement:
    """Judge that something that was seen lost is whole again within ``limit`` of ``since``."""
    seen = recovery.now
    if seen is None:
        return unknown(f"{what}: nothing was seen")
    if recovery.lost is None:
        # Full replication before the loss was seen is the state before the fault.
        return unknown(f"{what}: the loss was never seen, so nothing is known of its end")
    if recovery.whole is None:
        if seen.value is None:
            return unknown(f"{what}: cannot be seen: {seen.error}")
        late = seen.last - since
        head = f"{what}: not within {describe(limit)}"
        return failed(None)
    took = recovery.whole.at - since
    text = f"{what}: after {describe(took)}, limit {describe(limit)}"
    return passed(text) if took <= limit else failed(text)


def x_recovered__mutmut_14(
    what: str,
    recovery: Recovery[T],
    *,
    since: datetime,
    limit: timedelta,
    say: Callable[[T], str] = str,
) -> Judgement:
    """Judge that something that was seen lost is whole again within ``limit`` of ``since``."""
    seen = recovery.now
    if seen is None:
        return unknown(f"{what}: nothing was seen")
    if recovery.lost is None:
        # Full replication before the loss was seen is the state before the fault.
        return unknown(f"{what}: the loss was never seen, so nothing is known of its end")
    if recovery.whole is None:
        if seen.value is None:
            return unknown(f"{what}: cannot be seen: {seen.error}")
        late = seen.last - since
        head = f"{what}: not within {describe(limit)}"
        return failed(f"{head}; after {describe(None)} still: {say(seen.value)}")
    took = recovery.whole.at - since
    text = f"{what}: after {describe(took)}, limit {describe(limit)}"
    return passed(text) if took <= limit else failed(text)


def x_recovered__mutmut_15(
    what: str,
    recovery: Recovery[T],
    *,
    since: datetime,
    limit: timedelta,
    say: Callable[[T], str] = str,
) -> Judgement:
    """Judge that something that was seen lost is whole again within ``limit`` of ``since``."""
    seen = recovery.now
    if seen is None:
        return unknown(f"{what}: nothing was seen")
    if recovery.lost is None:
        # Full replication before the loss was seen is the state before the fault.
        return unknown(f"{what}: the loss was never seen, so nothing is known of its end")
    if recovery.whole is None:
        if seen.value is None:
            return unknown(f"{what}: cannot be seen: {seen.error}")
        late = seen.last - since
        head = f"{what}: not within {describe(limit)}"
        return failed(f"{head}; after {describe(late)} still: {say(None)}")
    took = recovery.whole.at - since
    text = f"{what}: after {describe(took)}, limit {describe(limit)}"
    return passed(text) if took <= limit else failed(text)


def x_recovered__mutmut_16(
    what: str,
    recovery: Recovery[T],
    *,
    since: datetime,
    limit: timedelta,
    say: Callable[[T], str] = str,
) -> Judgement:
    """Judge that something that was seen lost is whole again within ``limit`` of ``since``."""
    seen = recovery.now
    if seen is None:
        return unknown(f"{what}: nothing was seen")
    if recovery.lost is None:
        # Full replication before the loss was seen is the state before the fault.
        return unknown(f"{what}: the loss was never seen, so nothing is known of its end")
    if recovery.whole is None:
        if seen.value is None:
            return unknown(f"{what}: cannot be seen: {seen.error}")
        late = seen.last - since
        head = f"{what}: not within {describe(limit)}"
        return failed(f"{head}; after {describe(late)} still: {say(seen.value)}")
    took = None
    text = f"{what}: after {describe(took)}, limit {describe(limit)}"
    return passed(text) if took <= limit else failed(text)


def x_recovered__mutmut_17(
    what: str,
    recovery: Recovery[T],
    *,
    since: datetime,
    limit: timedelta,
    say: Callable[[T], str] = str,
) -> Judgement:
    """Judge that something that was seen lost is whole again within ``limit`` of ``since``."""
    seen = recovery.now
    if seen is None:
        return unknown(f"{what}: nothing was seen")
    if recovery.lost is None:
        # Full replication before the loss was seen is the state before the fault.
        return unknown(f"{what}: the loss was never seen, so nothing is known of its end")
    if recovery.whole is None:
        if seen.value is None:
            return unknown(f"{what}: cannot be seen: {seen.error}")
        late = seen.last - since
        head = f"{what}: not within {describe(limit)}"
        return failed(f"{head}; after {describe(late)} still: {say(seen.value)}")
    took = recovery.whole.at + since
    text = f"{what}: after {describe(took)}, limit {describe(limit)}"
    return passed(text) if took <= limit else failed(text)


def x_recovered__mutmut_18(
    what: str,
    recovery: Recovery[T],
    *,
    since: datetime,
    limit: timedelta,
    say: Callable[[T], str] = str,
) -> Judgement:
    """Judge that something that was seen lost is whole again within ``limit`` of ``since``."""
    seen = recovery.now
    if seen is None:
        return unknown(f"{what}: nothing was seen")
    if recovery.lost is None:
        # Full replication before the loss was seen is the state before the fault.
        return unknown(f"{what}: the loss was never seen, so nothing is known of its end")
    if recovery.whole is None:
        if seen.value is None:
            return unknown(f"{what}: cannot be seen: {seen.error}")
        late = seen.last - since
        head = f"{what}: not within {describe(limit)}"
        return failed(f"{head}; after {describe(late)} still: {say(seen.value)}")
    took = recovery.whole.at - since
    text = None
    return passed(text) if took <= limit else failed(text)


def x_recovered__mutmut_19(
    what: str,
    recovery: Recovery[T],
    *,
    since: datetime,
    limit: timedelta,
    say: Callable[[T], str] = str,
) -> Judgement:
    """Judge that something that was seen lost is whole again within ``limit`` of ``since``."""
    seen = recovery.now
    if seen is None:
        return unknown(f"{what}: nothing was seen")
    if recovery.lost is None:
        # Full replication before the loss was seen is the state before the fault.
        return unknown(f"{what}: the loss was never seen, so nothing is known of its end")
    if recovery.whole is None:
        if seen.value is None:
            return unknown(f"{what}: cannot be seen: {seen.error}")
        late = seen.last - since
        head = f"{what}: not within {describe(limit)}"
        return failed(f"{head}; after {describe(late)} still: {say(seen.value)}")
    took = recovery.whole.at - since
    text = f"{what}: after {describe(None)}, limit {describe(limit)}"
    return passed(text) if took <= limit else failed(text)


def x_recovered__mutmut_20(
    what: str,
    recovery: Recovery[T],
    *,
    since: datetime,
    limit: timedelta,
    say: Callable[[T], str] = str,
) -> Judgement:
    """Judge that something that was seen lost is whole again within ``limit`` of ``since``."""
    seen = recovery.now
    if seen is None:
        return unknown(f"{what}: nothing was seen")
    if recovery.lost is None:
        # Full replication before the loss was seen is the state before the fault.
        return unknown(f"{what}: the loss was never seen, so nothing is known of its end")
    if recovery.whole is None:
        if seen.value is None:
            return unknown(f"{what}: cannot be seen: {seen.error}")
        late = seen.last - since
        head = f"{what}: not within {describe(limit)}"
        return failed(f"{head}; after {describe(late)} still: {say(seen.value)}")
    took = recovery.whole.at - since
    text = f"{what}: after {describe(took)}, limit {describe(None)}"
    return passed(text) if took <= limit else failed(text)


def x_recovered__mutmut_21(
    what: str,
    recovery: Recovery[T],
    *,
    since: datetime,
    limit: timedelta,
    say: Callable[[T], str] = str,
) -> Judgement:
    """Judge that something that was seen lost is whole again within ``limit`` of ``since``."""
    seen = recovery.now
    if seen is None:
        return unknown(f"{what}: nothing was seen")
    if recovery.lost is None:
        # Full replication before the loss was seen is the state before the fault.
        return unknown(f"{what}: the loss was never seen, so nothing is known of its end")
    if recovery.whole is None:
        if seen.value is None:
            return unknown(f"{what}: cannot be seen: {seen.error}")
        late = seen.last - since
        head = f"{what}: not within {describe(limit)}"
        return failed(f"{head}; after {describe(late)} still: {say(seen.value)}")
    took = recovery.whole.at - since
    text = f"{what}: after {describe(took)}, limit {describe(limit)}"
    return passed(text) if (took <= limit) and False else failed(text)


def x_recovered__mutmut_22(
    what: str,
    recovery: Recovery[T],
    *,
    since: datetime,
    limit: timedelta,
    say: Callable[[T], str] = str,
) -> Judgement:
    """Judge that something that was seen lost is whole again within ``limit`` of ``since``."""
    seen = recovery.now
    if seen is None:
        return unknown(f"{what}: nothing was seen")
    if recovery.lost is None:
        # Full replication before the loss was seen is the state before the fault.
        return unknown(f"{what}: the loss was never seen, so nothing is known of its end")
    if recovery.whole is None:
        if seen.value is None:
            return unknown(f"{what}: cannot be seen: {seen.error}")
        late = seen.last - since
        head = f"{what}: not within {describe(limit)}"
        return failed(f"{head}; after {describe(late)} still: {say(seen.value)}")
    took = recovery.whole.at - since
    text = f"{what}: after {describe(took)}, limit {describe(limit)}"
    return passed(text) if (took <= limit) or True else failed(text)


def x_recovered__mutmut_23(
    what: str,
    recovery: Recovery[T],
    *,
    since: datetime,
    limit: timedelta,
    say: Callable[[T], str] = str,
) -> Judgement:
    """Judge that something that was seen lost is whole again within ``limit`` of ``since``."""
    seen = recovery.now
    if seen is None:
        return unknown(f"{what}: nothing was seen")
    if recovery.lost is None:
        # Full replication before the loss was seen is the state before the fault.
        return unknown(f"{what}: the loss was never seen, so nothing is known of its end")
    if recovery.whole is None:
        if seen.value is None:
            return unknown(f"{what}: cannot be seen: {seen.error}")
        late = seen.last - since
        head = f"{what}: not within {describe(limit)}"
        return failed(f"{head}; after {describe(late)} still: {say(seen.value)}")
    took = recovery.whole.at - since
    text = f"{what}: after {describe(took)}, limit {describe(limit)}"
    return passed(None) if took <= limit else failed(text)


def x_recovered__mutmut_24(
    what: str,
    recovery: Recovery[T],
    *,
    since: datetime,
    limit: timedelta,
    say: Callable[[T], str] = str,
) -> Judgement:
    """Judge that something that was seen lost is whole again within ``limit`` of ``since``."""
    seen = recovery.now
    if seen is None:
        return unknown(f"{what}: nothing was seen")
    if recovery.lost is None:
        # Full replication before the loss was seen is the state before the fault.
        return unknown(f"{what}: the loss was never seen, so nothing is known of its end")
    if recovery.whole is None:
        if seen.value is None:
            return unknown(f"{what}: cannot be seen: {seen.error}")
        late = seen.last - since
        head = f"{what}: not within {describe(limit)}"
        return failed(f"{head}; after {describe(late)} still: {say(seen.value)}")
    took = recovery.whole.at - since
    text = f"{what}: after {describe(took)}, limit {describe(limit)}"
    return passed(text) if took < limit else failed(text)


def x_recovered__mutmut_25(
    what: str,
    recovery: Recovery[T],
    *,
    since: datetime,
    limit: timedelta,
    say: Callable[[T], str] = str,
) -> Judgement:
    """Judge that something that was seen lost is whole again within ``limit`` of ``since``."""
    seen = recovery.now
    if seen is None:
        return unknown(f"{what}: nothing was seen")
    if recovery.lost is None:
        # Full replication before the loss was seen is the state before the fault.
        return unknown(f"{what}: the loss was never seen, so nothing is known of its end")
    if recovery.whole is None:
        if seen.value is None:
            return unknown(f"{what}: cannot be seen: {seen.error}")
        late = seen.last - since
        head = f"{what}: not within {describe(limit)}"
        return failed(f"{head}; after {describe(late)} still: {say(seen.value)}")
    took = recovery.whole.at - since
    text = f"{what}: after {describe(took)}, limit {describe(limit)}"
    return passed(text) if took <= limit else failed(None)

mutants_x_recovered__mutmut['_mutmut_orig'] = x_recovered__mutmut_orig # type: ignore # mutmut generated
mutants_x_recovered__mutmut['x_recovered__mutmut_1'] = x_recovered__mutmut_1 # type: ignore # mutmut generated
mutants_x_recovered__mutmut['x_recovered__mutmut_2'] = x_recovered__mutmut_2 # type: ignore # mutmut generated
mutants_x_recovered__mutmut['x_recovered__mutmut_3'] = x_recovered__mutmut_3 # type: ignore # mutmut generated
mutants_x_recovered__mutmut['x_recovered__mutmut_4'] = x_recovered__mutmut_4 # type: ignore # mutmut generated
mutants_x_recovered__mutmut['x_recovered__mutmut_5'] = x_recovered__mutmut_5 # type: ignore # mutmut generated
mutants_x_recovered__mutmut['x_recovered__mutmut_6'] = x_recovered__mutmut_6 # type: ignore # mutmut generated
mutants_x_recovered__mutmut['x_recovered__mutmut_7'] = x_recovered__mutmut_7 # type: ignore # mutmut generated
mutants_x_recovered__mutmut['x_recovered__mutmut_8'] = x_recovered__mutmut_8 # type: ignore # mutmut generated
mutants_x_recovered__mutmut['x_recovered__mutmut_9'] = x_recovered__mutmut_9 # type: ignore # mutmut generated
mutants_x_recovered__mutmut['x_recovered__mutmut_10'] = x_recovered__mutmut_10 # type: ignore # mutmut generated
mutants_x_recovered__mutmut['x_recovered__mutmut_11'] = x_recovered__mutmut_11 # type: ignore # mutmut generated
mutants_x_recovered__mutmut['x_recovered__mutmut_12'] = x_recovered__mutmut_12 # type: ignore # mutmut generated
mutants_x_recovered__mutmut['x_recovered__mutmut_13'] = x_recovered__mutmut_13 # type: ignore # mutmut generated
mutants_x_recovered__mutmut['x_recovered__mutmut_14'] = x_recovered__mutmut_14 # type: ignore # mutmut generated
mutants_x_recovered__mutmut['x_recovered__mutmut_15'] = x_recovered__mutmut_15 # type: ignore # mutmut generated
mutants_x_recovered__mutmut['x_recovered__mutmut_16'] = x_recovered__mutmut_16 # type: ignore # mutmut generated
mutants_x_recovered__mutmut['x_recovered__mutmut_17'] = x_recovered__mutmut_17 # type: ignore # mutmut generated
mutants_x_recovered__mutmut['x_recovered__mutmut_18'] = x_recovered__mutmut_18 # type: ignore # mutmut generated
mutants_x_recovered__mutmut['x_recovered__mutmut_19'] = x_recovered__mutmut_19 # type: ignore # mutmut generated
mutants_x_recovered__mutmut['x_recovered__mutmut_20'] = x_recovered__mutmut_20 # type: ignore # mutmut generated
mutants_x_recovered__mutmut['x_recovered__mutmut_21'] = x_recovered__mutmut_21 # type: ignore # mutmut generated
mutants_x_recovered__mutmut['x_recovered__mutmut_22'] = x_recovered__mutmut_22 # type: ignore # mutmut generated
mutants_x_recovered__mutmut['x_recovered__mutmut_23'] = x_recovered__mutmut_23 # type: ignore # mutmut generated
mutants_x_recovered__mutmut['x_recovered__mutmut_24'] = x_recovered__mutmut_24 # type: ignore # mutmut generated
mutants_x_recovered__mutmut['x_recovered__mutmut_25'] = x_recovered__mutmut_25 # type: ignore # mutmut generated
mutants_x_rejoined__mutmut: MutantDict = {}  # type: ignore


@_mutmut_mutated(mutants_x_rejoined__mutmut)
def rejoined(
    broker: int,
    *,
    answers: bool,
    in_cluster: bool,
    replicas: int,
    in_sync: int,
    took: timedelta,
    limit: timedelta,
) -> Judgement:
    """Judge that a lost broker answers by itself, is counted on, and is in sync everywhere."""
    head = f"broker {broker}"
    if not answers:
        return failed(f"{head} does not answer at its own address")
    if not in_cluster:
        return failed(f"{head} answers, and the cluster does not count it in")
    if not replicas:
        # In sync with nothing is no proof of anything.
        return unknown(f"{head} holds no replica, so it cannot be seen to be in sync")
    if in_sync < replicas:
        return failed(f"{head} is in sync for {in_sync} of its {replicas} replicas")
    text = f"{head}: in sync for all {replicas} replicas after {describe(took)}"
    text = f"{text}, limit {describe(limit)}"
    return passed(text) if took <= limit else failed(text)


def x_rejoined__mutmut_orig(
    broker: int,
    *,
    answers: bool,
    in_cluster: bool,
    replicas: int,
    in_sync: int,
    took: timedelta,
    limit: timedelta,
) -> Judgement:
    """Judge that a lost broker answers by itself, is counted on, and is in sync everywhere."""
    head = f"broker {broker}"
    if not answers:
        return failed(f"{head} does not answer at its own address")
    if not in_cluster:
        return failed(f"{head} answers, and the cluster does not count it in")
    if not replicas:
        # In sync with nothing is no proof of anything.
        return unknown(f"{head} holds no replica, so it cannot be seen to be in sync")
    if in_sync < replicas:
        return failed(f"{head} is in sync for {in_sync} of its {replicas} replicas")
    text = f"{head}: in sync for all {replicas} replicas after {describe(took)}"
    text = f"{text}, limit {describe(limit)}"
    return passed(text) if took <= limit else failed(text)


def x_rejoined__mutmut_1(
    broker: int,
    *,
    answers: bool,
    in_cluster: bool,
    replicas: int,
    in_sync: int,
    took: timedelta,
    limit: timedelta,
) -> Judgement:
    """Judge that a lost broker answers by itself, is counted on, and is in sync everywhere."""
    head = None
    if not answers:
        return failed(f"{head} does not answer at its own address")
    if not in_cluster:
        return failed(f"{head} answers, and the cluster does not count it in")
    if not replicas:
        # In sync with nothing is no proof of anything.
        return unknown(f"{head} holds no replica, so it cannot be seen to be in sync")
    if in_sync < replicas:
        return failed(f"{head} is in sync for {in_sync} of its {replicas} replicas")
    text = f"{head}: in sync for all {replicas} replicas after {describe(took)}"
    text = f"{text}, limit {describe(limit)}"
    return passed(text) if took <= limit else failed(text)


def x_rejoined__mutmut_2(
    broker: int,
    *,
    answers: bool,
    in_cluster: bool,
    replicas: int,
    in_sync: int,
    took: timedelta,
    limit: timedelta,
) -> Judgement:
    """Judge that a lost broker answers by itself, is counted on, and is in sync everywhere."""
    head = f"broker {broker}"
    if answers:
        return failed(f"{head} does not answer at its own address")
    if not in_cluster:
        return failed(f"{head} answers, and the cluster does not count it in")
    if not replicas:
        # In sync with nothing is no proof of anything.
        return unknown(f"{head} holds no replica, so it cannot be seen to be in sync")
    if in_sync < replicas:
        return failed(f"{head} is in sync for {in_sync} of its {replicas} replicas")
    text = f"{head}: in sync for all {replicas} replicas after {describe(took)}"
    text = f"{text}, limit {describe(limit)}"
    return passed(text) if took <= limit else failed(text)


def x_rejoined__mutmut_3(
    broker: int,
    *,
    answers: bool,
    in_cluster: bool,
    replicas: int,
    in_sync: int,
    took: timedelta,
    limit: timedelta,
) -> Judgement:
    """Judge that a lost broker answers by itself, is counted on, and is in sync everywhere."""
    head = f"broker {broker}"
    if not answers:
        return failed(None)
    if not in_cluster:
        return failed(f"{head} answers, and the cluster does not count it in")
    if not replicas:
        # In sync with nothing is no proof of anything.
        return unknown(f"{head} holds no replica, so it cannot be seen to be in sync")
    if in_sync < replicas:
        return failed(f"{head} is in sync for {in_sync} of its {replicas} replicas")
    text = f"{head}: in sync for all {replicas} replicas after {describe(took)}"
    text = f"{text}, limit {describe(limit)}"
    return passed(text) if took <= limit else failed(text)


def x_rejoined__mutmut_4(
    broker: int,
    *,
    answers: bool,
    in_cluster: bool,
    replicas: int,
    in_sync: int,
    took: timedelta,
    limit: timedelta,
) -> Judgement:
    """Judge that a lost broker answers by itself, is counted on, and is in sync everywhere."""
    head = f"broker {broker}"
    if not answers:
        return failed(f"{head} does not answer at its own address")
    if in_cluster:
        return failed(f"{head} answers, and the cluster does not count it in")
    if not replicas:
        # In sync with nothing is no proof of anything.
        return unknown(f"{head} holds no replica, so it cannot be seen to be in sync")
    if in_sync < replicas:
        return failed(f"{head} is in sync for {in_sync} of its {replicas} replicas")
    text = f"{head}: in sync for all {replicas} replicas after {describe(took)}"
    text = f"{text}, limit {describe(limit)}"
    return passed(text) if took <= limit else failed(text)


def x_rejoined__mutmut_5(
    broker: int,
    *,
    answers: bool,
    in_cluster: bool,
    replicas: int,
    in_sync: int,
    took: timedelta,
    limit: timedelta,
) -> Judgement:
    """Judge that a lost broker answers by itself, is counted on, and is in sync everywhere."""
    head = f"broker {broker}"
    if not answers:
        return failed(f"{head} does not answer at its own address")
    if not in_cluster:
        return failed(None)
    if not replicas:
        # In sync with nothing is no proof of anything.
        return unknown(f"{head} holds no replica, so it cannot be seen to be in sync")
    if in_sync < replicas:
        return failed(f"{head} is in sync for {in_sync} of its {replicas} replicas")
    text = f"{head}: in sync for all {replicas} replicas after {describe(took)}"
    text = f"{text}, limit {describe(limit)}"
    return passed(text) if took <= limit else failed(text)


def x_rejoined__mutmut_6(
    broker: int,
    *,
    answers: bool,
    in_cluster: bool,
    replicas: int,
    in_sync: int,
    took: timedelta,
    limit: timedelta,
) -> Judgement:
    """Judge that a lost broker answers by itself, is counted on, and is in sync everywhere."""
    head = f"broker {broker}"
    if not answers:
        return failed(f"{head} does not answer at its own address")
    if not in_cluster:
        return failed(f"{head} answers, and the cluster does not count it in")
    if replicas:
        # In sync with nothing is no proof of anything.
        return unknown(f"{head} holds no replica, so it cannot be seen to be in sync")
    if in_sync < replicas:
        return failed(f"{head} is in sync for {in_sync} of its {replicas} replicas")
    text = f"{head}: in sync for all {replicas} replicas after {describe(took)}"
    text = f"{text}, limit {describe(limit)}"
    return passed(text) if took <= limit else failed(text)


def x_rejoined__mutmut_7(
    broker: int,
    *,
    answers: bool,
    in_cluster: bool,
    replicas: int,
    in_sync: int,
    took: timedelta,
    limit: timedelta,
) -> Judgement:
    """Judge that a lost broker answers by itself, is counted on, and is in sync everywhere."""
    head = f"broker {broker}"
    if not answers:
        return failed(f"{head} does not answer at its own address")
    if not in_cluster:
        return failed(f"{head} answers, and the cluster does not count it in")
    if not replicas:
        # In sync with nothing is no proof of anything.
        return unknown(None)
    if in_sync < replicas:
        return failed(f"{head} is in sync for {in_sync} of its {replicas} replicas")
    text = f"{head}: in sync for all {replicas} replicas after {describe(took)}"
    text = f"{text}, limit {describe(limit)}"
    return passed(text) if took <= limit else failed(text)


def x_rejoined__mutmut_8(
    broker: int,
    *,
    answers: bool,
    in_cluster: bool,
    replicas: int,
    in_sync: int,
    took: timedelta,
    limit: timedelta,
) -> Judgement:
    """Judge that a lost broker answers by itself, is counted on, and is in sync everywhere."""
    head = f"broker {broker}"
    if not answers:
        return failed(f"{head} does not answer at its own address")
    if not in_cluster:
        return failed(f"{head} answers, and the cluster does not count it in")
    if not replicas:
        # In sync with nothing is no proof of anything.
        return unknown(f"{head} holds no replica, so it cannot be seen to be in sync")
    if in_sync <= replicas:
        return failed(f"{head} is in sync for {in_sync} of its {replicas} replicas")
    text = f"{head}: in sync for all {replicas} replicas after {describe(took)}"
    text = f"{text}, limit {describe(limit)}"
    return passed(text) if took <= limit else failed(text)


def x_rejoined__mutmut_9(
    broker: int,
    *,
    answers: bool,
    in_cluster: bool,
    replicas: int,
    in_sync: int,
    took: timedelta,
    limit: timedelta,
) -> Judgement:
    """Judge that a lost broker answers by itself, is counted on, and is in sync everywhere."""
    head = f"broker {broker}"
    if not answers:
        return failed(f"{head} does not answer at its own address")
    if not in_cluster:
        return failed(f"{head} answers, and the cluster does not count it in")
    if not replicas:
        # In sync with nothing is no proof of anything.
        return unknown(f"{head} holds no replica, so it cannot be seen to be in sync")
    if in_sync < replicas:
        return failed(None)
    text = f"{head}: in sync for all {replicas} replicas after {describe(took)}"
    text = f"{text}, limit {describe(limit)}"
    return passed(text) if took <= limit else failed(text)


def x_rejoined__mutmut_10(
    broker: int,
    *,
    answers: bool,
    in_cluster: bool,
    replicas: int,
    in_sync: int,
    took: timedelta,
    limit: timedelta,
) -> Judgement:
    """Judge that a lost broker answers by itself, is counted on, and is in sync everywhere."""
    head = f"broker {broker}"
    if not answers:
        return failed(f"{head} does not answer at its own address")
    if not in_cluster:
        return failed(f"{head} answers, and the cluster does not count it in")
    if not replicas:
        # In sync with nothing is no proof of anything.
        return unknown(f"{head} holds no replica, so it cannot be seen to be in sync")
    if in_sync < replicas:
        return failed(f"{head} is in sync for {in_sync} of its {replicas} replicas")
    text = None
    text = f"{text}, limit {describe(limit)}"
    return passed(text) if took <= limit else failed(text)


def x_rejoined__mutmut_11(
    broker: int,
    *,
    answers: bool,
    in_cluster: bool,
    replicas: int,
    in_sync: int,
    took: timedelta,
    limit: timedelta,
) -> Judgement:
    """Judge that a lost broker answers by itself, is counted on, and is in sync everywhere."""
    head = f"broker {broker}"
    if not answers:
        return failed(f"{head} does not answer at its own address")
    if not in_cluster:
        return failed(f"{head} answers, and the cluster does not count it in")
    if not replicas:
        # In sync with nothing is no proof of anything.
        return unknown(f"{head} holds no replica, so it cannot be seen to be in sync")
    if in_sync < replicas:
        return failed(f"{head} is in sync for {in_sync} of its {replicas} replicas")
    text = f"{head}: in sync for all {replicas} replicas after {describe(None)}"
    text = f"{text}, limit {describe(limit)}"
    return passed(text) if took <= limit else failed(text)


def x_rejoined__mutmut_12(
    broker: int,
    *,
    answers: bool,
    in_cluster: bool,
    replicas: int,
    in_sync: int,
    took: timedelta,
    limit: timedelta,
) -> Judgement:
    """Judge that a lost broker answers by itself, is counted on, and is in sync everywhere."""
    head = f"broker {broker}"
    if not answers:
        return failed(f"{head} does not answer at its own address")
    if not in_cluster:
        return failed(f"{head} answers, and the cluster does not count it in")
    if not replicas:
        # In sync with nothing is no proof of anything.
        return unknown(f"{head} holds no replica, so it cannot be seen to be in sync")
    if in_sync < replicas:
        return failed(f"{head} is in sync for {in_sync} of its {replicas} replicas")
    text = f"{head}: in sync for all {replicas} replicas after {describe(took)}"
    text = None
    return passed(text) if took <= limit else failed(text)


def x_rejoined__mutmut_13(
    broker: int,
    *,
    answers: bool,
    in_cluster: bool,
    replicas: int,
    in_sync: int,
    took: timedelta,
    limit: timedelta,
) -> Judgement:
    """Judge that a lost broker answers by itself, is counted on, and is in sync everywhere."""
    head = f"broker {broker}"
    if not answers:
        return failed(f"{head} does not answer at its own address")
    if not in_cluster:
        return failed(f"{head} answers, and the cluster does not count it in")
    if not replicas:
        # In sync with nothing is no proof of anything.
        return unknown(f"{head} holds no replica, so it cannot be seen to be in sync")
    if in_sync < replicas:
        return failed(f"{head} is in sync for {in_sync} of its {replicas} replicas")
    text = f"{head}: in sync for all {replicas} replicas after {describe(took)}"
    text = f"{text}, limit {describe(None)}"
    return passed(text) if took <= limit else failed(text)


def x_rejoined__mutmut_14(
    broker: int,
    *,
    answers: bool,
    in_cluster: bool,
    replicas: int,
    in_sync: int,
    took: timedelta,
    limit: timedelta,
) -> Judgement:
    """Judge that a lost broker answers by itself, is counted on, and is in sync everywhere."""
    head = f"broker {broker}"
    if not answers:
        return failed(f"{head} does not answer at its own address")
    if not in_cluster:
        return failed(f"{head} answers, and the cluster does not count it in")
    if not replicas:
        # In sync with nothing is no proof of anything.
        return unknown(f"{head} holds no replica, so it cannot be seen to be in sync")
    if in_sync < replicas:
        return failed(f"{head} is in sync for {in_sync} of its {replicas} replicas")
    text = f"{head}: in sync for all {replicas} replicas after {describe(took)}"
    text = f"{text}, limit {describe(limit)}"
    return passed(text) if (took <= limit) and False else failed(text)


def x_rejoined__mutmut_15(
    broker: int,
    *,
    answers: bool,
    in_cluster: bool,
    replicas: int,
    in_sync: int,
    took: timedelta,
    limit: timedelta,
) -> Judgement:
    """Judge that a lost broker answers by itself, is counted on, and is in sync everywhere."""
    head = f"broker {broker}"
    if not answers:
        return failed(f"{head} does not answer at its own address")
    if not in_cluster:
        return failed(f"{head} answers, and the cluster does not count it in")
    if not replicas:
        # In sync with nothing is no proof of anything.
        return unknown(f"{head} holds no replica, so it cannot be seen to be in sync")
    if in_sync < replicas:
        return failed(f"{head} is in sync for {in_sync} of its {replicas} replicas")
    text = f"{head}: in sync for all {replicas} replicas after {describe(took)}"
    text = f"{text}, limit {describe(limit)}"
    return passed(text) if (took <= limit) or True else failed(text)


def x_rejoined__mutmut_16(
    broker: int,
    *,
    answers: bool,
    in_cluster: bool,
    replicas: int,
    in_sync: int,
    took: timedelta,
    limit: timedelta,
) -> Judgement:
    """Judge that a lost broker answers by itself, is counted on, and is in sync everywhere."""
    head = f"broker {broker}"
    if not answers:
        return failed(f"{head} does not answer at its own address")
    if not in_cluster:
        return failed(f"{head} answers, and the cluster does not count it in")
    if not replicas:
        # In sync with nothing is no proof of anything.
        return unknown(f"{head} holds no replica, so it cannot be seen to be in sync")
    if in_sync < replicas:
        return failed(f"{head} is in sync for {in_sync} of its {replicas} replicas")
    text = f"{head}: in sync for all {replicas} replicas after {describe(took)}"
    text = f"{text}, limit {describe(limit)}"
    return passed(None) if took <= limit else failed(text)


def x_rejoined__mutmut_17(
    broker: int,
    *,
    answers: bool,
    in_cluster: bool,
    replicas: int,
    in_sync: int,
    took: timedelta,
    limit: timedelta,
) -> Judgement:
    """Judge that a lost broker answers by itself, is counted on, and is in sync everywhere."""
    head = f"broker {broker}"
    if not answers:
        return failed(f"{head} does not answer at its own address")
    if not in_cluster:
        return failed(f"{head} answers, and the cluster does not count it in")
    if not replicas:
        # In sync with nothing is no proof of anything.
        return unknown(f"{head} holds no replica, so it cannot be seen to be in sync")
    if in_sync < replicas:
        return failed(f"{head} is in sync for {in_sync} of its {replicas} replicas")
    text = f"{head}: in sync for all {replicas} replicas after {describe(took)}"
    text = f"{text}, limit {describe(limit)}"
    return passed(text) if took < limit else failed(text)


def x_rejoined__mutmut_18(
    broker: int,
    *,
    answers: bool,
    in_cluster: bool,
    replicas: int,
    in_sync: int,
    took: timedelta,
    limit: timedelta,
) -> Judgement:
    """Judge that a lost broker answers by itself, is counted on, and is in sync everywhere."""
    head = f"broker {broker}"
    if not answers:
        return failed(f"{head} does not answer at its own address")
    if not in_cluster:
        return failed(f"{head} answers, and the cluster does not count it in")
    if not replicas:
        # In sync with nothing is no proof of anything.
        return unknown(f"{head} holds no replica, so it cannot be seen to be in sync")
    if in_sync < replicas:
        return failed(f"{head} is in sync for {in_sync} of its {replicas} replicas")
    text = f"{head}: in sync for all {replicas} replicas after {describe(took)}"
    text = f"{text}, limit {describe(limit)}"
    return passed(text) if took <= limit else failed(None)

mutants_x_rejoined__mutmut['_mutmut_orig'] = x_rejoined__mutmut_orig # type: ignore # mutmut generated
mutants_x_rejoined__mutmut['x_rejoined__mutmut_1'] = x_rejoined__mutmut_1 # type: ignore # mutmut generated
mutants_x_rejoined__mutmut['x_rejoined__mutmut_2'] = x_rejoined__mutmut_2 # type: ignore # mutmut generated
mutants_x_rejoined__mutmut['x_rejoined__mutmut_3'] = x_rejoined__mutmut_3 # type: ignore # mutmut generated
mutants_x_rejoined__mutmut['x_rejoined__mutmut_4'] = x_rejoined__mutmut_4 # type: ignore # mutmut generated
mutants_x_rejoined__mutmut['x_rejoined__mutmut_5'] = x_rejoined__mutmut_5 # type: ignore # mutmut generated
mutants_x_rejoined__mutmut['x_rejoined__mutmut_6'] = x_rejoined__mutmut_6 # type: ignore # mutmut generated
mutants_x_rejoined__mutmut['x_rejoined__mutmut_7'] = x_rejoined__mutmut_7 # type: ignore # mutmut generated
mutants_x_rejoined__mutmut['x_rejoined__mutmut_8'] = x_rejoined__mutmut_8 # type: ignore # mutmut generated
mutants_x_rejoined__mutmut['x_rejoined__mutmut_9'] = x_rejoined__mutmut_9 # type: ignore # mutmut generated
mutants_x_rejoined__mutmut['x_rejoined__mutmut_10'] = x_rejoined__mutmut_10 # type: ignore # mutmut generated
mutants_x_rejoined__mutmut['x_rejoined__mutmut_11'] = x_rejoined__mutmut_11 # type: ignore # mutmut generated
mutants_x_rejoined__mutmut['x_rejoined__mutmut_12'] = x_rejoined__mutmut_12 # type: ignore # mutmut generated
mutants_x_rejoined__mutmut['x_rejoined__mutmut_13'] = x_rejoined__mutmut_13 # type: ignore # mutmut generated
mutants_x_rejoined__mutmut['x_rejoined__mutmut_14'] = x_rejoined__mutmut_14 # type: ignore # mutmut generated
mutants_x_rejoined__mutmut['x_rejoined__mutmut_15'] = x_rejoined__mutmut_15 # type: ignore # mutmut generated
mutants_x_rejoined__mutmut['x_rejoined__mutmut_16'] = x_rejoined__mutmut_16 # type: ignore # mutmut generated
mutants_x_rejoined__mutmut['x_rejoined__mutmut_17'] = x_rejoined__mutmut_17 # type: ignore # mutmut generated
mutants_x_rejoined__mutmut['x_rejoined__mutmut_18'] = x_rejoined__mutmut_18 # type: ignore # mutmut generated
mutants_x_drained__mutmut: MutantDict = {}  # type: ignore


@_mutmut_mutated(mutants_x_drained__mutmut)
def drained(
    group: str, lag: int, under: int, took: timedelta | None, limit: timedelta
) -> Judgement:
    """Judge that a group's largest lag fell under a number of messages in time; None is never."""
    text = f"group {group} is behind by {lag} messages, wanted under {under}"
    if took is None or lag >= under:
        return failed(f"{text}, not within {describe(limit)}")
    text = f"{text}, after {describe(took)}, limit {describe(limit)}"
    return passed(text) if took <= limit else failed(text)


def x_drained__mutmut_orig(
    group: str, lag: int, under: int, took: timedelta | None, limit: timedelta
) -> Judgement:
    """Judge that a group's largest lag fell under a number of messages in time; None is never."""
    text = f"group {group} is behind by {lag} messages, wanted under {under}"
    if took is None or lag >= under:
        return failed(f"{text}, not within {describe(limit)}")
    text = f"{text}, after {describe(took)}, limit {describe(limit)}"
    return passed(text) if took <= limit else failed(text)


def x_drained__mutmut_1(
    group: str, lag: int, under: int, took: timedelta | None, limit: timedelta
) -> Judgement:
    """Judge that a group's largest lag fell under a number of messages in time; None is never."""
    text = None
    if took is None or lag >= under:
        return failed(f"{text}, not within {describe(limit)}")
    text = f"{text}, after {describe(took)}, limit {describe(limit)}"
    return passed(text) if took <= limit else failed(text)


def x_drained__mutmut_2(
    group: str, lag: int, under: int, took: timedelta | None, limit: timedelta
) -> Judgement:
    """Judge that a group's largest lag fell under a number of messages in time; None is never."""
    text = f"group {group} is behind by {lag} messages, wanted under {under}"
    if took is None and lag >= under:
        return failed(f"{text}, not within {describe(limit)}")
    text = f"{text}, after {describe(took)}, limit {describe(limit)}"
    return passed(text) if took <= limit else failed(text)


def x_drained__mutmut_3(
    group: str, lag: int, under: int, took: timedelta | None, limit: timedelta
) -> Judgement:
    """Judge that a group's largest lag fell under a number of messages in time; None is never."""
    text = f"group {group} is behind by {lag} messages, wanted under {under}"
    if took is not None or lag >= under:
        return failed(f"{text}, not within {describe(limit)}")
    text = f"{text}, after {describe(took)}, limit {describe(limit)}"
    return passed(text) if took <= limit else failed(text)


def x_drained__mutmut_4(
    group: str, lag: int, under: int, took: timedelta | None, limit: timedelta
) -> Judgement:
    """Judge that a group's largest lag fell under a number of messages in time; None is never."""
    text = f"group {group} is behind by {lag} messages, wanted under {under}"
    if took is None or lag > under:
        return failed(f"{text}, not within {describe(limit)}")
    text = f"{text}, after {describe(took)}, limit {describe(limit)}"
    return passed(text) if took <= limit else failed(text)


def x_drained__mutmut_5(
    group: str, lag: int, under: int, took: timedelta | None, limit: timedelta
) -> Judgement:
    """Judge that a group's largest lag fell under a number of messages in time; None is never."""
    text = f"group {group} is behind by {lag} messages, wanted under {under}"
    if took is None or lag >= under:
        return failed(None)
    text = f"{text}, after {describe(took)}, limit {describe(limit)}"
    return passed(text) if took <= limit else failed(text)


def x_drained__mutmut_6(
    group: str, lag: int, under: int, took: timedelta | None, limit: timedelta
) -> Judgement:
    """Judge that a group's largest lag fell under a number of messages in time; None is never."""
    text = f"group {group} is behind by {lag} messages, wanted under {under}"
    if took is None or lag >= under:
        return failed(f"{text}, not within {describe(None)}")
    text = f"{text}, after {describe(took)}, limit {describe(limit)}"
    return passed(text) if took <= limit else failed(text)


def x_drained__mutmut_7(
    group: str, lag: int, under: int, took: timedelta | None, limit: timedelta
) -> Judgement:
    """Judge that a group's largest lag fell under a number of messages in time; None is never."""
    text = f"group {group} is behind by {lag} messages, wanted under {under}"
    if took is None or lag >= under:
        return failed(f"{text}, not within {describe(limit)}")
    text = None
    return passed(text) if took <= limit else failed(text)


def x_drained__mutmut_8(
    group: str, lag: int, under: int, took: timedelta | None, limit: timedelta
) -> Judgement:
    """Judge that a group's largest lag fell under a number of messages in time; None is never."""
    text = f"group {group} is behind by {lag} messages, wanted under {under}"
    if took is None or lag >= under:
        return failed(f"{text}, not within {describe(limit)}")
    text = f"{text}, after {describe(None)}, limit {describe(limit)}"
    return passed(text) if took <= limit else failed(text)


def x_drained__mutmut_9(
    group: str, lag: int, under: int, took: timedelta | None, limit: timedelta
) -> Judgement:
    """Judge that a group's largest lag fell under a number of messages in time; None is never."""
    text = f"group {group} is behind by {lag} messages, wanted under {under}"
    if took is None or lag >= under:
        return failed(f"{text}, not within {describe(limit)}")
    text = f"{text}, after {describe(took)}, limit {describe(None)}"
    return passed(text) if took <= limit else failed(text)


def x_drained__mutmut_10(
    group: str, lag: int, under: int, took: timedelta | None, limit: timedelta
) -> Judgement:
    """Judge that a group's largest lag fell under a number of messages in time; None is never."""
    text = f"group {group} is behind by {lag} messages, wanted under {under}"
    if took is None or lag >= under:
        return failed(f"{text}, not within {describe(limit)}")
    text = f"{text}, after {describe(took)}, limit {describe(limit)}"
    return passed(text) if (took <= limit) and False else failed(text)


def x_drained__mutmut_11(
    group: str, lag: int, under: int, took: timedelta | None, limit: timedelta
) -> Judgement:
    """Judge that a group's largest lag fell under a number of messages in time; None is never."""
    text = f"group {group} is behind by {lag} messages, wanted under {under}"
    if took is None or lag >= under:
        return failed(f"{text}, not within {describe(limit)}")
    text = f"{text}, after {describe(took)}, limit {describe(limit)}"
    return passed(text) if (took <= limit) or True else failed(text)


def x_drained__mutmut_12(
    group: str, lag: int, under: int, took: timedelta | None, limit: timedelta
) -> Judgement:
    """Judge that a group's largest lag fell under a number of messages in time; None is never."""
    text = f"group {group} is behind by {lag} messages, wanted under {under}"
    if took is None or lag >= under:
        return failed(f"{text}, not within {describe(limit)}")
    text = f"{text}, after {describe(took)}, limit {describe(limit)}"
    return passed(None) if took <= limit else failed(text)


def x_drained__mutmut_13(
    group: str, lag: int, under: int, took: timedelta | None, limit: timedelta
) -> Judgement:
    """Judge that a group's largest lag fell under a number of messages in time; None is never."""
    text = f"group {group} is behind by {lag} messages, wanted under {under}"
    if took is None or lag >= under:
        return failed(f"{text}, not within {describe(limit)}")
    text = f"{text}, after {describe(took)}, limit {describe(limit)}"
    return passed(text) if took < limit else failed(text)


def x_drained__mutmut_14(
    group: str, lag: int, under: int, took: timedelta | None, limit: timedelta
) -> Judgement:
    """Judge that a group's largest lag fell under a number of messages in time; None is never."""
    text = f"group {group} is behind by {lag} messages, wanted under {under}"
    if took is None or lag >= under:
        return failed(f"{text}, not within {describe(limit)}")
    text = f"{text}, after {describe(took)}, limit {describe(limit)}"
    return passed(text) if took <= limit else failed(None)

mutants_x_drained__mutmut['_mutmut_orig'] = x_drained__mutmut_orig # type: ignore # mutmut generated
mutants_x_drained__mutmut['x_drained__mutmut_1'] = x_drained__mutmut_1 # type: ignore # mutmut generated
mutants_x_drained__mutmut['x_drained__mutmut_2'] = x_drained__mutmut_2 # type: ignore # mutmut generated
mutants_x_drained__mutmut['x_drained__mutmut_3'] = x_drained__mutmut_3 # type: ignore # mutmut generated
mutants_x_drained__mutmut['x_drained__mutmut_4'] = x_drained__mutmut_4 # type: ignore # mutmut generated
mutants_x_drained__mutmut['x_drained__mutmut_5'] = x_drained__mutmut_5 # type: ignore # mutmut generated
mutants_x_drained__mutmut['x_drained__mutmut_6'] = x_drained__mutmut_6 # type: ignore # mutmut generated
mutants_x_drained__mutmut['x_drained__mutmut_7'] = x_drained__mutmut_7 # type: ignore # mutmut generated
mutants_x_drained__mutmut['x_drained__mutmut_8'] = x_drained__mutmut_8 # type: ignore # mutmut generated
mutants_x_drained__mutmut['x_drained__mutmut_9'] = x_drained__mutmut_9 # type: ignore # mutmut generated
mutants_x_drained__mutmut['x_drained__mutmut_10'] = x_drained__mutmut_10 # type: ignore # mutmut generated
mutants_x_drained__mutmut['x_drained__mutmut_11'] = x_drained__mutmut_11 # type: ignore # mutmut generated
mutants_x_drained__mutmut['x_drained__mutmut_12'] = x_drained__mutmut_12 # type: ignore # mutmut generated
mutants_x_drained__mutmut['x_drained__mutmut_13'] = x_drained__mutmut_13 # type: ignore # mutmut generated
mutants_x_drained__mutmut['x_drained__mutmut_14'] = x_drained__mutmut_14 # type: ignore # mutmut generated
