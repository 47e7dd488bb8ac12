"""Whether several bundles of a target are all that it counted. Pure: from verifications to gaps."""

import itertools
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from drillbook.evidence.verify import Verification

_MOST = 50  # numbers of a gap that are named one by one


def gaps(bundles: Iterable[Verification]) -> Iterator[str]:
    """Yield each run and each attempt that the target counted and that is not here.

    Bundles are told apart by the cluster that counted them, or by the target's name where the
    count is kept with the history.
    """
    counted: dict[str, list[Verification]] = defaultdict(list)
    for one in bundles:
        if one.numbered is not None:
            place = one.numbered.get("cluster_uid") or one.numbered.get("kept_in")
            counted[f"{one.target.get('name')} ({place})"].append(one)
    for target, several in counted.items():
        ordered = sorted(several, key=_number)
        yield from _runs(target, ordered)
        yield from _attempts(target, ordered)


def _runs(target: str, ordered: Sequence[Verification]) -> Iterator[str]:
    for before, after in itertools.pairwise(ordered):
        names = f"run {before.run.get('id')} and run {after.run.get('id')}"
        if _number(after) == _number(before):
            yield f"{target}: {names} both have number {_number(after)}"
        for number in missing(_number(before), _number(after)):
            yield f"{target}: run number {number} is missing, between {names}"
        if _number(after) == _number(before) + 1:
            yield from _followed(target, before, after)


def _followed(target: str, before: Verification, after: Verification) -> Iterator[str]:
    """Yield it when a run does not follow the one that is here under the number before it."""
    previous = (after.numbered or {}).get("previous") or {}
    if previous.get("run") != before.run.get("id"):
        yield (
            f"{target}: run {after.run.get('id')} followed run {previous.get('run')}, "
            f"not {before.run.get('id')}, which has its number"
        )
        return
    records = previous.get("records")
    if records is not None and before.head != (records.get("count"), records.get("sha256")):
        yield (
            f"{target}: run {before.run.get('id')} is not as it ended: the target knows "
            f"{records.get('count')} records ({str(records.get('sha256'))[:16]}), and here are "
            f"{before.head[0] if before.head else 'none'}"
        )


def _attempts(target: str, ordered: Sequence[Verification]) -> Iterator[str]:
    seen: dict[str, dict[int, str]] = defaultdict(dict)
    for one in ordered:
        for drill in one.drills:
            if drill.get("attempt") is not None:
                name = f"{drill['system']}: {drill['scenario']}"
                seen[name][int(drill["attempt"])] = str(one.run.get("id"))
    for name, attempts in seen.items():
        for before, after in itertools.pairwise(sorted(attempts)):
            for number in missing(before, after):
                yield (
                    f"{target}: attempt {number} of {name!r} is missing, before attempt {after} "
                    f"in run {attempts[after]}"
                )


def missing(before: int, after: int) -> Iterator[str]:
    """Yield the numbers between two, each by itself or, if they are many, as one range."""
    if after - before > _MOST:
        yield f"{before + 1} to {after - 1}"
    else:
        yield from (str(number) for number in range(before + 1, after))


def _number(one: Verification) -> int:
    return int((one.numbered or {}).get("number", 0))
