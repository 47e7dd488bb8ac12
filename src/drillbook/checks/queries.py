"""Whether a database's own views tell what goes on in it."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from drillbook.verdict import Judgement, failed, passed


def listed(what: str, texts: Sequence[str], part: str) -> Judgement:
    """Judge that among what is listed is what is known to be there, by a part of its text."""
    if not any(part in text for text in texts):
        return failed(f"{what}: none of {len(texts)} has {part!r}")
    return passed(f"{what}: {len(texts)} listed, {part!r} among them")


def waits(what: str, queries: Mapping[str, str], part: str) -> Judgement:
    """Judge that a query that waits is listed with what it waits for."""
    found = [reason for text, reason in queries.items() if part in text and reason]
    if not found:
        return failed(f"{what}: none of {len(queries)} queries with {part!r} waits for anything")
    return passed(f"{what}: waits for {', '.join(sorted(set(found)))}")


def slowest_first(means: Sequence[float], above: float) -> Judgement:
    """Judge that queries are listed by their mean time (ms), all above a limit, ten at most."""
    if not means:
        return failed(f"no query above {above:g} ms is listed")
    if len(means) > 10 or list(means) != sorted(means, reverse=True) or means[-1] <= above:
        return failed(f"not the slowest first, above {above:g} ms: {', '.join(map(str, means))}")
    return passed(f"{len(means)} queries, from {means[0]:.0f} ms down to {means[-1]:.0f} ms")


def never_used(scans: Mapping[str, int], known: str) -> Judgement:
    """Judge that the indexes listed were never used, and the one known to be so is among them."""
    used = sorted(name for name, count in scans.items() if count)
    if used:
        return failed(f"listed, and used: {', '.join(used)}")
    if known not in scans:
        return failed(f"{known} was never used, and is not listed")
    return passed(f"never used: {', '.join(sorted(scans))}")


def is_known(what: str, size: int) -> Judgement:
    """Judge that a size is known."""
    return passed(f"{what}: {size:,} bytes") if size > 0 else failed(f"{what}: nothing")


def not_larger(what: str, before: int, after: int) -> Judgement:
    """Judge that something has not grown, and that there was something at all."""
    said = f"{what}: {before:,} bytes before, {after:,} after"
    return passed(said) if 0 < after <= before else failed(said)


def accepts(accepting: bool, wanted: bool) -> Judgement:  # noqa: FBT001 (the state that is asked for)
    """Judge whether PostgreSQL accepts connections, as it should or should not."""
    said = "PostgreSQL accepts connections" if accepting else "PostgreSQL accepts no connection"
    return passed(said) if accepting is wanted else failed(said)


def counted(what: str, before: int, after: int, made: int) -> Judgement:
    """Judge that a counter has gone up by at least what was made, and that something was."""
    said = f"{what}: {after - before} counted, {made} made"
    return passed(said) if 0 < made <= after - before else failed(said)


def rebuilt(before: Mapping[str, str], after: Mapping[str, str]) -> Judgement:
    """Judge that every index has another file than before."""
    same = sorted(name for name, file in before.items() if after.get(name, file) == file)
    if same or not before:
        return failed(f"not built anew: {', '.join(same) or 'there is no index'}")
    return passed(f"{len(before)} indexes were built anew")


def newest_last(times: Sequence[datetime], reasons: Sequence[str], wanted: str) -> Judgement:
    """Judge that events are listed, the newest last, and one that is known among them."""
    if list(times) != sorted(times):
        return failed("the events are out of order")
    if wanted not in reasons:
        return failed(f"none of {len(reasons)} events is {wanted}")
    return passed(f"{len(reasons)} events, the newest last, {wanted} among them")
