"""An alert: its rule as Prometheus has it, whether it fires, and whether that is passed on."""

import re
from dataclasses import dataclass
from datetime import datetime

from drillbook.clients import http
from drillbook.clients import prometheus as clients
from drillbook.clock import now
from drillbook.errors import Unobservable
from drillbook.observation import Observation
from drillbook.session import Session

INACTIVE = "inactive"
_SHORTENED = "{name}Compressed"
# The metric that a rule compares, where it begins with one.
_METRIC = re.compile(r"\(*\s*([a-zA-Z_:][\w:]*(?:\{[^{}]*\})?)\s*[=!<>/)]")


@dataclass(frozen=True)
class Standing:
    """An alert's rule (spans in seconds), its state, and whether an Alertmanager has it.

    ``since`` is when its expression began to hold, None while it does not. ``routed`` is of an
    alert that Alertmanager has as active and neither silenced nor inhibited.
    """

    query: str
    severity: str
    for_seconds: float
    every_seconds: float
    state: str
    since: datetime | None
    routed: bool

    @property
    def fires(self) -> bool:
        """Return whether it fires, and somebody is told."""
        return self.state == "firing" and self.routed


def standing(session: Session, system: str, name: str) -> Observation[Standing]:
    """Return how an alert stands.

    Raises Unobservable without its one rule, before that was evaluated, without the series that it
    begins with (an alert on what nobody measures is silent, not over), or without an Alertmanager.
    """
    server = clients.connect(session, system)
    started = now()
    rules = [rule for rule in server.rules() if rule.name == name]
    if len(rules) != 1:
        raise Unobservable(f"Prometheus has {len(rules)} rules for an alert named {name}, not one")
    if rules[0].health != "ok":
        raise Unobservable(f"the rule of {name} was not evaluated: it is {rules[0].health}")
    measured = _METRIC.match(rules[0].query)
    if measured is not None:
        server.instant(measured[1])
    receivers = server.alertmanagers()
    if not receivers:
        raise Unobservable("Prometheus sends its alerts to no Alertmanager")
    # The worst of several of one name: firing comes before pending.
    found = sorted((one.state, one.since) for one in server.alerts() if one.name == name)
    state, since = found[0] if found else (INACTIVE, None)
    asked = {"active": "true", "silenced": "false", "inhibited": "false"}
    asked["filter"] = f'alertname="{name}"'
    routed = any(http.get_json(url, asked) for url in receivers)
    rule = rules[0]
    stands = Standing(
        query=rule.query,
        severity=rule.severity,
        for_seconds=rule.for_seconds,
        every_seconds=rule.every_seconds,
        state=state,
        since=since,
        routed=routed,
    )
    source = f"Prometheus at {server.url}, {', '.join(receivers)}"
    return Observation(f"alert {name}", stands, source, "rules, alerts, active", started, now())


def drilled(session: Session, system: str, name: str) -> Observation[str]:
    """Return the name of the rule that is waited for in place of an alert's.

    A lab has some in a fraction of their time, each beside the original; elsewhere it is the
    alert's own.
    """
    server = clients.connect(session, system)
    started = now()
    shorter = _SHORTENED.format(name=name)
    there = any(rule.name == shorter for rule in server.rules())
    source = f"Prometheus at {server.url}"
    found = shorter if there else name
    return Observation("rule that is waited for", found, source, "rules", started, now())
