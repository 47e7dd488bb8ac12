"""What a person types to look at something: ``kubernetes.pod name=web-0``."""

import shlex

from drillbook.errors import UsageError


def of(typed: str) -> tuple[str, dict[str, str]]:
    """Return the probe's name and its arguments. Raises UsageError."""
    try:
        probe, *given = shlex.split(typed) or [""]
    except ValueError as error:
        raise UsageError(f"{typed!r}: {error}. Nothing was looked at") from error
    wrong = [one for one in given if not one.partition("=")[1]]
    if wrong:
        raise UsageError(f"{wrong[0]!r} is no NAME=VALUE. Nothing was looked at")
    return probe, {name: value for name, _, value in (one.partition("=") for one in given)}
