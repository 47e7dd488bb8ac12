"""Judgements of a ledger's account."""

from datetime import timedelta

from drillbook.clock import describe
from drillbook.evidence.model import LedgerRecord
from drillbook.verdict import Judgement, failed, passed, unknown


from mutmut.mutation.trampoline import wrap_in_trampoline as _mutmut_mutated, MutantDict
mutants_x_nothing_lost__mutmut: MutantDict = {}  # type: ignore


@_mutmut_mutated(mutants_x_nothing_lost__mutmut)
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


def x_nothing_lost__mutmut_orig(record: LedgerRecord) -> Judgement:
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


def x_nothing_lost__mutmut_1(record: LedgerRecord) -> Judgement:
    """Judge that each acknowledged write is there."""
    if silent := _silent(None):
        return silent
    if record.lost:
        examples = "; ".join(record.lost_examples[:3])
        return failed(
            f"{record.name}: {record.lost} of {record.acked} acknowledged writes are lost, "
            f"over {_rpo(record)} ({examples})"
        )
    return passed(f"{record.name}: all {record.acked} acknowledged writes are there")


def x_nothing_lost__mutmut_2(record: LedgerRecord) -> Judgement:
    """Judge that each acknowledged write is there."""
    if silent := _silent(record):
        return silent
    if record.lost:
        examples = None
        return failed(
            f"{record.name}: {record.lost} of {record.acked} acknowledged writes are lost, "
            f"over {_rpo(record)} ({examples})"
        )
    return passed(f"{record.name}: all {record.acked} acknowledged writes are there")


def x_nothing_lost__mutmut_3(record: LedgerRecord) -> Judgement:
    """Judge that each acknowledged write is there."""
    if silent := _silent(record):
        return silent
    if record.lost:
        examples = "; ".join(None)
        return failed(
            f"{record.name}: {record.lost} of {record.acked} acknowledged writes are lost, "
            f"over {_rpo(record)} ({examples})"
        )
    return passed(f"{record.name}: all {record.acked} acknowledged writes are there")


def x_nothing_lost__mutmut_4(record: LedgerRecord) -> Judgement:
    """Judge that each acknowledged write is there."""
    if silent := _silent(record):
        return silent
    if record.lost:
        examples = "XX; XX".join(record.lost_examples[:3])
        return failed(
            f"{record.name}: {record.lost} of {record.acked} acknowledged writes are lost, "
            f"over {_rpo(record)} ({examples})"
        )
    return passed(f"{record.name}: all {record.acked} acknowledged writes are there")


def x_nothing_lost__mutmut_5(record: LedgerRecord) -> Judgement:
    """Judge that each acknowledged write is there."""
    if silent := _silent(record):
        return silent
    if record.lost:
        examples = "; ".join(record.lost_examples[:4])
        return failed(
            f"{record.name}: {record.lost} of {record.acked} acknowledged writes are lost, "
            f"over {_rpo(record)} ({examples})"
        )
    return passed(f"{record.name}: all {record.acked} acknowledged writes are there")


def x_nothing_lost__mutmut_6(record: LedgerRecord) -> Judgement:
    """Judge that each acknowledged write is there."""
    if silent := _silent(record):
        return silent
    if record.lost:
        examples = "; ".join(record.lost_examples[:3])
        return failed(
            None
        )
    return passed(f"{record.name}: all {record.acked} acknowledged writes are there")


def x_nothing_lost__mutmut_7(record: LedgerRecord) -> Judgement:
    """Judge that each acknowledged write is there."""
    if silent := _silent(record):
        return silent
    if record.lost:
        examples = "; ".join(record.lost_examples[:3])
        return failed(
            f"{record.name}: {record.lost} of {record.acked} acknowledged writes are lost, "
            f"over {_rpo(None)} ({examples})"
        )
    return passed(f"{record.name}: all {record.acked} acknowledged writes are there")


def x_nothing_lost__mutmut_8(record: LedgerRecord) -> Judgement:
    """Judge that each acknowledged write is there."""
    if silent := _silent(record):
        return silent
    if record.lost:
        examples = "; ".join(record.lost_examples[:3])
        return failed(
            f"{record.name}: {record.lost} of {record.acked} acknowledged writes are lost, "
            f"over {_rpo(record)} ({examples})"
        )
    return passed(None)

mutants_x_nothing_lost__mutmut['_mutmut_orig'] = x_nothing_lost__mutmut_orig # type: ignore # mutmut generated
mutants_x_nothing_lost__mutmut['x_nothing_lost__mutmut_1'] = x_nothing_lost__mutmut_1 # type: ignore # mutmut generated
mutants_x_nothing_lost__mutmut['x_nothing_lost__mutmut_2'] = x_nothing_lost__mutmut_2 # type: ignore # mutmut generated
mutants_x_nothing_lost__mutmut['x_nothing_lost__mutmut_3'] = x_nothing_lost__mutmut_3 # type: ignore # mutmut generated
mutants_x_nothing_lost__mutmut['x_nothing_lost__mutmut_4'] = x_nothing_lost__mutmut_4 # type: ignore # mutmut generated
mutants_x_nothing_lost__mutmut['x_nothing_lost__mutmut_5'] = x_nothing_lost__mutmut_5 # type: ignore # mutmut generated
mutants_x_nothing_lost__mutmut['x_nothing_lost__mutmut_6'] = x_nothing_lost__mutmut_6 # type: ignore # mutmut generated
mutants_x_nothing_lost__mutmut['x_nothing_lost__mutmut_7'] = x_nothing_lost__mutmut_7 # type: ignore # mutmut generated
mutants_x_nothing_lost__mutmut['x_nothing_lost__mutmut_8'] = x_nothing_lost__mutmut_8 # type: ignore # mutmut generated
mutants_x_lost_at_most__mutmut: MutantDict = {}  # type: ignore


@_mutmut_mutated(mutants_x_lost_at_most__mutmut)
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


def x_lost_at_most__mutmut_orig(record: LedgerRecord, limit: timedelta) -> Judgement:
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


