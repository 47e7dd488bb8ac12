"""jq on the answers of servers' own APIs: fields that they do not have, by their documentation."""

import re
from collections.abc import Iterator
from typing import Any

from drillbook.audit.catalogue import finding
from drillbook.audit.finding import Finding, ShownBy
from drillbook.audit.options import Call
from drillbook.audit.rules.jq import paths, program
from drillbook.audit.runbook import Runbook
from drillbook.audit.surroundings import outermost

# Of an answer: its fields, and of each what is below; None: whatever is there.
_Shape = dict[str, Any] | None
_PROMETHEUS: dict[str, Any] = {
    "status": {}, "errorType": {}, "error": {}, "warnings": None, "infos": None,
    "isPartial": {}, "stats": None, "trace": None,
}  # fmt: skip
_SAMPLES: _Shape = {**_PROMETHEUS, "data": {
    "resultType": {}, "stats": None,
    "result": {"metric": None, "value": {}, "values": {}, "histogram": None, "histograms": None},
}}  # fmt: skip
_TARGETS: _Shape = {**_PROMETHEUS, "data": {
    "activeTargets": {
        "discoveredLabels": None, "labels": None, "scrapePool": {}, "scrapeUrl": {},
        "globalUrl": {}, "lastError": {}, "lastScrape": {}, "lastScrapeDuration": {},
        "health": {}, "scrapeInterval": {}, "scrapeTimeout": {},
    },
    "droppedTargets": None, "droppedTargetCounts": None,
}}  # fmt: skip
_HEALTH: _Shape = {name: {} for name in (
        "cluster_name", "status", "timed_out", "number_of_nodes", "number_of_data_nodes",
        "active_primary_shards", "active_shards", "relocating_shards", "initializing_shards",
        "unassigned_shards", "delayed_unassigned_shards", "number_of_pending_tasks",
        "number_of_in_flight_fetch", "task_max_waiting_in_queue_millis",
        "active_shards_percent_as_number", "unassigned_primary_shards", "discovered_master",
        "discovered_cluster_manager",
)}  # fmt: skip
_CONNECTOR: _Shape = {
    "name": {}, "type": {}, "connector": {"state": {}, "worker_id": {}, "trace": {}, "version": {}},
    "tasks": {"id": {}, "state": {}, "worker_id": {}, "trace": {}, "version": {}},
}  # fmt: skip
_SEALED: _Shape = {"license": None} | {name: {} for name in (
        "initialized", "sealed", "standby", "performance_standby", "server_time_utc", "version",
        "replication_performance_mode", "replication_dr_mode", "cluster_name", "cluster_id",
        "enterprise", "echo_duration_ms", "clock_skew_ms", "removed_from_cluster",
        "replication_primary_canary_age_ms", "ha_connection_healthy",
        "last_request_forwarding_heartbeat_ms",
)}  # fmt: skip
_ANSWERS: tuple[tuple[str, str, _Shape], ...] = (
    ("Prometheus' answer to a query", r"/api/v1/query(?:_range)?(?:$|\?)", _SAMPLES),
    ("Prometheus' list of targets", r"/api/v1/targets(?:$|\?)", _TARGETS),
    ("Elasticsearch's health", r"/_cluster/health(?:$|\?(?!.*level=))", _HEALTH),
    ("a connector's status", r"/connectors/[^/?]+/status(?:$|\?)", _CONNECTOR),
    ("Vault's health", r"/v1/sys/health(?:$|\?)", _SEALED),
)


def fields(runbook: Runbook) -> Iterator[Finding]:
    """``curl …/api/v1/query | jq '.data.results[]'``."""
    for script, call in runbook.of("curl"):
        reader = next(script.after(outermost(call.command)), None)
        what, shape = _answer(call)
        if reader is None or reader.name != "jq" or shape is None:
            continue
        for path in paths(program(reader)):
            missing = _missing(shape, path)
            if missing:
                yield finding(
                    "unknown-field",
                    reader.line,
                    f"{what} has no field .{'.'.join(path)} ({missing} is unknown): jq gives null",
                    "look at the whole answer: | jq .",
                    ShownBy.REFERENCE,
                )
                break


def _answer(call: Call) -> tuple[str, _Shape]:
    for word in call.command.texts[1:]:
        if re.search(r"(?i)loki|alertmanager|:9093|:3100|tempo|filter_path", word):
            continue
        for what, address, shape in _ANSWERS:
            if re.search(address, word) and not re.search(r"write-out|-w\b", call.command.text):
                return what, shape
    return "", None


def _missing(shape: _Shape, path: list[str]) -> str:
    """Return the first part of a path that is not there, or nothing."""
    for name in path:
        if shape is None:
            return ""
        if name not in shape:
            return name if shape else ""
        shape = shape[name]
    return ""


LOOKS = (fields,)
