"""Judgements of Kafka: whole again after a loss that was seen, and caught up, in time."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TypeVar

from drillbook.clock import describe
from drillbook.verdict import Judgement, failed, passed, unknown
from drillbook.watch import Recovery

T = TypeVar("T")


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


def each_holds(wanted: int, brokers: int, least: int) -> Judgement:
    """Judge that so many brokers are there, and that each holds a replica in sync, at the least."""
    if brokers != wanted:
        return failed(f"{brokers} brokers are there, not {wanted}")
    if least < 1:
        return failed(f"one of {brokers} brokers holds nothing")
    return passed(f"each of {brokers} brokers holds {least} replicas or more")


def all_in_sync(under_replicated: int, partitions: int) -> Judgement:
    """Judge that there are partitions, and none lacks a replica in sync."""
    if not partitions:
        return failed("there is no partition")
    if under_replicated:
        return failed(f"{under_replicated} of {partitions} partitions lack a replica in sync")
    return passed(f"all {partitions} partitions are fully replicated")
