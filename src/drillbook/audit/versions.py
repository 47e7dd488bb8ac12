"""Which version of a system a runbook is about, where it says so."""

import re
from functools import lru_cache

from drillbook.audit.reference import recorded
from drillbook.audit.runbook import Runbook

# The reference that speaks for a system, and how a runbook names its version.
_STATED = {
    "postgresql": (
        "postgresql",
        r"(?i)\bpostgres(?:ql)?(?::|\s+v?|-(?=1))([89]|1\d)(?:\.\d+)?\b(?!\s*(?:min|hour|sec|day|GB|Gi))",
    ),
    "kafka": ("kafka", r"(?i)\bkafka(?::|\s+v?|_2\.1\d-)(\d)\.\d"),
    "neo4j": ("neo4j", r"(?i)\bneo4j(?::|\s+v?)(\d+)\.\d"),
    "redis": ("redis", r"(?i)\bredis(?::|\s+v?)(\d)(?:\.\d)?"),
    "helm": ("helm", r"(?i)\bhelm(?::|\s+v?|@v?)([234])\b"),
    "kubectl": ("kubectl", r"(?i)\b(?:kubernetes|kubectl|k8s)\s+v?1\.(\d\d)\b"),
}
_TOOLS = {
    "psql": "postgresql",
    "createdb": "postgresql",
    "dropdb": "postgresql",
    "redis-cli": "redis",
    "reindexdb": "postgresql",
    "vacuumdb": "postgresql",
    "neo4j-admin": "neo4j",
}


def stated(runbook: Runbook, system: str) -> int | None:
    """Return the highest major version of a system that the runbook names (Kubernetes: minor)."""
    return _stated(runbook.document.text, system)


@lru_cache(maxsize=64)
def _stated(text: str, system: str) -> int | None:
    found = re.findall(_STATED[system][1], text)
    return max(map(int, found)) if found else None


def major(system: str) -> int:
    """Return the major version that the reference was made from (Kubernetes: minor)."""
    version = next(iter(recorded(_STATED[system][0])["from"].values())).removeprefix("v")
    parts = version.split(".")
    return int(parts[1] if system == "kubectl" else parts[0])


def newer_than_recorded(runbook: Runbook, tool: str) -> bool:
    """Return whether the runbook names a later version than the reference has of a tool.

    Of helm an earlier one, too, is another tool: version 2 had Tiller, and took other flags.
    """
    system = _TOOLS.get(tool, tool)
    system = "postgresql" if tool.startswith("pg_") else system
    system = "kafka" if tool.startswith("kafka-") else system
    if system not in _STATED:
        return False
    said = stated(runbook, system)
    if system == "helm" and (said == 2 or runbook.mentions(r"(?i)\btiller\b")):
        return True
    return said is not None and said > major(system)
