"""Whether maintenance was done."""

from collections.abc import Mapping
from datetime import datetime

from drillbook.verdict import Judgement, Verdict, failed, passed


def compacted(before: int, after: int) -> Judgement:
    """Judge that a store takes less of the disk than before, in bytes."""
    said = f"{after:,} bytes of the disk, {before:,} before"
    return passed(said) if 0 < after < before else failed(said)


def looked_after(
    tables: Mapping[str, tuple[datetime | None, datetime | None]], since: datetime
) -> Judgement:
    """Judge that every table was vacuumed and analysed since a moment, by the server's clock.

    Maps each table to when it was last vacuumed and analysed, None for never.
    """
    if not tables:
        return failed("there is no table")
    left = [
        f"{table} was not {what}"
        for table, times in sorted(tables.items())
        for what, at in zip(("vacuumed", "analysed"), times, strict=True)
        if at is None or at < since
    ]
    if left:
        return failed("; ".join(left))
    return passed(f"all {len(tables)} tables were vacuumed and analysed")


def in_order(
    tables: Mapping[str, tuple[datetime | None, datetime | None]],
    since: datetime,
    *,
    monthly: bool,
) -> Judgement:
    """Judge that the weekly work was done since a moment, and after it the monthly, or not it.

    Maps each table to when it was last vacuumed and analysed. The weekly work vacuums and analyses
    table by table; the monthly analyses all of them once more.
    """
    weekly = looked_after(tables, since)
    if weekly.verdict is not Verdict.PASS:
        return weekly
    vacuumed = max(one for one, _ in tables.values() if one is not None)
    analysed = min(one for _, one in tables.values() if one is not None)
    if (analysed > vacuumed) is not monthly:
        return failed(f"the monthly work was {'not ' * monthly}done after the weekly")
    return passed(f"the weekly work was done, and the monthly {'after it' if monthly else 'not'}")
