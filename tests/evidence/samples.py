"""Evidence as drills leave it, made for tests: a night with every verdict there is."""

import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from drillbook.drill import Drill
from drillbook.evidence.model import (
    EventRecord,
    Evidence,
    GapRecord,
    JudgementRecord,
    LedgerRecord,
    LogRecord,
    ObservationRecord,
    PhaseRecord,
    RateRecord,
    RunRecord,
    ScenarioRecord,
    StepRecord,
    TargetRecord,
)
from drillbook.observation import Observation
from drillbook.redaction import Redactor
from drillbook.verdict import Verdict, passed

NIGHT = datetime(2026, 11, 21, 2, 0, tzinfo=UTC)

RUN = RunRecord(
    id="20261121T020000Z",
    started=NIGHT,
    number=7,
    drillbook_version="0.1.0",
    python_version="3.11.7",
)

TARGET = TargetRecord(
    name="lab",
    kind="lab",
    cluster_uid="6f0f3c1e-5f5b-4a43-9c7b-0d3a2a6b8f11",
    scale="1:10",
    compression=10.0,
    stand_ins=("Neo4j Community for Neo4j Enterprise", "a volume for S3"),
)


# Moments that the clock made while the test ran; they have microseconds and an offset.
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT[\d:]{8}\.\d{6}(?:\+00:00|Z)")


def after(seconds: float, begin: datetime = NIGHT) -> datetime:
    return begin + timedelta(seconds=seconds)


def scenario(
    name: str, claims: Iterable[str], sections: Iterable[str], line: int
) -> ScenarioRecord:
    return ScenarioRecord(
        system="kg_rca",
        name=name,
        feature="Recovery",
        file="features/kg_rca/recovery.feature",
        line=line,
        tags=("system:kg_rca", "disruptive"),
        claims=tuple(claims),
        sections=tuple(sections),
    )


def step(
    number: int,
    keyword: str,
    text: str,
    begun: datetime,
    seconds: float,
    verdict: Verdict = Verdict.PASS,
    reason: str = "",
) -> StepRecord:
    return StepRecord(
        number=number,
        keyword=keyword,
        text=text,
        started=begun,
        ended=after(seconds, begun),
        verdict=verdict,
        reason=reason,
    )


def observed(
    number: int, at_step: int, name: str, value: object, source: str, query: str, at: datetime
) -> ObservationRecord:
    return ObservationRecord(
        id=f"o{number}",
        step=at_step,
        name=name,
        value=value,
        source=source,
        query=query,
        parameters={"namespace": "kg-rca-server"},
        started=at,
        ended=after(0.04, at),
    )


def kafka_ledger(
    begin: datetime, *, seconds: int = 90, gap: tuple[int, int] = (31, 34)
) -> LedgerRecord:
    rates = [2400 + 37 * (second % 7) for second in range(seconds)]
    for second in range(*gap):
        rates[second] = 0
    rates[gap[1]] = 1180
    return LedgerRecord(
        name="kafka",
        system_under_write="topic drillbook-ledger, acks=all",
        attempted=sum(rates),
        acked=sum(rates),
        present=sum(rates) + 2,
        lost=0,
        duplicated=2,
        reordered=0,
        unknown=0,
        unknown_present=0,
        lost_examples=(),
        started=begin,
        ended=after(seconds, begin),
        rate_per_second=round(sum(rates) / seconds, 1),
        rpo_seconds=0.0,
        longest_gap_seconds=3.2,
        gaps=(
            GapRecord(started=after(gap[0], begin), ended=after(gap[1] + 0.2, begin), seconds=3.2),
        ),
        rates=tuple(
            RateRecord(at=after(second, begin), acked=rate) for second, rate in enumerate(rates)
        ),
    )


