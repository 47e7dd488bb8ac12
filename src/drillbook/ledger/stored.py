"""A ledger of numbered writes into a store of its own, which is read back whole."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from drillbook.evidence.model import LedgerRecord
from drillbook.guard import Change
from drillbook.ledger import books
from drillbook.ledger.account import account
from drillbook.ledger.history import History, ReadBack
from drillbook.ledger.protocol import GAP, Store
from drillbook.ledger.writer import Bounds, Writer
from drillbook.session import Session

_FIRST_WITHIN = timedelta(seconds=30)


class StoredLedger:
    """Writes from this process. ``connect`` returns the store, as it is reached at that moment.

    ``undo`` and ``arguments`` are the undo step that removes the store.
    """

    def __init__(
        self,
        session: Session,
        namespace: str,
        name: str,
        connect: Callable[[], Store],
        undo: tuple[str, Mapping[str, Any]],
        bounds: Bounds | None = None,
    ) -> None:
        self.name = name
        self._session, self._namespace = session, namespace
        self._connect, self._undo = connect, undo
        # Asked once: an API server that is away is no outage of the system.
        self._store = connect()
        self.place = self._store.place
        self.writer = writing_to(self._store, bounds)

    @property
    def history(self) -> History:
        """Return what is known of each write so far."""
        return self.writer.history

    def prepare(self) -> None:
        """Make the store; how to remove it is in the journal first. Raises Refused, NotDone."""
        change = Change("ledger.write", self._namespace, (self.place,))
        books.permitted(self._session, change, *self._undo)
        self._store.make()

    def start(self) -> None:
        """Make the store, and write until the first acknowledgement."""
        self.prepare()
        books.begun(self)
        self.writer.start(max(_FIRST_WITHIN, self._store.answer_within))

    def stop(self) -> None:
        """Stop writing; writes under way get their answer or their time-out."""
        self.writer.stop(2 * self._store.answer_within)

    def lose(self) -> None:
        """Take the first write that is there away, as nobody but a proof would."""
        self._session.permit(Change("ledger.write", self._namespace, (self.place,)))
        self._connect().lose()

    def account(self) -> LedgerRecord:
        """Read the store back whole and return what became of every write."""
        self.writer.finished()
        return account_of(self.writer, self._connect(), self.name)

    def read_back(self) -> ReadBack:
        """Read everything that is in the store now."""
        return reading_of(self._connect(), self.writer.history)


def writing_to(store: Store, bounds: Bounds | None = None) -> Writer:
    """Return a writer to a store, which does not write yet."""
    return Writer(
        f"the writer to {store.place}",
        store.write,
        look=store.look,
        threads=store.threads,
        bounds=bounds,
    )


def reading_of(store: Store, history: History) -> ReadBack:
    """Read everything that is in a store now, for a history that has ended."""
    found = ReadBack(len(history), store.lanes, history.ticks())
    store.read_back(found)
    return found


def account_of(writer: Writer, store: Store, name: str) -> LedgerRecord:
    """Read a store back and account for a writer that was stopped. Raises Unobservable."""
    history = writer.finished()
    return account(
        history,
        reading_of(store, history),
        name=name,
        system_under_write=store.described,
        ended=writer.ended,
        gap_threshold=GAP,
        looks=writer.looks,
    )
