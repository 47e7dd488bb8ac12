"""Which of drillbook's functions a phrase may lead to, read from the compiled code.

Every function, class or table that a function names is followed, so the answer may hold more than
a run uses, and never less, as long as what is named is a function and no method of an object
whose class is not named.
"""

import inspect
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from pathlib import Path
from types import CodeType, FunctionType, MappingProxyType, ModuleType
from typing import Any

from _pytest.mark.expression import Expression  # what pytest itself reads -k with

from drillbook import experiment, session
from drillbook.faults import catalogue
from drillbook.rights import DECLARED, Right, parse_all
from drillbook.runbook import lint

# Where rights are declared; the engine between them (sessions, drills, journals) needs none itself.
_OURS = (
    "steps.",
    "drillbook.probes.",
    "drillbook.faults.",
    "drillbook.procedures.",
    "drillbook.ledger.",
    "drillbook.clients.",
)

_WORD = re.compile(r"[a-z0-9]+")

Function = Callable[..., Any]


def reached(
    functions: Iterable[Function], actions: Mapping[str, Any] = MappingProxyType({})
) -> frozenset[Function]:
    """Return the functions and all that they may call; ``actions`` are called by their names."""
    session.load_undo_steps()
    by_name = {**session.UNDO_STEPS, **actions}
    found: set[Function] = set()
    waiting = [function for given in functions for function in _functions(given)]
    while waiting:
        function = waiting.pop()
        if function in found:
            continue
        found.add(function)
        # A fault's description says what it needs, its undo included.
        if catalogue.of(function) is None:
            waiting += _named(function, by_name)
    return frozenset(found)


def rights(functions: Iterable[Function], actions: Mapping[str, Any]) -> frozenset[Right]:
    """Return the rights that functions need, with all that they may call.

    ``actions`` are the faults that experiments bring, by the experiments' names. What a fault
    needs is said by its description.
    """
    found: set[Right] = set()
    for function in reached(functions, actions):
        described = catalogue.of(function)
        if described is not None:
            found |= parse_all(described.needs.rights)
        found |= DECLARED.get(function, frozenset())
    return frozenset(found)


def rights_of_drills(system: str, keyword: str = "") -> frozenset[Right] | None:
    """Return what the scenarios of a system need that match pytest's ``-k``; None if none does."""
    phrases = tuple(lint.phrases(Path("steps")))
    wanted: list[Function] = []
    names: set[str] = set()
    files = sorted((Path("features") / system).rglob("*.feature"))
    chosen = [p for file in files for p in lint.pickles(file) if _matches(p["name"], keyword)]
    for step in (step for pickle in chosen for step in pickle["steps"]):
        kind, text = lint.KINDS.get(step.get("type", ""), ""), step["text"]
        wanted += [p.context.step_func for p in phrases if p.matches(kind, text)]
        names |= set(experiment.named(text))
    actions = _actions(Path("chaos") / system)
    wanted += [action for name in names for action in actions.get(name, ())]
    return rights(wanted, actions) if chosen else None


def _matches(name: str, keyword: str) -> bool:
    words = f"test_{'_'.join(_WORD.findall(name.lower()))}"

    def stands_in(part: str, /, **_: object) -> bool:
        return part.lower() in words or part.lower() in name.lower()

    return not keyword or Expression.compile(keyword).evaluate(stands_in)


def _actions(directory: Path) -> dict[str, tuple[Function, ...]]:
    """Return the functions that each experiment brings, by its name."""
    known = experiment.by_name(directory)
    return {name: experiment.actions(file) for name, file in known.items()}


def _named(function: Function, by_name: Mapping[str, Any]) -> Iterator[Function]:
    for code in _codes(function.__code__):
        names = set(code.co_names)
        for name in names:
            named = function.__globals__.get(name)
            if isinstance(named, ModuleType) and named.__name__.startswith(_OURS):
                for attribute in names & vars(named).keys():
                    yield from _functions(getattr(named, attribute))
            else:
                yield from _functions(named)
        for constant in code.co_consts:
            # Undo steps and experiments are called by their names.
            if isinstance(constant, str) and constant in by_name:
                yield from _functions(by_name[constant])
    for cell in function.__closure__ or ():
        yield from _functions(_content(cell))


def _functions(thing: Any) -> Iterator[Function]:
    """Yield the functions of ours that a value is, or holds."""
    if isinstance(thing, FunctionType) and thing.__module__.startswith(_OURS):
        yield thing
        if inspect.unwrap(thing) is not thing:
            yield from _functions(inspect.unwrap(thing))
    else:
        for part in _parts(thing):
            yield from _functions(part)


def _parts(thing: Any) -> Iterable[Any]:
    if isinstance(thing, partial):
        return (thing.func, *thing.args)
    if isinstance(thing, Mapping):
        return tuple(thing.values())
    if isinstance(thing, tuple | list | set | frozenset):
        return tuple(thing)
    if inspect.isclass(thing) and thing.__module__.startswith(_OURS):
        return tuple(getattr(value, "fget", value) for value in vars(thing).values())
    return ()


def _codes(code: CodeType) -> Iterator[CodeType]:
    yield code
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _codes(constant)


def _content(cell: Any) -> Any:
    try:
        return cell.cell_contents
    except ValueError:  # not filled yet
        return None
