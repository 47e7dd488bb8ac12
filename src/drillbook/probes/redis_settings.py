"""How Redis is set, how often keys were found, and how long it takes to answer."""

from dataclasses import dataclass
from time import monotonic

from drillbook.clients.redis import Access
from drillbook.clock import now
from drillbook.observation import Observation


@dataclass(frozen=True)
class Hits:
    """Keys that were found and not found since the server's start."""

    hits: int
    misses: int

    @property
    def share(self) -> float:
        """Return the share that was found; 0 before anything was looked for."""
        asked = self.hits + self.misses
        return self.hits / asked if asked else 0.0


@dataclass(frozen=True)
class Settings:
    """What Redis may hold, and what it drops when it is full."""

    maxmemory: int
    policy: str
    evicted: int


def hits(access: Access) -> Observation[Hits]:
    """Return how often keys were found."""
    started = now()
    said = access.info("stats")
    found = Hits(int(said["keyspace_hits"]), int(said["keyspace_misses"]))
    return Observation("hits", found, f"Redis at {access}", "INFO stats", started, now())


def settings(access: Access) -> Observation[Settings]:
    """Return the limit, the policy, and how many keys were dropped."""
    started = now()
    memory, stats = access.info("memory"), access.info("stats")
    found = Settings(
        int(memory["maxmemory"]), str(memory["maxmemory_policy"]), int(stats["evicted_keys"])
    )
    return Observation("settings", found, f"Redis at {access}", "INFO", started, now())


def memory(access: Access) -> Observation[int]:
    """Return how many bytes Redis holds."""
    started = now()
    found = int(access.info("memory")["used_memory"])
    return Observation("memory", found, f"Redis at {access}", "INFO memory", started, now())


def ping(access: Access) -> Observation[float]:
    """Return how many seconds a PING takes on a connection of its own."""
    started, began = now(), monotonic()
    access.ask("PING")
    took = monotonic() - began
    return Observation("ping", took, f"Redis at {access}", "PING", started, now())