def x_lost_at_most__mutmut_1(record: LedgerRecord, limit: timedelta) -> Judgement:
    """Judge that what is lost was acknowledged within a span no longer than the limit (RPO)."""
    if silent := _silent(None):
        return silent
    if record.rpo_seconds is None:
        return unknown(f"{record.name}: the span of the loss is not known")
    text = (
        f"{record.name}: {record.lost} of {record.acked} acknowledged writes lost, "
        f"over {_rpo(record)}, limit {describe(limit)}"
    )
    return passed(text) if record.rpo_seconds <= limit.total_seconds() else failed(text)


def x_lost_at_most__mutmut_2(record: LedgerRecord, limit: timedelta) -> Judgement:
    """Judge that what is lost was acknowledged within a span no longer than the limit (RPO)."""
    if silent := _silent(record):
        return silent
    if record.rpo_seconds is not None:
        return unknown(f"{record.name}: the span of the loss is not known")
    text = (
        f"{record.name}: {record.lost} of {record.acked} acknowledged writes lost, "
        f"over {_rpo(record)}, limit {describe(limit)}"
    )
    return passed(text) if record.rpo_seconds <= limit.total_seconds() else failed(text)


def x_lost_at_most__mutmut_3(record: LedgerRecord, limit: timedelta) -> Judgement:
    """Judge that what is lost was acknowledged within a span no longer than the limit (RPO)."""
    if silent := _silent(record):
        return silent
    if record.rpo_seconds is None:
        return unknown(None)
    text = (
        f"{record.name}: {record.lost} of {record.acked} acknowledged writes lost, "
        f"over {_rpo(record)}, limit {describe(limit)}"
    )
    return passed(text) if record.rpo_seconds <= limit.total_seconds() else failed(text)


def x_lost_at_most__mutmut_4(record: LedgerRecord, limit: timedelta) -> Judgement:
    """Judge that what is lost was acknowledged within a span no longer than the limit (RPO)."""
    if silent := _silent(record):
        return silent
    if record.rpo_seconds is None:
        return unknown(f"{record.name}: the span of the loss is not known")
    text = None
    return passed(text) if record.rpo_seconds <= limit.total_seconds() else failed(text)


def x_lost_at_most__mutmut_5(record: LedgerRecord, limit: timedelta) -> Judgement:
    """Judge that what is lost was acknowledged within a span no longer than the limit (RPO)."""
    if silent := _silent(record):
        return silent
    if record.rpo_seconds is None:
        return unknown(f"{record.name}: the span of the loss is not known")
    text = (
        f"{record.name}: {record.lost} of {record.acked} acknowledged writes lost, "
        f"over {_rpo(None)}, limit {describe(limit)}"
    )
    return passed(text) if record.rpo_seconds <= limit.total_seconds() else failed(text)


def x_lost_at_most__mutmut_6(record: LedgerRecord, limit: timedelta) -> Judgement:
    """Judge that what is lost was acknowledged within a span no longer than the limit (RPO)."""
    if silent := _silent(record):
        return silent
    if record.rpo_seconds is None:
        return unknown(f"{record.name}: the span of the loss is not known")
    text = (
        f"{record.name}: {record.lost} of {record.acked} acknowledged writes lost, "
        f"over {_rpo(record)}, limit {describe(None)}"
    )
    return passed(text) if record.rpo_seconds <= limit.total_seconds() else failed(text)


def x_lost_at_most__mutmut_7(record: LedgerRecord, limit: timedelta) -> Judgement:
    """Judge that what is lost was acknowledged within a span no longer than the limit (RPO)."""
    if silent := _silent(record):
        return silent
    if record.rpo_seconds is None:
        return unknown(f"{record.name}: the span of the loss is not known")
    text = (
        f"{record.name}: {record.lost} of {record.acked} acknowledged writes lost, "
        f"over {_rpo(record)}, limit {describe(limit)}"
    )
    return passed(text) if (record.rpo_seconds <= limit.total_seconds()) and False else failed(text)


def x_lost_at_most__mutmut_8(record: LedgerRecord, limit: timedelta) -> Judgement:
    """Judge that what is lost was acknowledged within a span no longer than the limit (RPO)."""
    if silent := _silent(record):
        return silent
    if record.rpo_seconds is None:
        return unknown(f"{record.name}: the span of the loss is not known")
    text = (
        f"{record.name}: {record.lost} of {record.acked} acknowledged writes lost, "
        f"over {_rpo(record)}, limit {describe(limit)}"
    )
    return passed(text) if (record.rpo_seconds <= limit.total_seconds()) or True else failed(text)


def x_lost_at_most__mutmut_9(record: LedgerRecord, limit: timedelta) -> Judgement:
    """Judge that what is lost was acknowledged within a span no longer than the limit (RPO)."""
    if silent := _silent(record):
        return silent
    if record.rpo_seconds is None:
        return unknown(f"{record.name}: the span of the loss is not known")
    text = (
        f"{record.name}: {record.lost} of {record.acked} acknowledged writes lost, "
        f"over {_rpo(record)}, limit {describe(limit)}"
    )
    return passed(None) if record.rpo_seconds <= limit.total_seconds() else failed(text)


def x_lost_at_most__mutmut_10(record: LedgerRecord, limit: timedelta) -> Judgement:
    """Judge that what is lost was acknowledged within a span no longer than the limit (RPO)."""
    if silent := _silent(record):
        return silent
    if record.rpo_seconds is None:
        return unknown(f"{record.name}: the span of the loss is not known")
    text = (
        f"{record.name}: {record.lost} of {record.acked} acknowledged writes lost, "
        f"over {_rpo(record)}, limit {describe(limit)}"
    )
    return passed(text) if record.rpo_seconds < limit.total_seconds() else failed(text)


