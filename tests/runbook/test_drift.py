"""A claim whose runbook or scenario has changed is suspect until a person has looked again."""

from collections.abc import Callable

import pytest

from drillbook.runbook import drift
from drillbook.runbook.claims import Claim
from drillbook.runbook.drift import Side, State
from drillbook.runbook.inventory import inventory
from drillbook.runbook.sections import sections

GUIDE = """# Guide

## Morning

### Lag

Lag is fine under 1,000 messages.

| level | lag |
|---|---|
| critical | 10,000 |

```bash
[ "$LAG" -lt 1000 ] && say ok
```

- look at the lag
- page somebody

## Evening

### Door

Lock it within 5 minutes.
"""
SCENARIO = "features/shop/lag.feature#Lag is fine"
CLAIM = Claim(id="lag", section="Morning / Lag", says="Lag is small.", covered_by=(SCENARIO,))


def side(source: str, scenario: str = "1" * 64) -> Side:
    return Side(sections(source), inventory(source), {SCENARIO: scenario})


LINK = drift.accepted(CLAIM, SCENARIO, side(GUIDE), by="Ada", at="2026-11-20", seen="both")


def stands(source: str, scenario: str = "1" * 64) -> drift.Standing:
    (found,) = drift.standings([CLAIM], [LINK], side(source, scenario))
    return found


def moved(source: str) -> str:
    start, end = source.index("### Lag"), source.index("## Evening")
    return source[:start] + source[end:] + "\n" + source[start:end]


def split(source: str) -> str:
    return source.replace("### Lag", "### Reading").replace("- look", "### Acting\n\n- look")


def deleted(source: str) -> str:
    start, end = source.index("### Lag"), source.index("## Evening")
    return source[:start] + source[end:]


@pytest.mark.parametrize(
    ("edit", "state", "why"),
    [
        (lambda s: s, State.LINKED, ""),
        (lambda s: s.replace("\n\n", "\n\n\n").replace("is fine", "is   fine"), State.LINKED, ""),
        (lambda s: s.replace("|---|---|", "|:----------|---------:|"), State.LINKED, ""),
        (
            lambda s: s.replace("| critical | 10,000 |", "|critical    |   10,000|"),
            State.LINKED,
            "",
        ),
        (lambda s: s.replace("### Lag", "###   Lag  ###"), State.LINKED, ""),
        (lambda s: s.replace("```bash", "~~~~  bash").replace("```", "~~~~"), State.LINKED, ""),
        (lambda s: s.replace("- look", "* look").replace("- page", "* page"), State.LINKED, ""),
        (lambda s: s.replace("5 minutes", "9 minutes"), State.LINKED, ""),
        (moved, State.LINKED, ""),
        (lambda s: moved(s).replace("### Lag", "## Lag"), State.LINKED, ""),
        (lambda s: s.replace("## Morning", "## Dawn"), State.LINKED, ""),
        (lambda s: s.replace("- look at the lag", "1. look at the lag"), State.SUSPECT, "wording"),
        (lambda s: s.replace("- look at", "> look at"), State.SUSPECT, "1 item is gone"),
        (lambda s: s.replace("1,000 m", "2,000 m"), State.SUSPECT, "2,000 messages"),
        (lambda s: s.replace("10,000", "20,000"), State.SUSPECT, "critical | 20,000"),
        (lambda s: s.replace("-lt 1000", "-lt 2000"), State.SUSPECT, "-lt 2000"),
        (lambda s: s.replace("- page somebody\n", ""), State.SUSPECT, "1 item is gone"),
        (lambda s: s.replace("### Lag", "### Delay"), State.SUSPECT, "called 'Morning / Delay'"),
        (lambda s: moved(s).replace("1,000 m", "2,000 m"), State.SUSPECT, "is now 'Evening / Lag'"),
        (split, State.SUSPECT, "Morning / Reading and Morning / Acting"),
        (deleted, State.ORPHANED, "is gone"),
        (lambda s: deleted(s) + "\n- page somebody\n", State.ORPHANED, "is gone"),
        (lambda s: s.replace("\n", "\r\n"), State.LINKED, ""),
        (lambda s: s.replace("Lock it", "Lock\u2028it"), State.LINKED, ""),
    ],
)
def test_an_edit_of_the_runbook(edit: Callable[[str], str], state: State, why: str) -> None:
    found = stands(edit(GUIDE))
    assert found.state is state
    assert why in found.why


