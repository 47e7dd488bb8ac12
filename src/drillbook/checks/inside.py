"""Whether pods answer as they should, and their logs tell what happened."""

from collections.abc import Mapping, Sequence

from drillbook.verdict import Judgement, failed, passed


def all_answer(what: str, statuses: Mapping[str, int], wanted: int) -> Judgement:
    """Judge that every pod answers with one status."""
    if not statuses:
        return failed(f"{what}: no pod was asked")
    wrong = [f"{pod} {status}" for pod, status in sorted(statuses.items()) if status != wanted]
    if wrong:
        return failed(f"{what}: {', '.join(wrong)}, not {wanted}")
    return passed(f"{what}: all {len(statuses)} pods answer {wanted}")


def all_say(what: str, said: Mapping[str, str], wanted: str) -> Judgement:
    """Judge that every pod was told the same, right thing."""
    if not said:
        return failed(f"{what}: no pod was asked")
    wrong = [f"{pod}: {words}" for pod, words in sorted(said.items()) if words != wanted]
    if wrong:
        return failed(f"{what}: {'; '.join(wrong)}")
    return passed(f"{what}: all {len(said)} pods say {wanted}")


def as_many_lines(what: str, lines: Mapping[str, Sequence[str]], written: int) -> Judgement:
    """Judge that the logs have as many lines of a kind as there were causes, counted apart."""
    found = sum(len(one) for one in lines.values())
    if not written:
        return failed(f"{what}: nothing happened that could have been written")
    if found != written:
        return failed(f"{what}: {found} lines for {written} that were counted")
    return passed(f"{what}: {found} lines in {len(lines)} pods, as many as were counted")


def every_log_tells(
    what: str, lines: Mapping[str, Sequence[str]], apps: Sequence[str]
) -> Judgement:
    """Judge that of every app at least one pod's log has such a line."""
    telling = [pod for pod, one in lines.items() if one]
    silent = [app for app in apps if not any(pod.startswith(f"{app}-") for pod in telling)]
    if silent or not apps:
        return failed(f"{what}: nothing of it in the logs of {', '.join(silent) or 'nobody'}")
    return passed(f"{what}: in the logs of {', '.join(apps)}")


def turned_away(statuses: Sequence[int], limit: int, seconds: int) -> Judgement:
    """Judge that of a burst no more than the limit allows is let through, and the rest gets 429.

    ``seconds`` is over how many of the clock's seconds the burst went: each has the limit anew.
    """
    through = sum(status < 400 for status in statuses)
    refused = sum(status == 429 for status in statuses)
    said = f"{through} of {len(statuses)} let through in {seconds} s, {refused} turned away"
    if through + refused != len(statuses):
        return failed(f"{said}, and others failed")
    if not refused or not min(limit, len(statuses)) <= through <= limit * seconds:
        return failed(f"{said}; {limit} a second are the limit")
    return passed(f"{said}; {limit} a second are the limit")
