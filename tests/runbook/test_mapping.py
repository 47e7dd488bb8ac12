"""What of a runbook is claimed, what cannot be checked, and what nobody has looked at."""

from dataclasses import astuple

import pytest

from drillbook.runbook.claims import Aside, Catalogue, Claim
from drillbook.runbook.inventory import inventory
from drillbook.runbook.mapping import count, coverage, gone, mapped

GUIDE = "## Morning\n\n- lag under 1,000\n- call Ada\n\n## Evening\n\n- lock the door\n"
HEADING, LAG, CALL, EVENING, DOOR = (item.fingerprint for item in inventory(GUIDE))


def claim(**changes: object) -> Claim:
    values = {
        "id": "lag",
        "section": "Morning",
        "says": "Lag is small.",
        "covered_by": ("a.feature#Lag",),
        "items": (LAG,),
    }
    return Claim.model_validate(values | changes)


ADA = Aside(section="Morning", not_checkable="a person's duty", items=(CALL,))


def test_what_nobody_has_looked_at_is_unmapped() -> None:
    seen = mapped(inventory(GUIDE), Catalogue((claim(),), (ADA,)))
    assert [one.item.text for one in seen if one.unmapped] == ["Evening", "lock the door"]
    assert seen[1].claims == ("lag",)
    assert seen[2].not_checkable == "a person's duty"


@pytest.mark.parametrize(
    ("changes", "blocked_here", "covered", "blocked"),
    [
        ({}, frozenset(), 1, 0),
        ({}, frozenset({"lag"}), 0, 1),
        ({"blocked": "no licence"}, frozenset(), 0, 1),
        ({"covered_by": (), "blocked": "no licence"}, frozenset(), 0, 1),
    ],
)
def test_what_is_blocked_is_checkable_and_not_covered(
    changes: dict[str, object], blocked_here: frozenset[str], covered: int, blocked: int
) -> None:
    counted = count(
        Catalogue((claim(**changes),), (ADA,)), inventory(GUIDE), blocked_here=blocked_here
    )
    assert (counted.checkable, counted.covered, counted.blocked) == (1, covered, blocked)
    assert (counted.not_checkable, counted.unmapped) == (1, 2)


def test_a_claim_that_nobody_drills_yet_is_checkable_and_uncovered() -> None:
    catalogue = Catalogue((claim(covered_by=()), claim(id="door")), ())
    counted = count(catalogue, None)
    assert (counted.checkable, counted.covered, counted.blocked, counted.uncovered) == (2, 1, 0, 1)
    blocked = count(catalogue, None, blocked_here=frozenset({"lag"}))
    assert (blocked.blocked, blocked.uncovered) == (1, 0)


def test_a_claim_is_drilled_when_the_results_judged_it() -> None:
    catalogue = Catalogue((claim(),), ())
    assert count(catalogue, None).drilled == 0
    assert count(catalogue, None, frozenset({"lag"})).drilled == 1
    assert count(catalogue, None).unmapped is None


def test_an_item_that_the_runbook_no_longer_has_is_named() -> None:
    changed = GUIDE.replace("1,000", "2,000")
    assert gone(inventory(changed), Catalogue((claim(),), ())) == {"lag": (LAG,)}
    assert gone(inventory(GUIDE), Catalogue((claim(),), ())) == {}


def test_the_counts_of_all_sections_add_up_to_those_of_the_whole() -> None:
    catalogue = Catalogue((claim(), claim(id="door", section="Evening", covered_by=())), (ADA,))
    found = coverage(catalogue, inventory(GUIDE), frozenset({"lag"}), {})
    assert list(found.sections) == ["Morning", "Evening"]
    parts = [astuple(one) for one in found.sections.values()]
    assert tuple(sum(column) for column in zip(*parts, strict=True)) == astuple(found.whole)
    assert (found.sections["Morning"].covered, found.sections["Evening"].uncovered) == (1, 1)
    assert found.sections["Morning"].drilled == 1


def test_each_open_claim_is_listed_with_what_is_in_its_way() -> None:
    claims = (claim(), claim(id="door", covered_by=()), claim(id="key"), claim(id="x", blocked="b"))
    found = coverage(Catalogue(claims, ()), None, frozenset(), {"key": "no licence"})
    assert [(one.claim, one.blocked) for one in found.open] == [
        ("door", None),
        ("key", "no licence"),
        ("x", "b"),
    ]
