import base64
import dataclasses
import itertools
import json
import os
import random
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drillbook import clock
from drillbook.evidence import bundle as bundles
from drillbook.evidence import keys, sequence
from drillbook.evidence.bundle import Bundle, Line
from drillbook.evidence.canonical import canonical, digest
from drillbook.evidence.chain import ATTESTATION, HEAD, RUN_RECORDS
from drillbook.evidence.trust import Revoked, Trust
from drillbook.evidence.verify import Status, Verification, verify
from drillbook.numbering import Counter
from drillbook.verdict import Verdict
from tests.evidence import runs

# ``make test-evidence`` flips a thousand.
FLIPS = int(os.environ.get("DRILLBOOK_FLIPS", "100"))
Property = Callable[[str, object], None]


@pytest.fixture(scope="module")
def key(tmp_path_factory: pytest.TempPathFactory) -> keys.RunKey:
    return keys.new(tmp_path_factory.mktemp("keys") / "run.key")


@pytest.fixture(scope="module")
def run(key: keys.RunKey, tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("reports") / "20261121T020000Z"
    return runs.record(directory, key, Counter(runs.InMemory()))


@pytest.fixture(scope="module")
def bundle(run: Path) -> Bundle:
    return bundles.read(run)


@pytest.fixture(scope="module")
def trust(key: keys.RunKey) -> Trust:
    return runs.trusting(key)


def numbers(found: Verification) -> set[int | None]:
    return {finding.record for finding in found.broken}


def test_a_signed_run_is_verified(bundle: Bundle, trust: Trust) -> None:
    found = verify(bundle, trust)
    assert (found.status, found.broken, found.open) == (Status.VERIFIED, (), ())
    assert [drill["verdict"] for drill in found.drills] == ["pass", "fail", "pass"]
    assert found.numbered is not None
    assert found.numbered["number"] == 1


def test_its_zip_file_is_the_same_bundle_and_always_the_same_bytes(
    bundle: Bundle, trust: Trust, tmp_path: Path
) -> None:
    bundles.write_zip(bundle, tmp_path / "one.zip")
    bundles.write_zip(bundle, tmp_path / "two.zip")
    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "two.zip").read_bytes()
    assert verify(bundles.read(tmp_path / "one.zip"), trust).status is Status.VERIFIED


def flipped(bundle: Bundle, chance: random.Random) -> tuple[str, int, Bundle]:
    name = chance.choices(list(bundle.files), [len(w) for w in bundle.files.values()])[0]
    written = bytearray(bundle.files[name])
    at = chance.randrange(len(written))
    written[at] ^= chance.randrange(1, 256)
    return name, at, runs.changed(bundle, **{name: bytes(written)})


def belongs(bundle: Bundle, name: str, at: int) -> str:
    """Return what a finding about a byte of a file has to name."""
    if name not in bundle.records_files():
        return name
    line = bundle.files[name].count(b"\n", 0, at) + 1
    return f"{name}:{line}"


def test_each_of_many_changed_bytes_is_found_and_its_record_named(
    bundle: Bundle, trust: Trust, record_property: Property
) -> None:
    chance = random.Random(20261121)
    missed, unnamed = [], []
    for _ in range(FLIPS):
        name, at, tampered = flipped(bundle, chance)
        found = verify(tampered, trust)
        if found.status is not Status.BROKEN:
            missed.append((name, at))
        elif not any(belongs(bundle, name, at) in finding.what for finding in found.broken):
            unnamed.append((name, at, [finding.what for finding in found.broken]))
    record_property("byte flips found", f"{FLIPS - len(missed)} of {FLIPS}")
    record_property("byte flips whose record was named", f"{FLIPS - len(missed) - len(unnamed)}")
    assert missed == []
    assert unnamed == []


def test_each_removed_record_is_found_by_its_number(
    bundle: Bundle, trust: Trust, record_property: Property
) -> None:
    lines = runs.lines_of(bundle)
    named = 0
    for line in lines:
        left = [other for other in lines if other is not line]
        found = verify(runs.rewritten(bundle, left), trust)
        named += found.status is Status.BROKEN and runs.number(line) in numbers(found)
    record_property("removed records named", f"{named} of {len(lines)}")
    assert named == len(lines)


def test_each_doubled_record_is_found_by_its_number(
    bundle: Bundle, trust: Trust, record_property: Property
) -> None:
    lines = runs.lines_of(bundle)
    named = 0
    for index, line in enumerate(lines):
        found = verify(runs.rewritten(bundle, [*lines[: index + 1], *lines[index:]]), trust)
        named += found.status is Status.BROKEN and runs.number(line) in numbers(found)
    record_property("doubled records named", f"{named} of {len(lines)}")
    assert named == len(lines)


