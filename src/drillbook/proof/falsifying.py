"""Falsifiers: what makes a scenario say fail on a real cluster.

A falsifier withholds the faults of its scenario, so that what the scenario waits for does not
come; or it brings an experiment after the first step, so that the promise does not hold. Either
way the undo at the drill's end puts all back, and only ``fail`` will do.
"""

import hashlib
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path
from typing import Any

import yaml
from pydantic import Field, TypeAdapter, ValidationError, model_validator

from drillbook import experiment
from drillbook.errors import UsageError
from drillbook.fields import Strict
from drillbook.proof import boundary
from drillbook.proof.boundary import Key
from drillbook.proof.playing import EXPERIMENT

DIRECTORY = Path("falsifiers")
_CHAOS = Path("chaos")
_DAYS = 7


class Falsifier(Strict):
    """What makes one scenario fail."""

    scenario: str
    withheld: bool = False
    brought: str | None = Field(default=None, description="an experiment of the system")
    with_: dict[str, Any] = Field(default_factory=dict, alias="with")

    @model_validator(mode="after")
    def _one_of_both(self) -> "Falsifier":
        if self.withheld == (self.brought is not None):
            raise ValueError("a falsifier has either withheld: true or brought: an experiment")
        return self

    def bring(self, system: str, namespace: str) -> None:
        """Bring its experiment, if it has one. Raises as ``experiment.run``."""
        if self.brought is not None:
            file = experiment.find(_CHAOS / system, self.brought)
            experiment.run(file, {"namespace": namespace, **self.with_})


class Withholding:
    """The tape of a drill whose faults are not brought; all else goes through."""

    def called(self, name: str, _key: Key, call: Callable[[], Any]) -> Any:
        """Make a call, but for one that brings a fault."""
        return None if name == EXPERIMENT else self.connected(call)

    def connected(self, call: Callable[[], Any]) -> Any:
        """Make a call."""
        return boundary.untaped(call)


def load(file: Path) -> tuple[Falsifier, ...]:
    """Read a system's falsifiers; none without a file. Raises UsageError that names the rule."""
    if not file.exists():
        return ()
    try:
        written = yaml.safe_load(file.read_text(encoding="utf-8")) or []
        return TypeAdapter(tuple[Falsifier, ...]).validate_python(written)
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise UsageError(f"{file}: not readable as YAML: {error}") from error
    except ValidationError as error:
        lines = (f"{'.'.join(map(str, e['loc'])) or 'file'}: {e['msg']}" for e in error.errors())
        raise UsageError(f"{file}: " + "; ".join(lines)) from error


def share(falsifiers: Iterable[Falsifier], day: date) -> tuple[Falsifier, ...]:
    """Return a day's share: each falsifier is in that of one day of the week."""
    return tuple(one for one in falsifiers if _day(one.scenario) == day.toordinal() % _DAYS)


def _day(name: str) -> int:
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:4]) % _DAYS
