"""What every ledger does, and what numbered writes go into."""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any, Protocol, runtime_checkable

from drillbook.evidence.model import LedgerRecord
from drillbook.ledger.history import ReadBack
from drillbook.ledger.writer import Writer

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


@runtime_checkable
class Losing(Protocol):
    """A ledger of which a write can be taken away behind its back, to see that it is missed."""

    def lose(self) -> None:
        """Take the first write that is there away. Raises Refused, NotDone, Unobservable."""


class Store(Protocol):
    """Something that numbered writes go into, and that all of them are read back from."""

    @property
    def place(self) -> str:
        """Return what it is to the system, which nothing else writes to (``topic …``)."""

    @property
    def described(self) -> str:
        """Return it as the report says it, with how its writes are acknowledged."""

    @property
    def lanes(self) -> int:
        """Return how many orders the system keeps, 0 where it keeps none (see ``ReadBack``)."""

    @property
    def threads(self) -> int:
        """Return how many threads write at once."""

    @property
    def answer_within(self) -> timedelta:
        """Return after how long a write without an answer is given up."""

    def make(self) -> None:
        """Make it. Raises NotDone, Unobservable."""

    def write(self, writer: Writer) -> None:
        """Write while the writer goes on. Raises DrillbookError when the connection broke."""

    def look(self, marks: Mapping[int, Any]) -> Iterable[int]:
        """Return which of these writes are there. Raises Unobservable.

        A mark is what the store gave with the acknowledgement, to find the write again.
        """

    def read_back(self, found: ReadBack) -> None:
        """Read everything that is there. Raises Unobservable when it cannot be read to its end."""

    def lose(self) -> None:
        """Take the first write that is there away. Raises NotDone, Unobservable."""
