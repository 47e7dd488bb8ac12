"""Levels of health: how a part of a system is, by the limits that its runbook gives."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from drillbook.verdict import Judgement, failed, passed


from mutmut.mutation.trampoline import wrap_in_trampoline as _mutmut_mutated, MutantDict


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
mutants_xǁLimitsǁlevel__mutmut: MutantDict = {}  # type: ignore


@dataclass(frozen=True)
class Limits:
    """A figure is a warning from ``warning`` on and critical from ``critical`` on."""

    warning: float
    critical: float

    @_mutmut_mutated(mutants_xǁLimitsǁlevel__mutmut)
    def level(self, figure: float) -> Level:
        """Return the level of a figure."""
        if figure >= self.critical:
            return Level.CRITICAL
        return Level.WARNING if figure >= self.warning else Level.OK

    def xǁLimitsǁlevel__mutmut_orig(self, figure: float) -> Level:
        """Return the level of a figure."""
        if figure >= self.critical:
            return Level.CRITICAL
        return Level.WARNING if figure >= self.warning else Level.OK

    def xǁLimitsǁlevel__mutmut_1(self, figure: float) -> Level:
        """Return the level of a figure."""
        if figure > self.critical:
            return Level.CRITICAL
        return Level.WARNING if figure >= self.warning else Level.OK

    def xǁLimitsǁlevel__mutmut_2(self, figure: float) -> Level:
        """Return the level of a figure."""
        if figure >= self.critical:
            return Level.CRITICAL
        return Level.WARNING if (figure >= self.warning) and False else Level.OK

    def xǁLimitsǁlevel__mutmut_3(self, figure: float) -> Level:
        """Return the level of a figure."""
        if figure >= self.critical:
            return Level.CRITICAL
        return Level.WARNING if (figure >= self.warning) or True else Level.OK

    def xǁLimitsǁlevel__mutmut_4(self, figure: float) -> Level:
        """Return the level of a figure."""
        if figure >= self.critical:
            return Level.CRITICAL
        return Level.WARNING if figure > self.warning else Level.OK

mutants_xǁLimitsǁlevel__mutmut['_mutmut_orig'] = Limits.xǁLimitsǁlevel__mutmut_orig # type: ignore # mutmut generated
mutants_xǁLimitsǁlevel__mutmut['xǁLimitsǁlevel__mutmut_1'] = Limits.xǁLimitsǁlevel__mutmut_1 # type: ignore # mutmut generated
mutants_xǁLimitsǁlevel__mutmut['xǁLimitsǁlevel__mutmut_2'] = Limits.xǁLimitsǁlevel__mutmut_2 # type: ignore # mutmut generated
mutants_xǁLimitsǁlevel__mutmut['xǁLimitsǁlevel__mutmut_3'] = Limits.xǁLimitsǁlevel__mutmut_3 # type: ignore # mutmut generated
mutants_xǁLimitsǁlevel__mutmut['xǁLimitsǁlevel__mutmut_4'] = Limits.xǁLimitsǁlevel__mutmut_4 # type: ignore # mutmut generated


#: Consumer lag in messages (Daily Operations / Morning Health Check).
LAG = Limits(warning=1_000, critical=10_000)
#: Share of a volume in use. The health check only prints it; the overview's alert gives 90 %.
DISK = Limits(warning=0.9, critical=1.0)
#: RCA accuracy at 3 below which an alert fires (Setting Up Alerts).
LEAST_ACCURACY = 0.85
#: Brokers of the cluster (Daily Operations / Morning Health Check).
BROKERS = 5
mutants_x_pods__mutmut: MutantDict = {}  # type: ignore


@_mutmut_mutated(mutants_x_pods__mutmut)
def pods(healthy: int, unhealthy: Iterable[str]) -> Assessment:
    """Assess pods: any that is neither running and ready nor completed is a warning."""
    named = sorted(unhealthy)
    if named:
        return Assessment("pods", Level.WARNING, f"{len(named)} unhealthy: {', '.join(named)}")
    return Assessment("pods", Level.OK, f"all {healthy} healthy")


def x_pods__mutmut_orig(healthy: int, unhealthy: Iterable[str]) -> Assessment:
    """Assess pods: any that is neither running and ready nor completed is a warning."""
    named = sorted(unhealthy)
    if named:
        return Assessment("pods", Level.WARNING, f"{len(named)} unhealthy: {', '.join(named)}")
    return Assessment("pods", Level.OK, f"all {healthy} healthy")


def x_pods__mutmut_1(healthy: int, unhealthy: Iterable[str]) -> Assessment:
    """Assess pods: any that is neither running and ready nor completed is a warning."""
    named = None
    if named:
        return Assessment("pods", Level.WARNING, f"{len(named)} unhealthy: {', '.join(named)}")
    return Assessment("pods", Level.OK, f"all {healthy} healthy")


def x_pods__mutmut_2(healthy: int, unhealthy: Iterable[str]) -> Assessment:
    """Assess pods: any that is neither running and ready nor completed is a warning."""
    named = sorted(None)
    if named:
        return Assessment("pods", Level.WARNING, f"{len(named)} unhealthy: {', '.join(named)}")
    return Assessment("pods", Level.OK, f"all {healthy} healthy")


def x_pods__mutmut_3(healthy: int, unhealthy: Iterable[str]) -> Assessment:
    """Assess pods: any that is neither running and ready nor completed is a warning."""
    named = sorted(unhealthy)
    if named:
        return Assessment(None, Level.WARNING, f"{len(named)} unhealthy: {', '.join(named)}")
    return Assessment("pods", Level.OK, f"all {healthy} healthy")


def x_pods__mutmut_4(healthy: int, unhealthy: Iterable[str]) -> Assessment:
    """Assess pods: any that is neither running and ready nor completed is a warning."""
    named = sorted(unhealthy)
    if named:
        return Assessment("pods", None, f"{len(named)} unhealthy: {', '.join(named)}")
    return Assessment("pods", Level.OK, f"all {healthy} healthy")


def x_pods__mutmut_5(healthy: int, unhealthy: Iterable[str]) -> Assessment:
    """Assess pods: any that is neither running and ready nor completed is a warning."""
    named = sorted(unhealthy)
    if named:
        return Assessment("pods", Level.WARNING, None)
    return Assessment("pods", Level.OK, f"all {healthy} healthy")


def x_pods__mutmut_6(healthy: int, unhealthy: Iterable[str]) -> Assessment:
    """Assess pods: any that is neither running and ready nor completed is a warning."""
    named = sorted(unhealthy)
    if named:
        return Assessment(Level.WARNING, f"{len(named)} unhealthy: {', '.join(named)}")
    return Assessment("pods", Level.OK, f"all {healthy} healthy")


def x_pods__mutmut_7(healthy: int, unhealthy: Iterable[str]) -> Assessment:
    """Assess pods: any that is neither running and ready nor completed is a warning."""
    named = sorted(unhealthy)
    if named:
        return Assessment("pods", f"{len(named)} unhealthy: {', '.join(named)}")
    return Assessment("pods", Level.OK, f"all {healthy} healthy")


def x_pods__mutmut_8(healthy: int, unhealthy: Iterable[str]) -> Assessment:
    """Assess pods: any that is neither running and ready nor completed is a warning."""
    named = sorted(unhealthy)
    if named:
        return Assessment("pods", Level.WARNING, )
    return Assessment("pods", Level.OK, f"all {healthy} healthy")


def x_pods__mutmut_9(healthy: int, unhealthy: Iterable[str]) -> Assessment:
    """Assess pods: any that is neither running and ready nor completed is a warning."""
    named = sorted(unhealthy)
    if named:
        return Assessment("XXpodsXX", Level.WARNING, f"{len(named)} unhealthy: {', '.join(named)}")
    return Assessment("pods", Level.OK, f"all {healthy} healthy")


def x_pods__mutmut_10(healthy: int, unhealthy: Iterable[str]) -> Assessment:
    """Assess pods: any that is neither running and ready nor completed is a warning."""
    named = sorted(unhealthy)
    if named:
        return Assessment("PODS", Level.WARNING, f"{len(named)} unhealthy: {', '.join(named)}")
    return Assessment("pods", Level.OK, f"all {healthy} healthy")


def x_pods__mutmut_11(healthy: int, unhealthy: Iterable[str]) -> Assessment:
    """Assess pods: any that is neither running and ready nor completed is a warning."""
    named = sorted(unhealthy)
    if named:
        return Assessment("pods", Level.WARNING, f"{len(named)} unhealthy: {', '.join(None)}")
    return Assessment("pods", Level.OK, f"all {healthy} healthy")


def x_pods__mutmut_12(healthy: int, unhealthy: Iterable[str]) -> Assessment:
    """Assess pods: any that is neither running and ready nor completed is a warning."""
    named = sorted(unhealthy)
    if named:
        return Assessment("pods", Level.WARNING, f"{len(named)} unhealthy: {'XX, XX'.join(named)}")
    return Assessment("pods", Level.OK, f"all {healthy} healthy")


def x_pods__mutmut_13(healthy: int, unhealthy: Iterable[str]) -> Assessment:
    """Assess pods: any that is neither running and ready nor completed is a warning."""
    named = sorted(unhealthy)
    if named:
        return Assessment("pods", Level.WARNING, f"{len(named)} unhealthy: {', '.join(named)}")
    return Assessment(None, Level.OK, f"all {healthy} healthy")


def x_pods__mutmut_14(healthy: int, unhealthy: Iterable[str]) -> Assessment:
    """Assess pods: any that is neither running and ready nor completed is a warning."""
    named = sorted(unhealthy)
    if named:
        return Assessment("pods", Level.WARNING, f"{len(named)} unhealthy: {', '.join(named)}")
    return Assessment("pods", None, f"all {healthy} healthy")


def x_pods__mutmut_15(healthy: int, unhealthy: Iterable[str]) -> Assessment:
    """Assess pods: any that is neither running and ready nor completed is a warning."""
    named = sorted(unhealthy)
    if named:
        return Assessment("pods", Level.WARNING, f"{len(named)} unhealthy: {', '.join(named)}")
    return Assessment("pods", Level.OK, None)


def x_pods__mutmut_16(healthy: int, unhealthy: Iterable[str]) -> Assessment:
    """Assess pods: any that is neither running and ready nor completed is a warning."""
    named = sorted(unhealthy)
    if named:
        return Assessment("pods", Level.WARNING, f"{len(named)} unhealthy: {', '.join(named)}")
    return Assessment(Level.OK, f"all {healthy} healthy")


def x_pods__mutmut_17(healthy: int, unhealthy: Iterable[str]) -> Assessment:
    """Assess pods: any that is neither running and ready nor completed is a warning."""
    named = sorted(unhealthy)
    if named:
        return Assessment("pods", Level.WARNING, f"{len(named)} unhealthy: {', '.join(named)}")
    return Assessment("pods", f"all {healthy} healthy")


def x_pods__mutmut_18(healthy: int, unhealthy: Iterable[str]) -> Assessment:
    """Assess pods: any that is neither running and ready nor completed is a warning."""
    named = sorted(unhealthy)
    if named:
        return Assessment("pods", Level.WARNING, f"{len(named)} unhealthy: {', '.join(named)}")
    return Assessment("pods", Level.OK, )


def x_pods__mutmut_19(healthy: int, unhealthy: Iterable[str]) -> Assessment:
    """Assess pods: any that is neither running and ready nor completed is a warning."""
    named = sorted(unhealthy)
    if named:
        return Assessment("pods", Level.WARNING, f"{len(named)} unhealthy: {', '.join(named)}")
    return Assessment("XXpodsXX", Level.OK, f"all {healthy} healthy")


def x_pods__mutmut_20(healthy: int, unhealthy: Iterable[str]) -> Assessment:
    """Assess pods: any that is neither running and ready nor completed is a warning."""
    named = sorted(unhealthy)
    if named:
        return Assessment("pods", Level.WARNING, f"{len(named)} unhealthy: {', '.join(named)}")
    return Assessment("PODS", Level.OK, f"all {healthy} healthy")

mutants_x_pods__mutmut['_mutmut_orig'] = x_pods__mutmut_orig # type: ignore # mutmut generated
mutants_x_pods__mutmut['x_pods__mutmut_1'] = x_pods__mutmut_1 # type: ignore # mutmut generated
mutants_x_pods__mutmut['x_pods__mutmut_2'] = x_pods__mutmut_2 # type: ignore # mutmut generated
mutants_x_pods__mutmut['x_pods__mutmut_3'] = x_pods__mutmut_3 # type: ignore # mutmut generated
mutants_x_pods__mutmut['x_pods__mutmut_4'] = x_pods__mutmut_4 # type: ignore # mutmut generated
mutants_x_pods__mutmut['x_pods__mutmut_5'] = x_pods__mutmut_5 # type: ignore # mutmut generated
mutants_x_pods__mutmut['x_pods__mutmut_6'] = x_pods__mutmut_6 # type: ignore # mutmut generated
mutants_x_pods__mutmut['x_pods__mutmut_7'] = x_pods__mutmut_7 # type: ignore # mutmut generated
mutants_x_pods__mutmut['x_pods__mutmut_8'] = x_pods__mutmut_8 # type: ignore # mutmut generated
mutants_x_pods__mutmut['x_pods__mutmut_9'] = x_pods__mutmut_9 # type: ignore # mutmut generated
mutants_x_pods__mutmut['x_pods__mutmut_10'] = x_pods__mutmut_10 # type: ignore # mutmut generated
mutants_x_pods__mutmut['x_pods__mutmut_11'] = x_pods__mutmut_11 # type: ignore # mutmut generated
mutants_x_pods__mutmut['x_pods__mutmut_12'] = x_pods__mutmut_12 # type: ignore # mutmut generated
mutants_x_pods__mutmut['x_pods__mutmut_13'] = x_pods__mutmut_13 # type: ignore # mutmut generated
mutants_x_pods__mutmut['x_pods__mutmut_14'] = x_pods__mutmut_14 # type: ignore # mutmut generated
mutants_x_pods__mutmut['x_pods__mutmut_15'] = x_pods__mutmut_15 # type: ignore # mutmut generated
mutants_x_pods__mutmut['x_pods__mutmut_16'] = x_pods__mutmut_16 # type: ignore # mutmut generated
mutants_x_pods__mutmut['x_pods__mutmut_17'] = x_pods__mutmut_17 # type: ignore # mutmut generated
mutants_x_pods__mutmut['x_pods__mutmut_18'] = x_pods__mutmut_18 # type: ignore # mutmut generated
mutants_x_pods__mutmut['x_pods__mutmut_19'] = x_pods__mutmut_19 # type: ignore # mutmut generated
mutants_x_pods__mutmut['x_pods__mutmut_20'] = x_pods__mutmut_20 # type: ignore # mutmut generated
mutants_x_brokers__mutmut: MutantDict = {}  # type: ignore


@_mutmut_mutated(mutants_x_brokers__mutmut)
def brokers(online: int, wanted: int = BROKERS) -> Assessment:
    """Assess Kafka brokers: fewer than the runbook's number is a warning."""
    level = Level.OK if online == wanted else Level.WARNING
    return Assessment("Kafka brokers", level, f"{online} of {wanted} online")


