"""The replay of a journal: every pending undo step is run, newest first, whatever one of them says.

An undo step that cannot see the world, since the API server is away or a system is starting, is
tried again for a while; all steps of one replay share that while. What could not be put back
stays pending, is named, and is tried again by the next replay.
"""

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta

from drillbook import drill
from drillbook.clients.answers import is_away
from drillbook.clock import eventually, now
from drillbook.errors import DrillbookError, NotWritten, UndoIncomplete, Unobservable
from drillbook.journal import Intent, Journal

#: How long an API server may be away during an undo.
PATIENCE = timedelta(minutes=2)

_EVERY = timedelta(seconds=1)


def replay(
    journal: Journal, put_back: Callable[[Intent], str], patience: timedelta, since: int = 0
) -> list[str]:
    """Put back what is pending and was intended from number ``since`` on; return a line for each.

    ``put_back`` does one and says what it did. Raises UndoIncomplete after trying all of them when
    any could not be put back.
    """
    lines, left = [], []
    for intent in (one for one in journal.pending() if one.number >= since):
        begun = now()
        line, done = _one(journal, intent, put_back, patience)
        lines.append(line)
        running = drill.current.get()
        if running:
            # A disk with no room for the evidence must not cost the other steps.
            with suppress(OSError):
                running.event("undo", line)
        if not done:
            left.append(line)
            patience = max(timedelta(0), patience - (now() - begun))
    if left:
        raise UndoIncomplete("; ".join(left))
    return lines


def _one(
    journal: Journal, intent: Intent, put_back: Callable[[Intent], str], patience: timedelta
) -> tuple[str, bool]:
    """Return what is to be said of one undo step, and whether it is over."""

    def attempt() -> str:
        try:
            return put_back(intent)
        except UndoIncomplete as error:
            # What a step says of an API server that is away is not its last word.
            if is_away(error):
                raise Unobservable(str(error)) from error
            raise

    try:
        said = eventually(
            attempt, lambda _: True, within=patience, what="putting it back", every=_EVERY
        ).value
    except DrillbookError as error:
        return f"{intent.undo}: {error}", False
    except Exception as error:  # noqa: BLE001 (a defect in one step must not cost the others)
        return f"{intent.undo}: crashed with {type(error).__name__}: {error}", False
    try:
        journal.undone(intent)
    except NotWritten as error:
        return f"{intent.undo}: {said}, but that cannot be written down: {error}", False
    return f"{intent.undo}: {said}", True