def x_lost_at_most__mutmut_11(record: LedgerRecord, limit: timedelta) -> Judgement:
    """Judge that what is lost was acknowledged within a span no longer than the limit (RPO)."""
    if silent := _silent(record):
        return silent
    if record.rpo_seconds is None:
        return unknown(f"{record.name}: the span of the loss is not known")
    text = (
        f"{record.name}: {record.lost} of {record.acked} acknowledged writes lost, "
        f"over {_rpo(record)}, limit {describe(limit)}"
    )
    return passed(text) if record.rpo_seconds <= limit.total_seconds() else failed(None)

mutants_x_lost_at_most__mutmut['_mutmut_orig'] = x_lost_at_most__mutmut_orig # type: ignore # mutmut generated
mutants_x_lost_at_most__mutmut['x_lost_at_most__mutmut_1'] = x_lost_at_most__mutmut_1 # type: ignore # mutmut generated
mutants_x_lost_at_most__mutmut['x_lost_at_most__mutmut_2'] = x_lost_at_most__mutmut_2 # type: ignore # mutmut generated
mutants_x_lost_at_most__mutmut['x_lost_at_most__mutmut_3'] = x_lost_at_most__mutmut_3 # type: ignore # mutmut generated
mutants_x_lost_at_most__mutmut['x_lost_at_most__mutmut_4'] = x_lost_at_most__mutmut_4 # type: ignore # mutmut generated
mutants_x_lost_at_most__mutmut['x_lost_at_most__mutmut_5'] = x_lost_at_most__mutmut_5 # type: ignore # mutmut generated
mutants_x_lost_at_most__mutmut['x_lost_at_most__mutmut_6'] = x_lost_at_most__mutmut_6 # type: ignore # mutmut generated
mutants_x_lost_at_most__mutmut['x_lost_at_most__mutmut_7'] = x_lost_at_most__mutmut_7 # type: ignore # mutmut generated
mutants_x_lost_at_most__mutmut['x_lost_at_most__mutmut_8'] = x_lost_at_most__mutmut_8 # type: ignore # mutmut generated
mutants_x_lost_at_most__mutmut['x_lost_at_most__mutmut_9'] = x_lost_at_most__mutmut_9 # type: ignore # mutmut generated
mutants_x_lost_at_most__mutmut['x_lost_at_most__mutmut_10'] = x_lost_at_most__mutmut_10 # type: ignore # mutmut generated
mutants_x_lost_at_most__mutmut['x_lost_at_most__mutmut_11'] = x_lost_at_most__mutmut_11 # type: ignore # mutmut generated
mutants_x_each_once_in_order__mutmut: MutantDict = {}  # type: ignore


@_mutmut_mutated(mutants_x_each_once_in_order__mutmut)
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
    return passed(f"{record.name}: each of {record.present} writes is there once and in order")


def x_each_once_in_order__mutmut_orig(record: LedgerRecord) -> Judgement:
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
    return passed(f"{record.name}: each of {record.present} writes is there once and in order")


def x_each_once_in_order__mutmut_1(record: LedgerRecord) -> Judgement:
    """Judge that nothing is there twice, out of order, or without having been written.

    What one look missed and a later one found (``stale``) is neither: a broker that has just
    become leader shows what was acknowledged before only once its replicas confirm it again.
    """
    if silent := _silent(None):
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
    return passed(f"{record.name}: each of {record.present} writes is there once and in order")


def x_each_once_in_order__mutmut_2(record: LedgerRecord) -> Judgement:
    """Judge that nothing is there twice, out of order, or without having been written.

    What one look missed and a later one found (``stale``) is neither: a broker that has just
    become leader shows what was acknowledged before only once its replicas confirm it again.
    """
    if silent := _silent(record):
        return silent
    wrong = None
    found = ", ".join(f"{count} {how}" for how, count in wrong.items() if count)
    if found:
        return failed(f"{record.name}: {found}, of {record.attempted} writes")
    return passed(f"{record.name}: each of {record.present} writes is there once and in order")


def x_each_once_in_order__mutmut_3(record: LedgerRecord) -> Judgement:
    """Judge that nothing is there twice, out of order, or without having been written.

    What one look missed and a later one found (``stale``) is neither: a broker that has just
    become leader shows what was acknowledged before only once its replicas confirm it again.
    """
    if silent := _silent(record):
        return silent
    wrong = {
        "XXthere more than onceXX": record.duplicated,
        "out of order": record.reordered,
        "refused and there": record.failed_present,
        "never written and there": record.unexpected,
    }
    found = ", ".join(f"{count} {how}" for how, count in wrong.items() if count)
    if found:
        return failed(f"{record.name}: {found}, of {record.attempted} writes")
    return passed(f"{record.name}: each of {record.present} writes is there once and in order")


def x_each_once_in_order__mutmut_4(record: LedgerRecord) -> Judgement:
    """Judge that nothing is there twice, out of order, or without having been written.

    What one look missed and a later one found (``stale``) is neither: a broker that has just
    become leader shows what was acknowledged before only once its replicas confirm it again.
    """
    if silent := _silent(record):
        return silent
    wrong = {
        "THERE MORE THAN ONCE": record.duplicated,
        "out of order": record.reordered,
        "refused and there": record.failed_present,
        "never written and there": record.unexpected,
    }
    found = ", ".join(f"{count} {how}" for how, count in wrong.items() if count)
    if found:
        return failed(f"{record.name}: {found}, of {record.attempted} writes")
    return passed(f"{record.name}: each of {record.present} writes is there once and in order")


def x_each_once_in_order__mutmut_5(record: LedgerRecord) -> Judgement:
    """Judge that nothing is there twice, out of order, or without having been written.

    What one look missed and a later one found (``stale``) is neither: a broker that has just
    become leader shows what was acknowledged before only once its replicas confirm it again.
    """
    if silent := _silent(record):
        return silent
    wrong = {
        "there more than once": record.duplicated,
        "XXout of orderXX": record.reordered,
        "refused and there": record.failed_present,
        "never written and there": record.unexpected,
    }
    found = ", ".join(f"{count} {how}" for how, count in wrong.items() if count)
    if found:
        return failed(f"{record.name}: {found}, of {record.attempted} writes")
    return passed(f"{record.name}: each of {record.present} writes is there once and in order")