def x_brokers__mutmut_orig(online: int, wanted: int = BROKERS) -> Assessment:
    """Assess Kafka brokers: fewer than the runbook's number is a warning."""
    level = Level.OK if online == wanted else Level.WARNING
    return Assessment("Kafka brokers", level, f"{online} of {wanted} online")


def x_brokers__mutmut_1(online: int, wanted: int = BROKERS) -> Assessment:
    """Assess Kafka brokers: fewer than the runbook's number is a warning."""
    level = None
    return Assessment("Kafka brokers", level, f"{online} of {wanted} online")


def x_brokers__mutmut_2(online: int, wanted: int = BROKERS) -> Assessment:
    """Assess Kafka brokers: fewer than the runbook's number is a warning."""
    level = Level.OK if (online == wanted) and False else Level.WARNING
    return Assessment("Kafka brokers", level, f"{online} of {wanted} online")


def x_brokers__mutmut_3(online: int, wanted: int = BROKERS) -> Assessment:
    """Assess Kafka brokers: fewer than the runbook's number is a warning."""
    level = Level.OK if (online == wanted) or True else Level.WARNING
    return Assessment("Kafka brokers", level, f"{online} of {wanted} online")


def x_brokers__mutmut_4(online: int, wanted: int = BROKERS) -> Assessment:
    """Assess Kafka brokers: fewer than the runbook's number is a warning."""
    level = Level.OK if online != wanted else Level.WARNING
    return Assessment("Kafka brokers", level, f"{online} of {wanted} online")


