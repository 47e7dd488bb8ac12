"""Drills of a real night on a lab: does the postmortem name what was brought, unasked?

The archive is a run as it was left, evidence and Prometheus' answers. What ranks changes never
reads what the fault was; the components here are written down from the drills' own experiments.
"""

import zipfile
from pathlib import Path

import pytest

from drillbook.notebook import postmortem, seen_around

NIGHT = Path(__file__).parents[1] / "nights" / "runs" / "20261121T195344Z.zip"
#: By the drill's number: what was done, and the component it was done to.
BROUGHT = {
    "001": ("broker 3 is killed", "kafka-3"),
    "002": ("a workload is scaled to none", "graph-builder"),
    "015": ("two pods of a workload are killed", "graph-builder"),
    "016": ("one of ten pods of the API is killed", "kg-api"),
    "017": ("a page of a table is damaged", "PostgreSQL"),
    "019": ("PostgreSQL is stopped in its pod", "postgresql-0"),
    "021": ("Neo4j is stopped in its pod", "neo4j-0"),
    "024": ("a broker is scaled away", "kafka"),
}


@pytest.fixture(scope="module")
def night(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("night")
    with zipfile.ZipFile(NIGHT) as archive:
        archive.extractall(directory)
    return directory


@pytest.mark.parametrize("number", BROUGHT, ids=lambda number: BROUGHT[number][0])
def test_what_was_brought_is_among_the_first_three_changes(night: Path, number: str) -> None:
    (file,) = (night / "evidence").glob(f"{number}-*.json")
    around, _ = postmortem.load(file)
    assert BROUGHT[number][1] in [sign.component for sign in around.signs()[:3]]


def test_a_backup_cut_short_changes_nothing_that_is_measured(night: Path) -> None:
    (file,) = (night / "evidence").glob("007-*.json")
    around, _ = postmortem.load(file)
    assert around.signs() == ()
    assert "No change was found after the fault" in seen_around.changes(around).text
