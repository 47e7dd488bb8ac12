"""A window and the times of its steps, in one sentence, a list below it, or a table."""

import re
from collections.abc import Iterator

from drillbook.audit import quantities
from drillbook.audit.catalogue import finding
from drillbook.audit.document import Sentence
from drillbook.audit.finding import Finding, ShownBy
from drillbook.audit.rules.windows import STEP, from_to
from drillbook.audit.runbook import Runbook

_AMOUNT = rf"(?<![\d.])(\d{{1,6}}(?:\.\d{{1,3}})?)[\s-]{{0,3}}{quantities.UNIT}"
_WINDOW = re.compile(
    rf"(?i)(?:\b(?:window|slot)\b(?:(?!\bopens|\bstarts|\bbefore|\bafter)[^.;:,|\d]){{0,40}}?"
    rf"{_AMOUNT}|{_AMOUNT}\s+(?:long\s+|maintenance\s+|change\s+|downtime\s+|service\s+)*"
    r"(?:window|slot)\b)"
)
# With these a time is a limit, an age or a rhythm, and no part of a sum.
_NO_PART = re.compile(
    r"(?i)\b(every|within|timeouts?|times? out|if|unless|ago|old(?:er)?|before|earlier|"
    r"in advance|notice|retention|kept|keep|alerts?|SLO|RTO|RPO|last|past|at most|maximum|"
    r"of which|instead|parallel|meanwhile|same time|while|each|per|once|cache|TTL|interval|"
    r"per(?:iod)?|overlap\w*|total|in all|altogether|sum|reserve|buffer|margin|spare|left|"
    r"remain\w*|abort|roll(?:ed|ing)? ?back|after|until|since|longer|more than|"
    r"less than|windows?)\b|%"
)
_AT_ONCE = re.compile(
    r"(?i)\b(parallel|concurrent\w*|at the same time|at once|overlap\w*|meanwhile)\b"
)
# "The window is 45 minutes. Steps: drain 20 minutes, …" is one sentence in two.
_LISTED = re.compile(
    r"[.;]\s+(?:(?:The|Its|Our)\s+)?(?:[Ss]teps|[Pp]lan|[Tt]imeline|[Ss]chedule|[Bb]reakdown|[Aa]genda|"
    r"It (?:consists|is made up) of)\b[^:.]{0,25}:?\s"
)
# Of these a window is a span of measured time, or a limit, and no slot in which work is done.
_MEASURED = re.compile(
    r"(?i)\b(alert\w*|burn\w*|quer(?:y|ies)|rate|metric\w*|sampl\w*|sliding|rolling window|"
    r"look-?back|retention|aggregat\w*|sessions?|tokens?|throttl\w*|budget|quantile|average|stabili[sz]ation)\b"
)
_HERE = "in the same sentence"
_HOURS = re.compile(
    r"(?i)\b(?:window|slot)\b[^.;:,\d]{0,30}\d{1,2}:\d\d\s*(?:-|\u2013|to)\s*\d{1,2}:\d\d"
)
_ITEM = re.compile(r"^\s*(?:[-*+]|\d+[.)])\s")
_HEADED = re.compile(r"(?i)^\W*(duration|time|takes|minutes|wait|estimate|estimated time|length)\b")
_LONG_HEADED = re.compile(r"(?i)^\W*(?:duration|time|takes)?\W*\(?(min|minutes|hours|h)\)?\W*$")


def in_one_sentence(runbook: Runbook) -> Iterator[Finding]:
    """``The window is 30 minutes: drain 10 minutes, upgrade 15 minutes, check 10 minutes.``"""
    for one in paragraphs(runbook):
        text = _LISTED.sub(": ", one.text) if not _MEASURED.search(one.text) else ""
        for part in re.split(r"(?<=[a-z\d)])[.;]\s+(?=[A-Z])", text):
            found = _WINDOW.search(part)
            clock = _HOURS.search(part)
            if _AT_ONCE.search(one.text) or not (found or clock):
                continue
            if found is not None and len(_WINDOW.findall(part)) == 1:
                rest = part[: found.start()] + " | " + part[found.end() :]
                yield from _judged(one.line, _length(found), _pieces(rest), _HERE)
            elif found is None and clock and (window := from_to(clock[0])):
                rest = part.replace(clock[0], " | ")
                yield from _judged(one.line, window, _pieces(rest), _HERE)


