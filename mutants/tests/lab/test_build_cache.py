import hashlib
import os
import threading
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from drillbook.lab import cache


@pytest.fixture
def entry(tmp_path: Path) -> Path:
    return tmp_path / "cache" / "thing-0123456789ab"


class Builder:
    """Writes two files, and counts how often it was asked to."""

    def __init__(self) -> None:
        self.built = 0

    def __call__(self, scratch: Path) -> None:
        self.built += 1
        (scratch / "program").write_bytes(b"x" * 5000)
        (scratch / "folder").mkdir()
        (scratch / "folder" / "about").write_text("about")


def truncated(entry: Path) -> None:
    with (entry / "program").open("r+b") as file:
        file.truncate(2500)


def one_byte_flipped(entry: Path) -> None:
    with (entry / "program").open("r+b") as file:
        file.seek(100)
        file.write(b"y")


def file_lost(entry: Path) -> None:
    (entry / "folder" / "about").unlink()


def file_added(entry: Path) -> None:
    (entry / "stray").write_text("")


def seal_lost(entry: Path) -> None:
    (entry / cache.SEAL).unlink()


def seal_cut_short(entry: Path) -> None:
    (entry / cache.SEAL).write_text((entry / cache.SEAL).read_text()[:30])


BREAKAGES = [truncated, one_byte_flipped, file_lost, file_added, seal_lost, seal_cut_short]


@pytest.mark.parametrize("broken", BREAKAGES, ids=lambda breakage: breakage.__name__)
def test_an_entry_that_was_broken_is_built_anew(
    entry: Path, broken: Callable[[Path], None]
) -> None:
    build = Builder()
    cache.sealed(entry, build)
    broken(entry)
    cache.sealed(entry, build)
    assert build.built == 2
    assert (entry / "program").read_bytes() == b"x" * 5000
    assert (entry / "folder" / "about").read_text() == "about"
    assert not (entry / "stray").exists()


def test_an_entry_that_is_whole_is_not_built_again(entry: Path) -> None:
    build = Builder()
    for _ in range(3):
        cache.sealed(entry, build, rehash=True)
    assert build.built == 1


def test_a_file_with_new_times_and_old_content_is_read_and_kept(entry: Path) -> None:
    build = Builder()
    cache.sealed(entry, build)
    os.utime(entry / "program", (1, 1))
    cache.sealed(entry, build)
    assert build.built == 1


def test_content_that_changed_behind_its_times_shows_when_every_byte_is_read(
    entry: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build = Builder()
    cache.sealed(entry, build)
    one_byte_flipped(entry)
    # a disk that rots changes no times, but writing here does: their reading is fixed instead
    monkeypatch.setattr(cache, "_stamp", lambda _: [0, 0, 0])
    cache._seal(
        entry,
        {
            "program": hashlib.sha256(b"x" * 5000).hexdigest(),
            "folder/about": hashlib.sha256(b"about").hexdigest(),
        },
    )
    assert cache.is_intact(entry)
    assert not cache.is_intact(entry, rehash=True)


def test_a_build_that_failed_leaves_no_entry_and_the_next_one_starts_empty(entry: Path) -> None:
    def dies(scratch: Path) -> None:
        (scratch / "half").write_text("half")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        cache.sealed(entry, dies)
    assert not entry.exists()
    cache.sealed(entry, Builder())
    assert sorted(path.name for path in entry.iterdir()) == ["folder", "program", cache.SEAL]


def test_two_who_want_the_same_entry_at_once_build_it_once(entry: Path) -> None:
    build = Builder()
    both = [threading.Thread(target=cache.sealed, args=(entry, build)) for _ in range(2)]
    for thread in both:
        thread.start()
    for thread in both:
        thread.join(timeout=30)
    assert build.built == 1


def test_an_entry_nobody_asked_for_in_long_makes_room_for_a_new_one(entry: Path) -> None:
    old = entry.with_name("thing-aaaaaaaaaaaa")
    used = entry.with_name("thing-bbbbbbbbbbbb")
    namesake = entry.with_name("thing-else-aaaaaaaaaaaa")
    for folder in (old, used, namesake):
        cache.sealed(folder, Builder())
    for folder in (old, namesake):
        os.utime(folder.with_name(folder.name + ".lock"), (0, 0))
    cache.sealed(entry, Builder(), unused_kept=timedelta(days=1))
    assert not old.exists()
    assert used.exists()
    assert namesake.exists()


def test_a_key_depends_on_values_and_not_on_the_order_of_names() -> None:
    assert cache.key_of({"a": 1, "b": [2]}) == cache.key_of({"b": [2], "a": 1})
    assert cache.key_of({"a": 1}) != cache.key_of({"a": 2})
    assert len(cache.key_of("")) == 12
