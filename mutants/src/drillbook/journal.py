"""The journal: what must be put back, written down before it is changed.

One append-only list of JSON lines for each target (``storage`` says where). Every record carries a
checksum and is kept for good before anything depends on it. Records:

    intent   an undo step, with what was seen before the change; written first
    undone   the undo step ran and was checked
    gave_up  the undo step could not put it back; says what to do by hand
    dropped  what is over was dropped, to save room; says the last number that was given

A change is pending while it has an intent and neither ``undone`` nor ``gave_up``. Pending changes
are undone newest first. A last line that was torn by a crash is an intent whose change had not
begun (the fsync had not returned), so it is dropped; a bad line anywhere else is damage and is
refused.
"""

import fcntl
import json
import os
import zlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from drillbook.clock import now
from drillbook.errors import NotWritten, UndoIncomplete, UsageError
from drillbook.storage import File, Storage

# A ConfigMap holds 1 MiB. What is left over is for records that say that something is over.
_MOST_BYTES = 900_000


from mutmut.mutation.trampoline import wrap_in_trampoline as _mutmut_mutated, MutantDict


@dataclass(frozen=True)
class Intent:
    """One undo step: its name, its arguments, and what was seen before the change."""

    number: int
    undo: str
    arguments: Mapping[str, Any]
    before: Mapping[str, Any]
    drill: str
    at: datetime
    cluster_uid: str
mutants_x_described__mutmut: MutantDict = {}  # type: ignore


@_mutmut_mutated(mutants_x_described__mutmut)
def described(intent: Intent) -> str:
    """Return a pending change in one line, for a person who may have to put it back."""
    arguments, before = json.dumps(dict(intent.arguments)), json.dumps(dict(intent.before))
    drill = f"  (drill {intent.drill})" if intent.drill else ""
    return f"{intent.number}  {intent.at:%F %T}  {intent.undo}  {arguments}  was {before}{drill}"


def x_described__mutmut_orig(intent: Intent) -> str:
    """Return a pending change in one line, for a person who may have to put it back."""
    arguments, before = json.dumps(dict(intent.arguments)), json.dumps(dict(intent.before))
    drill = f"  (drill {intent.drill})" if intent.drill else ""
    return f"{intent.number}  {intent.at:%F %T}  {intent.undo}  {arguments}  was {before}{drill}"


def x_described__mutmut_1(intent: Intent) -> str:
    """Return a pending change in one line, for a person who may have to put it back."""
    arguments, before = None
    drill = f"  (drill {intent.drill})" if intent.drill else ""
    return f"{intent.number}  {intent.at:%F %T}  {intent.undo}  {arguments}  was {before}{drill}"


def x_described__mutmut_2(intent: Intent) -> str:
    """Return a pending change in one line, for a person who may have to put it back."""
    arguments, before = json.dumps(None), json.dumps(dict(intent.before))
    drill = f"  (drill {intent.drill})" if intent.drill else ""
    return f"{intent.number}  {intent.at:%F %T}  {intent.undo}  {arguments}  was {before}{drill}"


def x_described__mutmut_3(intent: Intent) -> str:
    """Return a pending change in one line, for a person who may have to put it back."""
    arguments, before = json.dumps(dict(None)), json.dumps(dict(intent.before))
    drill = f"  (drill {intent.drill})" if intent.drill else ""
    return f"{intent.number}  {intent.at:%F %T}  {intent.undo}  {arguments}  was {before}{drill}"


def x_described__mutmut_4(intent: Intent) -> str:
    """Return a pending change in one line, for a person who may have to put it back."""
    arguments, before = json.dumps(dict(intent.arguments)), json.dumps(None)
    drill = f"  (drill {intent.drill})" if intent.drill else ""
    return f"{intent.number}  {intent.at:%F %T}  {intent.undo}  {arguments}  was {before}{drill}"


def x_described__mutmut_5(intent: Intent) -> str:
    """Return a pending change in one line, for a person who may have to put it back."""
    arguments, before = json.dumps(dict(intent.arguments)), json.dumps(dict(None))
    drill = f"  (drill {intent.drill})" if intent.drill else ""
    return f"{intent.number}  {intent.at:%F %T}  {intent.undo}  {arguments}  was {before}{drill}"


def x_described__mutmut_6(intent: Intent) -> str:
    """Return a pending change in one line, for a person who may have to put it back."""
    arguments, before = json.dumps(dict(intent.arguments)), json.dumps(dict(intent.before))
    drill = None
    return f"{intent.number}  {intent.at:%F %T}  {intent.undo}  {arguments}  was {before}{drill}"


def x_described__mutmut_7(intent: Intent) -> str:
    """Return a pending change in one line, for a person who may have to put it back."""
    arguments, before = json.dumps(dict(intent.arguments)), json.dumps(dict(intent.before))
    drill = f"  (drill {intent.drill})" if (intent.drill) and False else ""
    return f"{intent.number}  {intent.at:%F %T}  {intent.undo}  {arguments}  was {before}{drill}"


def x_described__mutmut_8(intent: Intent) -> str:
    """Return a pending change in one line, for a person who may have to put it back."""
    arguments, before = json.dumps(dict(intent.arguments)), json.dumps(dict(intent.before))
    drill = f"  (drill {intent.drill})" if (intent.drill) or True else ""
    return f"{intent.number}  {intent.at:%F %T}  {intent.undo}  {arguments}  was {before}{drill}"


def x_described__mutmut_9(intent: Intent) -> str:
    """Return a pending change in one line, for a person who may have to put it back."""
    arguments, before = json.dumps(dict(intent.arguments)), json.dumps(dict(intent.before))
    drill = f"  (drill {intent.drill})" if intent.drill else "XXXX"
    return f"{intent.number}  {intent.at:%F %T}  {intent.undo}  {arguments}  was {before}{drill}"

mutants_x_described__mutmut['_mutmut_orig'] = x_described__mutmut_orig # type: ignore # mutmut generated
mutants_x_described__mutmut['x_described__mutmut_1'] = x_described__mutmut_1 # type: ignore # mutmut generated
mutants_x_described__mutmut['x_described__mutmut_2'] = x_described__mutmut_2 # type: ignore # mutmut generated
mutants_x_described__mutmut['x_described__mutmut_3'] = x_described__mutmut_3 # type: ignore # mutmut generated
mutants_x_described__mutmut['x_described__mutmut_4'] = x_described__mutmut_4 # type: ignore # mutmut generated
mutants_x_described__mutmut['x_described__mutmut_5'] = x_described__mutmut_5 # type: ignore # mutmut generated
mutants_x_described__mutmut['x_described__mutmut_6'] = x_described__mutmut_6 # type: ignore # mutmut generated
mutants_x_described__mutmut['x_described__mutmut_7'] = x_described__mutmut_7 # type: ignore # mutmut generated
mutants_x_described__mutmut['x_described__mutmut_8'] = x_described__mutmut_8 # type: ignore # mutmut generated
mutants_x_described__mutmut['x_described__mutmut_9'] = x_described__mutmut_9 # type: ignore # mutmut generated
mutants_xǁJournalǁ__init____mutmut: MutantDict = {}  # type: ignore
mutants_xǁJournalǁpending__mutmut: MutantDict = {}  # type: ignore
mutants_xǁJournalǁgiven_up__mutmut: MutantDict = {}  # type: ignore
mutants_xǁJournalǁintend__mutmut: MutantDict = {}  # type: ignore
mutants_xǁJournalǁundone__mutmut: MutantDict = {}  # type: ignore
mutants_xǁJournalǁgave_up__mutmut: MutantDict = {}  # type: ignore
mutants_xǁJournalǁ_take__mutmut: MutantDict = {}  # type: ignore
mutants_xǁJournalǁ_append__mutmut: MutantDict = {}  # type: ignore
mutants_xǁJournalǁ_make_room__mutmut: MutantDict = {}  # type: ignore