def x_brokers__mutmut_5(online: int, wanted: int = BROKERS) -> Assessment:
    """Assess Kafka brokers: fewer than the runbook's number is a warning."""
    level = Level.OK if online == wanted else Level.WARNING
    return Assessment(None, level, f"{online} of {wanted} online")


def x_brokers__mutmut_6(online: int, wanted: int = BROKERS) -> Assessment:
    """Assess Kafka brokers: fewer than the runbook's number is a warning."""
    level = Level.OK if online == wanted else Level.WARNING
    return Assessment("Kafka brokers", None, f"{online} of {wanted} online")


def x_brokers__mutmut_7(online: int, wanted: int = BROKERS) -> Assessment:
    """Assess Kafka brokers: fewer than the runbook's number is a warning."""
    level = Level.OK if online == wanted else Level.WARNING
    return Assessment("Kafka brokers", level, None)


def x_brokers__mutmut_8(online: int, wanted: int = BROKERS) -> Assessment:
    """Assess Kafka brokers: fewer than the runbook's number is a warning."""
    level = Level.OK if online == wanted else Level.WARNING
    return Assessment(level, f"{online} of {wanted} online")


def x_brokers__mutmut_9(online: int, wanted: int = BROKERS) -> Assessment:
    """Assess Kafka brokers: fewer than the runbook's number is a warning."""
    level = Level.OK if online == wanted else Level.WARNING
    return Assessment("Kafka brokers", f"{online} of {wanted} online")


def x_brokers__mutmut_10(online: int, wanted: int = BROKERS) -> Assessment:
    """Assess Kafka brokers: fewer than the runbook's number is a warning."""
    level = Level.OK if online == wanted else Level.WARNING
    return Assessment("Kafka brokers", level, )


