"""The ledgers that write in this process, and their accounts: each closed once, before its undo."""

from collections.abc import Mapping
from typing import Any
from weakref import WeakKeyDictionary

from drillbook import drill
from drillbook.drill import Drill
from drillbook.errors import DrillbookError, UsageError
from drillbook.evidence.model import LedgerRecord
from drillbook.guard import Change
from drillbook.ledger.protocol import Ledger, Losing
from drillbook.session import Session

_writing: dict[str, Ledger] = {}
_records: WeakKeyDictionary[Ledger, LedgerRecord] = WeakKeyDictionary()


def permitted(session: Session, place: Change, undo: str, arguments: Mapping[str, Any]) -> None:
    """Write down how to remove a ledger's place, and ask the guard whether it may be made.

    Raises Refused, and then nothing is left to undo.
    """
    # What is refused leaves nothing on the target, not even an undo step.
    session.permit(place)
    intent = session.intend(undo, arguments, {})
    try:
        session.permit(place)
    except DrillbookError:
        session.journal.undone(intent)
        raise


def begun(ledger: Ledger) -> None:
    """Note that a ledger writes, so that what undoes it can stop it first."""
    _writing[ledger.place] = ledger


def closed(ledger: Ledger, running: Drill) -> LedgerRecord:
    """Stop a ledger, account for it and record that, once; return the account."""
    if ledger not in _records:
        ledger.stop()
        record = ledger.account()
        _records[ledger] = record
        running.account(record)
        text = f"{record.name} ledger: {record.acked} acknowledged, {record.lost} lost"
        running.event("ledger", text)
    _writing.pop(ledger.place, None)
    return _records[ledger]


def lose(name: str) -> None:
    """Take a write of the ledger that writes to ``name`` away, to see that it is missed.

    Raises UsageError when no ledger writes there, or none that a write could be taken from;
    otherwise as ``Losing.lose``.
    """
    found = [one for one in _writing.values() if one.name == name and isinstance(one, Losing)]
    if len(found) != 1:
        writing = ", ".join(sorted(one.name for one in _writing.values())) or "nothing"
        raise UsageError(f"no ledger to lose a write of {name!r}; ledgers write to: {writing}")
    found[0].lose()


def before_undo(place: str) -> None:
    """Close the ledger that still writes to what is about to be removed.

    A drill that broke off before its Then leaves its account in the evidence all the same.
    """
    ledger = _writing.pop(place, None)
    if ledger is None:
        return
    ledger.stop()
    running = drill.current.get()
    if running is None:
        return
    try:
        closed(ledger, running)
    except DrillbookError as error:
        running.event("note", f"{ledger.name} ledger has no account: {error}")