class Journal:
    """The write-ahead record of one target. Used by one process at a time (see ``opened``)."""

    @_mutmut_mutated(mutants_xǁJournalǁ__init____mutmut)
    def __init__(self, storage: Storage | Path) -> None:
        self._storage = File(storage) if isinstance(storage, Path) else storage
        self._intents: dict[int, Intent] = {}
        self._closed: set[int] = set()
        self._given_up: dict[int, str] = {}
        self._last = 0
        self._lines = self._storage.read()
        for index, line in enumerate(self._lines):
            self._take(_decode(line, f"{self._storage.place}:{index + 1}"))

    def xǁJournalǁ__init____mutmut_orig(self, storage: Storage | Path) -> None:
        self._storage = File(storage) if isinstance(storage, Path) else storage
        self._intents: dict[int, Intent] = {}
        self._closed: set[int] = set()
        self._given_up: dict[int, str] = {}
        self._last = 0
        self._lines = self._storage.read()
        for index, line in enumerate(self._lines):
            self._take(_decode(line, f"{self._storage.place}:{index + 1}"))

    def xǁJournalǁ__init____mutmut_1(self, storage: Storage | Path) -> None:
        self._storage = None
        self._intents: dict[int, Intent] = {}
        self._closed: set[int] = set()
        self._given_up: dict[int, str] = {}
        self._last = 0
        self._lines = self._storage.read()
        for index, line in enumerate(self._lines):
            self._take(_decode(line, f"{self._storage.place}:{index + 1}"))

    def xǁJournalǁ__init____mutmut_2(self, storage: Storage | Path) -> None:
        self._storage = File(storage) if (isinstance(storage, Path)) and False else storage
        self._intents: dict[int, Intent] = {}
        self._closed: set[int] = set()
        self._given_up: dict[int, str] = {}
        self._last = 0
        self._lines = self._storage.read()
        for index, line in enumerate(self._lines):
            self._take(_decode(line, f"{self._storage.place}:{index + 1}"))

    def xǁJournalǁ__init____mutmut_3(self, storage: Storage | Path) -> None:
        self._storage = File(storage) if (isinstance(storage, Path)) or True else storage
        self._intents: dict[int, Intent] = {}
        self._closed: set[int] = set()
        self._given_up: dict[int, str] = {}
        self._last = 0
        self._lines = self._storage.read()
        for index, line in enumerate(self._lines):
            self._take(_decode(line, f"{self._storage.place}:{index + 1}"))

    def xǁJournalǁ__init____mutmut_4(self, storage: Storage | Path) -> None:
        self._storage = File(None) if isinstance(storage, Path) else storage
        self._intents: dict[int, Intent] = {}
        self._closed: set[int] = set()
        self._given_up: dict[int, str] = {}
        self._last = 0
        self._lines = self._storage.read()
        for index, line in enumerate(self._lines):
            self._take(_decode(line, f"{self._storage.place}:{index + 1}"))

    def xǁJournalǁ__init____mutmut_5(self, storage: Storage | Path) -> None:
        self._storage = File(storage) if isinstance(storage, Path) else storage
        self._intents: dict[int, Intent] = None
        self._closed: set[int] = set()
        self._given_up: dict[int, str] = {}
        self._last = 0
        self._lines = self._storage.read()
        for index, line in enumerate(self._lines):
            self._take(_decode(line, f"{self._storage.place}:{index + 1}"))

    def xǁJournalǁ__init____mutmut_6(self, storage: Storage | Path) -> None:
        self._storage = File(storage) if isinstance(storage, Path) else storage
        self._intents: dict[int, Intent] = {}
        self._closed: set[int] = None
        self._given_up: dict[int, str] = {}
        self._last = 0
        self._lines = self._storage.read()
        for index, line in enumerate(self._lines):
            self._take(_decode(line, f"{self._storage.place}:{index + 1}"))

    def xǁJournalǁ__init____mutmut_7(self, storage: Storage | Path) -> None:
        self._storage = File(storage) if isinstance(storage, Path) else storage
        self._intents: dict[int, Intent] = {}
        self._closed: set[int] = set()
        self._given_up: dict[int, str] = None
        self._last = 0
        self._lines = self._storage.read()
        for index, line in enumerate(self._lines):
            self._take(_decode(line, f"{self._storage.place}:{index + 1}"))

    def xǁJournalǁ__init____mutmut_8(self, storage: Storage | Path) -> None:
        self._storage = File(storage) if isinstance(storage, Path) else storage
        self._intents: dict[int, Intent] = {}
        self._closed: set[int] = set()
        self._given_up: dict[int, str] = {}
        self._last = None
        self._lines = self._storage.read()
        for index, line in enumerate(self._lines):
            self._take(_decode(line, f"{self._storage.place}:{index + 1}"))

    def xǁJournalǁ__init____mutmut_9(self, storage: Storage | Path) -> None:
        self._storage = File(storage) if isinstance(storage, Path) else storage
        self._intents: dict[int, Intent] = {}
        self._closed: set[int] = set()
        self._given_up: dict[int, str] = {}
        self._last = 1
        self._lines = self._storage.read()
        for index, line in enumerate(self._lines):
            self._take(_decode(line, f"{self._storage.place}:{index + 1}"))

    def xǁJournalǁ__init____mutmut_10(self, storage: Storage | Path) -> None:
        self._storage = File(storage) if isinstance(storage, Path) else storage
        self._intents: dict[int, Intent] = {}
        self._closed: set[int] = set()
        self._given_up: dict[int, str] = {}
        self._last = 0
        self._lines = None
        for index, line in enumerate(self._lines):
            self._take(_decode(line, f"{self._storage.place}:{index + 1}"))

    def xǁJournalǁ__init____mutmut_11(self, storage: Storage | Path) -> None:
        self._storage = File(storage) if isinstance(storage, Path) else storage
        self._intents: dict[int, Intent] = {}
        self._closed: set[int] = set()
        self._given_up: dict[int, str] = {}
        self._last = 0
        self._lines = self._storage.read()
        for index, line in enumerate(None):
            self._take(_decode(line, f"{self._storage.place}:{index + 1}"))

    def xǁJournalǁ__init____mutmut_12(self, storage: Storage | Path) -> None:
        self._storage = File(storage) if isinstance(storage, Path) else storage
        self._intents: dict[int, Intent] = {}
        self._closed: set[int] = set()
        self._given_up: dict[int, str] = {}
        self._last = 0
        self._lines = self._storage.read()
        for index, line in enumerate(self._lines):
            self._take(None)

    def xǁJournalǁ__init____mutmut_13(self, storage: Storage | Path) -> None:
        self._storage = File(storage) if isinstance(storage, Path) else storage
        self._intents: dict[int, Intent] = {}
        self._closed: set[int] = set()
        self._given_up: dict[int, str] = {}
        self._last = 0
        self._lines = self._storage.read()
        for index, line in enumerate(self._lines):
            self._take(_decode(None, f"{self._storage.place}:{index + 1}"))

    def xǁJournalǁ__init____mutmut_14(self, storage: Storage | Path) -> None:
        self._storage = File(storage) if isinstance(storage, Path) else storage
        self._intents: dict[int, Intent] = {}
        self._closed: set[int] = set()
        self._given_up: dict[int, str] = {}
        self._last = 0
        self._lines = self._storage.read()
        for index, line in enumerate(self._lines):
            self._take(_decode(line, None))

    def xǁJournalǁ__init____mutmut_15(self, storage: Storage | Path) -> None:
        self._storage = File(storage) if isinstance(storage, Path) else storage
        self._intents: dict[int, Intent] = {}
        self._closed: set[int] = set()
        self._given_up: dict[int, str] = {}
        self._last = 0
        self._lines = self._storage.read()
        for index, line in enumerate(self._lines):
            self._take(_decode(f"{self._storage.place}:{index + 1}"))

    def xǁJournalǁ__init____mutmut_16(self, storage: Storage | Path) -> None:
        self._storage = File(storage) if isinstance(storage, Path) else storage
        self._intents: dict[int, Intent] = {}
        self._closed: set[int] = set()
        self._given_up: dict[int, str] = {}
        self._last = 0
        self._lines = self._storage.read()
        for index, line in enumerate(self._lines):
            self._take(_decode(line, ))

    def xǁJournalǁ__init____mutmut_17(self, storage: Storage | Path) -> None:
        self._storage = File(storage) if isinstance(storage, Path) else storage
        self._intents: dict[int, Intent] = {}
        self._closed: set[int] = set()
        self._given_up: dict[int, str] = {}
        self._last = 0
        self._lines = self._storage.read()
        for index, line in enumerate(self._lines):
            self._take(_decode(line, f"{self._storage.place}:{index - 1}"))

    def xǁJournalǁ__init____mutmut_18(self, storage: Storage | Path) -> None:
        self._storage = File(storage) if isinstance(storage, Path) else storage
        self._intents: dict[int, Intent] = {}
        self._closed: set[int] = set()
        self._given_up: dict[int, str] = {}
        self._last = 0
        self._lines = self._storage.read()
        for index, line in enumerate(self._lines):
            self._take(_decode(line, f"{self._storage.place}:{index + 2}"))

    @property
    def place(self) -> str:
        """Return where people find it."""
        return self._storage.place

    @_mutmut_mutated(mutants_xǁJournalǁpending__mutmut)
    def pending(self) -> tuple[Intent, ...]:
        """Return what is still to be put back, newest first."""
        open_numbers = self._intents.keys() - self._closed
        return tuple(self._intents[number] for number in sorted(open_numbers, reverse=True))

    def xǁJournalǁpending__mutmut_orig(self) -> tuple[Intent, ...]:
        """Return what is still to be put back, newest first."""
        open_numbers = self._intents.keys() - self._closed
        return tuple(self._intents[number] for number in sorted(open_numbers, reverse=True))

    def xǁJournalǁpending__mutmut_1(self) -> tuple[Intent, ...]:
        """Return what is still to be put back, newest first."""
        open_numbers = None
        return tuple(self._intents[number] for number in sorted(open_numbers, reverse=True))

    def xǁJournalǁpending__mutmut_2(self) -> tuple[Intent, ...]:
        """Return what is still to be put back, newest first."""
        open_numbers = self._intents.keys() + self._closed
        return tuple(self._intents[number] for number in sorted(open_numbers, reverse=True))

    def xǁJournalǁpending__mutmut_3(self) -> tuple[Intent, ...]:
        """Return what is still to be put back, newest first."""
        open_numbers = self._intents.keys() - self._closed
        return tuple(None)

    def xǁJournalǁpending__mutmut_4(self) -> tuple[Intent, ...]:
        """Return what is still to be put back, newest first."""
        open_numbers = self._intents.keys() - self._closed
        return tuple(self._intents[number] for number in sorted(None, reverse=True))

    def xǁJournalǁpending__mutmut_5(self) -> tuple[Intent, ...]:
        """Return what is still to be put back, newest first."""
        open_numbers = self._intents.keys() - self._closed
        return tuple(self._intents[number] for number in sorted(open_numbers, reverse=None))

    def xǁJournalǁpending__mutmut_6(self) -> tuple[Intent, ...]:
        """Return what is still to be put back, newest first."""
        open_numbers = self._intents.keys() - self._closed
        return tuple(self._intents[number] for number in sorted(reverse=True))

    def xǁJournalǁpending__mutmut_7(self) -> tuple[Intent, ...]:
        """Return what is still to be put back, newest first."""
        open_numbers = self._intents.keys() - self._closed
        return tuple(self._intents[number] for number in sorted(open_numbers, ))

    def xǁJournalǁpending__mutmut_8(self) -> tuple[Intent, ...]:
        """Return what is still to be put back, newest first."""
        open_numbers = self._intents.keys() - self._closed
        return tuple(self._intents[number] for number in sorted(open_numbers, reverse=False))

    @_mutmut_mutated(mutants_xǁJournalǁgiven_up__mutmut)
    def given_up(self) -> tuple[tuple[Intent, str], ...]:
        """Return what could not be put back, with the reason, oldest first."""
        return tuple((self._intents[n], why) for n, why in sorted(self._given_up.items()))

    def xǁJournalǁgiven_up__mutmut_orig(self) -> tuple[tuple[Intent, str], ...]:
        """Return what could not be put back, with the reason, oldest first."""
        return tuple((self._intents[n], why) for n, why in sorted(self._given_up.items()))

    def xǁJournalǁgiven_up__mutmut_1(self) -> tuple[tuple[Intent, str], ...]:
        """Return what could not be put back, with the reason, oldest first."""
        return tuple(None)

    def xǁJournalǁgiven_up__mutmut_2(self) -> tuple[tuple[Intent, str], ...]:
        """Return what could not be put back, with the reason, oldest first."""
        return tuple((self._intents[n], why) for n, why in sorted(None))

    @_mutmut_mutated(mutants_xǁJournalǁintend__mutmut)
    def intend(
        self,
        undo: str,
        arguments: Mapping[str, Any],
        before: Mapping[str, Any],
        *,
        drill: str,
        cluster_uid: str,
    ) -> Intent:
        """Write an undo step and return it once it is kept. Only then may the change begin.

        Raises NotWritten; then nothing is pending that was not before.
        """
        number = self._last + 1
        intent = Intent(number, undo, dict(arguments), dict(before), drill, now(), cluster_uid)
        line = _encode({"record": "intent", **vars(intent), "at": intent.at.isoformat()})
        self._make_room(len(line))
        self._append(line)
        self._intents[number] = intent
        self._last = number
        return intent

    def xǁJournalǁintend__mutmut_orig(
        self,
        undo: str,
        arguments: Mapping[str, Any],
        before: Mapping[str, Any],
        *,
        drill: str,
        cluster_uid: str,
    ) -> Intent:
        """Write an undo step and return it once it is kept. Only then may the change begin.

        Raises NotWritten; then nothing is pending that was not before.
        """
        number = self._last + 1
        intent = Intent(number, undo, dict(arguments), dict(before), drill, now(), cluster_uid)
        line = _encode({"record": "intent", **vars(intent), "at": intent.at.isoformat()})
        self._make_room(len(line))
        self._append(line)
        self._intents[number] = intent
        self._last = number
        return intent

    def xǁJournalǁintend__mutmut_1(
        self,
        undo: str,
        arguments: Mapping[str, Any],
        before: Mapping[str, Any],
        *,
        drill: str,
        cluster_uid: str,
    ) -> Intent:
        """Write an undo step and return it once it is kept. Only then may the change begin.

        Raises NotWritten; then nothing is pending that was not before.
        """
        number = None
        intent = Intent(number, undo, dict(arguments), dict(before), drill, now(), cluster_uid)
        line = _encode({"record": "intent", **vars(intent), "at": intent.at.isoformat()})
        self._make_room(len(line))
        self._append(line)
        self._intents[number] = intent
        self._last = number
        return intent

    def xǁJournalǁintend__mutmut_2(
        self,
        undo: str,
        arguments: Mapping[str, Any],
        before: Mapping[str, Any],
        *,
        drill: str,
        cluster_uid: str,
    ) -> Intent:
        """Write an undo step and return it once it is kept. Only then may the change begin.

        Raises NotWritten; then nothing is pending that was not before.
        """
        number = self._last - 1
        intent = Intent(number, undo, dict(arguments), dict(before), drill, now(), cluster_uid)
        line = _encode({"record": "intent", **vars(intent), "at": intent.at.isoformat()})
        self._make_room(len(line))
        self._append(line)
        self._intents[number] = intent
        self._last = number
        return intent

    def xǁJournalǁintend__mutmut_3(
        self,
        undo: str,
        arguments: Mapping[str, Any],
        before: Mapping[str, Any],
        *,
        drill: str,
        cluster_uid: str,
    ) -> Intent:
        """Write an undo step and return it once it is kept. Only then may the change begin.

        Raises NotWritten; then nothing is pending that was not before.
        """
        number = self._last + 2
        intent = Intent(number, undo, dict(arguments), dict(before), drill, now(), cluster_uid)
        line = _encode({"record": "intent", **vars(intent), "at": intent.at.isoformat()})
        self._make_room(len(line))
        self._append(line)
        self._intents[number] = intent
        self._last = number
        return intent

    def xǁJournalǁintend__mutmut_4(
        self,
        undo: str,
        arguments: Mapping[str, Any],
        before: Mapping[str, Any],
        *,
        drill: str,
        cluster_uid: str,
    ) -> Intent:
        """Write an undo step and return it once it is kept. Only then may the change begin.

        Raises NotWritten; then nothing is pending that was not before.
        """
        number = self._last + 1
        intent = None
        line = _encode({"record": "intent", **vars(intent), "at": intent.at.isoformat()})
        self._make_room(len(line))
        self._append(line)
        self._intents[number] = intent
        self._last = number
        return intent

    def xǁJournalǁintend__mutmut_5(
        self,
        undo: str,
        arguments: Mapping[str, Any],
        before: Mapping[str, Any],
        *,
        drill: str,
        cluster_uid: str,
    ) -> Intent:
        """Write an undo step and return it once it is kept. Only then may the change begin.

        Raises NotWritten; then nothing is pending that was not before.
        """
        number = self._last + 1
        intent = Intent(None, undo, dict(arguments), dict(before), drill, now(), cluster_uid)
        line = _encode({"record": "intent", **vars(intent), "at": intent.at.isoformat()})
        self._make_room(len(line))
        self._append(line)
        self._intents[number] = intent
        self._last = number
        return intent

    def xǁJournalǁintend__mutmut_6(
        self,
        undo: str,
        arguments: Mapping[str, Any],
        before: Mapping[str, Any],
        *,
        drill: str,
        cluster_uid: str,
    ) -> Intent:
        """Write an undo step and return it once it is kept. Only then may the change begin.

        Raises NotWritten; then nothing is pending that was not before.
        """
        number = self._last + 1
        intent = Intent(number, None, dict(arguments), dict(before), drill, now(), cluster_uid)
        line = _encode({"record": "intent", **vars(intent), "at": intent.at.isoformat()})
        self._make_room(len(line))
        self._append(line)
        self._intents[number] = intent
        self._last = number
        return intent

    def xǁJournalǁintend__mutmut_7(
        self,
        undo: str,
        arguments: Mapping[str, Any],
        before: Mapping[str, Any],
        *,
        drill: str,
        cluster_uid: str,
    ) -> Intent:
        """Write an undo step and return it once it is kept. Only then may the change begin.

        Raises NotWritten; then nothing is pending that was not before.
        """
        number = self._last + 1
        intent = Intent(number, undo, None, dict(before), drill, now(), cluster_uid)
        line = _encode({"record": "intent", **vars(intent), "at": intent.at.isoformat()})
        self._make_room(len(line))
        self._append(line)
        self._intents[number] = intent
        self._last = number
        return intent

    def xǁJournalǁintend__mutmut_8(
        self,
        undo: str,
        arguments: Mapping[str, Any],
        before: Mapping[str, Any],
        *,
        drill: str,
        cluster_uid: str,
    ) -> Intent:
        """Write an undo step and return it once it is kept. Only then may the change begin.

        Raises NotWritten; then nothing is pending that was not before.
        """
        number = self._last + 1
        intent = Intent(number, undo, dict(arguments), None, drill, now(), cluster_uid)
        line = _encode({"record": "intent", **vars(intent), "at": intent.at.isoformat()})
        self._make_room(len(line))
        self._append(line)
        self._intents[number] = intent
        self._last = number
        return intent

    def xǁJournalǁintend__mutmut_9(
        self,
        undo: str,
        arguments: Mapping[str, Any],
        before: Mapping[str, Any],
        *,
        drill: str,
        cluster_uid: str,
    ) -> Intent:
        """Write an undo step and return it once it is kept. Only then may the change begin.

        Raises NotWritten; then nothing is pending that was not before.
        """
        number = self._last + 1
        intent = Intent(number, undo, dict(arguments), dict(before), None, now(), cluster_uid)
        line = _encode({"record": "intent", **vars(intent), "at": intent.at.isoformat()})
        self._make_room(len(line))
        self._append(line)
        self._intents[number] = intent
        self._last = number
        return intent

    def xǁJournalǁintend__mutmut_10(
        self,
        undo: str,
        arguments: Mapping[str, Any],
        before: Mapping[str, Any],
        *,
        drill: str,
        cluster_uid: str,
    ) -> Intent:
        """Write an undo step and return it once it is kept. Only then may the change begin.

        Raises NotWritten; then nothing is pending that was not before.
        """
        number = self._last + 1
        intent = Intent(number, undo, dict(arguments), dict(before), drill, None, cluster_uid)
        line = _encode({"record": "intent", **vars(intent), "at": intent.at.isoformat()})
        self._make_room(len(line))
        self._append(line)
        self._intents[number] = intent
        self._last = number
        return intent

    def xǁJournalǁintend__mutmut_11(
        self,
        undo: str,
        arguments: Mapping[str, Any],
        before: Mapping[str, Any],
        *,
        drill: str,
        cluster_uid: str,
    ) -> Intent:
        """Write an undo step and return it once it is kept. Only then may the change begin.

        Raises NotWritten; then nothing is pending that was not before.
        """
        number = self._last + 1
        intent = Intent(number, undo, dict(arguments), dict(before), drill, now(), None)
        line = _encode({"record": "intent", **vars(intent), "at": intent.at.isoformat()})
        self._make_room(len(line))
        self._append(line)
        self._intents[number] = intent
        self._last = number
        return intent

    def xǁJournalǁintend__mutmut_12(
        self,
        undo: str,
        arguments: Mapping[str, Any],
        before: Mapping[str, Any],
        *,
        drill: str,
        cluster_uid: str,
    ) -> Intent:
        """Write an undo step and return it once it is kept. Only then may the change begin.

        Raises NotWritten; then nothing is pending that was not before.
        """
        number = self._last + 1
        intent = Intent(undo, dict(arguments), dict(before), drill, now(), cluster_uid)
        line = _encode({"record": "intent", **vars(intent), "at": intent.at.isoformat()})
        self._make_room(len(line))
        self._append(line)
        self._intents[number] = intent
        self._last = number
        return intent

    def xǁJournalǁintend__mutmut_13(
        self,
        undo: str,
        arguments: Mapping[str, Any],
        before: Mapping[str, Any],
        *,
        drill: str,
        cluster_uid: str,
    ) -> Intent:
        """Write an undo step and return it once it is kept. Only then may the change begin.

        Raises NotWritten; then nothing is pending that was not before.
        """
        number = self._last + 1
        intent = Intent(number, dict(arguments), dict(before), drill, now(), cluster_uid)
        line = _encode({"record": "intent", **vars(intent), "at": intent.at.isoformat()})
        self._make_room(len(line))
        self._append(line)
        self._intents[number] = intent
        self._last = number
        return intent

    def xǁJournalǁintend__mutmut_14(
        self,
        undo: str,
        arguments: Mapping[str, Any],
        before: Mapping[str, Any],
        *,
        drill: str,
        cluster_uid: str,
    ) -> Intent:
        """Write an undo step and return it once it is kept. Only then may the change begin.

        Raises NotWritten; then nothing is pending that was not before.
        """
        number = self._last + 1
        intent = Intent(number, undo, dict(before), drill, now(), cluster_uid)
        line = _encode({"record": "intent", **vars(intent), "at": intent.at.isoformat()})
        self._make_room(len(line))
        self._append(line)
        self._intents[number] = intent
        self._last = number
        return intent

    def xǁJournalǁintend__mutmut_15(
        self,
        undo: str,
        arguments: Mapping[str, Any],
        before: Mapping[str, Any],
        *,
        drill: str,
        cluster_uid: str,
    ) -> Intent:
        """Write an undo step and return it once it is kept. Only then may the change begin.

        Raises NotWritten; then nothing is pending that was not before.
        """
        number = self._last + 1
        intent = Intent(number, undo, dict(arguments), drill, now(), cluster_uid)
        line = _encode({"record": "intent", **vars(intent), "at": intent.at.isoformat()})
        self._make_room(len(line))
        self._append(line)
        self._intents[number] = intent
        self._last = number
        return intent

    def xǁJournalǁintend__mutmut_16(
        self,
        undo: str,
        arguments: Mapping[str, Any],
        before: Mapping[str, Any],
        *,
        drill: str,
        cluster_uid: str,
    ) -> Intent:
        """Write an undo step and return it once it is kept. Only then may the change begin.

        Raises NotWritten; then nothing is pending that was not before.
        """
        number = self._last + 1
        intent = Intent(number, undo, dict(arguments), dict(before), now(), cluster_uid)
        line = _encode({"record": "intent", **vars(intent), "at": intent.at.isoformat()})
        self._make_room(len(line))
        self._append(line)
        self._intents[number] = intent
        self._last = number
        return intent

    def xǁJournalǁintend__mutmut_17(
        self,
        undo: str,
        arguments: Mapping[str, Any],
        before: Mapping[str, Any],
        *,
        drill: str,
        cluster_uid: str,
    ) -> Intent:
        """Write an undo step and return it once it is kept. Only then may the change begin.

        Raises NotWritten; then nothing is pending that was not before.
        """
        number = self._last + 1
        intent = Intent(number, undo, dict(arguments), dict(before), drill, cluster_uid)
        line = _encode({"record": "intent", **vars(intent), "at": intent.at.isoformat()})
        self._make_room(len(line))
        self._append(line)
        self._intents[number] = intent
        self._last = number
        return intent

    def xǁJournalǁintend__mutmut_18(
        self,
        undo: str,
        arguments: Mapping[str, Any],
        before: Mapping[str, Any],
        *,
        drill: str,
        cluster_uid: str,
    ) -> Intent:
        """Write an undo step and return it once it is kept. Only then may the change begin.

        Raises NotWritten; then nothing is pending that was not before.
        """
        number = self._last + 1
        intent = Intent(number, undo, dict(arguments), dict(before), drill, now(), )
        line = _encode({"record": "intent", **vars(intent), "at": intent.at.isoformat()})
        self._make_room(len(line))
        self._append(line)
        self._intents[number] = intent
        self._last = number
        return intent

    def xǁJournalǁintend__mutmut_19(
        self,
        undo: str,
        arguments: Mapping[str, Any],
        before: Mapping[str, Any],
        *,
        drill: str,
        cluster_uid: str,
    ) -> Intent:
        """Write an undo step and return it once it is kept. Only then may the change begin.

        Raises NotWritten; then nothing is pending that was not before.
        """
        number = self._last + 1
        intent = Intent(number, undo, dict(None), dict(before), drill, now(), cluster_uid)
        line = _encode({"record": "intent", **vars(intent), "at": intent.at.isoformat()})
        self._make_room(len(line))
        self._append(line)
        self._intents[number] = intent
        self._last = number
        return intent

    def xǁJournalǁintend__mutmut_20(
        self,
        undo: str,
        arguments: Mapping[str, Any],
        before: Mapping[str, Any],
        *,
        drill: str,
        cluster_uid: str,
    ) -> Intent:
        """Write an undo step and return it once it is kept. Only then may the change begin.

        Raises NotWritten; then nothing is pending that was not before.
        """
        number = self._last + 1
        intent = Intent(number, undo, dict(arguments), dict(None), drill, now(), cluster_uid)
        line = _encode({"record": "intent", **vars(intent), "at": intent.at.isoformat()})
        self._make_room(len(line))
        self._append(line)
        self._intents[number] = intent
        self._last = number
        return intent

    def xǁJournalǁintend__mutmut_21(
        self,
        undo: str,
        arguments: Mapping[str, Any],
        before: Mapping[str, Any],
        *,
        drill: str,
        cluster_uid: str,
    ) -> Intent:
        """Write an undo step and return it once it is kept. Only then may the change begin.

        Raises NotWritten; then nothing is pending that was not before.
        """
        number = self._last + 1
        intent = Intent(number, undo, dict(arguments), dict(before), drill, now(), cluster_uid)
        line = None
        self._make_room(len(line))
        self._append(line)
        self._intents[number] = intent
        self._last = number
        return intent

    def xǁJournalǁintend__mutmut_22(
        self,
        undo: str,
        arguments: Mapping[str, Any],
        before: Mapping[str, Any],
        *,
        drill: str,
        cluster_uid: str,
    ) -> Intent:
        """Write an undo step and return it once it is kept. Only then may the change begin.

        Raises NotWritten; then nothing is pending that was not before.
        """
        number = self._last + 1
        intent = Intent(number, undo, dict(arguments), dict(before), drill, now(), cluster_uid)
        line = _encode(None)
        self._make_room(len(line))
        self._append(line)
        self._intents[number] = intent
        self._last = number
        return intent

    def xǁJournalǁintend__mutmut_23(
        self,
        undo: str,
        arguments: Mapping[str, Any],
        before: Mapping[str, Any],
        *,
        drill: str,
        cluster_uid: str,
    ) -> Intent:
        """Write an undo step and return it once it is kept. Only then may the change begin.

        Raises NotWritten; then nothing is pending that was not before.
        """
        number = self._last + 1
        intent = Intent(number, undo, dict(arguments), dict(before), drill, now(), cluster_uid)
        line = _encode({"XXrecordXX": "intent", **vars(intent), "at": intent.at.isoformat()})
        self._make_room(len(line))
        self._append(line)
        self._intents[number] = intent
        self._last = number
        return intent

    def xǁJournalǁintend__mutmut_24(
        self,
        undo: str,
        arguments: Mapping[str, Any],
        before: Mapping[str, Any],
        *,
        drill: str,
        cluster_uid: str,
    ) -> Intent:
        """Write an undo step and return it once it is kept. Only then may the change begin.

        Raises NotWritten; then nothing is pending that was not before.
        """
        number = self._last + 1
        intent = Intent(number, undo, dict(arguments), dict(before), drill, now(), cluster_uid)
        line = _encode({"RECORD": "intent", **vars(intent), "at": intent.at.isoformat()})
        self._make_room(len(line))
        self._append(line)
        self._intents[number] = intent
        self._last = number
        return intent

    def xǁJournalǁintend__mutmut_25(
        self,
        undo: str,
        arguments: Mapping[str, Any],
        before: Mapping[str, Any],
        *,
        drill: str,
        cluster_uid: str,
    ) -> Intent:
        """Write an undo step and return it once it is kept. Only then may the change begin.

        Raises NotWritten; then nothing is pending that was not before.
        """
        number = self._last + 1
        intent = Intent(number, undo, dict(arguments), dict(before), drill, now(), cluster_uid)
        line = _encode({"record": "XXintentXX", **vars(intent), "at": intent.at.isoformat()})
        self._make_room(len(line))
        self._append(line)
        self._intents[number] = intent
        self._last = number
        return intent

    def xǁJournalǁintend__mutmut_26(
        self,
        undo: str,
        arguments: Mapping[str, Any],
        before: Mapping[str, Any],
        *,
        drill: str,
        cluster_uid: str,
    ) -> Intent:
        """Write an undo step and return it once it is kept. Only then may the change begin.

        Raises NotWritten; then nothing is pending that was not before.
        """
        number = self._last + 1
        intent = Intent(number, undo, dict(arguments), dict(before), drill, now(), cluster_uid)
        line = _encode({"record": "INTENT", **vars(intent), "at": intent.at.isoformat()})
        self._make_room(len(line))
        self._append(line)
        self._intents[number] = intent
        self._last = number
        return intent

    def xǁJournalǁintend__mutmut_27(
        self,
        undo: str,
        arguments: Mapping[str, Any],
        before: Mapping[str, Any],
        *,
        drill: str,
        cluster_uid: str,
    ) -> Intent:
        """Write an undo step and return it once it is kept. Only then may the change begin.

        Raises NotWritten; then nothing is pending that was not before.
        """
        number = self._last + 1
        intent = Intent(number, undo, dict(arguments), dict(before), drill, now(), cluster_uid)
        line = _encode({"record": "intent", **vars(None), "at": intent.at.isoformat()})
        self._make_room(len(line))
        self._append(line)
        self._intents[number] = intent
        self._last = number
        return intent

    def xǁJournalǁintend__mutmut_28(
        self,
        undo: str,
        arguments: Mapping[str, Any],
        before: Mapping[str, Any],
        *,
        drill: str,
        cluster_uid: str,
    ) -> Intent:
        """Write an undo step and return it once it is kept. Only then may the change begin.

        Raises NotWritten; then nothing is pending that was not before.
        """
        number = self._last + 1
        intent = Intent(number, undo, dict(arguments), dict(before), drill, now(), cluster_uid)
        line = _encode({"record": "intent", **vars(intent), "XXatXX": intent.at.isoformat()})
        self._make_room(len(line))
        self._append(line)
        self._intents[number] = intent
        self._last = number
        return intent

    def xǁJournalǁintend__mutmut_29(
        self,
        undo: str,
        arguments: Mapping[str, Any],
        before: Mapping[str, Any],
        *,
        drill: str,
        cluster_uid: str,
    ) -> Intent:
        """Write an undo step and return it once it is kept. Only then may the change begin.

        Raises NotWritten; then nothing is pending that was not before.
        """
        number = self._last + 1
        intent = Intent(number, undo, dict(arguments), dict(before), drill, now(), cluster_uid)
        line = _encode({"record": "intent", **vars(intent), "AT": intent.at.isoformat()})
        self._make_room(len(line))
        self._append(line)
        self._intents[number] = intent
        self._last = number
        return intent

    def xǁJournalǁintend__mutmut_30(
        self,
        undo: str,
        arguments: Mapping[str, Any],
        before: Mapping[str, Any],
        *,
        drill: str,
        cluster_uid: str,
    ) -> Intent:
        """Write an undo step and return it once it is kept. Only then may the change begin.

        Raises NotWritten; then nothing is pending that was not before.
        """
        number = self._last + 1
        intent = Intent(number, undo, dict(arguments), dict(before), drill, now(), cluster_uid)
        line = _encode({"record": "intent", **vars(intent), "at": intent.at.isoformat()})
        self._make_room(None)
        self._append(line)
        self._intents[number] = intent
        self._last = number
        return intent

    def xǁJournalǁintend__mutmut_31(
        self,
        undo: str,
        arguments: Mapping[str, Any],
        before: Mapping[str, Any],
        *,
        drill: str,
        cluster_uid: str,
    ) -> Intent:
        """Write an undo step and return it once it is kept. Only then may the change begin.

        Raises NotWritten; then nothing is pending that was not before.
        """
        number = self._last + 1
        intent = Intent(number, undo, dict(arguments), dict(before), drill, now(), cluster_uid)
        line = _encode({"record": "intent", **vars(intent), "at": intent.at.isoformat()})
        self._make_room(len(line))
        self._append(None)
        self._intents[number] = intent
        self._last = number
        return intent

    def xǁJournalǁintend__mutmut_32(
        self,
        undo: str,
        arguments: Mapping[str, Any],
        before: Mapping[str, Any],
        *,
        drill: str,
        cluster_uid: str,
    ) -> Intent:
        """Write an undo step and return it once it is kept. Only then may the change begin.

        Raises NotWritten; then nothing is pending that was not before.
        """
        number = self._last + 1
        intent = Intent(number, undo, dict(arguments), dict(before), drill, now(), cluster_uid)
        line = _encode({"record": "intent", **vars(intent), "at": intent.at.isoformat()})
        self._make_room(len(line))
        self._append(line)
        self._intents[number] = None
        self._last = number
        return intent

    def xǁJournalǁintend__mutmut_33(
        self,
        undo: str,
        arguments: Mapping[str, Any],
        before: Mapping[str, Any],
        *,
        drill: str,
        cluster_uid: str,
    ) -> Intent:
        """Write an undo step and return it once it is kept. Only then may the change begin.

        Raises NotWritten; then nothing is pending that was not before.
        """
        number = self._last + 1
        intent = Intent(number, undo, dict(arguments), dict(before), drill, now(), cluster_uid)
        line = _encode({"record": "intent", **vars(intent), "at": intent.at.isoformat()})
        self._make_room(len(line))
        self._append(line)
        self._intents[number] = intent
        self._last = None
        return intent

    @_mutmut_mutated(mutants_xǁJournalǁundone__mutmut)
    def undone(self, intent: Intent) -> None:
        """Record that an undo step ran and that the world is as it was before."""
        record = {"record": "undone", "number": intent.number, "at": now().isoformat()}
        self._append(_encode(record))
        self._closed.add(intent.number)

    def xǁJournalǁundone__mutmut_orig(self, intent: Intent) -> None:
        """Record that an undo step ran and that the world is as it was before."""
        record = {"record": "undone", "number": intent.number, "at": now().isoformat()}
        self._append(_encode(record))
        self._closed.add(intent.number)

    def xǁJournalǁundone__mutmut_1(self, intent: Intent) -> None:
        """Record that an undo step ran and that the world is as it was before."""
        record = None
        self._append(_encode(record))
        self._closed.add(intent.number)

    def xǁJournalǁundone__mutmut_2(self, intent: Intent) -> None:
        """Record that an undo step ran and that the world is as it was before."""
        record = {"XXrecordXX": "undone", "number": intent.number, "at": now().isoformat()}
        self._append(_encode(record))
        self._closed.add(intent.number)

    def xǁJournalǁundone__mutmut_3(self, intent: Intent) -> None:
        """Record that an undo step ran and that the world is as it was before."""
        record = {"RECORD": "undone", "number": intent.number, "at": now().isoformat()}
        self._append(_encode(record))
        self._closed.add(intent.number)

    def xǁJournalǁundone__mutmut_4(self, intent: Intent) -> None:
        """Record that an undo step ran and that the world is as it was before."""
        record = {"record": "XXundoneXX", "number": intent.number, "at": now().isoformat()}
        self._append(_encode(record))
        self._closed.add(intent.number)

    def xǁJournalǁundone__mutmut_5(self, intent: Intent) -> None:
        """Record that an undo step ran and that the world is as it was before."""
        record = {"record": "UNDONE", "number": intent.number, "at": now().isoformat()}
        self._append(_encode(record))
        self._closed.add(intent.number)

    def xǁJournalǁundone__mutmut_6(self, intent: Intent) -> None:
        """Record that an undo step ran and that the world is as it was before."""
        record = {"record": "undone", "XXnumberXX": intent.number, "at": now().isoformat()}
        self._append(_encode(record))
        self._closed.add(intent.number)

    def xǁJournalǁundone__mutmut_7(self, intent: Intent) -> None:
        """Record that an undo step ran and that the world is as it was before."""
        record = {"record": "undone", "NUMBER": intent.number, "at": now().isoformat()}
        self._append(_encode(record))
        self._closed.add(intent.number)

    def xǁJournalǁundone__mutmut_8(self, intent: Intent) -> None:
        """Record that an undo step ran and that the world is as it was before."""
        record = {"record": "undone", "number": intent.number, "XXatXX": now().isoformat()}
        self._append(_encode(record))
        self._closed.add(intent.number)

    def xǁJournalǁundone__mutmut_9(self, intent: Intent) -> None:
        """Record that an undo step ran and that the world is as it was before."""
        record = {"record": "undone", "number": intent.number, "AT": now().isoformat()}
        self._append(_encode(record))
        self._closed.add(intent.number)

    def xǁJournalǁundone__mutmut_10(self, intent: Intent) -> None:
        """Record that an undo step ran and that the world is as it was before."""
        record = {"record": "undone", "number": intent.number, "at": now().isoformat()}
        self._append(None)
        self._closed.add(intent.number)

    def xǁJournalǁundone__mutmut_11(self, intent: Intent) -> None:
        """Record that an undo step ran and that the world is as it was before."""
        record = {"record": "undone", "number": intent.number, "at": now().isoformat()}
        self._append(_encode(None))
        self._closed.add(intent.number)

    def xǁJournalǁundone__mutmut_12(self, intent: Intent) -> None:
        """Record that an undo step ran and that the world is as it was before."""
        record = {"record": "undone", "number": intent.number, "at": now().isoformat()}
        self._append(_encode(record))
        self._closed.add(None)

    @_mutmut_mutated(mutants_xǁJournalǁgave_up__mutmut)
    def gave_up(self, intent: Intent, why: str) -> None:
        """Record that an undo step could not put it back; a person must."""
        record = {"record": "gave_up", "number": intent.number, "why": why}
        self._append(_encode({**record, "at": now().isoformat()}))
        self._closed.add(intent.number)
        self._given_up[intent.number] = why

    def xǁJournalǁgave_up__mutmut_orig(self, intent: Intent, why: str) -> None:
        """Record that an undo step could not put it back; a person must."""
        record = {"record": "gave_up", "number": intent.number, "why": why}
        self._append(_encode({**record, "at": now().isoformat()}))
        self._closed.add(intent.number)
        self._given_up[intent.number] = why

    def xǁJournalǁgave_up__mutmut_1(self, intent: Intent, why: str) -> None:
        """Record that an undo step could not put it back; a person must."""
        record = None
        self._append(_encode({**record, "at": now().isoformat()}))
        self._closed.add(intent.number)
        self._given_up[intent.number] = why

    def xǁJournalǁgave_up__mutmut_2(self, intent: Intent, why: str) -> None:
        """Record that an undo step could not put it back; a person must."""
        record = {"XXrecordXX": "gave_up", "number": intent.number, "why": why}
        self._append(_encode({**record, "at": now().isoformat()}))
        self._closed.add(intent.number)
        self._given_up[intent.number] = why

    def xǁJournalǁgave_up__mutmut_3(self, intent: Intent, why: str) -> None:
        """Record that an undo step could not put it back; a person must."""
        record = {"RECORD": "gave_up", "number": intent.number, "why": why}
        self._append(_encode({**record, "at": now().isoformat()}))
        self._closed.add(intent.number)
        self._given_up[intent.number] = why

    def xǁJournalǁgave_up__mutmut_4(self, intent: Intent, why: str) -> None:
        """Record that an undo step could not put it back; a person must."""
        record = {"record": "XXgave_upXX", "number": intent.number, "why": why}
        self._append(_encode({**record, "at": now().isoformat()}))
        self._closed.add(intent.number)
        self._given_up[intent.number] = why

    def xǁJournalǁgave_up__mutmut_5(self, intent: Intent, why: str) -> None:
        """Record that an undo step could not put it back; a person must."""
        record = {"record": "GAVE_UP", "number": intent.number, "why": why}
        self._append(_encode({**record, "at": now().isoformat()}))
        self._closed.add(intent.number)
        self._given_up[intent.number] = why

    def xǁJournalǁgave_up__mutmut_6(self, intent: Intent, why: str) -> None:
        """Record that an undo step could not put it back; a person must."""
        record = {"record": "gave_up", "XXnumberXX": intent.number, "why": why}
        self._append(_encode({**record, "at": now().isoformat()}))
        self._closed.add(intent.number)
        self._given_up[intent.number] = why

    def xǁJournalǁgave_up__mutmut_7(self, intent: Intent, why: str) -> None:
        """Record that an undo step could not put it back; a person must."""
        record = {"record": "gave_up", "NUMBER": intent.number, "why": why}
        self._append(_encode({**record, "at": now().isoformat()}))
        self._closed.add(intent.number)
        self._given_up[intent.number] = why

    def xǁJournalǁgave_up__mutmut_8(self, intent: Intent, why: str) -> None:
        """Record that an undo step could not put it back; a person must."""
        record = {"record": "gave_up", "number": intent.number, "XXwhyXX": why}
        self._append(_encode({**record, "at": now().isoformat()}))
        self._closed.add(intent.number)
        self._given_up[intent.number] = why

    def xǁJournalǁgave_up__mutmut_9(self, intent: Intent, why: str) -> None:
        """Record that an undo step could not put it back; a person must."""
        record = {"record": "gave_up", "number": intent.number, "WHY": why}
        self._append(_encode({**record, "at": now().isoformat()}))
        self._closed.add(intent.number)
        self._given_up[intent.number] = why

    def xǁJournalǁgave_up__mutmut_10(self, intent: Intent, why: str) -> None:
        """Record that an undo step could not put it back; a person must."""
        record = {"record": "gave_up", "number": intent.number, "why": why}
        self._append(None)
        self._closed.add(intent.number)
        self._given_up[intent.number] = why

    def xǁJournalǁgave_up__mutmut_11(self, intent: Intent, why: str) -> None:
        """Record that an undo step could not put it back; a person must."""
        record = {"record": "gave_up", "number": intent.number, "why": why}
        self._append(_encode(None))
        self._closed.add(intent.number)
        self._given_up[intent.number] = why

    def xǁJournalǁgave_up__mutmut_12(self, intent: Intent, why: str) -> None:
        """Record that an undo step could not put it back; a person must."""
        record = {"record": "gave_up", "number": intent.number, "why": why}
        self._append(_encode({**record, "XXatXX": now().isoformat()}))
        self._closed.add(intent.number)
        self._given_up[intent.number] = why

    def xǁJournalǁgave_up__mutmut_13(self, intent: Intent, why: str) -> None:
        """Record that an undo step could not put it back; a person must."""
        record = {"record": "gave_up", "number": intent.number, "why": why}
        self._append(_encode({**record, "AT": now().isoformat()}))
        self._closed.add(intent.number)
        self._given_up[intent.number] = why

    def xǁJournalǁgave_up__mutmut_14(self, intent: Intent, why: str) -> None:
        """Record that an undo step could not put it back; a person must."""
        record = {"record": "gave_up", "number": intent.number, "why": why}
        self._append(_encode({**record, "at": now().isoformat()}))
        self._closed.add(None)
        self._given_up[intent.number] = why

    def xǁJournalǁgave_up__mutmut_15(self, intent: Intent, why: str) -> None:
        """Record that an undo step could not put it back; a person must."""
        record = {"record": "gave_up", "number": intent.number, "why": why}
        self._append(_encode({**record, "at": now().isoformat()}))
        self._closed.add(intent.number)
        self._given_up[intent.number] = None

    @_mutmut_mutated(mutants_xǁJournalǁ_take__mutmut)
    def _take(self, record: dict[str, Any]) -> None:
        kind = record.pop("record")
        if kind == "dropped":
            self._last = record["last"]
            return
        self._last = max(self._last, record["number"])
        if kind == "intent":
            record["at"] = datetime.fromisoformat(record["at"])
            self._intents[record["number"]] = Intent(**record)
            return
        self._closed.add(record["number"])
        if kind == "gave_up":
            self._given_up[record["number"]] = record["why"]

    def xǁJournalǁ_take__mutmut_orig(self, record: dict[str, Any]) -> None:
        kind = record.pop("record")
        if kind == "dropped":
            self._last = record["last"]
            return
        self._last = max(self._last, record["number"])
        if kind == "intent":
            record["at"] = datetime.fromisoformat(record["at"])
            self._intents[record["number"]] = Intent(**record)
            return
        self._closed.add(record["number"])
        if kind == "gave_up":
            self._given_up[record["number"]] = record["why"]

    def xǁJournalǁ_take__mutmut_1(self, record: dict[str, Any]) -> None:
        kind = None
        if kind == "dropped":
            self._last = record["last"]
            return
        self._last = max(self._last, record["number"])
        if kind == "intent":
            record["at"] = datetime.fromisoformat(record["at"])
            self._intents[record["number"]] = Intent(**record)
            return
        self._closed.add(record["number"])
        if kind == "gave_up":
            self._given_up[record["number"]] = record["why"]

    def xǁJournalǁ_take__mutmut_2(self, record: dict[str, Any]) -> None:
        kind = record.pop(None)
        if kind == "dropped":
            self._last = record["last"]
            return
        self._last = max(self._last, record["number"])
        if kind == "intent":
            record["at"] = datetime.fromisoformat(record["at"])
            self._intents[record["number"]] = Intent(**record)
            return
        self._closed.add(record["number"])
        if kind == "gave_up":
            self._given_up[record["number"]] = record["why"]

    def xǁJournalǁ_take__mutmut_3(self, record: dict[str, Any]) -> None:
        kind = record.pop("XXrecordXX")
        if kind == "dropped":
            self._last = record["last"]
            return
        self._last = max(self._last, record["number"])
        if kind == "intent":
            record["at"] = datetime.fromisoformat(record["at"])
            self._intents[record["number"]] = Intent(**record)
            return
        self._closed.add(record["number"])
        if kind == "gave_up":
            self._given_up[record["number"]] = record["why"]

    def xǁJournalǁ_take__mutmut_4(self, record: dict[str, Any]) -> None:
        kind = record.pop("RECORD")
        if kind == "dropped":
            self._last = record["last"]
            return
        self._last = max(self._last, record["number"])
        if kind == "intent":
            record["at"] = datetime.fromisoformat(record["at"])
            self._intents[record["number"]] = Intent(**record)
            return
        self._closed.add(record["number"])
        if kind == "gave_up":
            self._given_up[record["number"]] = record["why"]

    def xǁJournalǁ_take__mutmut_5(self, record: dict[str, Any]) -> None:
        kind = record.pop("record")
        if kind != "dropped":
            self._last = record["last"]
            return
        self._last = max(self._last, record["number"])
        if kind == "intent":
            record["at"] = datetime.fromisoformat(record["at"])
            self._intents[record["number"]] = Intent(**record)
            return
        self._closed.add(record["number"])
        if kind == "gave_up":
            self._given_up[record["number"]] = record["why"]

    def xǁJournalǁ_take__mutmut_6(self, record: dict[str, Any]) -> None:
        kind = record.pop("record")
        if kind == "XXdroppedXX":
            self._last = record["last"]
            return
        self._last = max(self._last, record["number"])
        if kind == "intent":
            record["at"] = datetime.fromisoformat(record["at"])
            self._intents[record["number"]] = Intent(**record)
            return
        self._closed.add(record["number"])
        if kind == "gave_up":
            self._given_up[record["number"]] = record["why"]

    def xǁJournalǁ_take__mutmut_7(self, record: dict[str, Any]) -> None:
        kind = record.pop("record")
        if kind == "DROPPED":
            self._last = record["last"]
            return
        self._last = max(self._last, record["number"])
        if kind == "intent":
            record["at"] = datetime.fromisoformat(record["at"])
            self._intents[record["number"]] = Intent(**record)
            return
        self._closed.add(record["number"])
        if kind == "gave_up":
            self._given_up[record["number"]] = record["why"]

    def xǁJournalǁ_take__mutmut_8(self, record: dict[str, Any]) -> None:
        kind = record.pop("record")
        if kind == "dropped":
            self._last = None
            return
        self._last = max(self._last, record["number"])
        if kind == "intent":
            record["at"] = datetime.fromisoformat(record["at"])
            self._intents[record["number"]] = Intent(**record)
            return
        self._closed.add(record["number"])
        if kind == "gave_up":
            self._given_up[record["number"]] = record["why"]

    def xǁJournalǁ_take__mutmut_9(self, record: dict[str, Any]) -> None:
        kind = record.pop("record")
        if kind == "dropped":
            self._last = record["XXlastXX"]
            return
        self._last = max(self._last, record["number"])
        if kind == "intent":
            record["at"] = datetime.fromisoformat(record["at"])
            self._intents[record["number"]] = Intent(**record)
            return
        self._closed.add(record["number"])
        if kind == "gave_up":
            self._given_up[record["number"]] = record["why"]

    def xǁJournalǁ_take__mutmut_10(self, record: dict[str, Any]) -> None:
        kind = record.pop("record")
        if kind == "dropped":
            self._last = record["LAST"]
            return
        self._last = max(self._last, record["number"])
        if kind == "intent":
            record["at"] = datetime.fromisoformat(record["at"])
            self._intents[record["number"]] = Intent(**record)
            return
        self._closed.add(record["number"])
        if kind == "gave_up":
            self._given_up[record["number"]] = record["why"]

    def xǁJournalǁ_take__mutmut_11(self, record: dict[str, Any]) -> None:
        kind = record.pop("record")
        if kind == "dropped":
            self._last = record["last"]
            return
        self._last = None
        if kind == "intent":
            record["at"] = datetime.fromisoformat(record["at"])
            self._intents[record["number"]] = Intent(**record)
            return
        self._closed.add(record["number"])
        if kind == "gave_up":
            self._given_up[record["number"]] = record["why"]

    def xǁJournalǁ_take__mutmut_12(self, record: dict[str, Any]) -> None:
        kind = record.pop("record")
        if kind == "dropped":
            self._last = record["last"]
            return
        self._last = max(None, record["number"])
        if kind == "intent":
            record["at"] = datetime.fromisoformat(record["at"])
            self._intents[record["number"]] = Intent(**record)
            return
        self._closed.add(record["number"])
        if kind == "gave_up":
            self._given_up[record["number"]] = record["why"]

    def xǁJournalǁ_take__mutmut_13(self, record: dict[str, Any]) -> None:
        kind = record.pop("record")
        if kind == "dropped":
            self._last = record["last"]
            return
        self._last = max(self._last, None)
        if kind == "intent":
            record["at"] = datetime.fromisoformat(record["at"])
            self._intents[record["number"]] = Intent(**record)
            return
        self._closed.add(record["number"])
        if kind == "gave_up":
            self._given_up[record["number"]] = record["why"]

    def xǁJournalǁ_take__mutmut_14(self, record: dict[str, Any]) -> None:
        kind = record.pop("record")
        if kind == "dropped":
            self._last = record["last"]
            return
        self._last = max(record["number"])
        if kind == "intent":
            record["at"] = datetime.fromisoformat(record["at"])
            self._intents[record["number"]] = Intent(**record)
            return
        self._closed.add(record["number"])
        if kind == "gave_up":
            self._given_up[record["number"]] = record["why"]

    def xǁJournalǁ_take__mutmut_15(self, record: dict[str, Any]) -> None:
        kind = record.pop("record")
        if kind == "dropped":
            self._last = record["last"]
            return
        self._last = max(self._last, )
        if kind == "intent":
            record["at"] = datetime.fromisoformat(record["at"])
            self._intents[record["number"]] = Intent(**record)
            return
        self._closed.add(record["number"])
        if kind == "gave_up":
            self._given_up[record["number"]] = record["why"]

    def xǁJournalǁ_take__mutmut_16(self, record: dict[str, Any]) -> None:
        kind = record.pop("record")
        if kind == "dropped":
            self._last = record["last"]
            return
        self._last = max(self._last, record["XXnumberXX"])
        if kind == "intent":
            record["at"] = datetime.fromisoformat(record["at"])
            self._intents[record["number"]] = Intent(**record)
            return
        self._closed.add(record["number"])
        if kind == "gave_up":
            self._given_up[record["number"]] = record["why"]

    def xǁJournalǁ_take__mutmut_17(self, record: dict[str, Any]) -> None:
        kind = record.pop("record")
        if kind == "dropped":
            self._last = record["last"]
            return
        self._last = max(self._last, record["NUMBER"])
        if kind == "intent":
            record["at"] = datetime.fromisoformat(record["at"])
            self._intents[record["number"]] = Intent(**record)
            return
        self._closed.add(record["number"])
        if kind == "gave_up":
            self._given_up[record["number"]] = record["why"]

    def xǁJournalǁ_take__mutmut_18(self, record: dict[str, Any]) -> None:
        kind = record.pop("record")
        if kind == "dropped":
            self._last = record["last"]
            return
        self._last = max(self._last, record["number"])
        if kind != "intent":
            record["at"] = datetime.fromisoformat(record["at"])
            self._intents[record["number"]] = Intent(**record)
            return
        self._closed.add(record["number"])
        if kind == "gave_up":
            self._given_up[record["number"]] = record["why"]

    def xǁJournalǁ_take__mutmut_19(self, record: dict[str, Any]) -> None:
        kind = record.pop("record")
        if kind == "dropped":
            self._last = record["last"]
            return
        self._last = max(self._last, record["number"])
        if kind == "XXintentXX":
            record["at"] = datetime.fromisoformat(record["at"])
            self._intents[record["number"]] = Intent(**record)
            return
        self._closed.add(record["number"])
        if kind == "gave_up":
            self._given_up[record["number"]] = record["why"]

    def xǁJournalǁ_take__mutmut_20(self, record: dict[str, Any]) -> None:
        kind = record.pop("record")
        if kind == "dropped":
            self._last = record["last"]
            return
        self._last = max(self._last, record["number"])
        if kind == "INTENT":
            record["at"] = datetime.fromisoformat(record["at"])
            self._intents[record["number"]] = Intent(**record)
            return
        self._closed.add(record["number"])
        if kind == "gave_up":
            self._given_up[record["number"]] = record["why"]

    def xǁJournalǁ_take__mutmut_21(self, record: dict[str, Any]) -> None:
        kind = record.pop("record")
        if kind == "dropped":
            self._last = record["last"]
            return
        self._last = max(self._last, record["number"])
        if kind == "intent":
            record["at"] = None
            self._intents[record["number"]] = Intent(**record)
            return
        self._closed.add(record["number"])
        if kind == "gave_up":
            self._given_up[record["number"]] = record["why"]

    def xǁJournalǁ_take__mutmut_22(self, record: dict[str, Any]) -> None:
        kind = record.pop("record")
        if kind == "dropped":
            self._last = record["last"]
            return
        self._last = max(self._last, record["number"])
        if kind == "intent":
            record["XXatXX"] = datetime.fromisoformat(record["at"])
            self._intents[record["number"]] = Intent(**record)
            return
        self._closed.add(record["number"])
        if kind == "gave_up":
            self._given_up[record["number"]] = record["why"]

    def xǁJournalǁ_take__mutmut_23(self, record: dict[str, Any]) -> None:
        kind = record.pop("record")
        if kind == "dropped":
            self._last = record["last"]
            return
        self._last = max(self._last, record["number"])
        if kind == "intent":
            record["AT"] = datetime.fromisoformat(record["at"])
            self._intents[record["number"]] = Intent(**record)
            return
        self._closed.add(record["number"])
        if kind == "gave_up":
            self._given_up[record["number"]] = record["why"]

    def xǁJournalǁ_take__mutmut_24(self, record: dict[str, Any]) -> None:
        kind = record.pop("record")
        if kind == "dropped":
            self._last = record["last"]
            return
        self._last = max(self._last, record["number"])
        if kind == "intent":
            record["at"] = datetime.fromisoformat(None)
            self._intents[record["number"]] = Intent(**record)
            return
        self._closed.add(record["number"])
        if kind == "gave_up":
            self._given_up[record["number"]] = record["why"]

    def xǁJournalǁ_take__mutmut_25(self, record: dict[str, Any]) -> None:
        kind = record.pop("record")
        if kind == "dropped":
            self._last = record["last"]
            return
        self._last = max(self._last, record["number"])
        if kind == "intent":
            record["at"] = datetime.fromisoformat(record["XXatXX"])
            self._intents[record["number"]] = Intent(**record)
            return
        self._closed.add(record["number"])
        if kind == "gave_up":
            self._given_up[record["number"]] = record["why"]

    def xǁJournalǁ_take__mutmut_26(self, record: dict[str, Any]) -> None:
        kind = record.pop("record")
        if kind == "dropped":
            self._last = record["last"]
            return
        self._last = max(self._last, record["number"])
        if kind == "intent":
            record["at"] = datetime.fromisoformat(record["AT"])
            self._intents[record["number"]] = Intent(**record)
            return
        self._closed.add(record["number"])
        if kind == "gave_up":
            self._given_up[record["number"]] = record["why"]

    def xǁJournalǁ_take__mutmut_27(self, record: dict[str, Any]) -> None:
        kind = record.pop("record")
        if kind == "dropped":
            self._last = record["last"]
            return
        self._last = max(self._last, record["number"])
        if kind == "intent":
            record["at"] = datetime.fromisoformat(record["at"])
            self._intents[record["number"]] = None
            return
        self._closed.add(record["number"])
        if kind == "gave_up":
            self._given_up[record["number"]] = record["why"]

    def xǁJournalǁ_take__mutmut_28(self, record: dict[str, Any]) -> None:
        kind = record.pop("record")
        if kind == "dropped":
            self._last = record["last"]
            return
        self._last = max(self._last, record["number"])
        if kind == "intent":
            record["at"] = datetime.fromisoformat(record["at"])
            self._intents[record["XXnumberXX"]] = Intent(**record)
            return
        self._closed.add(record["number"])
        if kind == "gave_up":
            self._given_up[record["number"]] = record["why"]

    def xǁJournalǁ_take__mutmut_29(self, record: dict[str, Any]) -> None:
        kind = record.pop("record")
        if kind == "dropped":
            self._last = record["last"]
            return
        self._last = max(self._last, record["number"])
        if kind == "intent":
            record["at"] = datetime.fromisoformat(record["at"])
            self._intents[record["NUMBER"]] = Intent(**record)
            return
        self._closed.add(record["number"])
        if kind == "gave_up":
            self._given_up[record["number"]] = record["why"]

    def xǁJournalǁ_take__mutmut_30(self, record: dict[str, Any]) -> None:
        kind = record.pop("record")
        if kind == "dropped":
            self._last = record["last"]
            return
        self._last = max(self._last, record["number"])
        if kind == "intent":
            record["at"] = datetime.fromisoformat(record["at"])
            self._intents[record["number"]] = Intent(**record)
            return
        self._closed.add(None)
        if kind == "gave_up":
            self._given_up[record["number"]] = record["why"]

    def xǁJournalǁ_take__mutmut_31(self, record: dict[str, Any]) -> None:
        kind = record.pop("record")
        if kind == "dropped":
            self._last = record["last"]
            return
        self._last = max(self._last, record["number"])
        if kind == "intent":
            record["at"] = datetime.fromisoformat(record["at"])
            self._intents[record["number"]] = Intent(**record)
            return
        self._closed.add(record["XXnumberXX"])
        if kind == "gave_up":
            self._given_up[record["number"]] = record["why"]

    def xǁJournalǁ_take__mutmut_32(self, record: dict[str, Any]) -> None:
        kind = record.pop("record")
        if kind == "dropped":
            self._last = record["last"]
            return
        self._last = max(self._last, record["number"])
        if kind == "intent":
            record["at"] = datetime.fromisoformat(record["at"])
            self._intents[record["number"]] = Intent(**record)
            return
        self._closed.add(record["NUMBER"])
        if kind == "gave_up":
            self._given_up[record["number"]] = record["why"]

    def xǁJournalǁ_take__mutmut_33(self, record: dict[str, Any]) -> None:
        kind = record.pop("record")
        if kind == "dropped":
            self._last = record["last"]
            return
        self._last = max(self._last, record["number"])
        if kind == "intent":
            record["at"] = datetime.fromisoformat(record["at"])
            self._intents[record["number"]] = Intent(**record)
            return
        self._closed.add(record["number"])
        if kind != "gave_up":
            self._given_up[record["number"]] = record["why"]

    def xǁJournalǁ_take__mutmut_34(self, record: dict[str, Any]) -> None:
        kind = record.pop("record")
        if kind == "dropped":
            self._last = record["last"]
            return
        self._last = max(self._last, record["number"])
        if kind == "intent":
            record["at"] = datetime.fromisoformat(record["at"])
            self._intents[record["number"]] = Intent(**record)
            return
        self._closed.add(record["number"])
        if kind == "XXgave_upXX":
            self._given_up[record["number"]] = record["why"]

    def xǁJournalǁ_take__mutmut_35(self, record: dict[str, Any]) -> None:
        kind = record.pop("record")
        if kind == "dropped":
            self._last = record["last"]
            return
        self._last = max(self._last, record["number"])
        if kind == "intent":
            record["at"] = datetime.fromisoformat(record["at"])
            self._intents[record["number"]] = Intent(**record)
            return
        self._closed.add(record["number"])
        if kind == "GAVE_UP":
            self._given_up[record["number"]] = record["why"]

    def xǁJournalǁ_take__mutmut_36(self, record: dict[str, Any]) -> None:
        kind = record.pop("record")
        if kind == "dropped":
            self._last = record["last"]
            return
        self._last = max(self._last, record["number"])
        if kind == "intent":
            record["at"] = datetime.fromisoformat(record["at"])
            self._intents[record["number"]] = Intent(**record)
            return
        self._closed.add(record["number"])
        if kind == "gave_up":
            self._given_up[record["number"]] = None

    def xǁJournalǁ_take__mutmut_37(self, record: dict[str, Any]) -> None:
        kind = record.pop("record")
        if kind == "dropped":
            self._last = record["last"]
            return
        self._last = max(self._last, record["number"])
        if kind == "intent":
            record["at"] = datetime.fromisoformat(record["at"])
            self._intents[record["number"]] = Intent(**record)
            return
        self._closed.add(record["number"])
        if kind == "gave_up":
            self._given_up[record["XXnumberXX"]] = record["why"]

    def xǁJournalǁ_take__mutmut_38(self, record: dict[str, Any]) -> None:
        kind = record.pop("record")
        if kind == "dropped":
            self._last = record["last"]
            return
        self._last = max(self._last, record["number"])
        if kind == "intent":
            record["at"] = datetime.fromisoformat(record["at"])
            self._intents[record["number"]] = Intent(**record)
            return
        self._closed.add(record["number"])
        if kind == "gave_up":
            self._given_up[record["NUMBER"]] = record["why"]

    def xǁJournalǁ_take__mutmut_39(self, record: dict[str, Any]) -> None:
        kind = record.pop("record")
        if kind == "dropped":
            self._last = record["last"]
            return
        self._last = max(self._last, record["number"])
        if kind == "intent":
            record["at"] = datetime.fromisoformat(record["at"])
            self._intents[record["number"]] = Intent(**record)
            return
        self._closed.add(record["number"])
        if kind == "gave_up":
            self._given_up[record["number"]] = record["XXwhyXX"]

    def xǁJournalǁ_take__mutmut_40(self, record: dict[str, Any]) -> None:
        kind = record.pop("record")
        if kind == "dropped":
            self._last = record["last"]
            return
        self._last = max(self._last, record["number"])
        if kind == "intent":
            record["at"] = datetime.fromisoformat(record["at"])
            self._intents[record["number"]] = Intent(**record)
            return
        self._closed.add(record["number"])
        if kind == "gave_up":
            self._given_up[record["number"]] = record["WHY"]

    @_mutmut_mutated(mutants_xǁJournalǁ_append__mutmut)
    def _append(self, line: bytes) -> None:
        self._storage.append(line)
        self._lines.append(line)

    def xǁJournalǁ_append__mutmut_orig(self, line: bytes) -> None:
        self._storage.append(line)
        self._lines.append(line)

    def xǁJournalǁ_append__mutmut_1(self, line: bytes) -> None:
        self._storage.append(None)
        self._lines.append(line)

    def xǁJournalǁ_append__mutmut_2(self, line: bytes) -> None:
        self._storage.append(line)
        self._lines.append(None)

    @_mutmut_mutated(mutants_xǁJournalǁ_make_room__mutmut)
    def _make_room(self, wanted: int) -> None:
        """Drop what is over if there is no room for one more line. Raises NotWritten."""
        if _size(self._lines) + wanted <= _MOST_BYTES:
            return
        kept = [
            line
            for line in self._lines
            if (record := _decode(line, self.place))["record"] == "intent"
            and record["number"] not in self._closed
        ]
        if _size(kept) + wanted > _MOST_BYTES:
            raise NotWritten(
                f"{self.place} has no room for {wanted} bytes more: {len(kept)} changes are "
                f"pending in {_size(kept)} of {_MOST_BYTES} bytes. Nothing was changed. Put back "
                "what is pending first: 'drillbook undo'."
            )
        kept.insert(0, _encode({"record": "dropped", "last": self._last, "at": now().isoformat()}))
        self._storage.replace(kept)
        self._lines = kept
        self._intents = {n: intent for n, intent in self._intents.items() if n not in self._closed}
        self._closed, self._given_up = set(), {}

    def xǁJournalǁ_make_room__mutmut_orig(self, wanted: int) -> None:
        """Drop what is over if there is no room for one more line. Raises NotWritten."""
        if _size(self._lines) + wanted <= _MOST_BYTES:
            return
        kept = [
            line
            for line in self._lines
            if (record := _decode(line, self.place))["record"] == "intent"
            and record["number"] not in self._closed
        ]
        if _size(kept) + wanted > _MOST_BYTES:
            raise NotWritten(
                f"{self.place} has no room for {wanted} bytes more: {len(kept)} changes are "
                f"pending in {_size(kept)} of {_MOST_BYTES} bytes. Nothing was changed. Put back "
                "what is pending first: 'drillbook undo'."
            )
        kept.insert(0, _encode({"record": "dropped", "last": self._last, "at": now().isoformat()}))
        self._storage.replace(kept)
        self._lines = kept
        self._intents = {n: intent for n, intent in self._intents.items() if n not in self._closed}
        self._closed, self._given_up = set(), {}

    def xǁJournalǁ_make_room__mutmut_1(self, wanted: int) -> None:
        """Drop what is over if there is no room for one more line. Raises NotWritten."""
        if _size(self._lines) - wanted <= _MOST_BYTES:
            return
        kept = [
            line
            for line in self._lines
            if (record := _decode(line, self.place))["record"] == "intent"
            and record["number"] not in self._closed
        ]
        if _size(kept) + wanted > _MOST_BYTES:
            raise NotWritten(
                f"{self.place} has no room for {wanted} bytes more: {len(kept)} changes are "
                f"pending in {_size(kept)} of {_MOST_BYTES} bytes. Nothing was changed. Put back "
                "what is pending first: 'drillbook undo'."
            )
        kept.insert(0, _encode({"record": "dropped", "last": self._last, "at": now().isoformat()}))
        self._storage.replace(kept)
        self._lines = kept
        self._intents = {n: intent for n, intent in self._intents.items() if n not in self._closed}
        self._closed, self._given_up = set(), {}

    def xǁJournalǁ_make_room__mutmut_2(self, wanted: int) -> None:
        """Drop what is over if there is no room for one more line. Raises NotWritten."""
        if _size(None) + wanted <= _MOST_BYTES:
            return
        kept = [
            line
            for line in self._lines
            if (record := _decode(line, self.place))["record"] == "intent"
            and record["number"] not in self._closed
        ]
        if _size(kept) + wanted > _MOST_BYTES:
            raise NotWritten(
                f"{self.place} has no room for {wanted} bytes more: {len(kept)} changes are "
                f"pending in {_size(kept)} of {_MOST_BYTES} bytes. Nothing was changed. Put back "
                "what is pending first: 'drillbook undo'."
            )
        kept.insert(0, _encode({"record": "dropped", "last": self._last, "at": now().isoformat()}))
        self._storage.replace(kept)
        self._lines = kept
        self._intents = {n: intent for n, intent in self._intents.items() if n not in self._closed}
        self._closed, self._given_up = set(), {}

    def xǁJournalǁ_make_room__mutmut_3(self, wanted: int) -> None:
        """Drop what is over if there is no room for one more line. Raises NotWritten."""
        if _size(self._lines) + wanted < _MOST_BYTES:
            return
        kept = [
            line
            for line in self._lines
            if (record := _decode(line, self.place))["record"] == "intent"
            and record["number"] not in self._closed
        ]
        if _size(kept) + wanted > _MOST_BYTES:
            raise NotWritten(
                f"{self.place} has no room for {wanted} bytes more: {len(kept)} changes are "
                f"pending in {_size(kept)} of {_MOST_BYTES} bytes. Nothing was changed. Put back "
                "what is pending first: 'drillbook undo'."
            )
        kept.insert(0, _encode({"record": "dropped", "last": self._last, "at": now().isoformat()}))
        self._storage.replace(kept)
        self._lines = kept
        self._intents = {n: intent for n, intent in self._intents.items() if n not in self._closed}
        self._closed, self._given_up = set(), {}

    def xǁJournalǁ_make_room__mutmut_4(self, wanted: int) -> None:
        """Drop what is over if there is no room for one more line. Raises NotWritten."""
        if _size(self._lines) + wanted <= _MOST_BYTES:
            return
        kept = None
        if _size(kept) + wanted > _MOST_BYTES:
            raise NotWritten(
                f"{self.place} has no room for {wanted} bytes more: {len(kept)} changes are "
                f"pending in {_size(kept)} of {_MOST_BYTES} bytes. Nothing was changed. Put back "
                "what is pending first: 'drillbook undo'."
            )
        kept.insert(0, _encode({"record": "dropped", "last": self._last, "at": now().isoformat()}))
        self._storage.replace(kept)
        self._lines = kept
        self._intents = {n: intent for n, intent in self._intents.items() if n not in self._closed}
        self._closed, self._given_up = set(), {}

    def xǁJournalǁ_make_room__mutmut_5(self, wanted: int) -> None:
        """Drop what is over if there is no room for one more line. Raises NotWritten."""
        if _size(self._lines) + wanted <= _MOST_BYTES:
            return
        kept = [
            line
            for line in self._lines
            if (record := _decode(line, self.place))["record"] == "intent" or record["number"] not in self._closed
        ]
        if _size(kept) + wanted > _MOST_BYTES:
            raise NotWritten(
                f"{self.place} has no room for {wanted} bytes more: {len(kept)} changes are "
                f"pending in {_size(kept)} of {_MOST_BYTES} bytes. Nothing was changed. Put back "
                "what is pending first: 'drillbook undo'."
            )
        kept.insert(0, _encode({"record": "dropped", "last": self._last, "at": now().isoformat()}))
        self._storage.replace(kept)
        self._lines = kept
        self._intents = {n: intent for n, intent in self._intents.items() if n not in self._closed}
        self._closed, self._given_up = set(), {}

    def xǁJournalǁ_make_room__mutmut_6(self, wanted: int) -> None:
        """Drop what is over if there is no room for one more line. Raises NotWritten."""
        if _size(self._lines) + wanted <= _MOST_BYTES:
            return
        kept = [
            line
            for line in self._lines
            if (record := _decode(None, self.place))["record"] == "intent"
            and record["number"] not in self._closed
        ]
        if _size(kept) + wanted > _MOST_BYTES:
            raise NotWritten(
                f"{self.place} has no room for {wanted} bytes more: {len(kept)} changes are "
                f"pending in {_size(kept)} of {_MOST_BYTES} bytes. Nothing was changed. Put back "
                "what is pending first: 'drillbook undo'."
            )
        kept.insert(0, _encode({"record": "dropped", "last": self._last, "at": now().isoformat()}))
        self._storage.replace(kept)
        self._lines = kept
        self._intents = {n: intent for n, intent in self._intents.items() if n not in self._closed}
        self._closed, self._given_up = set(), {}

    def xǁJournalǁ_make_room__mutmut_7(self, wanted: int) -> None:
        """Drop what is over if there is no room for one more line. Raises NotWritten."""
        if _size(self._lines) + wanted <= _MOST_BYTES:
            return
        kept = [
            line
            for line in self._lines
            if (record := _decode(line, None))["record"] == "intent"
            and record["number"] not in self._closed
        ]
        if _size(kept) + wanted > _MOST_BYTES:
            raise NotWritten(
                f"{self.place} has no room for {wanted} bytes more: {len(kept)} changes are "
                f"pending in {_size(kept)} of {_MOST_BYTES} bytes. Nothing was changed. Put back "
                "what is pending first: 'drillbook undo'."
            )
        kept.insert(0, _encode({"record": "dropped", "last": self._last, "at": now().isoformat()}))
        self._storage.replace(kept)
        self._lines = kept
        self._intents = {n: intent for n, intent in self._intents.items() if n not in self._closed}
        self._closed, self._given_up = set(), {}

    def xǁJournalǁ_make_room__mutmut_8(self, wanted: int) -> None:
        """Drop what is over if there is no room for one more line. Raises NotWritten."""
        if _size(self._lines) + wanted <= _MOST_BYTES:
            return
        kept = [
            line
            for line in self._lines
            if (record := _decode(self.place))["record"] == "intent"
            and record["number"] not in self._closed
        ]
        if _size(kept) + wanted > _MOST_BYTES:
            raise NotWritten(
                f"{self.place} has no room for {wanted} bytes more: {len(kept)} changes are "
                f"pending in {_size(kept)} of {_MOST_BYTES} bytes. Nothing was changed. Put back "
                "what is pending first: 'drillbook undo'."
            )
        kept.insert(0, _encode({"record": "dropped", "last": self._last, "at": now().isoformat()}))
        self._storage.replace(kept)
        self._lines = kept
        self._intents = {n: intent for n, intent in self._intents.items() if n not in self._closed}
        self._closed, self._given_up = set(), {}

    def xǁJournalǁ_make_room__mutmut_9(self, wanted: int) -> None:
        """Drop what is over if there is no room for one more line. Raises NotWritten."""
        if _size(self._lines) + wanted <= _MOST_BYTES:
            return
        kept = [
            line
            for line in self._lines
            if (record := _decode(line, ))["record"] == "intent"
            and record["number"] not in self._closed
        ]
        if _size(kept) + wanted > _MOST_BYTES:
            raise NotWritten(
                f"{self.place} has no room for {wanted} bytes more: {len(kept)} changes are "
                f"pending in {_size(kept)} of {_MOST_BYTES} bytes. Nothing was changed. Put back "
                "what is pending first: 'drillbook undo'."
            )
        kept.insert(0, _encode({"record": "dropped", "last": self._last, "at": now().isoformat()}))
        self._storage.replace(kept)
        self._lines = kept
        self._intents = {n: intent for n, intent in self._intents.items() if n not in self._closed}
        self._closed, self._given_up = set(), {}

    def xǁJournalǁ_make_room__mutmut_10(self, wanted: int) -> None:
        """Drop what is over if there is no room for one more line. Raises NotWritten."""
        if _size(self._lines) + wanted <= _MOST_BYTES:
            return
        kept = [
            line
            for line in self._lines
            if (record := _decode(line, self.place))["XXrecordXX"] == "intent"
            and record["number"] not in self._closed
        ]
        if _size(kept) + wanted > _MOST_BYTES:
            raise NotWritten(
                f"{self.place} has no room for {wanted} bytes more: {len(kept)} changes are "
                f"pending in {_size(kept)} of {_MOST_BYTES} bytes. Nothing was changed. Put back "
                "what is pending first: 'drillbook undo'."
            )
        kept.insert(0, _encode({"record": "dropped", "last": self._last, "at": now().isoformat()}))
        self._storage.replace(kept)
        self._lines = kept
        self._intents = {n: intent for n, intent in self._intents.items() if n not in self._closed}
        self._closed, self._given_up = set(), {}

    def xǁJournalǁ_make_room__mutmut_11(self, wanted: int) -> None:
        """Drop what is over if there is no room for one more line. Raises NotWritten."""
        if _size(self._lines) + wanted <= _MOST_BYTES:
            return
        kept = [
            line
            for line in self._lines
            if (record := _decode(line, self.place))["RECORD"] == "intent"
            and record["number"] not in self._closed
        ]
        if _size(kept) + wanted > _MOST_BYTES:
            raise NotWritten(
                f"{self.place} has no room for {wanted} bytes more: {len(kept)} changes are "
                f"pending in {_size(kept)} of {_MOST_BYTES} bytes. Nothing was changed. Put back "
                "what is pending first: 'drillbook undo'."
            )
        kept.insert(0, _encode({"record": "dropped", "last": self._last, "at": now().isoformat()}))
        self._storage.replace(kept)
        self._lines = kept
        self._intents = {n: intent for n, intent in self._intents.items() if n not in self._closed}
        self._closed, self._given_up = set(), {}

    def xǁJournalǁ_make_room__mutmut_12(self, wanted: int) -> None:
        """Drop what is over if there is no room for one more line. Raises NotWritten."""
        if _size(self._lines) + wanted <= _MOST_BYTES:
            return
        kept = [
            line
            for line in self._lines
            if (record := _decode(line, self.place))["record"] != "intent"
            and record["number"] not in self._closed
        ]
        if _size(kept) + wanted > _MOST_BYTES:
            raise NotWritten(
                f"{self.place} has no room for {wanted} bytes more: {len(kept)} changes are "
                f"pending in {_size(kept)} of {_MOST_BYTES} bytes. Nothing was changed. Put back "
                "what is pending first: 'drillbook undo'."
            )
        kept.insert(0, _encode({"record": "dropped", "last": self._last, "at": now().isoformat()}))
        self._storage.replace(kept)
        self._lines = kept
        self._intents = {n: intent for n, intent in self._intents.items() if n not in self._closed}
        self._closed, self._given_up = set(), {}

    def xǁJournalǁ_make_room__mutmut_13(self, wanted: int) -> None:
        """Drop what is over if there is no room for one more line. Raises NotWritten."""
        if _size(self._lines) + wanted <= _MOST_BYTES:
            return
        kept = [
            line
            for line in self._lines
            if (record := _decode(line, self.place))["record"] == "XXintentXX"
            and record["number"] not in self._closed
        ]
        if _size(kept) + wanted > _MOST_BYTES:
            raise NotWritten(
                f"{self.place} has no room for {wanted} bytes more: {len(kept)} changes are "
                f"pending in {_size(kept)} of {_MOST_BYTES} bytes. Nothing was changed. Put back "
                "what is pending first: 'drillbook undo'."
            )
        kept.insert(0, _encode({"record": "dropped", "last": self._last, "at": now().isoformat()}))
        self._storage.replace(kept)
        self._lines = kept
        self._intents = {n: intent for n, intent in self._intents.items() if n not in self._closed}
        self._closed, self._given_up = set(), {}

    def xǁJournalǁ_make_room__mutmut_14(self, wanted: int) -> None:
        """Drop what is over if there is no room for one more line. Raises NotWritten."""
        if _size(self._lines) + wanted <= _MOST_BYTES:
            return
        kept = [
            line
            for line in self._lines
            if (record := _decode(line, self.place))["record"] == "INTENT"
            and record["number"] not in self._closed
        ]
        if _size(kept) + wanted > _MOST_BYTES:
            raise NotWritten(
                f"{self.place} has no room for {wanted} bytes more: {len(kept)} changes are "
                f"pending in {_size(kept)} of {_MOST_BYTES} bytes. Nothing was changed. Put back "
                "what is pending first: 'drillbook undo'."
            )
        kept.insert(0, _encode({"record": "dropped", "last": self._last, "at": now().isoformat()}))
        self._storage.replace(kept)
        self._lines = kept
        self._intents = {n: intent for n, intent in self._intents.items() if n not in self._closed}
        self._closed, self._given_up = set(), {}

    def xǁJournalǁ_make_room__mutmut_15(self, wanted: int) -> None:
        """Drop what is over if there is no room for one more line. Raises NotWritten."""
        if _size(self._lines) + wanted <= _MOST_BYTES:
            return
        kept = [
            line
            for line in self._lines
            if (record := _decode(line, self.place))["record"] == "intent"
            and record["XXnumberXX"] not in self._closed
        ]
        if _size(kept) + wanted > _MOST_BYTES:
            raise NotWritten(
                f"{self.place} has no room for {wanted} bytes more: {len(kept)} changes are "
                f"pending in {_size(kept)} of {_MOST_BYTES} bytes. Nothing was changed. Put back "
                "what is pending first: 'drillbook undo'."
            )
        kept.insert(0, _encode({"record": "dropped", "last": self._last, "at": now().isoformat()}))
        self._storage.replace(kept)
        self._lines = kept
        self._intents = {n: intent for n, intent in self._intents.items() if n not in self._closed}
        self._closed, self._given_up = set(), {}

    def xǁJournalǁ_make_room__mutmut_16(self, wanted: int) -> None:
        """Drop what is over if there is no room for one more line. Raises NotWritten."""
        if _size(self._lines) + wanted <= _MOST_BYTES:
            return
        kept = [
            line
            for line in self._lines
            if (record := _decode(line, self.place))["record"] == "intent"
            and record["NUMBER"] not in self._closed
        ]
        if _size(kept) + wanted > _MOST_BYTES:
            raise NotWritten(
                f"{self.place} has no room for {wanted} bytes more: {len(kept)} changes are "
                f"pending in {_size(kept)} of {_MOST_BYTES} bytes. Nothing was changed. Put back "
                "what is pending first: 'drillbook undo'."
            )
        kept.insert(0, _encode({"record": "dropped", "last": self._last, "at": now().isoformat()}))
        self._storage.replace(kept)
        self._lines = kept
        self._intents = {n: intent for n, intent in self._intents.items() if n not in self._closed}
        self._closed, self._given_up = set(), {}

    def xǁJournalǁ_make_room__mutmut_17(self, wanted: int) -> None:
        """Drop what is over if there is no room for one more line. Raises NotWritten."""
        if _size(self._lines) + wanted <= _MOST_BYTES:
            return
        kept = [
            line
            for line in self._lines
            if (record := _decode(line, self.place))["record"] == "intent"
            and record["number"] in self._closed
        ]
        if _size(kept) + wanted > _MOST_BYTES:
            raise NotWritten(
                f"{self.place} has no room for {wanted} bytes more: {len(kept)} changes are "
                f"pending in {_size(kept)} of {_MOST_BYTES} bytes. Nothing was changed. Put back "
                "what is pending first: 'drillbook undo'."
            )
        kept.insert(0, _encode({"record": "dropped", "last": self._last, "at": now().isoformat()}))
        self._storage.replace(kept)
        self._lines = kept
        self._intents = {n: intent for n, intent in self._intents.items() if n not in self._closed}
        self._closed, self._given_up = set(), {}

    def xǁJournalǁ_make_room__mutmut_18(self, wanted: int) -> None:
        """Drop what is over if there is no room for one more line. Raises NotWritten."""
        if _size(self._lines) + wanted <= _MOST_BYTES:
            return
        kept = [
            line
            for line in self._lines
            if (record := _decode(line, self.place))["record"] == "intent"
            and record["number"] not in self._closed
        ]
        if _size(kept) - wanted > _MOST_BYTES:
            raise NotWritten(
                f"{self.place} has no room for {wanted} bytes more: {len(kept)} changes are "
                f"pending in {_size(kept)} of {_MOST_BYTES} bytes. Nothing was changed. Put back "
                "what is pending first: 'drillbook undo'."
            )
        kept.insert(0, _encode({"record": "dropped", "last": self._last, "at": now().isoformat()}))
        self._storage.replace(kept)
        self._lines = kept
        self._intents = {n: intent for n, intent in self._intents.items() if n not in self._closed}
        self._closed, self._given_up = set(), {}

    def xǁJournalǁ_make_room__mutmut_19(self, wanted: int) -> None:
        """Drop what is over if there is no room for one more line. Raises NotWritten."""
        if _size(self._lines) + wanted <= _MOST_BYTES:
            return
        kept = [
            line
            for line in self._lines
            if (record := _decode(line, self.place))["record"] == "intent"
            and record["number"] not in self._closed
        ]
        if _size(None) + wanted > _MOST_BYTES:
            raise NotWritten(
                f"{self.place} has no room for {wanted} bytes more: {len(kept)} changes are "
                f"pending in {_size(kept)} of {_MOST_BYTES} bytes. Nothing was changed. Put back "
                "what is pending first: 'drillbook undo'."
            )
        kept.insert(0, _encode({"record": "dropped", "last": self._last, "at": now().isoformat()}))
        self._storage.replace(kept)
        self._lines = kept
        self._intents = {n: intent for n, intent in self._intents.items() if n not in self._closed}
        self._closed, self._given_up = set(), {}

    def xǁJournalǁ_make_room__mutmut_20(self, wanted: int) -> None:
        """Drop what is over if there is no room for one more line. Raises NotWritten."""
        if _size(self._lines) + wanted <= _MOST_BYTES:
            return
        kept = [
            line
            for line in self._lines
            if (record := _decode(line, self.place))["record"] == "intent"
            and record["number"] not in self._closed
        ]
        if _size(kept) + wanted >= _MOST_BYTES:
            raise NotWritten(
                f"{self.place} has no room for {wanted} bytes more: {len(kept)} changes are "
                f"pending in {_size(kept)} of {_MOST_BYTES} bytes. Nothing was changed. Put back "
                "what is pending first: 'drillbook undo'."
            )
        kept.insert(0, _encode({"record": "dropped", "last": self._last, "at": now().isoformat()}))
        self._storage.replace(kept)
        self._lines = kept
        self._intents = {n: intent for n, intent in self._intents.items() if n not in self._closed}
        self._closed, self._given_up = set(), {}

    def xǁJournalǁ_make_room__mutmut_21(self, wanted: int) -> None:
        """Drop what is over if there is no room for one more line. Raises NotWritten."""
        if _size(self._lines) + wanted <= _MOST_BYTES:
            return
        kept = [
            line
            for line in self._lines
            if (record := _decode(line, self.place))["record"] == "intent"
            and record["number"] not in self._closed
        ]
        if _size(kept) + wanted > _MOST_BYTES:
            raise NotWritten(
                None
            )
        kept.insert(0, _encode({"record": "dropped", "last": self._last, "at": now().isoformat()}))
        self._storage.replace(kept)
        self._lines = kept
        self._intents = {n: intent for n, intent in self._intents.items() if n not in self._closed}
        self._closed, self._given_up = set(), {}

    def xǁJournalǁ_make_room__mutmut_22(self, wanted: int) -> None:
        """Drop what is over if there is no room for one more line. Raises NotWritten."""
        if _size(self._lines) + wanted <= _MOST_BYTES:
            return
        kept = [
            line
            for line in self._lines
            if (record := _decode(line, self.place))["record"] == "intent"
            and record["number"] not in self._closed
        ]
        if _size(kept) + wanted > _MOST_BYTES:
            raise NotWritten(
                f"{self.place} has no room for {wanted} bytes more: {len(kept)} changes are "
                f"pending in {_size(None)} of {_MOST_BYTES} bytes. Nothing was changed. Put back "
                "what is pending first: 'drillbook undo'."
            )
        kept.insert(0, _encode({"record": "dropped", "last": self._last, "at": now().isoformat()}))
        self._storage.replace(kept)
        self._lines = kept
        self._intents = {n: intent for n, intent in self._intents.items() if n not in self._closed}
        self._closed, self._given_up = set(), {}

    def xǁJournalǁ_make_room__mutmut_23(self, wanted: int) -> None:
        """Drop what is over if there is no room for one more line. Raises NotWritten."""
        if _size(self._lines) + wanted <= _MOST_BYTES:
            return
        kept = [
            line
            for line in self._lines
            if (record := _decode(line, self.place))["record"] == "intent"
            and record["number"] not in self._closed
        ]
        if _size(kept) + wanted > _MOST_BYTES:
            raise NotWritten(
                f"{self.place} has no room for {wanted} bytes more: {len(kept)} changes are "
                f"pending in {_size(kept)} of {_MOST_BYTES} bytes. Nothing was changed. Put back "
                "XXwhat is pending first: 'drillbook undo'.XX"
            )
        kept.insert(0, _encode({"record": "dropped", "last": self._last, "at": now().isoformat()}))
        self._storage.replace(kept)
        self._lines = kept
        self._intents = {n: intent for n, intent in self._intents.items() if n not in self._closed}
        self._closed, self._given_up = set(), {}

    def xǁJournalǁ_make_room__mutmut_24(self, wanted: int) -> None:
        """Drop what is over if there is no room for one more line. Raises NotWritten."""
        if _size(self._lines) + wanted <= _MOST_BYTES:
            return
        kept = [
            line
            for line in self._lines
            if (record := _decode(line, self.place))["record"] == "intent"
            and record["number"] not in self._closed
        ]
        if _size(kept) + wanted > _MOST_BYTES:
            raise NotWritten(
                f"{self.place} has no room for {wanted} bytes more: {len(kept)} changes are "
                f"pending in {_size(kept)} of {_MOST_BYTES} bytes. Nothing was changed. Put back "
                "WHAT IS PENDING FIRST: 'DRILLBOOK UNDO'."
            )
        kept.insert(0, _encode({"record": "dropped", "last": self._last, "at": now().isoformat()}))
        self._storage.replace(kept)
        self._lines = kept
        self._intents = {n: intent for n, intent in self._intents.items() if n not in self._closed}
        self._closed, self._given_up = set(), {}

    def xǁJournalǁ_make_room__mutmut_25(self, wanted: int) -> None:
        """Drop what is over if there is no room for one more line. Raises NotWritten."""
        if _size(self._lines) + wanted <= _MOST_BYTES:
            return
        kept = [
            line
            for line in self._lines
            if (record := _decode(line, self.place))["record"] == "intent"
            and record["number"] not in self._closed
        ]
        if _size(kept) + wanted > _MOST_BYTES:
            raise NotWritten(
                f"{self.place} has no room for {wanted} bytes more: {len(kept)} changes are "
                f"pending in {_size(kept)} of {_MOST_BYTES} bytes. Nothing was changed. Put back "
                "what is pending first: 'drillbook undo'."
            )
        kept.insert(None, _encode({"record": "dropped", "last": self._last, "at": now().isoformat()}))
        self._storage.replace(kept)
        self._lines = kept
        self._intents = {n: intent for n, intent in self._intents.items() if n not in self._closed}
        self._closed, self._given_up = set(), {}

    def xǁJournalǁ_make_room__mutmut_26(self, wanted: int) -> None:
        """Drop what is over if there is no room for one more line. Raises NotWritten."""
        if _size(self._lines) + wanted <= _MOST_BYTES:
            return
        kept = [
            line
            for line in self._lines
            if (record := _decode(line, self.place))["record"] == "intent"
            and record["number"] not in self._closed
        ]
        if _size(kept) + wanted > _MOST_BYTES:
            raise NotWritten(
                f"{self.place} has no room for {wanted} bytes more: {len(kept)} changes are "
                f"pending in {_size(kept)} of {_MOST_BYTES} bytes. Nothing was changed. Put back "
                "what is pending first: 'drillbook undo'."
            )
        kept.insert(0, None)
        self._storage.replace(kept)
        self._lines = kept
        self._intents = {n: intent for n, intent in self._intents.items() if n not in self._closed}
        self._closed, self._given_up = set(), {}

    def xǁJournalǁ_make_room__mutmut_27(self, wanted: int) -> None:
        """Drop what is over if there is no room for one more line. Raises NotWritten."""
        if _size(self._lines) + wanted <= _MOST_BYTES:
            return
        kept = [
            line
            for line in self._lines
            if (record := _decode(line, self.place))["record"] == "intent"
            and record["number"] not in self._closed
        ]
        if _size(kept) + wanted > _MOST_BYTES:
            raise NotWritten(
                f"{self.place} has no room for {wanted} bytes more: {len(kept)} changes are "
                f"pending in {_size(kept)} of {_MOST_BYTES} bytes. Nothing was changed. Put back "
                "what is pending first: 'drillbook undo'."
            )
        kept.insert(_encode({"record": "dropped", "last": self._last, "at": now().isoformat()}))
        self._storage.replace(kept)
        self._lines = kept
        self._intents = {n: intent for n, intent in self._intents.items() if n not in self._closed}
        self._closed, self._given_up = set(), {}

    def xǁJournalǁ_make_room__mutmut_28(self, wanted: int) -> None:
        """Drop what is over if there is no room for one more line. Raises NotWritten."""
        if _size(self._lines) + wanted <= _MOST_BYTES:
            return
        kept = [
            line
            for line in self._lines
            if (record := _decode(line, self.place))["record"] == "intent"
            and record["number"] not in self._closed
        ]
        if _size(kept) + wanted > _MOST_BYTES:
            raise NotWritten(
                f"{self.place} has no room for {wanted} bytes more: {len(kept)} changes are "
                f"pending in {_size(kept)} of {_MOST_BYTES} bytes. Nothing was changed. Put back "
                "what is pending first: 'drillbook undo'."
            )
        kept.insert(0, )
        self._storage.replace(kept)
        self._lines = kept
        self._intents = {n: intent for n, intent in self._intents.items() if n not in self._closed}
        self._closed, self._given_up = set(), {}

    def xǁJournalǁ_make_room__mutmut_29(self, wanted: int) -> None:
        """Drop what is over if there is no room for one more line. Raises NotWritten."""
        if _size(self._lines) + wanted <= _MOST_BYTES:
            return
        kept = [
            line
            for line in self._lines
            if (record := _decode(line, self.place))["record"] == "intent"
            and record["number"] not in self._closed
        ]
        if _size(kept) + wanted > _MOST_BYTES:
            raise NotWritten(
                f"{self.place} has no room for {wanted} bytes more: {len(kept)} changes are "
                f"pending in {_size(kept)} of {_MOST_BYTES} bytes. Nothing was changed. Put back "
                "what is pending first: 'drillbook undo'."
            )
        kept.insert(1, _encode({"record": "dropped", "last": self._last, "at": now().isoformat()}))
        self._storage.replace(kept)
        self._lines = kept
        self._intents = {n: intent for n, intent in self._intents.items() if n not in self._closed}
        self._closed, self._given_up = set(), {}

    def xǁJournalǁ_make_room__mutmut_30(self, wanted: int) -> None:
        """Drop what is over if there is no room for one more line. Raises NotWritten."""
        if _size(self._lines) + wanted <= _MOST_BYTES:
            return
        kept = [
            line
            for line in self._lines
            if (record := _decode(line, self.place))["record"] == "intent"
            and record["number"] not in self._closed
        ]
        if _size(kept) + wanted > _MOST_BYTES:
            raise NotWritten(
                f"{self.place} has no room for {wanted} bytes more: {len(kept)} changes are "
                f"pending in {_size(kept)} of {_MOST_BYTES} bytes. Nothing was changed. Put back "
                "what is pending first: 'drillbook undo'."
            )
        kept.insert(0, _encode(None))
        self._storage.replace(kept)
        self._lines = kept
        self._intents = {n: intent for n, intent in self._intents.items() if n not in self._closed}
        self._closed, self._given_up = set(), {}

    def xǁJournalǁ_make_room__mutmut_31(self, wanted: int) -> None:
        """Drop what is over if there is no room for one more line. Raises NotWritten."""
        if _size(self._lines) + wanted <= _MOST_BYTES:
            return
        kept = [
            line
            for line in self._lines
            if (record := _decode(line, self.place))["record"] == "intent"
            and record["number"] not in self._closed
        ]
        if _size(kept) + wanted > _MOST_BYTES:
            raise NotWritten(
                f"{self.place} has no room for {wanted} bytes more: {len(kept)} changes are "
                f"pending in {_size(kept)} of {_MOST_BYTES} bytes. Nothing was changed. Put back "
                "what is pending first: 'drillbook undo'."
            )
        kept.insert(0, _encode({"XXrecordXX": "dropped", "last": self._last, "at": now().isoformat()}))
        self._storage.replace(kept)
        self._lines = kept
        self._intents = {n: intent for n, intent in self._intents.items() if n not in self._closed}
        self._closed, self._given_up = set(), {}

    def xǁJournalǁ_make_room__mutmut_32(self, wanted: int) -> None:
        """Drop what is over if there is no room for one more line. Raises NotWritten."""
        if _size(self._lines) + wanted <= _MOST_BYTES:
            return
        kept = [
            line
            for line in self._lines
            if (record := _decode(line, self.place))["record"] == "intent"
            and record["number"] not in self._closed
        ]
        if _size(kept) + wanted > _MOST_BYTES:
            raise NotWritten(
                f"{self.place} has no room for {wanted} bytes more: {len(kept)} changes are "
                f"pending in {_size(kept)} of {_MOST_BYTES} bytes. Nothing was changed. Put back "
                "what is pending first: 'drillbook undo'."
            )
        kept.insert(0, _encode({"RECORD": "dropped", "last": self._last, "at": now().isoformat()}))
        self._storage.replace(kept)
        self._lines = kept
        self._intents = {n: intent for n, intent in self._intents.items() if n not in self._closed}
        self._closed, self._given_up = set(), {}

    def xǁJournalǁ_make_room__mutmut_33(self, wanted: int) -> None:
        """Drop what is over if there is no room for one more line. Raises NotWritten."""
        if _size(self._lines) + wanted <= _MOST_BYTES:
            return
        kept = [
            line
            for line in self._lines
            if (record := _decode(line, self.place))["record"] == "intent"
            and record["number"] not in self._closed
        ]
        if _size(kept) + wanted > _MOST_BYTES:
            raise NotWritten(
                f"{self.place} has no room for {wanted} bytes more: {len(kept)} changes are "
                f"pending in {_size(kept)} of {_MOST_BYTES} bytes. Nothing was changed. Put back "
                "what is pending first: 'drillbook undo'."
            )
        kept.insert(0, _encode({"record": "XXdroppedXX", "last": self._last, "at": now().isoformat()}))
        self._storage.replace(kept)
        self._lines = kept
        self._intents = {n: intent for n, intent in self._intents.items() if n not in self._closed}
        self._closed, self._given_up = set(), {}

    def xǁJournalǁ_make_room__mutmut_34(self, wanted: int) -> None:
        """Drop what is over if there is no room for one more line. Raises NotWritten."""
        if _size(self._lines) + wanted <= _MOST_BYTES:
            return
        kept = [
            line
            for line in self._lines
            if (record := _decode(line, self.place))["record"] == "intent"
            and record["number"] not in self._closed
        ]
        if _size(kept) + wanted > _MOST_BYTES:
            raise NotWritten(
                f"{self.place} has no room for {wanted} bytes more: {len(kept)} changes are "
                f"pending in {_size(kept)} of {_MOST_BYTES} bytes. Nothing was changed. Put back "
                "what is pending first: 'drillbook undo'."
            )
        kept.insert(0, _encode({"record": "DROPPED", "last": self._last, "at": now().isoformat()}))
        self._storage.replace(kept)
        self._lines = kept
        self._intents = {n: intent for n, intent in self._intents.items() if n not in self._closed}
        self._closed, self._given_up = set(), {}

    def xǁJournalǁ_make_room__mutmut_35(self, wanted: int) -> None:
        """Drop what is over if there is no room for one more line. Raises NotWritten."""
        if _size(self._lines) + wanted <= _MOST_BYTES:
            return
        kept = [
            line
            for line in self._lines
            if (record := _decode(line, self.place))["record"] == "intent"
            and record["number"] not in self._closed
        ]
        if _size(kept) + wanted > _MOST_BYTES:
            raise NotWritten(
                f"{self.place} has no room for {wanted} bytes more: {len(kept)} changes are "
                f"pending in {_size(kept)} of {_MOST_BYTES} bytes. Nothing was changed. Put back "
                "what is pending first: 'drillbook undo'."
            )
        kept.insert(0, _encode({"record": "dropped", "XXlastXX": self._last, "at": now().isoformat()}))
        self._storage.replace(kept)
        self._lines = kept
        self._intents = {n: intent for n, intent in self._intents.items() if n not in self._closed}
        self._closed, self._given_up = set(), {}

    def xǁJournalǁ_make_room__mutmut_36(self, wanted: int) -> None:
        """Drop what is over if there is no room for one more line. Raises NotWritten."""
        if _size(self._lines) + wanted <= _MOST_BYTES:
            return
        kept = [
            line
            for line in self._lines
            if (record := _decode(line, self.place))["record"] == "intent"
            and record["number"] not in self._closed
        ]
        if _size(kept) + wanted > _MOST_BYTES:
            raise NotWritten(
                f"{self.place} has no room for {wanted} bytes more: {len(kept)} changes are "
                f"pending in {_size(kept)} of {_MOST_BYTES} bytes. Nothing was changed. Put back "
                "what is pending first: 'drillbook undo'."
            )
        kept.insert(0, _encode({"record": "dropped", "LAST": self._last, "at": now().isoformat()}))
        self._storage.replace(kept)
        self._lines = kept
        self._intents = {n: intent for n, intent in self._intents.items() if n not in self._closed}
        self._closed, self._given_up = set(), {}

    def xǁJournalǁ_make_room__mutmut_37(self, wanted: int) -> None:
        """Drop what is over if there is no room for one more line. Raises NotWritten."""
        if _size(self._lines) + wanted <= _MOST_BYTES:
            return
        kept = [
            line
            for line in self._lines
            if (record := _decode(line, self.place))["record"] == "intent"
            and record["number"] not in self._closed
        ]
        if _size(kept) + wanted > _MOST_BYTES:
            raise NotWritten(
                f"{self.place} has no room for {wanted} bytes more: {len(kept)} changes are "
                f"pending in {_size(kept)} of {_MOST_BYTES} bytes. Nothing was changed. Put back "
                "what is pending first: 'drillbook undo'."
            )
        kept.insert(0, _encode({"record": "dropped", "last": self._last, "XXatXX": now().isoformat()}))
        self._storage.replace(kept)
        self._lines = kept
        self._intents = {n: intent for n, intent in self._intents.items() if n not in self._closed}
        self._closed, self._given_up = set(), {}

    def xǁJournalǁ_make_room__mutmut_38(self, wanted: int) -> None:
        """Drop what is over if there is no room for one more line. Raises NotWritten."""
        if _size(self._lines) + wanted <= _MOST_BYTES:
            return
        kept = [
            line
            for line in self._lines
            if (record := _decode(line, self.place))["record"] == "intent"
            and record["number"] not in self._closed
        ]
        if _size(kept) + wanted > _MOST_BYTES:
            raise NotWritten(
                f"{self.place} has no room for {wanted} bytes more: {len(kept)} changes are "
                f"pending in {_size(kept)} of {_MOST_BYTES} bytes. Nothing was changed. Put back "
                "what is pending first: 'drillbook undo'."
            )
        kept.insert(0, _encode({"record": "dropped", "last": self._last, "AT": now().isoformat()}))
        self._storage.replace(kept)
        self._lines = kept
        self._intents = {n: intent for n, intent in self._intents.items() if n not in self._closed}
        self._closed, self._given_up = set(), {}

    def xǁJournalǁ_make_room__mutmut_39(self, wanted: int) -> None:
        """Drop what is over if there is no room for one more line. Raises NotWritten."""
        if _size(self._lines) + wanted <= _MOST_BYTES:
            return
        kept = [
            line
            for line in self._lines
            if (record := _decode(line, self.place))["record"] == "intent"
            and record["number"] not in self._closed
        ]
        if _size(kept) + wanted > _MOST_BYTES:
            raise NotWritten(
                f"{self.place} has no room for {wanted} bytes more: {len(kept)} changes are "
                f"pending in {_size(kept)} of {_MOST_BYTES} bytes. Nothing was changed. Put back "
                "what is pending first: 'drillbook undo'."
            )
        kept.insert(0, _encode({"record": "dropped", "last": self._last, "at": now().isoformat()}))
        self._storage.replace(None)
        self._lines = kept
        self._intents = {n: intent for n, intent in self._intents.items() if n not in self._closed}
        self._closed, self._given_up = set(), {}

    def xǁJournalǁ_make_room__mutmut_40(self, wanted: int) -> None:
        """Drop what is over if there is no room for one more line. Raises NotWritten."""
        if _size(self._lines) + wanted <= _MOST_BYTES:
            return
        kept = [
            line
            for line in self._lines
            if (record := _decode(line, self.place))["record"] == "intent"
            and record["number"] not in self._closed
        ]
        if _size(kept) + wanted > _MOST_BYTES:
            raise NotWritten(
                f"{self.place} has no room for {wanted} bytes more: {len(kept)} changes are "
                f"pending in {_size(kept)} of {_MOST_BYTES} bytes. Nothing was changed. Put back "
                "what is pending first: 'drillbook undo'."
            )
        kept.insert(0, _encode({"record": "dropped", "last": self._last, "at": now().isoformat()}))
        self._storage.replace(kept)
        self._lines = None
        self._intents = {n: intent for n, intent in self._intents.items() if n not in self._closed}
        self._closed, self._given_up = set(), {}

    def xǁJournalǁ_make_room__mutmut_41(self, wanted: int) -> None:
        """Drop what is over if there is no room for one more line. Raises NotWritten."""
        if _size(self._lines) + wanted <= _MOST_BYTES:
            return
        kept = [
            line
            for line in self._lines
            if (record := _decode(line, self.place))["record"] == "intent"
            and record["number"] not in self._closed
        ]
        if _size(kept) + wanted > _MOST_BYTES:
            raise NotWritten(
                f"{self.place} has no room for {wanted} bytes more: {len(kept)} changes are "
                f"pending in {_size(kept)} of {_MOST_BYTES} bytes. Nothing was changed. Put back "
                "what is pending first: 'drillbook undo'."
            )
        kept.insert(0, _encode({"record": "dropped", "last": self._last, "at": now().isoformat()}))
        self._storage.replace(kept)
        self._lines = kept
        self._intents = None
        self._closed, self._given_up = set(), {}

    def xǁJournalǁ_make_room__mutmut_42(self, wanted: int) -> None:
        """Drop what is over if there is no room for one more line. Raises NotWritten."""
        if _size(self._lines) + wanted <= _MOST_BYTES:
            return
        kept = [
            line
            for line in self._lines
            if (record := _decode(line, self.place))["record"] == "intent"
            and record["number"] not in self._closed
        ]
        if _size(kept) + wanted > _MOST_BYTES:
            raise NotWritten(
                f"{self.place} has no room for {wanted} bytes more: {len(kept)} changes are "
                f"pending in {_size(kept)} of {_MOST_BYTES} bytes. Nothing was changed. Put back "
                "what is pending first: 'drillbook undo'."
            )
        kept.insert(0, _encode({"record": "dropped", "last": self._last, "at": now().isoformat()}))
        self._storage.replace(kept)
        self._lines = kept
        self._intents = {n: intent for n, intent in self._intents.items() if n in self._closed}
        self._closed, self._given_up = set(), {}

    def xǁJournalǁ_make_room__mutmut_43(self, wanted: int) -> None:
        """Drop what is over if there is no room for one more line. Raises NotWritten."""
        if _size(self._lines) + wanted <= _MOST_BYTES:
            return
        kept = [
            line
            for line in self._lines
            if (record := _decode(line, self.place))["record"] == "intent"
            and record["number"] not in self._closed
        ]
        if _size(kept) + wanted > _MOST_BYTES:
            raise NotWritten(
                f"{self.place} has no room for {wanted} bytes more: {len(kept)} changes are "
                f"pending in {_size(kept)} of {_MOST_BYTES} bytes. Nothing was changed. Put back "
                "what is pending first: 'drillbook undo'."
            )
        kept.insert(0, _encode({"record": "dropped", "last": self._last, "at": now().isoformat()}))
        self._storage.replace(kept)
        self._lines = kept
        self._intents = {n: intent for n, intent in self._intents.items() if n not in self._closed}
        self._closed, self._given_up = None