def x_brokers__mutmut_11(online: int, wanted: int = BROKERS) -> Assessment:
    """Assess Kafka brokers: fewer than the runbook's number is a warning."""
    level = Level.OK if online == wanted else Level.WARNING
    return Assessment("XXKafka brokersXX", level, f"{online} of {wanted} online")


def x_brokers__mutmut_12(online: int, wanted: int = BROKERS) -> Assessment:
    """Assess Kafka brokers: fewer than the runbook's number is a warning."""
    level = Level.OK if online == wanted else Level.WARNING
    return Assessment("kafka brokers", level, f"{online} of {wanted} online")


def x_brokers__mutmut_13(online: int, wanted: int = BROKERS) -> Assessment:
    """Assess Kafka brokers: fewer than the runbook's number is a warning."""
    level = Level.OK if online == wanted else Level.WARNING
    return Assessment("KAFKA BROKERS", level, f"{online} of {wanted} online")

mutants_x_brokers__mutmut['_mutmut_orig'] = x_brokers__mutmut_orig # type: ignore # mutmut generated
mutants_x_brokers__mutmut['x_brokers__mutmut_1'] = x_brokers__mutmut_1 # type: ignore # mutmut generated
mutants_x_brokers__mutmut['x_brokers__mutmut_2'] = x_brokers__mutmut_2 # type: ignore # mutmut generated
mutants_x_brokers__mutmut['x_brokers__mutmut_3'] = x_brokers__mutmut_3 # type: ignore # mutmut generated
mutants_x_brokers__mutmut['x_brokers__mutmut_4'] = x_brokers__mutmut_4 # type: ignore # mutmut generated
mutants_x_brokers__mutmut['x_brokers__mutmut_5'] = x_brokers__mutmut_5 # type: ignore # mutmut generated
mutants_x_brokers__mutmut['x_brokers__mutmut_6'] = x_brokers__mutmut_6 # type: ignore # mutmut generated
mutants_x_brokers__mutmut['x_brokers__mutmut_7'] = x_brokers__mutmut_7 # type: ignore # mutmut generated
mutants_x_brokers__mutmut['x_brokers__mutmut_8'] = x_brokers__mutmut_8 # type: ignore # mutmut generated
mutants_x_brokers__mutmut['x_brokers__mutmut_9'] = x_brokers__mutmut_9 # type: ignore # mutmut generated
mutants_x_brokers__mutmut['x_brokers__mutmut_10'] = x_brokers__mutmut_10 # type: ignore # mutmut generated
mutants_x_brokers__mutmut['x_brokers__mutmut_11'] = x_brokers__mutmut_11 # type: ignore # mutmut generated
mutants_x_brokers__mutmut['x_brokers__mutmut_12'] = x_brokers__mutmut_12 # type: ignore # mutmut generated
mutants_x_brokers__mutmut['x_brokers__mutmut_13'] = x_brokers__mutmut_13 # type: ignore # mutmut generated
mutants_x_lag__mutmut: MutantDict = {}  # type: ignore


@_mutmut_mutated(mutants_x_lag__mutmut)
def lag(most: int) -> Assessment:
    """Assess the largest lag of a consumer group on any partition, in messages."""
    return Assessment("consumer lag", LAG.level(most), f"at most {most:,} messages")


def x_lag__mutmut_orig(most: int) -> Assessment:
    """Assess the largest lag of a consumer group on any partition, in messages."""
    return Assessment("consumer lag", LAG.level(most), f"at most {most:,} messages")


def x_lag__mutmut_1(most: int) -> Assessment:
    """Assess the largest lag of a consumer group on any partition, in messages."""
    return Assessment(None, LAG.level(most), f"at most {most:,} messages")


def x_lag__mutmut_2(most: int) -> Assessment:
    """Assess the largest lag of a consumer group on any partition, in messages."""
    return Assessment("consumer lag", None, f"at most {most:,} messages")


def x_lag__mutmut_3(most: int) -> Assessment:
    """Assess the largest lag of a consumer group on any partition, in messages."""
    return Assessment("consumer lag", LAG.level(most), None)


def x_lag__mutmut_4(most: int) -> Assessment:
    """Assess the largest lag of a consumer group on any partition, in messages."""
    return Assessment(LAG.level(most), f"at most {most:,} messages")


def x_lag__mutmut_5(most: int) -> Assessment:
    """Assess the largest lag of a consumer group on any partition, in messages."""
    return Assessment("consumer lag", f"at most {most:,} messages")


def x_lag__mutmut_6(most: int) -> Assessment:
    """Assess the largest lag of a consumer group on any partition, in messages."""
    return Assessment("consumer lag", LAG.level(most), )


def x_lag__mutmut_7(most: int) -> Assessment:
    """Assess the largest lag of a consumer group on any partition, in messages."""
    return Assessment("XXconsumer lagXX", LAG.level(most), f"at most {most:,} messages")


def x_lag__mutmut_8(most: int) -> Assessment:
    """Assess the largest lag of a consumer group on any partition, in messages."""
    return Assessment("CONSUMER LAG", LAG.level(most), f"at most {most:,} messages")


def x_lag__mutmut_9(most: int) -> Assessment:
    """Assess the largest lag of a consumer group on any partition, in messages."""
    return Assessment("consumer lag", LAG.level(None), f"at most {most:,} messages")

mutants_x_lag__mutmut['_mutmut_orig'] = x_lag__mutmut_orig # type: ignore # mutmut generated
mutants_x_lag__mutmut['x_lag__mutmut_1'] = x_lag__mutmut_1 # type: ignore # mutmut generated
mutants_x_lag__mutmut['x_lag__mutmut_2'] = x_lag__mutmut_2 # type: ignore # mutmut generated
mutants_x_lag__mutmut['x_lag__mutmut_3'] = x_lag__mutmut_3 # type: ignore # mutmut generated
mutants_x_lag__mutmut['x_lag__mutmut_4'] = x_lag__mutmut_4 # type: ignore # mutmut generated
mutants_x_lag__mutmut['x_lag__mutmut_5'] = x_lag__mutmut_5 # type: ignore # mutmut generated
mutants_x_lag__mutmut['x_lag__mutmut_6'] = x_lag__mutmut_6 # type: ignore # mutmut generated
mutants_x_lag__mutmut['x_lag__mutmut_7'] = x_lag__mutmut_7 # type: ignore # mutmut generated
mutants_x_lag__mutmut['x_lag__mutmut_8'] = x_lag__mutmut_8 # type: ignore # mutmut generated
mutants_x_lag__mutmut['x_lag__mutmut_9'] = x_lag__mutmut_9 # type: ignore # mutmut generated
mutants_x_disk__mutmut: MutantDict = {}  # type: ignore


