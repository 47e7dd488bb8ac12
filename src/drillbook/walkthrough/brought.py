"""What the experiments that a scenario names would change, and how that is undone."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from drillbook import experiment
from drillbook.faults import catalogue
from drillbook.faults.catalogue import Described

CHAOS = Path("chaos")


@dataclass(frozen=True)
class Brought:
    """One fault of an experiment: what it does, its kind of change, and what its undo does."""

    experiment: str
    does: str
    changes: str
    undo: str


def by(system: str, steps: Iterable[str], chaos: Path = CHAOS) -> tuple[Brought, ...]:
    """Return the faults that the experiments named in steps bring, each once, in their order.

    A phrase that changes something by itself (a ledger, a procedure) is not among them.
    """
    known = experiment.by_name(chaos / system)
    named = (name for step in steps for name in experiment.named(step) if name in known)
    return tuple(dict.fromkeys(one for name in named for one in _faults(name, known[name])))


def _faults(name: str, file: Path) -> Iterator[Brought]:
    for action in experiment.actions(file):
        described: Described | None = catalogue.of(action)
        if described is not None:
            undo = " ".join(described.undo_does.values())
            yield Brought(name, described.does, described.changes, undo)