mutants_xǁJournalǁ__init____mutmut['_mutmut_orig'] = Journal.xǁJournalǁ__init____mutmut_orig # type: ignore # mutmut generated
mutants_xǁJournalǁ__init____mutmut['xǁJournalǁ__init____mutmut_1'] = Journal.xǁJournalǁ__init____mutmut_1 # type: ignore # mutmut generated
mutants_xǁJournalǁ__init____mutmut['xǁJournalǁ__init____mutmut_2'] = Journal.xǁJournalǁ__init____mutmut_2 # type: ignore # mutmut generated
mutants_xǁJournalǁ__init____mutmut['xǁJournalǁ__init____mutmut_3'] = Journal.xǁJournalǁ__init____mutmut_3 # type: ignore # mutmut generated
mutants_xǁJournalǁ__init____mutmut['xǁJournalǁ__init____mutmut_4'] = Journal.xǁJournalǁ__init____mutmut_4 # type: ignore # mutmut generated
mutants_xǁJournalǁ__init____mutmut['xǁJournalǁ__init____mutmut_5'] = Journal.xǁJournalǁ__init____mutmut_5 # type: ignore # mutmut generated
mutants_xǁJournalǁ__init____mutmut['xǁJournalǁ__init____mutmut_6'] = Journal.xǁJournalǁ__init____mutmut_6 # type: ignore # mutmut generated
mutants_xǁJournalǁ__init____mutmut['xǁJournalǁ__init____mutmut_7'] = Journal.xǁJournalǁ__init____mutmut_7 # type: ignore # mutmut generated
mutants_xǁJournalǁ__init____mutmut['xǁJournalǁ__init____mutmut_8'] = Journal.xǁJournalǁ__init____mutmut_8 # type: ignore # mutmut generated
mutants_xǁJournalǁ__init____mutmut['xǁJournalǁ__init____mutmut_9'] = Journal.xǁJournalǁ__init____mutmut_9 # type: ignore # mutmut generated
mutants_xǁJournalǁ__init____mutmut['xǁJournalǁ__init____mutmut_10'] = Journal.xǁJournalǁ__init____mutmut_10 # type: ignore # mutmut generated
mutants_xǁJournalǁ__init____mutmut['xǁJournalǁ__init____mutmut_11'] = Journal.xǁJournalǁ__init____mutmut_11 # type: ignore # mutmut generated
mutants_xǁJournalǁ__init____mutmut['xǁJournalǁ__init____mutmut_12'] = Journal.xǁJournalǁ__init____mutmut_12 # type: ignore # mutmut generated
mutants_xǁJournalǁ__init____mutmut['xǁJournalǁ__init____mutmut_13'] = Journal.xǁJournalǁ__init____mutmut_13 # type: ignore # mutmut generated
mutants_xǁJournalǁ__init____mutmut['xǁJournalǁ__init____mutmut_14'] = Journal.xǁJournalǁ__init____mutmut_14 # type: ignore # mutmut generated
mutants_xǁJournalǁ__init____mutmut['xǁJournalǁ__init____mutmut_15'] = Journal.xǁJournalǁ__init____mutmut_15 # type: ignore # mutmut generated
mutants_xǁJournalǁ__init____mutmut['xǁJournalǁ__init____mutmut_16'] = Journal.xǁJournalǁ__init____mutmut_16 # type: ignore # mutmut generated
mutants_xǁJournalǁ__init____mutmut['xǁJournalǁ__init____mutmut_17'] = Journal.xǁJournalǁ__init____mutmut_17 # type: ignore # mutmut generated
mutants_xǁJournalǁ__init____mutmut['xǁJournalǁ__init____mutmut_18'] = Journal.xǁJournalǁ__init____mutmut_18 # type: ignore # mutmut generated

