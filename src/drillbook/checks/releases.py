"""Judgements of releases: what runs, what answers, what the history has."""

from collections.abc import Mapping, Sequence

from drillbook.verdict import Judgement, failed, passed


def same_image(found: Mapping[str, str], wanted: str) -> Judgement:
    """Judge that every pod runs the image that was meant."""
    if not found or not wanted:
        return failed("no pod runs, or no image was meant")
    wrong = [f"{pod} runs {image}" for pod, image in sorted(found.items()) if image != wanted]
    if wrong:
        return failed(f"{'; '.join(wrong)}; meant is {wanted}")
    return passed(f"all {len(found)} pods run {wanted}")


def not_run(found: Mapping[str, str], unwanted: str) -> Judgement:
    """Judge that no pod runs an image."""
    if not found or not unwanted:
        return failed("no pod runs, or no image was named")
    wrong = sorted(pod for pod, image in found.items() if image == unwanted)
    return failed(f"{', '.join(wrong)} run {unwanted}") if wrong else passed("no pod runs it")


def rollout_is(ended: str, counts: tuple[int, int, int, int], *, stuck: bool) -> Judgement:
    """Judge that a roll-out is ``complete`` or ``stopped``; replicas wanted, new, ready and old."""
    wanted, new, ready, old = counts
    complete = wanted > 0 and new == ready == wanted and not old
    said = "complete" if complete else "stopped" if stuck else "under way"
    text = f"{new} of {wanted} pods are new, {ready} ready, {old} old: {said}"
    return passed(text) if said == ended else failed(f"{text}, not {ended}")


def version_alone(found: Mapping[str, int], wanted: str) -> Judgement:
    """Judge that one version answered every request; maps a version to its answers."""
    text = ", ".join(
        f"{count} by {version or 'nobody'}" for version, count in sorted(found.items())
    )
    if set(found) != {wanted} or not found[wanted]:
        return failed(f"answered: {text or 'nothing'}; not by {wanted} alone")
    return passed(f"answered: {text}")


def version_in_part(found: Mapping[str, int], wanted: str) -> Judgement:
    """Judge that a version answered some requests, and others answered some."""
    total, part = sum(found.values()), found.get(wanted, 0)
    text = f"{part} of {total} requests were answered by {wanted}"
    return passed(text) if 0 < part < total else failed(f"{text}, which is no part of them")


def in_history(found: Sequence[tuple[str, str]], image: str, version: str) -> Judgement:
    """Judge that the history has an image with its version as cause, and one to go back to."""
    causes = ", ".join(cause or "no cause" for _, cause in found)
    there = any(one == image and version in cause for one, cause in found)
    if not there or len(found) < 2:
        return failed(f"the history has {causes}; not {version} and one before it")
    return passed(f"the history has {causes}")
