"""A ledger in Redis: counted fields in keys of its own, read back whole.

The keys have no time to live: a write that expires would be called lost. A server that evicts
keys when its memory is full may take them, as it takes everybody's.
"""

import uuid
from collections.abc import Mapping
from typing import Any

from drillbook.clients import redis as clients
from drillbook.errors import UndoIncomplete, Unobservable
from drillbook.ledger import books
from drillbook.ledger.redis_hashes import PREFIX, Hashes, remove
from drillbook.ledger.stored import StoredLedger
from drillbook.session import Session, undo_step


class RedisLedger(StoredLedger):
    """Counts numbered fields up at a steady rate, over some connections, each with its thread."""

    def __init__(
        self, session: Session, namespace: str, rate_per_second: int = 500, name: str = "Redis"
    ) -> None:
        self.prefix = f"{PREFIX}{uuid.uuid4().hex[:12]}:"
        undo = ("redis.remove_ledger", {"namespace": namespace, "prefix": self.prefix})

        def connect() -> Hashes:
            return Hashes(clients.access(session, namespace), self.prefix, rate_per_second)

        super().__init__(session, namespace, name, connect, undo)


@undo_step("redis.remove_ledger")
def _remove(session: Session, arguments: Mapping[str, Any], _before: Mapping[str, Any]) -> str:
    prefix = str(arguments["prefix"])
    if not prefix.startswith(PREFIX) or prefix == PREFIX:
        raise UndoIncomplete(f"keys {prefix}* were not made by a ledger; they are left alone")
    books.before_undo(f"keys {prefix}*")
    try:
        removed = remove(clients.access(session, str(arguments["namespace"])), prefix)
    except Unobservable as error:
        by_hand = f"by hand: redis-cli --scan --pattern '{prefix}*' | xargs redis-cli unlink"
        raise UndoIncomplete(f"{error}; {by_hand}") from error
    return f"keys {prefix}*: {removed} removed"