mutants_xǁJournalǁpending__mutmut['_mutmut_orig'] = Journal.xǁJournalǁpending__mutmut_orig # type: ignore # mutmut generated
mutants_xǁJournalǁpending__mutmut['xǁJournalǁpending__mutmut_1'] = Journal.xǁJournalǁpending__mutmut_1 # type: ignore # mutmut generated
mutants_xǁJournalǁpending__mutmut['xǁJournalǁpending__mutmut_2'] = Journal.xǁJournalǁpending__mutmut_2 # type: ignore # mutmut generated
mutants_xǁJournalǁpending__mutmut['xǁJournalǁpending__mutmut_3'] = Journal.xǁJournalǁpending__mutmut_3 # type: ignore # mutmut generated
mutants_xǁJournalǁpending__mutmut['xǁJournalǁpending__mutmut_4'] = Journal.xǁJournalǁpending__mutmut_4 # type: ignore # mutmut generated
mutants_xǁJournalǁpending__mutmut['xǁJournalǁpending__mutmut_5'] = Journal.xǁJournalǁpending__mutmut_5 # type: ignore # mutmut generated
mutants_xǁJournalǁpending__mutmut['xǁJournalǁpending__mutmut_6'] = Journal.xǁJournalǁpending__mutmut_6 # type: ignore # mutmut generated
mutants_xǁJournalǁpending__mutmut['xǁJournalǁpending__mutmut_7'] = Journal.xǁJournalǁpending__mutmut_7 # type: ignore # mutmut generated
mutants_xǁJournalǁpending__mutmut['xǁJournalǁpending__mutmut_8'] = Journal.xǁJournalǁpending__mutmut_8 # type: ignore # mutmut generated

