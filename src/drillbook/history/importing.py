"""Importing runs into the history: from bundles only, each once, whole or not at all."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from drillbook.errors import UsageError
from drillbook.evidence.bundle import Bundle
from drillbook.evidence.canonical import canonical, digest
from drillbook.evidence.chain import RUN_RECORDS
from drillbook.evidence.model import Evidence
from drillbook.evidence.reading import drills_of
from drillbook.evidence.trust import Trust
from drillbook.evidence.verify import Status, Verification, verify
from drillbook.history.database import Database, Row, arrays, utc
from drillbook.verdict import merge

_DRILLS = """INSERT INTO drills SELECT unnest(?::BIGINT[]), unnest(?::BIGINT[]), unnest(?::TEXT[]),
    unnest(?::TEXT[]), unnest(?::TEXT[]), unnest(?::BIGINT[]), unnest(?::TEXT[]),
    unnest(?::TEXT[]), unnest(?::BOOLEAN[]), unnest(?::TIMESTAMP[]),
    unnest(?::DOUBLE PRECISION[]), unnest(?::BIGINT[]), unnest(?::BIGINT[]),
    unnest(?::DOUBLE PRECISION[]), unnest(?::TEXT[])"""
_CLAIMS = "INSERT INTO drill_claims SELECT unnest(?::BIGINT[]), unnest(?::TEXT[])"
_STEPS = """INSERT INTO steps SELECT unnest(?::BIGINT[]), unnest(?::INTEGER[]), unnest(?::TEXT[]),
    unnest(?::TEXT[]), unnest(?::REAL[])"""
_PHASES = """INSERT INTO phases SELECT unnest(?::BIGINT[]), unnest(?::TEXT[]),
    unnest(?::DOUBLE PRECISION[]), unnest(?::DOUBLE PRECISION[]), unnest(?::DOUBLE PRECISION[])"""
_RUN = """INSERT INTO runs (key, first_record, id, target, cluster_uid, number, started, ended,
    verdict, status, signed_by, records, head, bundle)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"""

_MOVED = "UPDATE runs SET bundle = ?, retired = NULL WHERE key = ?"


@dataclass(frozen=True)
class Imported:
    """What an import did: ``new``, ``known`` (nothing to do) or ``grown`` (there is more now)."""

    run: str
    outcome: str
    drills: int


def import_bundle(database: Database, bundle: Bundle, trust: Trust | None) -> Imported:
    """Import a run. Raises UsageError for a bundle that is broken; nothing is changed then.

    A run is known by the hash of its first record. One that was imported while it went on, or
    after it was killed, is replaced when its bundle has more records now. The bundle's name is kept
    as where it is.
    """
    if bundle.damage:
        raise UsageError(f"{bundle.name}: not imported, its evidence is broken: {bundle.damage[0]}")
    if RUN_RECORDS not in bundle.files:
        raise UsageError(
            f"{bundle.name}: not imported, it has no {RUN_RECORDS}: no run recorded it"
        )
    found = verify(bundle, trust)
    if found.status is Status.BROKEN or found.head is None:
        what = found.broken[0].what if found.broken else "it has no head"
        raise UsageError(f"{bundle.name}: not imported, its evidence is broken: {what}")
    first = first_record(bundle)
    if first is None:
        raise UsageError(f"{bundle.name}: not imported, it has no record: nothing was done yet")
    drills = drills_of(bundle)
    with database.writing():
        known = database.rows("SELECT key, records, head FROM runs WHERE first_record = ?", first)
        if known and (known[0][2] == found.head[1] or known[0][1] > found.head[0]):
            if known[0][2] == found.head[1]:
                # It may have been moved or packed, and it is here again if it was removed.
                database.change(_MOVED, bundle.name, known[0][0])
                _add_configurations(database, int(known[0][0]), configurations(bundle, drills))
            return Imported(str(found.run.get("id")), "known", len(drills))
        if known:
            _remove(database, int(known[0][0]))
        key = int(known[0][0]) if known else _next(database, "runs")
        database.change(_RUN, *_run_row(key, first, bundle, found, drills))
        _insert_drills(database, key, drills, configurations(bundle, drills))
    return Imported(str(found.run.get("id")), "grown" if known else "new", len(drills))


def _add_configurations(database: Database, run: int, of: Mapping[str, str]) -> None:
    """Note what the drills were of, where an earlier drillbook imported them without."""
    for drill, sha256 in of.items():
        database.change(
            "UPDATE drills SET configuration = ? WHERE run = ? AND id = ? "
            "AND configuration IS NULL",
            *(sha256, run, drill),
        )


def first_record(bundle: Bundle) -> str | None:
    """Return the hash of a bundle's first record, by which a run is known."""
    return next((one.sha256 for one in bundle.lines() if _is_first(one.record)), None)


