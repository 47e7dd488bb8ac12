"""A hole is open while what is installed is older than what closes it."""

import pytest

from drillbook.checks.known_holes import of_library
from drillbook.verdict import Verdict

CLOSED_BY = {"hole-1": "3.9.2"}


@pytest.mark.parametrize(
    ("installed", "is_open"), [("3.9.1", True), ("3.9.2", False), ("3.10.0", False), ("2.0", True)]
)
def test_a_hole_is_open_below_the_version_that_closes_it(installed: str, is_open: bool) -> None:
    for wanted in (True, False):
        said = of_library("aiohttp", CLOSED_BY, installed, wanted=wanted)
        assert (said.verdict is Verdict.PASS) is (is_open is wanted)


def test_a_library_without_a_known_hole_has_none_open() -> None:
    said = of_library("yarl", {}, "1.0", wanted=True)
    assert said.verdict is Verdict.FAIL
    assert "none of 0" in said.reason
