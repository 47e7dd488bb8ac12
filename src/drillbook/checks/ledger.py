"""Judgements of a ledger's account."""

from datetime import timedelta

from drillbook.clock import describe
from drillbook.evidence.model import LedgerRecord
from drillbook.verdict import Judgement, failed, passed, unknown


def nothing_lost(record: LedgerRecord) -> Judgement:
    """Judge that each acknowledged write is there."""
    if silent := _silent(record):
        return silent
    if record.lost:
        examples = "; ".join(record.lost_examples[:3])
        return failed(
            f"{record.name}: {record.lost} of {record.acked} acknowledged writes are lost, "
            f"over {_rpo(record)} ({examples})"
        )
    return passed(f"{record.name}: all {record.acked} acknowledged writes are there")


def lost_at_most(record: LedgerRecord, limit: timedelta) -> Judgement:
    """Judge that what is lost was acknowledged within a span no longer than the limit (RPO)."""
    if silent := _silent(record):
        return silent
    if record.rpo_seconds is None:
        return unknown(f"{record.name}: the span of the loss is not known")
    text = (
        f"{record.name}: {record.lost} of {record.acked} acknowledged writes lost, "
        f"over {_rpo(record)}, limit {describe(limit)}"
    )
    return passed(text) if record.rpo_seconds <= limit.total_seconds() else failed(text)


def each_once_in_order(record: LedgerRecord) -> Judgement:
    """Judge that nothing is there twice, out of order, or without having been written.

    What one look missed and a later one found (``stale``) is neither: a broker that has just
    become leader shows what was acknowledged before only once its replicas confirm it again.
    """
    if silent := _silent(record):
        return silent
    wrong = {
        "there more than once": record.duplicated,
        "out of order": record.reordered,
        "refused and there": record.failed_present,
        "never written and there": record.unexpected,
    }
    found = ", ".join(f"{count} {how}" for how, count in wrong.items() if count)
    if found:
        return failed(f"{record.name}: {found}, of {record.attempted} writes")
    if not record.present:
        return unknown(f"{record.name}: none of {record.acked} acknowledged writes is there")
    return passed(f"{record.name}: each of {record.present} writes is there once and in order")


def rate_at_least(record: LedgerRecord, rate: int) -> Judgement:
    """Judge that the ledger wrote as much as its drill says."""
    text = f"{record.name}: {record.rate_per_second:.0f} acknowledged writes a second"
    if not record.rate_per_second >= rate:
        return failed(f"{text}, not {rate}")
    return passed(f"{text}, at least {rate}")


def errors_at_most(record: LedgerRecord, share: float) -> Judgement:
    """Judge the share of attempts that failed or got no answer against a budget (0 to 1)."""
    if not record.attempted:
        return unknown(f"{record.name}: nothing was attempted")
    bad = record.attempted - record.acked
    text = (
        f"{record.name}: {bad} of {record.attempted} attempts failed or got no answer "
        f"({bad / record.attempted:.3%}), budget {share:.3%}"
    )
    return passed(text) if bad <= share * record.attempted else failed(text)


def errors_under(record: LedgerRecord, share: float) -> Judgement:
    """Judge that the share of attempts without a good answer is less than a limit (0 to 1)."""
    if not record.attempted:
        return unknown(f"{record.name}: nothing was attempted")
    bad = record.attempted - record.acked
    text = f"{record.name}: {bad} of {record.attempted} attempts had no good answer"
    if bad < share * record.attempted:
        return passed(f"{text}, less than {share:.3%}")
    return failed(f"{text}, not less than {share:.3%}")


def answered_at_least(record: LedgerRecord, share: float) -> Judgement:
    """Judge that at least a share (0 to 1) of the attempts had a good answer."""
    if not record.attempted:
        return unknown(f"{record.name}: nothing was attempted")
    text = f"{record.name}: {record.acked} of {record.attempted} attempts had a good answer"
    if record.acked >= share * record.attempted:
        return passed(f"{text}, at least {share:.3%}")
    return failed(f"{text}, not {share:.3%}")


def time_under(
    record: LedgerRecord, percentile: str, seconds: float | None, limit: timedelta
) -> Judgement:
    """Judge that a percentile of the times to an answer is under a limit; None: no answer."""
    if seconds is None:
        return unknown(f"{record.name}: no answer, so no time to one is known")
    text = (
        f"{record.name}: the {percentile} percentile of {record.acked} answers is {seconds:.3f} s"
    )
    if seconds < limit.total_seconds():
        return passed(f"{text}, under {describe(limit)}")
    return failed(f"{text}, not under {describe(limit)}")


def _silent(record: LedgerRecord) -> Judgement | None:
    if record.acked:
        return None
    return unknown(f"{record.name}: no write was acknowledged, so nothing is known of their fate")


def _rpo(record: LedgerRecord) -> str:
    return "an unknown span" if record.rpo_seconds is None else f"{record.rpo_seconds:.3g} s"
