"""What the files that a person writes have in common: no unknown keys, spans of time, hours."""

import math
import re
from datetime import date, timedelta
from typing import Annotated

from pydantic import AwareDatetime, BaseModel, BeforeValidator, ConfigDict

_UNITS = {"ms": 0.001, "s": 1.0, "min": 60.0, "h": 3600.0, "d": 86400.0}
_CLOCK = re.compile(r"([01]\d|2[0-4]):([0-5]\d)")
_DATED = re.compile(r"\d{4}-\d\d-\d\d")
_DAY = timedelta(days=1)


class Strict(BaseModel):
    """A part of such a file. A key that is not known is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def parse_span(text: object) -> object:
    """Read ``90 s``, ``2 min``, ``26 h``, ``7 d`` as a timedelta; leave anything else as it is."""
    if not isinstance(text, str):
        return text
    number, _, unit = text.strip().partition(" ")
    try:
        seconds = float(number) * _UNITS[unit]
    except (KeyError, ValueError):
        seconds = math.nan
    if not 0 <= seconds < timedelta.max.total_seconds():
        raise ValueError(f"{text!r} is no span of time; write e.g. '90 s', '2 min', '24 h', '7 d'")
    return timedelta(seconds=seconds)


def parse_clock(text: object) -> object:
    """Read ``02:00`` (to ``24:00``) as the time since midnight; leave a timedelta as it is."""
    if isinstance(text, timedelta):
        return text
    # Without quotes YAML 1.1 takes 10:00 for the number 600.
    found = _CLOCK.fullmatch(text) if isinstance(text, str) else None
    if found is None:
        raise ValueError(f'{text!r} is no time of day; write it in quotes, e.g. "02:00" (UTC)')
    clock = timedelta(hours=int(found[1]), minutes=int(found[2]))
    if clock > _DAY:
        raise ValueError(f'{text!r} is no time of day; the last is "24:00"')
    return clock


def require_a_day(written: object) -> object:
    """Leave a day or moment as it is, but for a number: as seconds it would be one of 1970."""
    if isinstance(written, int | float) or (isinstance(written, str) and not _DATED.match(written)):
        raise ValueError(f"{written!r} is no day; write e.g. 2026-11-24, or 2026-11-24T09:00:00Z")
    return written


Span = Annotated[timedelta, BeforeValidator(parse_span)]
Clock = Annotated[timedelta, BeforeValidator(parse_clock)]
Day = Annotated[date, BeforeValidator(require_a_day)]
Moment = Annotated[AwareDatetime, BeforeValidator(require_a_day)]
