"""Judgements of the operational runbook's issues: what does not start, connect, or go away."""

from collections.abc import Collection, Mapping

from drillbook.verdict import Judgement, failed, passed

_NUMBERS = ("POOL_SIZE", "SLOTS", "MILLISECONDS_EACH")
_ADDRESSES = ("CONSUL_URL", "PRICE_SOURCE")
_NAMES = ("REDIS_HOST", "RABBITMQ_HOST", "RABBITMQ_USER")


def wrong_settings(found: Mapping[str, str]) -> tuple[str, ...]:
    """Return the settings of a service that are not there, or are not of their kind."""
    wrong = [name for name in _NUMBERS if not found.get(name, "").isdecimal()]
    wrong += [name for name in _ADDRESSES if not found.get(name, "").startswith("http://")]
    wrong += [name for name in _NAMES if not found.get(name)]
    return tuple(wrong)


def none_wrong(found: Mapping[str, str]) -> Judgement:
    """Judge that every setting of a service is there and of its kind."""
    wrong = wrong_settings(found)
    if wrong:
        return failed(f"wrong of {len(found)} settings: {', '.join(wrong)}")
    return passed(f"none of {len(found)} settings is wrong")


def alone_wrong(found: Mapping[str, str], wanted: str) -> Judgement:
    """Judge that of a service's settings one is wrong, and no other."""
    wrong = wrong_settings(found)
    said = f"wrong of {len(found)} settings: {', '.join(wrong) or 'none'}"
    return passed(said) if wrong == (wanted,) else failed(f"{said}; not {wanted} alone")


def alone_missing(
    needed: Mapping[str, Collection[str]], there: Collection[str], wanted: str
) -> Judgement:
    """Judge that of the Secrets that services need one is missing; maps a service to its own."""
    asked = {name for names in needed.values() for name in names}
    missing = sorted(asked - set(there))
    said = f"of {len(asked)} Secrets missing: {', '.join(missing) or 'none'}"
    return passed(said) if missing == [wanted] else failed(f"{said}; not {wanted} alone")


def none_says(what: str, said: Mapping[str, str], wanted: str) -> Judgement:
    """Judge that no pod is told what it is told when all is well."""
    if not said:
        return failed(f"{what}: no pod was asked")
    well = sorted(pod for pod, words in said.items() if words == wanted)
    if well:
        return failed(f"{what}: {', '.join(well)} is told {wanted}")
    return passed(f"{what}: none of {len(said)} pods is told {wanted}")


def string_is(word: str, parts: Mapping[str, bool]) -> Judgement:
    """Judge that a connection string is found ``right`` or ``wrong``, by its parts."""
    if not parts:
        return failed("no part of the connection string was looked at")
    wrong = sorted(name for name, right in parts.items() if not right)
    found = "wrong" if wrong else "right"
    said = f"the connection string is {found}" + (f": {', '.join(wrong)}" if wrong else "")
    return passed(said) if found == word else failed(f"{said}, not {word}")


def ended_alone(
    before: Mapping[int, float], after: Collection[int], own: Collection[int], limit: float
) -> Judgement:
    """Judge that every session idle for longer than a limit is gone, and no other one of the drill.

    ``before`` maps a process to its idle seconds, before; ``own`` are the drill's, which nobody
    else ends; one that was near the limit may have passed it meanwhile.
    """
    old = {pid for pid, seconds in before.items() if seconds > limit}
    young = {pid for pid, seconds in before.items() if pid in own and seconds < limit / 2}
    if not old or not young:
        return failed(f"{len(old)} sessions idle for longer, {len(young)} for less: nothing to see")
    left, lost = old & set(after), young - set(after)
    if left or lost:
        return failed(f"{len(left)} of {len(old)} are left, {len(lost)} others are gone")
    return passed(f"{len(old)} that were idle for over {limit:g} s are gone, no other is")


def fresh(before: Collection[int], after: Collection[int]) -> Judgement:
    """Judge that a service has sessions, and none of those that it had."""
    if not before or not after:
        return failed(f"{len(before)} sessions before, {len(after)} now: nothing to compare")
    old = set(before) & set(after)
    if old:
        return failed(f"{len(old)} of {len(after)} sessions are those from before")
    return passed(f"all {len(after)} sessions are new")


def each_once(handled: int, twice: int, put: int) -> Judgement:
    """Judge that every message that was put into a queue was handled, and once."""
    said = f"{handled} of {put} messages are handled, {twice} of them more than once"
    return passed(said) if put and handled == put and not twice else failed(said)


def answer_is(word: str, *, allowed: bool, why: str) -> Judgement:
    """Judge that what was asked for is ``allowed`` or ``refused``."""
    found = "allowed" if allowed else "refused"
    said = f"it is {found}" + (f": {why}" if why else "")
    return passed(said) if found == word else failed(f"{said}; not {word}")


def replaced(pods: Collection[str], pod: str) -> Judgement:
    """Judge that a pod is gone, and that there are others in its place."""
    if not pods:
        return failed(f"there is no pod in place of {pod}")
    if pod in pods:
        return failed(f"{pod} is there")
    return passed(f"{pod} is gone, {len(pods)} in its place")


def heap_held(objects: int, held: int, *, whole: bool) -> Judgement:
    """Judge that a heap dump is whole, and holds as many objects as the JVM said."""
    if not whole:
        return failed("the heap dump is not whole")
    said = f"{objects:,} of {held:,} objects are in the heap dump"
    return passed(said) if 0 < held == objects else failed(said)
