"""A run's summary in Markdown, for a CI job's page or a pull request. Pure."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from drillbook.evidence import text
from drillbook.evidence.model import TargetRecord
from drillbook.evidence.terminal import SYMBOLS
from drillbook.site.summaries import verdicts
from drillbook.verdict import Verdict

#: GitHub takes 1 MiB a step and GitLab 1 MB a note; a row is some hundreds of bytes.
_MOST_ROWS = 100
_LONGEST = 300
_MARKS = re.compile(r"([\\`*_\[\]<>|#~@])")

Summary = Mapping[str, Any]


def markdown(summary: Summary, earlier: Summary | None = None) -> str:
    """Return the page of a run; with the run before it, also which verdicts changed since."""
    return "\n".join(_lines(summary, earlier)) + "\n"


def _lines(summary: Summary, earlier: Summary | None) -> Iterator[str]:
    verdict, totals = Verdict(summary["verdict"]), summary["totals"]
    counted = ", ".join(f"{totals[one]} {one}" for one in Verdict if totals[one])
    yield f"## {SYMBOLS[verdict]} Drills on {_plain(summary['target']['name'])}: {verdict.value}"
    yield ""
    yield (
        f"{totals['drills']} drills: {counted}. Run {_plain(summary['run']['id'])}, exit code "
        f"{summary['exit_code']}."
    )
    where = _plain(text.target(TargetRecord.model_validate(summary["target"])))
    lab = summary["target"]["kind"] == "lab"
    yield f"**Lab, not production:** {where}." if lab else f"{where}."
    if summary["undo_incomplete"]:
        yield ""
        left = _plain(summary["undo_incomplete"])
        yield f"**Undo incomplete:** {left}. Run `drillbook undo` first."
    for problem in summary["problems"]:
        yield f"- ? {_plain(problem)}"
    drills = summary["drills"]
    yield from _table("Did not pass", ("Verdict", "System", "Scenario", "Why"), _wanting(drills))
    if earlier is not None:
        changed = _changed(summary, earlier)
        title = f"Changed since run {_plain(earlier['run']['id'])}"
        yield from _table(title, ("System", "Scenario", "Before", "Now"), changed)
    headings = ("Scenario", "Phase", "Took", "Budget", "Lost of acknowledged")
    yield from _table("Recovery", headings, _recoveries(drills))


def _wanting(drills: Iterable[Summary]) -> Iterator[Sequence[str]]:
    for verdict in (Verdict.FAIL, Verdict.UNKNOWN, Verdict.BLOCKED):
        for one in drills:
            if one["verdict"] == verdict:
                said = f"{SYMBOLS[verdict]} {verdict.value}"
                yield said, one["system"], one["scenario"], one["reason"]


def _changed(summary: Summary, earlier: Summary) -> Iterator[Sequence[str]]:
    was = verdicts(dict(earlier))
    for (system, scenario), verdict in verdicts(dict(summary)).items():
        before = was.get((system, scenario), "not drilled")
        if before != verdict:
            yield system, scenario, before, verdict


def _recoveries(drills: Iterable[Summary]) -> Iterator[Sequence[str]]:
    for one in drills:
        lost = "" if one["lost"] is None else f"{one['lost']:,} of {one['acked']:,}"
        for phase, seconds in one["rto_seconds"].items():
            budget = one["budget_seconds"].get(phase)
            over = " ✗ over" if budget is not None and seconds > budget else ""
            kept = "" if budget is None else f"{text.span(budget)}{over}"
            yield one["scenario"], phase, text.span(seconds), kept, lost


def _table(title: str, headings: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """Yield a table with its title; nothing without a row."""
    several = list(rows)
    if not several:
        return
    yield from ("", f"### {title}", "", _row(headings), _row(["---"] * len(headings)))
    yield from (_row([_plain(cell) for cell in row]) for row in several[:_MOST_ROWS])
    if len(several) > _MOST_ROWS:
        yield f"\n{len(several) - _MOST_ROWS} more are in summary.json."


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _plain(written: object) -> str:
    """Return text that Markdown shows as it is, on one line."""
    line = " ".join(str(written).split())
    cut = line if len(line) <= _LONGEST else f"{line[:_LONGEST]} …"
    return _MARKS.sub(r"\\\1", cut)
