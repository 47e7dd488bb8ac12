"""Whether a backup may be restored from: judged before anything is dropped or stopped."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Protocol

from drillbook.clock import describe
from drillbook.verdict import Judgement, failed, passed

_CLOCKS_DIFFER = timedelta(minutes=5)


from mutmut.mutation.trampoline import wrap_in_trampoline as _mutmut_mutated, MutantDict


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
mutants_x_flaw__mutmut: MutantDict = {}  # type: ignore


@_mutmut_mutated(mutants_x_flaw__mutmut)
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


def x_flaw__mutmut_orig(backup: Backup, maximum: MaximumAge) -> tuple[Flaw, str] | None:
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


def x_flaw__mutmut_1(backup: Backup, maximum: MaximumAge) -> tuple[Flaw, str] | None:
    """Return what is wrong with a backup, and in words; None for one that may be used."""
    if backup.size_bytes != 0:
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


def x_flaw__mutmut_2(backup: Backup, maximum: MaximumAge) -> tuple[Flaw, str] | None:
    """Return what is wrong with a backup, and in words; None for one that may be used."""
    if backup.size_bytes == 1:
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


def x_flaw__mutmut_3(backup: Backup, maximum: MaximumAge) -> tuple[Flaw, str] | None:
    """Return what is wrong with a backup, and in words; None for one that may be used."""
    if backup.size_bytes == 0:
        return Flaw.EMPTY, "XXit is empty (0 bytes)XX"
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


def x_flaw__mutmut_4(backup: Backup, maximum: MaximumAge) -> tuple[Flaw, str] | None:
    """Return what is wrong with a backup, and in words; None for one that may be used."""
    if backup.size_bytes == 0:
        return Flaw.EMPTY, "IT IS EMPTY (0 BYTES)"
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


def x_flaw__mutmut_5(backup: Backup, maximum: MaximumAge) -> tuple[Flaw, str] | None:
    """Return what is wrong with a backup, and in words; None for one that may be used."""
    if backup.size_bytes == 0:
        return Flaw.EMPTY, "it is empty (0 bytes)"
    if backup.promised_bytes is not None or backup.size_bytes < backup.promised_bytes:
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


def x_flaw__mutmut_6(backup: Backup, maximum: MaximumAge) -> tuple[Flaw, str] | None:
    """Return what is wrong with a backup, and in words; None for one that may be used."""
    if backup.size_bytes == 0:
        return Flaw.EMPTY, "it is empty (0 bytes)"
    if backup.promised_bytes is None and backup.size_bytes < backup.promised_bytes:
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


def x_flaw__mutmut_7(backup: Backup, maximum: MaximumAge) -> tuple[Flaw, str] | None:
    """Return what is wrong with a backup, and in words; None for one that may be used."""
    if backup.size_bytes == 0:
        return Flaw.EMPTY, "it is empty (0 bytes)"
    if backup.promised_bytes is not None and backup.size_bytes <= backup.promised_bytes:
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


def x_flaw__mutmut_8(backup: Backup, maximum: MaximumAge) -> tuple[Flaw, str] | None:
    """Return what is wrong with a backup, and in words; None for one that may be used."""
    if backup.size_bytes == 0:
        return Flaw.EMPTY, "it is empty (0 bytes)"
    if backup.promised_bytes is not None and backup.size_bytes < backup.promised_bytes:
        return (
            Flaw.TRUNCATED,
            f"it is truncated: {backup.size_bytes:,} of {backup.promised_bytes:,} bytes are left",
        )
    if backup.promised_sha256 is not None or backup.promised_sha256 != backup.sha256:
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


def x_flaw__mutmut_9(backup: Backup, maximum: MaximumAge) -> tuple[Flaw, str] | None:
    """Return what is wrong with a backup, and in words; None for one that may be used."""
    if backup.size_bytes == 0:
        return Flaw.EMPTY, "it is empty (0 bytes)"
    if backup.promised_bytes is not None and backup.size_bytes < backup.promised_bytes:
        return (
            Flaw.TRUNCATED,
            f"it is truncated: {backup.size_bytes:,} of {backup.promised_bytes:,} bytes are left",
        )
    if backup.promised_sha256 is None and backup.promised_sha256 != backup.sha256:
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


def x_flaw__mutmut_10(backup: Backup, maximum: MaximumAge) -> tuple[Flaw, str] | None:
    """Return what is wrong with a backup, and in words; None for one that may be used."""
    if backup.size_bytes == 0:
        return Flaw.EMPTY, "it is empty (0 bytes)"
    if backup.promised_bytes is not None and backup.size_bytes < backup.promised_bytes:
        return (
            Flaw.TRUNCATED,
            f"it is truncated: {backup.size_bytes:,} of {backup.promised_bytes:,} bytes are left",
        )
    if backup.promised_sha256 is not None and backup.promised_sha256 == backup.sha256:
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


def x_flaw__mutmut_11(backup: Backup, maximum: MaximumAge) -> tuple[Flaw, str] | None:
    """Return what is wrong with a backup, and in words; None for one that may be used."""
    if backup.size_bytes == 0:
        return Flaw.EMPTY, "it is empty (0 bytes)"
    if backup.promised_bytes is not None and backup.size_bytes < backup.promised_bytes:
        return (
            Flaw.TRUNCATED,
            f"it is truncated: {backup.size_bytes:,} of {backup.promised_bytes:,} bytes are left",
        )
    if backup.promised_sha256 is not None and backup.promised_sha256 != backup.sha256:
        promised = None
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


def x_flaw__mutmut_12(backup: Backup, maximum: MaximumAge) -> tuple[Flaw, str] | None:
    """Return what is wrong with a backup, and in words; None for one that may be used."""
    if backup.size_bytes == 0:
        return Flaw.EMPTY, "it is empty (0 bytes)"
    if backup.promised_bytes is not None and backup.size_bytes < backup.promised_bytes:
        return (
            Flaw.TRUNCATED,
            f"it is truncated: {backup.size_bytes:,} of {backup.promised_bytes:,} bytes are left",
        )
    if backup.promised_sha256 is not None and backup.promised_sha256 != backup.sha256:
        promised = backup.promised_sha256[:13]
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


def x_flaw__mutmut_13(backup: Backup, maximum: MaximumAge) -> tuple[Flaw, str] | None:
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
        return Flaw.DAMAGED, f"its sha256 is {backup.sha256[:13]}…, its manifest says {promised}…"
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


def x_flaw__mutmut_14(backup: Backup, maximum: MaximumAge) -> tuple[Flaw, str] | None:
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
    if backup.contents is not None:
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


def x_flaw__mutmut_15(backup: Backup, maximum: MaximumAge) -> tuple[Flaw, str] | None:
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
    if backup.contents:
        return Flaw.EMPTY, "it holds no table"
    if backup.age > maximum.limit:
        allowed = f"{_age(maximum.limit)} is allowed ({maximum.source})"
        return Flaw.TOO_OLD, f"it is {_age(backup.age)} old, and {allowed}"
    if backup.age < -_CLOCKS_DIFFER:
        return Flaw.DAMAGED, f"it was taken {_age(-backup.age)} from now: a clock is wrong"
    return None


def x_flaw__mutmut_16(backup: Backup, maximum: MaximumAge) -> tuple[Flaw, str] | None:
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
        return Flaw.EMPTY, "XXit holds no tableXX"
    if backup.age > maximum.limit:
        allowed = f"{_age(maximum.limit)} is allowed ({maximum.source})"
        return Flaw.TOO_OLD, f"it is {_age(backup.age)} old, and {allowed}"
    if backup.age < -_CLOCKS_DIFFER:
        return Flaw.DAMAGED, f"it was taken {_age(-backup.age)} from now: a clock is wrong"
    return None


def x_flaw__mutmut_17(backup: Backup, maximum: MaximumAge) -> tuple[Flaw, str] | None:
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
        return Flaw.EMPTY, "IT HOLDS NO TABLE"
    if backup.age > maximum.limit:
        allowed = f"{_age(maximum.limit)} is allowed ({maximum.source})"
        return Flaw.TOO_OLD, f"it is {_age(backup.age)} old, and {allowed}"
    if backup.age < -_CLOCKS_DIFFER:
        return Flaw.DAMAGED, f"it was taken {_age(-backup.age)} from now: a clock is wrong"
    return None


def x_flaw__mutmut_18(backup: Backup, maximum: MaximumAge) -> tuple[Flaw, str] | None:
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
    if backup.age >= maximum.limit:
        allowed = f"{_age(maximum.limit)} is allowed ({maximum.source})"
        return Flaw.TOO_OLD, f"it is {_age(backup.age)} old, and {allowed}"
    if backup.age < -_CLOCKS_DIFFER:
        return Flaw.DAMAGED, f"it was taken {_age(-backup.age)} from now: a clock is wrong"
    return None


def x_flaw__mutmut_19(backup: Backup, maximum: MaximumAge) -> tuple[Flaw, str] | None:
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
        allowed = None
        return Flaw.TOO_OLD, f"it is {_age(backup.age)} old, and {allowed}"
    if backup.age < -_CLOCKS_DIFFER:
        return Flaw.DAMAGED, f"it was taken {_age(-backup.age)} from now: a clock is wrong"
    return None


def x_flaw__mutmut_20(backup: Backup, maximum: MaximumAge) -> tuple[Flaw, str] | None:
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
        allowed = f"{_age(None)} is allowed ({maximum.source})"
        return Flaw.TOO_OLD, f"it is {_age(backup.age)} old, and {allowed}"
    if backup.age < -_CLOCKS_DIFFER:
        return Flaw.DAMAGED, f"it was taken {_age(-backup.age)} from now: a clock is wrong"
    return None


def x_flaw__mutmut_21(backup: Backup, maximum: MaximumAge) -> tuple[Flaw, str] | None:
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
        return Flaw.TOO_OLD, f"it is {_age(None)} old, and {allowed}"
    if backup.age < -_CLOCKS_DIFFER:
        return Flaw.DAMAGED, f"it was taken {_age(-backup.age)} from now: a clock is wrong"
    return None


def x_flaw__mutmut_22(backup: Backup, maximum: MaximumAge) -> tuple[Flaw, str] | None:
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
    if backup.age <= -_CLOCKS_DIFFER:
        return Flaw.DAMAGED, f"it was taken {_age(-backup.age)} from now: a clock is wrong"
    return None


def x_flaw__mutmut_23(backup: Backup, maximum: MaximumAge) -> tuple[Flaw, str] | None:
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
    if backup.age < +_CLOCKS_DIFFER:
        return Flaw.DAMAGED, f"it was taken {_age(-backup.age)} from now: a clock is wrong"
    return None


def x_flaw__mutmut_24(backup: Backup, maximum: MaximumAge) -> tuple[Flaw, str] | None:
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
        return Flaw.DAMAGED, f"it was taken {_age(None)} from now: a clock is wrong"
    return None


def x_flaw__mutmut_25(backup: Backup, maximum: MaximumAge) -> tuple[Flaw, str] | None:
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
        return Flaw.DAMAGED, f"it was taken {_age(+backup.age)} from now: a clock is wrong"
    return None

mutants_x_flaw__mutmut['_mutmut_orig'] = x_flaw__mutmut_orig # type: ignore # mutmut generated
mutants_x_flaw__mutmut['x_flaw__mutmut_1'] = x_flaw__mutmut_1 # type: ignore # mutmut generated
mutants_x_flaw__mutmut['x_flaw__mutmut_2'] = x_flaw__mutmut_2 # type: ignore # mutmut generated
mutants_x_flaw__mutmut['x_flaw__mutmut_3'] = x_flaw__mutmut_3 # type: ignore # mutmut generated
mutants_x_flaw__mutmut['x_flaw__mutmut_4'] = x_flaw__mutmut_4 # type: ignore # mutmut generated
mutants_x_flaw__mutmut['x_flaw__mutmut_5'] = x_flaw__mutmut_5 # type: ignore # mutmut generated
mutants_x_flaw__mutmut['x_flaw__mutmut_6'] = x_flaw__mutmut_6 # type: ignore # mutmut generated
mutants_x_flaw__mutmut['x_flaw__mutmut_7'] = x_flaw__mutmut_7 # type: ignore # mutmut generated
mutants_x_flaw__mutmut['x_flaw__mutmut_8'] = x_flaw__mutmut_8 # type: ignore # mutmut generated
mutants_x_flaw__mutmut['x_flaw__mutmut_9'] = x_flaw__mutmut_9 # type: ignore # mutmut generated
mutants_x_flaw__mutmut['x_flaw__mutmut_10'] = x_flaw__mutmut_10 # type: ignore # mutmut generated
mutants_x_flaw__mutmut['x_flaw__mutmut_11'] = x_flaw__mutmut_11 # type: ignore # mutmut generated
mutants_x_flaw__mutmut['x_flaw__mutmut_12'] = x_flaw__mutmut_12 # type: ignore # mutmut generated
mutants_x_flaw__mutmut['x_flaw__mutmut_13'] = x_flaw__mutmut_13 # type: ignore # mutmut generated
mutants_x_flaw__mutmut['x_flaw__mutmut_14'] = x_flaw__mutmut_14 # type: ignore # mutmut generated
mutants_x_flaw__mutmut['x_flaw__mutmut_15'] = x_flaw__mutmut_15 # type: ignore # mutmut generated
mutants_x_flaw__mutmut['x_flaw__mutmut_16'] = x_flaw__mutmut_16 # type: ignore # mutmut generated
mutants_x_flaw__mutmut['x_flaw__mutmut_17'] = x_flaw__mutmut_17 # type: ignore # mutmut generated
mutants_x_flaw__mutmut['x_flaw__mutmut_18'] = x_flaw__mutmut_18 # type: ignore # mutmut generated
mutants_x_flaw__mutmut['x_flaw__mutmut_19'] = x_flaw__mutmut_19 # type: ignore # mutmut generated
mutants_x_flaw__mutmut['x_flaw__mutmut_20'] = x_flaw__mutmut_20 # type: ignore # mutmut generated
mutants_x_flaw__mutmut['x_flaw__mutmut_21'] = x_flaw__mutmut_21 # type: ignore # mutmut generated
mutants_x_flaw__mutmut['x_flaw__mutmut_22'] = x_flaw__mutmut_22 # type: ignore # mutmut generated
mutants_x_flaw__mutmut['x_flaw__mutmut_23'] = x_flaw__mutmut_23 # type: ignore # mutmut generated
mutants_x_flaw__mutmut['x_flaw__mutmut_24'] = x_flaw__mutmut_24 # type: ignore # mutmut generated
mutants_x_flaw__mutmut['x_flaw__mutmut_25'] = x_flaw__mutmut_25 # type: ignore # mutmut generated
mutants_x_usable__mutmut: MutantDict = {}  # type: ignore


@_mutmut_mutated(mutants_x_usable__mutmut)
def usable(backup: Backup, maximum: MaximumAge) -> Judgement:
    """Judge whether a backup is whole, is what its job promised, and is new enough."""
    found = flaw(backup, maximum)
    if found is None:
        return passed(f"backup {backup.name} is whole and {_age(backup.age)} old")
    return failed(f"backup {backup.name} is of no use: {found[1]}")


def x_usable__mutmut_orig(backup: Backup, maximum: MaximumAge) -> Judgement:
    """Judge whether a backup is whole, is what its job promised, and is new enough."""
    found = flaw(backup, maximum)
    if found is None:
        return passed(f"backup {backup.name} is whole and {_age(backup.age)} old")
    return failed(f"backup {backup.name} is of no use: {found[1]}")


def x_usable__mutmut_1(backup: Backup, maximum: MaximumAge) -> Judgement:
    """Judge whether a backup is whole, is what its job promised, and is new enough."""
    found = None
    if found is None:
        return passed(f"backup {backup.name} is whole and {_age(backup.age)} old")
    return failed(f"backup {backup.name} is of no use: {found[1]}")


def x_usable__mutmut_2(backup: Backup, maximum: MaximumAge) -> Judgement:
    """Judge whether a backup is whole, is what its job promised, and is new enough."""
    found = flaw(None, maximum)
    if found is None:
        return passed(f"backup {backup.name} is whole and {_age(backup.age)} old")
    return failed(f"backup {backup.name} is of no use: {found[1]}")


def x_usable__mutmut_3(backup: Backup, maximum: MaximumAge) -> Judgement:
    """Judge whether a backup is whole, is what its job promised, and is new enough."""
    found = flaw(backup, None)
    if found is None:
        return passed(f"backup {backup.name} is whole and {_age(backup.age)} old")
    return failed(f"backup {backup.name} is of no use: {found[1]}")


def x_usable__mutmut_4(backup: Backup, maximum: MaximumAge) -> Judgement:
    """Judge whether a backup is whole, is what its job promised, and is new enough."""
    found = flaw(maximum)
    if found is None:
        return passed(f"backup {backup.name} is whole and {_age(backup.age)} old")
    return failed(f"backup {backup.name} is of no use: {found[1]}")


def x_usable__mutmut_5(backup: Backup, maximum: MaximumAge) -> Judgement:
    """Judge whether a backup is whole, is what its job promised, and is new enough."""
    found = flaw(backup, )
    if found is None:
        return passed(f"backup {backup.name} is whole and {_age(backup.age)} old")
    return failed(f"backup {backup.name} is of no use: {found[1]}")


def x_usable__mutmut_6(backup: Backup, maximum: MaximumAge) -> Judgement:
    """Judge whether a backup is whole, is what its job promised, and is new enough."""
    found = flaw(backup, maximum)
    if found is not None:
        return passed(f"backup {backup.name} is whole and {_age(backup.age)} old")
    return failed(f"backup {backup.name} is of no use: {found[1]}")


def x_usable__mutmut_7(backup: Backup, maximum: MaximumAge) -> Judgement:
    """Judge whether a backup is whole, is what its job promised, and is new enough."""
    found = flaw(backup, maximum)
    if found is None:
        return passed(None)
    return failed(f"backup {backup.name} is of no use: {found[1]}")


def x_usable__mutmut_8(backup: Backup, maximum: MaximumAge) -> Judgement:
    """Judge whether a backup is whole, is what its job promised, and is new enough."""
    found = flaw(backup, maximum)
    if found is None:
        return passed(f"backup {backup.name} is whole and {_age(None)} old")
    return failed(f"backup {backup.name} is of no use: {found[1]}")


def x_usable__mutmut_9(backup: Backup, maximum: MaximumAge) -> Judgement:
    """Judge whether a backup is whole, is what its job promised, and is new enough."""
    found = flaw(backup, maximum)
    if found is None:
        return passed(f"backup {backup.name} is whole and {_age(backup.age)} old")
    return failed(None)


def x_usable__mutmut_10(backup: Backup, maximum: MaximumAge) -> Judgement:
    """Judge whether a backup is whole, is what its job promised, and is new enough."""
    found = flaw(backup, maximum)
    if found is None:
        return passed(f"backup {backup.name} is whole and {_age(backup.age)} old")
    return failed(f"backup {backup.name} is of no use: {found[2]}")

mutants_x_usable__mutmut['_mutmut_orig'] = x_usable__mutmut_orig # type: ignore # mutmut generated
mutants_x_usable__mutmut['x_usable__mutmut_1'] = x_usable__mutmut_1 # type: ignore # mutmut generated
mutants_x_usable__mutmut['x_usable__mutmut_2'] = x_usable__mutmut_2 # type: ignore # mutmut generated
mutants_x_usable__mutmut['x_usable__mutmut_3'] = x_usable__mutmut_3 # type: ignore # mutmut generated
mutants_x_usable__mutmut['x_usable__mutmut_4'] = x_usable__mutmut_4 # type: ignore # mutmut generated
mutants_x_usable__mutmut['x_usable__mutmut_5'] = x_usable__mutmut_5 # type: ignore # mutmut generated
mutants_x_usable__mutmut['x_usable__mutmut_6'] = x_usable__mutmut_6 # type: ignore # mutmut generated
mutants_x_usable__mutmut['x_usable__mutmut_7'] = x_usable__mutmut_7 # type: ignore # mutmut generated
mutants_x_usable__mutmut['x_usable__mutmut_8'] = x_usable__mutmut_8 # type: ignore # mutmut generated
mutants_x_usable__mutmut['x_usable__mutmut_9'] = x_usable__mutmut_9 # type: ignore # mutmut generated
mutants_x_usable__mutmut['x_usable__mutmut_10'] = x_usable__mutmut_10 # type: ignore # mutmut generated
mutants_x_refused_as__mutmut: MutantDict = {}  # type: ignore


@_mutmut_mutated(mutants_x_refused_as__mutmut)
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


def x_refused_as__mutmut_orig(wanted: str, backup: Backup, maximum: MaximumAge, *, restored: bool) -> Judgement:
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


def x_refused_as__mutmut_1(wanted: str, backup: Backup, maximum: MaximumAge, *, restored: bool) -> Judgement:
    """Judge that a backup with this flaw was not restored from, and that it has this flaw."""
    found = None
    if restored:
        return failed(f"backup {backup.name} was restored from")
    if found is None:
        return failed(f"backup {backup.name} was refused, and nothing is wrong with it")
    if found[0] != wanted:
        return failed(
            f"backup {backup.name} was refused as {found[0]}, not as {wanted}: {found[1]}"
        )
    return passed(f"refused before anything was changed: backup {backup.name}: {found[1]}")


def x_refused_as__mutmut_2(wanted: str, backup: Backup, maximum: MaximumAge, *, restored: bool) -> Judgement:
    """Judge that a backup with this flaw was not restored from, and that it has this flaw."""
    found = flaw(None, maximum)
    if restored:
        return failed(f"backup {backup.name} was restored from")
    if found is None:
        return failed(f"backup {backup.name} was refused, and nothing is wrong with it")
    if found[0] != wanted:
        return failed(
            f"backup {backup.name} was refused as {found[0]}, not as {wanted}: {found[1]}"
        )
    return passed(f"refused before anything was changed: backup {backup.name}: {found[1]}")


def x_refused_as__mutmut_3(wanted: str, backup: Backup, maximum: MaximumAge, *, restored: bool) -> Judgement:
    """Judge that a backup with this flaw was not restored from, and that it has this flaw."""
    found = flaw(backup, None)
    if restored:
        return failed(f"backup {backup.name} was restored from")
    if found is None:
        return failed(f"backup {backup.name} was refused, and nothing is wrong with it")
    if found[0] != wanted:
        return failed(
            f"backup {backup.name} was refused as {found[0]}, not as {wanted}: {found[1]}"
        )
    return passed(f"refused before anything was changed: backup {backup.name}: {found[1]}")


def x_refused_as__mutmut_4(wanted: str, backup: Backup, maximum: MaximumAge, *, restored: bool) -> Judgement:
    """Judge that a backup with this flaw was not restored from, and that it has this flaw."""
    found = flaw(maximum)
    if restored:
        return failed(f"backup {backup.name} was restored from")
    if found is None:
        return failed(f"backup {backup.name} was refused, and nothing is wrong with it")
    if found[0] != wanted:
        return failed(
            f"backup {backup.name} was refused as {found[0]}, not as {wanted}: {found[1]}"
        )
    return passed(f"refused before anything was changed: backup {backup.name}: {found[1]}")


def x_refused_as__mutmut_5(wanted: str, backup: Backup, maximum: MaximumAge, *, restored: bool) -> Judgement:
    """Judge that a backup with this flaw was not restored from, and that it has this flaw."""
    found = flaw(backup, )
    if restored:
        return failed(f"backup {backup.name} was restored from")
    if found is None:
        return failed(f"backup {backup.name} was refused, and nothing is wrong with it")
    if found[0] != wanted:
        return failed(
            f"backup {backup.name} was refused as {found[0]}, not as {wanted}: {found[1]}"
        )
    return passed(f"refused before anything was changed: backup {backup.name}: {found[1]}")


def x_refused_as__mutmut_6(wanted: str, backup: Backup, maximum: MaximumAge, *, restored: bool) -> Judgement:
    """Judge that a backup with this flaw was not restored from, and that it has this flaw."""
    found = flaw(backup, maximum)
    if restored:
        return failed(None)
    if found is None:
        return failed(f"backup {backup.name} was refused, and nothing is wrong with it")
    if found[0] != wanted:
        return failed(
            f"backup {backup.name} was refused as {found[0]}, not as {wanted}: {found[1]}"
        )
    return passed(f"refused before anything was changed: backup {backup.name}: {found[1]}")


def x_refused_as__mutmut_7(wanted: str, backup: Backup, maximum: MaximumAge, *, restored: bool) -> Judgement:
    """Judge that a backup with this flaw was not restored from, and that it has this flaw."""
    found = flaw(backup, maximum)
    if restored:
        return failed(f"backup {backup.name} was restored from")
    if found is not None:
        return failed(f"backup {backup.name} was refused, and nothing is wrong with it")
    if found[0] != wanted:
        return failed(
            f"backup {backup.name} was refused as {found[0]}, not as {wanted}: {found[1]}"
        )
    return passed(f"refused before anything was changed: backup {backup.name}: {found[1]}")


def x_refused_as__mutmut_8(wanted: str, backup: Backup, maximum: MaximumAge, *, restored: bool) -> Judgement:
    """Judge that a backup with this flaw was not restored from, and that it has this flaw."""
    found = flaw(backup, maximum)
    if restored:
        return failed(f"backup {backup.name} was restored from")
    if found is None:
        return failed(None)
    if found[0] != wanted:
        return failed(
            f"backup {backup.name} was refused as {found[0]}, not as {wanted}: {found[1]}"
        )
    return passed(f"refused before anything was changed: backup {backup.name}: {found[1]}")


def x_refused_as__mutmut_9(wanted: str, backup: Backup, maximum: MaximumAge, *, restored: bool) -> Judgement:
    """Judge that a backup with this flaw was not restored from, and that it has this flaw."""
    found = flaw(backup, maximum)
    if restored:
        return failed(f"backup {backup.name} was restored from")
    if found is None:
        return failed(f"backup {backup.name} was refused, and nothing is wrong with it")
    if found[1] != wanted:
        return failed(
            f"backup {backup.name} was refused as {found[0]}, not as {wanted}: {found[1]}"
        )
    return passed(f"refused before anything was changed: backup {backup.name}: {found[1]}")


def x_refused_as__mutmut_10(wanted: str, backup: Backup, maximum: MaximumAge, *, restored: bool) -> Judgement:
    """Judge that a backup with this flaw was not restored from, and that it has this flaw."""
    found = flaw(backup, maximum)
    if restored:
        return failed(f"backup {backup.name} was restored from")
    if found is None:
        return failed(f"backup {backup.name} was refused, and nothing is wrong with it")
    if found[0] == wanted:
        return failed(
            f"backup {backup.name} was refused as {found[0]}, not as {wanted}: {found[1]}"
        )
    return passed(f"refused before anything was changed: backup {backup.name}: {found[1]}")


def x_refused_as__mutmut_11(wanted: str, backup: Backup, maximum: MaximumAge, *, restored: bool) -> Judgement:
    """Judge that a backup with this flaw was not restored from, and that it has this flaw."""
    found = flaw(backup, maximum)
    if restored:
        return failed(f"backup {backup.name} was restored from")
    if found is None:
        return failed(f"backup {backup.name} was refused, and nothing is wrong with it")
    if found[0] != wanted:
        return failed(
            None
        )
    return passed(f"refused before anything was changed: backup {backup.name}: {found[1]}")


def x_refused_as__mutmut_12(wanted: str, backup: Backup, maximum: MaximumAge, *, restored: bool) -> Judgement:
    """Judge that a backup with this flaw was not restored from, and that it has this flaw."""
    found = flaw(backup, maximum)
    if restored:
        return failed(f"backup {backup.name} was restored from")
    if found is None:
        return failed(f"backup {backup.name} was refused, and nothing is wrong with it")
    if found[0] != wanted:
        return failed(
            f"backup {backup.name} was refused as {found[1]}, not as {wanted}: {found[1]}"
        )
    return passed(f"refused before anything was changed: backup {backup.name}: {found[1]}")


def x_refused_as__mutmut_13(wanted: str, backup: Backup, maximum: MaximumAge, *, restored: bool) -> Judgement:
    """Judge that a backup with this flaw was not restored from, and that it has this flaw."""
    found = flaw(backup, maximum)
    if restored:
        return failed(f"backup {backup.name} was restored from")
    if found is None:
        return failed(f"backup {backup.name} was refused, and nothing is wrong with it")
    if found[0] != wanted:
        return failed(
            f"backup {backup.name} was refused as {found[0]}, not as {wanted}: {found[2]}"
        )
    return passed(f"refused before anything was changed: backup {backup.name}: {found[1]}")


def x_refused_as__mutmut_14(wanted: str, backup: Backup, maximum: MaximumAge, *, restored: bool) -> Judgement:
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
    return passed(None)


def x_refused_as__mutmut_15(wanted: str, backup: Backup, maximum: MaximumAge, *, restored: bool) -> Judgement:
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
    return passed(f"refused before anything was changed: backup {backup.name}: {found[2]}")

mutants_x_refused_as__mutmut['_mutmut_orig'] = x_refused_as__mutmut_orig # type: ignore # mutmut generated
mutants_x_refused_as__mutmut['x_refused_as__mutmut_1'] = x_refused_as__mutmut_1 # type: ignore # mutmut generated
mutants_x_refused_as__mutmut['x_refused_as__mutmut_2'] = x_refused_as__mutmut_2 # type: ignore # mutmut generated
mutants_x_refused_as__mutmut['x_refused_as__mutmut_3'] = x_refused_as__mutmut_3 # type: ignore # mutmut generated
mutants_x_refused_as__mutmut['x_refused_as__mutmut_4'] = x_refused_as__mutmut_4 # type: ignore # mutmut generated
mutants_x_refused_as__mutmut['x_refused_as__mutmut_5'] = x_refused_as__mutmut_5 # type: ignore # mutmut generated
mutants_x_refused_as__mutmut['x_refused_as__mutmut_6'] = x_refused_as__mutmut_6 # type: ignore # mutmut generated
mutants_x_refused_as__mutmut['x_refused_as__mutmut_7'] = x_refused_as__mutmut_7 # type: ignore # mutmut generated
mutants_x_refused_as__mutmut['x_refused_as__mutmut_8'] = x_refused_as__mutmut_8 # type: ignore # mutmut generated
mutants_x_refused_as__mutmut['x_refused_as__mutmut_9'] = x_refused_as__mutmut_9 # type: ignore # mutmut generated
mutants_x_refused_as__mutmut['x_refused_as__mutmut_10'] = x_refused_as__mutmut_10 # type: ignore # mutmut generated
mutants_x_refused_as__mutmut['x_refused_as__mutmut_11'] = x_refused_as__mutmut_11 # type: ignore # mutmut generated
mutants_x_refused_as__mutmut['x_refused_as__mutmut_12'] = x_refused_as__mutmut_12 # type: ignore # mutmut generated
mutants_x_refused_as__mutmut['x_refused_as__mutmut_13'] = x_refused_as__mutmut_13 # type: ignore # mutmut generated
mutants_x_refused_as__mutmut['x_refused_as__mutmut_14'] = x_refused_as__mutmut_14 # type: ignore # mutmut generated
mutants_x_refused_as__mutmut['x_refused_as__mutmut_15'] = x_refused_as__mutmut_15 # type: ignore # mutmut generated
mutants_x__age__mutmut: MutantDict = {}  # type: ignore


@_mutmut_mutated(mutants_x__age__mutmut)
def _age(span: timedelta) -> str:
    hours = span.total_seconds() / 3600
    return (
        f"{hours:.0f} h" if hours >= 2 else describe(timedelta(seconds=round(span.total_seconds())))
    )


def x__age__mutmut_orig(span: timedelta) -> str:
    hours = span.total_seconds() / 3600
    return (
        f"{hours:.0f} h" if hours >= 2 else describe(timedelta(seconds=round(span.total_seconds())))
    )


def x__age__mutmut_1(span: timedelta) -> str:
    hours = None
    return (
        f"{hours:.0f} h" if hours >= 2 else describe(timedelta(seconds=round(span.total_seconds())))
    )


def x__age__mutmut_2(span: timedelta) -> str:
    hours = span.total_seconds() * 3600
    return (
        f"{hours:.0f} h" if hours >= 2 else describe(timedelta(seconds=round(span.total_seconds())))
    )


def x__age__mutmut_3(span: timedelta) -> str:
    hours = span.total_seconds() / 3601
    return (
        f"{hours:.0f} h" if hours >= 2 else describe(timedelta(seconds=round(span.total_seconds())))
    )


def x__age__mutmut_4(span: timedelta) -> str:
    hours = span.total_seconds() / 3600
    return (
        f"{hours:.0f} h" if (hours >= 2) and False else describe(timedelta(seconds=round(span.total_seconds())))
    )


def x__age__mutmut_5(span: timedelta) -> str:
    hours = span.total_seconds() / 3600
    return (
        f"{hours:.0f} h" if (hours >= 2) or True else describe(timedelta(seconds=round(span.total_seconds())))
    )


def x__age__mutmut_6(span: timedelta) -> str:
    hours = span.total_seconds() / 3600
    return (
        f"{hours:.0f} h" if hours > 2 else describe(timedelta(seconds=round(span.total_seconds())))
    )


def x__age__mutmut_7(span: timedelta) -> str:
    hours = span.total_seconds() / 3600
    return (
        f"{hours:.0f} h" if hours >= 3 else describe(timedelta(seconds=round(span.total_seconds())))
    )


def x__age__mutmut_8(span: timedelta) -> str:
    hours = span.total_seconds() / 3600
    return (
        f"{hours:.0f} h" if hours >= 2 else describe(None)
    )


def x__age__mutmut_9(span: timedelta) -> str:
    hours = span.total_seconds() / 3600
    return (
        f"{hours:.0f} h" if hours >= 2 else describe(timedelta(seconds=None))
    )


def x__age__mutmut_10(span: timedelta) -> str:
    hours = span.total_seconds() / 3600
    return (
        f"{hours:.0f} h" if hours >= 2 else describe(timedelta(seconds=round(None)))
    )

mutants_x__age__mutmut['_mutmut_orig'] = x__age__mutmut_orig # type: ignore # mutmut generated
mutants_x__age__mutmut['x__age__mutmut_1'] = x__age__mutmut_1 # type: ignore # mutmut generated
mutants_x__age__mutmut['x__age__mutmut_2'] = x__age__mutmut_2 # type: ignore # mutmut generated
mutants_x__age__mutmut['x__age__mutmut_3'] = x__age__mutmut_3 # type: ignore # mutmut generated
mutants_x__age__mutmut['x__age__mutmut_4'] = x__age__mutmut_4 # type: ignore # mutmut generated
mutants_x__age__mutmut['x__age__mutmut_5'] = x__age__mutmut_5 # type: ignore # mutmut generated
mutants_x__age__mutmut['x__age__mutmut_6'] = x__age__mutmut_6 # type: ignore # mutmut generated
mutants_x__age__mutmut['x__age__mutmut_7'] = x__age__mutmut_7 # type: ignore # mutmut generated
mutants_x__age__mutmut['x__age__mutmut_8'] = x__age__mutmut_8 # type: ignore # mutmut generated
mutants_x__age__mutmut['x__age__mutmut_9'] = x__age__mutmut_9 # type: ignore # mutmut generated
mutants_x__age__mutmut['x__age__mutmut_10'] = x__age__mutmut_10 # type: ignore # mutmut generated
