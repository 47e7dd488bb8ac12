"""Levels by the operational runbook's table: over a number it is a warning, over another critical.

Neo Operational, Monitoring & Alerts / Key Metrics to Monitor.
"""

import math
from dataclasses import dataclass

from drillbook.checks.health import Assessment, Level
from drillbook.errors import Unobservable


@dataclass(frozen=True)
class Over:
    """A figure over ``warning`` is a warning, over ``critical`` critical; at either it is not."""

    warning: float
    critical: float

    def level(self, figure: float) -> Level:
        """Return the level of a figure. Raises Unobservable for what is no number."""
        if math.isnan(figure):
            raise Unobservable("a figure that is no number is at no level")
        if figure > self.critical:
            return Level.CRITICAL
        return Level.WARNING if figure > self.warning else Level.OK


#: Milliseconds of the API's response time; the 95th percentile, as the runbook names no share.
RESPONSE_TIME = Over(500, 1000)
#: Per cent of requests that end in a server's error.
ERROR_RATE = Over(1, 5)
#: Shares of a pod's own limits.
CPU = Over(0.70, 0.90)
MEMORY = Over(0.80, 0.95)
#: Per cent of the database's sessions that clients may have.
CONNECTIONS = Over(80, 95)
#: Messages that wait.
QUEUE = Over(1000, 5000)


def response_time(p95_milliseconds: float) -> Assessment:
    """Assess response times by their 95th percentile."""
    text = f"95 of 100 requests were answered within {p95_milliseconds:,.0f} ms"
    return Assessment("response time", RESPONSE_TIME.level(p95_milliseconds), text)


def error_rate(failed: int, total: int) -> Assessment:
    """Assess the share of requests that failed."""
    if not total:
        raise Unobservable("nothing was asked, so no share of it failed")
    # As whole numbers: 2 of 200 are 1 %, and not a little more.
    level = ERROR_RATE.level(100 * failed / total)
    return Assessment("error rate", level, f"{failed} of {total} requests failed")


def cpu(share: float) -> Assessment:
    """Assess processor time as a share of the limit, 0 to 1."""
    return Assessment("processor time", CPU.level(share), f"{share:.1%} of the limit")


def memory(share: float) -> Assessment:
    """Assess memory as a share of the limit, 0 to 1."""
    return Assessment("memory", MEMORY.level(share), f"{share:.1%} of the limit")


def connections(used: int, most: int) -> Assessment:
    """Assess the sessions of clients among those that they may have."""
    if not most:
        raise Unobservable("the database gives no session, so no share of them is used")
    level = CONNECTIONS.level(100 * used / most)
    return Assessment("database sessions", level, f"{used} of {most} in use")


def queue(messages: int) -> Assessment:
    """Assess how many messages wait."""
    return Assessment("queue", QUEUE.level(messages), f"{messages:,} messages wait")
