"""Levels of health: how a part of a system is, by the limits that its runbook gives."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from drillbook.errors import Unobservable
from drillbook.verdict import Judgement, failed, passed


class Level(StrEnum):
    """How a part of a system is."""

    OK = "ok"
    WARNING = "warning"
    CRITICAL = "critical"


@dataclass(frozen=True)
class Assessment:
    """The level that a part was found at, and the figures that say so."""

    part: str
    level: Level
    text: str


@dataclass(frozen=True)
class Limits:
    """A figure is a warning from ``warning`` on and critical from ``critical`` on."""

    warning: float
    critical: float

    def level(self, figure: float) -> Level:
        """Return the level of a figure. Raises Unobservable for what is no number."""
        _require_number(figure)
        if figure >= self.critical:
            return Level.CRITICAL
        return Level.WARNING if figure >= self.warning else Level.OK


#: Consumer lag in messages (Daily Operations / Morning Health Check).
LAG = Limits(warning=1_000, critical=10_000)
#: Share of a volume in use. The health check only prints it; the overview's alert gives 90 %.
DISK = Limits(warning=0.9, critical=1.0)
#: RCA accuracy at 3 below which an alert fires (Setting Up Alerts).
LEAST_ACCURACY = 0.85
#: Brokers of the cluster (Daily Operations / Morning Health Check).
BROKERS = 5


def pods(healthy: int, unhealthy: Iterable[str]) -> Assessment:
    """Assess pods: any that is neither running and ready nor completed is a warning."""
    named = sorted(unhealthy)
    if not healthy and not named:
        raise Unobservable("no pod was seen, so nothing is known of their health")
    if named:
        return Assessment("pods", Level.WARNING, f"{len(named)} unhealthy: {', '.join(named)}")
    return Assessment("pods", Level.OK, f"all {healthy} healthy")


def brokers(online: int, wanted: int = BROKERS) -> Assessment:
    """Assess Kafka brokers: fewer than the runbook's number is a warning."""
    level = Level.OK if online == wanted else Level.WARNING
    return Assessment("Kafka brokers", level, f"{online} of {wanted} online")


def lag(most: int) -> Assessment:
    """Assess the largest lag of a consumer group on any partition, in messages."""
    return Assessment("consumer lag", LAG.level(most), f"at most {most:,} messages")


def disk(shares: Iterable[tuple[str, float]]) -> Assessment:
    """Assess how full volumes (name, 0 to 1) are; the fullest decides."""
    seen = tuple(shares)
    if not seen:
        raise Unobservable("no volume was seen, so nothing is known of the room on them")
    for _, share in seen:
        _require_number(share)  # or the largest would be whichever comes first
    name, share = max(seen, key=lambda named: named[1])
    return Assessment("disk usage", DISK.level(share), f"{name} is {share:.0%} full")


def neo4j(*, online: bool, text: str) -> Assessment:
    """Assess Neo4j: either it is online and takes writes, or that is critical."""
    return Assessment("Neo4j", Level.OK if online else Level.CRITICAL, text)


def key_metrics(accuracy_at_3: float, messages_per_second: float) -> Assessment:
    """Assess the key metrics: accuracy below the alert's limit is a warning."""
    _require_number(accuracy_at_3)
    level = Level.OK if accuracy_at_3 >= LEAST_ACCURACY else Level.WARNING
    text = f"accuracy at 3 is {accuracy_at_3:.2%}, {messages_per_second:.1f} messages a second"
    return Assessment("key metrics", level, text)


def is_at(assessment: Assessment, wanted: Level) -> Judgement:
    """Judge that a part was found at the level of the state that was made."""
    said = f"{assessment.part}: {assessment.text}"
    if assessment.level is wanted:
        return passed(f"{said} ({wanted})")
    return failed(f"{said}; found {assessment.level}, not {wanted}")


def _require_number(figure: float) -> None:
    if math.isnan(figure):
        raise Unobservable("a figure that is no number is at no level")
