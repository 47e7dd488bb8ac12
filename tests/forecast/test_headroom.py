import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drillbook.forecast.headroom import HeadRoom, NoHeadRoom, one_gone


def test_the_load_of_the_one_that_is_gone_is_shared_by_the_others() -> None:
    load = {f"kafka-{n}": 60.0 for n in range(5)}
    found = one_gone("Kafka", load, dict.fromkeys(load, 90.0))
    assert isinstance(found, HeadRoom)
    # 300 over four brokers.
    assert found.each_after == pytest.approx(75)
    assert found.fits
    assert found.share == pytest.approx(75 / 90)


def test_the_loss_that_hurts_most_is_taken() -> None:
    # Without a: b has 50 + 40 and c 10 + 40, of 100. Without b: a has 80 + 25, over its 100.
    found = one_gone("x", {"a": 80.0, "b": 50.0, "c": 10.0}, dict.fromkeys("abc", 100.0))
    assert isinstance(found, HeadRoom)
    assert found.each_after == 105
    assert not found.fits


def test_one_alone_has_no_head_room() -> None:
    assert one_gone("Neo4j", {"neo4j-0": 1.0}, {"neo4j-0": 9.0}) == NoHeadRoom(
        "Neo4j", "one alone, nothing is left when it is gone", alone=True
    )


def test_without_a_limit_of_each_there_is_no_head_room_to_tell() -> None:
    found = one_gone("x", {"a": 1.0, "b": 1.0}, {"a": 9.0})
    assert found == NoHeadRoom("x", "no limit is known of b")


@settings(deadline=None)  # a busy machine is no wrong figure
@given(st.lists(st.floats(0.1, 100), min_size=2, max_size=9))
def test_what_stays_never_carries_less_than_the_mean_over_those_that_stay(
    load: list[float],
) -> None:
    by_member = {str(n): one for n, one in enumerate(load)}
    found = one_gone("x", by_member, dict.fromkeys(by_member, 100.0))
    assert isinstance(found, HeadRoom)
    assert found.each_after >= sum(load) / (len(load) - 1) - 1e-9
