"""What an action is called with: in YAML ``yes`` is no number, ``1.9`` no count, a list no name."""

import inspect
import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from drillbook.errors import UsageError


def check(
    function: Callable[..., Any], positional: Sequence[object], named: Mapping[str, object]
) -> None:
    """Raise UsageError unless an action's arguments are what its parameters are annotated as."""
    signature = inspect.signature(function)
    try:
        given = signature.bind(*positional, **named).arguments
    except TypeError as error:
        raise UsageError(f"{function.__name__}: {error}. Nothing was changed.") from error
    for name, value in given.items():
        fits = _FITS.get(signature.parameters[name].annotation)
        if fits is None or signature.parameters[name].kind is inspect.Parameter.VAR_KEYWORD:
            continue
        try:
            what = fits(value)
        except ValueError as error:
            what = str(error)
        if what:
            raise UsageError(
                f"{function.__name__}: {name} is {value!r}: {what}. Nothing was changed."
            )


def _whole(value: object) -> str:
    if isinstance(value, str):
        int(value)
        return ""
    whole = isinstance(value, int) or (isinstance(value, float) and value.is_integer())
    return "" if whole and not isinstance(value, bool) else "not a whole number"


def _number(value: object) -> str:
    number = isinstance(value, int | float | str) and not isinstance(value, bool)
    return "" if number and math.isfinite(float(value)) else "not a number"  # type: ignore[arg-type]  # it is one of the three


def _text(value: object) -> str:
    return "" if isinstance(value, str) else "not text; write it in quotes"


def _texts(value: object) -> str:
    fits = isinstance(value, list) and all(isinstance(one, str) for one in value)
    return "" if fits and value else "not a list of texts"


def _yes_or_no(value: object) -> str:
    return "" if isinstance(value, bool) else "neither true nor false"


# Each says what is wrong with a value, nothing when it fits; a text that is no number raises.
_FITS: dict[object, Callable[[object], str]] = {
    int: _whole,
    float: _number,
    str: _text,
    bool: _yes_or_no,
    list[str]: _texts,
}