mutants_xǁJournalǁgiven_up__mutmut['_mutmut_orig'] = Journal.xǁJournalǁgiven_up__mutmut_orig # type: ignore # mutmut generated
mutants_xǁJournalǁgiven_up__mutmut['xǁJournalǁgiven_up__mutmut_1'] = Journal.xǁJournalǁgiven_up__mutmut_1 # type: ignore # mutmut generated
mutants_xǁJournalǁgiven_up__mutmut['xǁJournalǁgiven_up__mutmut_2'] = Journal.xǁJournalǁgiven_up__mutmut_2 # type: ignore # mutmut generated

mutants_xǁJournalǁintend__mutmut['_mutmut_orig'] = Journal.xǁJournalǁintend__mutmut_orig # type: ignore # mutmut generated
mutants_xǁJournalǁintend__mutmut['xǁJournalǁintend__mutmut_1'] = Journal.xǁJournalǁintend__mutmut_1 # type: ignore # mutmut generated
mutants_xǁJournalǁintend__mutmut['xǁJournalǁintend__mutmut_2'] = Journal.xǁJournalǁintend__mutmut_2 # type: ignore # mutmut generated
mutants_xǁJournalǁintend__mutmut['xǁJournalǁintend__mutmut_3'] = Journal.xǁJournalǁintend__mutmut_3 # type: ignore # mutmut generated
mutants_xǁJournalǁintend__mutmut['xǁJournalǁintend__mutmut_4'] = Journal.xǁJournalǁintend__mutmut_4 # type: ignore # mutmut generated
mutants_xǁJournalǁintend__mutmut['xǁJournalǁintend__mutmut_5'] = Journal.xǁJournalǁintend__mutmut_5 # type: ignore # mutmut generated
mutants_xǁJournalǁintend__mutmut['xǁJournalǁintend__mutmut_6'] = Journal.xǁJournalǁintend__mutmut_6 # type: ignore # mutmut generated
mutants_xǁJournalǁintend__mutmut['xǁJournalǁintend__mutmut_7'] = Journal.xǁJournalǁintend__mutmut_7 # type: ignore # mutmut generated
mutants_xǁJournalǁintend__mutmut['xǁJournalǁintend__mutmut_8'] = Journal.xǁJournalǁintend__mutmut_8 # type: ignore # mutmut generated
mutants_xǁJournalǁintend__mutmut['xǁJournalǁintend__mutmut_9'] = Journal.xǁJournalǁintend__mutmut_9 # type: ignore # mutmut generated
mutants_xǁJournalǁintend__mutmut['xǁJournalǁintend__mutmut_10'] = Journal.xǁJournalǁintend__mutmut_10 # type: ignore # mutmut generated
mutants_xǁJournalǁintend__mutmut['xǁJournalǁintend__mutmut_11'] = Journal.xǁJournalǁintend__mutmut_11 # type: ignore # mutmut generated
mutants_xǁJournalǁintend__mutmut['xǁJournalǁintend__mutmut_12'] = Journal.xǁJournalǁintend__mutmut_12 # type: ignore # mutmut generated
mutants_xǁJournalǁintend__mutmut['xǁJournalǁintend__mutmut_13'] = Journal.xǁJournalǁintend__mutmut_13 # type: ignore # mutmut generated
mutants_xǁJournalǁintend__mutmut['xǁJournalǁintend__mutmut_14'] = Journal.xǁJournalǁintend__mutmut_14 # type: ignore # mutmut generated
mutants_xǁJournalǁintend__mutmut['xǁJournalǁintend__mutmut_15'] = Journal.xǁJournalǁintend__mutmut_15 # type: ignore # mutmut generated
mutants_xǁJournalǁintend__mutmut['xǁJournalǁintend__mutmut_16'] = Journal.xǁJournalǁintend__mutmut_16 # type: ignore # mutmut generated
mutants_xǁJournalǁintend__mutmut['xǁJournalǁintend__mutmut_17'] = Journal.xǁJournalǁintend__mutmut_17 # type: ignore # mutmut generated
mutants_xǁJournalǁintend__mutmut['xǁJournalǁintend__mutmut_18'] = Journal.xǁJournalǁintend__mutmut_18 # type: ignore # mutmut generated
mutants_xǁJournalǁintend__mutmut['xǁJournalǁintend__mutmut_19'] = Journal.xǁJournalǁintend__mutmut_19 # type: ignore # mutmut generated
mutants_xǁJournalǁintend__mutmut['xǁJournalǁintend__mutmut_20'] = Journal.xǁJournalǁintend__mutmut_20 # type: ignore # mutmut generated
mutants_xǁJournalǁintend__mutmut['xǁJournalǁintend__mutmut_21'] = Journal.xǁJournalǁintend__mutmut_21 # type: ignore # mutmut generated
mutants_xǁJournalǁintend__mutmut['xǁJournalǁintend__mutmut_22'] = Journal.xǁJournalǁintend__mutmut_22 # type: ignore # mutmut generated
mutants_xǁJournalǁintend__mutmut['xǁJournalǁintend__mutmut_23'] = Journal.xǁJournalǁintend__mutmut_23 # type: ignore # mutmut generated
mutants_xǁJournalǁintend__mutmut['xǁJournalǁintend__mutmut_24'] = Journal.xǁJournalǁintend__mutmut_24 # type: ignore # mutmut generated
mutants_xǁJournalǁintend__mutmut['xǁJournalǁintend__mutmut_25'] = Journal.xǁJournalǁintend__mutmut_25 # type: ignore # mutmut generated
mutants_xǁJournalǁintend__mutmut['xǁJournalǁintend__mutmut_26'] = Journal.xǁJournalǁintend__mutmut_26 # type: ignore # mutmut generated
mutants_xǁJournalǁintend__mutmut['xǁJournalǁintend__mutmut_27'] = Journal.xǁJournalǁintend__mutmut_27 # type: ignore # mutmut generated
mutants_xǁJournalǁintend__mutmut['xǁJournalǁintend__mutmut_28'] = Journal.xǁJournalǁintend__mutmut_28 # type: ignore # mutmut generated
mutants_xǁJournalǁintend__mutmut['xǁJournalǁintend__mutmut_29'] = Journal.xǁJournalǁintend__mutmut_29 # type: ignore # mutmut generated
mutants_xǁJournalǁintend__mutmut['xǁJournalǁintend__mutmut_30'] = Journal.xǁJournalǁintend__mutmut_30 # type: ignore # mutmut generated
mutants_xǁJournalǁintend__mutmut['xǁJournalǁintend__mutmut_31'] = Journal.xǁJournalǁintend__mutmut_31 # type: ignore # mutmut generated
mutants_xǁJournalǁintend__mutmut['xǁJournalǁintend__mutmut_32'] = Journal.xǁJournalǁintend__mutmut_32 # type: ignore # mutmut generated
mutants_xǁJournalǁintend__mutmut['xǁJournalǁintend__mutmut_33'] = Journal.xǁJournalǁintend__mutmut_33 # type: ignore # mutmut generated