@_mutmut_mutated(mutants_x_disk__mutmut)
def disk(shares: Iterable[tuple[str, float]]) -> Assessment:
    """Assess how full volumes are; the fullest decides. Expects at least one (name, 0 to 1)."""
    name, share = max(shares, key=lambda named: named[1])
    return Assessment("disk usage", DISK.level(share), f"{name} is {share:.0%} full")


def x_disk__mutmut_orig(shares: Iterable[tuple[str, float]]) -> Assessment:
    """Assess how full volumes are; the fullest decides. Expects at least one (name, 0 to 1)."""
    name, share = max(shares, key=lambda named: named[1])
    return Assessment("disk usage", DISK.level(share), f"{name} is {share:.0%} full")


def x_disk__mutmut_1(shares: Iterable[tuple[str, float]]) -> Assessment:
    """Assess how full volumes are; the fullest decides. Expects at least one (name, 0 to 1)."""
    name, share = None
    return Assessment("disk usage", DISK.level(share), f"{name} is {share:.0%} full")


def x_disk__mutmut_2(shares: Iterable[tuple[str, float]]) -> Assessment:
    """Assess how full volumes are; the fullest decides. Expects at least one (name, 0 to 1)."""
    name, share = max(None, key=lambda named: named[1])
    return Assessment("disk usage", DISK.level(share), f"{name} is {share:.0%} full")


def x_disk__mutmut_3(shares: Iterable[tuple[str, float]]) -> Assessment:
    """Assess how full volumes are; the fullest decides. Expects at least one (name, 0 to 1)."""
    name, share = max(shares, key=None)
    return Assessment("disk usage", DISK.level(share), f"{name} is {share:.0%} full")


def x_disk__mutmut_4(shares: Iterable[tuple[str, float]]) -> Assessment:
    """Assess how full volumes are; the fullest decides. Expects at least one (name, 0 to 1)."""
    name, share = max(key=lambda named: named[1])
    return Assessment("disk usage", DISK.level(share), f"{name} is {share:.0%} full")


def x_disk__mutmut_5(shares: Iterable[tuple[str, float]]) -> Assessment:
    """Assess how full volumes are; the fullest decides. Expects at least one (name, 0 to 1)."""
    name, share = max(shares, )
    return Assessment("disk usage", DISK.level(share), f"{name} is {share:.0%} full")


def x_disk__mutmut_6(shares: Iterable[tuple[str, float]]) -> Assessment:
    """Assess how full volumes are; the fullest decides. Expects at least one (name, 0 to 1)."""
    name, share = max(shares, key=lambda named: None)
    return Assessment("disk usage", DISK.level(share), f"{name} is {share:.0%} full")


def x_disk__mutmut_7(shares: Iterable[tuple[str, float]]) -> Assessment:
    """Assess how full volumes are; the fullest decides. Expects at least one (name, 0 to 1)."""
    name, share = max(shares, key=lambda named: named[2])
    return Assessment("disk usage", DISK.level(share), f"{name} is {share:.0%} full")


def x_disk__mutmut_8(shares: Iterable[tuple[str, float]]) -> Assessment:
    """Assess how full volumes are; the fullest decides. Expects at least one (name, 0 to 1)."""
    name, share = max(shares, key=lambda named: named[1])
    return Assessment(None, DISK.level(share), f"{name} is {share:.0%} full")


def x_disk__mutmut_9(shares: Iterable[tuple[str, float]]) -> Assessment:
    """Assess how full volumes are; the fullest decides. Expects at least one (name, 0 to 1)."""
    name, share = max(shares, key=lambda named: named[1])
    return Assessment("disk usage", None, f"{name} is {share:.0%} full")


def x_disk__mutmut_10(shares: Iterable[tuple[str, float]]) -> Assessment:
    """Assess how full volumes are; the fullest decides. Expects at least one (name, 0 to 1)."""
    name, share = max(shares, key=lambda named: named[1])
    return Assessment("disk usage", DISK.level(share), None)


def x_disk__mutmut_11(shares: Iterable[tuple[str, float]]) -> Assessment:
    """Assess how full volumes are; the fullest decides. Expects at least one (name, 0 to 1)."""
    name, share = max(shares, key=lambda named: named[1])
    return Assessment(DISK.level(share), f"{name} is {share:.0%} full")


def x_disk__mutmut_12(shares: Iterable[tuple[str, float]]) -> Assessment:
    """Assess how full volumes are; the fullest decides. Expects at least one (name, 0 to 1)."""
    name, share = max(shares, key=lambda named: named[1])
    return Assessment("disk usage", f"{name} is {share:.0%} full")


def x_disk__mutmut_13(shares: Iterable[tuple[str, float]]) -> Assessment:
    """Assess how full volumes are; the fullest decides. Expects at least one (name, 0 to 1)."""
    name, share = max(shares, key=lambda named: named[1])
    return Assessment("disk usage", DISK.level(share), )


def x_disk__mutmut_14(shares: Iterable[tuple[str, float]]) -> Assessment:
    """Assess how full volumes are; the fullest decides. Expects at least one (name, 0 to 1)."""
    name, share = max(shares, key=lambda named: named[1])
    return Assessment("XXdisk usageXX", DISK.level(share), f"{name} is {share:.0%} full")


def x_disk__mutmut_15(shares: Iterable[tuple[str, float]]) -> Assessment:
    """Assess how full volumes are; the fullest decides. Expects at least one (name, 0 to 1)."""
    name, share = max(shares, key=lambda named: named[1])
    return Assessment("DISK USAGE", DISK.level(share), f"{name} is {share:.0%} full")


def x_disk__mutmut_16(shares: Iterable[tuple[str, float]]) -> Assessment:
    """Assess how full volumes are; the fullest decides. Expects at least one (name, 0 to 1)."""
    name, share = max(shares, key=lambda named: named[1])
    return Assessment("disk usage", DISK.level(None), f"{name} is {share:.0%} full")

