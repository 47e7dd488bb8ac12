"""Judgements of the operational runbook: what is there, who is called, what answers."""

from collections.abc import Collection, Mapping, Sequence

from drillbook.verdict import Judgement, Verdict, failed, passed

#: Neo Operational, Critical Services: what stops clients, what degrades, what they can do without.
PRIORITIES: Mapping[int, frozenset[str]] = {
    1: frozenset({"api-gateway", "keymanagement-service", "postgres", "redis"}),
    2: frozenset({"storage-service", "configuration-service", "consul", "rabbitmq"}),
    3: frozenset({"notification-service", "crosschain-service", "oracle-service", "logs"}),
}
_SERVER_ERROR, _OK = 500, 200


def all_there(wanted: Collection[str], ready: Mapping[str, bool]) -> Judgement:
    """Judge that every component is there and whole."""
    if not wanted:
        return failed("no component was asked for")
    missing = sorted(name for name in wanted if not ready.get(name))
    if missing:
        return failed(f"not there, or not ready: {', '.join(missing)}")
    return passed(f"all {len(wanted)} components are there and ready")


def priority_of(down: Collection[str]) -> int | None:
    """Return the most urgent priority among what is down; None when nothing of them is."""
    return next((one for one, names in sorted(PRIORITIES.items()) if names & set(down)), None)


def called(down: Collection[str], severity: str) -> Judgement:
    """Judge that the incident is called what the runbook calls it: P1, P2 or P3, or none."""
    found = priority_of(down)
    said = f"P{found}" if found else "none"
    text = f"{', '.join(sorted(down)) or 'nothing'} down is called {said}"
    return passed(text) if said == severity else failed(f"{text}, not {severity}")


def names_down(down: Collection[str], wanted: str) -> Judgement:
    """Judge that what is down is named, and nothing else of the runbook's priorities."""
    named = set(down) & set().union(*PRIORITIES.values())
    if named != {wanted}:
        return failed(f"{', '.join(sorted(named)) or 'nothing'} is named down, not {wanted} alone")
    return passed(f"{wanted} is named down")


def nothing_down(down: Collection[str], level: int | None = None) -> Judgement:
    """Judge that nothing of a priority, or of any, is down."""
    names = PRIORITIES[level] if level else frozenset().union(*PRIORITIES.values())
    left = sorted(set(down) & names)
    if left:
        return failed(f"down: {', '.join(left)}")
    return passed(f"all {len(names)} are whole")


def answered_with(what: str, found: int, wanted: int) -> Judgement:
    """Judge the status of an answer; 0 is no answer."""
    text = f"{what} is answered {found or 'by nobody'}"
    return passed(text) if found == wanted else failed(f"{text}, not {wanted}")


def not_well(what: str, found: int) -> Judgement:
    """Judge that a health address answers, and says that something is wrong."""
    if found < _SERVER_ERROR:
        return failed(f"{what} is answered {found or 'by nobody'}, as if all were well")
    return passed(f"{what} is answered {found}")


def statuses(found: Mapping[str, int], wanted: int) -> Judgement:
    """Judge that each of several addresses is answered so."""
    if not found:
        return failed("no address was asked")
    wrong = [f"{name}: {status}" for name, status in sorted(found.items()) if status != wanted]
    if wrong:
        return failed(f"not answered {wanted}: {', '.join(wrong)}")
    return passed(f"all {len(found)} are answered {wanted}")


def led_to_ready(found: Mapping[str, tuple[Collection[str], Collection[str]]]) -> Judgement:
    """Judge that each Service leads to the ready pods and to no others: addresses, ready ones."""
    if not found:
        return failed("there is no Service")
    wrong = [
        f"{name} leads to {sorted(addresses)}, and ready are {sorted(ready)}"
        for name, (addresses, ready) in sorted(found.items())
        if not addresses or set(addresses) != set(ready)
    ]
    return (
        failed("; ".join(wrong)) if wrong else passed(f"{len(found)} Services lead to their pods")
    )


def each_true(what: str, found: Mapping[str, bool]) -> Judgement:
    """Judge that something holds of each of several parts."""
    if not found:
        return failed(f"nothing was looked at for {what}")
    wrong = sorted(name for name, holds in found.items() if not holds)
    if wrong:
        return failed(f"{what}: not {', '.join(wrong)}")
    return passed(f"{what}: all {len(found)}")


def each_names(what: str, found: Mapping[str, int]) -> Judgement:
    """Judge that each pod's lines name something; maps a pod to how many of its lines do."""
    return each_true(f"the log names {what}", {pod: lines > 0 for pod, lines in found.items()})


def counts_alike(what: str, found: int, wanted: int) -> Judgement:
    """Judge that as many are found as there are."""
    text = f"{what}: {found}"
    return passed(text) if found == wanted else failed(f"{text}, and there are {wanted}")


def listed_whole(sessions: Sequence[Mapping[str, str]]) -> Judgement:
    """Judge that each session is listed with its role, application, address and state."""
    if not sessions:
        return failed("no session is listed")
    lacking = [
        f"session {one['pid']} without {field}"
        for one in sessions
        for field in ("role", "application", "address", "state")
        if not one.get(field)
    ]
    if lacking:
        return failed("; ".join(lacking))
    return passed(f"{len(sessions)} sessions are listed whole")


def slowest_first(times: Sequence[float], queries: Sequence[str], marked: str) -> Judgement:
    """Judge that statements are listed by their time, and the one that was made slow leads."""
    if not times or list(times) != sorted(times, reverse=True):
        return failed("the slow statements are not listed by their time")
    if marked not in queries[0]:
        return failed(f"the slowest is {queries[0]!r}, not the one that was made slow")
    return passed(f"{len(times)} statements, the one that was made slow first")


def largest_first(sizes: Sequence[tuple[str, int]], tables: Collection[str]) -> Judgement:
    """Judge that every table is listed with its size, the largest first."""
    if not tables:
        return failed("there is no table")
    if missing := sorted(set(tables) - {name for name, _ in sizes}):
        return failed(f"not listed: {', '.join(missing)}")
    figures = [size for _, size in sizes]
    if figures != sorted(figures, reverse=True) or not all(figures):
        return failed("the tables are not listed by their sizes")
    return passed(f"{len(sizes)} tables, {sizes[0][0]} the largest")


def beside(what: str, share: float, side: str, limit: float) -> Judgement:
    """Judge that a share (0 to 1) is over or under a limit; at the limit it is neither."""
    holds = {"over": share > limit, "under": share < limit}.get(side, False)
    text = f"{what} is {share:.1%} of its limit"
    return (
        passed(f"{text}, {side} {limit:.0%}")
        if holds
        else failed(f"{text}, not {side} {limit:.0%}")
    )


def paged(severity: str, found: str, state: str, *, routed: bool) -> Judgement:
    """Judge that an alert of a severity fires and has reached who passes it on."""
    text = f"the alert of {found} is {state}, {'passed on' if routed else 'not passed on'}"
    if found != severity or state != "firing" or not routed:
        return failed(f"{text}; a {severity} is to be called")
    return passed(text)


def diagnosed(down: Collection[str], changes: Sequence[str], wanted: str) -> Judgement:
    """Judge that what is down is named, and a change of it is among what was changed."""
    named = names_down(down, wanted)
    if named.verdict is not Verdict.PASS:
        return named
    about = [change for change in changes if change.startswith(wanted)]
    if not about:
        return failed(f"{named.reason}; no change of it is known")
    return passed(f"{named.reason}; changed before: {about[0]}")
