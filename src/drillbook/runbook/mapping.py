"""Which item of a runbook is which claim, and what is nobody's: the honest count."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

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
    claims = catalogue.claims
    blocked = {claim.id for claim in claims if claim.blocked is not None} | blocked_here
    covered = [claim for claim in claims if claim.covered_by and claim.id not in blocked]
    seen = mapped(items, catalogue) if items is not None else None
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
