"""Paths of one server that are looked for in another server's container."""

import re
from collections.abc import Iterator

from drillbook.audit.catalogue import finding
from drillbook.audit.finding import Finding, ShownBy
from drillbook.audit.runbook import Runbook

# Where each server's own image has its files, and no other's.
_OWN = {
    "mysql": ("/var/lib/mysql", "/etc/mysql"),
    "postgres": ("/var/lib/postgresql", "/var/lib/pgsql", "/etc/postgresql"),
    "mongo": ("/data/db", "/etc/mongod.conf", "/var/lib/mongodb"),
    "kafka": ("/opt/kafka", "/var/lib/kafka", "/etc/kafka"),
    "elasticsearch": ("/usr/share/elasticsearch", "/etc/elasticsearch"),
    "cassandra": ("/var/lib/cassandra", "/etc/cassandra"),
    "rabbitmq": ("/var/lib/rabbitmq", "/etc/rabbitmq"),
    "neo4j": ("/var/lib/neo4j", "/etc/neo4j"),
    "redis": ("/etc/redis", "/var/lib/redis"),
    "vault": ("/vault",),
    "nginx": ("/etc/nginx",),
    "prometheus": ("/etc/prometheus", "/prometheus"),
}
_CALLED = {
    "mysql": "mysql", "mysqld": "mysql", "mariadb": "mysql", "galera": "mysql", "percona": "mysql",
    "postgres": "postgres", "postgresql": "postgres", "pg": "postgres", "patroni": "postgres",
    "mongo": "mongo", "mongod": "mongo", "mongodb": "mongo",
    "kafka": "kafka", "broker": "kafka",
    "elasticsearch": "elasticsearch", "es": "elasticsearch", "elastic": "elasticsearch",
    "cassandra": "cassandra", "rabbitmq": "rabbitmq", "rmq": "rabbitmq", "neo4j": "neo4j",
    "redis": "redis", "vault": "vault", "nginx": "nginx", "prometheus": "prometheus",
}  # fmt: skip
# Beside a server these have what they like mounted.
_BESIDE = re.compile(
    r"(?i)export|backup|restore|sidecar|agent|proxy|migrat|client|tool|debug|admin|operator|init|"
    r"dump|copy|sync|connect|import|loader|shell|bouncer|pooler|web|ui|test"
)


def paths(runbook: Runbook) -> Iterator[Finding]:
    """``kubectl exec mongo-2 -- ls /var/lib/mysql``."""
    for script in runbook.scripts:
        for command in script.commands:
            place = command.place
            of = _server(place.container) if place.kind == "container" else ""
            if not of or command.wrapper is None:
                continue
            if _BESIDE.search(command.wrapper.text.partition(" -- ")[0]):
                continue
            for word in command.words[1:]:
                other = _owner(word.text)
                if other and other != of and not _mounted(runbook, word.text):
                    own = _OWN[of][0]
                    yield finding(
                        "no-such-path",
                        word.line,
                        f"{word.text} is a path of {other}, and {place.container} runs {of}",
                        f"look below {own}",
                        ShownBy.REASONED,
                    )


def _server(container: str) -> str:
    """Return the one server after which a pod or container is called."""
    parts = re.split(r"[-_/.]", container.lower())
    found = {_CALLED[part] for part in parts if part in _CALLED}
    return found.pop() if len(found) == 1 else ""


def _owner(path: str) -> str:
    for server, own in _OWN.items():
        if any(path == one or path.startswith(f"{one}/") for one in own):
            return server
    return ""


def _mounted(runbook: Runbook, path: str) -> bool:
    """Return whether some volume of the runbook is mounted there."""
    top = re.escape("/".join(path.split("/")[:3]))
    return runbook.mentions(rf"(?:mountPath: *[\"']?|--?v(?:olume)?[ =]\S*:){top}")


LOOKS = (paths,)
