"""Verifying a bundle: is it what the run wrote, all of it, and who vouches for it?

Needs no network and no target. ``docs/evidence.md`` does the same with standard tools.
"""

import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from drillbook.evidence import chain_check, signatures, statements
from drillbook.evidence.bundle import Bundle, Line
from drillbook.evidence.canonical import canonical, digest
from drillbook.evidence.chain import ATTESTATION, HEAD, HEAD_TYPE, RUN_RECORDS
from drillbook.evidence.chain_check import Finding
from drillbook.evidence.timestamps import stamped
from drillbook.evidence.trust import Trust


class Status(StrEnum):
    """What a bundle is worth, the best first."""

    VERIFIED = "verified"
    UNVOUCHED = "unvouched"
    ABORTED = "aborted"
    BROKEN = "broken"


@dataclass(frozen=True)
class Verification:
    """What verifying found. ``broken`` was tampered with; ``open`` is what nobody vouches for."""

    name: str
    status: Status
    broken: tuple[Finding, ...]
    open: tuple[str, ...]
    run: Mapping[str, Any]
    target: Mapping[str, Any]
    numbered: Mapping[str, Any] | None
    signed_by: str
    head: tuple[int, str] | None
    drills: tuple[Mapping[str, Any], ...]
    started: str = ""
    ended: str = ""

    @property
    def closed(self) -> bool:
        """Return whether the run ended by itself, and said how."""
        return not any(said.startswith("aborted") for said in self.open)


def verify(bundle: Bundle, trust: Trust | None) -> Verification:
    """Return what a bundle is worth. Never raises for what is wrong with it."""
    lines, torn = _whole_lines(bundle)
    records, broken = chain_check.order(lines)
    head, wrong_head = _head(bundle)
    broken += wrong_head
    broken += [Finding(None, said) for said in bundle.damage]
    said = [line.record for line in records.values() if line.record is not None]
    closed = bool(said) and said[-1]["record"] == "closed"
    broken += chain_check.linked(records, head)
    broken += chain_check.ends(records, head, closed=closed)
    broken += chain_check.filed(records)
    broken += chain_check.times(records)
    broken += _clocks(records)
    broken += _files(bundle, records, closed=closed)
    opened = _first(said, "opened")
    if closed and torn:
        broken.append(Finding(None, f"{torn}: the last line does not end"))
    if closed:
        broken += _attested(bundle, said, head)
    signing, signed_by = _vouching(bundle, records, opened, trust)
    broken += signing.broken
    open_ = list(_open(said, closed=closed, torn=torn)) + signing.open
    return Verification(
        bundle.name,
        _status(broken, open_, closed=closed),
        tuple(sorted(broken, key=lambda finding: finding.record or sys.maxsize)),
        tuple(open_),
        (opened or {}).get("run") or {},
        (opened or {}).get("target") or {},
        _first(said, "numbered"),
        signed_by,
        head,
        _drills(said),
        str(said[0]["at"]) if said else "",
        str(said[-1]["at"]) if said else "",
    )


def _whole_lines(bundle: Bundle) -> tuple[list[Line], str]:
    """Return the lines, without the one that a killed run may have torn, and where that was."""
    lines = list(bundle.lines())
    torn = bundle.torn()
    if len(torn) != 1 or HEAD not in bundle.files:
        return lines, ""
    at = max((line for line in lines if line.file == torn[0]), key=lambda line: line.number)
    if at.record is not None:
        return lines, at.place
    return [line for line in lines if line is not at], at.place


def _head(bundle: Bundle) -> tuple[tuple[int, str] | None, list[Finding]]:
    if HEAD not in bundle.files:
        return None, [Finding(None, f"{HEAD} is missing")]
    try:
        envelope = signatures.read_envelope(bundle.files[HEAD].removesuffix(b"\n"), HEAD_TYPE)
        payload = envelope.body
        return (int(payload["number"]), str(payload["sha256"])), []
    except (ValueError, KeyError, TypeError) as error:
        return None, [Finding(None, f"{HEAD} was changed: {error}")]


def _files(bundle: Bundle, records: Mapping[int, Line], *, closed: bool) -> Iterator[Finding]:
    """Yield documents that are not as the records say, and files that no record knows."""
    left = set(bundle.documents())
    unfinished = set()
    for number, line in records.items():
        assert line.record is not None
        kind, body = line.record["record"], line.record["body"]
        if kind == "started":
            unfinished.add(f"{body.get('id')}.json")
        document = body.get("document") if kind == "finished" else None
        if isinstance(document, dict):
            name = str(document.get("name"))
            unfinished.discard(name)
            left.discard(name)
            if name not in bundle.files:
                yield Finding(number, f"{name}, the document of record {number}, is missing")
            elif digest(bundle.files[name]) != document.get("sha256"):
                yield Finding(number, f"{name} is not the document of record {number}")
    if RUN_RECORDS not in bundle.files:
        yield Finding(None, f"{RUN_RECORDS} is missing")
    # A run can be killed after the document and before its record.
    for name in sorted(left if closed else left - unfinished):
        yield Finding(None, f"{name} is in no record: it was not written by this run")


