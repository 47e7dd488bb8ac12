"""Judgements of an account: each can fail, and nothing acknowledged is never a pass."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import pytest

from drillbook.checks import ledger as checks
from drillbook.evidence.model import LedgerRecord
from drillbook.verdict import Judgement, Verdict

Check = Callable[[LedgerRecord], Judgement]
SPAN = timedelta(seconds=10)
LOST_AT_MOST: Check = partial(checks.lost_at_most, limit=SPAN)
RATE_AT_LEAST: Check = partial(checks.rate_at_least, rate=2_000)
ERRORS_AT_MOST: Check = partial(checks.errors_at_most, share=0.01)


def record(**changes: Any) -> LedgerRecord:
    start = datetime(2026, 11, 21, 8, 0, tzinfo=UTC)
    values: dict[str, Any] = {
        "name": "Kafka",
        "system_under_write": "Kafka topic",
        "attempted": 1000,
        "acked": 1000,
        "present": 1000,
        "lost": 0,
        "duplicated": 0,
        "reordered": 0,
        "unknown": 0,
        "unknown_present": 0,
        "lost_examples": (),
        "started": start,
        "ended": start + timedelta(seconds=1),
        "rate_per_second": 2_500.0,
        "rpo_seconds": 0.0,
        "longest_gap_seconds": 0.1,
        "gaps": (),
        "rates": (),
    }
    return LedgerRecord(**(values | changes))


@pytest.mark.parametrize(
    ("check", "changes", "verdict", "says"),
    [
        (checks.nothing_lost, {}, Verdict.PASS, "all 1000"),
        (checks.nothing_lost, {"lost": 1, "rpo_seconds": 3.0}, Verdict.FAIL, "1 of 1000"),
        (checks.nothing_lost, {"acked": 0}, Verdict.UNKNOWN, "no write was acknowledged"),
        (LOST_AT_MOST, {"lost": 9, "rpo_seconds": 10.0}, Verdict.PASS, "over 10 s, limit 10 s"),
        (LOST_AT_MOST, {"lost": 9, "rpo_seconds": 10.1}, Verdict.FAIL, "10.1 s"),
        (LOST_AT_MOST, {"rpo_seconds": None}, Verdict.UNKNOWN, "not known"),
        (LOST_AT_MOST, {"acked": 0}, Verdict.UNKNOWN, "no write was acknowledged"),
        (RATE_AT_LEAST, {"rate_per_second": float("nan")}, Verdict.FAIL, "a second, not 2000"),
        (checks.each_once_in_order, {}, Verdict.PASS, "once and in order"),
        (checks.each_once_in_order, {"duplicated": 1}, Verdict.FAIL, "1 there more than once"),
        (checks.each_once_in_order, {"reordered": 2}, Verdict.FAIL, "2 out of order"),
        (checks.each_once_in_order, {"failed_present": 3}, Verdict.FAIL, "3 refused and there"),
        (checks.each_once_in_order, {"unexpected": 4}, Verdict.FAIL, "4 never written"),
        (checks.each_once_in_order, {"stale": 5}, Verdict.PASS, "once and in order"),
        (checks.each_once_in_order, {"present": 1}, Verdict.PASS, "each of 1 writes"),
        (checks.each_once_in_order, {"present": 0}, Verdict.UNKNOWN, "none of 1000"),
        (checks.each_once_in_order, {"acked": 0}, Verdict.UNKNOWN, "no write was acknowledged"),
        (RATE_AT_LEAST, {"rate_per_second": 2_000.0}, Verdict.PASS, "2000"),
        (RATE_AT_LEAST, {"rate_per_second": 1_999.0}, Verdict.FAIL, "a second, not 2000"),
        (ERRORS_AT_MOST, {"acked": 990}, Verdict.PASS, "10 of 1000"),
        (ERRORS_AT_MOST, {"acked": 989}, Verdict.FAIL, "1.100%"),
        (ERRORS_AT_MOST, {"attempted": 0, "acked": 0}, Verdict.UNKNOWN, "nothing was attempted"),
    ],
)
def test_each_check_passes_at_its_limit_and_fails_beyond(
    check: Check, changes: dict[str, Any], verdict: Verdict, says: str
) -> None:
    judgement = check(record(**changes))
    assert judgement.verdict is verdict
    assert says in judgement.reason
