"""The picture in the terminal: letters for what was, the worst within each, and what changes."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from drillbook.clock import eventually, now
from drillbook.walkthrough import picture, terminal
from tests.walkthrough.walks import MINUTE, stepped

pytest_plugins = ["pytester"]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "state.jsonl"


def write(file: Path, ago: float, **seen: Any) -> None:
    line = {"at": (now() - timedelta(seconds=ago)).isoformat(), "seen": seen}
    with file.open("a", encoding="utf-8") as opened:
        opened.write(json.dumps(line) + "\n")


def test_a_second_of_outage_is_seen_among_minutes_and_the_steady_are_counted(file: Path) -> None:
    ready = {"kafka-0": "ready", "kafka-1": "ready"}
    write(file, 60, pods=ready, partitions={"all": 36, "under_replicated": 0, "offline": 0})
    write(file, 30, partitions={"all": 36, "under_replicated": 3, "offline": 3})
    write(file, 29, partitions={"all": 36, "under_replicated": 0, "offline": 0})
    said = terminal.picture_of(file, whole=False).splitlines()
    assert said[1].startswith("partitions  ")
    assert said[1].endswith("=" * 14 + " 0 of 36 under-replicated")
    assert said[1].count("X") in {1, 2}
    assert said[2] == "and 2 more, steadily ready"
    whole = terminal.picture_of(file, whole=True)
    assert "kafka-1" + " " * 28 + "=" * 30 + " ready" in whole


def test_what_is_not_seen_is_a_question_mark_and_says_for_how_long(file: Path) -> None:
    write(file, 20, **{"lag of kg-builder": {"messages": 0}})
    write(file, 10, **{"lag of kg-builder": {"not_seen": "Kafka did not answer"}})
    (line,) = [one for one in terminal.picture_of(file, whole=False).splitlines() if "lag" in one]
    assert "=?" in line
    assert "not seen for 10." in line
    assert line.endswith("before: 0 messages")


def test_before_anything_is_seen_it_says_so(file: Path) -> None:
    assert terminal.picture_of(file, whole=True) == picture.NOTHING


def test_each_change_is_said_while_a_step_runs_and_what_was_there_is_not(file: Path) -> None:
    write(file, 5, pods={"web-0": "ready", "web-1": "ready"})
    said: list[str] = []
    with terminal.told(file, said.append):
        write(file, 0, pods={"web-0": "ready", "web-2": "pending"})
        eventually(lambda: len(said), lambda n: n == 2, within=MINUTE, what="two changes")
    assert [one.partition("  ")[2].partition("  ")[2] for one in said] == [
        "web-1: gone",
        "web-2: pending",
    ]


def test_a_terminal_shows_the_picture_after_a_step_and_for_a_key(project: Path) -> None:
    done = stepped("\n\np\nq\n", "-k", "it works")
    assert done.exit_code == 3, done.stderr
    assert project.exists()
    assert done.stderr.count("The target from ") + done.stderr.count(picture.NOTHING) == 4