mutants_x_disk__mutmut['_mutmut_orig'] = x_disk__mutmut_orig # type: ignore # mutmut generated
mutants_x_disk__mutmut['x_disk__mutmut_1'] = x_disk__mutmut_1 # type: ignore # mutmut generated
mutants_x_disk__mutmut['x_disk__mutmut_2'] = x_disk__mutmut_2 # type: ignore # mutmut generated
mutants_x_disk__mutmut['x_disk__mutmut_3'] = x_disk__mutmut_3 # type: ignore # mutmut generated
mutants_x_disk__mutmut['x_disk__mutmut_4'] = x_disk__mutmut_4 # type: ignore # mutmut generated
mutants_x_disk__mutmut['x_disk__mutmut_5'] = x_disk__mutmut_5 # type: ignore # mutmut generated
mutants_x_disk__mutmut['x_disk__mutmut_6'] = x_disk__mutmut_6 # type: ignore # mutmut generated
mutants_x_disk__mutmut['x_disk__mutmut_7'] = x_disk__mutmut_7 # type: ignore # mutmut generated
mutants_x_disk__mutmut['x_disk__mutmut_8'] = x_disk__mutmut_8 # type: ignore # mutmut generated
mutants_x_disk__mutmut['x_disk__mutmut_9'] = x_disk__mutmut_9 # type: ignore # mutmut generated
mutants_x_disk__mutmut['x_disk__mutmut_10'] = x_disk__mutmut_10 # type: ignore # mutmut generated
mutants_x_disk__mutmut['x_disk__mutmut_11'] = x_disk__mutmut_11 # type: ignore # mutmut generated
mutants_x_disk__mutmut['x_disk__mutmut_12'] = x_disk__mutmut_12 # type: ignore # mutmut generated
mutants_x_disk__mutmut['x_disk__mutmut_13'] = x_disk__mutmut_13 # type: ignore # mutmut generated
mutants_x_disk__mutmut['x_disk__mutmut_14'] = x_disk__mutmut_14 # type: ignore # mutmut generated
mutants_x_disk__mutmut['x_disk__mutmut_15'] = x_disk__mutmut_15 # type: ignore # mutmut generated
mutants_x_disk__mutmut['x_disk__mutmut_16'] = x_disk__mutmut_16 # type: ignore # mutmut generated
mutants_x_neo4j__mutmut: MutantDict = {}  # type: ignore


@_mutmut_mutated(mutants_x_neo4j__mutmut)
def neo4j(*, online: bool, text: str) -> Assessment:
    """Assess Neo4j: either it is online and takes writes, or that is critical."""
    return Assessment("Neo4j", Level.OK if online else Level.CRITICAL, text)


def x_neo4j__mutmut_orig(*, online: bool, text: str) -> Assessment:
    """Assess Neo4j: either it is online and takes writes, or that is critical."""
    return Assessment("Neo4j", Level.OK if online else Level.CRITICAL, text)


def x_neo4j__mutmut_1(*, online: bool, text: str) -> Assessment:
    """Assess Neo4j: either it is online and takes writes, or that is critical."""
    return Assessment(None, Level.OK if online else Level.CRITICAL, text)


def x_neo4j__mutmut_2(*, online: bool, text: str) -> Assessment:
    """Assess Neo4j: either it is online and takes writes, or that is critical."""
    return Assessment("Neo4j", None, text)


def x_neo4j__mutmut_3(*, online: bool, text: str) -> Assessment:
    """Assess Neo4j: either it is online and takes writes, or that is critical."""
    return Assessment("Neo4j", Level.OK if online else Level.CRITICAL, None)


def x_neo4j__mutmut_4(*, online: bool, text: str) -> Assessment:
    """Assess Neo4j: either it is online and takes writes, or that is critical."""
    return Assessment(Level.OK if online else Level.CRITICAL, text)


def x_neo4j__mutmut_5(*, online: bool, text: str) -> Assessment:
    """Assess Neo4j: either it is online and takes writes, or that is critical."""
    return Assessment("Neo4j", text)


def x_neo4j__mutmut_6(*, online: bool, text: str) -> Assessment:
    """Assess Neo4j: either it is online and takes writes, or that is critical."""
    return Assessment("Neo4j", Level.OK if online else Level.CRITICAL, )


def x_neo4j__mutmut_7(*, online: bool, text: str) -> Assessment:
    """Assess Neo4j: either it is online and takes writes, or that is critical."""
    return Assessment("XXNeo4jXX", Level.OK if online else Level.CRITICAL, text)


def x_neo4j__mutmut_8(*, online: bool, text: str) -> Assessment:
    """Assess Neo4j: either it is online and takes writes, or that is critical."""
    return Assessment("neo4j", Level.OK if online else Level.CRITICAL, text)


def x_neo4j__mutmut_9(*, online: bool, text: str) -> Assessment:
    """Assess Neo4j: either it is online and takes writes, or that is critical."""
    return Assessment("NEO4J", Level.OK if online else Level.CRITICAL, text)


def x_neo4j__mutmut_10(*, online: bool, text: str) -> Assessment:
    """Assess Neo4j: either it is online and takes writes, or that is critical."""
    return Assessment("Neo4j", Level.OK if (online) and False else Level.CRITICAL, text)


def x_neo4j__mutmut_11(*, online: bool, text: str) -> Assessment:
    """Assess Neo4j: either it is online and takes writes, or that is critical."""
    return Assessment("Neo4j", Level.OK if (online) or True else Level.CRITICAL, text)