def x_each_once_in_order__mutmut_6(record: LedgerRecord) -> Judgement:
    """Judge that nothing is there twice, out of order, or without having been written.

    What one look missed and a later one found (``stale``) is neither: a broker that has just
    become leader shows what was acknowledged before only once its replicas confirm it again.
    """
    if silent := _silent(record):
        return silent
    wrong = {
        "there more than once": record.duplicated,
        "OUT OF ORDER": record.reordered,
        "refused and there": record.failed_present,
        "never written and there": record.unexpected,
    }
    found = ", ".join(f"{count} {how}" for how, count in wrong.items() if count)
    if found:
        return failed(f"{record.name}: {found}, of {record.attempted} writes")
    return passed(f"{record.name}: each of {record.present} writes is there once and in order")


def x_each_once_in_order__mutmut_7(record: LedgerRecord) -> Judgement:
    """Judge that nothing is there twice, out of order, or without having been written.

    What one look missed and a later one found (``stale``) is neither: a broker that has just
    become leader shows what was acknowledged before only once its replicas confirm it again.
    """
    if silent := _silent(record):
        return silent
    wrong = {
        "there more than once": record.duplicated,
        "out of order": record.reordered,
        "XXrefused and thereXX": record.failed_present,
        "never written and there": record.unexpected,
    }
    found = ", ".join(f"{count} {how}" for how, count in wrong.items() if count)
    if found:
        return failed(f"{record.name}: {found}, of {record.attempted} writes")
    return passed(f"{record.name}: each of {record.present} writes is there once and in order")


def x_each_once_in_order__mutmut_8(record: LedgerRecord) -> Judgement:
    """Judge that nothing is there twice, out of order, or without having been written.

    What one look missed and a later one found (``stale``) is neither: a broker that has just
    become leader shows what was acknowledged before only once its replicas confirm it again.
    """
    if silent := _silent(record):
        return silent
    wrong = {
        "there more than once": record.duplicated,
        "out of order": record.reordered,
        "REFUSED AND THERE": record.failed_present,
        "never written and there": record.unexpected,
    }
    found = ", ".join(f"{count} {how}" for how, count in wrong.items() if count)
    if found:
        return failed(f"{record.name}: {found}, of {record.attempted} writes")
    return passed(f"{record.name}: each of {record.present} writes is there once and in order")


def x_each_once_in_order__mutmut_9(record: LedgerRecord) -> Judgement:
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
        "XXnever written and thereXX": record.unexpected,
    }
    found = ", ".join(f"{count} {how}" for how, count in wrong.items() if count)
    if found:
        return failed(f"{record.name}: {found}, of {record.attempted} writes")
    return passed(f"{record.name}: each of {record.present} writes is there once and in order")


def x_each_once_in_order__mutmut_10(record: LedgerRecord) -> Judgement:
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
        "NEVER WRITTEN AND THERE": record.unexpected,
    }
    found = ", ".join(f"{count} {how}" for how, count in wrong.items() if count)
    if found:
        return failed(f"{record.name}: {found}, of {record.attempted} writes")
    return passed(f"{record.name}: each of {record.present} writes is there once and in order")


def x_each_once_in_order__mutmut_11(record: LedgerRecord) -> Judgement:
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
    found = None
    if found:
        return failed(f"{record.name}: {found}, of {record.attempted} writes")
    return passed(f"{record.name}: each of {record.present} writes is there once and in order")


def x_each_once_in_order__mutmut_12(record: LedgerRecord) -> Judgement:
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
    found = ", ".join(None)
    if found:
        return failed(f"{record.name}: {found}, of {record.attempted} writes")
    return passed(f"{record.name}: each of {record.present} writes is there once and in order")


def x_each_once_in_order__mutmut_13(record: LedgerRecord) -> Judgement:
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
    found = "XX, XX".join(f"{count} {how}" for how, count in wrong.items() if count)
    if found:
        return failed(f"{record.name}: {found}, of {record.attempted} writes")
    return passed(f"{record.name}: each of {record.present} writes is there once and in order")


def x_each_once_in_order__mutmut_14(record: LedgerRecord) -> Judgement:
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
        return failed(None)
    return passed(f"{record.name}: each of {record.present} writes is there once and in order")


def x_each_once_in_order__mutmut_15(record: LedgerRecord) -> Judgement:
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
    return passed(None)

mutants_x_each_once_in_order__mutmut['_mutmut_orig'] = x_each_once_in_order__mutmut_orig # type: ignore # mutmut generated
mutants_x_each_once_in_order__mutmut['x_each_once_in_order__mutmut_1'] = x_each_once_in_order__mutmut_1 # type: ignore # mutmut generated
mutants_x_each_once_in_order__mutmut['x_each_once_in_order__mutmut_2'] = x_each_once_in_order__mutmut_2 # type: ignore # mutmut generated
mutants_x_each_once_in_order__mutmut['x_each_once_in_order__mutmut_3'] = x_each_once_in_order__mutmut_3 # type: ignore # mutmut generated
mutants_x_each_once_in_order__mutmut['x_each_once_in_order__mutmut_4'] = x_each_once_in_order__mutmut_4 # type: ignore # mutmut generated
mutants_x_each_once_in_order__mutmut['x_each_once_in_order__mutmut_5'] = x_each_once_in_order__mutmut_5 # type: ignore # mutmut generated
mutants_x_each_once_in_order__mutmut['x_each_once_in_order__mutmut_6'] = x_each_once_in_order__mutmut_6 # type: ignore # mutmut generated
mutants_x_each_once_in_order__mutmut['x_each_once_in_order__mutmut_7'] = x_each_once_in_order__mutmut_7 # type: ignore # mutmut generated
mutants_x_each_once_in_order__mutmut['x_each_once_in_order__mutmut_8'] = x_each_once_in_order__mutmut_8 # type: ignore # mutmut generated
mutants_x_each_once_in_order__mutmut['x_each_once_in_order__mutmut_9'] = x_each_once_in_order__mutmut_9 # type: ignore # mutmut generated
mutants_x_each_once_in_order__mutmut['x_each_once_in_order__mutmut_10'] = x_each_once_in_order__mutmut_10 # type: ignore # mutmut generated
mutants_x_each_once_in_order__mutmut['x_each_once_in_order__mutmut_11'] = x_each_once_in_order__mutmut_11 # type: ignore # mutmut generated
mutants_x_each_once_in_order__mutmut['x_each_once_in_order__mutmut_12'] = x_each_once_in_order__mutmut_12 # type: ignore # mutmut generated
mutants_x_each_once_in_order__mutmut['x_each_once_in_order__mutmut_13'] = x_each_once_in_order__mutmut_13 # type: ignore # mutmut generated
mutants_x_each_once_in_order__mutmut['x_each_once_in_order__mutmut_14'] = x_each_once_in_order__mutmut_14 # type: ignore # mutmut generated
mutants_x_each_once_in_order__mutmut['x_each_once_in_order__mutmut_15'] = x_each_once_in_order__mutmut_15 # type: ignore # mutmut generated
mutants_x_rate_at_least__mutmut: MutantDict = {}  # type: ignore


