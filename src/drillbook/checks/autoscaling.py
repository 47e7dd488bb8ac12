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