mutants_xǁJournalǁundone__mutmut['_mutmut_orig'] = Journal.xǁJournalǁundone__mutmut_orig # type: ignore # mutmut generated
mutants_xǁJournalǁundone__mutmut['xǁJournalǁundone__mutmut_1'] = Journal.xǁJournalǁundone__mutmut_1 # type: ignore # mutmut generated
mutants_xǁJournalǁundone__mutmut['xǁJournalǁundone__mutmut_2'] = Journal.xǁJournalǁundone__mutmut_2 # type: ignore # mutmut generated
mutants_xǁJournalǁundone__mutmut['xǁJournalǁundone__mutmut_3'] = Journal.xǁJournalǁundone__mutmut_3 # type: ignore # mutmut generated
mutants_xǁJournalǁundone__mutmut['xǁJournalǁundone__mutmut_4'] = Journal.xǁJournalǁundone__mutmut_4 # type: ignore # mutmut generated
mutants_xǁJournalǁundone__mutmut['xǁJournalǁundone__mutmut_5'] = Journal.xǁJournalǁundone__mutmut_5 # type: ignore # mutmut generated
mutants_xǁJournalǁundone__mutmut['xǁJournalǁundone__mutmut_6'] = Journal.xǁJournalǁundone__mutmut_6 # type: ignore # mutmut generated
mutants_xǁJournalǁundone__mutmut['xǁJournalǁundone__mutmut_7'] = Journal.xǁJournalǁundone__mutmut_7 # type: ignore # mutmut generated
mutants_xǁJournalǁundone__mutmut['xǁJournalǁundone__mutmut_8'] = Journal.xǁJournalǁundone__mutmut_8 # type: ignore # mutmut generated
mutants_xǁJournalǁundone__mutmut['xǁJournalǁundone__mutmut_9'] = Journal.xǁJournalǁundone__mutmut_9 # type: ignore # mutmut generated
mutants_xǁJournalǁundone__mutmut['xǁJournalǁundone__mutmut_10'] = Journal.xǁJournalǁundone__mutmut_10 # type: ignore # mutmut generated
mutants_xǁJournalǁundone__mutmut['xǁJournalǁundone__mutmut_11'] = Journal.xǁJournalǁundone__mutmut_11 # type: ignore # mutmut generated
mutants_xǁJournalǁundone__mutmut['xǁJournalǁundone__mutmut_12'] = Journal.xǁJournalǁundone__mutmut_12 # type: ignore # mutmut generated