def _pieces(text: str) -> list[str]:
    """Return the parts of a sentence that name a time."""
    parts = re.split(r",|\band\b|\bthen\b|\bplus\b|[|:;()+\u2013\u2014]|\bfollowed by\b", text)
    return [piece for piece in parts if quantities.DURATION.search(piece)]


def paragraphs(runbook: Runbook) -> Iterator[Sentence]:
    """Yield sentences, those of one paragraph that go on over lines as one."""
    lines = runbook.document.lines
    joined: list[Sentence] = []
    for one in runbook.document.sentences:
        last = joined[-1] if joined else None
        goes_on = (
            last is not None
            and not one.cells
            and not last.cells
            and one.line == last.line + last.text.count("\n") + 1
            and not _ITEM.match(lines[one.line - 1])
        )
        if goes_on and last is not None:
            joined[-1] = Sentence(last.line, f"{last.text}\n{one.text}", last.headings)
        else:
            joined.append(one)
    yield from joined


def _length(found: re.Match[str]) -> float:
    count, unit = [group for group in found.groups() if group]
    return quantities.seconds(count, unit)


def _judged(line: int, window: float, timed: list[str], where: str) -> Iterator[Finding]:
    times = [quantities.DURATION.findall(piece) for piece in timed]
    plain = all(len(each) == 1 for each in times)
    if len(timed) < 2 or not plain or any(_NO_PART.search(piece) for piece in timed):
        return
    if all(STEP.search(piece) for piece in timed):
        return  # which windows looks at
    total = sum(quantities.seconds(*each[0]) for each in times)
    if total > window:
        yield finding(
            "window",
            line,
            f"the window has {quantities.written(window)}, and its {len(timed)} steps {where} "
            f"take {quantities.written(total)}",
            "a longer window, or fewer steps",
            ShownBy.REASONED,
        )


def in_a_list(runbook: Runbook) -> Iterator[Finding]:
    """A sentence with the window, and below it a list or a table with the times of the steps."""
    sentences = list(paragraphs(runbook))
    for at, one in enumerate(sentences):
        found = _WINDOW.search(one.text)
        if found is None or len(quantities.DURATION.findall(one.text)) != 1 or one.cells:
            continue
        if _MEASURED.search(one.text):
            continue
        below = [later for later in sentences[at + 1 :] if later.headings == one.headings]
        if any(_AT_ONCE.search(other.text) for other in (one, *below)):
            continue
        yield from _judged(one.line, _length(found), _list(runbook, below), "below")
        rows = [later for later in below if later.cells and later.columns]
        yield from _judged(one.line, _length(found), _column(rows), "in the table")


def _list(runbook: Runbook, below: list[Sentence]) -> list[str]:
    """Return the items of the first list of some sentences that give a time."""
    items: list[str] = []
    for one in below:
        if _ITEM.match(runbook.document.lines[one.line - 1]):
            items.append(one.text)
        elif items or one.cells:
            break
    return [item for item in items if quantities.DURATION.search(item)]


def _column(rows: list[Sentence]) -> list[str]:
    """Return the times of the first table that has a column of them."""
    columns = rows[0].columns if rows else ()
    which = [at for at, name in enumerate(columns) if _HEADED.match(name)]
    if len(which) != 1:
        return []
    unit = _LONG_HEADED.match(columns[which[0]])
    found = []
    for row in rows:
        if row.columns != columns or len(row.cells) <= which[0]:
            break
        cell = row.cells[which[0]]
        if re.search(r"(?i)total|sum", row.cells[0]):
            continue
        bare = re.fullmatch(r"\W*(\d+)\W*", cell)
        found.append(f"{bare[1]} {unit[1]}" if bare and unit else cell)
    return [cell for cell in found if quantities.DURATION.search(cell)]


LOOKS = (in_one_sentence, in_a_list)
