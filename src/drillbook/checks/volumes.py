"""Whether a volume has become larger."""

from drillbook.verdict import Judgement, failed, passed

#: A file system keeps some of what it is given for itself.
_OWN = 0.1


def larger(claim: str, capacity: tuple[int, int], size: tuple[int, int], by: int) -> Judgement:
    """Judge that a claim and its file system have so many bytes more, each before and now."""
    mib = 1 << 20
    said = (
        f"{claim} has {capacity[1] / mib:,.0f} MiB, {capacity[0] / mib:,.0f} before; "
        f"its file system {size[1] / mib:,.0f} MiB, {size[0] / mib:,.0f} before"
    )
    if capacity[1] < capacity[0] + by:
        return failed(f"{said}: the claim is not {by / mib:,.0f} MiB larger")
    if size[1] < size[0] + (1 - _OWN) * by:
        return failed(f"{said}: the file system has not grown with it")
    return passed(said)
