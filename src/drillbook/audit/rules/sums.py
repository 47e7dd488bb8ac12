"""Figures of one paragraph that follow from each other: products, budgets, majorities."""

import re
from collections.abc import Iterator
from typing import Any

from drillbook.audit import quantities
from drillbook.audit.catalogue import finding
from drillbook.audit.finding import Finding, ShownBy
from drillbook.audit.rules.nearby import COUNTS, Paragraph, read
from drillbook.audit.runbook import Runbook

# With bounds, so that text beyond reason ends soon.
_SPAN = rf"(?<![\d.])(\d{{1,6}}(?:\.\d{{1,3}})?)[\s-]{{0,3}}{quantities.UNIT}"
_NUMBER = r"(\d{1,4}|" + "|".join(COUNTS) + r")"
_THINGS = (
    r"(?:nodes|servers|brokers|members|hosts|machines|pods|replicas|instances|shards|clusters|zones|"
    r"sites|workers|databases|tables|partitions|services)"
)
_WINDOW = re.compile(
    rf"(?i)\b(?:window|slot)\b[^.;:,|\d]{{0,40}}?{_SPAN}"
    rf"|{_SPAN}\s+(?:long\s+|maintenance\s+|change\s+|downtime\s+)*(?:window|slot)\b"
)
_RTO = re.compile(rf"(?i)\b(?:RTO|recovery time objective)\b:?[^.;:,|\d]{{0,40}}?{_SPAN}")
_MANY = re.compile(rf"(?i)(?<![\d.-]){_NUMBER}\s+(?:\w+\s+)?{_THINGS}\b")
_IN_TURN = re.compile(
    r"(?i)\b(one after (?:the other|another)|one by one|one at a time|in turn|sequentially|"
    r"serially|in sequence|consecutively)\b"
)
_EACH = re.compile(
    rf"(?i)\beach\b[^.;|\d]{{0,40}}?{_SPAN}"
    rf"|{_SPAN}\s+(?:each\b|(?:per|for (?:each|every))\s+"
    r"(?:node|server|broker|member|host|machine|pod|replica|instance|shard)\b)"
)
_AT_ONCE = re.compile(
    r"(?i)\b(parallel|concurrent\w*|same time|at once|overlap\w*|meanwhile|at most|up to|half|"
    r"two windows|several|nights?|pairs?|batch\w*)\b"
)
_STEPS = re.compile(r"(?i)[.;:]\s+(?:its |the |our )?(?:steps|timeline|breakdown|plan)\b\s*:?")
_SHARE = re.compile(r"(?<![\d.])(9\d(?:\.\d+)?)\s*%")
_PERIOD = re.compile(
    r"(?i)\b(?:(?:over|in|per|of|rolling|every)\s+)?(?:(\d+)[ -]days?|(?:a|per|each|every|the)?\s*"
    r"(month|quarter|year|week)(?:ly)?)\b"
)
_DAYS = {"month": 30.4, "quarter": 91.3, "year": 365.25, "week": 7.0}
_BUDGET = re.compile(
    rf"(?i)\b(?:error |downtime )?budget(?: of| is|:| =)\s*(?:about |roughly |~)?{_SPAN}"
    rf"|{_SPAN} of (?:downtime|unavailability|error budget)|\({_SPAN}(?: of downtime)?\)"
)
_LOSS = re.compile(
    rf"(?i)\b(?:loss of|lose|losing|tolerates?|survives?|without)\s+(?:the loss of\s+)?"
    rf"(?:up to\s+)?{_NUMBER}\b(?:\s+(?:of them|{_THINGS}|failures))"
)
_MAJORITY = re.compile(r"(?i)\b(quorum|majority|raft)\b")
_REPAIR = re.compile(rf"(?i)\brepairs?\b[^.;]{{0,40}}?\bevery\s+{_SPAN}")


def _number(text: str) -> int:
    return COUNTS.get(text.lower()) or int(text)


def _length(found: re.Match[str]) -> float:
    number, unit = [group for group in found.groups() if group][:2]
    return quantities.seconds(number, unit)


def products(runbook: Runbook) -> Iterator[Finding]:
    """``The window is 30 minutes. Five servers, one after another, 8 minutes each.``"""
    for one in read(runbook):
        window, many, each = (p.findall(one.text) for p in (_WINDOW, _MANY, _EACH))
        if len(window) != 1 or len(many) != 1 or len(each) != 1 or not _IN_TURN.search(one.text):
            continue
        of, length = _WINDOW.search(one.text), _EACH.search(one.text)
        if _AT_ONCE.search(one.text) or of is None or length is None:
            continue
        total = _number(many[0]) * _length(length)
        if total > _length(of):
            yield finding(
                "window",
                one.line,
                f"the window has {quantities.written(_length(of))}, and {many[0]} times "
                f"{quantities.written(_length(length))} are {quantities.written(total)}",
                "a longer window, or fewer at a time",
                ShownBy.REASONED,
            )