def broker_loss(begin: datetime = NIGHT) -> Evidence:
    fault = after(30, begin)
    return Evidence(
        id="kafka-broker-loss",
        run=RUN,
        target=TARGET,
        scenario=scenario(
            "A Kafka broker is lost and the cluster heals without losing a message",
            ["kg-kafka-broker-failure"],
            ["Incident Response / Common Incident Scenarios"],
            4,
        ),
        verdict=Verdict.PASS,
        reason="",
        started=begin,
        ended=after(104, begin),
        undo_seconds=44.4,
        overhead_seconds=1.9,
        steps=(
            step(1, "Given", "the system is healthy", begin, 2.1),
            step(2, "And", "a ledger is writing to Kafka", after(2.1, begin), 0.6),
            step(
                3,
                "When",
                'the experiment "kafka broker loss" takes down broker 3',
                after(29, begin),
                3,
            ),
            step(
                4,
                "Then",
                "every partition is fully replicated again within 2 minutes",
                after(32, begin),
                41,
            ),
            step(5, "And", "no acknowledged message is lost", after(92, begin), 11),
        ),
        timeline=(
            EventRecord(
                at=after(2.7, begin), kind="ledger", text="ledger kafka writes", details={}
            ),
            EventRecord(at=fault, kind="fault", text="pod kafka-3 deleted", details={"grace": 0}),
            EventRecord(
                at=after(1.4, fault),
                kind="effect",
                text="12 partitions under-replicated",
                details={},
            ),
            EventRecord(at=after(20.2, fault), kind="phase", text="broker back after 20.2 s"),
            EventRecord(at=after(41.9, fault), kind="recovered", text="fully replicated"),
            EventRecord(at=after(62, fault), kind="undo", text="nothing left to undo", details={}),
        ),
        observations=(
            observed(
                1,
                4,
                "under-replicated partitions",
                0,
                "kafka-0.kafka:9092",
                "DescribeCluster, ListTopics; partitions with fewer in-sync replicas than replicas",
                after(71.9, begin),
            ),
            observed(
                2,
                5,
                "messages read back",
                {"acked": 216000, "lost": 0},
                "topic drillbook-ledger",
                "consume from the earliest offset to the end of every partition",
                after(95, begin),
            ),
        ),
        judgements=(
            JudgementRecord(
                step=4, verdict=Verdict.PASS, reason="0 under-replicated", observations=("o1",)
            ),
            JudgementRecord(step=5, verdict=Verdict.PASS, reason="0 lost", observations=("o2",)),
        ),
        phases=(
            PhaseRecord(
                name="broker back",
                started=after(1.4, fault),
                ended=after(20.2, fault),
                seconds=18.8,
                detection_seconds=0.3,
                budget_seconds=180,
                budget_source="target file",
            ),
            PhaseRecord(
                name="fully replicated",
                started=after(1.4, fault),
                ended=after(41.9, fault),
                seconds=40.5,
                detection_seconds=1.2,
                budget_seconds=120,
                budget_source="target file",
            ),
        ),
        ledgers=(kafka_ledger(after(2.7, begin)),),
    )


def restore_over_budget(begin: datetime = NIGHT + timedelta(seconds=200)) -> Evidence:
    """Return a PostgreSQL restore that ran over its budget and lost rows since the backup."""
    fault = after(12, begin)
    rates = [0 if 13 <= second < 118 else 180 + second % 5 for second in range(140)]
    return Evidence(
        id="postgresql-corruption",
        run=RUN,
        target=TARGET,
        scenario=scenario(
            "PostgreSQL is corrupted and restored <script>alert(1)</script>",
            ["kg-postgresql-restore"],
            ["Backup & Restore / Restore Procedures"],
            31,
        ),
        verdict=Verdict.FAIL,
        reason="restore took 104 s, and the target file allows 60 s; 41 acknowledged rows lost",
        started=begin,
        ended=after(150, begin),
        undo_seconds=2.6,
        overhead_seconds=0.8,
        steps=(
            step(1, "Given", "the system is healthy", begin, 3),
            step(2, "When", "bytes of a page of table clients are flipped", after(11, begin), 4),
            step(
                3,
                "Then",
                "PostgreSQL serves again within 1 minute",
                after(15, begin),
                104,
                Verdict.FAIL,
                "restore took 104 s, and the target file allows 60 s",
            ),
            step(
                4,
                "And",
                "no committed row is lost",
                after(140, begin),
                9,
                Verdict.FAIL,
                "41 acknowledged rows lost",
            ),
        ),
        timeline=(
            EventRecord(at=fault, kind="fault", text="16 bytes of base/16384/16397 flipped"),
            EventRecord(at=after(0.8, fault), kind="effect", text="invalid page in block 0"),
            EventRecord(
                at=after(6, fault), kind="procedure", text="restore PostgreSQL: pg_restore"
            ),
            EventRecord(at=after(104.8, fault), kind="recovered", text="serving"),
            EventRecord(at=after(120, fault), kind="undo", text="original file put back"),
        ),
        observations=(
            observed(
                1,
                3,
                "PostgreSQL answers",
                "invalid page in block 0 of relation base/16384/16397",
                "postgresql-0.postgresql:5432/billing",
                "SELECT count(*) FROM clients",
                after(13, begin),
            ),
            observed(
                2,
                4,
                "rows missing after the restore",
                41,
                "postgresql-0.postgresql:5432/billing",
                "SELECT sequence FROM drillbook_ledger ORDER BY sequence",
                after(141, begin),
            ),
        ),
        judgements=(
            JudgementRecord(
                step=3,
                verdict=Verdict.FAIL,
                reason="restore took 104 s, and the target file allows 60 s",
                observations=("o1",),
            ),
            JudgementRecord(
                step=4,
                verdict=Verdict.FAIL,
                reason="41 acknowledged rows lost",
                observations=("o2",),
            ),
        ),
        phases=(
            PhaseRecord(
                name="declared",
                started=after(0.8, fault),
                ended=after(6, fault),
                seconds=5.2,
                detection_seconds=0.1,
                budget_seconds=None,
                budget_source="",
            ),
            PhaseRecord(
                name="serving",
                started=after(0.8, fault),
                ended=after(104.8, fault),
                seconds=104.0,
                detection_seconds=0.5,
                budget_seconds=60,
                budget_source="target file",
            ),
        ),
        ledgers=(
            LedgerRecord(
                name="postgresql",
                system_under_write="table drillbook_ledger in billing",
                attempted=sum(rates) + 7,
                acked=sum(rates),
                present=sum(rates) - 41,
                lost=41,
                duplicated=0,
                reordered=0,
                unknown=7,
                unknown_present=3,
                lost_examples=("2204", "2205", "2206"),
                started=begin,
                ended=after(140, begin),
                rate_per_second=round(sum(rates) / 140, 1),
                rpo_seconds=9.8,
                longest_gap_seconds=105.0,
                gaps=(GapRecord(started=after(13, begin), ended=after(118, begin), seconds=105.0),),
                rates=tuple(
                    RateRecord(at=after(second, begin), acked=rate)
                    for second, rate in enumerate(rates)
                ),
            ),
        ),
        logs=(
            LogRecord(
                component="postgresql-0",
                lines=("ERROR:  invalid page in block 0 of relation base/16384/16397",),
            ),
        ),
    )


