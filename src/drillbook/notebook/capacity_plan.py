"""What a runbook says of capacity, from ``runbooks/capacity/<system>.yaml``."""

from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from drillbook import strict_yaml
from drillbook.errors import UsageError
from drillbook.forecast.growth import Row

DIRECTORY = Path("runbooks/capacity")


class _Said(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Growth(_Said):
    """A quantity that grows by so many a month, until no more fit."""

    section: str
    of: str
    now: int = Field(ge=0)
    a_month: int = Field(ge=1)
    at_most: int = Field(ge=1)
    plan_months_before: int = Field(ge=0)


class TableRow(_Said):
    """A row of a table of growth."""

    of: str
    then: float
    growth: float
    now: float | None = None
    a_month: float | None = None


class Table(_Said):
    """A table of growth over some months."""

    section: str
    months: int = Field(ge=1)
    rows: tuple[TableRow, ...]

    def as_rows(self) -> tuple[Row, ...]:
        """Return the rows to be looked at."""
        return tuple(
            Row(row.of, self.months, row.then, row.growth, row.now, row.a_month)
            for row in self.rows
        )


class Limit(_Said):
    """The limit of a resource: ``at`` a number, or a ``share`` ``of`` another series."""

    resource: str
    section: str
    at: float | None = None
    share: float = 1.0
    of: str | None = None


class Redundant(_Said):
    """Members of which one may be gone: the pods or volumes of a workload, or all there are."""

    name: str
    resource: str
    members: str = Field(default="", description="the workload: their names without number or hash")
    of: str | None = Field(default=None, description="series of limits; that of the limit else")


class Plan(_Said):
    """All that a runbook says of capacity."""

    growth: Growth | None = None
    table: Table | None = None
    limits: tuple[Limit, ...] = ()
    redundant: tuple[Redundant, ...] = ()

    def limit(self, resource: str) -> Limit | None:
        """Return the limit of a resource, None without one."""
        return next((one for one in self.limits if one.resource == resource), None)


def read(system: str, directory: Path = DIRECTORY) -> Plan:
    """Return what a runbook says of capacity; nothing where no file is. Raises UsageError."""
    file = directory / f"{system}.yaml"
    if not file.is_file():
        return Plan()
    try:
        return Plan.model_validate(strict_yaml.read(file, "capacity plan"))
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        raise UsageError(f"{file}: {where}: {first['msg']}") from error
