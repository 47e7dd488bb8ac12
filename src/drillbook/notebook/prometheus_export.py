"""Prometheus data of a run, exported to ``reports/<run>/prometheus/``, one file a query.

A notebook reads these files and never the live server, so that it shows the same next year. A
query that has no answer leaves a file too: it says why, and what rests on it is unknown.
"""

import json
from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from drillbook.clients.prometheus import Prometheus
from drillbook.errors import Unobservable, UsageError
from drillbook.evidence.files import write_atomically
from drillbook.redaction import Redactor

MOST_POINTS = 11_000  # Prometheus refuses more a series


class AlertRule(BaseModel):
    """The alerting rule whose expression a query asks for; spans are seconds."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    severity: str
    expression: str
    for_seconds: float
    every_seconds: float


class Query(BaseModel):
    """A range query with what it is, in an operator's words, and the unit of its values."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    says: str
    unit: str
    query: str
    counts: bool = False  # of things that are there: where there is no series, there is none
    alert: AlertRule | None = None


class ExportedSeries(BaseModel):
    """One series: its labels and (moment in UTC, value) in order."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    labels: dict[str, str]
    points: tuple[tuple[datetime, float], ...]


class Exported(BaseModel):
    """The answer to a query, with all that is needed to ask it again; or why there is none."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    schema_: Literal["drillbook/prometheus/1"] = "drillbook/prometheus/1"
    query: Query
    source: str
    start: datetime
    end: datetime
    step_seconds: float
    series: tuple[ExportedSeries, ...]
    error: str | None = None


def capacity_queries(namespace: str) -> tuple[Query, ...]:
    """Return all that the capacity notebook asks of a system in a namespace."""
    rows = (*_of_pods(namespace), *_of_clients_and_nodes())
    return tuple(Query(name=n, says=says, unit=unit, query=query) for n, says, unit, query in rows)


def _of_pods(namespace: str) -> tuple[tuple[str, str, str, str], ...]:
    # A pod's own control group is the one series that every kubelet labels with its pod.
    of_pod = f'namespace="{namespace}",pod!="",container=""'
    of_namespace = f'namespace="{namespace}"'
    requests = f'kube_pod_container_resource_requests{{{of_namespace},resource="cpu"}}'
    return (
        ("pod_cpu", "CPU used by each pod", "cores",
         f"max by (pod) (rate(container_cpu_usage_seconds_total{{{of_pod}}}[1m]))"),
        ("pod_memory", "Memory held by each pod (working set)", "bytes",
         f"max by (pod) (container_memory_working_set_bytes{{{of_pod}}})"),
        ("pod_cpu_limit", "CPU that each pod may use", "cores",
         f'sum by (pod) (kube_pod_container_resource_limits{{{of_namespace},resource="cpu"}})'),
        ("pod_cpu_request", "CPU that each pod is promised", "cores", f"sum by (pod) ({requests})"),
        ("pod_memory_limit", "Memory that each pod may hold", "bytes",
         f'sum by (pod) (kube_pod_container_resource_limits{{{of_namespace},resource="memory"}})'),
        ("volume_used", "Bytes on each volume", "bytes",
         f"max by (persistentvolumeclaim) (kubelet_volume_stats_used_bytes{{{of_namespace}}})"),
        ("volume_capacity", "Bytes that each volume can hold", "bytes",
         f"max by (persistentvolumeclaim) (kubelet_volume_stats_capacity_bytes{{{of_namespace}}})"),
    )  # fmt: skip


