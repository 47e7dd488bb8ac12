"""How full a volume is, as df tells it."""

import pytest

from drillbook.faults.disks import Space


@pytest.mark.parametrize(
    ("size", "available", "percent"),
    [(200, 0, 100.0), (200, 10, 95.0), (200, 200, 0.0), (0, 0, 100.0)],
)
def test_what_is_kept_back_for_root_counts_as_used(
    size: int, available: int, percent: float
) -> None:
    assert Space(size, available, "/data").percent == percent