@_mutmut_mutated(mutants_x_rate_at_least__mutmut)
def rate_at_least(record: LedgerRecord, rate: int) -> Judgement:
    """Judge that the ledger wrote as much as its drill stands for; less is no evidence."""
    text = f"{record.name}: {record.rate_per_second:.0f} acknowledged writes a second"
    if record.rate_per_second < rate:
        return unknown(f"{text}, and the drill stands for {rate}")
    return passed(f"{text}, at least {rate}")


def x_rate_at_least__mutmut_orig(record: LedgerRecord, rate: int) -> Judgement:
    """Judge that the ledger wrote as much as its drill stands for; less is no evidence."""
    text = f"{record.name}: {record.rate_per_second:.0f} acknowledged writes a second"
    if record.rate_per_second < rate:
        return unknown(f"{text}, and the drill stands for {rate}")
    return passed(f"{text}, at least {rate}")


def x_rate_at_least__mutmut_1(record: LedgerRecord, rate: int) -> Judgement:
    """Judge that the ledger wrote as much as its drill stands for; less is no evidence."""
    text = None
    if record.rate_per_second < rate:
        return unknown(f"{text}, and the drill stands for {rate}")
    return passed(f"{text}, at least {rate}")


def x_rate_at_least__mutmut_2(record: LedgerRecord, rate: int) -> Judgement:
    """Judge that the ledger wrote as much as its drill stands for; less is no evidence."""
    text = f"{record.name}: {record.rate_per_second:.0f} acknowledged writes a second"
    if record.rate_per_second <= rate:
        return unknown(f"{text}, and the drill stands for {rate}")
    return passed(f"{text}, at least {rate}")


def x_rate_at_least__mutmut_3(record: LedgerRecord, rate: int) -> Judgement:
    """Judge that the ledger wrote as much as its drill stands for; less is no evidence."""
    text = f"{record.name}: {record.rate_per_second:.0f} acknowledged writes a second"
    if record.rate_per_second < rate:
        return unknown(None)
    return passed(f"{text}, at least {rate}")


def x_rate_at_least__mutmut_4(record: LedgerRecord, rate: int) -> Judgement:
    """Judge that the ledger wrote as much as its drill stands for; less is no evidence."""
    text = f"{record.name}: {record.rate_per_second:.0f} acknowledged writes a second"
    if record.rate_per_second < rate:
        return unknown(f"{text}, and the drill stands for {rate}")
    return passed(None)

mutants_x_rate_at_least__mutmut['_mutmut_orig'] = x_rate_at_least__mutmut_orig # type: ignore # mutmut generated
mutants_x_rate_at_least__mutmut['x_rate_at_least__mutmut_1'] = x_rate_at_least__mutmut_1 # type: ignore # mutmut generated
mutants_x_rate_at_least__mutmut['x_rate_at_least__mutmut_2'] = x_rate_at_least__mutmut_2 # type: ignore # mutmut generated
mutants_x_rate_at_least__mutmut['x_rate_at_least__mutmut_3'] = x_rate_at_least__mutmut_3 # type: ignore # mutmut generated
mutants_x_rate_at_least__mutmut['x_rate_at_least__mutmut_4'] = x_rate_at_least__mutmut_4 # type: ignore # mutmut generated
mutants_x_outage_at_most__mutmut: MutantDict = {}  # type: ignore


@_mutmut_mutated(mutants_x_outage_at_most__mutmut)
def outage_at_most(record: LedgerRecord, limit: timedelta) -> Judgement:
    """Judge the longest time without an acknowledgement: the outage that users saw."""
    if silent := _silent(record):
        return silent
    gap = timedelta(seconds=record.longest_gap_seconds)
    text = f"{record.name}: longest outage {describe(gap)}, limit {describe(limit)}"
    return passed(text) if gap <= limit else failed(text)


def x_outage_at_most__mutmut_orig(record: LedgerRecord, limit: timedelta) -> Judgement:
    """Judge the longest time without an acknowledgement: the outage that users saw."""
    if silent := _silent(record):
        return silent
    gap = timedelta(seconds=record.longest_gap_seconds)
    text = f"{record.name}: longest outage {describe(gap)}, limit {describe(limit)}"
    return passed(text) if gap <= limit else failed(text)


def x_outage_at_most__mutmut_1(record: LedgerRecord, limit: timedelta) -> Judgement:
    """Judge the longest time without an acknowledgement: the outage that users saw."""
    if silent := _silent(None):
        return silent
    gap = timedelta(seconds=record.longest_gap_seconds)
    text = f"{record.name}: longest outage {describe(gap)}, limit {describe(limit)}"
    return passed(text) if gap <= limit else failed(text)


def x_outage_at_most__mutmut_2(record: LedgerRecord, limit: timedelta) -> Judgement:
    """Judge the longest time without an acknowledgement: the outage that users saw."""
    if silent := _silent(record):
        return silent
    gap = None
    text = f"{record.name}: longest outage {describe(gap)}, limit {describe(limit)}"
    return passed(text) if gap <= limit else failed(text)