def steps(runbook: Runbook) -> Iterator[Finding]:
    """``RTO is 10 minutes. Steps: replace the node (6 minutes), move clients (5 minutes).``"""
    for one in read(runbook):
        allowed, listed = _RTO.search(one.text), _STEPS.search(one.text)
        if allowed is None or listed is None or len(_RTO.findall(one.text)) != 1:
            continue
        rest = one.text[listed.end() :]
        parts = [
            _length(found)
            for piece in re.split(r"[,;]|\band\b|\bthen\b", rest)
            if (found := re.search(_SPAN, piece)) and not re.search(r"(?i)\btotal|sum\b", piece)
        ]
        if len(parts) < 2 or _AT_ONCE.search(one.text) or listed.start() < allowed.start():
            continue
        if sum(parts) > _length(allowed):
            yield finding(
                "rto",
                one.line,
                f"{quantities.written(_length(allowed))} are allowed for the recovery, and its "
                f"{len(parts)} steps take {quantities.written(sum(parts))}",
                "fewer or faster steps, or another objective",
                ShownBy.REASONED,
            )


def _allowed(text: str) -> float | None:
    """Return the downtime that an availability leaves in its period, in seconds."""
    share, period = _SHARE.findall(text), _PERIOD.search(text)
    if len(share) != 1 or period is None:
        return None
    days = float(period[1]) if period[1] else _DAYS[period[2].lower()]
    return (100 - float(share[0])) / 100 * days * 86400


def error_budgets(runbook: Runbook) -> Iterator[Finding]:
    """``99.9 % over 30 days, an error budget of 4.3 hours``: it is 43 minutes."""
    for one in read(runbook):
        if not re.search(r"(?i)\b(availab\w+|uptime|SLO|SLA|error budget|downtime)\b", one.text):
            continue
        allowed, said = _allowed(one.text), list(_BUDGET.finditer(one.text))
        if allowed is None:
            continue
        if len(said) == 1 and not 0.85 < _length(said[0]) / allowed < 1.15:
            yield _differs(
                one,
                f"{_SHARE.findall(one.text)[0]} % leave {_minutes(allowed)}, and the text says "
                f"{quantities.written(_length(said[0]))}",
            )
        yield from _outlasts(one, allowed)


def _minutes(value: float) -> str:
    return f"{value / 3600:.3g} h" if value >= 7200 else f"{value / 60:.3g} min"


def _outlasts(one: Paragraph, allowed: float) -> Iterator[Finding]:
    """An alert on what is down altogether that waits longer than the whole budget."""
    text = one.below.text if one.below else ""
    waits = re.findall(r"^\s*for:\s*(\d+)([smhd])\s*$", text, re.MULTILINE)
    down = re.findall(r"^\s*expr:.*(?:==\s*0|absent\().*$", text, re.MULTILINE)
    if len(waits) == len(down) == 1 and quantities.seconds(*waits[0]) >= allowed and one.below:
        line = one.below.line + text[: text.index("for:")].count("\n")
        yield finding(
            "alert-later-than-objective",
            line,
            f"the objective allows {_minutes(allowed)}, and the alert waits "
            f"{quantities.written(quantities.seconds(*waits[0]))}: when it comes, it is broken",
            "wait a part of the budget",
            ShownBy.REASONED,
        )


def majorities(runbook: Runbook) -> Iterator[Finding]:
    """``Five servers have a quorum of 3, so that the loss of 3 is survived.``"""
    for one in read(runbook):
        many, lost = _MANY.search(one.text), _LOSS.findall(one.text)
        if many is None or len(lost) != 1 or not _MAJORITY.search(one.text):
            continue
        if re.search(r"(?i)\b(not|never|cannot|no longer|lost|stops?|halts?)\b", one.text):
            continue
        count, gone = _number(many[1]), _number(lost[0])
        if gone < count and gone > (count - 1) // 2:
            yield _differs(
                one,
                f"of {count} members {(count - 1) // 2} may be lost while a majority stays, and "
                f"the text says {gone}",
            )


def repairs(runbook: Runbook) -> Iterator[Finding]:
    """Cassandra forgets a deletion after gc_grace_seconds: a repair must come before that."""
    for one in read(runbook):
        grace = re.search(r"gc_grace_seconds\W{0,4}(?:is|=|:|of)?\s*(\d{4,8})\b", one.text)
        spaced = _REPAIR.findall(one.text)
        if grace and len(spaced) == 1 and quantities.seconds(*spaced[0]) > float(grace[1]):
            yield _differs(
                one,
                f"repairs are {quantities.written(quantities.seconds(*spaced[0]))} apart, and "
                f"deletions are forgotten after {quantities.written(float(grace[1]))}: what was "
                "deleted comes back",
            )


def renewals(runbook: Runbook) -> Iterator[Finding]:
    """A Certificate that is to be renewed before it is made."""
    for manifest in runbook.manifests:
        spec: Any = manifest.yaml.data.get("spec")
        if manifest.kind != "Certificate" or not isinstance(spec, dict):
            continue
        times = [
            float(found[1])
            for key in ("duration", "renewBefore")
            if (found := re.fullmatch(r"(\d+)h(?:0m)?(?:0s)?", str(spec.get(key, ""))))
        ]
        if len(times) == 2 and times[1] >= times[0]:
            yield finding(
                "manifest-schema",
                manifest.yaml.line("spec", "renewBefore"),
                f"renewBefore ({times[1]:g} h) is not below duration ({times[0]:g} h): "
                "cert-manager refuses it",
                "write a third of the duration",
                ShownBy.REFERENCE,
            )


def _differs(one: Paragraph, message: str) -> Finding:
    return finding("figures-differ", one.line, message, "make them one", ShownBy.REASONED)


LOOKS = (products, steps, error_budgets, majorities, repairs, renewals)