mutants_xǁJournalǁgave_up__mutmut['_mutmut_orig'] = Journal.xǁJournalǁgave_up__mutmut_orig # type: ignore # mutmut generated
mutants_xǁJournalǁgave_up__mutmut['xǁJournalǁgave_up__mutmut_1'] = Journal.xǁJournalǁgave_up__mutmut_1 # type: ignore # mutmut generated
mutants_xǁJournalǁgave_up__mutmut['xǁJournalǁgave_up__mutmut_2'] = Journal.xǁJournalǁgave_up__mutmut_2 # type: ignore # mutmut generated
mutants_xǁJournalǁgave_up__mutmut['xǁJournalǁgave_up__mutmut_3'] = Journal.xǁJournalǁgave_up__mutmut_3 # type: ignore # mutmut generated
mutants_xǁJournalǁgave_up__mutmut['xǁJournalǁgave_up__mutmut_4'] = Journal.xǁJournalǁgave_up__mutmut_4 # type: ignore # mutmut generated
mutants_xǁJournalǁgave_up__mutmut['xǁJournalǁgave_up__mutmut_5'] = Journal.xǁJournalǁgave_up__mutmut_5 # type: ignore # mutmut generated
mutants_xǁJournalǁgave_up__mutmut['xǁJournalǁgave_up__mutmut_6'] = Journal.xǁJournalǁgave_up__mutmut_6 # type: ignore # mutmut generated
mutants_xǁJournalǁgave_up__mutmut['xǁJournalǁgave_up__mutmut_7'] = Journal.xǁJournalǁgave_up__mutmut_7 # type: ignore # mutmut generated
mutants_xǁJournalǁgave_up__mutmut['xǁJournalǁgave_up__mutmut_8'] = Journal.xǁJournalǁgave_up__mutmut_8 # type: ignore # mutmut generated
mutants_xǁJournalǁgave_up__mutmut['xǁJournalǁgave_up__mutmut_9'] = Journal.xǁJournalǁgave_up__mutmut_9 # type: ignore # mutmut generated
mutants_xǁJournalǁgave_up__mutmut['xǁJournalǁgave_up__mutmut_10'] = Journal.xǁJournalǁgave_up__mutmut_10 # type: ignore # mutmut generated
mutants_xǁJournalǁgave_up__mutmut['xǁJournalǁgave_up__mutmut_11'] = Journal.xǁJournalǁgave_up__mutmut_11 # type: ignore # mutmut generated
mutants_xǁJournalǁgave_up__mutmut['xǁJournalǁgave_up__mutmut_12'] = Journal.xǁJournalǁgave_up__mutmut_12 # type: ignore # mutmut generated
mutants_xǁJournalǁgave_up__mutmut['xǁJournalǁgave_up__mutmut_13'] = Journal.xǁJournalǁgave_up__mutmut_13 # type: ignore # mutmut generated
mutants_xǁJournalǁgave_up__mutmut['xǁJournalǁgave_up__mutmut_14'] = Journal.xǁJournalǁgave_up__mutmut_14 # type: ignore # mutmut generated
mutants_xǁJournalǁgave_up__mutmut['xǁJournalǁgave_up__mutmut_15'] = Journal.xǁJournalǁgave_up__mutmut_15 # type: ignore # mutmut generated

mutants_xǁJournalǁ_take__mutmut['_mutmut_orig'] = Journal.xǁJournalǁ_take__mutmut_orig # type: ignore # mutmut generated
mutants_xǁJournalǁ_take__mutmut['xǁJournalǁ_take__mutmut_1'] = Journal.xǁJournalǁ_take__mutmut_1 # type: ignore # mutmut generated
mutants_xǁJournalǁ_take__mutmut['xǁJournalǁ_take__mutmut_2'] = Journal.xǁJournalǁ_take__mutmut_2 # type: ignore # mutmut generated
mutants_xǁJournalǁ_take__mutmut['xǁJournalǁ_take__mutmut_3'] = Journal.xǁJournalǁ_take__mutmut_3 # type: ignore # mutmut generated
mutants_xǁJournalǁ_take__mutmut['xǁJournalǁ_take__mutmut_4'] = Journal.xǁJournalǁ_take__mutmut_4 # type: ignore # mutmut generated
mutants_xǁJournalǁ_take__mutmut['xǁJournalǁ_take__mutmut_5'] = Journal.xǁJournalǁ_take__mutmut_5 # type: ignore # mutmut generated
mutants_xǁJournalǁ_take__mutmut['xǁJournalǁ_take__mutmut_6'] = Journal.xǁJournalǁ_take__mutmut_6 # type: ignore # mutmut generated
mutants_xǁJournalǁ_take__mutmut['xǁJournalǁ_take__mutmut_7'] = Journal.xǁJournalǁ_take__mutmut_7 # type: ignore # mutmut generated
mutants_xǁJournalǁ_take__mutmut['xǁJournalǁ_take__mutmut_8'] = Journal.xǁJournalǁ_take__mutmut_8 # type: ignore # mutmut generated
mutants_xǁJournalǁ_take__mutmut['xǁJournalǁ_take__mutmut_9'] = Journal.xǁJournalǁ_take__mutmut_9 # type: ignore # mutmut generated
mutants_xǁJournalǁ_take__mutmut['xǁJournalǁ_take__mutmut_10'] = Journal.xǁJournalǁ_take__mutmut_10 # type: ignore # mutmut generated
mutants_xǁJournalǁ_take__mutmut['xǁJournalǁ_take__mutmut_11'] = Journal.xǁJournalǁ_take__mutmut_11 # type: ignore # mutmut generated
mutants_xǁJournalǁ_take__mutmut['xǁJournalǁ_take__mutmut_12'] = Journal.xǁJournalǁ_take__mutmut_12 # type: ignore # mutmut generated
mutants_xǁJournalǁ_take__mutmut['xǁJournalǁ_take__mutmut_13'] = Journal.xǁJournalǁ_take__mutmut_13 # type: ignore # mutmut generated
mutants_xǁJournalǁ_take__mutmut['xǁJournalǁ_take__mutmut_14'] = Journal.xǁJournalǁ_take__mutmut_14 # type: ignore # mutmut generated
mutants_xǁJournalǁ_take__mutmut['xǁJournalǁ_take__mutmut_15'] = Journal.xǁJournalǁ_take__mutmut_15 # type: ignore # mutmut generated
mutants_xǁJournalǁ_take__mutmut['xǁJournalǁ_take__mutmut_16'] = Journal.xǁJournalǁ_take__mutmut_16 # type: ignore # mutmut generated
mutants_xǁJournalǁ_take__mutmut['xǁJournalǁ_take__mutmut_17'] = Journal.xǁJournalǁ_take__mutmut_17 # type: ignore # mutmut generated
mutants_xǁJournalǁ_take__mutmut['xǁJournalǁ_take__mutmut_18'] = Journal.xǁJournalǁ_take__mutmut_18 # type: ignore # mutmut generated
mutants_xǁJournalǁ_take__mutmut['xǁJournalǁ_take__mutmut_19'] = Journal.xǁJournalǁ_take__mutmut_19 # type: ignore # mutmut generated
mutants_xǁJournalǁ_take__mutmut['xǁJournalǁ_take__mutmut_20'] = Journal.xǁJournalǁ_take__mutmut_20 # type: ignore # mutmut generated
mutants_xǁJournalǁ_take__mutmut['xǁJournalǁ_take__mutmut_21'] = Journal.xǁJournalǁ_take__mutmut_21 # type: ignore # mutmut generated
mutants_xǁJournalǁ_take__mutmut['xǁJournalǁ_take__mutmut_22'] = Journal.xǁJournalǁ_take__mutmut_22 # type: ignore # mutmut generated
mutants_xǁJournalǁ_take__mutmut['xǁJournalǁ_take__mutmut_23'] = Journal.xǁJournalǁ_take__mutmut_23 # type: ignore # mutmut generated
mutants_xǁJournalǁ_take__mutmut['xǁJournalǁ_take__mutmut_24'] = Journal.xǁJournalǁ_take__mutmut_24 # type: ignore # mutmut generated
mutants_xǁJournalǁ_take__mutmut['xǁJournalǁ_take__mutmut_25'] = Journal.xǁJournalǁ_take__mutmut_25 # type: ignore # mutmut generated
mutants_xǁJournalǁ_take__mutmut['xǁJournalǁ_take__mutmut_26'] = Journal.xǁJournalǁ_take__mutmut_26 # type: ignore # mutmut generated
mutants_xǁJournalǁ_take__mutmut['xǁJournalǁ_take__mutmut_27'] = Journal.xǁJournalǁ_take__mutmut_27 # type: ignore # mutmut generated
mutants_xǁJournalǁ_take__mutmut['xǁJournalǁ_take__mutmut_28'] = Journal.xǁJournalǁ_take__mutmut_28 # type: ignore # mutmut generated
mutants_xǁJournalǁ_take__mutmut['xǁJournalǁ_take__mutmut_29'] = Journal.xǁJournalǁ_take__mutmut_29 # type: ignore # mutmut generated
mutants_xǁJournalǁ_take__mutmut['xǁJournalǁ_take__mutmut_30'] = Journal.xǁJournalǁ_take__mutmut_30 # type: ignore # mutmut generated
mutants_xǁJournalǁ_take__mutmut['xǁJournalǁ_take__mutmut_31'] = Journal.xǁJournalǁ_take__mutmut_31 # type: ignore # mutmut generated
mutants_xǁJournalǁ_take__mutmut['xǁJournalǁ_take__mutmut_32'] = Journal.xǁJournalǁ_take__mutmut_32 # type: ignore # mutmut generated
mutants_xǁJournalǁ_take__mutmut['xǁJournalǁ_take__mutmut_33'] = Journal.xǁJournalǁ_take__mutmut_33 # type: ignore # mutmut generated
mutants_xǁJournalǁ_take__mutmut['xǁJournalǁ_take__mutmut_34'] = Journal.xǁJournalǁ_take__mutmut_34 # type: ignore # mutmut generated
mutants_xǁJournalǁ_take__mutmut['xǁJournalǁ_take__mutmut_35'] = Journal.xǁJournalǁ_take__mutmut_35 # type: ignore # mutmut generated
mutants_xǁJournalǁ_take__mutmut['xǁJournalǁ_take__mutmut_36'] = Journal.xǁJournalǁ_take__mutmut_36 # type: ignore # mutmut generated
mutants_xǁJournalǁ_take__mutmut['xǁJournalǁ_take__mutmut_37'] = Journal.xǁJournalǁ_take__mutmut_37 # type: ignore # mutmut generated
mutants_xǁJournalǁ_take__mutmut['xǁJournalǁ_take__mutmut_38'] = Journal.xǁJournalǁ_take__mutmut_38 # type: ignore # mutmut generated
mutants_xǁJournalǁ_take__mutmut['xǁJournalǁ_take__mutmut_39'] = Journal.xǁJournalǁ_take__mutmut_39 # type: ignore # mutmut generated
mutants_xǁJournalǁ_take__mutmut['xǁJournalǁ_take__mutmut_40'] = Journal.xǁJournalǁ_take__mutmut_40 # type: ignore # mutmut generated

mutants_xǁJournalǁ_append__mutmut['_mutmut_orig'] = Journal.xǁJournalǁ_append__mutmut_orig # type: ignore # mutmut generated
mutants_xǁJournalǁ_append__mutmut['xǁJournalǁ_append__mutmut_1'] = Journal.xǁJournalǁ_append__mutmut_1 # type: ignore # mutmut generated
mutants_xǁJournalǁ_append__mutmut['xǁJournalǁ_append__mutmut_2'] = Journal.xǁJournalǁ_append__mutmut_2 # type: ignore # mutmut generated

