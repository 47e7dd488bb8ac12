from pathlib import Path

import pytest

from drillbook.errors import UsageError
from drillbook.runbook import claims

GOOD = """
- id: shop-lag
  section: Morning
  says: Lag is under 1,000.
  covered_by: [features/shop/a.feature#Lag is fine]
  violated_by: {lag: 1000}
"""


def written(directory: Path, text: str) -> Path:
    file = directory / "shop.yaml"
    file.write_text(text, encoding="utf-8")
    return file


def test_sections_of_claims_come_once_each_in_order(tmp_path: Path) -> None:
    file = written(tmp_path, GOOD + GOOD.replace("shop-lag", "shop-pods"))
    assert claims.sections(file, ["shop-pods", "unheard-of", "shop-lag"]) == ("Morning",)


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("says:", "sayz:", "Extra inputs are not permitted"),
        ("shop-lag", "Shop Lag", "should match pattern"),
        ("violated_by: {lag: 1000}", "items: [56EE]", "should match pattern"),
        ("violated_by: {lag: 1000}", "criticality: dire", "'high', 'medium' or 'low'"),
    ],
)
def test_a_wrong_catalogue_names_the_claim_and_the_rule(
    tmp_path: Path, old: str, new: str, complaint: str
) -> None:
    file = written(tmp_path, GOOD.replace(old, new))
    with pytest.raises(UsageError) as raised:
        claims.load(file)
    assert complaint in str(raised.value)
    assert str(file) in str(raised.value)


def test_a_claim_without_a_scenario_is_uncovered_unless_something_is_in_its_way(
    tmp_path: Path,
) -> None:
    bare = GOOD.replace("  covered_by: [features/shop/a.feature#Lag is fine]\n", "")
    assert [claim.uncovered for claim in claims.load(written(tmp_path, GOOD))] == [False]
    assert [claim.uncovered for claim in claims.load(written(tmp_path, bare))] == [True]
    blocked = claims.load(written(tmp_path, f"{bare}  blocked: no licence\n"))
    assert [claim.uncovered for claim in blocked] == [False]


def test_two_claims_of_one_name_are_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="two claims are named shop-lag"):
        claims.load(written(tmp_path, GOOD + GOOD))


@pytest.mark.parametrize("file", sorted(Path("runbooks").glob("*.yaml")), ids=lambda f: f.stem)
def test_every_claim_of_a_shipped_catalogue_is_covered_by_scenarios_that_exist(file: Path) -> None:
    for claim in claims.load(file):
        for place in claim.covered_by:
            feature, _, scenario = place.partition("#")
            text = Path(feature).read_text(encoding="utf-8")
            assert f": {scenario}\n" in text, place
            assert f"@claim:{claim.id}" in text, place


def test_what_cannot_be_checked_says_why_and_which_items(tmp_path: Path) -> None:
    aside = "\n- section: People\n  not_checkable: a person's duty\n  items: [0123456789ab]\n"
    read = claims.catalogue(written(tmp_path, GOOD + aside))
    assert [claim.id for claim in read.claims] == ["shop-lag"]
    assert read.asides[0].items == ("0123456789ab",)
    with pytest.raises(UsageError, match="not_checkable"):
        claims.catalogue(written(tmp_path, GOOD + aside.replace("a person's duty", "''")))


def test_a_catalogue_that_is_no_list_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="a catalogue is a list of claims"):
        claims.load(written(tmp_path, "shop: 1"))
