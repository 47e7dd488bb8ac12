"""What a restore of Neo4j leaves on the volume when its last removal is cut off."""

import os
import signal
import subprocess
from pathlib import Path

import pytest

from drillbook.procedures import neo4j

FIRST_FILE_ALONE = """#!/bin/sh
for place; do
  [ -d "$place" ] || continue
  find "$place" -type f | sort | head -n 1 | xargs /bin/rm
  kill -9 $PPID
done
"""


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    """The graph of before a restore, of which a removal takes one file before it is killed."""
    for part in ("databases", "transactions"):
        (tmp_path / "drillbook" / "before" / part).mkdir(parents=True)
        for name in ("one", "two"):
            (tmp_path / "drillbook" / "before" / part / name).write_text(name, encoding="utf-8")
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "rm").write_text(FIRST_FILE_ALONE, encoding="utf-8")
    (tmp_path / "bin" / "rm").chmod(0o755)
    return tmp_path / "drillbook" / "before"


def run(script: str, kept: Path, *, path: str) -> int:
    data = kept.parents[1]
    places = [str(data), "neo4j", str(data / "staged"), str(kept)]
    return subprocess.run(
        ["/bin/sh", "-c", script, "sh", *places], env={"PATH": path}, check=False
    ).returncode


def test_a_removal_that_is_cut_off_leaves_no_half_graph_to_be_put_back(kept: Path) -> None:
    usual = os.environ["PATH"]
    assert run(neo4j._IS_KEPT, kept, path=usual) == 0
    assert run(neo4j._FORGET, kept, path=f"{kept.parents[1] / 'bin'}:{usual}") == -signal.SIGKILL
    assert len([file for file in kept.parent.rglob("*") if file.is_file()]) == 3
    assert run(neo4j._IS_KEPT, kept, path=usual) != 0
    assert run(neo4j._FORGET, kept, path=usual) == 0
    assert not kept.parent.exists()
