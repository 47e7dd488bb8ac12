"""References: beside each number where it comes from, one click away in an appendix."""

import json
from collections.abc import Iterable, Mapping

from markupsafe import Markup

from drillbook.dr.attempts import Attempt, Exercise, Source
from drillbook.evidence import text
from drillbook.notebook.shown import Shown, table, together, words

_LONGEST = 300


class References:
    """The sources of an exercise, numbered in the order of the attempts."""

    def __init__(self, exercise: Exercise) -> None:
        self._of: dict[str, tuple[int, Source, Attempt]] = {}
        for attempt in exercise.attempts:
            for source in _sources(attempt):
                if source.observation not in self._of:
                    self._of[source.observation] = len(self._of) + 1, source, attempt

    def mark(self, sources: Iterable[Source]) -> Markup:
        """Return links to sources; a number without one says so."""
        numbers = [self._of[source.observation][0] for source in sources]
        if not numbers:
            return Markup("the drill's own record")
        links = (Markup('<a href="#source-{0}">[{0}]</a>').format(number) for number in numbers)
        return Markup(" ").join(links)

    def listed(self) -> Shown:
        """Return every source: what was asked, with what, when, and in which file it stands."""
        rows = [
            [
                Markup('<a id="source-{0}">[{0}]</a>').format(number),
                source.observation.rpartition("#")[2],
                source.source,
                _query(source.query, source.parameters),
                text.moment(source.at),
                f"{attempt.run}/{attempt.file[:3]}: {attempt.sha256[:16]}",
            ]
            for number, source, attempt in self._of.values()
        ]
        headings = ["", "Seen as", "Source", "Query", "Answered", "Document, sha256"]
        said = (
            "Each number above carries in brackets the observation that it was taken from. The "
            "document is the drill's file in the bundle of its run, by run and the drill's number; "
            "of the hash of the whole file, 16 digits are shown."
        )
        return together(words(said), table(headings, rows, nothing="No observation."))


def _sources(attempt: Attempt) -> Iterable[Source]:
    for clock in attempt.clocks:
        yield from clock.sources
    for account in attempt.accounts:
        yield from account.sources
    for check in attempt.checks:
        yield from check.sources


def _query(query: str, parameters: Mapping[str, object]) -> str:
    given = f" with {json.dumps(parameters, sort_keys=True)}" if parameters else ""
    said = f"{query}{given}"
    return said if len(said) <= _LONGEST else f"{said[:_LONGEST]}… (whole in the evidence)"
