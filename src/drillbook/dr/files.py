"""The three files that people write for a quarter's exercise: plan, sign-off, control map.

docs/dr.md shows one of each. ``drillbook run --dr-plan FILE`` puts the plan's hash into the run's
records before its first drill.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated, Any, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from drillbook import strict_yaml
from drillbook.errors import UsageError
from drillbook.evidence.canonical import digest

_QUARTER = re.compile(r"(\d{4})Q([1-4])")


@dataclass(frozen=True)
class Quarter:
    """Three months of a year, in UTC."""

    name: str

    @property
    def begin(self) -> datetime:
        """Return its first moment."""
        year, number = self._parts()
        return datetime(year, 3 * number - 2, 1, tzinfo=UTC)

    @property
    def end(self) -> datetime:
        """Return the first moment after it."""
        year, number = self._parts()
        if number == 4:
            return datetime(year + 1, 1, 1, tzinfo=UTC)
        return datetime(year, 3 * number + 1, 1, tzinfo=UTC)

    def _parts(self) -> tuple[int, int]:
        found = _QUARTER.fullmatch(self.name)
        assert found is not None
        return int(found[1]), int(found[2])


def is_quarter(name: str) -> str:
    """Return a quarter's name. Raises ValueError for what is none."""
    if not _QUARTER.fullmatch(name):
        raise ValueError(f"{name!r} is no quarter; write 2026Q4")
    return name


def _zoned(at: datetime) -> datetime:
    return at if at.tzinfo else at.replace(tzinfo=UTC)


Moment = Annotated[datetime, AfterValidator(_zoned)]
Text = Annotated[str, Field(min_length=1)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Objective(_Strict):
    """An objective in seconds, and who set it. ``phase`` of a drill; by default its longest."""

    seconds: Annotated[float, Field(ge=0)]
    source: Text
    phase: str = ""


class PlannedDrill(_Strict):
    """A scenario that is to be drilled."""

    system: Text
    scenario: Text
    rto: Objective | None = None
    rpo: Objective | None = None


class ChecklistItem(_Strict):
    """An item of the runbook's checklist, and the scenarios that show it."""

    item: Text
    section: Text
    shown_by: tuple[Text, ...]


class Plan(_Strict):
    """What a quarter's exercise is to show, written before its first attempt."""

    quarter: Annotated[str, AfterValidator(is_quarter)]
    title: Text
    written_by: Text
    targets: Annotated[tuple[Text, ...], Field(min_length=1)]
    systems: Mapping[str, Text] = Field(description="what of each system is in scope")
    drills: Annotated[tuple[PlannedDrill, ...], Field(min_length=1)]
    checklist: tuple[ChecklistItem, ...] = ()


class Acceptance(_Strict):
    """A risk that somebody takes, until a day."""

    by: Text
    until: date
    why: Text


class Deviation(_Strict):
    """What is done about something that was not as planned: a retest, or the risk is accepted."""

    of: Text
    owner: Text
    due: date
    retest: str = ""
    accepted: Acceptance | None = None


class Approval(_Strict):
    """Who approved the exercise, when, and the hash of the plan that was approved."""

    by: Text
    at: Moment
    plan_sha256: Text


class Count(_Strict):
    """How many runs a target has counted by its own count, read by whom and when."""

    place: Text = Field(description="the cluster's UID, or where the count is kept")
    runs: int
    read_by: Text
    at: Moment


class SignOff(_Strict):
    """What people say once the drills are over."""

    ran_by: tuple[Text, ...] = ()
    approved: Approval | None = None
    counts: tuple[Count, ...] = ()
    deviations: tuple[Deviation, ...] = ()


class Control(_Strict):
    """A control of a framework, and the claims that show it."""

    framework: Text
    control: Text
    says: Text
    claims: Annotated[tuple[Text, ...], Field(min_length=1)]


class ControlMap(_Strict):
    """Controls of the user's, by claims."""

    controls: tuple[Control, ...]


Model = TypeVar("Model", bound=_Strict)


def read_plan(file: Path) -> tuple[Plan, str]:
    """Return a plan and the SHA-256 of its file. Raises UsageError that names file and field."""
    return _read(file, Plan, "DR plan"), digest(file.read_bytes())


def read_sign_off(file: Path) -> SignOff:
    """Return a sign-off. Raises UsageError as ``read_plan``."""
    return _read(file, SignOff, "DR sign-off")


def read_controls(file: Path) -> ControlMap:
    """Return a control map. Raises UsageError as ``read_plan``."""
    return _read(file, ControlMap, "control map")


def _read(file: Path, model: type[Model], what: str) -> Model:
    written: Any = strict_yaml.read(file, what)
    if written is None:
        raise UsageError(f"{file}: it is empty; docs/dr.md shows a {what}")
    try:
        return model.model_validate(written)
    except ValidationError as error:
        lines = (f"{'.'.join(map(str, e['loc'])) or 'file'}: {e['msg']}" for e in error.errors())
        raise UsageError(f"{file}: " + "; ".join(lines) + f"; docs/dr.md shows a {what}") from error