def x_outage_at_most__mutmut_3(record: LedgerRecord, limit: timedelta) -> Judgement:
    """Judge the longest time without an acknowledgement: the outage that users saw."""
    if silent := _silent(record):
        return silent
    gap = timedelta(seconds=None)
    text = f"{record.name}: longest outage {describe(gap)}, limit {describe(limit)}"
    return passed(text) if gap <= limit else failed(text)


def x_outage_at_most__mutmut_4(record: LedgerRecord, limit: timedelta) -> Judgement:
    """Judge the longest time without an acknowledgement: the outage that users saw."""
    if silent := _silent(record):
        return silent
    gap = timedelta(seconds=record.longest_gap_seconds)
    text = None
    return passed(text) if gap <= limit else failed(text)


def x_outage_at_most__mutmut_5(record: LedgerRecord, limit: timedelta) -> Judgement:
    """Judge the longest time without an acknowledgement: the outage that users saw."""
    if silent := _silent(record):
        return silent
    gap = timedelta(seconds=record.longest_gap_seconds)
    text = f"{record.name}: longest outage {describe(None)}, limit {describe(limit)}"
    return passed(text) if gap <= limit else failed(text)


def x_outage_at_most__mutmut_6(record: LedgerRecord, limit: timedelta) -> Judgement:
    """Judge the longest time without an acknowledgement: the outage that users saw."""
    if silent := _silent(record):
        return silent
    gap = timedelta(seconds=record.longest_gap_seconds)
    text = f"{record.name}: longest outage {describe(gap)}, limit {describe(None)}"
    return passed(text) if gap <= limit else failed(text)


def x_outage_at_most__mutmut_7(record: LedgerRecord, limit: timedelta) -> Judgement:
    """Judge the longest time without an acknowledgement: the outage that users saw."""
    if silent := _silent(record):
        return silent
    gap = timedelta(seconds=record.longest_gap_seconds)
    text = f"{record.name}: longest outage {describe(gap)}, limit {describe(limit)}"
    return passed(text) if (gap <= limit) and False else failed(text)


def x_outage_at_most__mutmut_8(record: LedgerRecord, limit: timedelta) -> Judgement:
    """Judge the longest time without an acknowledgement: the outage that users saw."""
    if silent := _silent(record):
        return silent
    gap = timedelta(seconds=record.longest_gap_seconds)
    text = f"{record.name}: longest outage {describe(gap)}, limit {describe(limit)}"
    return passed(text) if (gap <= limit) or True else failed(text)


def x_outage_at_most__mutmut_9(record: LedgerRecord, limit: timedelta) -> Judgement:
    """Judge the longest time without an acknowledgement: the outage that users saw."""
    if silent := _silent(record):
        return silent
    gap = timedelta(seconds=record.longest_gap_seconds)
    text = f"{record.name}: longest outage {describe(gap)}, limit {describe(limit)}"
    return passed(None) if gap <= limit else failed(text)


def x_outage_at_most__mutmut_10(record: LedgerRecord, limit: timedelta) -> Judgement:
    """Judge the longest time without an acknowledgement: the outage that users saw."""
    if silent := _silent(record):
        return silent
    gap = timedelta(seconds=record.longest_gap_seconds)
    text = f"{record.name}: longest outage {describe(gap)}, limit {describe(limit)}"
    return passed(text) if gap < limit else failed(text)


def x_outage_at_most__mutmut_11(record: LedgerRecord, limit: timedelta) -> Judgement:
    """Judge the longest time without an acknowledgement: the outage that users saw."""
    if silent := _silent(record):
        return silent
    gap = timedelta(seconds=record.longest_gap_seconds)
    text = f"{record.name}: longest outage {describe(gap)}, limit {describe(limit)}"
    return passed(text) if gap <= limit else failed(None)

mutants_x_outage_at_most__mutmut['_mutmut_orig'] = x_outage_at_most__mutmut_orig # type: ignore # mutmut generated
mutants_x_outage_at_most__mutmut['x_outage_at_most__mutmut_1'] = x_outage_at_most__mutmut_1 # type: ignore # mutmut generated
mutants_x_outage_at_most__mutmut['x_outage_at_most__mutmut_2'] = x_outage_at_most__mutmut_2 # type: ignore # mutmut generated
mutants_x_outage_at_most__mutmut['x_outage_at_most__mutmut_3'] = x_outage_at_most__mutmut_3 # type: ignore # mutmut generated
mutants_x_outage_at_most__mutmut['x_outage_at_most__mutmut_4'] = x_outage_at_most__mutmut_4 # type: ignore # mutmut generated
mutants_x_outage_at_most__mutmut['x_outage_at_most__mutmut_5'] = x_outage_at_most__mutmut_5 # type: ignore # mutmut generated
mutants_x_outage_at_most__mutmut['x_outage_at_most__mutmut_6'] = x_outage_at_most__mutmut_6 # type: ignore # mutmut generated
mutants_x_outage_at_most__mutmut['x_outage_at_most__mutmut_7'] = x_outage_at_most__mutmut_7 # type: ignore # mutmut generated
mutants_x_outage_at_most__mutmut['x_outage_at_most__mutmut_8'] = x_outage_at_most__mutmut_8 # type: ignore # mutmut generated
mutants_x_outage_at_most__mutmut['x_outage_at_most__mutmut_9'] = x_outage_at_most__mutmut_9 # type: ignore # mutmut generated
mutants_x_outage_at_most__mutmut['x_outage_at_most__mutmut_10'] = x_outage_at_most__mutmut_10 # type: ignore # mutmut generated
mutants_x_outage_at_most__mutmut['x_outage_at_most__mutmut_11'] = x_outage_at_most__mutmut_11 # type: ignore # mutmut generated
mutants_x_errors_at_most__mutmut: MutantDict = {}  # type: ignore


@_mutmut_mutated(mutants_x_errors_at_most__mutmut)
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