def test_each_swapped_pair_of_records_is_found(
    bundle: Bundle, trust: Trust, record_property: Property
) -> None:
    lines = runs.lines_of(bundle)
    pairs = list(itertools.combinations(range(len(lines)), 2))
    named = 0
    for i, j in pairs:
        swapped = list(lines)
        # Each in the other's place, and in the other's file.
        swapped[i] = dataclasses.replace(lines[j], file=lines[i].file)
        swapped[j] = dataclasses.replace(lines[i], file=lines[j].file)
        found = verify(runs.rewritten(bundle, swapped), trust)
        either = {runs.number(lines[i]), runs.number(lines[j])}
        named += found.status is Status.BROKEN and bool(either & numbers(found))
    record_property("swapped pairs named", f"{named} of {len(pairs)}")
    assert named == len(pairs)


def test_a_removed_drill_is_found_with_the_records_it_had(bundle: Bundle, trust: Trust) -> None:
    gone = runs.changed(bundle, **{"002-drill.jsonl": None, "002-drill.json": None})
    records = {runs.number(line) for line in bundle.lines() if line.file == "002-drill.jsonl"}
    assert records <= numbers(verify(gone, trust))


@pytest.mark.parametrize("name", [HEAD, ATTESTATION, RUN_RECORDS, "001-drill.json"])
def test_no_file_can_be_taken_away(bundle: Bundle, trust: Trust, name: str) -> None:
    found = verify(runs.changed(bundle, **{name: None}), trust)
    assert found.status is Status.BROKEN
    assert any(name in finding.what for finding in found.broken)


def test_no_file_can_be_added(bundle: Bundle, trust: Trust) -> None:
    found = verify(runs.changed(bundle, **{"004-drill.json": b"{}"}), trust)
    assert next(iter(found.broken)).what.startswith("004-drill.json")


def rechained(bundle: Bundle, lines: list[Line], key: keys.RunKey) -> Bundle:
    """Do what a forger does who knows the format: link the records anew, and sign the head."""
    previous, linked = "0" * 64, []
    for position, line in enumerate(lines, 1):
        linked.append(runs.edited(line, number=position, previous=previous))
        previous = linked[-1].sha256
    head = canonical({"number": len(linked), "sha256": previous})
    sealed = canonical(key.seal(head, "application/vnd.drillbook.head+json")) + b"\n"
    return runs.changed(runs.rewritten(bundle, linked), **{HEAD: sealed})


def test_a_forger_with_another_key_is_found(bundle: Bundle, trust: Trust, tmp_path: Path) -> None:
    other = keys.new(tmp_path / "other.key")
    lines = runs.lines_of(bundle)
    found = verify(rechained(bundle, lines, other), trust)
    assert found.status is Status.BROKEN
    assert any(f"signed by key {other.keyid[:16]}" in finding.what for finding in found.broken)


def test_a_run_that_is_whole_and_signed_with_a_key_nobody_listed_is_broken(
    trust: Trust, tmp_path: Path
) -> None:
    other = keys.new(tmp_path / "other.key")
    forged = bundles.read(runs.record(tmp_path / "run", other))
    (finding,) = verify(forged, trust).broken
    assert finding.what.startswith(f"signed by key {other.keyid[:16]}, not in")


def test_a_revoked_key_does_not_count(bundle: Bundle, key: keys.RunKey) -> None:
    trusted = runs.trusting(key).keys[0]
    revoked = trusted.model_copy(
        update={"revoked": Revoked(at=datetime(2030, 1, 1, tzinfo=UTC), reason="laptop lost")}
    )
    (finding,) = verify(bundle, Trust(keys=(revoked,))).broken
    assert "laptop lost" in finding.what
    assert "no time stamp" in finding.what


def test_without_a_trust_file_nobody_vouches_and_it_says_so(bundle: Bundle) -> None:
    found = verify(bundle, None)
    assert found.status is Status.UNVOUCHED
    assert "no trust file" in found.open[0]


def test_a_run_without_a_key_says_that_it_is_unsigned(tmp_path: Path, trust: Trust) -> None:
    found = verify(bundles.read(runs.record(tmp_path / "run")), trust)
    assert found.status is Status.UNVOUCHED
    assert "unsigned: the run had no key" in found.open
    assert any(said.startswith("unnumbered") for said in found.open)


