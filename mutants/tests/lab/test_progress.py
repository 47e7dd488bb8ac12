import sys
import time
from datetime import timedelta
from pathlib import Path

import pytest

from drillbook.lab import progress


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    return tmp_path


def test_a_step_says_how_long_it_took_last_time(capsys: pytest.CaptureFixture[str]) -> None:
    progress.remember("building Kubernetes", timedelta(seconds=340))
    with progress.step("building Kubernetes"):
        pass
    captured = capsys.readouterr()
    assert "building Kubernetes (last time 5 min 40 s)" in captured.err
    assert "building Kubernetes: done in" in captured.err
    assert captured.out == ""


def test_a_step_that_failed_does_not_change_the_remembered_duration() -> None:
    progress.remember("importing", timedelta(seconds=35))
    with pytest.raises(RuntimeError), progress.step("importing"):
        raise RuntimeError
    assert progress.last_duration("importing") == timedelta(seconds=35)


def test_plain_lines_are_not_written_more_often_than_stated(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    moment = [0.0]
    monkeypatch.setattr(time, "monotonic", lambda: moment[0])
    with progress.step("copying") as copying:
        for second in range(31):
            moment[0] = float(second)
            copying.update(second, 31, "layer.tar")
    written = [line for line in capsys.readouterr().err.splitlines() if "layer.tar" in line]
    assert written == [
        "drillbook: copying: 15/31 layer.tar, 15 s",
        "drillbook: copying: 30/31 layer.tar, 30 s",
    ]


def test_a_broken_durations_file_is_no_reason_to_fail(own_cache: Path) -> None:
    (own_cache / "drillbook").mkdir()
    (own_cache / "drillbook" / "durations.json").write_text("[1, 2")
    with progress.step("importing"):
        pass
    assert progress.last_duration("importing") is not None


def test_on_a_terminal_nothing_reaches_standard_output(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("NO_COLOR", raising=False)
    with progress.step("outer") as outer, progress.step("inner") as inner:
        outer.update(1, 2, "first")
        inner.update(detail="second")
    captured = capsys.readouterr()
    assert captured.out == ""
    assert "outer" in captured.err
    assert "✓" in captured.err
