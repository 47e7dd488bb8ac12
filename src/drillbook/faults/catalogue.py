"""The catalogue of faults, read from the code: parameters, effect probe, undo, needs.

Each action is described where it is defined. ``bring`` refuses a fault whose change or undo is
not the one that its action's description names, so the catalogue cannot say anything else than
what happens.
"""

import inspect
from collections.abc import Callable, Iterator
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, ParamSpec

from rich.console import Group
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from drillbook import session
from drillbook.errors import UsageError

P = ParamSpec("P")

_ANY_TARGET = "any target"
_HEAD = """# Faults

Made from the code by `drillbook faults --markdown > docs/faults.md`.

A fault is an action of a Chaos Toolkit experiment (`module: drillbook.faults.MODULE`,
`func: FUNCTION`). Its change has to be listed in the target file under `allow.changes`. A fault
whose effect is not observed in time is undone, and the drill is unknown. `drillbook undo` puts
back what a killed run left.

Between two services that are in a service mesh (Istio), `mesh.*` delays and aborts HTTP requests
by the mesh's own fault injection, on any target. `traffic.*` does it by toxiproxy, in a lab only,
for any TCP connection; a limited rate is there alone, because Istio has none."""
LAB = "a lab that drillbook made on this machine"


@dataclass(frozen=True)
class Needs:
    """What an action needs: where it works, programs, and rights as "VERB RESOURCE".

    ``in_container`` are programs of the container that is hit, ``on_machine`` of the machine
    where drillbook runs. Reading is part of ``rights``, too.
    """

    rights: tuple[str, ...]
    target: str = _ANY_TARGET
    in_container: tuple[str, ...] = ()
    on_machine: tuple[str, ...] = ()


@dataclass(frozen=True)
class Parameter:
    """One parameter of an action; ``default`` is None when it has to be given."""

    name: str
    type: str
    default: str | None


@dataclass(frozen=True)
class Described:
    """One action: its parameters and docstring, and what else ``described`` says of it."""

    name: str
    does: str
    parameters: tuple[Parameter, ...]
    changes: str
    effect: str
    undo: str
    needs: Needs
    also_undone_by: tuple[str, ...] = ()

    @property
    def undo_does(self) -> dict[str, str]:
        """Return what each undo step says of itself, by its name."""
        names = (self.undo, *self.also_undone_by)
        return {name: _first_paragraph(session.UNDO_STEPS[name]) for name in names}


#: Every described action by its name, ``MODULE.FUNCTION``. Complete after ``faults``.
_DESCRIBED: dict[str, Described] = {}

#: The description of the action that is running.
running: ContextVar[Described | None] = ContextVar("action that runs", default=None)


def described(
    *, changes: str, effect: str, undo: str, needs: Needs, also_undone_by: tuple[str, ...] = ()
) -> Callable[[Callable[P, str]], Callable[P, str]]:
    """Describe an action: its kind of change, what proves its effect, its undo, its needs.

    ``undo`` is the undo step of its Fault; an action that intends more ones names them, too.
    """

    def register(function: Callable[P, str]) -> Callable[P, str]:
        name = f"{function.__module__.rpartition('.')[2]}.{function.__name__}"
        if name in _DESCRIBED:
            raise UsageError(f"two actions are named {name}")
        _DESCRIBED[name] = Described(
            name=name,
            does=_first_paragraph(function),
            parameters=tuple(_parameters(function)),
            changes=changes,
            effect=effect,
            undo=undo,
            needs=needs,
            also_undone_by=also_undone_by,
        )
        return function

    return register


def of(function: Callable[..., Any]) -> Described | None:
    """Return the description of an action, if it has one."""
    return _DESCRIBED.get(f"{function.__module__.rpartition('.')[2]}.{function.__name__}")


def faults() -> tuple[Described, ...]:
    """Return every fault that there is, by name."""
    session.load_undo_steps()
    return tuple(_DESCRIBED[name] for name in sorted(_DESCRIBED))


def check(change: str, undo: str) -> None:
    """Raise UsageError unless the running action's description names this change and undo."""
    described = running.get()
    if described and (change, undo) != (described.changes, described.undo):
        raise UsageError(
            f"{described.name} brings {change} with undo {undo}, and its description says "
            f"{described.changes} with undo {described.undo}. Nothing was changed."
        )


def markdown() -> str:
    """Return the catalogue as a page of the documentation."""
    lines = [_HEAD]
    for fault in faults():
        lines += ["", f"## {fault.name}", "", fault.does, ""]
        lines += [f"- parameters: {', '.join(f'`{_written(p)}`' for p in fault.parameters)}"]
        lines += [f"- change: `{fault.changes}`", f"- effect: {fault.effect}"]
        lines += [f"- undo (`{name}`): {does}" for name, does in fault.undo_does.items()]
        lines += [f"- needs: {needs_text(fault.needs)}"]
    return "\n".join(lines) + "\n"


def listing() -> Group:
    """Return the catalogue for a terminal, however narrow: a name, and below it what is said."""
    return Group(*(part for fault in faults() for part in (_heading(fault), _details(fault), "")))


def _heading(fault: Described) -> Text:
    return Text.assemble((fault.name, "bold"), "  ", fault.does)


def _details(fault: Described) -> Table:
    shown = Table.grid(padding=(0, 1), pad_edge=True)
    shown.add_column(min_width=12, style="dim")
    shown.add_column()
    said = [("parameters", ", ".join(_written(one) for one in fault.parameters))]
    said += [("change", fault.changes), ("effect", fault.effect)]
    said += [("undo", f"{name}: {does}") for name, does in fault.undo_does.items()]
    for label, text in (*said, ("needs", needs_text(fault.needs))):
        shown.add_row(f"  {label}", escape(text))
    return shown


def needs_text(needs: Needs) -> str:
    """Return what a fault needs, in one line."""
    parts = [needs.target]
    if needs.in_container:
        parts.append(f"in the container: {', '.join(needs.in_container)}")
    if needs.on_machine:
        parts.append(f"on this machine: {', '.join(needs.on_machine)}")
    return "; ".join([*parts, f"rights: {', '.join(needs.rights)}"])


def _written(parameter: Parameter) -> str:
    default = "" if parameter.default is None else f" = {parameter.default}"
    return f"{parameter.name}: {parameter.type}{default}"


def _parameters(function: Callable[..., Any]) -> Iterator[Parameter]:
    for parameter in inspect.signature(function).parameters.values():
        annotation = parameter.annotation
        default = None if parameter.default is parameter.empty else repr(parameter.default)
        yield Parameter(parameter.name, getattr(annotation, "__name__", str(annotation)), default)


def _first_paragraph(function: Callable[..., Any]) -> str:
    return " ".join((inspect.getdoc(function) or "").split("\n\n")[0].split())
