from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from archive import cluster, making, tools
from archive.schedule import due, is_due

SUNDAY = datetime(2026, 11, 1, tzinfo=UTC)
WEEK = timedelta(days=7)


def test_a_full_backup_is_due_on_sunday_at_two_alone() -> None:
    assert [moment for moment, _ in due({"full": "0 2 * * 0"}, SUNDAY, SUNDAY + WEEK)] == [SUNDAY + timedelta(hours=2)]


def test_an_incremental_backup_is_due_on_the_other_six_days() -> None:
    found = [moment for moment, _ in due({"incremental": "0 2 * * 1-6"}, SUNDAY, SUNDAY + WEEK)]
    assert [f"{moment:%a %H:%M}" for moment in found] == [
        f"{day} 02:00" for day in ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat")
    ]


def test_every_fifteen_minutes_is_672_times_a_week() -> None:
    found = [moment for moment, _ in due({"log": "*/15 * * * *"}, SUNDAY, SUNDAY + WEEK)]
    assert len(found) == 672
    assert {after - before for before, after in pairwise(found)} == {timedelta(minutes=15)}


def test_what_is_due_at_the_same_minute_keeps_its_order() -> None:
    schedules = {"configuration": "0 1 * * *", "log": "*/15 * * * *"}
    found = [name for moment, name in due(schedules, SUNDAY, SUNDAY + WEEK) if (moment.hour, moment.minute) == (1, 0)]
    assert found == ["configuration", "log"] * 7


def test_a_day_of_the_month_or_of_the_week_is_enough_when_both_are_named() -> None:
    assert is_due("0 0 1 * 3", SUNDAY)
    assert is_due("0 0 1 * 3", datetime(2026, 11, 4, tzinfo=UTC))
    assert not is_due("0 0 1 * 3", datetime(2026, 11, 5, tzinfo=UTC))


def test_seven_is_sunday_too() -> None:
    assert is_due("0 0 * * 7", SUNDAY)


@pytest.mark.parametrize("wrong", ["0 2 * *", "61 2 * * *", "0 2 * * MON", "", "5-1 * * * *"])
def test_what_is_no_schedule_is_refused(wrong: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        is_due(wrong, SUNDAY)


def test_an_object_is_kept_without_what_a_cluster_gives_it() -> None:
    item = {
        "metadata": {
            "name": "web", "uid": "1", "resourceVersion": "2",
            "annotations": {"own": "a", "pv.kubernetes.io/b": "c"},
        },
        "spec": {"clusterIP": "1.2.3.4", "ports": [80]},
        "status": {"ready": True},
    }  # fmt: skip
    assert cluster.bare(item) == {
        "metadata": {"name": "web", "annotations": {"own": "a"}},
        "spec": {"ports": [80]},
    }


def test_what_is_sealed_opens_with_its_key_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "one.enc"
    monkeypatch.setenv(tools.KEY, "the key")
    tools.seal(file, b"what is kept")
    assert b"what is kept" not in file.read_bytes()
    assert tools.unseal(file) == b"what is kept"
    monkeypatch.setenv(tools.KEY, "another")
    with pytest.raises((tools.NotMade, OSError)):
        tools.unseal(file)


@pytest.fixture
def spool(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "spool"
    folder.mkdir()
    (folder / "0001").touch()
    monkeypatch.setattr(making, "SPOOL", folder)
    return folder


def test_a_segment_that_another_job_has_moved_meanwhile_is_no_failure(
    spool: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def moved_by_another(*_command: str) -> bytes:
        (spool / "0001").unlink()
        raise tools.NotMade("it is not there")

    monkeypatch.setattr(making, "run", moved_by_another)
    assert making.push() == "1 segments"


def test_a_segment_that_cannot_be_moved_stays_and_is_told(spool: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_command: str) -> bytes:
        raise tools.NotMade("the disk is full")

    monkeypatch.setattr(making, "run", full)
    with pytest.raises(tools.NotMade, match="the disk is full"):
        making.push()
    assert (spool / "0001").exists()


@pytest.mark.usefixtures("spool")
def test_the_job_of_the_log_goes_on_when_another_has_moved_its_segment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = tmp_path / "archive" / "billing" / "15-1" / "00000001"
    kept.mkdir(parents=True)
    (kept / "0002-4f.lz4").touch()
    monkeypatch.setattr(making, "ARCHIVE", tmp_path / "archive")
    monkeypatch.setattr(making, "_stanza", lambda: None)
    monkeypatch.setattr(making, "ask", lambda _statement: "0002")
    monkeypatch.setattr(making, "run", lambda *_command: b"")
    assert making.log() == "1 segments"
