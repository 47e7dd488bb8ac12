"""Zip files and directories that were changed: found, and never an error."""

import io
import os
import random
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from drillbook.errors import UsageError
from drillbook.evidence import bundle as bundles
from drillbook.evidence import keys, packing
from drillbook.evidence.trust import Trust
from drillbook.evidence.verify import Status, verify
from drillbook.numbering import Counter
from tests.evidence import runs

FLIPS = int(os.environ.get("DRILLBOOK_FLIPS", "100"))


@pytest.fixture(scope="module")
def signed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Trust]:
    key = keys.new(tmp_path_factory.mktemp("keys") / "run.key")
    directory = tmp_path_factory.mktemp("reports") / "20261121T020000Z"
    return runs.record(directory, key, Counter(runs.InMemory())), runs.trusting(key)


@pytest.fixture
def packed(signed: tuple[Path, Trust], tmp_path: Path) -> Path:
    bundles.write_zip(bundles.read(signed[0]), tmp_path / "run.zip")
    return tmp_path / "run.zip"


def status(path: Path, trust: Trust) -> Status:
    return verify(bundles.read(path), trust).status


def test_each_of_many_changed_bytes_of_a_zip_file_is_found(
    packed: Path,
    signed: tuple[Path, Trust],
    record_property: Callable[[str, object], None],
) -> None:
    whole = packed.read_bytes()
    chance = random.Random(20261122)
    # The end and the list of entries, where zip programs look at little, more often.
    places = [*range(len(whole)), *list(range(len(whole) - 1200, len(whole))) * 5]
    missed = []
    for _ in range(FLIPS):
        written, at = bytearray(whole), chance.choice(places)
        written[at] ^= chance.randrange(1, 256)
        packed.write_bytes(written)
        if status(packed, signed[1]) is not Status.BROKEN:
            missed.append(at)
    record_property("byte flips of a zip file found", f"{FLIPS - len(missed)} of {FLIPS}")
    assert missed == []


def test_a_zip_file_of_before_its_comment_held_a_hash_still_counts(
    packed: Path, signed: tuple[Path, Trust]
) -> None:
    comment_bytes = len("sha256:") + 64
    packed.write_bytes(packed.read_bytes()[: -comment_bytes - 2] + b"\0\0")
    assert status(packed, signed[1]) is Status.VERIFIED


@pytest.mark.parametrize("at", ["before", "after", "between"])
def test_bytes_added_to_a_zip_file_are_found(
    packed: Path, signed: tuple[Path, Trust], at: str
) -> None:
    whole = packed.read_bytes()
    middle = whole.index(b"PK\x01\x02")
    more = {
        "before": b"#!/bin/sh\n" + whole,
        "after": whole + b"more",
        "between": whole[:middle] + b"more" + whole[middle:],
    }
    packed.write_bytes(more[at])
    assert status(packed, signed[1]) is Status.BROKEN


def test_a_zip_file_that_others_packed_counts_by_what_is_in_it(
    signed: tuple[Path, Trust], tmp_path: Path
) -> None:
    shutil.make_archive(str(tmp_path / "other"), "zip", signed[0] / "evidence")
    assert status(tmp_path / "other.zip", signed[1]) is Status.VERIFIED
    stored = tmp_path / "stored.zip"
    with zipfile.ZipFile(stored, "w") as archive:
        for name, written in bundles.read(signed[0]).files.items():
            archive.writestr(name, written)
    assert status(stored, signed[1]) is Status.VERIFIED


def test_an_entry_that_is_there_twice_is_found(packed: Path, signed: tuple[Path, Trust]) -> None:
    with zipfile.ZipFile(packed, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr("run.jsonl", b"{}\n")
    found = verify(bundles.read(packed), signed[1])
    assert any("run.jsonl is in it twice" in finding.what for finding in found.broken)


def test_a_zip_file_that_would_fill_the_memory_is_not_unpacked(
    packed: Path, signed: tuple[Path, Trust]
) -> None:
    raw = bytearray(packed.read_bytes())
    listed = raw.index(b"PK\x01\x02")
    raw[listed + 24 : listed + 28] = (0xFFFFFFFE).to_bytes(4, "little")
    packed.write_bytes(raw)
    found = verify(bundles.read(packed), signed[1])
    assert any("more than 2 GiB" in finding.what for finding in found.broken)


def test_what_is_no_zip_file_is_wrong_use(tmp_path: Path) -> None:
    (tmp_path / "notes.zip").write_text("notes")
    with pytest.raises(UsageError, match="not readable as a zip file"):
        bundles.read(tmp_path / "notes.zip")


@pytest.mark.parametrize("name", ["001-drill.json", "999-more.json"])
def test_a_link_is_no_evidence(signed: tuple[Path, Trust], tmp_path: Path, name: str) -> None:
    copy = tmp_path / "run"
    shutil.copytree(signed[0], copy)
    place = copy / "evidence" / name
    elsewhere = tmp_path / "elsewhere.json"
    elsewhere.write_bytes((signed[0] / "evidence" / "001-drill.json").read_bytes())
    place.unlink(missing_ok=True)
    place.symlink_to(elsewhere)
    found = verify(bundles.read(copy), signed[1])
    assert any(f"{name} is a link" in finding.what for finding in found.broken)
    with pytest.raises(UsageError, match="not packed"):
        bundles.write_zip(bundles.read(copy), tmp_path / "run.zip")


@pytest.mark.parametrize("name", ["notes.partial", "001-drill.partial", "more/"])
def test_nothing_can_be_added_to_a_directory(
    signed: tuple[Path, Trust], tmp_path: Path, name: str
) -> None:
    copy = tmp_path / "run"
    shutil.copytree(signed[0], copy)
    place = copy / "evidence" / name
    if name.endswith("/"):
        place.mkdir()
    else:
        place.write_text("{}")
    assert status(copy, signed[1]) is Status.BROKEN


def test_a_directory_and_its_zip_file_are_the_same_bundle(
    packed: Path, signed: tuple[Path, Trust], tmp_path: Path
) -> None:
    with zipfile.ZipFile(io.BytesIO(packed.read_bytes())) as archive:
        archive.extractall(tmp_path / "unpacked")
    assert bundles.read(tmp_path / "unpacked").files == bundles.read(packed).files
    assert status(tmp_path / "unpacked", signed[1]) is Status.VERIFIED


def test_a_zip_file_is_as_it_was_packed_whatever_its_names_are(tmp_path: Path) -> None:
    files = {"run.jsonl": b"{}\n", "001-größe-測試.json": b"{}" * 5000, "002-empty.jsonl": b""}
    packing.write(files, tmp_path / "run.zip")
    assert packing.read(tmp_path / "run.zip") == (files, ())