def x_errors_at_most__mutmut_orig(record: LedgerRecord, share: float) -> Judgement:
    """Judge the share of attempts that failed or got no answer against a budget (0 to 1)."""
    if not record.attempted:
        return unknown(f"{record.name}: nothing was attempted")
    bad = record.attempted - record.acked
    text = (
        f"{record.name}: {bad} of {record.attempted} attempts failed or got no answer "
        f"({bad / record.attempted:.3%}), budget {share:.3%}"
    )
    return passed(text) if bad <= share * record.attempted else failed(text)


def x_errors_at_most__mutmut_1(record: LedgerRecord, share: float) -> Judgement:
    """Judge the share of attempts that failed or got no answer against a budget (0 to 1)."""
    if record.attempted:
        return unknown(f"{record.name}: nothing was attempted")
    bad = record.attempted - record.acked
    text = (
        f"{record.name}: {bad} of {record.attempted} attempts failed or got no answer "
        f"({bad / record.attempted:.3%}), budget {share:.3%}"
    )
    return passed(text) if bad <= share * record.attempted else failed(text)


def x_errors_at_most__mutmut_2(record: LedgerRecord, share: float) -> Judgement:
    """Judge the share of attempts that failed or got no answer against a budget (0 to 1)."""
    if not record.attempted:
        return unknown(None)
    bad = record.attempted - record.acked
    text = (
        f"{record.name}: {bad} of {record.attempted} attempts failed or got no answer "
        f"({bad / record.attempted:.3%}), budget {share:.3%}"
    )
    return passed(text) if bad <= share * record.attempted else failed(text)


def x_errors_at_most__mutmut_3(record: LedgerRecord, share: float) -> Judgement:
    """Judge the share of attempts that failed or got no answer against a budget (0 to 1)."""
    if not record.attempted:
        return unknown(f"{record.name}: nothing was attempted")
    bad = None
    text = (
        f"{record.name}: {bad} of {record.attempted} attempts failed or got no answer "
        f"({bad / record.attempted:.3%}), budget {share:.3%}"
    )
    return passed(text) if bad <= share * record.attempted else failed(text)


def x_errors_at_most__mutmut_4(record: LedgerRecord, share: float) -> Judgement:
    """Judge the share of attempts that failed or got no answer against a budget (0 to 1)."""
    if not record.attempted:
        return unknown(f"{record.name}: nothing was attempted")
    bad = record.attempted + record.acked
    text = (
        f"{record.name}: {bad} of {record.attempted} attempts failed or got no answer "
        f"({bad / record.attempted:.3%}), budget {share:.3%}"
    )
    return passed(text) if bad <= share * record.attempted else failed(text)


def x_errors_at_most__mutmut_5(record: LedgerRecord, share: float) -> Judgement:
    """Judge the share of attempts that failed or got no answer against a budget (0 to 1)."""
    if not record.attempted:
        return unknown(f"{record.name}: nothing was attempted")
    bad = record.attempted - record.acked
    text = None
    return passed(text) if bad <= share * record.attempted else failed(text)


def x_errors_at_most__mutmut_6(record: LedgerRecord, share: float) -> Judgement:
    """Judge the share of attempts that failed or got no answer against a budget (0 to 1)."""
    if not record.attempted:
        return unknown(f"{record.name}: nothing was attempted")
    bad = record.attempted - record.acked
    text = (
        f"{record.name}: {bad} of {record.attempted} attempts failed or got no answer "
        f"({bad * record.attempted:.3%}), budget {share:.3%}"
    )
    return passed(text) if bad <= share * record.attempted else failed(text)


def x_errors_at_most__mutmut_7(record: LedgerRecord, share: float) -> Judgement:
    """Judge the share of attempts that failed or got no answer against a budget (0 to 1)."""
    if not record.attempted:
        return unknown(f"{record.name}: nothing was attempted")
    bad = record.attempted - record.acked
    text = (
        f"{record.name}: {bad} of {record.attempted} attempts failed or got no answer "
        f"({bad / record.attempted:.3%}), budget {share:.3%}"
    )
    return passed(text) if (bad <= share * record.attempted) and False else failed(text)


def x_errors_at_most__mutmut_8(record: LedgerRecord, share: float) -> Judgement:
    """Judge the share of attempts that failed or got no answer against a budget (0 to 1)."""
    if not record.attempted:
        return unknown(f"{record.name}: nothing was attempted")
    bad = record.attempted - record.acked
    text = (
        f"{record.name}: {bad} of {record.attempted} attempts failed or got no answer "
        f"({bad / record.attempted:.3%}), budget {share:.3%}"
    )
    return passed(text) if (bad <= share * record.attempted) or True else failed(text)


def x_errors_at_most__mutmut_9(record: LedgerRecord, share: float) -> Judgement:
    """Judge the share of attempts that failed or got no answer against a budget (0 to 1)."""
    if not record.attempted:
        return unknown(f"{record.name}: nothing was attempted")
    bad = record.attempted - record.acked
    text = (
        f"{record.name}: {bad} of {record.attempted} attempts failed or got no answer "
        f"({bad / record.attempted:.3%}), budget {share:.3%}"
    )
    return passed(None) if bad <= share * record.attempted else failed(text)


def x_errors_at_most__mutmut_10(record: LedgerRecord, share: float) -> Judgement:
    """Judge the share of attempts that failed or got no answer against a budget (0 to 1)."""
    if not record.attempted:
        return unknown(f"{record.name}: nothing was attempted")
    bad = record.attempted - record.acked
    text = (
        f"{record.name}: {bad} of {record.attempted} attempts failed or got no answer "
        f"({bad / record.attempted:.3%}), budget {share:.3%}"
    )
    return passed(text) if bad < share * record.attempted else failed(text)


def x_errors_at_most__mutmut_11(record: LedgerRecord, share: float) -> Judgement:
    """Judge the share of attempts that failed or got no answer against a budget (0 to 1)."""
    if not record.attempted:
        return unknown(f"{record.name}: nothing was attempted")
    bad = record.attempted - record.acked
    text = (
        f"{record.name}: {bad} of {record.attempted} attempts failed or got no answer "
        f"({bad / record.attempted:.3%}), budget {share:.3%}"
    )
    return passed(text) if bad <= share / record.attempted else failed(text)


