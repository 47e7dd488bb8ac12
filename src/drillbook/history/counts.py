"""Counts of runs for targets that may only be read: kept with the history."""

import json

from drillbook.history.database import Database, opened
from drillbook.history.migrations import migrate
from drillbook.numbering import State


class InHistory:
    """The count of a target's runs in the history. Raises Unobservable."""

    def __init__(self, where: str, target: str) -> None:
        self._where, self._target = where, target
        with opened(where) as database:
            migrate(database)
            self.place = f"history {database.place}"

    def read(self) -> tuple[State, object]:
        """Return the count and its version."""
        with opened(self._where) as database:
            return self._found(database)

    def write(self, state: State, version: object) -> bool:
        """Keep a count unless it has changed since."""
        with opened(self._where) as database, database.writing():
            _, newer = self._found(database)
            if newer != version:
                return False
            assert isinstance(newer, int)
            text = json.dumps(state, sort_keys=True)
            database.change("DELETE FROM counts WHERE target = ?", self._target)
            database.change("INSERT INTO counts VALUES (?, ?, ?)", self._target, newer + 1, text)
            return True

    def _found(self, database: Database) -> tuple[State, object]:
        rows = database.rows("SELECT state, version FROM counts WHERE target = ?", self._target)
        if not rows:
            return {}, 0
        state: State = json.loads(rows[0][0])
        return state, int(rows[0][1])