def _clocks(records: Mapping[int, Line]) -> Iterator[Finding]:
    for number, line in records.items():
        assert line.record is not None
        body = line.record["body"]
        if line.record["record"] == "clock" and body.get("shift_seconds", 0) < 0:
            yield Finding(number, f"record {number} ({line.place}): {body.get('what')}")
        previous = body.get("previous") if line.record["record"] == "numbered" else None
        if previous and str(previous.get("ended") or "") > str(line.record["at"]):
            yield Finding(
                number,
                f"record {number} ({line.place}) is of {line.record['at']}, and run "
                f"{previous.get('number')} before it ended at {previous['ended']}: "
                "the clock was set back between them",
            )


def _attested(
    bundle: Bundle, records: list[Mapping[str, Any]], head: tuple[int, str] | None
) -> Iterator[Finding]:
    """Yield what is wrong with the statements, which follow from the records."""
    if ATTESTATION not in bundle.files:
        yield Finding(None, f"{ATTESTATION} is missing: removed, or the run was killed as it ended")
        return
    subjects = {n: bundle.files[n] for n in (*bundle.records_files(), *bundle.documents())}
    try:
        expected = statements.statements(records, head or (0, ""), subjects)
    except (KeyError, ValueError, TypeError) as error:
        yield Finding(None, f"no statement follows from the records: {error!r}")
        return
    lines = bundle.files[ATTESTATION].split(b"\n")
    if lines[-1:] != [b""] or len(lines) != len(expected) + 1:
        yield Finding(None, f"{ATTESTATION} was changed: it has not {len(expected)} lines")
        return
    for line, (written, statement) in enumerate(zip(lines, expected, strict=False), 1):
        try:
            envelope = signatures.read_envelope(written, statements.PAYLOAD_TYPE)
        except (ValueError, KeyError, TypeError) as error:
            yield Finding(None, f"{ATTESTATION}:{line} was changed: {error}")
            continue
        if envelope.payload != canonical(statement):
            yield Finding(None, f"{ATTESTATION}:{line} does not say what the records say")


def _vouching(
    bundle: Bundle,
    records: Mapping[int, Line],
    opened: Mapping[str, Any] | None,
    trust: Trust | None,
) -> tuple[signatures.Vouching, str]:
    key = (opened or {}).get("key")
    if not isinstance(key, dict):
        return signatures.Vouching([], ["unsigned: the run had no key"]), ""
    sealed = {HEAD: bundle.files.get(HEAD, b"")}
    for number, written in enumerate(bundle.files.get(ATTESTATION, b"").splitlines(), 1):
        sealed[f"{ATTESTATION}:{number}"] = written
    for number, line in records.items():
        if line.record is not None and line.record["record"] == "timestamp":
            sealed[f"record {number} ({line.place})"] = canonical(line.record["body"].get("head"))
    stamps = stamped(records, trust)
    vouching = signatures.check(key, sealed, trust, stamps.times)
    vouching.broken += stamps.broken
    vouching.open += stamps.open
    return vouching, str(key.get("keyid"))


def _open(records: list[Mapping[str, Any]], *, closed: bool, torn: str) -> Iterator[str]:
    if not records:
        yield "aborted: it has no record that can be read"
        return
    if not closed:
        ended = f"; the line at {torn} was cut off" if torn else ""
        last = records[-1]
        yield (
            f"aborted: the run was killed after record {last['number']} "
            f"({last['record']}, {last['at']}){ended}"
        )
    for record in records:
        if record["record"] == "clock" and record["body"].get("shift_seconds", 0) > 0:
            yield f"record {record['number']}: {record['body'].get('what')}"
    if not any(record["record"] == "numbered" for record in records):
        yield "unnumbered: the target gave this run no number, so that a missing run would not show"


def _status(broken: list[Finding], open_: list[str], *, closed: bool) -> Status:
    if broken:
        return Status.BROKEN
    if not closed:
        return Status.ABORTED
    return Status.UNVOUCHED if open_ else Status.VERIFIED


def _first(records: list[Mapping[str, Any]], kind: str) -> Mapping[str, Any] | None:
    return next((record["body"] for record in records if record["record"] == kind), None)


def _drills(records: list[Mapping[str, Any]]) -> tuple[Mapping[str, Any], ...]:
    try:
        return tuple(statements.drills(records))
    except (KeyError, TypeError):
        return ()
