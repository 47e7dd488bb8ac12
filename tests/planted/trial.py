"""One trial: a ledger writes, something is planted or nothing is, and its account is compared.

The truth is made without the ledger's own reading: what the system holds is listed by the
system's own tools, and what was acknowledged is taken from the history one by one.
"""

import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta

from drillbook.clients.kubernetes import Cluster
from drillbook.clock import eventually
from drillbook.errors import DrillbookError, Unobservable
from drillbook.evidence.model import LedgerRecord
from drillbook.ledger.history import LATEST, History
from drillbook.ledger.stored import StoredLedger
from drillbook.session import Session

NAMESPACE = "ledgers"
ALARMS = ("lost", "duplicated", "reordered", "unexpected", "stale", "failed_present")


@dataclass(frozen=True)
class Lane:
    """One system of the lab, with a session of its own, so that lanes undo only what is theirs."""

    system: str
    session: Session

    @property
    def cluster(self) -> Cluster:
        return self.session.cluster

    def shell(self, pod: str, script: str) -> str:
        """Run a script in a pod of the lab; return what it printed. It must succeed."""
        done = self.cluster.execute(NAMESPACE, pod, ["bash", "-c", script])
        if done.exit_code != 0:
            raise DrillbookError(f"{pod}: {script!r}: {done.stdout[-300:]} {done.stderr[-300:]}")
        return done.stdout


def first_lost(_lane: Lane, ledger: StoredLedger) -> None:
    """Lose a write in the way that a live proof does."""
    ledger.lose()


@dataclass(frozen=True)
class Plan:
    """What is done to a system while a ledger writes, and after; ``plants`` is what must show.

    ``plants`` is a field of the record (lost, duplicated, unexpected), or empty when nothing is
    planted: then whatever is done is harmless.
    """

    kind: str
    make: Callable[[Lane], StoredLedger]
    listing: Callable[[Lane, StoredLedger], Iterable[int]]
    plants: str = ""
    during: Callable[[Lane, StoredLedger], None] | None = None
    after: Callable[[Lane, StoredLedger], None] | None = None
    writes: int = 1_500
    times: int = 1


@dataclass(frozen=True)
class Trial:
    """What came of one plan: the ledger's account beside the truth."""

    system: str
    kind: str
    plants: str
    record: LedgerRecord | None = None
    truth: dict[str, int] = field(default_factory=dict)
    error: str = ""
    seconds: float = 0.0

    @property
    def agrees(self) -> bool:
        """Return whether the account says what is so."""
        return self.record is not None and all(
            getattr(self.record, name) == count for name, count in self.truth.items()
        )

    @property
    def took(self) -> bool:
        """Return whether what was to be planted is there by the system's own word."""
        return not self.plants or self.truth.get(self.plants, 0) > 0

    @property
    def right(self) -> bool:
        """Return whether the planted was found whole, or nothing was found where nothing was."""
        return self.agrees and self.took and (bool(self.plants) or not self.alarms)

    @property
    def alarms(self) -> dict[str, int]:
        """Return what the account complains of."""
        found = {name: getattr(self.record, name) for name in ALARMS} if self.record else {}
        return {name: count for name, count in found.items() if count}

    def __str__(self) -> str:
        head = f"{'ok ' if self.right else 'BAD'} {self.system:10} {self.kind}"
        if self.record is None:
            return f"{head}: {self.error}"
        record = self.record
        rpo = "?" if record.rpo_seconds is None else f"{record.rpo_seconds:.2f}"
        return (
            f"{head}: {record.acked} acked, {record.unknown} unknown, account {self.alarms}, "
            f"truth {self.truth}, RPO {rpo} s, longest gap {record.longest_gap_seconds:.2f} s "
            f"({self.seconds:.0f} s)"
        )


def truth(history: History, listed: Iterable[int]) -> dict[str, int]:
    """Return what is so of a ledger's writes, given all that its system holds of them."""
    held, writes = Counter(listed), len(history)
    acked = {
        first + index
        for first, _, outcome in history.columns()
        for index, value in enumerate(outcome.tolist())
        if value <= LATEST
    }
    return {
        "acked": len(acked),
        "lost": len(acked - held.keys()),
        "duplicated": sum(times > 1 for n, times in held.items() if 0 <= n < writes),
        "unexpected": sum(times for n, times in held.items() if not 0 <= n < writes),
    }


def acknowledged(ledger: StoredLedger, more: int, within: float = 60) -> None:
    """Wait until so many more writes are acknowledged."""
    goal = ledger.history.acked + more
    eventually(
        lambda: ledger.history.acked,
        lambda count: count >= goal,
        within=timedelta(seconds=within),
        what=f"{more} more acknowledgements from {ledger.name}",
    )


def warmed_up(lane: Lane, plan: Plan, within: timedelta = timedelta(minutes=3)) -> None:
    """Let a ledger write once: a system that has just started answers late to its first clients."""

    def look() -> bool:
        try:
            ledger = plan.make(lane)
            ledger.start()
            ledger.stop()
            lane.session.undo()
        except DrillbookError as error:
            raise Unobservable(str(error)) from error
        return True

    eventually(look, bool, within=within, what=f"a first ledger in {lane.system}")


def trials(lane: Lane, plans: Iterable[Plan]) -> Iterator[Trial]:
    """Carry the plans out one after another; what cannot be carried out is a trial gone wrong."""
    for plan in plans:
        for _ in range(plan.times):
            begun = time.monotonic()
            try:
                record, seen = _carried_out(lane, plan)
                took = time.monotonic() - begun
                yield Trial(lane.system, plan.kind, plan.plants, record, seen, seconds=took)
            except Exception as error:  # noqa: BLE001 (the other trials go on)
                places = traceback.extract_tb(error.__traceback__)
                at = ", ".join(f"{place.name}:{place.lineno}" for place in places[-4:])
                yield Trial(lane.system, plan.kind, plan.plants, error=f"{error!r} at {at}")
            finally:
                lane.session.undo()


def _carried_out(lane: Lane, plan: Plan) -> tuple[LedgerRecord, dict[str, int]]:
    ledger = plan.make(lane)
    ledger.start()
    try:
        acknowledged(ledger, plan.writes)
        if plan.during:
            plan.during(lane, ledger)
            acknowledged(ledger, plan.writes // 3)
    finally:
        ledger.stop()
    if plan.after:
        plan.after(lane, ledger)
    record = ledger.account()
    return record, truth(ledger.history, plan.listing(lane, ledger))
