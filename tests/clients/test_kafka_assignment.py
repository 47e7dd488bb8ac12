import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drillbook.clients.kafka_group import assigned
from drillbook.errors import Unobservable

# What a broker 4.1 answered for the only member of a group on a topic of one partition.
SEEN = b"\0\0\0\0\0\1\0\x1ddrillbook.ledger.2fc8ea5619e1\0\0\0\1\0\0\0\0\0\0\0\0"


def test_a_brokers_own_bytes_are_read() -> None:
    assert list(assigned(SEEN)) == [("drillbook.ledger.2fc8ea5619e1", 0)]


def test_a_member_without_an_assignment_holds_nothing() -> None:
    assert list(assigned(b"")) == []


@given(st.dictionaries(st.text(min_size=1, max_size=9), st.sets(st.integers(0, 99)), max_size=4))
def test_what_is_assigned_is_what_is_read(topics: dict[str, set[int]]) -> None:
    raw = struct.pack(">hi", 3, len(topics))
    for topic, numbers in topics.items():
        name = topic.encode()
        raw += struct.pack(f">h{len(name)}si", len(name), name, len(numbers))
        raw += struct.pack(f">{len(numbers)}i", *numbers)
    wanted = [(topic, number) for topic, numbers in topics.items() for number in numbers]
    assert list(assigned(raw + struct.pack(">i", -1))) == wanted


@given(st.integers(1, len(SEEN) - 5))  # the last four bytes are what the member added, here nothing
def test_an_assignment_that_is_cut_off_is_not_taken_for_a_smaller_one(size: int) -> None:
    with pytest.raises(Unobservable, match="cut off at byte"):
        list(assigned(SEEN[:size]))
