"""NeuralLog's old logs and its cache: logs of another day, rotation, what Redis may hold."""

import secrets
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from drillbook.clients import redis as redis_clients
from drillbook.clients.redis import Access
from drillbook.clock import now
from drillbook.errors import NotDone, UndoIncomplete, Unobservable
from drillbook.guard import Change
from drillbook.observation import Observation
from drillbook.procedures import jobs, tenants
from drillbook.procedures.restoring import note
from drillbook.session import Session, undo_step

ROTATION = "log-rotation"
_ROTATED_WITHIN = timedelta(minutes=3)
_CACHED = "drill:filled:"
_MIB = 1024 * 1024


def send_of_days_ago(session: Session, namespace: str, tenant: str, text: str, days: float) -> None:
    """Send one log of so many days ago for a tenant that the drill has made."""
    at = (now() - timedelta(days=days)).isoformat()
    tenants.send(session, namespace, tenant, [{"message": text, "at": at}])


def rotate(session: Session, namespace: str) -> Observation[jobs.Job]:
    """Run the weekly job that removes old logs. Raises Refused, Unobservable, NotDone."""
    return jobs.run_cronjob(session, namespace, ROTATION, within=_ROTATED_WITHIN)


def bound_cache(session: Session, namespace: str, most: int, policy: str) -> None:
    """Let Redis hold at most so many bytes, and drop keys by a policy; kept over a restart.

    The undo puts back what was in force. Raises Refused, Unobservable, NotDone.
    """
    access = redis_clients.access(session, namespace)
    session.permit(Change("redis.fill_memory", namespace, ("redis",)))
    names = ("maxmemory", "maxmemory-policy")
    before = {name: access.setting(name) for name in names}
    session.intend("redis.bound_back", {"namespace": namespace}, {"settings": before})
    _bound(access, {"maxmemory": str(most), "maxmemory-policy": policy})
    note(f"Redis holds at most {most:,} bytes, and drops by {policy}")


def fill_cache(session: Session, namespace: str, mebibytes: int) -> None:
    """Write keys of a mebibyte each; the undo removes them. Raises Refused, NotDone."""
    access = redis_clients.access(session, namespace)
    session.permit(Change("redis.fill_memory", namespace, ("redis",)))
    session.intend("redis.empty_filled", {"namespace": namespace}, {})
    try:
        with redis_clients.opened(access) as connection:
            for number in range(mebibytes):
                connection.set(f"{_CACHED}{number}", secrets.token_bytes(_MIB // 2).hex())
    except Unobservable as error:
        raise NotDone(f"Redis takes no key: {error}") from error
    note(f"{mebibytes} keys of a mebibyte are written into Redis")


def _bound(access: Access, settings: Mapping[str, str]) -> None:
    for name, value in settings.items():
        access.change("CONFIG", "SET", name, value)
    access.change("CONFIG", "REWRITE")


@undo_step("redis.bound_back")
def _bound_back(session: Session, arguments: Mapping[str, Any], before: Mapping[str, Any]) -> str:
    settings = dict(before["settings"])
    try:
        _bound(redis_clients.access(session, str(arguments["namespace"])), settings)
    except (NotDone, Unobservable) as error:
        raise UndoIncomplete(f"{error}; by hand: CONFIG SET {settings}") from error
    return f"Redis has {settings} again"


@undo_step("redis.empty_filled")
def _empty(session: Session, arguments: Mapping[str, Any], _before: Mapping[str, Any]) -> str:
    try:
        with redis_clients.opened(
            redis_clients.access(session, str(arguments["namespace"]))
        ) as connection:
            removed = sum(connection.unlink(key) for key in connection.scan_iter(f"{_CACHED}*"))
    except Unobservable as error:
        by_hand = f"redis-cli --scan --pattern '{_CACHED}*' | xargs redis-cli unlink"
        raise UndoIncomplete(f"{error}; by hand: {by_hand}") from error
    return f"keys {_CACHED}*: {removed} removed"
