"""The bounded history: older blocks leave memory, and nothing is forgotten."""

import pytest

from drillbook.ledger import column
from drillbook.ledger.column import Column
from drillbook.ledger.history import PENDING, UNANSWERED, History

BLOCK = 100


@pytest.fixture(autouse=True)
def _small_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(column, "BLOCK", BLOCK)


def test_a_long_history_keeps_a_few_blocks_in_memory_and_is_read_back_whole() -> None:
    history = History()
    for _ in range(20 * BLOCK + 5):
        history.acknowledge(history.invoke())
    assert history._outcome.blocks_in_memory == history._invoked.blocks_in_memory == 4
    blocks = [(first, len(out), int(out.max())) for first, _, out in history.columns()]
    starts = [(first, length) for first, length, _ in blocks]
    assert starts == [*((number * BLOCK, BLOCK) for number in range(20)), (20 * BLOCK, 5)]
    assert all(latest < UNANSWERED for _, _, latest in blocks)
    assert history.acked == len(history) == 20 * BLOCK + 5


def test_an_answer_that_comes_long_after_its_block_left_memory_counts() -> None:
    ticks = iter(range(10**9))
    history = History(lambda: next(ticks))
    slow = history.invoke()
    for _ in range(18 * BLOCK):
        history.acknowledge(history.invoke())
    assert history.acked_at(slow) is None
    history.acknowledge(slow)
    assert history.acked_at(slow) is not None
    (_, _, first), *_ = history.columns()
    assert int(first.max()) < UNANSWERED


def test_a_write_without_an_outcome_is_pending() -> None:
    history = History()
    history.invoke()
    assert [int(outcome[0]) for _, _, outcome in history.columns()] == [PENDING]


def test_a_column_that_was_made_long_is_zero_until_it_is_set() -> None:
    many = Column("B", 40 * BLOCK + 3)
    for block in range(41):
        many[block * BLOCK + 2] = block
    assert [many[block * BLOCK + 2] for block in range(41)] == list(range(41))
    assert [(len(values), int(values.sum())) for _, values in many.blocks()] == [
        *((BLOCK, block) for block in range(40)),
        (3, 40),
    ]
