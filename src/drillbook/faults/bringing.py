"""How a fault comes into the world: written down, allowed, injected, seen to have taken effect.

An action for Chaos Toolkit builds a Fault and calls ``bring``; there is no other way in. Because
the guard and the journal are inside the action, the stock ``chaos run`` is guarded too.
"""

import dataclasses
import functools
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, ParamSpec

from drillbook import drill, experiment
from drillbook.clock import eventually
from drillbook.errors import CheckFailed, DrillbookError, EffectNotObserved, NotDone, Unobservable
from drillbook.faults import arguments, catalogue
from drillbook.guard import Change
from drillbook.journal import Intent
from drillbook.observation import Observation
from drillbook.opening import required
from drillbook.session import Session

P = ParamSpec("P")


#: What the API server answers when an object is gone, has changed, or fails a patch's test.
NOT_AS_SEEN = (404, 409, 422)


class NotBegun(DrillbookError):
    """The world is not as it was seen before, so nothing of the change was made."""


@contextmanager
def as_seen(what: str) -> Iterator[None]:
    """Raise NotBegun when a change that is made whole or not at all finds another object."""
    try:
        yield
    except NotDone as error:
        if error.status not in NOT_AS_SEEN:
            raise
        raise NotBegun(
            f"{what} was changed by somebody since it was looked at ({error}). Nothing was changed."
        ) from error


@dataclass(frozen=True)
class Fault:
    """One fault, ready to be brought.

    ``undo`` names an undo step, which gets ``arguments`` and ``before``. ``look`` takes one look
    at the effect, ``took_effect`` says whether it shows, within ``effect_within``. Undoing takes
    no longer than ``undo_within``. A change that ``harms`` nothing is noted, and starts no clock.
    """

    text: str
    change: Change
    undo: str
    arguments: Mapping[str, Any]
    before: Mapping[str, Any]
    inject: Callable[[], None]
    look: Callable[[], Observation[Any]]
    took_effect: Callable[[Any], bool]
    effect_within: timedelta
    undo_within: timedelta = timedelta(minutes=5)
    harms: bool = True


def action(function: Callable[P, str]) -> Callable[P, str]:
    """Make a function an action of Chaos Toolkit: what it raises is kept for the drill."""

    @functools.wraps(function)
    def called(*positional: P.args, **named: P.kwargs) -> str:
        token = catalogue.running.set(catalogue.of(function))
        try:
            arguments.check(function, positional, named)
            return function(*positional, **named)
        except DrillbookError as error:
            kept = experiment.raised.get()
            if kept is not None:
                kept.append(error)
            raise
        finally:
            catalogue.running.reset(token)

    return called


def bring(fault: Fault) -> str:
    """Bring a fault and return what was seen of it.

    Raises Refused or NotBegun (nothing changed), EffectNotObserved (it was undone again), or
    Stopped (it is being undone).
    """
    session = required()
    catalogue.check(fault.change.kind, fault.undo)
    change = dataclasses.replace(fault.change, undo_within=fault.undo_within)
    with session.changing():
        intent = _intend(session, fault, change)
    running = drill.current.get()
    if running:
        kind: drill.EventKind = "fault" if fault.harms else "note"
        running.event(kind, fault.text, change=change.kind, objects=change.objects)
    try:
        # An undo that a stop condition begins meanwhile waits until nothing is being changed.
        with session.changing():
            fault.inject()
        seen = eventually(
            fault.look,
            lambda observation: fault.took_effect(observation.value),
            within=fault.effect_within,
            what=f"the effect of: {fault.text}",
        )
    except NotBegun:
        # An undo would only find what somebody else has made of it.
        session.journal.undone(intent)
        raise
    except (CheckFailed, Unobservable, NotDone) as error:
        undone = _undo_quietly(session, intent.number)
        raise EffectNotObserved(f"{error}; {undone}") from error
    if running:
        running.observe(seen.value)
        if fault.harms:
            running.fault_took_effect(fault.text, seen)
    return f"{fault.text}: seen at {seen.at.isoformat()}"


def _intend(session: Session, fault: Fault, change: Change) -> Intent:
    # What is refused leaves nothing on the target, not even an undo step.
    session.permit(change)
    intent = session.intend(fault.undo, fault.arguments, fault.before)
    try:
        session.permit(change, intent)
    except DrillbookError:
        session.journal.undone(intent)
        raise
    return intent


def _undo_quietly(session: Session, since: int) -> str:
    try:
        session.undo(since)
    except DrillbookError as error:
        return f"undoing it failed: {error}"
    return "it was undone"
