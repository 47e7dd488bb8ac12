"""Whether maintenance was done."""

from collections.abc import Mapping
from datetime import datetime

from drillbook.verdict import Judgement, failed, passed


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
