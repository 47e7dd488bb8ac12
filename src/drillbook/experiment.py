"""Chaos Toolkit experiments: read, checked, run through Chaos Toolkit's own library.

Only actions of ``drillbook.faults`` may stand in an experiment, since only they pass the guard
and the journal. ``chaos run`` ends ``completed`` though an action raised, so each activity's own
status is judged here.
"""

import importlib
import re
from collections.abc import Callable, Iterator, Mapping
from contextvars import ContextVar
from pathlib import Path
from typing import Any

from chaoslib.experiment import run_experiment

from drillbook import strict_yaml
from drillbook.errors import DrillbookError, Unobservable, UsageError

_QUOTED = re.compile(r'"([^"]+)"')
_OURS = re.compile(r"drillbook\.faults\.[a-z][a-z0-9_]*")

# What may stand where. Chaos Toolkit runs code for more keys than its method's: a value of its
# configuration may be a probe, a secret may be fetched, a control may be any module.
_EXPERIMENT_KEYS = {
    "version", "title", "description", "tags", "contributions", "configuration",
    "steady-state-hypothesis", "method", "rollbacks", "runtime",
}  # fmt: skip
_ACTIVITY_KEYS = {"type", "name", "provider", "tolerance"}
_PROVIDER_KEYS = {"type", "module", "func", "arguments"}
# Not the strategies of the hypothesis: one of them runs it in a thread, outside of the drill.
_RUNTIME_KEYS = {"rollbacks"}
# Not "probe", which has a provider of its own.
_TOLERANCES = {"regex", "jsonpath", "range"}

#: What an action raised, kept because Chaos Toolkit passes on its text alone.
raised: ContextVar[list[DrillbookError] | None] = ContextVar("raised by actions", default=None)


def by_name(directory: Path) -> dict[str, Path]:
    """Return the experiments of a directory by their names in scenarios."""
    return {file.stem.replace("_", " "): file for file in sorted(directory.glob("*.yaml"))}


def named(step: str) -> list[str]:
    """Return what a step names in quotes, among it its experiments."""
    return _QUOTED.findall(step)


def actions(file: Path) -> tuple[Callable[..., Any], ...]:
    """Return the functions that an experiment's method calls. Raises UsageError as ``load``."""
    providers = [activity["provider"] for activity in load(file)["method"]]
    return tuple(getattr(importlib.import_module(p["module"]), p["func"]) for p in providers)


def find(directory: Path, name: str) -> Path:
    """Return the file of an experiment by its name in a scenario (``kafka broker loss``)."""
    known = by_name(directory)
    if name not in known:
        raise UsageError(f"no experiment {name!r} in {directory}; there are: {', '.join(known)}")
    return known[name]


def load(file: Path) -> dict[str, Any]:
    """Read an experiment and refuse whatever is not ours in it. Raises UsageError."""
    written = strict_yaml.read(file, "experiment")
    if not isinstance(written, dict) or not written.get("method"):
        raise UsageError(f"{file}: an experiment needs a method with at least one action")
    if written.get("controls"):
        raise UsageError(f"{file}: controls are not allowed; a guard that fails there is not seen")
    _only(file, "the experiment", written, _EXPERIMENT_KEYS)
    if not isinstance(written.get("title"), str):
        raise UsageError(f"{file}: an experiment needs a title")
    _only(file, "runtime", _mapping(file, "runtime", written.get("runtime")), _RUNTIME_KEYS)
    _plain_configuration(file, written.get("configuration") or {})
    for activity in _activities(file, written):
        _check(file, activity)
    return written


def run(file: Path, parameters: Mapping[str, object]) -> dict[str, Any]:
    """Run an experiment's method and return Chaos Toolkit's journal.

    The rollbacks are left to the drill, which undoes after it has measured the recovery; the
    stock ``chaos run`` has no such moment and rolls back at once. Raises what an action raised,
    or Unobservable when an activity did not succeed for another reason. KeyboardInterrupt goes
    on to whoever runs the drill: its undo comes there.
    """
    experiment = load(file)
    unknown = parameters.keys() - (experiment.get("configuration") or {}).keys()
    if unknown:
        raise UsageError(f"{file}: it has no parameter {', '.join(sorted(unknown))}")
    experiment["configuration"] = (experiment.get("configuration") or {}) | dict(parameters)
    # Taken out rather than turned off: a strategy can be overridden by a settings file.
    experiment.pop("rollbacks", None)
    token = raised.set([])
    try:
        journal: dict[str, Any] = run_experiment(experiment, settings={})
        errors = raised.get() or []
    finally:
        raised.reset(token)
    if journal.get("status") == "interrupted":  # it keeps a person's ^C for itself
        raise KeyboardInterrupt(f"{file}: the experiment was interrupted")
    if errors:
        raise errors[0]
    _all_succeeded(file, journal)
    return journal


