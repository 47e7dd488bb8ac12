"""Drift: whether a claim, its runbook and its scenario still say the same.

A link ties a claim to one scenario that covers it. When a person accepts it, the fingerprints of
both sides are kept: of the runbook's section and of the scenario with the code of its phrases.
When either changes, the link is suspect until a person has looked again. The words are those of
requirement tracing (Doorstop: suspect, unreviewed; OpenFastTrace: orphaned).
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from drillbook.runbook.claims import Claim
from drillbook.runbook.inventory import Item, digest
from drillbook.runbook.links import Link
from drillbook.runbook.sections import Section


class State(StrEnum):
    """How a link stands."""

    LINKED = "linked"
    STALE = "stale"
    SUSPECT = "suspect"
    UNREVIEWED = "unreviewed"
    ORPHANED = "orphaned"


@dataclass(frozen=True)
class Standing:
    """A link as it stands now: why, and the runbook's line where to look (0: none)."""

    claim: str
    scenario: str
    state: State
    why: str
    line: int = 0


@dataclass(frozen=True)
class Side:
    """What both sides look like now."""

    sections: Mapping[str, Section]
    items: tuple[Item, ...]
    scenarios: Mapping[str, str]

    def below(self, section: Section) -> tuple[Item, ...]:
        """Return the items of a section and of all below it."""
        inside = f"{section.name} / "
        return tuple(i for i in self.items if f"{' / '.join(i.section)} / ".startswith(inside))


def standings(claims: Iterable[Claim], links: Iterable[Link], now: Side) -> list[Standing]:
    """Return how each link of each claim stands, and links that no claim has any more."""
    accepted = {(link.claim, link.scenario): link for link in links}
    found = []
    for claim in claims:
        for scenario in claim.covered_by:
            link = accepted.pop((claim.id, scenario), None)
            found.append(_standing(claim, scenario, link, now))
    found += [
        Standing(*key, State.ORPHANED, "the catalogue has no such claim with this scenario")
        for key in accepted
    ]
    return found


def accepted(claim: Claim, scenario: str, now: Side, *, by: str, at: str, seen: str) -> Link:
    """Return the link that a person has looked at. Raises KeyError for a side that is not there."""
    section = now.sections[claim.section]
    names = tuple(dict.fromkeys(item.fingerprint for item in now.below(section)))
    return Link(
        claim=claim.id,
        scenario=scenario,
        section=claim.section,
        runbook=digest(section.body),
        covering=now.scenarios[scenario],
        items=names,
        by=by,
        at=at,
        seen=seen,
    )


def _standing(claim: Claim, scenario: str, link: Link | None, now: Side) -> Standing:
    section = now.sections.get(claim.section)
    line = section.line if section else 0
    if scenario not in now.scenarios:
        return Standing(claim.id, scenario, State.ORPHANED, "there is no such scenario", line)
    if link is None:
        state, why, at = _unaccepted(claim, now)
        return Standing(claim.id, scenario, state, why, at or line)
    if section is None:
        line = next((one.line for one in _as_it_was(claim, link, now)), 0)
    reasons = [why for why in (_runbook(claim, link, now), _scenario(scenario, link, now)) if why]
    if not reasons:
        return Standing(claim.id, scenario, State.LINKED, "", line)
    orphaned = any(state is State.ORPHANED for state, _, _ in reasons)
    return Standing(
        claim.id,
        scenario,
        State.ORPHANED if orphaned else State.SUSPECT,
        "; ".join(why for _, why, _ in reasons),
        max(line for _, _, line in reasons) or line,
    )


