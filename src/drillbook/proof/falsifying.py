"""Falsifiers: what makes a scenario say fail on a real cluster.

A falsifier withholds the faults of its scenario, or what one step does (a recovery, a setting),
so that what the scenario waits for does not come; or, after a step, it brings an experiment, takes
an acknowledged write of a ledger away, plants something, or does more steps besides, so that the
promise does not hold. Any way the undo at the drill's end puts all back, and only ``fail`` will do,
at the very Then that is named.
"""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta
from functools import partial
from operator import le
from pathlib import Path
from typing import Any

import yaml
from pydantic import Field, TypeAdapter, ValidationError, model_validator

from drillbook import experiment
from drillbook.clock import eventually, now
from drillbook.errors import UsageError
from drillbook.fields import Strict
from drillbook.ledger import books
from drillbook.opening import required
from drillbook.procedures import planted
from drillbook.proof import boundary
from drillbook.proof.boundary import Key
from drillbook.proof.playing import EXPERIMENT

DIRECTORY = Path("falsifiers")
_CHAOS = Path("chaos")
_PROCEDURES = "drillbook.procedures."
_DAYS = 7
_WAYS = ("withheld:", "brought:", "lost:", "planted:", "besides:")
_KEYWORDS = ("Given", "When")


class Falsifier(Strict):
    """What makes one scenario fail."""

    scenario: str
    turns: str = Field(description="the Then that must fail; a failure elsewhere shows nothing")
    withheld: bool | str = Field(
        default=False, description="true: its experiments; or the step whose changes are not made"
    )
    brought: str | None = Field(default=None, description="an experiment of the system")
    lost: str | None = Field(default=None, description="what a ledger writes to: a write of it")
    planted: str | None = Field(default=None, description="what is made wrong by a proof alone")
    besides: tuple[str, ...] = Field(default=(), description="steps done besides, in its phrases")
    after: str | None = Field(default=None, description="the step before it; else the first one")
    with_: dict[str, Any] = Field(default_factory=dict, alias="with")
    lasting_seconds: int = Field(default=0, ge=0, le=600, description="what it needs to be felt")

    @model_validator(mode="after")
    def _one_of_all(self) -> "Falsifier":
        ways = (self.withheld, self.brought, self.lost, self.planted, self.besides)
        if [bool(way) for way in ways].count(True) != 1:
            raise ValueError(f"a falsifier has one of {', '.join(_WAYS)}")
        if self.brought is None and self.with_:
            raise ValueError("with: is of an experiment brought")
        if not (self.brought or self.planted or self.besides) and self.lasting_seconds:
            raise ValueError(
                "lasting_seconds: is of what is brought or planted, or of steps besides"
            )
        if self.withheld and self.after:
            raise ValueError("after: is of what comes after a step, not of what is withheld")
        for step in self.besides:
            if step.partition(" ")[0] not in _KEYWORDS:
                raise ValueError(f"{step!r} begins with none of {', '.join(_KEYWORDS)}")
        return self

    def unknown_step(self, steps: Sequence[str]) -> str | None:
        """Return the step that it names and that is none of its scenario's, if there is one."""
        named = self.withheld if isinstance(self.withheld, str) else self.after
        return next((one for one in (named, self.turns) if one and one not in steps), None)

    def also(self, steps: Sequence[str]) -> tuple[int, tuple[tuple[str, str], ...]]:
        """Return before which of a scenario's steps others are done besides, and their words."""
        place = 0 if self.after is None else list(steps).index(self.after)
        parted = (step.partition(" ") for step in self.besides)
        return place + 1, tuple((keyword, words) for keyword, _, words in parted)

    def withholds(self, step: str) -> "Withholding | None":
        """Return what withholds changes in a step, if any are to be withheld there."""
        if self.withheld is True:
            return Withholding(EXPERIMENT)
        return Withholding(EXPERIMENT, _PROCEDURES) if self.withheld == step else None

    def is_due(self, ended: Sequence[str]) -> bool:
        """Return whether it comes now, after the steps that have just ended."""
        if self.withheld or not ended:
            return False
        *before, last = ended
        after = self.besides[-1].partition(" ")[2] if self.besides else self.after
        return not before if after is None else last == after not in before

    def bring(self, system: str, namespace: str) -> None:
        """Bring its experiment, lose a write, or plant something, and let it last.

        Raises as ``experiment.run``, ``books.lose`` and ``planted.plant``.
        """
        if self.lost is not None:
            books.lose(self.lost)
        if self.planted is not None:
            planted.plant(required(), namespace, self.planted)
        if self.brought is not None:
            file = experiment.find(_CHAOS / system, self.brought)
            experiment.run(file, {"namespace": namespace, **self.with_})
        if self.lasting_seconds:
            span = timedelta(seconds=self.lasting_seconds)
            until = now() + span
            eventually(now, partial(le, until), within=span, what="it lasts")


class Withholding:
    """The tape of a step whose changes are not made; all else goes through."""

    def __init__(self, *prefixes: str) -> None:
        self._prefixes = prefixes

    def called(self, name: str, _key: Key, call: Callable[[], Any]) -> Any:
        """Make a call, but for one that is withheld."""
        return None if self.holds_back(name) else self.connected(call)

    def holds_back(self, name: str) -> bool:
        """Return whether a call of this name is withheld."""
        return name.startswith(self._prefixes)

    def connected(self, call: Callable[[], Any]) -> Any:
        """Make a call."""
        return boundary.untaped(call)


def load(file: Path) -> tuple[Falsifier, ...]:
    """Read a system's falsifiers; none without a file. Raises UsageError that names the rule."""
    if not file.exists():
        return ()
    try:
        written = yaml.safe_load(file.read_text(encoding="utf-8")) or []
        found = TypeAdapter(tuple[Falsifier, ...]).validate_python(written)
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise UsageError(f"{file}: not readable as YAML: {error}") from error
    except ValidationError as error:
        lines = (f"{'.'.join(map(str, e['loc'])) or 'file'}: {e['msg']}" for e in error.errors())
        raise UsageError(f"{file}: " + "; ".join(lines)) from error
    counted = Counter(one.scenario for one in found)
    if twice := [name for name, times in counted.items() if times > 1]:
        raise UsageError(f"{file}: {twice[0]!r} has two falsifiers; a scenario has one")
    return found


def share(falsifiers: Iterable[Falsifier], day: date) -> tuple[Falsifier, ...]:
    """Return a day's share: each falsifier is in that of one day of the week."""
    return tuple(one for one in falsifiers if _day(one.scenario) == day.toordinal() % _DAYS)


def _day(name: str) -> int:
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:4]) % _DAYS
