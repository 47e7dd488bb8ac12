"""Prometheus over its HTTP API: instant and range queries, alerts.

An empty answer, a value that is no number, and series that are no longer scraped are all
Unobservable: no data is never a zero.
"""

import json
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from drillbook.clients import http
from drillbook.clock import describe
from drillbook.errors import Unobservable
from drillbook.session import Session

#: Samples older than this are no observation of the present.
FRESH = timedelta(seconds=60)

# A range selector: a name, matchers or both, before a '['. Quoted label values may hold anything.
_MATCHERS = r'\{(?:[^{}"]|"(?:[^"\\]|\\.)*")*\}'
_RANGE = re.compile(rf"((?:[a-zA-Z_:][\w:]*\s*)?(?:{_MATCHERS})?)\s*\[([^\]:]+)(?::[^\]]*)?\]")


class NoSeries(Unobservable):
    """Prometheus answered that it has nothing of late for a query."""


@dataclass(frozen=True)
class Sample:
    """One series of an instant query."""

    labels: Mapping[str, str]
    value: float


@dataclass(frozen=True)
class Series:
    """One series of a range query: (time, value) in order, without values that are no number."""

    labels: Mapping[str, str]
    points: tuple[tuple[datetime, float], ...]


@dataclass(frozen=True)
class Alert:
    """An alert that is pending or firing."""

    name: str
    state: str
    labels: Mapping[str, str]
    since: datetime


@dataclass(frozen=True)
class Rule:
    """An alerting rule as the server has it loaded; spans are seconds."""

    name: str
    query: str
    severity: str
    for_seconds: float
    every_seconds: float
    health: str = "ok"  # "unknown" before its first evaluation, "err" when that went wrong


@dataclass(frozen=True)
class Prometheus:
    """One Prometheus server by the URL that its API is under."""

    url: str

    def instant(
        self, query: str, *, at: datetime | None = None, fresh: timedelta = FRESH
    ) -> tuple[Sample, ...]:
        """Return the series of an instant query; at least one, each a finite number."""
        for selector in range_selectors(query):
            self._scraped(selector, at, fresh, query)
        return self._vector(query, at, fresh, query)

    def range(
        self, query: str, start: datetime, end: datetime, step: timedelta
    ) -> tuple[Series, ...]:
        """Return the series of a range query; at least one with a point that is a number."""
        parameters = {
            "query": query,
            "start": str(start.timestamp()),
            "end": str(end.timestamp()),
            "step": str(step.total_seconds()),
        }
        found = []
        for series in self._ask("query_range", parameters)["result"]:
            points = ((_moment(at), float(value)) for at, value in series["values"])
            numbers = tuple(point for point in points if math.isfinite(point[1]))
            if numbers:
                found.append(Series(series["metric"], numbers))
        if not found:
            raise Unobservable(f"Prometheus has no data for {query} from {start} to {end}")
        return tuple(found)

    def alerts(self) -> tuple[Alert, ...]:
        """Return the alerts that are pending or firing now; there may be none."""
        return tuple(
            Alert(
                alert["labels"]["alertname"],
                alert["state"],
                alert["labels"],
                datetime.fromisoformat(alert["activeAt"]),
            )
            for alert in self._ask("alerts", {})["alerts"]
        )

    def rules(self) -> tuple[Rule, ...]:
        """Return the alerting rules; there may be none."""
        return tuple(
            Rule(
                rule["name"],
                rule["query"],
                rule.get("labels", {}).get("severity", ""),
                float(rule.get("duration", 0)),
                float(group["interval"]),
                rule.get("health", "unknown"),
            )
            for group in self._ask("rules", {"type": "alert"})["groups"]
            for rule in group["rules"]
        )

    def alertmanagers(self) -> tuple[str, ...]:
        """Return where alerts are sent to, as the URL that each Alertmanager takes them at."""
        active = self._ask("alertmanagers", {})["activeAlertmanagers"]
        return tuple(str(one["url"]) for one in active)

    def _scraped(self, selector: str, at: datetime | None, fresh: timedelta, query: str) -> None:
        """Raise Unobservable unless what a range holds comes from a job that is scraped now.

        A rate over an hour goes on for an hour after the last scrape. The series themselves may
        be gone: a pod that was replaced took its counters along.
        """
        what = f"{query} (through {selector})"
        jobs = self._vector(f"count by (job) (last_over_time({selector}))", at, fresh, what)
        names = sorted({sample.labels.get("job", "") for sample in jobs})
        for name in names:
            up = f"max(up{{job={json.dumps(name)}}})"
            try:
                if self._vector(up, at, fresh, up)[0].value == 1:
                    return
            except Unobservable:
                continue
        raise Unobservable(f"{what}: its jobs are not scraped any more: {', '.join(names)}")

    def _vector(
        self, query: str, at: datetime | None, fresh: timedelta, what: str
    ) -> tuple[Sample, ...]:
        # The server's own look-back of five minutes would show what is no longer scraped.
        parameters = {"query": query, "lookback_delta": f"{fresh.total_seconds():g}s"}
        if at is not None:
            parameters["time"] = str(at.timestamp())
        data = self._ask("query", parameters)
        if data["resultType"] == "scalar":
            found = [Sample({}, float(data["result"][1]))]
        elif data["resultType"] == "vector":
            found = [Sample(s["metric"], float(s["value"][1])) for s in data["result"]]
        else:
            raise Unobservable(f"{what} is a {data['resultType']}, not a number of now")
        if not found:
            raise NoSeries(f"Prometheus has no data of the last {describe(fresh)} for: {what}")
        for sample in found:
            if not math.isfinite(sample.value):
                raise Unobservable(f"{what} is {sample.value} for {dict(sample.labels)}")
        return tuple(found)

    def _ask(self, path: str, parameters: Mapping[str, str]) -> Any:
        answer = http.get(f"{self.url}/api/v1/{path}", parameters)
        where = f"Prometheus at {self.url}, {path} {dict(parameters)}"
        try:
            body = json.loads(answer.body)
            data = body["data"]
        except (ValueError, KeyError, TypeError):
            raise Unobservable(f"{where}: {answer.status} {answer.body[:300]}") from None
        if body.get("status") != "success":
            raise Unobservable(f"{where}: {body.get('errorType')} {body.get('error')}")
        return data


def range_selectors(query: str) -> tuple[str, ...]:
    """Return the selectors of a query with their ranges: ``x{a="b"}[5m]`` of its rate."""
    found = (match.groups() for match in _RANGE.finditer(query))
    wanted = (f"{name.strip()}[{span.strip()}]" for name, span in found if name.strip())
    return tuple(dict.fromkeys(wanted))


def connect(session: Session, system: str) -> Prometheus:
    """Return the Prometheus of a system, as the target file names it."""
    service = session.system(system).prometheus
    if service is None:
        raise Unobservable(
            f"{session.target.file}: systems.{system} names no prometheus (namespace/service:port)"
        )
    return Prometheus(http.service_url(session, service))


def _moment(at: float) -> datetime:
    return datetime.fromtimestamp(float(at), tz=UTC)
