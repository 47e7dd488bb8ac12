"""Whether a backup may be restored from: judged before anything is dropped or stopped."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Protocol

from drillbook.clock import describe
from drillbook.verdict import Judgement, failed, passed, unknown

_CLOCKS_DIFFER = timedelta(minutes=5)


class Backup(Protocol):
    """What is looked at of a backup (see ``drillbook.probes.backups.Backup``)."""

    @property
    def name(self) -> str: ...  # noqa: D102 (one word says it)
    @property
    def size_bytes(self) -> int: ...  # noqa: D102
    @property
    def age(self) -> timedelta: ...  # noqa: D102
    @property
    def sha256(self) -> str: ...  # noqa: D102
    @property
    def promised_sha256(self) -> str | None: ...  # noqa: D102
    @property
    def promised_bytes(self) -> int | None: ...  # noqa: D102
    @property
    def contents(self) -> Mapping[str, int] | None: ...  # noqa: D102
    @property
    def complaint(self) -> str: ...  # noqa: D102


@dataclass(frozen=True)
class MaximumAge:
    """How old a backup may be, and who says so (``targets/lab.yaml: …backup_max_age``)."""

    limit: timedelta
    source: str


class Flaw(StrEnum):
    """Why a backup may not be restored from."""

    EMPTY = "empty"
    TRUNCATED = "truncated"
    DAMAGED = "damaged"
    TOO_OLD = "too old"


def flaw(backup: Backup, maximum: MaximumAge) -> tuple[Flaw, str] | None:
    """Return what is wrong with a backup, and in words; None for one that may be used."""
    if backup.size_bytes == 0:
        return Flaw.EMPTY, "it is empty (0 bytes)"
    if backup.promised_bytes is not None and backup.size_bytes < backup.promised_bytes:
        return (
            Flaw.TRUNCATED,
            f"it is truncated: {backup.size_bytes:,} of {backup.promised_bytes:,} bytes are left",
        )
    if backup.promised_sha256 is not None and backup.promised_sha256 != backup.sha256:
        promised = backup.promised_sha256[:12]
        return Flaw.DAMAGED, f"its sha256 is {backup.sha256[:12]}…, its manifest says {promised}…"
    if backup.contents is None:
        # Without a manifest nobody knows how long it was: what cannot be read to its end is cut.
        return Flaw.TRUNCATED, f"it cannot be read to its end: {backup.complaint}"
    if not backup.contents:
        return Flaw.EMPTY, "it holds no table"
    if backup.age > maximum.limit:
        allowed = f"{_age(maximum.limit)} is allowed ({maximum.source})"
        return Flaw.TOO_OLD, f"it is {_age(backup.age)} old, and {allowed}"
    if backup.age < -_CLOCKS_DIFFER:
        return Flaw.DAMAGED, f"it was taken {_age(-backup.age)} from now: a clock is wrong"
    return None


def usable(backup: Backup, maximum: MaximumAge) -> Judgement:
    """Judge whether a backup is whole, is what its job promised, and is new enough."""
    found = flaw(backup, maximum)
    if found is None:
        return passed(f"backup {backup.name} is whole and {_age(backup.age)} old")
    return failed(f"backup {backup.name} is of no use: {found[1]}")


def refused_as(wanted: str, backup: Backup, maximum: MaximumAge, *, restored: bool) -> Judgement:
    """Judge that a backup with this flaw was not restored from, and that it has this flaw."""
    found = flaw(backup, maximum)
    if restored:
        return failed(f"backup {backup.name} was restored from")
    if found is None:
        return failed(f"backup {backup.name} was refused, and nothing is wrong with it")
    if found[0] != wanted:
        return failed(
            f"backup {backup.name} was refused as {found[0]}, not as {wanted}: {found[1]}"
        )
    return passed(f"refused before anything was changed: backup {backup.name}: {found[1]}")


def _age(span: timedelta) -> str:
    hours = span.total_seconds() / 3600
    return (
        f"{hours:.0f} h" if hours >= 2 else describe(timedelta(seconds=round(span.total_seconds())))
    )


def copied_whole(complaint: str, size_bytes: int, sha256: str, copy_sha256: str) -> Judgement:
    """Judge that a backup can be read to its end, and that its copy is what was copied."""
    if complaint:
        return failed(f"it cannot be read to its end: {complaint}")
    if not size_bytes:
        return failed("the copy is empty (0 bytes)")
    if sha256 != copy_sha256:
        return failed(f"the copy's sha256 is {copy_sha256[:12]}…, the backup's {sha256[:12]}…")
    return passed(f"the copy of {size_bytes:,} bytes is what was copied")


def scheduled(wanted: Mapping[str, str], found: Mapping[str, str]) -> Judgement:
    """Judge that each job is scheduled as it should be; "" is one that is suspended."""
    if not wanted:
        return failed("there is no schedule to compare")
    wrong = [
        f"{job} is {found.get(job, 'not there') or 'suspended'}, not {schedule}"
        for job, schedule in sorted(wanted.items())
        if found.get(job) != schedule
    ]
    if wrong:
        return failed("; ".join(wrong))
    return passed("; ".join(f"{job} at {schedule}" for job, schedule in sorted(wanted.items())))


def kept_by_age(there: Collection[str], young: Collection[str], old: Collection[str]) -> Judgement:
    """Judge that of the backups put there the young ones are left, and the old ones gone."""
    if not young or not old:
        return unknown("there was no young backup, or no old one, to tell by")
    gone, left = sorted(set(young) - set(there)), sorted(set(old) & set(there))
    said = [f"{', '.join(gone)} is gone"] if gone else []
    said += [f"{', '.join(left)} is still there"] if left else []
    if said:
        return failed("; ".join(said))
    return passed(f"{len(old)} old backups are gone, {len(young)} younger ones are left")