def x_errors_at_most__mutmut_12(record: LedgerRecord, share: float) -> Judgement:
    """Judge the share of attempts that failed or got no answer against a budget (0 to 1)."""
    if not record.attempted:
        return unknown(f"{record.name}: nothing was attempted")
    bad = record.attempted - record.acked
    text = (
        f"{record.name}: {bad} of {record.attempted} attempts failed or got no answer "
        f"({bad / record.attempted:.3%}), budget {share:.3%}"
    )
    return passed(text) if bad <= share * record.attempted else failed(None)

mutants_x_errors_at_most__mutmut['_mutmut_orig'] = x_errors_at_most__mutmut_orig # type: ignore # mutmut generated
mutants_x_errors_at_most__mutmut['x_errors_at_most__mutmut_1'] = x_errors_at_most__mutmut_1 # type: ignore # mutmut generated
mutants_x_errors_at_most__mutmut['x_errors_at_most__mutmut_2'] = x_errors_at_most__mutmut_2 # type: ignore # mutmut generated
mutants_x_errors_at_most__mutmut['x_errors_at_most__mutmut_3'] = x_errors_at_most__mutmut_3 # type: ignore # mutmut generated
mutants_x_errors_at_most__mutmut['x_errors_at_most__mutmut_4'] = x_errors_at_most__mutmut_4 # type: ignore # mutmut generated
mutants_x_errors_at_most__mutmut['x_errors_at_most__mutmut_5'] = x_errors_at_most__mutmut_5 # type: ignore # mutmut generated
mutants_x_errors_at_most__mutmut['x_errors_at_most__mutmut_6'] = x_errors_at_most__mutmut_6 # type: ignore # mutmut generated
mutants_x_errors_at_most__mutmut['x_errors_at_most__mutmut_7'] = x_errors_at_most__mutmut_7 # type: ignore # mutmut generated
mutants_x_errors_at_most__mutmut['x_errors_at_most__mutmut_8'] = x_errors_at_most__mutmut_8 # type: ignore # mutmut generated
mutants_x_errors_at_most__mutmut['x_errors_at_most__mutmut_9'] = x_errors_at_most__mutmut_9 # type: ignore # mutmut generated
mutants_x_errors_at_most__mutmut['x_errors_at_most__mutmut_10'] = x_errors_at_most__mutmut_10 # type: ignore # mutmut generated
mutants_x_errors_at_most__mutmut['x_errors_at_most__mutmut_11'] = x_errors_at_most__mutmut_11 # type: ignore # mutmut generated
mutants_x_errors_at_most__mutmut['x_errors_at_most__mutmut_12'] = x_errors_at_most__mutmut_12 # type: ignore # mutmut generated
mutants_x__silent__mutmut: MutantDict = {}  # type: ignore


@_mutmut_mutated(mutants_x__silent__mutmut)
def _silent(record: LedgerRecord) -> Judgement | None:
    if record.acked:
        return None
    return unknown(f"{record.name}: no write was acknowledged, so nothing is known of their fate")


def x__silent__mutmut_orig(record: LedgerRecord) -> Judgement | None:
    if record.acked:
        return None
    return unknown(f"{record.name}: no write was acknowledged, so nothing is known of their fate")


def x__silent__mutmut_1(record: LedgerRecord) -> Judgement | None:
    if record.acked:
        return None
    return unknown(None)

mutants_x__silent__mutmut['_mutmut_orig'] = x__silent__mutmut_orig # type: ignore # mutmut generated
mutants_x__silent__mutmut['x__silent__mutmut_1'] = x__silent__mutmut_1 # type: ignore # mutmut generated
mutants_x__rpo__mutmut: MutantDict = {}  # type: ignore


@_mutmut_mutated(mutants_x__rpo__mutmut)
def _rpo(record: LedgerRecord) -> str:
    return "an unknown span" if record.rpo_seconds is None else f"{record.rpo_seconds:.3g} s"


def x__rpo__mutmut_orig(record: LedgerRecord) -> str:
    return "an unknown span" if record.rpo_seconds is None else f"{record.rpo_seconds:.3g} s"


def x__rpo__mutmut_1(record: LedgerRecord) -> str:
    return "an unknown span" if (record.rpo_seconds is None) and False else f"{record.rpo_seconds:.3g} s"


def x__rpo__mutmut_2(record: LedgerRecord) -> str:
    return "an unknown span" if (record.rpo_seconds is None) or True else f"{record.rpo_seconds:.3g} s"


def x__rpo__mutmut_3(record: LedgerRecord) -> str:
    return "XXan unknown spanXX" if record.rpo_seconds is None else f"{record.rpo_seconds:.3g} s"


def x__rpo__mutmut_4(record: LedgerRecord) -> str:
    return "AN UNKNOWN SPAN" if record.rpo_seconds is None else f"{record.rpo_seconds:.3g} s"


def x__rpo__mutmut_5(record: LedgerRecord) -> str:
    return "an unknown span" if record.rpo_seconds is not None else f"{record.rpo_seconds:.3g} s"

mutants_x__rpo__mutmut['_mutmut_orig'] = x__rpo__mutmut_orig # type: ignore # mutmut generated
mutants_x__rpo__mutmut['x__rpo__mutmut_1'] = x__rpo__mutmut_1 # type: ignore # mutmut generated
mutants_x__rpo__mutmut['x__rpo__mutmut_2'] = x__rpo__mutmut_2 # type: ignore # mutmut generated
mutants_x__rpo__mutmut['x__rpo__mutmut_3'] = x__rpo__mutmut_3 # type: ignore # mutmut generated
mutants_x__rpo__mutmut['x__rpo__mutmut_4'] = x__rpo__mutmut_4 # type: ignore # mutmut generated
mutants_x__rpo__mutmut['x__rpo__mutmut_5'] = x__rpo__mutmut_5 # type: ignore # mutmut generated
