"""Whether a backup may be restored from: judged before anything is dropped or stopped."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol

from drillbook.clock import describe
from drillbook.verdict import Judgement, failed, passed


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


def usable(backup: Backup, maximum: MaximumAge) -> Judgement:
    """Judge whether a backup is whole, is what its job promised, and is new enough."""
    name = f"backup {backup.name}"
    if backup.size_bytes == 0:
        return failed(f"{name} is empty (0 bytes)")
    if backup.promised_bytes is not None and backup.size_bytes < backup.promised_bytes:
        return failed(
            f"{name} is truncated: {backup.size_bytes:,} of {backup.promised_bytes:,} bytes left"
        )
    if backup.promised_sha256 is not None and backup.promised_sha256 != backup.sha256:
        return failed(
            f"{name} is not the file its manifest promised: its sha256 is "
            f"{backup.sha256[:12]}…, not {backup.promised_sha256[:12]}…"
        )
    if backup.contents is None:
        return failed(f"{name} cannot be read to its end: {backup.complaint}")
    if not backup.contents:
        return failed(f"{name} holds no table")
    if backup.age > maximum.limit:
        return failed(
            f"{name} is {_age(backup.age)} old, and {_age(maximum.limit)} is allowed "
            f"({maximum.source})"
        )
    if backup.age < -timedelta(minutes=5):
        return failed(f"{name} was taken {_age(-backup.age)} in the future: a clock is wrong")
    return passed(f"{name} is whole and {_age(backup.age)} old")


def _age(span: timedelta) -> str:
    hours = span.total_seconds() / 3600
    return (
        f"{hours:.0f} h" if hours >= 2 else describe(timedelta(seconds=round(span.total_seconds())))
    )
