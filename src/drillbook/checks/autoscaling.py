"""Whether autoscalers can do their work, do it under load, and come back."""

from collections.abc import Mapping, Sequence

from drillbook.verdict import Judgement, failed, passed


def ready(autoscalers: Mapping[str, tuple[Sequence[int], Sequence[str]]]) -> Judgement:
    """Judge that each autoscaler reads something, and that nothing keeps it from scaling.

    Maps each to what it reads, in per cent, and what keeps it from scaling.
    """
    if not autoscalers:
        return failed("there is no autoscaler")
    wrong = [
        f"{name}: {', '.join(hindrances) or 'reads nothing'}"
        for name, (readings, hindrances) in sorted(autoscalers.items())
        if hindrances or not readings
    ]
    if wrong:
        return failed("; ".join(wrong))
    said = (f"{name} at {readings[0]} %" for name, (readings, _) in sorted(autoscalers.items()))
    return passed(f"all may scale: {', '.join(said)}")


def waits(name: str, found: int | None, seconds: int) -> Judgement:
    """Judge how long an autoscaler waits before it scales down; None is the cluster's own wait."""
    if found is None:
        return failed(f"{name} waits as long as the cluster says before it scales down")
    if found != seconds:
        return failed(f"{name} waits {found} s before it scales down, not {seconds} s")
    return passed(f"{name} waits {found} s before it scales down")


def added(name: str, replicas: int, least: int, most: int, more: int) -> Judgement:
    """Judge that an autoscaler went so many replicas above its least, and not above its most."""
    said = f"{name} has {replicas} replicas, of {least} to {most}"
    if replicas < least + more:
        return failed(f"{said}: not {more} more than its least")
    if replicas > most:
        return failed(f"{said}: more than its most")
    return passed(said)


def came_back(name: str, replicas: int, least: int) -> Judgement:
    """Judge that an autoscaler is at its least again."""
    if replicas != least:
        return failed(f"{name} has {replicas} replicas, not the {least} of before the load")
    return passed(f"{name} has {replicas} replicas again")
