"""Neo4j: settings, procedures and columns that it does not have."""

import re
from collections.abc import Iterator

from drillbook.audit.catalogue import finding
from drillbook.audit.document import lines_of
from drillbook.audit.finding import Edit, Finding, ShownBy
from drillbook.audit.reference import recorded
from drillbook.audit.runbook import Runbook
from drillbook.audit.versions import major, newer_than_recorded, stated

# Neo4j's procedures that come with other editions or plugins are not in the list of Community.
_ELSEWHERE = ("apoc.", "gds.", "n10s.", "dbms.security.", "genai.")


_ENTERPRISE = (
    "dbms.cluster.checkConnectivity",
    "dbms.cluster.cordonServer",
    "dbms.cluster.moveReplicas",
    "dbms.cluster.protocols",
    "dbms.cluster.readReplicaToggle",
    "dbms.cluster.uncordonServer",
    "dbms.cluster.setAutomaticallyEnableFreeServers",
    "dbms.cluster.secondaryReplicationDisable",
    "dbms.cluster.recreateDatabase",
    "dbms.cluster.statusCheck",
    "dbms.cluster.recreateDatabaseFromSeed",
    "dbms.quarantineDatabase",
    "dbms.setConfigValue",
    "dbms.setDatabaseAllocator",
    "dbms.setDefaultAllocationNumbers",
    "dbms.setDefaultDatabase",
    "dbms.listActiveLocks",
    "dbms.listPools",
    "dbms.scheduler.failedJobs",
    "dbms.scheduler.groups",
    "dbms.scheduler.jobs",
    "dbms.scheduler.profile",
    "dbms.checkConfigValue",
    "dbms.showTopologyGraphConfig",
    "db.checkpoint",
    "dbms.showCurrentUser",
    "dbms.unquarantineDatabase",
)


_APOC = (
    "agg",
    "algo",
    "any",
    "atomic",
    "bitwise",
    "bolt",
    "case",
    "coll",
    "config",
    "convert",
    "couchbase",
    "create",
    "custom",
    "cypher",
    "data",
    "date",
    "diff",
    "do",
    "dv",
    "es",
    "example",
    "export",
    "gephi",
    "generate",
    "get",
    "graph",
    "hashing",
    "help",
    "import",
    "index",
    "json",
    "label",
    "load",
    "lock",
    "log",
    "map",
    "math",
    "merge",
    "meta",
    "metrics",
    "ml",
    "model",
    "mongo",
    "monitor",
    "neighbors",
    "nlp",
    "node",
    "nodes",
    "number",
    "path",
    "periodic",
    "redis",
    "refactor",
    "rel",
    "schema",
    "scoring",
    "search",
    "spatial",
    "static",
    "stats",
    "systemdb",
    "temporal",
    "text",
    "trigger",
    "ttl",
    "util",
    "uuid",
    "vectordb",
    "version",
    "warmup",
    "when",
    "xml",
    "nodeIds",
)


def settings(runbook: Runbook) -> Iterator[Finding]:
    """Maps of settings under ``neo4j: config:``."""
    if not newer_than_recorded(runbook, "neo4j"):
        for key, line in runbook.configured("neo4j"):
            yield from _setting(key, line, runbook)


def _setting(key: str, line: int, runbook: Runbook) -> Iterator[Finding]:
    said = stated(runbook, "neo4j")
    if "." not in key or key in recorded("neo4j")["settings"] or (said and said < major("neo4j")):
        return
    if key.startswith(
        (
            "dbms.security.",
            "server.cluster",
            "dbms.cluster",
            "dbms.ssl.",
            "server.discovery",
            "server.metrics",
            "server.routing",
            "server.jvm",
            "apoc.",
            "initial.",
            "fabric.",
            "server.backup",
            "db.cluster",
            "dbms.kubernetes",
            "client.",
        )
    ):
        return  # Enterprise's, or a name that the administrator chooses
    near = [
        name
        for name in recorded("neo4j")["settings"]
        if _words(name) == _words(key) or name.split(".")[-1] == key.rsplit(".", maxsplit=1)[-1]
    ]
    version = recorded("neo4j")["from"]["neo4j"]
    yield finding(
        "unknown-setting",
        line,
        f"Neo4j {version} has no setting {key}, and does not start with one it does not know",
        f"write {near[0]}" if len(near) == 1 else "see SHOW SETTINGS",
        ShownBy.REFERENCE,
        (Edit(line, key, near[0]),) if len(near) == 1 else (),
    )


def _words(name: str) -> list[str]:
    return sorted(re.split(r"[._]", name.partition(".")[2]))


def procedures(runbook: Runbook) -> Iterator[Finding]:
    """Procedures that Neo4j does not have, and columns of SHOW DATABASES."""
    said = stated(runbook, "neo4j")
    if said is not None and said != major("neo4j"):
        return
    for line, text in _cypher(runbook):
        for name in re.findall(r"\bCALL\s+([a-zA-Z][\w]*(?:\.\w+)+)\s*(?=[(;\s]|$)", text):
            if name in recorded("neo4j")["procedures"] or name in _ENTERPRISE:
                continue
            if name.startswith("apoc.") and name.split(".")[1] in _APOC:
                continue
            if name.startswith(_ELSEWHERE[1:]) or not name.startswith(
                ("db.", "dbms.", "apoc.", "tx.", "jwt.")
            ):
                continue
            instead = "SHOW SERVERS and SHOW DATABASES" if "cluster" in name else "SHOW PROCEDURES"
            yield finding(
                "unknown-procedure",
                line,
                f"Neo4j {recorded('neo4j')['from']['neo4j']} has no procedure {name}: the call "
                "fails",
                f"see {instead}",
                ShownBy.REFERENCE,
            )
        found = re.search(
            r"\bSHOW\s+DATABASES?\s+YIELD\s+([\w\s,*]+?)(?=\s+(?:WHERE|RETURN|ORDER|SKIP|LIMIT)\b|;|$)",
            text,
        )
        for name in re.findall(r"\w+", re.sub(r"\bAS\s+\w+", "", found[1])) if found else ():
            if name not in recorded("neo4j")["databases"]:
                yield finding(
                    "unknown-procedure",
                    line,
                    f"SHOW DATABASES has no column {name}: the query is a syntax error",
                    f"it has {', '.join(recorded('neo4j')['databases'])}",
                    ShownBy.REFERENCE,
                )


def _cypher(runbook: Runbook) -> Iterator[tuple[int, str]]:
    for block in runbook.document.blocks:
        if block.language == "cypher":
            for offset, line in enumerate(lines_of(block.text)):
                yield block.line + offset, line.partition("//")[0]
    for _, call in runbook.of("cypher-shell"):
        for word in call.command.words[1:]:
            if " " in word.text:
                yield word.line, word.text


LOOKS = (
    settings,
    procedures,
)
