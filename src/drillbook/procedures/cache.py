"""A cache that is given more than it may hold (Neo Service Layer, Cache Optimization).

Keys are put in by the hundred until it must drop some; a few of the first are looked at between.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from operator import le
from typing import Any

from drillbook.clients import redis
from drillbook.clock import eventually, now
from drillbook.errors import NotDone, UndoIncomplete, Unobservable
from drillbook.guard import Change
from drillbook.observation import Observation
from drillbook.probes import redis as probes
from drillbook.procedures.restoring import note
from drillbook.session import Session, undo_step

#: How many keys are looked at all the time, and how many of the same age are not.
WATCHED = 200
_BYTES, _BATCH = 8192, 400
_AGED, _EVERY = timedelta(seconds=6), timedelta(seconds=1)
_BETWEEN = timedelta(milliseconds=300)
# KEYS: none. ARGV: first and last number, bytes of each value, how many are looked at.
_FILL = """
for n = tonumber(ARGV[1]), tonumber(ARGV[2]) do
  redis.call('SET', 'drill:' .. n, string.rep('x', tonumber(ARGV[3])))
end
for n = 1, tonumber(ARGV[4]) do redis.call('GET', 'drill:' .. n) end
"""
_LEFT = """
local found = {0, 0}
for n = 1, tonumber(ARGV[1]) do
  found[1] = found[1] + redis.call('EXISTS', 'drill:' .. n)
  found[2] = found[2] + redis.call('EXISTS', 'drill:' .. (n + tonumber(ARGV[1])))
end
return found
"""
_EMPTY = "for _, key in ipairs(redis.call('KEYS', 'drill:*')) do redis.call('DEL', key) end"


@dataclass(frozen=True)
class Left:
    """What a full cache still has: keys that were looked at, and as many as old that were not."""

    used: int
    unused: int
    evicted: int
    writable: bool


def overfill(session: Session, namespace: str) -> None:
    """Put in half as much again as the cache may hold; the undo removes it. Raises NotDone."""
    reached = redis.access(session, namespace)
    bound = probes.memory(reached).value.limit_bytes
    if not bound:
        raise Unobservable(f"Redis at {reached} has no limit of memory")
    session.permit(Change("redis.fill_memory", namespace, (str(reached),)))
    session.intend("cache.empty", {"namespace": namespace}, {})
    most = bound * 3 // 2 // _BYTES
    reached.change("EVAL", _FILL, 0, 1, 2 * WATCHED, _BYTES, 0)
    # Redis tells ages in whole seconds: what is used has to be younger than what is not.
    _aged(reached)
    for first in range(2 * WATCHED + 1, most, _BATCH):
        reached.change("EVAL", _FILL, 0, first, first + _BATCH - 1, _BYTES, WATCHED)
        # Keys put in within the same second as the last look are as young as what is used.
        due = now() + _BETWEEN
        eventually(now, partial(le, due), within=timedelta(minutes=1), what="the next are due")
    note(f"{bound * 3 // 2:,} bytes are put into a cache that may hold {bound:,}")


def _aged(reached: redis.Access) -> None:
    began = now()

    def look() -> timedelta:
        reached.change("EVAL", _FILL, 0, 1, 0, 0, WATCHED)
        return now() - began

    most = _AGED + timedelta(minutes=1)
    eventually(look, lambda gone: gone > _AGED, within=most, what="keys age", every=_EVERY)


def left(session: Session, namespace: str) -> Observation[Left]:
    """Return what the cache has kept of the keys that were put in first."""
    reached = redis.access(session, namespace)
    started = now()
    used, unused = reached.ask("EVAL", _LEFT, 0, WATCHED)
    memory = probes.memory(reached).value
    found = Left(int(used), int(unused), memory.evicted, memory.writable)
    return Observation("what is left", found, f"Redis at {reached}", _LEFT, started, now())


@undo_step("cache.empty")
def _empty(session: Session, arguments: Mapping[str, Any], _before: Mapping[str, Any]) -> str:
    try:
        redis.access(session, str(arguments["namespace"])).change("EVAL", _EMPTY, 0)
    except NotDone as error:
        raise UndoIncomplete(f"{error}; by hand: redis-cli, DEL of every drill:*") from error
    return "the drill's keys are gone from the cache"