def test_signatures_cannot_be_stripped(bundle: Bundle, trust: Trust) -> None:
    envelopes = [json.loads(line) for line in bundle.files[ATTESTATION].splitlines()]
    bare = b"".join(canonical({**one, "signatures": []}) + b"\n" for one in envelopes)
    found = verify(runs.changed(bundle, **{ATTESTATION: bare}), trust)
    assert any("not signed, though the run had a key" in f.what for f in found.broken)


def test_a_clock_set_back_between_two_records_is_found_by_the_record(
    bundle: Bundle, key: keys.RunKey, trust: Trust, record_property: Property
) -> None:
    lines = runs.lines_of(bundle)
    named = 0
    for index in range(1, len(lines)):
        said = lines[index].record
        assert said is not None
        at = datetime.fromisoformat(said["at"]) - timedelta(hours=1)
        late = [*lines]
        late[index] = runs.edited(lines[index], at=at.isoformat())
        found = verify(rechained(bundle, late, key), trust)
        named += any(f.record == index + 1 and "clock" in f.what for f in found.broken)
    record_property("clocks set back named", f"{named} of {len(lines) - 1}")
    assert named == len(lines) - 1


def test_a_clock_set_back_while_a_run_goes_on_is_recorded_and_found(
    tmp_path: Path, key: keys.RunKey, trust: Trust, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "_WALL_ANCHOR", clock._WALL_ANCHOR + 3600)
    found = verify(bundles.read(runs.record(tmp_path / "run", key)), trust)
    assert any("the machine's clock was set back by 3" in f.what for f in found.broken)


def test_a_clock_set_back_between_two_runs_is_found(
    tmp_path: Path, key: keys.RunKey, trust: Trust
) -> None:
    memory = runs.InMemory()
    runs.record(tmp_path / "one", key, Counter(memory))
    memory.state["last"]["ended"] = "2126-01-01T00:00:00+00:00"
    found = verify(bundles.read(runs.record(tmp_path / "two", key, Counter(memory))), trust)
    assert any("the clock was set back between them" in f.what for f in found.broken)


def test_a_killed_run_verifies_as_aborted_up_to_its_last_record(
    tmp_path: Path, key: keys.RunKey, trust: Trust
) -> None:
    killed = bundles.read(runs.record(tmp_path / "run", key, close=False))
    found = verify(killed, trust)
    assert found.status is Status.ABORTED
    assert found.broken == ()
    assert "killed after record" in found.open[0]


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_wherever_a_run_is_killed_what_is_left_is_aborted_and_not_broken(
    bundle: Bundle, trust: Trust, key: keys.RunKey, data: st.DataObject
) -> None:
    lines = runs.lines_of(bundle)
    written = data.draw(st.integers(1, len(lines) - 1), label="records")
    behind = data.draw(st.sampled_from([0, 1]), label="head behind") if written > 1 else 0
    cut = data.draw(st.integers(0, len(lines[written].written) - 1), label="bytes of the next")
    head = lines[written - 1 - behind]
    payload = canonical({"number": runs.number(head), "sha256": head.sha256})
    sealed = canonical(key.seal(payload, "application/vnd.drillbook.head+json")) + b"\n"
    left = runs.rewritten(bundle, lines[:written])
    files = {name: w for name, w in left.files.items() if w}
    torn = lines[written].file
    if cut and not behind:
        files[torn] = files.get(torn, b"") + lines[written].written[:cut]
    started = {line.file.replace(".jsonl", ".json") for line in lines[:written]}
    finished = {
        str(line.record["body"]["document"]["name"])
        for line in lines[:written]
        if line.record is not None and line.record["record"] == "finished"
    }
    for name in bundle.documents():
        if name not in started or (name not in finished and lines[written].file[:3] != name[:3]):
            files.pop(name)
    files.pop(ATTESTATION)
    found = verify(Bundle("killed", {**files, HEAD: sealed}), trust)
    assert found.broken == ()
    assert found.status is Status.ABORTED


def test_the_end_of_a_killed_run_cannot_be_changed_either(
    tmp_path: Path, key: keys.RunKey, trust: Trust
) -> None:
    killed = bundles.read(runs.record(tmp_path / "run", key, close=False))
    *lines, last = runs.lines_of(killed)
    assert last.record is not None
    other = runs.edited(last, body={**last.record["body"], "reason": "as hoped"})
    found = verify(runs.rewritten(killed, [*lines, other]), trust)
    assert numbers(found) == {runs.number(last)}
    cut = verify(runs.rewritten(killed, lines), trust)
    assert numbers(cut) == {runs.number(last)}


