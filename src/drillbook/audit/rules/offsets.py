"""Kafka: resets without a scope, scripts that are gone, replays beyond what is kept."""

import re
from collections.abc import Iterator

from drillbook.audit import quantities
from drillbook.audit.catalogue import finding
from drillbook.audit.finding import Finding, ShownBy
from drillbook.audit.runbook import Runbook

_SCOPES = ("--topic", "--all-topics", "--from-file")
# By Kafka's notes of upgrades: since when they are gone, and what is instead of them.
_GONE = {
    "kafka-preferred-replica-election": (
        "3.0",
        "kafka-leader-election.sh --election-type preferred",
    ),
    "kafka-consumer-offset-checker": ("1.0", "kafka-consumer-groups.sh --describe"),
    "kafka-simple-consumer-shell": ("2.0", "kafka-console-consumer.sh"),
    "kafka-replay-log-producer": ("2.0", "kafka-console-producer.sh"),
}
_KEPT = re.compile(
    r"(?i)(?=.*\b(?:kafka|topics?)\b)(?=.*\b(?:kept|keeps?|stays?|retain\w*|retention)\b)"
)
_REPLAYED = re.compile(
    r"(?i)\b(?:replay\w*|re-?process\w*|re-?consum\w*)\b[^.;]*\b(?:last|past)\s+"
    rf"(\d+)[\s-]*{quantities.UNIT}|\b(?:last|past)\s+(\d+)[\s-]*{quantities.UNIT}[^.;]*"
    r"\b(?:replayed|re-?processed|re-?consumed)\b"
)


def scopes(runbook: Runbook) -> Iterator[Finding]:
    """``--reset-offsets --to-earliest --execute`` without a topic."""
    for script, call in runbook.of("kafka-consumer-groups"):
        resets = call.has("--reset-offsets") and not call.has(*_SCOPES)
        if resets and not script.in_sentence and not call.unknown and not call.is_help:
            yield finding(
                "missing-argument",
                call.command.line,
                "--reset-offsets needs to be told of which topics: the command stops",
                "add --topic NAME, or --all-topics",
                ShownBy.REFERENCE,
            )


def gone(runbook: Runbook) -> Iterator[Finding]:
    """Scripts that Kafka no longer has."""
    for _, call in runbook.calls:
        since, instead = _GONE.get(call.tool, ("", ""))
        if since and not runbook.mentions(r"(?i)kafka[: _-]v?[0-2]\.\d"):
            yield finding(
                "unknown-subcommand",
                call.command.line,
                f"Kafka has no {call.command.name} since {since}",
                f"use {instead}",
                ShownBy.REFERENCE,
            )


def replays(runbook: Runbook) -> Iterator[Finding]:
    """Events that are kept for 3 days, and a replay of the last 7."""
    kept: dict[float, int] = {}
    for one in runbook.document.sentences:
        said = {quantities.seconds(*pair) for pair in quantities.DURATION.findall(one.text)}
        if len(said) == 1 and min(said) >= 3600 and _KEPT.match(one.text):
            kept.setdefault(said.pop(), one.line)
    if len(kept) != 1:
        return
    (longest, line), *_ = kept.items()
    for one in runbook.document.sentences:
        found = _REPLAYED.search(one.text)
        back = quantities.seconds(*[part for part in found.groups() if part]) if found else 0
        if back > longest and re.search(r"(?i)kafka|topics?|events|messages", one.text):
            yield finding(
                "retention",
                one.line,
                f"the replay reaches back {quantities.written(back)}, and Kafka keeps "
                f"{quantities.written(longest)} (line {line})",
                f"keep them {quantities.written(back)}",
                ShownBy.REASONED,
            )


LOOKS = (scopes, gone, replays)