def _activities(file: Path, experiment: Mapping[str, Any]) -> Iterator[Any]:
    written = experiment.get("steady-state-hypothesis")
    hypothesis = _mapping(file, "steady-state-hypothesis", written)
    _only(file, "steady-state-hypothesis", hypothesis, {"title", "probes"})
    for part in (hypothesis.get("probes"), experiment["method"], experiment.get("rollbacks")):
        if not isinstance(part or [], list):
            raise UsageError(f"{file}: {part!r} is no list of activities")
        yield from part or []


def _mapping(file: Path, where: str, written: Any) -> dict[Any, Any]:
    if not isinstance(written or {}, dict):
        raise UsageError(f"{file}: {where} is a mapping, not {written!r}")
    return written or {}


def _only(file: Path, where: str, mapping: Mapping[Any, Any], keys: set[str]) -> None:
    strange = sorted(str(key) for key in mapping if key not in keys)
    if strange:
        raise UsageError(f"{file}: {where}: {', '.join(strange)} not allowed; nothing was run")


def _plain_configuration(file: Path, configuration: Any) -> None:
    if not isinstance(configuration, dict):
        raise UsageError(f"{file}: configuration is a mapping of names to values")
    for name, value in configuration.items():
        if not isinstance(name, str) or not isinstance(value, str | int | float | bool | None):
            raise UsageError(f"{file}: configuration.{name}: a plain value, nothing to be fetched")


def _check(file: Path, activity: Any) -> None:
    if not isinstance(activity, dict):
        raise UsageError(f"{file}: {activity!r} is no activity")
    name = activity.get("name", "an activity without a name")
    if not isinstance(name, str):
        raise UsageError(f"{file}: an activity's name is text, not {name!r}")
    provider = activity.get("provider")
    if not isinstance(provider, dict):
        raise UsageError(f"{file}: {name}: it has no provider that could be looked at")
    module, function = str(provider.get("module", "")), str(provider.get("func", ""))
    if provider.get("type") != "python" or not _OURS.fullmatch(module):
        raise UsageError(
            f"{file}: {name}: only python actions of drillbook.faults.* may stand in an experiment"
        )
    if activity.get("controls") or activity.get("background"):
        raise UsageError(f"{file}: {name}: controls and background are not allowed")
    _only(file, name, activity, _ACTIVITY_KEYS)
    _only(file, name, provider, _PROVIDER_KEYS)
    _mapping(file, f"{name}: arguments", provider.get("arguments"))
    _check_kind(file, name, activity)
    try:
        known = importlib.import_module(module)
    except ImportError as error:
        raise UsageError(f"{file}: {name}: no module {module}") from error
    if function.startswith("_") or getattr(known, "ACTIONS", {}).get(function) is None:
        actions = ", ".join(getattr(known, "ACTIONS", {}))
        raise UsageError(f"{file}: {name}: {module} has no action {function!r}; it has: {actions}")


def _check_kind(file: Path, name: str, activity: Mapping[str, Any]) -> None:
    # What is neither is left out without a word.
    if activity.get("type") not in ("action", "probe"):
        raise UsageError(f"{file}: {name}: its type is action or probe")
    tolerance = activity.get("tolerance")
    if isinstance(tolerance, dict) and tolerance.get("type") not in _TOLERANCES:
        raise UsageError(
            f"{file}: {name}: a tolerance is a value, or one of {', '.join(sorted(_TOLERANCES))}; "
            "a probe is not allowed there"
        )


def _all_succeeded(file: Path, journal: Mapping[str, Any]) -> None:
    bad = [run for run in journal.get("run", []) if run.get("status") != "succeeded"]
    if bad or journal.get("status") != "completed" or not journal.get("run"):
        why = "; ".join(_why(run) for run in bad)
        raise Unobservable(f"{file}: the experiment did not run as written: {why or 'no activity'}")


def _why(run: Mapping[str, Any]) -> str:
    """Return why an activity did not succeed: the last line of its traceback, or its status."""
    traceback = run.get("exception")
    return " ".join(traceback[-1].split()) if traceback else str(run.get("status"))
