"""Numbered writes in Redis: each counts its own field up by one, in hashes of some hundred fields.

So a write that is done twice is seen, and many writes take little memory.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta
from typing import Any

import redis

from drillbook.clients import redis as clients
from drillbook.clients.redis import Access
from drillbook.errors import NotDone, Unobservable
from drillbook.ledger.history import ReadBack
from drillbook.ledger.pace import Pace
from drillbook.ledger.writer import Failed, Writer

#: Only keys of this prefix are ever written or removed by a ledger.
PREFIX = "drillbook:ledger:"

# Redis keeps a hash of at most so many small fields in one piece (hash-max-listpack-entries).
_FIELDS = 500
_HASHES_AT_ONCE = 20
_SCANNED_AT_ONCE = 1_000


class Hashes:
    """Keys for one ledger: write ``n`` is field ``n`` of hash ``n // 500``."""

    lanes = 0
    threads = 2
    answer_within = timedelta(seconds=10)

    def __init__(self, access: Access, prefix: str, rate_per_second: int) -> None:
        self.prefix = prefix
        self.place = f"keys {prefix}*"
        self.described = f"Redis {self.place}, one HINCRBY a write"
        self._access, self._rate = access, rate_per_second

    def make(self) -> None:
        """Nothing has to be made."""

    def write(self, writer: Writer) -> None:
        """Keep to its share of the rate, on one connection, until told to stop or it breaks."""
        with clients.opened(self._access) as connection:
            pace = Pace(self._rate / self.threads)
            while writer.goes_on():
                writer.wait(pace.ahead())
                with writer.one() as number:
                    try:
                        connection.hincrby(self._key(number), str(number), 1)
                    except redis.ResponseError as error:
                        # The server's own word; a lost connection is no ResponseError.
                        raise Failed(str(error)) from error

    def look(self, marks: Mapping[int, Any]) -> Iterable[int]:
        """Return the writes that a new connection sees."""
        numbers = list(marks)
        with clients.opened(self._access) as connection:
            asked = connection.pipeline(transaction=False)
            for number in numbers:
                asked.hexists(self._key(number), str(number))
            return [number for number, there in zip(numbers, asked.execute(), strict=True) if there]

    def read_back(self, found: ReadBack) -> None:
        """Read every hash that can hold a write, and look for others under the ledger's name."""
        with clients.opened(self._access) as connection:
            keys = [self._key(number) for number in range(0, found.writes, _FIELDS)]
            for first in range(0, len(keys), _HASHES_AT_ONCE):
                asked = connection.pipeline(transaction=False)
                for key in keys[first : first + _HASHES_AT_ONCE]:
                    asked.hgetall(key)
                for fields in asked.execute():
                    _note(fields, found)
            for key in scan(connection, self.prefix):
                if not _is_below(key.removeprefix(self.prefix), len(keys)):
                    found.unexpected += max(1, connection.hlen(key))

    def lose(self) -> None:
        """Remove the first write's field."""
        with clients.opened(self._access) as connection:
            there = [int(field) for field in connection.hkeys(self._key(0)) if field.isdecimal()]
            if not there or not connection.hdel(self._key(0), str(min(there))):
                raise NotDone(f"{self.place} hold no write that could be lost")

    def _key(self, number: int) -> str:
        return f"{self.prefix}{number // _FIELDS}"


def scan(connection: Any, prefix: str) -> Iterator[str]:
    """Yield the keys of a prefix, as many as a moment's whole pass over the keys shows."""
    yield from connection.scan_iter(match=f"{prefix}*", count=_SCANNED_AT_ONCE)


def remove(access: Access, prefix: str) -> int:
    """Remove the keys of a ledger and look that none is left; return how many there were."""
    with clients.opened(access) as connection:
        removed = sum(connection.unlink(key) for key in scan(connection, prefix))
        if left := list(scan(connection, prefix)):
            raise Unobservable(f"{len(left)} keys {prefix}* are still there")
    return int(removed)


def _note(fields: Mapping[str, str], found: ReadBack) -> None:
    for field, times in fields.items():
        if field.isdecimal() and times.isdecimal():
            found.saw(int(field), times=int(times))
        else:
            found.unexpected += 1


def _is_below(text: str, limit: int) -> bool:
    return text.isdecimal() and int(text) < limit
