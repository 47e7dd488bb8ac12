"""Redis' memory made full: its limit set below what it holds.

Redis then does what its maxmemory-policy says: refuses writes (noeviction), or throws keys away.
Keys that it throws away are kept before, in a snapshot on the pod's volume; the journal holds
where, and the snapshot's hash.
"""

import secrets
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from drillbook.clients import redis as clients
from drillbook.clients.redis import Access
from drillbook.clock import eventually
from drillbook.errors import CheckFailed, NotDone, UndoIncomplete, Unobservable, UsageError
from drillbook.faults import redis_snapshot
from drillbook.faults.bringing import Fault, action, bring
from drillbook.faults.catalogue import Needs, described
from drillbook.guard import Change
from drillbook.opening import required
from drillbook.probes import redis as probes
from drillbook.session import Session, undo_step

_WITHIN = timedelta(seconds=30)


@action
@described(
    changes="redis.fill_memory",
    effect="a write is refused with OOM, or Redis counts more evicted keys",
    undo="redis.limit_back",
    also_undone_by=(
        "redis.keys_back",
        "redis.forget_keys",
    ),
    needs=Needs(
        rights=("get pods", "create pods/exec", "get secrets", "get services"),
        in_container=("sh", "redis-server", "redis-cli", "sha256sum"),
    ),
)
def fill(namespace: str, pod: str, short_bytes: int = 1_048_576) -> str:
    """Leave Redis this many bytes less memory than it uses; the undo sets its limit back.

    The effect is that writes are refused (OOM: the policy noeviction, or no key that may go), or
    that keys are evicted. Those come back by the undo, from a snapshot that is kept beside the data
    (``pod`` needs redis-server and redis-cli of version 7, and room for it).
    """
    session = required()
    access = clients.access(session, namespace)
    before = probes.memory(access).value
    short = int(short_bytes)
    if not before.writable:
        raise UsageError(f"the memory of Redis in {namespace} is full already")
    if before.evicts and before.data_bytes <= 2 * short:
        raise UsageError(
            f"Redis in {namespace} holds {before.data_bytes} bytes; evicting {short} of them would "
            "leave little: give a smaller short_bytes"
        )
    if before.evicts and (others := access.info("keyspace").keys() - {"db0"}):
        raise UsageError(
            f"Redis in {namespace} has keys in {', '.join(sorted(others))}: evicted keys of "
            "database 0 alone could be brought back"
        )
    limit = max(1, before.used_bytes - short)
    directory = f"{access.setting('dir')}/drillbook/{secrets.token_hex(4)}"
    how = "evicts keys" if before.evicts else "refuses writes"
    return bring(
        Fault(
            text=f"the memory of Redis is {short} bytes short: it {how}",
            change=Change("redis.fill_memory", namespace, (pod,)),
            undo="redis.limit_back",
            arguments={"namespace": namespace, "limit": limit},
            before={"limit": before.limit_bytes, "run": before.run},
            inject=lambda: _fill(session, access, namespace, pod, directory, before, limit),
            look=lambda: probes.memory(access),
            took_effect=lambda seen: not seen.writable or seen.evicted > before.evicted,
            effect_within=_WITHIN,
        )
    )


@undo_step("redis.limit_back")
def _limit_back(session: Session, arguments: Mapping[str, Any], before: Mapping[str, Any]) -> str:
    """Set the limit back unless somebody has set it since, and look that a write is taken."""
    access = clients.access(session, arguments["namespace"])
    try:
        said = _limit(access, arguments, before)
        eventually(
            lambda: probes.memory(access).value,
            lambda seen: seen.writable or seen.evicts,
            within=_WITHIN,
            what="Redis takes writes",
        )
    except (CheckFailed, NotDone, Unobservable) as error:
        by_hand = f"CONFIG SET maxmemory {before['limit']}"
        raise UndoIncomplete(f"{error}; by hand, in redis-cli: {by_hand}") from error
    return said


@undo_step("redis.keys_back")
def _keys_back(session: Session, arguments: Mapping[str, Any], before: Mapping[str, Any]) -> str:
    """Bring back the keys that were evicted, unless clients may have deleted some of them."""
    namespace, pod, kept = arguments["namespace"], arguments["pod"], arguments["directory"]
    access = clients.access(session, namespace)
    by_hand = f"by hand: the keys as they were are {kept}/dump.rdb in pod {namespace}/{pod}"
    try:
        # First the limit: a key that comes back while memory is full drives out another.
        _limit(access, arguments, before)
        sha256 = before["sha256"]
        with redis_snapshot.read(session, access, namespace, pod, kept, sha256) as snapshot:
            missing = snapshot.missing()
            seen = probes.memory(access).value
            evicted = seen.evicted - before["evicted"]
            if missing and (seen.run != before["run"] or len(missing) > evicted):
                raise UndoIncomplete(
                    f"{len(missing)} keys are missing and Redis counts {max(0, evicted)} evicted: "
                    f"clients may have deleted the others; {by_hand}"
                )
            snapshot.restore(missing)
    except (NotDone, Unobservable) as error:
        raise UndoIncomplete(f"{error}; {by_hand}") from error
    return f"{len(missing)} evicted keys are there again"


def _limit(access: Access, arguments: Mapping[str, Any], before: Mapping[str, Any]) -> str:
    found = int(access.setting("maxmemory"))
    if found == before["limit"]:
        return f"maxmemory is {found}, as it was"
    if found != arguments["limit"]:
        return f"maxmemory was set to {found} since, and stays"
    access.change("CONFIG", "SET", "maxmemory", before["limit"])
    return f"maxmemory is {before['limit']} again"


def _fill(
    session: Session,
    access: Access,
    namespace: str,
    pod: str,
    directory: str,
    before: probes.Memory,
    limit: int,
) -> None:
    if before.evicts:
        where = {"namespace": namespace, "pod": pod, "directory": directory}
        own = {"file": redis_snapshot.own(access)}
        session.intend("redis.forget_keys", where | own, {})
        sha256 = redis_snapshot.keep(session, access, namespace, pod, directory)
        now = probes.memory(access).value
        session.intend(
            "redis.keys_back",
            {**where, "limit": limit},
            {
                "limit": before.limit_bytes,
                "run": now.run,
                "evicted": now.evicted,
                "sha256": sha256,
            },
        )
    access.change("CONFIG", "SET", "maxmemory", limit)


@undo_step("redis.forget_keys")
def _forget_keys(session: Session, arguments: Mapping[str, Any], _before: Mapping[str, Any]) -> str:
    """Remove the snapshot; the step that brings keys back from it has run before."""
    namespace, pod, directory = arguments["namespace"], arguments["pod"], arguments["directory"]
    pending = (i for i in session.journal.pending() if i.undo == "redis.keys_back")
    if any(intent.arguments["directory"] == directory for intent in pending):
        raise UndoIncomplete(f"{directory} is still needed: its keys could not be brought back")
    try:
        redis_snapshot.forget(session, namespace, pod, directory, arguments["file"])
    except (NotDone, Unobservable) as error:
        raise UndoIncomplete(f"{error}; by hand: rm -r {directory} in pod {pod}") from error
    return f"no snapshot is left in {directory}"


ACTIONS = {"fill": fill}