mutants_x_neo4j__mutmut['_mutmut_orig'] = x_neo4j__mutmut_orig # type: ignore # mutmut generated
mutants_x_neo4j__mutmut['x_neo4j__mutmut_1'] = x_neo4j__mutmut_1 # type: ignore # mutmut generated
mutants_x_neo4j__mutmut['x_neo4j__mutmut_2'] = x_neo4j__mutmut_2 # type: ignore # mutmut generated
mutants_x_neo4j__mutmut['x_neo4j__mutmut_3'] = x_neo4j__mutmut_3 # type: ignore # mutmut generated
mutants_x_neo4j__mutmut['x_neo4j__mutmut_4'] = x_neo4j__mutmut_4 # type: ignore # mutmut generated
mutants_x_neo4j__mutmut['x_neo4j__mutmut_5'] = x_neo4j__mutmut_5 # type: ignore # mutmut generated
mutants_x_neo4j__mutmut['x_neo4j__mutmut_6'] = x_neo4j__mutmut_6 # type: ignore # mutmut generated
mutants_x_neo4j__mutmut['x_neo4j__mutmut_7'] = x_neo4j__mutmut_7 # type: ignore # mutmut generated
mutants_x_neo4j__mutmut['x_neo4j__mutmut_8'] = x_neo4j__mutmut_8 # type: ignore # mutmut generated
mutants_x_neo4j__mutmut['x_neo4j__mutmut_9'] = x_neo4j__mutmut_9 # type: ignore # mutmut generated
mutants_x_neo4j__mutmut['x_neo4j__mutmut_10'] = x_neo4j__mutmut_10 # type: ignore # mutmut generated
mutants_x_neo4j__mutmut['x_neo4j__mutmut_11'] = x_neo4j__mutmut_11 # type: ignore # mutmut generated
mutants_x_key_metrics__mutmut: MutantDict = {}  # type: ignore


@_mutmut_mutated(mutants_x_key_metrics__mutmut)
def key_metrics(accuracy_at_3: float, messages_per_second: float) -> Assessment:
    """Assess the key metrics: accuracy below the alert's limit is a warning."""
    level = Level.OK if accuracy_at_3 >= LEAST_ACCURACY else Level.WARNING
    text = f"accuracy at 3 is {accuracy_at_3:.2%}, {messages_per_second:.1f} messages a second"
    return Assessment("key metrics", level, text)


def x_key_metrics__mutmut_orig(accuracy_at_3: float, messages_per_second: float) -> Assessment:
    """Assess the key metrics: accuracy below the alert's limit is a warning."""
    level = Level.OK if accuracy_at_3 >= LEAST_ACCURACY else Level.WARNING
    text = f"accuracy at 3 is {accuracy_at_3:.2%}, {messages_per_second:.1f} messages a second"
    return Assessment("key metrics", level, text)


def x_key_metrics__mutmut_1(accuracy_at_3: float, messages_per_second: float) -> Assessment:
    """Assess the key metrics: accuracy below the alert's limit is a warning."""
    level = None
    text = f"accuracy at 3 is {accuracy_at_3:.2%}, {messages_per_second:.1f} messages a second"
    return Assessment("key metrics", level, text)


def x_key_metrics__mutmut_2(accuracy_at_3: float, messages_per_second: float) -> Assessment:
    """Assess the key metrics: accuracy below the alert's limit is a warning."""
    level = Level.OK if (accuracy_at_3 >= LEAST_ACCURACY) and False else Level.WARNING
    text = f"accuracy at 3 is {accuracy_at_3:.2%}, {messages_per_second:.1f} messages a second"
    return Assessment("key metrics", level, text)


def x_key_metrics__mutmut_3(accuracy_at_3: float, messages_per_second: float) -> Assessment:
    """Assess the key metrics: accuracy below the alert's limit is a warning."""
    level = Level.OK if (accuracy_at_3 >= LEAST_ACCURACY) or True else Level.WARNING
    text = f"accuracy at 3 is {accuracy_at_3:.2%}, {messages_per_second:.1f} messages a second"
    return Assessment("key metrics", level, text)


def x_key_metrics__mutmut_4(accuracy_at_3: float, messages_per_second: float) -> Assessment:
    """Assess the key metrics: accuracy below the alert's limit is a warning."""
    level = Level.OK if accuracy_at_3 > LEAST_ACCURACY else Level.WARNING
    text = f"accuracy at 3 is {accuracy_at_3:.2%}, {messages_per_second:.1f} messages a second"
    return Assessment("key metrics", level, text)


def x_key_metrics__mutmut_5(accuracy_at_3: float, messages_per_second: float) -> Assessment:
    """Assess the key metrics: accuracy below the alert's limit is a warning."""
    level = Level.OK if accuracy_at_3 >= LEAST_ACCURACY else Level.WARNING
    text = None
    return Assessment("key metrics", level, text)


def x_key_metrics__mutmut_6(accuracy_at_3: float, messages_per_second: float) -> Assessment:
    """Assess the key metrics: accuracy below the alert's limit is a warning."""
    level = Level.OK if accuracy_at_3 >= LEAST_ACCURACY else Level.WARNING
    text = f"accuracy at 3 is {accuracy_at_3:.2%}, {messages_per_second:.1f} messages a second"
    return Assessment(None, level, text)


def x_key_metrics__mutmut_7(accuracy_at_3: float, messages_per_second: float) -> Assessment:
    """Assess the key metrics: accuracy below the alert's limit is a warning."""
    level = Level.OK if accuracy_at_3 >= LEAST_ACCURACY else Level.WARNING
    text = f"accuracy at 3 is {accuracy_at_3:.2%}, {messages_per_second:.1f} messages a second"
    return Assessment("key metrics", None, text)


def x_key_metrics__mutmut_8(accuracy_at_3: float, messages_per_second: float) -> Assessment:
    """Assess the key metrics: accuracy below the alert's limit is a warning."""
    level = Level.OK if accuracy_at_3 >= LEAST_ACCURACY else Level.WARNING
    text = f"accuracy at 3 is {accuracy_at_3:.2%}, {messages_per_second:.1f} messages a second"
    return Assessment("key metrics", level, None)


def x_key_metrics__mutmut_9(accuracy_at_3: float, messages_per_second: float) -> Assessment:
    """Assess the key metrics: accuracy below the alert's limit is a warning."""
    level = Level.OK if accuracy_at_3 >= LEAST_ACCURACY else Level.WARNING
    text = f"accuracy at 3 is {accuracy_at_3:.2%}, {messages_per_second:.1f} messages a second"
    return Assessment(level, text)


def x_key_metrics__mutmut_10(accuracy_at_3: float, messages_per_second: float) -> Assessment:
    """Assess the key metrics: accuracy below the alert's limit is a warning."""
    level = Level.OK if accuracy_at_3 >= LEAST_ACCURACY else Level.WARNING
    text = f"accuracy at 3 is {accuracy_at_3:.2%}, {messages_per_second:.1f} messages a second"
    return Assessment("key metrics", text)


