"""Which item of a runbook is which claim, and what is nobody's: the honest count."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, astuple, dataclass
from typing import Any

from drillbook.runbook.claims import Catalogue
from drillbook.runbook.inventory import Item, Kind


@dataclass(frozen=True)
class Mapped:
    """One item, with the claims that stand for it or the reason why it cannot be checked."""

    item: Item
    claims: tuple[str, ...]
    not_checkable: str = ""

    @property
    def unmapped(self) -> bool:
        """Return whether nobody has said anything of it."""
        return not self.claims and not self.not_checkable


@dataclass(frozen=True)
class Count:
    """How much of a runbook is claimed and covered.

    ``checkable`` counts claims: those that a scenario covers, those that are blocked, and those
    that are ``uncovered``. ``drilled`` counts the covered ones that the newest results have a
    pass or fail of. ``not_checkable`` and ``unmapped`` count items; ``unmapped`` is None when the
    runbook was not at hand.
    """

    checkable: int
    covered: int
    drilled: int
    blocked: int
    uncovered: int
    not_checkable: int
    unmapped: int | None


@dataclass(frozen=True)
class Open:
    """A claim that is not covered; ``blocked`` says what is in the way, None when nothing is."""

    claim: str
    section: str
    says: str
    blocked: str | None


@dataclass(frozen=True)
class Coverage:
    """How a runbook's claims stand: counted whole and by section, and those that are open."""

    whole: Count
    sections: Mapping[str, Count]
    open: tuple[Open, ...]

    def as_json(self) -> dict[str, Any]:
        """Return the counts of the whole, with ``sections`` and ``open`` beside them."""
        return {
            **asdict(self.whole),
            "sections": {name: asdict(one) for name, one in self.sections.items()},
            "open": [asdict(one) for one in self.open],
        }


def mapped(items: Iterable[Item], catalogue: Catalogue) -> tuple[Mapped, ...]:
    """Map each item to its claims, or to why it is not checkable.

    A heading says nothing of its own: it is mapped when anything below it is.
    """
    claims: dict[str, list[str]] = {}
    for claim in catalogue.claims:
        for name in claim.items:
            claims.setdefault(name, []).append(claim.id)
    reasons = {name: aside.not_checkable for aside in catalogue.asides for name in aside.items}
    sections = [
        tuple(section.split(" / "))
        for section in (
            *(claim.section for claim in catalogue.claims),
            *(aside.section for aside in catalogue.asides),
        )
    ]
    return tuple(_mapped(item, claims, reasons, sections) for item in items)


def _mapped(
    item: Item,
    claims: Mapping[str, list[str]],
    reasons: Mapping[str, str],
    sections: list[tuple[str, ...]],
) -> Mapped:
    name, depth = item.fingerprint, len(item.section)
    if name in claims or name in reasons:
        return Mapped(item, tuple(claims.get(name, ())), reasons.get(name, ""))
    if item.kind is Kind.HEADING and any(s[:depth] == item.section for s in sections):
        return Mapped(item, (), "a heading over what is mapped")
    return Mapped(item, ())


def count(
    catalogue: Catalogue,
    items: Iterable[Item] | None,
    drilled: frozenset[str] = frozenset(),
    blocked_here: frozenset[str] = frozenset(),
) -> Count:
    """Count a catalogue.

    ``drilled`` are the claims that the newest results judged, ``blocked_here`` those that the
    target cannot show.
    """
    seen = mapped(items, catalogue) if items is not None else None
    return _counted(catalogue, seen, drilled, _blocked(catalogue, blocked_here))


def coverage(
    catalogue: Catalogue,
    items: Iterable[Item] | None,
    drilled: frozenset[str],
    blocked_here: Mapping[str, str],
) -> Coverage:
    """Count a catalogue whole and by section, and list what is open of it.

    ``blocked_here`` are the reasons of the claims that the target cannot show. Sections are in the
    runbook's order when it is at hand, else in the catalogue's; those of which nothing is said are
    out. Their counts add up to those of the whole.
    """
    seen = mapped(items, catalogue) if items is not None else None
    blocked = _blocked(catalogue, frozenset(blocked_here))
    reasons = {claim.id: claim.blocked or blocked_here.get(claim.id) for claim in catalogue.claims}
    left = (claim for claim in catalogue.claims if reasons[claim.id] or claim.uncovered)
    return Coverage(
        _counted(catalogue, seen, drilled, blocked),
        _by_section(catalogue, seen, drilled, blocked),
        tuple(Open(one.id, one.section, one.says, reasons[one.id]) for one in left),
    )


def _blocked(catalogue: Catalogue, blocked_here: frozenset[str]) -> frozenset[str]:
    return blocked_here | {claim.id for claim in catalogue.claims if claim.blocked is not None}


def _by_section(
    catalogue: Catalogue,
    seen: Collection[Mapped] | None,
    drilled: frozenset[str],
    blocked: frozenset[str],
) -> dict[str, Count]:
    names = [" / ".join(one.item.section) for one in seen or ()]
    names += [claim.section for claim in catalogue.claims]
    names += [aside.section for aside in catalogue.asides]
    counts = {
        name: _counted(
            Catalogue(
                tuple(one for one in catalogue.claims if one.section == name),
                tuple(one for one in catalogue.asides if one.section == name),
            ),
            None if seen is None else [m for m in seen if " / ".join(m.item.section) == name],
            drilled,
            blocked,
        )
        for name in dict.fromkeys(names)
    }
    return {name: one for name, one in counts.items() if any(astuple(one))}


def _counted(
    catalogue: Catalogue,
    seen: Collection[Mapped] | None,
    drilled: frozenset[str],
    blocked: frozenset[str],
) -> Count:
    claims = catalogue.claims
    covered = [claim for claim in claims if claim.covered_by and claim.id not in blocked]
    return Count(
        checkable=len(claims),
        covered=len(covered),
        drilled=sum(claim.id in drilled for claim in covered),
        blocked=sum(claim.id in blocked for claim in claims),
        uncovered=sum(claim.uncovered and claim.id not in blocked for claim in claims),
        not_checkable=sum(len(aside.items) for aside in catalogue.asides),
        unmapped=None if seen is None else sum(one.unmapped for one in seen),
    )


def gone(items: Iterable[Item], catalogue: Catalogue) -> dict[str, tuple[str, ...]]:
    """Return, by claim, the items that a claim stands for and the runbook no longer has."""
    there = {item.fingerprint for item in items}
    missing = {
        claim.id: tuple(name for name in claim.items if name not in there)
        for claim in catalogue.claims
    }
    return {claim: names for claim, names in missing.items() if names}
