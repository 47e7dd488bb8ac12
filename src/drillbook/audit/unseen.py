"""What an audit without a lab does not look at, and why: it is listed, never passed over."""

from collections import Counter
from collections.abc import Iterator

from drillbook.audit import kubernetes, promql, promtool
from drillbook.audit.finding import NotLookedAt
from drillbook.audit.runbook import Runbook
from drillbook.audit.versions import newer_than_recorded

# What a shell has itself, and what has no flags worth a look.
_SHELL = frozenset(
    [
        "echo",
        "printf",
        "cd",
        "export",
        "set",
        "source",
        "test",
        "[",
        "[[",
        "read",
        "exit",
        "true",
        "false",
        "sleep",
        "cat",
        "ls",
        "cp",
        "mv",
        "rm",
        "mkdir",
        "tee",
        "xargs",
        "watch",
        "sudo",
        "bash",
        "sh",
        "wait",
        "date",
        "return",
        "local",
        "while",
        "until",
        "for",
        "if",
        "awk",
        "sed",
        "find",
        "tr",
        "cut",
        "uniq",
        "kill",
        "chmod",
        "chown",
        "touch",
        "ssh",
        "scp",
        "nohup",
        "time",
        "timeout",
        "nice",
        "exec",
    ]
)


def not_looked_at(runbook: Runbook) -> tuple[NotLookedAt, ...]:
    """Return everything that would need more than the runbook and the reference."""
    return tuple(sorted(_all(runbook)))


def _all(runbook: Runbook) -> Iterator[NotLookedAt]:
    yield from _unread(runbook)
    yield from _tools(runbook)
    yield from _systems(runbook)


def _unread(runbook: Runbook) -> Iterator[NotLookedAt]:
    """What is written in a way that nobody here reads."""
    for script in runbook.scripts:
        if script.too_deep:
            yield NotLookedAt(f"the commands at line {script.line}", "nested too deep")
    for _, _, broken in runbook.yaml_blocks:
        if broken is not None and broken.unread:
            yield NotLookedAt(f"the YAML at line {broken.line}", broken.said)
    for query in runbook.queries:
        try:
            promql.parse(query.text)
        except promql.TooLongError:
            yield NotLookedAt(f"the query at line {query.line}", "too long")
        except ValueError:
            continue
    if lines := runbook.document.html_code:
        listed = ", ".join(map(str, lines[:5])) + (", \u2026" if len(lines) > 5 else "")
        yield NotLookedAt(
            f"code in HTML at line {listed}", "only what stands whole in <pre> is read"
        )


def _tools(runbook: Runbook) -> Iterator[NotLookedAt]:
    unknown: Counter[str] = Counter()
    for tool in {call.tool for _, call in runbook.calls}:
        if newer_than_recorded(runbook, tool):
            yield NotLookedAt(f"flags of {tool}", "the runbook names a later version than recorded")
    for _, call in runbook.calls:
        if not call.known and call.tool not in _SHELL and call.tool.isidentifier():
            unknown[call.tool] += 1
    for tool, count in unknown.items():
        yield NotLookedAt(f"flags of {tool} ({count})", "this tool is not recorded")


def _systems(runbook: Runbook) -> Iterator[NotLookedAt]:
    cypher = sum(1 for _ in runbook.of("cypher-shell"))
    if cypher:
        yield NotLookedAt(f"the grammar of {cypher} Cypher queries", "EXPLAIN needs a Neo4j")
    if runbook.sql:
        yield NotLookedAt(
            f"whether {len(runbook.sql)} pieces of SQL plan on the system's own tables",
            "it needs the database",
        )
    if runbook.queries:
        yield NotLookedAt(
            f"whether the metrics and labels of {len(runbook.queries)} queries exist",
            "it needs the Prometheus",
        )
        if promtool.at_hand() is None:
            yield NotLookedAt(
                "what promtool says of queries and rules", "promtool is not on this machine"
            )
    inside = {one.place.container for script in runbook.scripts for one in script.commands
              if one.place.kind == "container"}  # fmt: skip
    if inside:
        yield NotLookedAt(
            f"whether paths and programs are there in {len(inside)} containers",
            "it needs the containers",
        )
    custom = {one.kind for one in runbook.manifests
              if kubernetes.serves(one.kind, str(one.yaml.data["apiVersion"])) is None}  # fmt: skip
    if custom:
        yield NotLookedAt(
            f"fields of {', '.join(sorted(custom))}", "their schema is in the cluster's own CRDs"
        )
