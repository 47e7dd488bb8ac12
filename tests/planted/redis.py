"""What is planted in Redis."""

from collections.abc import Iterable
from datetime import timedelta

from drillbook.clock import eventually
from drillbook.ledger.redis import RedisLedger
from drillbook.ledger.stored import StoredLedger
from tests.planted.trial import Lane, Plan, acknowledged, first_lost

POD = "redis-0"


def cli(lane: Lane, command: str) -> str:
    return lane.shell(POD, f"redis-cli --no-auth-warning {command}")


def made(lane: Lane) -> StoredLedger:
    return RedisLedger(lane.session, "ledgers")


def prefix(ledger: StoredLedger) -> str:
    return ledger.place.removeprefix("keys ").removesuffix("*")


def listing(lane: Lane, ledger: StoredLedger) -> Iterable[int]:
    for key in cli(lane, f"--scan --pattern '{prefix(ledger)}*'").split():
        words = cli(lane, f"HGETALL {key}").split()
        for number, times in zip(words[::2], words[1::2], strict=True):
            yield from [int(number)] * int(times)


def answers(lane: Lane) -> None:
    eventually(
        lambda: lane.shell(POD, "redis-cli --no-auth-warning PING || true"),
        lambda said: "PONG" in said,
        within=timedelta(seconds=30),
        what="Redis answers again",
    )


def configured(lane: Lane, **settings: str) -> None:
    for name, value in settings.items():
        cli(lane, f"CONFIG SET {name} '{value}'")
    cli(lane, "CONFIG REWRITE")


def killed(lane: Lane, while_down: str = "true") -> None:
    kill = "touch /tmp/hold; kill -9 $(cat /tmp/server.pid)"
    try:
        lane.shell(POD, f"{kill}; while kill -0 $(cat /tmp/server.pid) 2> /dev/null; do :; done")
        lane.shell(POD, while_down)
    finally:
        lane.shell(POD, "rm -f /tmp/hold")
    answers(lane)


def killed_hard(lane: Lane, _: StoredLedger) -> None:
    configured(lane, appendfsync="always")
    killed(lane)


def disconnected(lane: Lane, _: StoredLedger) -> None:
    cli(lane, "CLIENT KILL TYPE normal")


def killed_after_a_snapshot(lane: Lane, ledger: StoredLedger) -> None:
    try:
        configured(lane, appendonly="no")
        cli(lane, "SAVE")
        acknowledged(ledger, 600)
        killed(lane, "rm -rf /data/appendonlydir")
    finally:
        configured(lane, appendonly="yes")
    eventually(
        lambda: cli(lane, "INFO persistence"),
        lambda said: "aof_rewrite_in_progress:0" in said and "rewrite_scheduled:0" in said,
        within=timedelta(seconds=30),
        what="the append-only file is made",
    )


def tail_torn_off(lane: Lane, _: StoredLedger) -> None:
    """Take from the append-only file what a machine without power would not have had on disk."""
    newest = "$(ls -t /data/appendonlydir/*.incr.aof | head -n 1)"
    killed(lane, f"truncate -s -20000 {newest}")


def fields_removed(lane: Lane, ledger: StoredLedger) -> None:
    for number in (0, 7, 499, 500, 1_200):
        cli(lane, f"HDEL {prefix(ledger)}{number // 500} {number}")


def hash_removed(lane: Lane, ledger: StoredLedger) -> None:
    cli(lane, f"DEL {prefix(ledger)}1")


def doubled(lane: Lane, ledger: StoredLedger) -> None:
    for number in (3, 4, 1_100):
        cli(lane, f"HINCRBY {prefix(ledger)}{number // 500} {number} 1")


def strayed(lane: Lane, ledger: StoredLedger) -> None:
    cli(lane, f"HSET {prefix(ledger)}4000000 2000000000 1")


PLANS = (
    Plan("undisturbed", made, listing, times=2),
    Plan("killed hard", made, listing, during=killed_hard, times=2),
    Plan("connections ended", made, listing, during=disconnected),
    Plan("killed after a snapshot", made, listing, "lost", during=killed_after_a_snapshot, times=2),
    Plan("end of its log torn off", made, listing, "lost", during=tail_torn_off, times=2),
    Plan("fields removed by hand", made, listing, "lost", after=fields_removed, times=3),
    Plan("a hash removed by hand", made, listing, "lost", after=hash_removed),
    Plan("fields counted twice", made, listing, "duplicated", after=doubled),
    Plan("first write taken away", made, listing, "lost", after=first_lost),
    Plan("a hash of nobody", made, listing, "unexpected", after=strayed),
)
