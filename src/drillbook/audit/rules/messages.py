"""Numbers of Kafka that do not agree: how long messages are kept, how many replicas may go."""

import re
from collections.abc import Iterator

from drillbook.audit import quantities
from drillbook.audit.catalogue import finding
from drillbook.audit.finding import Finding, ShownBy
from drillbook.audit.runbook import Runbook

_KEPT = re.compile(
    r"(?i)\b(?:messages?|events?|topics?|kafka|retention)\b[^.;]*?\b(?:kept|keeps?|retained|retains?|"
    r"retention(?: time)?(?: is| of)?)\b[^.;]*?(?<![\d.])(\d+)[\s-]*(hours?|days?|weeks?)\b"
)
_REPLAYED = re.compile(
    r"(?i)\b(?:last|past)\s+(\d+)\s+(hours?|days?|weeks?)\b[^.;]*?\b(?:read again|re-?read|"
    r"replayed|reprocessed|re-?consumed)\b|"
    r"\b(?:replay|reprocess|read again|re-?consume|rewind)\w*\b[^.;]*?"
    r"\b(?:last|past)\s+(\d+)\s+(hours?|days?|weeks?)\b"
)
_KAFKA = r"(?i)\bkafka\b"
_FACTOR = re.compile(r"(?i)replication[- .]factor(?:\s*(?:=|:|of|is)?\s*)`?(\d+)")
_IN_SYNC = re.compile(r"(?i)min\.insync\.replicas`?\s*(?:=|:|of|is)\s*`?(\d+)")


def replayed(runbook: Runbook) -> Iterator[Finding]:
    """Messages of the last week are read again, where they are kept for a day."""
    if not runbook.mentions(_KAFKA):
        return
    kept: list[tuple[float, int]] = []
    wanted: list[tuple[float, int]] = []
    for one in runbook.document.sentences:
        for part in re.split(r"(?<=[.;])\s+(?=[A-Z])", one.text):
            if found := _REPLAYED.search(part):
                count, unit = [group for group in found.groups() if group]
                wanted.append((quantities.seconds(count, unit), one.line))
            elif said := _KEPT.search(part):
                kept.append((quantities.seconds(*said.groups()), one.line))
    if not kept or not wanted:
        return
    (longest, where), (most, line) = max(kept), max(wanted)
    if most > longest:
        yield finding(
            "retention",
            line,
            f"messages of the last {quantities.written(most)} are to be read again, and none is "
            f"kept longer than {quantities.written(longest)} (line {where})",
            f"keep them {quantities.written(most)}",
            ShownBy.REASONED,
        )


def none_to_lose(runbook: Runbook) -> Iterator[Finding]:
    """As many replicas must be in sync as there are: with one broker gone, nothing is taken."""
    texts = [(one.text, one.line) for one in runbook.document.sentences]
    texts += [(call.command.text, call.command.line) for _, call in runbook.of("kafka-topics")]
    for text, line in texts:
        factor, least = _FACTOR.search(text), _IN_SYNC.search(text)
        if factor and least and int(least[1]) >= int(factor[1]) > 1:
            yield finding(
                "no-replica-to-lose",
                line,
                f"there are {factor[1]} replicas, and {least[1]} must be in sync: with one broker "
                "gone, writes with acks=all are refused",
                f"min.insync.replicas={int(factor[1]) - 1}",
                ShownBy.REASONED,
            )


def altered(runbook: Runbook) -> Iterator[Finding]:
    """``kafka-topics.sh --alter --replication-factor 3``: only partitions can be added so."""
    for _, call in runbook.of("kafka-topics"):
        if call.has("--alter") and call.has("--replication-factor"):
            yield finding(
                "flag-value",
                call.command.line,
                "kafka-topics does not take --replication-factor with --alter: it stops",
                "kafka-reassign-partitions.sh with the replicas of each partition",
                ShownBy.REFERENCE,
            )


LOOKS = (replayed, none_to_lose, altered)