def alert_not_observable(begin: datetime = NIGHT + timedelta(seconds=400)) -> Evidence:
    reason = "Prometheus did not answer: connection refused (198.18.0.14:9090)"
    return _plain(
        "consumer-lag-alert",
        scenario(
            "Consumer lag is critical from 10,000 messages",
            ["kg-kafka-lag"],
            ["Daily Operations / Morning Health Check"],
            12,
        ),
        begin,
        Verdict.UNKNOWN,
        reason,
    )


def no_leader(begin: datetime = NIGHT + timedelta(seconds=420)) -> Evidence:
    return _plain(
        "neo4j-leader",
        scenario(
            "The Neo4j cluster has a leader",
            ["kg-neo4j-leader"],
            ["Daily Operations / Morning Health Check"],
            18,
        ),
        begin,
        Verdict.BLOCKED,
        "Neo4j Community has no cluster (targets/lab.yaml)",
    )


def _plain(
    identity: str, record: ScenarioRecord, begin: datetime, verdict: Verdict, reason: str
) -> Evidence:
    return Evidence(
        id=identity,
        run=RUN,
        target=TARGET,
        scenario=record,
        verdict=verdict,
        reason=reason,
        started=begin,
        ended=after(4, begin),
        undo_seconds=0.0,
        overhead_seconds=0.2,
        steps=(
            step(1, "Given", "the system is healthy", begin, 1),
            step(2, "Then", "it is as the runbook says", after(1, begin), 2, verdict, reason),
        ),
        timeline=(),
        observations=(),
        judgements=(),
        phases=(),
        ledgers=(),
    )


def write(directory: Path, evidence: Evidence) -> Path:
    """Write a document as a drill does, into the run directory."""
    file = directory / "evidence" / f"{evidence.id}.json"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(evidence.model_dump_json(by_alias=True, indent=1), encoding="utf-8")
    return file


def write_aborted(directory: Path, identity: str = "pod-killed") -> Path:
    """Leave what a drill leaves that is killed in its second step: records and no document."""
    record = scenario(
        "A graph-builder pod is killed and no event is lost",
        ["kg-graph-builder-restart"],
        ["Scaling Procedures / Horizontal Scaling"],
        50,
    )
    drill = Drill(identity, RUN, TARGET, record, directory / "evidence", Redactor())
    begun = drill.started
    drill.begin_step()
    seen: Observation[Any] = Observation(
        name="pods ready",
        value=5,
        source="Kubernetes API",
        query="list pods",
        started=begun,
        ended=begun,
    )
    drill.observe(seen)
    drill.step("Given", "the system is healthy", passed("5 pods ready"))
    drill.event("fault", "pod graph-builder-7c9 killed")
    records = kill(drill, directory / "evidence" / f"{identity}.jsonl")
    shift = NIGHT + timedelta(seconds=600) - begun
    records.write_text(
        _MOMENT.sub(
            lambda found: (datetime.fromisoformat(found[0]) + shift).isoformat(),
            records.read_text(encoding="utf-8"),
        ),
        encoding="utf-8",
    )
    return records


def kill(drill: Drill, records: Path) -> Path:
    """Leave the records as they are now, and no document, as if the process had been killed."""
    left = records.read_text(encoding="utf-8")
    drill.finish()
    records.with_suffix(".json").unlink()
    records.write_text(left, encoding="utf-8")
    return records


def write_night(directory: Path) -> Path:
    """Write a run with a pass, a fail, an unknown, a blocked and an aborted drill."""
    for evidence in (broker_loss(), restore_over_budget(), alert_not_observable(), no_leader()):
        write(directory, evidence)
    write_aborted(directory)
    return directory


def with_verdict(evidence: Evidence, verdict: Verdict, reason: str = "") -> Evidence:
    return evidence.model_copy(update={"verdict": verdict, "reason": reason})
