"""Whether a volume has become larger, by its claim and by its file system."""

import pytest

from drillbook.checks import volumes
from drillbook.verdict import Verdict

MIB = 1 << 20
BY = 100 * MIB


@pytest.mark.parametrize(
    ("capacity", "size", "verdict", "why"),
    [
        (300, 290, Verdict.PASS, "c has 300 MiB, 200 before; its file system 290 MiB, 190 before"),
        (300, 280, Verdict.PASS, "280 MiB, 190 before"),  # a tenth is kept for itself
        (300, 279, Verdict.FAIL, "the file system has not grown with it"),
        (299, 290, Verdict.FAIL, "the claim is not 100 MiB larger"),
        (200, 190, Verdict.FAIL, "the claim is not 100 MiB larger"),
    ],
)
def test_a_volume_is_larger_by_its_claim_and_in_its_container(
    capacity: int, size: int, verdict: Verdict, why: str
) -> None:
    judgement = volumes.larger("c", (200 * MIB, capacity * MIB), (190 * MIB, size * MIB), BY)
    assert judgement.verdict is verdict
    assert why in judgement.reason