def test_a_section_that_is_split_is_looked_for_in_its_pieces_alone() -> None:
    found = stands(split(GUIDE) + "\n- page somebody\n")
    assert found.state is State.SUSPECT
    assert "Evening" not in found.why


def test_a_suspect_link_says_the_line_where_to_look() -> None:
    found = stands("\n\n" + GUIDE.replace("10,000", "20,000"))
    assert found.line == 7
    assert "line 13" in found.why


def test_a_scenario_that_changed_makes_its_link_suspect() -> None:
    assert stands(GUIDE, "2" * 64).state is State.SUSPECT
    both = stands(GUIDE.replace("10,000", "20,000"), "2" * 64)
    assert "section has changed" in both.why
    assert "code of its phrases" in both.why


def test_a_claim_that_nobody_looked_at_is_unreviewed() -> None:
    (found,) = drift.standings([CLAIM], [], side(GUIDE))
    assert found.state is State.UNREVIEWED


@pytest.mark.parametrize(
    ("edit", "state", "why"),
    [
        (lambda s: s, State.UNREVIEWED, "nobody has accepted it yet"),
        (lambda s: s.replace("| critical", "|  critical"), State.UNREVIEWED, ""),
        (lambda s: s.replace("10,000", "20,000"), State.SUSPECT, "1 of the 3 items"),
        (lambda s: s.replace("1,000 m", "2,000 m"), State.SUSPECT, "changed or went"),
        (lambda s: s.replace("-lt 1000", "-lt 2000"), State.SUSPECT, "changed or went"),
        (moved, State.UNREVIEWED, "is now 'Evening / Lag'"),
        (lambda s: s.replace("### Lag", "### Delay"), State.SUSPECT, "is now 'Morning / Delay'"),
        (split, State.SUSPECT, "is now 'Morning / Reading'"),
        (deleted, State.ORPHANED, "has no section"),
    ],
)
def test_an_edit_where_nobody_has_accepted_anything(
    edit: Callable[[str], str], state: State, why: str
) -> None:
    texts = ("Lag is fine under 1,000 messages.", "critical | 10,000", '[ "$LAG" -lt 1000 ]')
    names = tuple(i.fingerprint for i in inventory(GUIDE) if i.text.startswith(texts))
    claim = CLAIM.model_copy(update={"items": names})
    (found,) = drift.standings([claim], [], side(edit(GUIDE)))
    assert (found.state, why in found.why) == (state, True), found.why


def test_a_heading_with_a_slash_has_its_items() -> None:
    slashed = GUIDE.replace("### Lag", "### Lag / delay")
    claim = CLAIM.model_copy(update={"section": "Morning / Lag / delay"})
    link = drift.accepted(claim, SCENARIO, side(slashed), by="Ada", at="2026-11-20", seen="both")
    assert len(link.items) > 3


@pytest.mark.parametrize("missing", ["section", "scenario", "claim"])
def test_a_side_that_is_gone_orphans_the_link(missing: str) -> None:
    now = side(deleted(GUIDE) if missing == "section" else GUIDE)
    if missing == "scenario":
        now = Side(now.sections, now.items, {})
    claims = [] if missing == "claim" else [CLAIM]
    (found,) = drift.standings(claims, [LINK], now)
    assert found.state is State.ORPHANED


def test_an_accepted_change_is_linked_again() -> None:
    now = side(GUIDE.replace("10,000", "20,000"))
    again = drift.accepted(CLAIM, SCENARIO, now, by="Bob", at="2026-11-21", seen="the table")
    (found,) = drift.standings([CLAIM], [again], now)
    assert found.state is State.LINKED
