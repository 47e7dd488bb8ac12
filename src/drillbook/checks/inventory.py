"""Whether what there is, is as it should be: pods, nodes, containers' bounds, figures of each."""

from collections.abc import Collection, Mapping, Sequence

from drillbook.verdict import Judgement, failed, passed


def all_healthy(healthy: int, ailing: Sequence[str]) -> Judgement:
    """Judge that every pod runs and is ready, or has done its work; ``ailing`` are the others."""
    if ailing:
        return failed(f"not well: {', '.join(sorted(ailing))}")
    if not healthy:
        return failed("there is no pod")
    return passed(f"all {healthy} pods are well")


def alone_ailing(ailing: Collection[str], wanted: str) -> Judgement:
    """Judge that the pods of a workload are found ailing, and no others."""
    if not ailing:
        return failed(f"no pod is found ailing, and {wanted} is")
    others = sorted(one for one in ailing if not one.startswith(f"{wanted}-"))
    if others:
        return failed(f"found ailing though nothing was done to it: {', '.join(others)}")
    return passed(f"{', '.join(sorted(ailing))} found ailing, no other")


def nodes_ready(ready: Mapping[str, bool]) -> Judgement:
    """Judge that every node is ready."""
    away = sorted(name for name, well in ready.items() if not well)
    if away or not ready:
        return failed(f"not ready: {', '.join(away) or 'there is no node'}")
    return passed(f"all {len(ready)} nodes are ready")


def known_of_every(what: str, wanted: Collection[str], shown: Mapping[str, float]) -> Judgement:
    """Judge that there is a figure of each that there is, and that it is none below nothing."""
    if not wanted:
        return failed(f"there is nothing that {what} could be of")
    missing = sorted(set(wanted) - shown.keys())
    if missing:
        return failed(f"{what} of {', '.join(missing)} is not known")
    wrong = sorted(name for name in wanted if not shown[name] >= 0)
    if wrong:
        return failed(f"{what} of {', '.join(wrong)} is less than nothing")
    return passed(f"{what} is known of all {len(wanted)}")


def bounded(
    requests: Mapping[str, Collection[str]], limits: Mapping[str, Collection[str]]
) -> Judgement:
    """Judge that every container asks for processor and memory, and has a limit of both."""
    if not requests:
        return failed("there is no container")
    wrong = [
        f"{name} has no {word} of {resource}"
        for word, given in (("request", requests), ("limit", limits))
        for name in sorted(requests)
        for resource in ("cpu", "memory")
        if resource not in given.get(name, ())
    ]
    if wrong:
        return failed("; ".join(wrong))
    return passed(f"all {len(requests)} containers have requests and limits")


def within_limits(used: Mapping[str, float], limits: Mapping[str, float]) -> Judgement:
    """Judge that what every container uses is known, and less than its own limit."""
    if not limits:
        return failed("no container has a limit")
    wrong = [
        f"{name} uses {used.get(name, 'an unknown amount')} of {most:,.0f}"
        for name, most in sorted(limits.items())
        if not 0 < used.get(name, 0) < most
    ]
    if wrong:
        return failed("; ".join(wrong))
    return passed(f"{len(limits)} containers use less than their limit")


def runs_between(
    name: str, least: int, most: int, replicas: int, wanted: tuple[int, int]
) -> Judgement:
    """Judge an autoscaler's bounds, and that it keeps to them."""
    said = f"{name} keeps {least} to {most} replicas, and has {replicas}"
    if (least, most) != wanted or not least <= replicas <= most:
        return failed(f"{said}; {wanted[0]} to {wanted[1]} are promised")
    return passed(said)
