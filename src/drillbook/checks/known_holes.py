"""Whether a known hole of a library is open: what is installed is older than what closes it."""

import re
from collections.abc import Mapping

from drillbook.verdict import Judgement, failed, passed

_NUMBER = re.compile(r"\d+")


def of_library(
    library: str, closed_by: Mapping[str, str], installed: str, *, wanted: bool
) -> Judgement:
    """Judge that a known hole of a library is open in what is installed, or that none is.

    ``closed_by`` has by each of its holes the version that closes it.
    """
    open_ones = sorted(
        hole for hole, version in closed_by.items() if _numbers(installed) < _numbers(version)
    )
    said = f"{library} {installed}: open are {', '.join(open_ones) or 'none'} of {len(closed_by)}"
    return passed(said) if bool(open_ones) is wanted else failed(said)


def _numbers(version: str) -> list[int]:
    return [int(one) for one in _NUMBER.findall(version)]
