"""``drillbook clean``: what old runs left goes, what is in use stays."""

import fcntl
import json
import os
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from drillbook.cli import app
from drillbook.clock import now
from drillbook.lab import cgroups
from drillbook.machine import leftovers
from drillbook.machine.uses import any_in_use, files_in_use, size
from drillbook.numbering import Counter
from tests.evidence import runs

LONG_AGO = timedelta(days=30)


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "s"))
    monkeypatch.setenv("DRILLBOOK_HISTORY", str(tmp_path / "none.duckdb"))
    # Labs of this machine have cgroups; those of this cache are not among them.
    monkeypatch.setattr(cgroups, "processes", lambda *_: frozenset())
    monkeypatch.chdir(tmp_path)
    return tmp_path / "drillbook"


def entry(folder: Path, name: str, *, unused: timedelta = LONG_AGO) -> Path:
    made = folder / name
    made.mkdir(parents=True)
    (made / "image.tar").write_bytes(b"x" * 10_000)
    lock = made.with_name(f"{name}.lock")
    lock.touch()
    at = time.time() - unused.total_seconds()
    os.utime(lock, (at, at))
    return made


def clean(*arguments: str) -> Result:
    done = CliRunner().invoke(app, ["clean", *arguments])
    assert done.exit_code == 0, done.output
    return done


def found(*arguments: str) -> dict[str, int]:
    said: dict[str, Any] = json.loads(clean("--dry-run", "--json", *arguments).stdout)
    return {Path(one["path"]).name: one["bytes"] for one in said["found"]}


def test_what_nobody_used_for_long_goes_and_its_bytes_are_said_first(cache: Path) -> None:
    old = entry(cache / "images", "kafka-0123456789ab")
    young = entry(cache / "images", "kafka-ba9876543210", unused=timedelta(days=2))
    taken = size(old)
    dry = clean("--dry-run").stdout
    assert f"image  {old}, unused since" in dry
    assert old.exists()
    lines = clean().stdout.splitlines()
    assert lines[0].split()[:2] == [f"{taken / 1000:.1f}", "kB"]
    assert lines[-1].endswith("removed, 1 things")
    assert (old.exists(), young.exists()) == (False, True)


def test_an_entry_that_somebody_holds_stays(cache: Path) -> None:
    old = entry(cache / "layers", "kafka.jars-0123456789ab")
    with old.with_name(f"{old.name}.lock").open() as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        assert found() == {}
    assert set(found()) == {old.name}


def test_an_entry_of_which_a_file_is_open_stays(cache: Path) -> None:
    old = entry(cache / "images", "kafka-0123456789ab")
    with (old / "image.tar").open():
        assert found("--days", "0") == {}


def test_an_entry_that_is_used_again_before_it_goes_stays(cache: Path) -> None:
    old = entry(cache / "images", "kafka-0123456789ab")
    (one,) = leftovers.leftovers(timedelta(days=14), now())
    old.with_name(f"{old.name}.lock").write_text("")  # as a use does
    assert not one.remove()
    assert old.exists()


def test_what_an_ended_build_left_goes_however_young(cache: Path) -> None:
    left = entry(cache / "layers", "kafka.jars-0123456789ab.unfinished", unused=timedelta(0))
    left.with_name(f"{left.name}.lock").rename(left.with_suffix(".lock"))
    assert set(found()) == {left.name}
    clean()
    assert not left.exists()


def test_a_program_that_runs_is_in_use(cache: Path) -> None:
    assert any_in_use(Path("/proc/self/exe").readlink().parent, files_in_use())
    assert not any_in_use(entry(cache, "idle"), files_in_use())


def test_the_images_of_a_lab_go_when_it_is_down_and_stay_while_it_is_up(
    cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = entry(cache, "lab-3")
    lock = tmp_path / "s" / "drillbook" / "lab-3.lock"
    lock.parent.mkdir(parents=True)
    lock.touch()
    at = time.time() - LONG_AGO.total_seconds()
    os.utime(lock, (at, at))
    monkeypatch.setattr(cgroups, "processes", lambda *_: frozenset({1}))
    assert found() == {}
    monkeypatch.setattr(cgroups, "processes", lambda *_: frozenset())
    assert set(found()) == {"lab-3"}
    clean()
    assert not store.exists()


@pytest.mark.usefixtures("cache")
def test_a_lab_without_processes_is_found_dead(tmp_path: Path) -> None:
    dead = entry(tmp_path / "s" / "drillbook", "lab-5")
    dead.with_name("lab-5.lock").unlink()
    assert set(found()) == {"lab-5"}
    (one,) = leftovers.dead_labs()
    assert (one.kind, one.path, one.bytes) == ("dead lab", dead, size(dead))


def test_old_bundles_go_by_retention_and_the_newest_that_shows_a_claim_stays(
    cache: Path, tmp_path: Path
) -> None:
    counter = Counter(runs.InMemory())
    nights = [runs.record(tmp_path / f"night-{n}", None, counter) for n in range(3)]
    history = str(tmp_path / "h.duckdb")
    CliRunner().invoke(app, ["history", "import", *map(str, nights), "--history", history])
    arguments = ("--results", "0", "--at-least", "1", "--history", history)
    assert set(found(*arguments)) == {"night-0", "night-1"}
    clean(*arguments)
    assert [night.exists() for night in nights] == [False, False, True]
    assert not cache.exists()


def test_a_run_that_the_history_does_not_know_stays_and_is_named(
    cache: Path, tmp_path: Path
) -> None:
    run = runs.record(tmp_path / "reports" / "lost", None, Counter(runs.InMemory()))
    said = clean("--results", "0", "--at-least", "1").stdout
    assert "drillbook history import reports/lost" in said
    assert run.exists()
    assert not cache.exists()
