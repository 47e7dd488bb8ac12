"""Whether figures, lists and times are what they have to be, in each place where they were seen."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from drillbook.verdict import Judgement, failed, passed


def none_listed(what: str, found: Mapping[str, Collection[str]]) -> Judgement:
    """Judge that no place lists any; ``found`` has a list for each place that was looked at."""
    if not found:
        return failed(f"{what}: there was no place to look at")
    listed = [f"{place}: {one}" for place, several in sorted(found.items()) for one in several]
    if listed:
        return failed(f"{what}: {'; '.join(listed[:5])}")
    return passed(f"no {what} in {', '.join(sorted(found))}")


def each_is(what: str, found: Mapping[str, object], wanted: object) -> Judgement:
    """Judge that every place has the wanted value."""
    if not found:
        return failed(f"{what}: there was no place to look at")
    wrong = [f"{place} has {value}" for place, value in sorted(found.items()) if value != wanted]
    if wrong:
        return failed(f"{what} is not {wanted} everywhere: {'; '.join(wrong[:5])}")
    return passed(f"{what} is {wanted} in {len(found)} places")


def each_lists(
    what: str, found: Mapping[str, Collection[str]], wanted: Collection[str]
) -> Judgement:
    """Judge that every place lists exactly what it should."""
    if not found or not wanted:
        return failed(f"{what}: there is nothing to compare")
    wrong = [
        f"{place} lists {', '.join(sorted(several)) or 'none'}"
        for place, several in sorted(found.items())
        if set(several) != set(wanted)
    ]
    if wrong:
        return failed(f"{what} are {', '.join(sorted(wanted))}; {'; '.join(wrong)}")
    return passed(f"{what}: {', '.join(sorted(wanted))}, in {len(found)} places")


def each_has(what: str, found: Mapping[str, Collection[str]], wanted: Collection[str]) -> Judgement:
    """Judge that every place has at least what it should."""
    if not found or not wanted:
        return failed(f"{what}: there is nothing to compare")
    missing = [
        f"{place} lacks {one}"
        for place, several in sorted(found.items())
        for one in sorted(set(wanted) - set(several))
    ]
    if missing:
        return failed(f"{what}: {'; '.join(missing[:5])}")
    return passed(f"{what}: {', '.join(sorted(wanted))}, in {len(found)} places")


def under(what: str, figure: float, limit: float) -> Judgement:
    """Judge that a figure is under its limit."""
    if not figure < limit:
        return failed(f"{what} is {figure:g}, not under {limit:g}")
    return passed(f"{what} is {figure:g}, under {limit:g}")


def over(what: str, figure: float, limit: float) -> Judgement:
    """Judge that a figure is over its limit."""
    if not figure > limit:
        return failed(f"{what} is {figure:g}, not over {limit:g}")
    return passed(f"{what} is {figure:g}, over {limit:g}")


def near(what: str, figure: float, usual: float, share: float) -> Judgement:
    """Judge that a figure is within a share of what is usual."""
    if not usual > 0:
        return failed(f"{what}: nothing is usual")
    if not abs(figure - usual) <= share * usual:
        return failed(f"{what} is {figure:.3g}, not within {share:.0%} of {usual:.3g}")
    return passed(f"{what} is {figure:.3g}, within {share:.0%} of {usual:.3g}")


def is_first(what: str, ordered: Sequence[str], wanted: str) -> Judgement:
    """Judge that the first of several is the wanted one, or begins with it."""
    if not ordered:
        return failed(f"{what}: nothing is listed")
    if not ordered[0].startswith(wanted):
        return failed(f"{what}: first is {ordered[0][:80]}, not {wanted}")
    return passed(f"{what}: first is {wanted}")


def newer(what: str, found: Mapping[str, datetime], since: datetime) -> Judgement:
    """Judge that each was made since a moment."""
    if not found:
        return failed(f"{what}: there is none")
    old = [f"{name} is of {at:%T}" for name, at in sorted(found.items()) if at < since]
    if old:
        return failed(f"{what} are to be newer than {since:%T} UTC: {'; '.join(old)}")
    return passed(f"{what}: all {len(found)} are newer than {since:%T} UTC")


def equal(what: str, found: object, wanted: object) -> Judgement:
    """Judge that what was found is what it has to be."""
    if found != wanted:
        return failed(f"{what} is {found}, not {wanted}")
    return passed(f"{what} is {found}")


def crashed(
    ready: int, of: int, waiting: str, restarts: int, wanted: str = "CrashLoopBackOff"
) -> Judgement:
    """Judge that a pod is shown to crash: waiting, restarted, all ready but the one container."""
    if waiting != wanted:
        return failed(f"the pod waits for {waiting or 'nothing'}, not in {wanted}")
    if restarts < 1:
        return failed("no restart is counted")
    if ready != of - 1:
        return failed(f"{ready} of {of} containers are ready, not all but one")
    return passed(f"{wanted} with {restarts} restarts, {ready} of {of} ready")


def names(what: str, said: str, wanted: str) -> Judgement:
    """Judge that what was said names the cause."""
    if wanted.lower() not in said.lower():
        return failed(f"{what} does not name {wanted}: {said or 'nothing was said'}")
    return passed(f"{what} names {wanted}")


def alone_differs(
    what: str, before: Mapping[str, object], found: Mapping[str, object], wanted: str
) -> Judgement:
    """Judge that of all that is held one is other than it was before, and nothing else is."""
    differ = sorted(key for key in {*before, *found} if before.get(key) != found.get(key))
    if differ != [wanted]:
        return failed(f"{what}: {', '.join(differ) or 'nothing'} differs, not {wanted} alone")
    return passed(f"{what}: {wanted} alone of {len(found)} differs")
