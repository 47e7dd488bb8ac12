"""Partitions are spread over more brokers with as few moves as it takes."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from drillbook.procedures.kafka_scale import balanced


def test_new_brokers_get_their_share_and_no_replica_moves_between_old_ones() -> None:
    old = {
        ("t", number): ((number % 5), (number + 1) % 5, (number + 2) % 5) for number in range(35)
    }
    wanted = balanced(old, list(range(7)))
    counts = Counter(one for replicas in wanted.values() for one in replicas)
    assert max(counts.values()) - min(counts[one] for one in range(7)) <= 2
    for place, replicas in wanted.items():
        assert len(set(replicas)) == 3
        assert set(replicas) - set(old[place]) <= {5, 6}


@given(st.lists(st.permutations(range(5)), min_size=1, max_size=40))
def test_no_partition_is_ever_twice_on_one_broker_or_loses_a_replica(
    orders: list[list[int]],
) -> None:
    old = {("t", number): tuple(order[:3]) for number, order in enumerate(orders)}
    for place, replicas in balanced(old, list(range(7))).items():
        assert len(set(replicas)) == len(old[place]) == 3
        assert len(set(replicas) - set(old[place])) <= 1