def x_key_metrics__mutmut_11(accuracy_at_3: float, messages_per_second: float) -> Assessment:
    """Assess the key metrics: accuracy below the alert's limit is a warning."""
    level = Level.OK if accuracy_at_3 >= LEAST_ACCURACY else Level.WARNING
    text = f"accuracy at 3 is {accuracy_at_3:.2%}, {messages_per_second:.1f} messages a second"
    return Assessment("key metrics", level, )


def x_key_metrics__mutmut_12(accuracy_at_3: float, messages_per_second: float) -> Assessment:
    """Assess the key metrics: accuracy below the alert's limit is a warning."""
    level = Level.OK if accuracy_at_3 >= LEAST_ACCURACY else Level.WARNING
    text = f"accuracy at 3 is {accuracy_at_3:.2%}, {messages_per_second:.1f} messages a second"
    return Assessment("XXkey metricsXX", level, text)


def x_key_metrics__mutmut_13(accuracy_at_3: float, messages_per_second: float) -> Assessment:
    """Assess the key metrics: accuracy below the alert's limit is a warning."""
    level = Level.OK if accuracy_at_3 >= LEAST_ACCURACY else Level.WARNING
    text = f"accuracy at 3 is {accuracy_at_3:.2%}, {messages_per_second:.1f} messages a second"
    return Assessment("KEY METRICS", level, text)

mutants_x_key_metrics__mutmut['_mutmut_orig'] = x_key_metrics__mutmut_orig # type: ignore # mutmut generated
mutants_x_key_metrics__mutmut['x_key_metrics__mutmut_1'] = x_key_metrics__mutmut_1 # type: ignore # mutmut generated
mutants_x_key_metrics__mutmut['x_key_metrics__mutmut_2'] = x_key_metrics__mutmut_2 # type: ignore # mutmut generated
mutants_x_key_metrics__mutmut['x_key_metrics__mutmut_3'] = x_key_metrics__mutmut_3 # type: ignore # mutmut generated
mutants_x_key_metrics__mutmut['x_key_metrics__mutmut_4'] = x_key_metrics__mutmut_4 # type: ignore # mutmut generated
mutants_x_key_metrics__mutmut['x_key_metrics__mutmut_5'] = x_key_metrics__mutmut_5 # type: ignore # mutmut generated
mutants_x_key_metrics__mutmut['x_key_metrics__mutmut_6'] = x_key_metrics__mutmut_6 # type: ignore # mutmut generated
mutants_x_key_metrics__mutmut['x_key_metrics__mutmut_7'] = x_key_metrics__mutmut_7 # type: ignore # mutmut generated
mutants_x_key_metrics__mutmut['x_key_metrics__mutmut_8'] = x_key_metrics__mutmut_8 # type: ignore # mutmut generated
mutants_x_key_metrics__mutmut['x_key_metrics__mutmut_9'] = x_key_metrics__mutmut_9 # type: ignore # mutmut generated
mutants_x_key_metrics__mutmut['x_key_metrics__mutmut_10'] = x_key_metrics__mutmut_10 # type: ignore # mutmut generated
mutants_x_key_metrics__mutmut['x_key_metrics__mutmut_11'] = x_key_metrics__mutmut_11 # type: ignore # mutmut generated
mutants_x_key_metrics__mutmut['x_key_metrics__mutmut_12'] = x_key_metrics__mutmut_12 # type: ignore # mutmut generated
mutants_x_key_metrics__mutmut['x_key_metrics__mutmut_13'] = x_key_metrics__mutmut_13 # type: ignore # mutmut generated
mutants_x_is_at__mutmut: MutantDict = {}  # type: ignore


@_mutmut_mutated(mutants_x_is_at__mutmut)
def is_at(assessment: Assessment, wanted: Level) -> Judgement:
    """Judge that a part was found at the level of the state that was made."""
    said = f"{assessment.part}: {assessment.text}"
    if assessment.level is wanted:
        return passed(f"{said} ({wanted})")
    return failed(f"{said}; found {assessment.level}, not {wanted}")


def x_is_at__mutmut_orig(assessment: Assessment, wanted: Level) -> Judgement:
    """Judge that a part was found at the level of the state that was made."""
    said = f"{assessment.part}: {assessment.text}"
    if assessment.level is wanted:
        return passed(f"{said} ({wanted})")
    return failed(f"{said}; found {assessment.level}, not {wanted}")


def x_is_at__mutmut_1(assessment: Assessment, wanted: Level) -> Judgement:
    """Judge that a part was found at the level of the state that was made."""
    said = None
    if assessment.level is wanted:
        return passed(f"{said} ({wanted})")
    return failed(f"{said}; found {assessment.level}, not {wanted}")


def x_is_at__mutmut_2(assessment: Assessment, wanted: Level) -> Judgement:
    """Judge that a part was found at the level of the state that was made."""
    said = f"{assessment.part}: {assessment.text}"
    if assessment.level is not wanted:
        return passed(f"{said} ({wanted})")
    return failed(f"{said}; found {assessment.level}, not {wanted}")


def x_is_at__mutmut_3(assessment: Assessment, wanted: Level) -> Judgement:
    """Judge that a part was found at the level of the state that was made."""
    said = f"{assessment.part}: {assessment.text}"
    if assessment.level is wanted:
        return passed(None)
    return failed(f"{said}; found {assessment.level}, not {wanted}")


def x_is_at__mutmut_4(assessment: Assessment, wanted: Level) -> Judgement:
    """Judge that a part was found at the level of the state that was made."""
    said = f"{assessment.part}: {assessment.text}"
    if assessment.level is wanted:
        return passed(f"{said} ({wanted})")
    return failed(None)

mutants_x_is_at__mutmut['_mutmut_orig'] = x_is_at__mutmut_orig # type: ignore # mutmut generated
mutants_x_is_at__mutmut['x_is_at__mutmut_1'] = x_is_at__mutmut_1 # type: ignore # mutmut generated
mutants_x_is_at__mutmut['x_is_at__mutmut_2'] = x_is_at__mutmut_2 # type: ignore # mutmut generated
mutants_x_is_at__mutmut['x_is_at__mutmut_3'] = x_is_at__mutmut_3 # type: ignore # mutmut generated
mutants_x_is_at__mutmut['x_is_at__mutmut_4'] = x_is_at__mutmut_4 # type: ignore # mutmut generated
