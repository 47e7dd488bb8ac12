"""What every ledger does: write, stop, and account for each write."""

from datetime import timedelta
from typing import Protocol

from drillbook.evidence.model import LedgerRecord

#: A time without acknowledgements is a gap in the record when it is longer than this.
GAP = timedelta(milliseconds=500)


class Ledger(Protocol):
    """A workload whose acknowledged writes are all accounted for afterwards."""

    @property
    def name(self) -> str:
        """Return what is written to, as the report says it (``Kafka``)."""

    @property
    def place(self) -> str:
        """Return what it writes into, which nothing else does (``topic …``)."""

    def start(self) -> None:
        """Make the place that is written to, and begin. Raises Refused, NotDone, Unobservable."""

    def stop(self) -> None:
        """Stop writing and wait, within the writes' own deadline, for what is still under way."""

    def account(self) -> LedgerRecord:
        """Read everything back and return what became of it. Raises Unobservable."""
