"""Collecting a quarter's exercise: runs by the history, each read from its bundle and verified."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from drillbook.clock import now
from drillbook.dr.attempts import Attempt, Exercise, PlanSeen, RunSeen, attempt
from drillbook.dr.files import ControlMap, Plan, Quarter, SignOff
from drillbook.errors import UsageError
from drillbook.evidence import bundle as bundles
from drillbook.evidence.bundle import Bundle
from drillbook.evidence.canonical import digest
from drillbook.evidence.chain import DR_PLAN
from drillbook.evidence.reading import drills_of
from drillbook.evidence.sequence import gaps
from drillbook.evidence.trust import Trust
from drillbook.evidence.verify import Status, Verification, verify
from drillbook.history.database import Database, aware, utc

_RUNS = (
    "SELECT id, target, number, cluster_uid, started, bundle, retired FROM runs "
    "ORDER BY started, key"
)
_EARLIER = (
    "SELECT runs.target, runs.cluster_uid, drills.system, drills.scenario, max(drills.attempt) "
    "FROM drills JOIN runs ON runs.key = drills.run "
    "WHERE runs.started < ? AND drills.attempt IS NOT NULL GROUP BY 1, 2, 3, 4"
)


@dataclass(frozen=True)
class Read:
    """A run's bundle, read and verified."""

    bundle: Bundle
    verification: Verification


def collect(
    database: Database,
    plan: tuple[Plan, str],
    sign_off: SignOff,
    controls: ControlMap,
    trust: Trust | None,
) -> Exercise:
    """Return the exercise of a plan's quarter on its targets.

    Raises UsageError when no run of that quarter is in the history: there is nothing to report.
    """
    planned, sha256 = plan
    quarter = Quarter(planned.quarter)
    rows = [
        row for row in database.rows(_RUNS) if row[1] in planned.targets and _is_in(quarter, row[4])
    ]
    if not rows:
        raise UsageError(
            f"history {database.place}: no run on {', '.join(planned.targets)} in {quarter.name}; "
            "'drillbook history import reports/*/' adds runs"
        )
    absent: list[str] = []
    read = list(_bundles(rows, trust, absent))
    attempts, others = _attempts(planned, read)
    found = [one.verification for one in read]
    return Exercise(
        quarter=quarter.name,
        read=now(),
        history=database.place,
        plan=planned,
        plan_sha256=sha256,
        sign_off=sign_off,
        controls=controls,
        runs=tuple(_run(one, trust) for one in read),
        attempts=attempts,
        others=others,
        gaps=(*gaps(found), *_before(database, quarter, found)),
        absent=tuple(absent),
    )


def _is_in(quarter: Quarter, started: datetime) -> bool:
    return quarter.begin <= (aware(started) or started) < quarter.end


def _bundles(rows: Sequence[Any], trust: Trust | None, absent: list[str]) -> Iterator[Read]:
    for identity, target, _, _, _, place, retired in rows:
        if not Path(place).exists():
            why = f"was removed on {retired:%Y-%m-%d}" if retired else "is not there"
            absent.append(f"{target}: the bundle of run {identity} ({place}) {why}")
            continue
        bundle = bundles.read(Path(place))
        yield Read(bundle, verify(bundle, trust))


def _attempts(plan: Plan, read: Iterable[Read]) -> tuple[tuple[Attempt, ...], int]:
    """Return the attempts of planned scenarios in order, and how many other drills there were."""
    planned = {(one.system, one.scenario) for one in plan.drills}
    found, others = [], 0
    for one in read:
        if one.verification.status is Status.BROKEN:
            continue
        for drill in drills_of(one.bundle):
            if (drill.scenario.system, drill.scenario.name) not in planned:
                others += 1
                continue
            file = f"{drill.id}.{'jsonl' if drill.aborted else 'json'}"
            found.append(attempt(drill, file, digest(one.bundle.files[file])))
    return tuple(sorted(found, key=lambda one: (one.started, one.of))), others


def _run(one: Read, trust: Trust | None) -> RunSeen:
    found, target = one.verification, one.verification.target
    key = trust.key(found.signed_by) if trust and found.signed_by else None
    drills = () if found.status is Status.BROKEN else drills_of(one.bundle)
    return RunSeen(
        id=str(found.run.get("id")),
        bundle=one.bundle.name,
        target=str(target.get("name")),
        kind=str(target.get("kind")),
        scale=str(target.get("scale", "")),
        stand_ins=tuple(dict.fromkeys(s for d in drills for s in d.target.stand_ins)),
        started=datetime.fromisoformat(found.started),
        ended=datetime.fromisoformat(found.ended),
        status=found.status.value,
        signed_by=found.signed_by,
        runner=key.name if key else "",
        number=(found.numbered or {}).get("number"),
        place=_place(found),
        head=found.head[1] if found.head else "",
        plans=tuple(_plans(one.bundle)),
        broken=tuple(finding.what for finding in found.broken),
        remarks=tuple(said for said in found.open if not said.startswith("aborted")),
        drills=len(found.drills),
    )


def _place(found: Verification) -> str:
    numbered = found.numbered or {}
    return str(numbered.get("cluster_uid") or numbered.get("kept_in") or "")


def _plans(bundle: Bundle) -> Iterator[PlanSeen]:
    for line in bundle.lines():
        if line.record is not None and line.record["record"] == DR_PLAN:
            body = line.record["body"]
            yield PlanSeen(name=body["name"], sha256=body["sha256"], at=line.record["at"])


def _before(database: Database, quarter: Quarter, found: Sequence[Verification]) -> Iterator[str]:
    """Yield what was counted before the quarter's first run and attempts, and is not known."""
    known = {
        (target, uid, number)
        for _, target, number, uid, started, _, _ in database.rows(_RUNS)
        if not _is_in(quarter, started)
    }
    last = {
        (target, uid, system, scenario): attempt
        for target, uid, system, scenario, attempt in database.rows(_EARLIER, utc(quarter.begin))
    }
    counted: dict[tuple[str, Any], list[Verification]] = defaultdict(list)
    for one in found:
        if one.numbered is not None:
            place = str(one.target.get("name")), one.numbered.get("cluster_uid")
            counted[place].append(one)
    for (target, uid), several in counted.items():
        first = min(int((one.numbered or {})["number"]) for one in several)
        if first > 1 and (target, uid, first - 1) not in known:
            yield f"{target} ({uid}): run number {first - 1}, before the first here, is unknown"
        for (system, scenario), number in _first_attempts(several).items():
            if number > 1 and last.get((target, uid, system, scenario), 0) < number - 1:
                yield (
                    f"{target} ({uid}): attempt {number - 1} of '{system}: {scenario}', before "
                    "the quarter's first, is unknown"
                )


def _first_attempts(several: Iterable[Verification]) -> dict[tuple[str, str], int]:
    found: dict[tuple[str, str], int] = {}
    for one in several:
        for drill in one.drills:
            if drill.get("attempt") is not None:
                name = drill["system"], drill["scenario"]
                found[name] = min(found.get(name, drill["attempt"]), drill["attempt"])
    return found
