import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drillbook.forecast.growth import Projection, Row, projection
from drillbook.notebook.capacity_plan import read

KG_RCA, NEURALLOG = read("kg_rca"), read("neurallog")


def test_the_plan_of_kg_rca_is_full_in_15_months_and_decided_in_12() -> None:
    said = KG_RCA.growth
    assert said is not None
    found = projection(said.now, said.a_month, said.at_most, said.plan_months_before)
    assert found == Projection(15, 12)


@settings(deadline=None)  # a busy machine is no wrong figure
@given(st.integers(0, 500), st.integers(1, 50), st.integers(1, 500), st.integers(0, 12))
def test_the_projection_is_the_last_month_in_which_all_still_fit(
    now: int, a_month: int, at_most: int, before: int
) -> None:
    found = projection(now, a_month, at_most, before)
    assert found.plan_month == found.months_until_full - before
    if now <= at_most:
        assert now + found.months_until_full * a_month <= at_most
        assert now + (found.months_until_full + 1) * a_month > at_most


def test_neurallogs_table_agrees_with_itself_but_for_its_storage() -> None:
    assert NEURALLOG.table is not None
    rows = {row.of: row for row in NEURALLOG.table.as_rows()}
    assert [name for name, row in rows.items() if row.contradiction] == ["storage in TB"]
    # +500 % to 15 TB starts from 2.5 TB, and six months of 2.5 TB more make 17.5 TB.
    assert "leads to 17.5 in 6 months, not 15" in rows["storage in TB"].contradiction
    # Twice as many in six months: the sixth root of two.
    assert rows["active tenants"].monthly == pytest.approx(2 ** (1 / 6) - 1)


def test_a_row_whose_percentage_is_not_its_growth_says_so() -> None:
    assert Row("x", 6, then=30, growth=1.0, now=10).contradiction == "10 to 30 is +200%, not +100%"
