"""The bounded history: settled blocks leave memory, and nothing is forgotten."""

from contextlib import closing
from pathlib import Path

from drillbook.ledger.history import PENDING, UNANSWERED, History

BLOCK = 1 << 16


def test_settled_blocks_leave_memory_and_are_read_back_whole(tmp_path: Path) -> None:
    with closing(History(spill=tmp_path)) as history:
        for _ in range(3 * BLOCK + 5):
            history.acknowledge(history.invoke())
        assert history.blocks_in_memory == 1
        blocks = [(first, len(out), int(out.max())) for first, _, out in history.columns()]
    starts = [(first, length) for first, length, _ in blocks]
    assert starts == [(0, BLOCK), (BLOCK, BLOCK), (2 * BLOCK, BLOCK), (3 * BLOCK, 5)]
    assert all(latest < UNANSWERED for _, _, latest in blocks)


def test_a_block_with_an_open_write_stays_until_it_is_answered(tmp_path: Path) -> None:
    with closing(History(spill=tmp_path)) as history:
        slow = history.invoke()
        for _ in range(2 * BLOCK):
            history.acknowledge(history.invoke())
        assert history.blocks_in_memory == 2
        history.acknowledge(slow)
        for _ in range(BLOCK):
            history.acknowledge(history.invoke())
        assert history.blocks_in_memory == 1


def test_a_write_without_an_outcome_is_pending() -> None:
    history = History()
    history.invoke()
    assert [int(outcome[0]) for _, _, outcome in history.columns()] == [PENDING]
