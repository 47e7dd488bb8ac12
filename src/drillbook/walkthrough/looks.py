"""Looks: any probe, live, between two steps of a walk. Nothing that is looked at is judged."""

import importlib
import inspect
import json
import pkgutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, get_origin, get_type_hints

import drillbook.probes
from drillbook.clients import kafka, neo4j, postgresql, redis
from drillbook.errors import UsageError
from drillbook.evidence.plain import plain
from drillbook.observation import Observation
from drillbook.session import Session

#: How a probe's first argument is come by.
_CONNECTIONS: Mapping[type, Callable[[Session, str], Any]] = {
    Session: lambda session, _namespace: session,
    kafka.Kafka: kafka.connect,
    neo4j.Access: neo4j.connect,
    postgresql.Access: postgresql.access,
    redis.Access: redis.access,
}
#: Arguments that the walk knows by itself.
_KNOWN = ("namespace", "namespaces", "system")
_WORDS = (str, int, float)
#: These leave something, if only for a moment (a transaction's number, a lock, a client's request),
#: or would be told a key.
_NOT_BY_THE_WAY = frozenset(
    {
        *("postgresql.commit", "postgresql_server.writer"),
        *("kg_clients.answer", "kg_clients.answers"),
    }
)
_MOST = 20_000  # characters of a value that are kept


@dataclass(frozen=True)
class Probe:
    """A probe by its name (``kubernetes.pods``), with the arguments that it has to be given."""

    name: str
    says: str
    needed: tuple[str, ...]
    optional: tuple[str, ...]
    kinds: Mapping[str, type]
    connects: Callable[[Session, str], Any]
    function: Callable[..., Observation[Any]]

    @property
    def usage(self) -> str:
        """Return how it is asked for: ``kubernetes.pod NAME=…``."""
        given = [f"{name}=…" for name in self.needed] + [f"[{name}=…]" for name in self.optional]
        return " ".join([self.name, *given])


@cache
def catalogue() -> Mapping[str, Probe]:
    """Return every probe that words can ask for, by name."""
    return {one.name: one for one in _probes()}


def named(asked: str, arguments: Mapping[str, str]) -> Probe:
    """Return a probe by its name. Raises UsageError when it cannot be asked so."""
    probe = catalogue().get(asked)
    if probe is None:
        near = [name for name in catalogue() if asked.partition(".")[2] in name]
        names = ", ".join(near or catalogue())
        raise UsageError(f"no probe {asked!r}; there are: {names}. Nothing was looked at")
    known = {*probe.needed, *probe.optional}
    if set(probe.needed) <= arguments.keys() <= known:
        return probe
    raise UsageError(f"it is asked for by: {probe.usage}. Nothing was looked at")


def look(session: Session, system: str, asked: str, given: Mapping[str, str]) -> Observation[Any]:
    """Look through a probe at a system. Raises UsageError, and Unobservable as the probe does."""
    probe = named(asked, given)
    namespace = session.system(system).namespace
    connection = probe.connects(session, namespace)
    known = {"namespace": namespace, "namespaces": namespace, "system": system}
    parameters = list(inspect.signature(probe.function).parameters)[1:]
    # By place, since one that takes several namespaces has no name for them.
    first = [known[name] for name in parameters[:1] if name in known]
    return probe.function(connection, *first, **_converted(probe, given))


def facts(observation: Observation[Any]) -> dict[str, Any]:
    """Return what was seen, where, how and when, as JSON has it; of a long value its beginning."""
    seen = plain(observation.value)
    said = json.dumps(seen, ensure_ascii=False)
    return {
        "name": observation.name,
        "value": seen if len(said) <= _MOST else f"{said[:_MOST]} …",
        "source": observation.source,
        "query": observation.query,
        "at": observation.started.isoformat(),
    }


def _converted(probe: Probe, given: Mapping[str, str]) -> dict[str, Any]:
    try:
        return {name: probe.kinds[name](said) for name, said in given.items()}
    except ValueError as error:
        raise UsageError(f"{probe.usage}: {error}. Nothing was looked at") from error


def _probes() -> Iterator[Probe]:
    for found in pkgutil.iter_modules(drillbook.probes.__path__):
        module = importlib.import_module(f"{drillbook.probes.__name__}.{found.name}")
        for name, function in inspect.getmembers(module, inspect.isfunction):
            if function.__module__ == module.__name__ and not name.startswith("_"):
                probe = _probe(f"{found.name}.{name}", function)
                if probe is not None and probe.name not in _NOT_BY_THE_WAY:
                    yield probe


def _probe(name: str, function: Callable[..., Any]) -> Probe | None:
    """Return a probe that words can ask for, or None for any other function."""
    hints = get_type_hints(function)
    parameters = list(inspect.signature(function).parameters.values())
    if not parameters:
        return None
    first, *more = parameters
    connects = _CONNECTIONS.get(hints.get(first.name, object))
    if connects is None or get_origin(hints["return"]) is not Observation:
        return None
    given = [one for one in more if one.name not in _KNOWN]
    needed = [one.name for one in given if one.default is one.empty]
    kinds = {one.name: hints[one.name] for one in given if hints[one.name] in _WORDS}
    if not kinds.keys() >= set(needed):
        return None
    says = (inspect.getdoc(function) or "").splitlines()[0]
    optional = tuple(name for name in kinds if name not in needed)
    return Probe(name, says, tuple(needed), optional, kinds, connects, function)
