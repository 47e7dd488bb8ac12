"""Capacity: whether what is there is counted whole and right, and how long there is room."""

from collections.abc import Collection, Mapping

from drillbook.verdict import Judgement, failed, passed


def same_clients(active: Collection[str], others: Collection[str], where: str) -> Judgement:
    """Judge that those that are active in billing are those that are known elsewhere."""
    if not active:
        return failed("no client is active in billing")
    missing, strange = sorted(set(active) - set(others)), sorted(set(others) - set(active))
    said = [f"{', '.join(missing)} missing in {where}"] if missing else []
    said += [f"{', '.join(strange)} in {where}, and not active"] if strange else []
    if said:
        return failed("; ".join(said))
    return passed(f"{len(active)} clients are active, and the same are in {where}")


def all_read(kept: int, read: int) -> Judgement:
    """Judge that of the events that topics keep every one was read; both are counts."""
    if kept < 1:
        return failed("no topic keeps an event")
    if read != kept:
        return failed(f"the topics keep {kept:,} events, and the graph has read {read:,} of them")
    return passed(f"the topics keep {kept:,} events, and the graph has read them all")


def agree(
    what: str, said: Mapping[str, float], counted: Mapping[str, float], off: float
) -> Judgement:
    """Judge that what is said of each part is what was counted, but for a share of ``off``.

    A part may be empty (a broker that holds no replica yet), all of them may not.
    """
    if not any(counted.values()):
        return failed(f"nothing was counted of {what}")
    if said.keys() != counted.keys():
        return failed(f"{what} of {', '.join(sorted(said.keys() ^ counted.keys()))} is known once")
    wrong = [
        f"{part}: {said[part]:,.0f} said, {counted[part]:,.0f} counted"
        for part in sorted(counted)
        if not abs(said[part] - counted[part]) <= off * counted[part]
    ]
    if wrong:
        return failed(f"{what}: {'; '.join(wrong)}")
    return passed(f"{what}: {sum(counted.values()):,.0f}, of {len(counted)} parts, as said")


def no_errors(what: str, errors: Mapping[str, Collection[str]]) -> Judgement:
    """Judge that no part has an error; maps each part to its errors."""
    if not errors:
        return failed(f"no {what} were seen")
    found = [f"{part}: {', '.join(said)}" for part, said in sorted(errors.items()) if said]
    if found:
        return failed(f"{what}: {'; '.join(found)}")
    return passed(f"{what}: {len(errors)} without an error")


def use_known(known: int, unknown: Collection[str]) -> Judgement:
    """Judge that the use of everything that runs is known; ``unknown`` are those without."""
    if unknown:
        return failed(f"the use of {', '.join(sorted(unknown))} is not known")
    if not known:
        return failed("the use of nothing is known")
    return passed(f"the use of all {known} is known")


def months_until(what: str, found: int, wanted: int) -> Judgement:
    """Judge after how many months something comes, by a projection."""
    if found != wanted:
        return failed(f"{what} after {found} months, not after {wanted}")
    return passed(f"{what} after {found} months")
