"""What of a record's body verifying relies on. A body without it was not written by drillbook.

Other fields are left to the schemas: a later drillbook may have more.
"""

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

_Count = Annotated[int, Field(ge=1)]


class _Shape(BaseModel):
    model_config = ConfigDict(strict=True, extra="ignore")


class _Run(_Shape):
    id: str


class _Target(_Shape):
    name: str


class _Opened(_Shape):
    run: _Run
    target: _Target
    key: dict[str, Any] | None = None


class _Ended(_Shape):
    count: int
    sha256: str


class _Previous(_Shape):
    number: int
    run: str | None = None
    ended: str | None = None
    records: _Ended | None = None


class _Numbered(_Shape):
    number: _Count
    kept_in: str | None = None
    cluster_uid: str | None = None
    previous: _Previous | None = None


class _Clock(_Shape):
    shift_seconds: float
    what: str


class _File(_Shape):
    name: str
    sha256: str


class _Timestamp(_Shape):
    head: dict[str, Any]
    response: str


class _Closed(_Shape):
    verdict: str
    undo_incomplete: str | None = None


class _Scenario(_Shape):
    system: str
    name: str
    claims: list[str]


class _Started(_Shape):
    id: str
    attempt: _Count | None = None
    scenario: _Scenario


class _Finished(_Shape):
    verdict: str
    reason: str
    document: _File


_SHAPES: Mapping[str, type[_Shape]] = {
    "opened": _Opened,
    "numbered": _Numbered,
    "clock": _Clock,
    "configuration": _File,
    "timestamp": _Timestamp,
    "closed": _Closed,
    "started": _Started,
    "finished": _Finished,
}


def wrong(record: Mapping[str, Any]) -> str:
    """Return what is wrong with a record's body, by its kind; nothing if all is there."""
    shape = _SHAPES.get(record["record"])
    try:
        if shape is not None:
            shape.model_validate(record["body"])
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        return f"body.{'.'.join(map(str, first['loc']))}: {first['msg']}"
    return ""