mutants_xǁJournalǁ_make_room__mutmut['_mutmut_orig'] = Journal.xǁJournalǁ_make_room__mutmut_orig # type: ignore # mutmut generated
mutants_xǁJournalǁ_make_room__mutmut['xǁJournalǁ_make_room__mutmut_1'] = Journal.xǁJournalǁ_make_room__mutmut_1 # type: ignore # mutmut generated
mutants_xǁJournalǁ_make_room__mutmut['xǁJournalǁ_make_room__mutmut_2'] = Journal.xǁJournalǁ_make_room__mutmut_2 # type: ignore # mutmut generated
mutants_xǁJournalǁ_make_room__mutmut['xǁJournalǁ_make_room__mutmut_3'] = Journal.xǁJournalǁ_make_room__mutmut_3 # type: ignore # mutmut generated
mutants_xǁJournalǁ_make_room__mutmut['xǁJournalǁ_make_room__mutmut_4'] = Journal.xǁJournalǁ_make_room__mutmut_4 # type: ignore # mutmut generated
mutants_xǁJournalǁ_make_room__mutmut['xǁJournalǁ_make_room__mutmut_5'] = Journal.xǁJournalǁ_make_room__mutmut_5 # type: ignore # mutmut generated
mutants_xǁJournalǁ_make_room__mutmut['xǁJournalǁ_make_room__mutmut_6'] = Journal.xǁJournalǁ_make_room__mutmut_6 # type: ignore # mutmut generated
mutants_xǁJournalǁ_make_room__mutmut['xǁJournalǁ_make_room__mutmut_7'] = Journal.xǁJournalǁ_make_room__mutmut_7 # type: ignore # mutmut generated
mutants_xǁJournalǁ_make_room__mutmut['xǁJournalǁ_make_room__mutmut_8'] = Journal.xǁJournalǁ_make_room__mutmut_8 # type: ignore # mutmut generated
mutants_xǁJournalǁ_make_room__mutmut['xǁJournalǁ_make_room__mutmut_9'] = Journal.xǁJournalǁ_make_room__mutmut_9 # type: ignore # mutmut generated
mutants_xǁJournalǁ_make_room__mutmut['xǁJournalǁ_make_room__mutmut_10'] = Journal.xǁJournalǁ_make_room__mutmut_10 # type: ignore # mutmut generated
mutants_xǁJournalǁ_make_room__mutmut['xǁJournalǁ_make_room__mutmut_11'] = Journal.xǁJournalǁ_make_room__mutmut_11 # type: ignore # mutmut generated
mutants_xǁJournalǁ_make_room__mutmut['xǁJournalǁ_make_room__mutmut_12'] = Journal.xǁJournalǁ_make_room__mutmut_12 # type: ignore # mutmut generated
mutants_xǁJournalǁ_make_room__mutmut['xǁJournalǁ_make_room__mutmut_13'] = Journal.xǁJournalǁ_make_room__mutmut_13 # type: ignore # mutmut generated
mutants_xǁJournalǁ_make_room__mutmut['xǁJournalǁ_make_room__mutmut_14'] = Journal.xǁJournalǁ_make_room__mutmut_14 # type: ignore # mutmut generated
mutants_xǁJournalǁ_make_room__mutmut['xǁJournalǁ_make_room__mutmut_15'] = Journal.xǁJournalǁ_make_room__mutmut_15 # type: ignore # mutmut generated
mutants_xǁJournalǁ_make_room__mutmut['xǁJournalǁ_make_room__mutmut_16'] = Journal.xǁJournalǁ_make_room__mutmut_16 # type: ignore # mutmut generated
mutants_xǁJournalǁ_make_room__mutmut['xǁJournalǁ_make_room__mutmut_17'] = Journal.xǁJournalǁ_make_room__mutmut_17 # type: ignore # mutmut generated
mutants_xǁJournalǁ_make_room__mutmut['xǁJournalǁ_make_room__mutmut_18'] = Journal.xǁJournalǁ_make_room__mutmut_18 # type: ignore # mutmut generated
mutants_xǁJournalǁ_make_room__mutmut['xǁJournalǁ_make_room__mutmut_19'] = Journal.xǁJournalǁ_make_room__mutmut_19 # type: ignore # mutmut generated
mutants_xǁJournalǁ_make_room__mutmut['xǁJournalǁ_make_room__mutmut_20'] = Journal.xǁJournalǁ_make_room__mutmut_20 # type: ignore # mutmut generated
mutants_xǁJournalǁ_make_room__mutmut['xǁJournalǁ_make_room__mutmut_21'] = Journal.xǁJournalǁ_make_room__mutmut_21 # type: ignore # mutmut generated
mutants_xǁJournalǁ_make_room__mutmut['xǁJournalǁ_make_room__mutmut_22'] = Journal.xǁJournalǁ_make_room__mutmut_22 # type: ignore # mutmut generated
mutants_xǁJournalǁ_make_room__mutmut['xǁJournalǁ_make_room__mutmut_23'] = Journal.xǁJournalǁ_make_room__mutmut_23 # type: ignore # mutmut generated
mutants_xǁJournalǁ_make_room__mutmut['xǁJournalǁ_make_room__mutmut_24'] = Journal.xǁJournalǁ_make_room__mutmut_24 # type: ignore # mutmut generated
mutants_xǁJournalǁ_make_room__mutmut['xǁJournalǁ_make_room__mutmut_25'] = Journal.xǁJournalǁ_make_room__mutmut_25 # type: ignore # mutmut generated
mutants_xǁJournalǁ_make_room__mutmut['xǁJournalǁ_make_room__mutmut_26'] = Journal.xǁJournalǁ_make_room__mutmut_26 # type: ignore # mutmut generated
mutants_xǁJournalǁ_make_room__mutmut['xǁJournalǁ_make_room__mutmut_27'] = Journal.xǁJournalǁ_make_room__mutmut_27 # type: ignore # mutmut generated
mutants_xǁJournalǁ_make_room__mutmut['xǁJournalǁ_make_room__mutmut_28'] = Journal.xǁJournalǁ_make_room__mutmut_28 # type: ignore # mutmut generated
mutants_xǁJournalǁ_make_room__mutmut['xǁJournalǁ_make_room__mutmut_29'] = Journal.xǁJournalǁ_make_room__mutmut_29 # type: ignore # mutmut generated
mutants_xǁJournalǁ_make_room__mutmut['xǁJournalǁ_make_room__mutmut_30'] = Journal.xǁJournalǁ_make_room__mutmut_30 # type: ignore # mutmut generated
mutants_xǁJournalǁ_make_room__mutmut['xǁJournalǁ_make_room__mutmut_31'] = Journal.xǁJournalǁ_make_room__mutmut_31 # type: ignore # mutmut generated
mutants_xǁJournalǁ_make_room__mutmut['xǁJournalǁ_make_room__mutmut_32'] = Journal.xǁJournalǁ_make_room__mutmut_32 # type: ignore # mutmut generated
mutants_xǁJournalǁ_make_room__mutmut['xǁJournalǁ_make_room__mutmut_33'] = Journal.xǁJournalǁ_make_room__mutmut_33 # type: ignore # mutmut generated
mutants_xǁJournalǁ_make_room__mutmut['xǁJournalǁ_make_room__mutmut_34'] = Journal.xǁJournalǁ_make_room__mutmut_34 # type: ignore # mutmut generated
mutants_xǁJournalǁ_make_room__mutmut['xǁJournalǁ_make_room__mutmut_35'] = Journal.xǁJournalǁ_make_room__mutmut_35 # type: ignore # mutmut generated
mutants_xǁJournalǁ_make_room__mutmut['xǁJournalǁ_make_room__mutmut_36'] = Journal.xǁJournalǁ_make_room__mutmut_36 # type: ignore # mutmut generated
mutants_xǁJournalǁ_make_room__mutmut['xǁJournalǁ_make_room__mutmut_37'] = Journal.xǁJournalǁ_make_room__mutmut_37 # type: ignore # mutmut generated
mutants_xǁJournalǁ_make_room__mutmut['xǁJournalǁ_make_room__mutmut_38'] = Journal.xǁJournalǁ_make_room__mutmut_38 # type: ignore # mutmut generated
mutants_xǁJournalǁ_make_room__mutmut['xǁJournalǁ_make_room__mutmut_39'] = Journal.xǁJournalǁ_make_room__mutmut_39 # type: ignore # mutmut generated
mutants_xǁJournalǁ_make_room__mutmut['xǁJournalǁ_make_room__mutmut_40'] = Journal.xǁJournalǁ_make_room__mutmut_40 # type: ignore # mutmut generated
mutants_xǁJournalǁ_make_room__mutmut['xǁJournalǁ_make_room__mutmut_41'] = Journal.xǁJournalǁ_make_room__mutmut_41 # type: ignore # mutmut generated
mutants_xǁJournalǁ_make_room__mutmut['xǁJournalǁ_make_room__mutmut_42'] = Journal.xǁJournalǁ_make_room__mutmut_42 # type: ignore # mutmut generated
mutants_xǁJournalǁ_make_room__mutmut['xǁJournalǁ_make_room__mutmut_43'] = Journal.xǁJournalǁ_make_room__mutmut_43 # type: ignore # mutmut generated
mutants_x__size__mutmut: MutantDict = {}  # type: ignore


@_mutmut_mutated(mutants_x__size__mutmut)
def _size(lines: Iterable[bytes]) -> int:
    return sum(len(line) + 1 for line in lines)


def x__size__mutmut_orig(lines: Iterable[bytes]) -> int:
    return sum(len(line) + 1 for line in lines)


def x__size__mutmut_1(lines: Iterable[bytes]) -> int:
    return sum(None)


def x__size__mutmut_2(lines: Iterable[bytes]) -> int:
    return sum(len(line) - 1 for line in lines)


def x__size__mutmut_3(lines: Iterable[bytes]) -> int:
    return sum(len(line) + 2 for line in lines)

mutants_x__size__mutmut['_mutmut_orig'] = x__size__mutmut_orig # type: ignore # mutmut generated
mutants_x__size__mutmut['x__size__mutmut_1'] = x__size__mutmut_1 # type: ignore # mutmut generated
mutants_x__size__mutmut['x__size__mutmut_2'] = x__size__mutmut_2 # type: ignore # mutmut generated
mutants_x__size__mutmut['x__size__mutmut_3'] = x__size__mutmut_3 # type: ignore # mutmut generated
mutants_x__encode__mutmut: MutantDict = {}  # type: ignore


@_mutmut_mutated(mutants_x__encode__mutmut)
def _encode(record: Mapping[str, Any]) -> bytes:
    body = json.dumps(record, sort_keys=True, separators=(",", ":")).encode()
    return b"%08x %s" % (zlib.crc32(body), body)


def x__encode__mutmut_orig(record: Mapping[str, Any]) -> bytes:
    body = json.dumps(record, sort_keys=True, separators=(",", ":")).encode()
    return b"%08x %s" % (zlib.crc32(body), body)


def x__encode__mutmut_1(record: Mapping[str, Any]) -> bytes:
    body = None
    return b"%08x %s" % (zlib.crc32(body), body)


def x__encode__mutmut_2(record: Mapping[str, Any]) -> bytes:
    body = json.dumps(None, sort_keys=True, separators=(",", ":")).encode()
    return b"%08x %s" % (zlib.crc32(body), body)


def x__encode__mutmut_3(record: Mapping[str, Any]) -> bytes:
    body = json.dumps(record, sort_keys=None, separators=(",", ":")).encode()
    return b"%08x %s" % (zlib.crc32(body), body)


def x__encode__mutmut_4(record: Mapping[str, Any]) -> bytes:
    body = json.dumps(record, sort_keys=True, separators=None).encode()
    return b"%08x %s" % (zlib.crc32(body), body)


def x__encode__mutmut_5(record: Mapping[str, Any]) -> bytes:
    body = json.dumps(sort_keys=True, separators=(",", ":")).encode()
    return b"%08x %s" % (zlib.crc32(body), body)


def x__encode__mutmut_6(record: Mapping[str, Any]) -> bytes:
    body = json.dumps(record, separators=(",", ":")).encode()
    return b"%08x %s" % (zlib.crc32(body), body)


def x__encode__mutmut_7(record: Mapping[str, Any]) -> bytes:
    body = json.dumps(record, sort_keys=True, ).encode()
    return b"%08x %s" % (zlib.crc32(body), body)


def x__encode__mutmut_8(record: Mapping[str, Any]) -> bytes:
    body = json.dumps(record, sort_keys=False, separators=(",", ":")).encode()
    return b"%08x %s" % (zlib.crc32(body), body)


def x__encode__mutmut_9(record: Mapping[str, Any]) -> bytes:
    body = json.dumps(record, sort_keys=True, separators=("XX,XX", ":")).encode()
    return b"%08x %s" % (zlib.crc32(body), body)


def x__encode__mutmut_10(record: Mapping[str, Any]) -> bytes:
    body = json.dumps(record, sort_keys=True, separators=(",", "XX:XX")).encode()
    return b"%08x %s" % (zlib.crc32(body), body)


def x__encode__mutmut_11(record: Mapping[str, Any]) -> bytes:
    body = json.dumps(record, sort_keys=True, separators=(",", ":")).encode()
    return b"%08x %s" / (zlib.crc32(body), body)


def x__encode__mutmut_12(record: Mapping[str, Any]) -> bytes:
    body = json.dumps(record, sort_keys=True, separators=(",", ":")).encode()
    return b"XX%08x %sXX" % (zlib.crc32(body), body)


def x__encode__mutmut_13(record: Mapping[str, Any]) -> bytes:
    body = json.dumps(record, sort_keys=True, separators=(",", ":")).encode()
    return b"%08X %S" % (zlib.crc32(body), body)


def x__encode__mutmut_14(record: Mapping[str, Any]) -> bytes:
    body = json.dumps(record, sort_keys=True, separators=(",", ":")).encode()
    return b"%08x %s" % (zlib.crc32(None), body)

mutants_x__encode__mutmut['_mutmut_orig'] = x__encode__mutmut_orig # type: ignore # mutmut generated
mutants_x__encode__mutmut['x__encode__mutmut_1'] = x__encode__mutmut_1 # type: ignore # mutmut generated
mutants_x__encode__mutmut['x__encode__mutmut_2'] = x__encode__mutmut_2 # type: ignore # mutmut generated
mutants_x__encode__mutmut['x__encode__mutmut_3'] = x__encode__mutmut_3 # type: ignore # mutmut generated
mutants_x__encode__mutmut['x__encode__mutmut_4'] = x__encode__mutmut_4 # type: ignore # mutmut generated
mutants_x__encode__mutmut['x__encode__mutmut_5'] = x__encode__mutmut_5 # type: ignore # mutmut generated
mutants_x__encode__mutmut['x__encode__mutmut_6'] = x__encode__mutmut_6 # type: ignore # mutmut generated
mutants_x__encode__mutmut['x__encode__mutmut_7'] = x__encode__mutmut_7 # type: ignore # mutmut generated
mutants_x__encode__mutmut['x__encode__mutmut_8'] = x__encode__mutmut_8 # type: ignore # mutmut generated
mutants_x__encode__mutmut['x__encode__mutmut_9'] = x__encode__mutmut_9 # type: ignore # mutmut generated
mutants_x__encode__mutmut['x__encode__mutmut_10'] = x__encode__mutmut_10 # type: ignore # mutmut generated
mutants_x__encode__mutmut['x__encode__mutmut_11'] = x__encode__mutmut_11 # type: ignore # mutmut generated
mutants_x__encode__mutmut['x__encode__mutmut_12'] = x__encode__mutmut_12 # type: ignore # mutmut generated
mutants_x__encode__mutmut['x__encode__mutmut_13'] = x__encode__mutmut_13 # type: ignore # mutmut generated
mutants_x__encode__mutmut['x__encode__mutmut_14'] = x__encode__mutmut_14 # type: ignore # mutmut generated
mutants_x__decode__mutmut: MutantDict = {}  # type: ignore


@_mutmut_mutated(mutants_x__decode__mutmut)
def _decode(line: bytes, where: str) -> dict[str, Any]:
    checksum, _, body = line.partition(b" ")
    if checksum != b"%08x" % zlib.crc32(body):
        raise UndoIncomplete(
            f"{where}: the journal is damaged there. Keep the file, look at the lines before it "
            "for what was changed, put that back by hand, then move the file away."
        )
    record: dict[str, Any] = json.loads(body)
    return record


def x__decode__mutmut_orig(line: bytes, where: str) -> dict[str, Any]:
    checksum, _, body = line.partition(b" ")
    if checksum != b"%08x" % zlib.crc32(body):
        raise UndoIncomplete(
            f"{where}: the journal is damaged there. Keep the file, look at the lines before it "
            "for what was changed, put that back by hand, then move the file away."
        )
    record: dict[str, Any] = json.loads(body)
    return record


def x__decode__mutmut_1(line: bytes, where: str) -> dict[str, Any]:
    checksum, _, body = None
    if checksum != b"%08x" % zlib.crc32(body):
        raise UndoIncomplete(
            f"{where}: the journal is damaged there. Keep the file, look at the lines before it "
            "for what was changed, put that back by hand, then move the file away."
        )
    record: dict[str, Any] = json.loads(body)
    return record


def x__decode__mutmut_2(line: bytes, where: str) -> dict[str, Any]:
    checksum, _, body = line.partition(None)
    if checksum != b"%08x" % zlib.crc32(body):
        raise UndoIncomplete(
            f"{where}: the journal is damaged there. Keep the file, look at the lines before it "
            "for what was changed, put that back by hand, then move the file away."
        )
    record: dict[str, Any] = json.loads(body)
    return record


def x__decode__mutmut_3(line: bytes, where: str) -> dict[str, Any]:
    checksum, _, body = line.rpartition(b" ")
    if checksum != b"%08x" % zlib.crc32(body):
        raise UndoIncomplete(
            f"{where}: the journal is damaged there. Keep the file, look at the lines before it "
            "for what was changed, put that back by hand, then move the file away."
        )
    record: dict[str, Any] = json.loads(body)
    return record


def x__decode__mutmut_4(line: bytes, where: str) -> dict[str, Any]:
    checksum, _, body = line.partition(b"XX XX")
    if checksum != b"%08x" % zlib.crc32(body):
        raise UndoIncomplete(
            f"{where}: the journal is damaged there. Keep the file, look at the lines before it "
            "for what was changed, put that back by hand, then move the file away."
        )
    record: dict[str, Any] = json.loads(body)
    return record


def x__decode__mutmut_5(line: bytes, where: str) -> dict[str, Any]:
    checksum, _, body = line.partition(b" ")
    if checksum == b"%08x" % zlib.crc32(body):
        raise UndoIncomplete(
            f"{where}: the journal is damaged there. Keep the file, look at the lines before it "
            "for what was changed, put that back by hand, then move the file away."
        )
    record: dict[str, Any] = json.loads(body)
    return record


def x__decode__mutmut_6(line: bytes, where: str) -> dict[str, Any]:
    checksum, _, body = line.partition(b" ")
    if checksum != b"%08x" / zlib.crc32(body):
        raise UndoIncomplete(
            f"{where}: the journal is damaged there. Keep the file, look at the lines before it "
            "for what was changed, put that back by hand, then move the file away."
        )
    record: dict[str, Any] = json.loads(body)
    return record


def x__decode__mutmut_7(line: bytes, where: str) -> dict[str, Any]:
    checksum, _, body = line.partition(b" ")
    if checksum != b"XX%08xXX" % zlib.crc32(body):
        raise UndoIncomplete(
            f"{where}: the journal is damaged there. Keep the file, look at the lines before it "
            "for what was changed, put that back by hand, then move the file away."
        )
    record: dict[str, Any] = json.loads(body)
    return record


def x__decode__mutmut_8(line: bytes, where: str) -> dict[str, Any]:
    checksum, _, body = line.partition(b" ")
    if checksum != b"%08X" % zlib.crc32(body):
        raise UndoIncomplete(
            f"{where}: the journal is damaged there. Keep the file, look at the lines before it "
            "for what was changed, put that back by hand, then move the file away."
        )
    record: dict[str, Any] = json.loads(body)
    return record


def x__decode__mutmut_9(line: bytes, where: str) -> dict[str, Any]:
    checksum, _, body = line.partition(b" ")
    if checksum != b"%08x" % zlib.crc32(None):
        raise UndoIncomplete(
            f"{where}: the journal is damaged there. Keep the file, look at the lines before it "
            "for what was changed, put that back by hand, then move the file away."
        )
    record: dict[str, Any] = json.loads(body)
    return record


def x__decode__mutmut_10(line: bytes, where: str) -> dict[str, Any]:
    checksum, _, body = line.partition(b" ")
    if checksum != b"%08x" % zlib.crc32(body):
        raise UndoIncomplete(
            None
        )
    record: dict[str, Any] = json.loads(body)
    return record


def x__decode__mutmut_11(line: bytes, where: str) -> dict[str, Any]:
    checksum, _, body = line.partition(b" ")
    if checksum != b"%08x" % zlib.crc32(body):
        raise UndoIncomplete(
            f"{where}: the journal is damaged there. Keep the file, look at the lines before it "
            "XXfor what was changed, put that back by hand, then move the file away.XX"
        )
    record: dict[str, Any] = json.loads(body)
    return record


def x__decode__mutmut_12(line: bytes, where: str) -> dict[str, Any]:
    checksum, _, body = line.partition(b" ")
    if checksum != b"%08x" % zlib.crc32(body):
        raise UndoIncomplete(
            f"{where}: the journal is damaged there. Keep the file, look at the lines before it "
            "FOR WHAT WAS CHANGED, PUT THAT BACK BY HAND, THEN MOVE THE FILE AWAY."
        )
    record: dict[str, Any] = json.loads(body)
    return record


def x__decode__mutmut_13(line: bytes, where: str) -> dict[str, Any]:
    checksum, _, body = line.partition(b" ")
    if checksum != b"%08x" % zlib.crc32(body):
        raise UndoIncomplete(
            f"{where}: the journal is damaged there. Keep the file, look at the lines before it "
            "for what was changed, put that back by hand, then move the file away."
        )
    record: dict[str, Any] = None
    return record


def x__decode__mutmut_14(line: bytes, where: str) -> dict[str, Any]:
    checksum, _, body = line.partition(b" ")
    if checksum != b"%08x" % zlib.crc32(body):
        raise UndoIncomplete(
            f"{where}: the journal is damaged there. Keep the file, look at the lines before it "
            "for what was changed, put that back by hand, then move the file away."
        )
    record: dict[str, Any] = json.loads(None)
    return record

mutants_x__decode__mutmut['_mutmut_orig'] = x__decode__mutmut_orig # type: ignore # mutmut generated
mutants_x__decode__mutmut['x__decode__mutmut_1'] = x__decode__mutmut_1 # type: ignore # mutmut generated
mutants_x__decode__mutmut['x__decode__mutmut_2'] = x__decode__mutmut_2 # type: ignore # mutmut generated
mutants_x__decode__mutmut['x__decode__mutmut_3'] = x__decode__mutmut_3 # type: ignore # mutmut generated
mutants_x__decode__mutmut['x__decode__mutmut_4'] = x__decode__mutmut_4 # type: ignore # mutmut generated
mutants_x__decode__mutmut['x__decode__mutmut_5'] = x__decode__mutmut_5 # type: ignore # mutmut generated
mutants_x__decode__mutmut['x__decode__mutmut_6'] = x__decode__mutmut_6 # type: ignore # mutmut generated
mutants_x__decode__mutmut['x__decode__mutmut_7'] = x__decode__mutmut_7 # type: ignore # mutmut generated
mutants_x__decode__mutmut['x__decode__mutmut_8'] = x__decode__mutmut_8 # type: ignore # mutmut generated
mutants_x__decode__mutmut['x__decode__mutmut_9'] = x__decode__mutmut_9 # type: ignore # mutmut generated
mutants_x__decode__mutmut['x__decode__mutmut_10'] = x__decode__mutmut_10 # type: ignore # mutmut generated
mutants_x__decode__mutmut['x__decode__mutmut_11'] = x__decode__mutmut_11 # type: ignore # mutmut generated
mutants_x__decode__mutmut['x__decode__mutmut_12'] = x__decode__mutmut_12 # type: ignore # mutmut generated
mutants_x__decode__mutmut['x__decode__mutmut_13'] = x__decode__mutmut_13 # type: ignore # mutmut generated
mutants_x__decode__mutmut['x__decode__mutmut_14'] = x__decode__mutmut_14 # type: ignore # mutmut generated


@contextmanager
def opened(directory: Path, target: str, storage: Storage | None = None) -> Iterator[Journal]:
    """Open the journal of a target for this process alone, by default a file in ``directory``.

    Raises UsageError, naming the holder, while another process has it open: two runs against
    one target would undo each other's faults.
    """
    directory.mkdir(parents=True, exist_ok=True)
    lock_file = directory / f"{target}.lock"
    with lock_file.open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            raise UsageError(
                f"target {target} is in use by process {lock.read().strip() or '?'}; "
                "wait for it to end"
            ) from None
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        yield Journal(storage or File(directory / f"{target}.journal"))
