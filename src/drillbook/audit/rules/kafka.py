"""Settings, procedures and commands of Kafka, Neo4j and Redis, by the servers' own lists."""

import re
from collections.abc import Iterator

from drillbook.audit import quantities
from drillbook.audit.catalogue import finding
from drillbook.audit.finding import Edit, Finding, ShownBy
from drillbook.audit.reference import recorded
from drillbook.audit.runbook import Runbook
from drillbook.audit.versions import newer_than_recorded


def kafka_topics(runbook: Runbook) -> Iterator[Finding]:
    """Settings of topics that there are not."""
    if newer_than_recorded(runbook, "kafka"):
        return
    settings = recorded("kafka")["settings"]
    for _, call in runbook.of("kafka-configs", "kafka-topics"):
        topics = (
            call.tool == "kafka-topics"
            or call.value("--entity-type") == "topics"
            or call.has("--topic")
        )
        if not topics:
            continue
        for flag in call.flags:
            if flag.name in ("--add-config", "--delete-config", "--config"):
                yield from _topic_settings(flag.value, flag.word.line, settings["topic"])


def _topic_settings(text: str, line: int, known: list[str]) -> Iterator[Finding]:
    for part in re.split(r",(?![^\[]*\])", text):
        name, _, value = part.strip().partition("=")
        if not re.fullmatch(r"[a-z][a-z.]+", name):
            continue
        if name not in known:
            better, by = _in_milliseconds(name, known)
            into = f"{better}={int(value) * by}" if better and value.isdigit() else better
            yield finding(
                "unknown-setting",
                line,
                f"Kafka's topics have no setting {name}: the change is refused",
                f"write {into}"
                if into
                else f"see kafka-configs.sh --help for the {len(known)} there are",
                ShownBy.REFERENCE,
                (Edit(line, part.strip(), into),) if into else (),
            )


def _in_milliseconds(name: str, known: list[str]) -> tuple[str, int]:
    base, _, unit = name.rpartition(".")
    base = base.removeprefix("log.")
    by = {"hours": 3600000, "minutes": 60000, "seconds": 1000, "days": 86400000}.get(unit, 0)
    return (f"{base}.ms", by) if by and f"{base}.ms" in known else ("", 0)


_KEEPS = re.compile(r"(?i)\b(keep\w*|kept|retain\w*|retention|stor(?:e|ed)|replay\w*|for)\b")


_AT_LEAST = re.compile(r"(?i)\b(up to|at least|back|as far as|no less than|replay\w*)\b")


def retention_in_words(runbook: Runbook) -> Iterator[Finding]:
    """``retention.ms=259200000`` under a comment that speaks of 7 days."""
    for script, call in runbook.of("kafka-configs", "kafka-topics"):
        note = call.command.note or script.around.rpartition(" / ")[2]
        said = {quantities.seconds(*one) for one in quantities.DURATION.findall(note)}
        for flag in call.flags:
            found = re.search(r"(?<![\w.])retention\.ms=(\d+)", flag.value)
            if found is None or len(said) != 1 or not _KEEPS.search(note):
                continue
            value, words = int(found[1]) / 1000, said.copy().pop()
            if value > words and _AT_LEAST.search(note):
                continue  # it is to reach so far back, and may reach further
            if value != words and words >= 60:
                yield finding(
                    "setting-says-otherwise",
                    flag.word.line,
                    f"the words say {quantities.written(words)}, and retention.ms={found[1]} is "
                    f"{quantities.written(value)}",
                    f"write retention.ms={int(words * 1000)}",
                    ShownBy.REASONED,
                    (Edit(flag.word.line, found[0], f"retention.ms={int(words * 1000)}"),),
                )


def broker_settings(runbook: Runbook) -> Iterator[Finding]:
    """Maps of settings under ``kafka: config:``."""
    if not newer_than_recorded(runbook, "kafka"):
        for key, line in runbook.configured("kafka"):
            yield from _broker(key, line)


def _broker(key: str, line: int) -> Iterator[Finding]:
    settings = recorded("kafka")["settings"]
    if (
        "." not in key
        or key in settings["broker"]
        or key.startswith(("listener.", "sasl.", "ssl.", "metric"))
    ):
        return
    client = [kind for kind in ("producer", "consumer", "topic") if key in settings[kind]]
    yield finding(
        "unknown-setting",
        line,
        f"{key} is a setting of {client[0]}s, not of brokers: a broker passes over it"
        if client
        else f"Kafka's brokers have no setting {key}",
        f"set it where the {client[0]} is made" if client else "see the broker's settings",
        ShownBy.REFERENCE,
    )


def acls(runbook: Runbook) -> Iterator[Finding]:
    """``kafka-acls --remove --topic '*'``: a filter for the one resource that is called *."""
    for _, call in runbook.of("kafka-acls"):
        every = call.value("--topic", "--group") == "*"
        if call.has("--remove") and every and not call.has("--resource-pattern-type"):
            yield finding(
                "nothing-changed",
                call.command.line,
                "without --resource-pattern-type this removes ACLs on the literal name * "
                "alone; those on "
                "topics by name or prefix stay",
                "add --resource-pattern-type any without a name, or remove each by its name",
                ShownBy.REFERENCE,
            )


LOOKS = (
    kafka_topics,
    retention_in_words,
    broker_settings,
    acls,
)
