"""Where phrases reach the world: every probe, procedure, experiment and ledger that they call.

``install`` puts a door before each. While no tape runs, a door does nothing. A tape that records
lets the call through and keeps what came back; one that plays answers in the world's place.
It must be called before the phrases are imported, since they keep some of these functions.
"""

import functools
import importlib
import inspect
import pkgutil
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextvars import ContextVar
from functools import partial
from types import ModuleType
from typing import Any, Protocol

import drillbook.checks
import drillbook.probes
import drillbook.procedures
from drillbook.verdict import Judgement, Verdict

Key = tuple[str, ...]


class Tape(Protocol):
    """What stands at every door while a drill is recorded or played."""

    def called(self, name: str, key: Key, call: Callable[[], Any]) -> Any:
        """Return what a call of this name with these words among its arguments gives."""

    def connected(self, call: Callable[[], Any]) -> Any:
        """Return a connection."""


tape: ContextVar[Tape | None] = ContextVar("tape", default=None)


def untaped(call: Callable[[], Any]) -> Any:
    """Make a call behind the doors, where none of them is one."""
    token = tape.set(None)
    try:
        return call()
    finally:
        tape.reset(token)


#: The checks that were called, and their verdicts, while a drill is played.
verdicts: ContextVar[list[tuple[str, Verdict]] | None] = ContextVar("verdicts", default=None)

#: What reads the target file alone; its answer is a limit, which must be the present one.
_LIMITS = frozenset({"drillbook.procedures.restoring.maximum_age"})
#: What phrases call beside probes and procedures.
_FUNCTIONS = (
    "drillbook.clients.http.service_url",
    "drillbook.experiment.run",
    "drillbook.ledger.books.closed",
    "drillbook.ledger.recovery_point.up_to",
)
_METHODS = {
    "drillbook.ledger.stored.StoredLedger": ("start", "stop", "read_back"),
    "drillbook.ledger.graph.GraphLedger": ("start", "stop"),
    "drillbook.ledger.http.HttpLedger": ("start", "stop"),
    "drillbook.ledger.backlog.Backlog": ("start", "send", "behind", "stop"),
    "drillbook.watch.Watch": ("start", "stretches", "stop"),
}
_CONNECTIONS = (
    "drillbook.clients.kafka.connect",
    "drillbook.clients.neo4j.connect",
    "drillbook.clients.postgresql.access",
    "drillbook.clients.redis.access",
    "drillbook.clients.prometheus.connect",
)


@functools.cache
def install() -> tuple[str, ...]:
    """Put a door before everything through which phrases reach the world; return their names."""
    names = [*_FUNCTIONS, *_reading_or_changing()]
    for name in names:
        _put(name, _door)
    for owner, methods in _METHODS.items():
        for method in methods:
            _put(f"{owner}.{method}", _door)
            names.append(f"{owner}.{method}")
    for name in _CONNECTIONS:
        _put(name, _connection)
    for module, name in _checks():
        setattr(module, name, checked(f"{module.__name__}.{name}", getattr(module, name)))
    # Names that a drill draws are in what it sees later.
    setattr(uuid, "uuid4", _door("uuid.uuid4", uuid.uuid4))  # noqa: B010 (mypy allows no other)
    return tuple(sorted(names))


def _reading_or_changing() -> Iterator[str]:
    """Yield the public functions of probes and procedures that take a session or a connection."""
    for package in (drillbook.probes, drillbook.procedures):
        for found in pkgutil.iter_modules(package.__path__):
            module = importlib.import_module(f"{package.__name__}.{found.name}")
            for name, function in inspect.getmembers(module, inspect.isfunction):
                qualified = f"{module.__name__}.{name}"
                own = function.__module__ == module.__name__ and not name.startswith("_")
                if own and qualified not in _LIMITS and _takes_a_connection(function):
                    yield qualified


def _takes_a_connection(function: Callable[..., Any]) -> bool:
    first = next(iter(inspect.signature(function).parameters.values()), None)
    kind = getattr(first, "annotation", None)
    module = getattr(kind, "__module__", "")
    return module == "drillbook.session" or module.startswith("drillbook.clients")


def _checks() -> Iterator[tuple[ModuleType, str]]:
    """Yield the public functions of checks that judge."""
    for found in pkgutil.iter_modules(drillbook.checks.__path__):
        module = importlib.import_module(f"drillbook.checks.{found.name}")
        for name, function in inspect.getmembers(module, inspect.isfunction):
            judges = inspect.signature(function).return_annotation is Judgement
            if judges and function.__module__ == module.__name__ and not name.startswith("_"):
                yield module, name


def checked(name: str, check: Callable[..., Judgement]) -> Callable[..., Judgement]:
    """Return a check that notes each verdict that it gives, while anybody wants to know."""

    @functools.wraps(check)
    def judging(*positional: Any, **named: Any) -> Judgement:
        judgement = check(*positional, **named)
        noted = verdicts.get()
        if noted is not None:
            noted.append((name, judgement.verdict))
        return judgement

    return judging


def _put(name: str, make: Callable[[str, Callable[..., Any]], Callable[..., Any]]) -> None:
    holder, attribute = _holder(name)
    setattr(holder, attribute, make(name, getattr(holder, attribute)))


def _holder(name: str) -> tuple[Any, str]:
    module, _, attribute = name.rpartition(".")
    try:
        return importlib.import_module(module), attribute
    except ModuleNotFoundError:
        outer, _, owner = module.rpartition(".")
        return getattr(importlib.import_module(outer), owner), attribute


def _door(name: str, function: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(function)
    def door(*positional: Any, **named: Any) -> Any:
        at = tape.get()
        call = partial(function, *positional, **named)
        return call() if at is None else at.called(name, _key(positional, named), call)

    return door


def _connection(_name: str, function: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(function)
    def door(*positional: Any, **named: Any) -> Any:
        at = tape.get()
        call = partial(function, *positional, **named)
        return call() if at is None else at.connected(call)

    return door


def _key(positional: tuple[Any, ...], named: Mapping[str, Any]) -> Key:
    """Return the words among the arguments: what tells two calls of one function apart."""
    return tuple(one for one in (*positional, *named.values()) if isinstance(one, str))
