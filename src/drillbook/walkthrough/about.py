"""What is to be known of a step before it is run."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class About:
    """What is to be known of a step before it is run, each a sentence."""

    does: tuple[str, ...] = ()
    changes: tuple[str, ...] = ()
    undone: tuple[str, ...] = ()

    def plain(self) -> dict[str, Any]:
        """Return it as JSON has it."""
        return asdict(self)


def of(given: Mapping[str, Any]) -> About:
    """Return it from JSON."""
    return About(**{name: tuple(said) for name, said in given.items()})