def _is_first(record: Mapping[str, Any] | None) -> bool:
    return record is not None and record["number"] == 1


def _next(database: Database, table: str) -> int:
    # Nobody else writes meanwhile.
    return int(database.rows(f"SELECT coalesce(max(key), 0) + 1 FROM {table}")[0][0])  # noqa: S608 (one of two names)


def _remove(database: Database, run: int) -> None:
    of_run = "(SELECT key FROM drills WHERE run = ?)"
    for table in ("steps", "phases", "drill_claims"):
        database.change(f"DELETE FROM {table} WHERE drill IN {of_run}", run)  # noqa: S608 (as above)
    database.change("DELETE FROM drills WHERE run = ?", run)
    database.change("DELETE FROM runs WHERE key = ?", run)


def _run_row(
    key: int, first: str, bundle: Bundle, found: Verification, drills: Sequence[Evidence]
) -> Row:
    numbered = found.numbered or {}
    assert found.head is not None
    return (
        key,
        first,
        found.run.get("id"),
        found.target.get("name"),
        numbered.get("cluster_uid"),
        numbered.get("number"),
        utc(datetime.fromisoformat(found.started)),
        utc(datetime.fromisoformat(found.ended)),
        merge(drill.verdict for drill in drills).value,
        found.status.value,
        found.signed_by or None,
        found.head[0],
        found.head[1],
        bundle.name,
    )


def configurations(bundle: Bundle, drills: Iterable[Evidence]) -> dict[str, str]:
    """Return what each drill was of, as a hash: drillbook's version, target file and feature.

    By the hashes that the run recorded. A drill whose feature it recorded none of is left out.
    """
    recorded: dict[str, str] = {}
    for line in bundle.lines():
        if line.record is not None and line.record["record"] == "configuration":
            recorded[str(line.record["body"]["name"])] = str(line.record["body"]["sha256"])
    common = sorted(sha256 for name, sha256 in recorded.items() if not name.endswith(".feature"))
    found = {}
    for drill in drills:
        of = (sha for name, sha in recorded.items() if name.endswith(drill.scenario.file))
        feature = next(of, None)
        if feature is not None:
            version = drill.run.drillbook_version
            found[drill.id] = digest(canonical([version, feature, *common]))
    return found


def _insert_drills(
    database: Database, run: int, drills: Sequence[Evidence], of: Mapping[str, str]
) -> None:
    first = _next(database, "drills")
    keyed = list(enumerate(drills, first))
    tables: tuple[tuple[str, list[Row], int], ...] = (
        (_DRILLS, [(*_drill_row(k, run, d), of.get(d.id)) for k, d in keyed], 15),
        (_CLAIMS, [(k, claim) for k, d in keyed for claim in d.scenario.claims], 2),
        (_STEPS, [row for key, drill in keyed for row in _steps(key, drill)], 5),
        (_PHASES, [row for key, drill in keyed for row in _phases(key, drill)], 5),
    )
    for statement, rows, width in tables:
        if rows:
            database.change(statement, *arrays(rows, width))


def _drill_row(key: int, run: int, drill: Evidence) -> Row:
    ledgers = drill.ledgers
    losses = [ledger.rpo_seconds for ledger in ledgers if ledger.rpo_seconds is not None]
    return (
        key,
        run,
        drill.id,
        drill.scenario.system,
        drill.scenario.name,
        drill.attempt,
        drill.verdict.value,
        drill.reason,
        drill.aborted,
        utc(drill.started),
        (drill.ended - drill.started).total_seconds(),
        sum(ledger.acked for ledger in ledgers) if ledgers else None,
        sum(ledger.lost for ledger in ledgers) if ledgers else None,
        max(losses) if losses else None,
    )


def _steps(key: int, drill: Evidence) -> Iterator[Row]:
    for step in drill.steps:
        seconds = (step.ended - step.started).total_seconds()
        yield key, step.number, f"{step.keyword} {step.text}", step.verdict.value, seconds


def _phases(key: int, drill: Evidence) -> Iterator[Row]:
    for phase in drill.phases:
        yield key, phase.name, phase.seconds, phase.detection_seconds, phase.budget_seconds