def _unaccepted(claim: Claim, now: Side) -> tuple[State, str, int]:
    """Judge a link that nobody has accepted by the items that the catalogue says it stands for."""
    known, nobody = set(claim.items), "nobody has accepted it yet"
    left = [item for item in now.items if item.fingerprint in known]
    gone = len(known - {item.fingerprint for item in left})
    if claim.section in now.sections:
        if not gone:
            return State.UNREVIEWED, nobody, 0
        why = f"{nobody}; {gone} of the {len(known)} items that it stands for changed or went"
        return State.SUSPECT, why, 0
    if not left or gone * 2 > len(known):
        return State.ORPHANED, f"the runbook has no section {claim.section!r}", 0
    places = _places(left)
    why = f"{nobody}; section {claim.section!r} is now {' and '.join(map(repr, places))}"
    moved = not gone and places[0].rpartition(" / ")[2] == claim.section.rpartition(" / ")[2]
    state = State.UNREVIEWED if moved and len(places) == 1 else State.SUSPECT
    return state, why, now.sections[places[0]].line if places[0] in now.sections else left[0].line


_Reason = tuple[State, str, int] | None


def _scenario(scenario: str, link: Link, now: Side) -> _Reason:
    if now.scenarios[scenario] == link.covering:
        return None
    return State.SUSPECT, "the scenario, or the code of its phrases, has changed", 0


def _runbook(claim: Claim, link: Link, now: Side) -> _Reason:
    section = now.sections.get(claim.section)
    if section is not None:
        if digest(section.body) == link.runbook:
            return None
        return State.SUSPECT, _changed(section, link, now), section.line
    if _as_it_was(claim, link, now):
        return None
    title = claim.section.rpartition(" / ")[2]
    if same := [one for one in now.sections.values() if digest(one.body) == link.runbook]:
        why = f"section {claim.section!r} is now called {same[0].name!r}"
        return State.SUSPECT, why, same[0].line
    return _pieces(claim, title, link, now)


def _as_it_was(claim: Claim, link: Link, now: Side) -> list[Section]:
    """Return the sections that say what a link's section said, under its title, elsewhere."""
    title = claim.section.rpartition(" / ")[2]
    named = [one for one in now.sections.values() if one.title == title]
    return [one for one in named if digest(one.body) == link.runbook]


def _pieces(claim: Claim, title: str, link: Link, now: Side) -> _Reason:
    """Say where what the section said is now, if anywhere."""
    named = [one for one in now.sections.values() if one.title == title]
    if named:
        why = f"section {claim.section!r} is now {named[0].name!r}: "
        return State.SUSPECT, why + _changed(named[0], link, now), named[0].line
    known = set(link.items)
    left = [item for item in now.items if item.fingerprint in known]
    there = {item.fingerprint for item in left}
    # a command or two that other sections had all along are no pieces of it
    if len(there) * 2 < len(known) or not left:
        return State.ORPHANED, f"section {claim.section!r} is gone", 0
    places = _places(left)
    why = (
        f"section {claim.section!r} is gone; {len(there)} of its {len(known)} items are now in "
        f"{' and '.join(places)}"
    )
    return State.SUSPECT, why, next(i.line for i in left if " / ".join(i.section) == places[0])


def _places(left: list[Item]) -> list[str]:
    """Return the fewest sections that hold these items, in the runbook's order."""
    held: dict[str, set[str]] = {}
    for item in left:
        held.setdefault(" / ".join(item.section), set()).add(item.fingerprint)
    missing = {item.fingerprint for item in left}
    chosen: list[str] = []
    while missing:
        best = max(held, key=lambda name: len(held[name] & missing))
        chosen.append(best)
        missing -= held[best]
    return [name for name in held if name in chosen]


def _changed(section: Section, link: Link, now: Side) -> str:
    items = now.below(section)
    known, there = set(link.items), {item.fingerprint for item in items}
    new = [
        f"line {item.line}: {_short(item.text)}" for item in items if item.fingerprint not in known
    ]
    parts = list(_counted(len(known - there), "item is gone", "items are gone"))
    parts += [f"new at {'; '.join(new[:3])}{' …' if len(new) > 3 else ''}"] if new else []
    return f"the section has changed ({', '.join(parts) or 'its wording'})"


def _counted(number: int, one: str, more: str) -> Iterator[str]:
    if number:
        yield f"{number} {one if number == 1 else more}"


def _short(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:59]}…"