def test_each_removed_run_and_attempt_shows_in_the_runs_around_it(
    tmp_path: Path, key: keys.RunKey, trust: Trust, record_property: Property
) -> None:
    counter = Counter(runs.InMemory())
    found = [
        verify(bundles.read(runs.record(tmp_path / f"run-{n}", key, counter)), trust)
        for n in range(1, 7)
    ]
    assert list(sequence.gaps(found)) == []
    named = 0
    for gone in range(1, 5):
        gaps = "\n".join(sequence.gaps([one for i, one in enumerate(found) if i != gone]))
        named += f"run number {gone + 1} is missing" in gaps
        named += all(f"attempt {gone + 1} of 'kg_rca: {s}'" in gaps for s in runs.SCENARIOS)
    record_property("removed runs and attempts named", f"{named} of 8")
    assert named == 8


def test_a_run_put_in_the_place_of_another_is_found(
    tmp_path: Path, key: keys.RunKey, trust: Trust
) -> None:
    memory = runs.InMemory()
    runs.record(tmp_path / "failed", key, Counter(memory))
    before = json.loads(json.dumps(memory.state))
    second = verify(bundles.read(runs.record(tmp_path / "second", key, Counter(memory))), trust)
    # Who has the key and the cluster's count from before can make a run with the same number.
    memory.state = {**before, "runs": 0, "attempts": {}}
    passed = (Verdict.PASS, Verdict.PASS, Verdict.PASS)
    forged = runs.record(tmp_path / "again" / "failed", key, Counter(memory), verdicts=passed)
    gaps = list(sequence.gaps([verify(bundles.read(forged), trust), second]))
    assert any("is not as it ended" in gap for gap in gaps)


def test_a_bundle_that_is_no_bundle_is_broken_and_never_an_error(trust: Trust) -> None:
    for files in ({"run.jsonl": b""}, {"x": b"\xff"}, {HEAD: b"{}", RUN_RECORDS: b"{}\n"}):
        assert verify(Bundle("x", files), trust).status is Status.BROKEN


def test_the_id_of_a_key_is_the_hash_of_its_public_half(key: keys.RunKey) -> None:
    assert keys.public_key(key.public).keyid == key.keyid
    envelope = key.seal(b"{}", "text/plain")
    assert envelope["signatures"][0]["keyid"] == key.keyid
    assert base64.b64decode(envelope["payload"]) == b"{}"
    assert digest(b"") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


@pytest.mark.parametrize("number", [9007199254740991, -1])
def test_a_number_that_no_run_reaches_is_broken_and_soon_told(
    bundle: Bundle, trust: Trust, key: keys.RunKey, number: int
) -> None:
    payload = canonical({"number": number, "sha256": "0" * 64})
    sealed = canonical(key.seal(payload, "application/vnd.drillbook.head+json")) + b"\n"
    assert verify(runs.changed(bundle, **{HEAD: sealed}), trust).status is Status.BROKEN
    *lines, last = runs.lines_of(bundle)
    far = runs.rewritten(bundle, [*lines, runs.edited(last, number=number)])
    assert verify(far, trust).status is Status.BROKEN


WRONG: list[Any] = [None, True, -1, 9007199254740991, "x", [], {}]


@pytest.mark.parametrize(
    ("kind", "field"),
    [
        *[("opened", name) for name in ("run", "target", "key")],
        *[("numbered", name) for name in ("number", "previous")],
        *[("started", name) for name in ("id", "attempt", "scenario")],
        *[("finished", name) for name in ("verdict", "document")],
        ("closed", "verdict"),
        ("configuration", "sha256"),
    ],
)
def test_a_record_of_another_shape_is_told_and_never_an_error(
    bundle: Bundle, trust: Trust, key: keys.RunKey, kind: str, field: str
) -> None:
    lines = runs.lines_of(bundle)
    index = next(i for i, one in enumerate(lines) if one.record and one.record["record"] == kind)
    body = lines[index].record or {}
    good = verify(bundle, trust)
    for wrong in (one for one in WRONG if one != body["body"][field]):
        changed = [*lines]
        changed[index] = runs.edited(lines[index], body={**body["body"], field: wrong})
        found = verify(rechained(bundle, changed, key), trust)
        assert found.status is Status.BROKEN
        assert len(list(sequence.gaps([good, found]))) < 100
    odd = [*lines[:index], runs.edited(lines[index], record=["x"]), *lines[index + 1 :]]
    assert verify(rechained(bundle, odd, key), trust).status is Status.BROKEN