def _of_clients_and_nodes() -> tuple[tuple[str, str, str, str], ...]:
    return (
        ("clients", "Clients that have data", "clients",
         "count(count by (client_id) (kg_client_storage_bytes))"),
        ("client_storage", "Bytes stored for each client", "bytes",
         "max by (client_id) (kg_client_storage_bytes)"),
        ("client_events", "Events stored for each client", "events",
         "max by (client_id) (kg_client_events)"),
        ("client_resources", "Resources in each client's graph", "resources",
         "max by (client_id) (kg_client_resources)"),
        ("client_messages", "Messages processed for each client", "messages/s",
         'sum by (client_id) (rate(kg_messages_processed_total{status="success"}[1m]))'),
        ("client_api_calls", "Calls of the API by each client", "calls/s",
         "sum by (client_id) (rate(kg_api_calls_total[1m]))"),
        ("node_cpu", "CPU used on each node", "cores",
         'sum by (node) (rate(container_cpu_usage_seconds_total{id="/"}[1m]))'),
        ("node_cores", "CPU that each node has", "cores", "max by (node) (machine_cpu_cores)"),
        ("node_memory", "Memory held on each node (working set)", "bytes",
         'max by (node) (container_memory_working_set_bytes{id="/"})'),
        ("node_memory_size", "Memory that each node has", "bytes",
         "max by (node) (machine_memory_bytes)"),
        ("kafka_lag", "Messages that the graph builder has not yet read", "messages",
         "sum(max by (topic) (kg_kafka_consumer_lag))"),
    )  # fmt: skip


def export(
    base_url: str,
    queries: Iterable[Query],
    start: datetime,
    end: datetime,
    step: timedelta,
    directory: Path,
) -> tuple[Exported, ...]:
    """Ask a Prometheus server every query over a span of time and write a file for each answer.

    Raises UsageError when the span is empty or has more steps than Prometheus answers.
    """
    answers = ask(base_url, queries, start, end, step)
    keep(answers, directory)
    return answers


def ask(
    base_url: str, queries: Iterable[Query], start: datetime, end: datetime, step: timedelta
) -> tuple[Exported, ...]:
    """Ask a Prometheus server every query over a span of time, as ``export`` does."""
    asked = tuple(queries)
    steps = (end - start) / step
    if not asked or steps <= 0:
        raise UsageError(f"nothing to export: {len(asked)} queries from {start} to {end}")
    if steps > MOST_POINTS:
        least = (end - start).total_seconds() / MOST_POINTS
        raise UsageError(
            f"{steps:.0f} steps from {start} to {end}, and Prometheus answers {MOST_POINTS} at"
            f" most; take a step of at least {least:.0f} s"
        )
    server = Prometheus(base_url.rstrip("/"))
    return tuple(_ask(server, query, start, end, step) for query in asked)


def keep(answers: Iterable[Exported], directory: Path) -> None:
    """Write a file for each answer."""
    for answer in answers:
        write_atomically(
            directory / f"{answer.query.name}.json", answer.model_dump_json(indent=1) + "\n"
        )


def read_exported(directory: Path) -> dict[str, Exported]:
    """Return what was exported to a directory by the query's name; nothing if it is not there."""
    return {file.stem: _read(file) for file in sorted(directory.glob("*.json"))}


def _ask(
    server: Prometheus, query: Query, start: datetime, end: datetime, step: timedelta
) -> Exported:
    error, redact = None, Redactor().redact
    try:
        found = server.range(query.query, start, end, step)
    except Unobservable as reason:
        found, error = (), redact(str(reason))
    return Exported(
        query=query,
        source=redact(server.url),  # it may hold a password
        start=start,
        end=end,
        step_seconds=step.total_seconds(),
        series=tuple(
            ExportedSeries(labels=dict(series.labels), points=series.points) for series in found
        ),
        error=error,
    )


def _read(file: Path) -> Exported:
    try:
        return Exported.model_validate(json.loads(file.read_text(encoding="utf-8")))
    except (ValidationError, ValueError, OSError) as error:
        first = error.errors()[0]["msg"] if isinstance(error, ValidationError) else error
        raise UsageError(
            f"{file}: not an export of Prometheus data as drillbook writes it ({first}); "
            "export it again, or move it away"
        ) from error
