"""A scan for known holes, and figures of disks, as far as they can be tried without a lab."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from neurallog import scan
from neurallog.exporter import disks

HOLE = {"id": "drill-1", "library": "aiohttp", "severity": "critical", "closed_by": "3.10.0"}
AT = datetime(2026, 11, 23, tzinfo=UTC)
STATS = """   7       0 loop0 56 0 2104 8 6 0 4 26 0 32 62
 254       0 vda 100 5 800 7 200 6 1600 9 0 1 2
 254       1 vda1 90 5 700 7 190 6 1500 9 0 1 2
"""


@pytest.mark.parametrize(("version", "found"), [("3.9.9", 1), ("3.10.0", 0), ("3.10.0.1", 0), ("3.11", 0)])
def test_a_hole_is_open_in_versions_older_than_what_closes_it(version: str, found: int) -> None:
    assert len(scan.open_holes([HOLE], {"aiohttp": version})) == found


def test_a_hole_of_what_is_not_there_is_none() -> None:
    assert scan.open_holes([HOLE], {"redis": "1.0"}) == []


def test_a_report_names_the_update_of_each_open_hole() -> None:
    made = scan.report([HOLE], {"aiohttp": "3.9.0"}, AT)
    assert made["at"] == AT.isoformat()
    assert made["open"] == [{**HOLE, "installed": "3.9.0"}]


def test_what_the_services_are_built_of_is_known() -> None:
    assert "aiohttp" in scan.installed()


def test_operations_and_bytes_are_those_of_whole_disks() -> None:
    assert disks(STATS) == {"vda": (300, (800 + 1600) * 512)}
