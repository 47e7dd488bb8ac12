"""What a step leads to: of an experiment, what its faults say of themselves; else what is reached.

What a phrase's code leads to (``runbook.reach``) may be more than a run uses, and is never less.
"""

import inspect
from collections.abc import Callable, Iterable
from typing import Any

from drillbook import session
from drillbook.runbook import reach
from drillbook.walkthrough import brought
from drillbook.walkthrough.about import About

_LOOKS, _PROCEDURES = "drillbook.probes.", "drillbook.procedures."
_MANY = 8


def step(system: str, name: str, function: Callable[..., Any]) -> About:
    """Return what is to be known of a step by its words and the function that it calls."""
    faults = brought.by(system, (name,))
    if faults:
        return About(
            _few(f.does for f in faults),
            _few(f"{f.changes}, by the experiment {f.experiment!r}" for f in faults),
            _few(f.undo for f in faults),
        )
    found = sorted(reach.reached((function,)), key=lambda one: one.__qualname__)
    undo = {function: name for name, function in session.UNDO_STEPS.items()}
    public = [one for one in found if not one.__name__.startswith("_") and one not in undo]
    looks = [one for one in public if one.__module__.startswith(_LOOKS) and _observes(one)]
    procedures = [one for one in public if one.__module__.startswith(_PROCEDURES)]
    undone = [one for one in found if one in undo]
    return About(
        _few(_says(one) for one in (*procedures, *looks)),
        _few(f"what the undo step {undo[one]} puts back" for one in undone),
        _few(f"{undo[one]}: {_says(one)}" for one in undone),
    )


def _observes(function: Callable[..., Any]) -> bool:
    return "Observation" in str(inspect.signature(function).return_annotation)


def _says(function: Callable[..., Any]) -> str:
    return (
        (inspect.getdoc(function) or function.__name__.strip("_")).splitlines()[0].replace("``", "")
    )


def _few(said: Iterable[str]) -> tuple[str, ...]:
    each = list(dict.fromkeys(said))
    more = [f"and {len(each) - _MANY} more"] if len(each) > _MANY else []
    return (*each[:_MANY], *more)
