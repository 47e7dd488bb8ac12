"""What Redis says of itself: which process answers, what it holds, whether it takes writes."""

from dataclasses import dataclass

from drillbook.clients.redis import Access, Down, MemoryFull
from drillbook.clock import now
from drillbook.observation import Observation

# Changes nothing even where it is allowed: XX sets only a key that is there.
_WRITE = ("SET", "drillbook:no-such-key", "", "XX")


@dataclass(frozen=True)
class Server:
    """A Redis process: each start gives it another ``run``. None while none answers."""

    run: str | None
    said: str

    @property
    def answers(self) -> bool:
        """Return whether it answers, its data loaded."""
        return self.run is not None


@dataclass(frozen=True)
class Memory:
    """What Redis holds in memory, in bytes, and what it does when that is too much.

    ``limit_bytes`` 0 is no limit. ``evicted`` counts keys since the process started.
    """

    run: str
    used_bytes: int
    data_bytes: int
    limit_bytes: int
    policy: str
    evicted: int
    keys: int
    writable: bool

    @property
    def evicts(self) -> bool:
        """Return whether it throws keys away rather than refuse a write."""
        return self.policy != "noeviction"


@dataclass(frozen=True)
class Looks:
    """How often keys were looked for and found, and how often not, since Redis started."""

    hits: int
    misses: int


def looks(access: Access) -> Observation[Looks]:
    """Look at how often the cache had what was looked for."""
    started = now()
    stats = access.info("stats")
    found = Looks(int(stats["keyspace_hits"]), int(stats["keyspace_misses"]))
    return Observation(
        "looks into Redis", found, f"Redis at {access}", "INFO stats", started, now()
    )


def server(access: Access) -> Observation[Server]:
    """Look at which process answers. That none does is a value, not an error."""
    started = now()
    try:
        found = Server(str(access.info("server")["run_id"]), "it answers")
    except Down as down:
        found = Server(None, str(down))
    return Observation("Redis", found, f"Redis at {access}", "INFO server", started, now())


def memory(access: Access) -> Observation[Memory]:
    """Look at how full the memory is, and whether a write is taken."""
    started = now()
    used, stats = access.info("memory"), access.info("stats")
    try:
        access.ask(*_WRITE)
        writable = True
    except MemoryFull:
        writable = False
    found = Memory(
        run=str(access.info("server")["run_id"]),
        used_bytes=int(used["used_memory"]),
        data_bytes=int(used["used_memory_dataset"]),
        limit_bytes=int(used["maxmemory"]),
        policy=str(used["maxmemory_policy"]),
        evicted=int(stats["evicted_keys"]),
        keys=int(access.ask("DBSIZE")),
        writable=writable,
    )
    query = f"INFO memory, stats, server; {' '.join(_WRITE)}"
    return Observation("memory of Redis", found, f"Redis at {access}", query, started, now())
