"""SQL that the parser takes and PostgreSQL refuses all the same, or that comes too late."""

import difflib
import re
from collections.abc import Iterator
from typing import Any

from pglast import ast
from pglast.enums import ObjectType

from drillbook.audit import sql
from drillbook.audit.catalogue import finding
from drillbook.audit.document import lines_of
from drillbook.audit.finding import Finding, ShownBy
from drillbook.audit.reference import recorded
from drillbook.audit.rules.statements import other_dialect, read
from drillbook.audit.runbook import Runbook, Sql
from drillbook.audit.sql import Statement

_AGGREGATES = {
    "count", "sum", "avg", "min", "max", "array_agg", "string_agg", "bool_and", "bool_or",
    "json_agg", "jsonb_agg", "stddev", "variance", "percentile_cont",
}  # fmt: skip
# Views of extensions, and of other versions, that begin as those of the catalogue do.
_ELSEWHERE = re.compile(
    r"^pg_(stat_(statements|kcache|monitor|plans|io|subscription|recovery|checkpointer|wal|slru|"
    r"replication_slots|progress)|buffercache|qualstats|wait_sampling|store|partman|cron|dist|"
    r"hint|repack|squeeze|proctab|profile|visibility|freespace|repl|roles|auth|bouncer|"
    r"stats?_\w*_history)"
)
_CLOSE = 0.85


def _own(node: Any, kind: type) -> Iterator[Any]:
    """Yield the nodes of a kind that are not within a select of their own."""
    if isinstance(node, ast.SelectStmt | ast.SubLink):
        return
    if isinstance(node, kind):
        yield node
    if isinstance(node, ast.Node):
        for name in node:
            yield from _own(getattr(node, name), kind)
    elif isinstance(node, tuple | list):
        for one in node:
            yield from _own(one, kind)


def _ours(runbook: Runbook) -> Iterator[tuple[Sql, Statement]]:
    """Yield the statements that are for PostgreSQL."""
    others = other_dialect(runbook)
    for one, statements in read(runbook):
        for statement in statements:
            if one.command is not None or not others or sql.of_catalogue(statement.text):
                yield one, statement


def _line(one: Sql, statement: Statement, word: str) -> int:
    lines = lines_of(statement.text)
    at = next((at for at, line in enumerate(lines) if word.lower() in line.lower()), 0)
    return one.line + statement.offset + at


def aggregated(runbook: Runbook) -> Iterator[Finding]:
    """``WHERE avg(x) > 1``."""
    for one, statement in _ours(runbook):
        for node in sql.walk(statement.node):
            where = getattr(node, "whereClause", None)
            if not isinstance(node, ast.SelectStmt | ast.UpdateStmt | ast.DeleteStmt):
                continue
            for called in _own(where, ast.FuncCall):
                name = str(called.funcname[-1].sval)
                if name in _AGGREGATES and called.over is None:
                    yield finding(
                        "aggregate-in-where",
                        _line(one, statement, f"{name}("),
                        f"{name}() stands in WHERE, which looks at single rows: PostgreSQL "
                        "refuses the query",
                        "compare in HAVING, after GROUP BY",
                        ShownBy.REFERENCE,
                    )


def inserted(runbook: Runbook) -> Iterator[Finding]:
    """``INSERT INTO t (a, b) VALUES (1)``."""
    for one, statement in _ours(runbook):
        node = statement.node
        if not isinstance(node, ast.InsertStmt) or not node.cols:
            continue
        rows = getattr(node.selectStmt, "valuesLists", None) or ()
        for row in rows:
            if len(row) != len(node.cols):
                more = "more" if len(row) > len(node.cols) else "fewer"
                yield finding(
                    "insert-columns",
                    one.line + statement.offset,
                    f"{len(node.cols)} columns are named and {len(row)} values given, {more} than "
                    "that: PostgreSQL refuses it",
                    "a value for each column",
                    ShownBy.REFERENCE,
                )
                break


def relations(runbook: Runbook) -> Iterator[Finding]:
    """Views of the catalogue that there are not, where one is called nearly so."""
    known = recorded("postgresql")["relations"]
    for one, statement in _ours(runbook):
        made = {
            str(node.relname) for node in sql.walk(statement.node) if isinstance(node, ast.RangeVar)
        }
        for name in sorted(made):
            if not name.startswith("pg_") or name in known or _ELSEWHERE.match(name):
                continue
            near = difflib.get_close_matches(name, known, 1, _CLOSE)
            if near and isinstance(statement.node, ast.SelectStmt):
                yield finding(
                    "unknown-relation",
                    _line(one, statement, name),
                    f"PostgreSQL has no {name}: the query fails",
                    f"write {near[0]}",
                    ShownBy.REFERENCE,
                )


def from_nowhere(runbook: Runbook) -> Iterator[Finding]:
    """A column in a SELECT that reads from nothing."""
    for one, statement in _ours(runbook):
        node = statement.node
        if not isinstance(node, ast.SelectStmt) or node.fromClause or node.valuesLists or node.larg:
            continue
        for column in _own(node.targetList, ast.ColumnRef):
            names = [str(field.sval) for field in column.fields if isinstance(field, ast.String)]
            # a variable of the shell or of psql stands as x
            if len(names) == len(column.fields) == 1 and names[0] != "x":
                yield finding(
                    "unknown-column",
                    _line(one, statement, names[0]),
                    f"the query reads from no table, and {names[0]} is no text: PostgreSQL looks "
                    "for a column of this name",
                    f"write '{names[0]}', or say FROM what",
                    ShownBy.REFERENCE,
                )
                break


def gone_by_then(runbook: Runbook) -> Iterator[Finding]:
    """``DROP TABLE t``, and then a statement that reads it."""
    for one, statements in read(runbook):
        gone: dict[str, Statement] = {}
        for statement in statements:
            node = statement.node
            reads = _read(node)
            for name in sorted(reads & gone.keys()):
                yield finding(
                    "deleted-before-use",
                    one.line + statement.offset,
                    f"line {one.line + gone[name].offset} has taken the rows of {name} away by "
                    "then",
                    "do this first, and take them away afterwards",
                    ShownBy.REASONED,
                )
            for name in [*reads, *_filled(node)]:
                gone.pop(name, None)
            gone |= dict.fromkeys(_emptied(node), statement)
            if isinstance(node, ast.TransactionStmt) and "ROLLBACK" in statement.text.upper():
                gone.clear()


def _emptied(node: Any) -> list[str]:
    """Return the tables that a statement drops or empties as a whole."""
    if isinstance(node, ast.TruncateStmt):
        return [str(one.relname) for one in node.relations or ()]
    if isinstance(node, ast.DropStmt) and node.removeType == ObjectType.OBJECT_TABLE:
        return [str(parts[-1].sval) for parts in node.objects or ()]
    if isinstance(node, ast.DeleteStmt) and node.whereClause is None and node.relation is not None:
        return [str(node.relation.relname)]
    return []


def _read(node: Any) -> set[str]:
    """Return the tables whose rows a statement takes somewhere else."""
    source: Any = None
    if isinstance(node, ast.CopyStmt) and not node.is_from:
        source = node.relation or node.query
    elif isinstance(node, ast.InsertStmt):
        source = node.selectStmt
    elif isinstance(node, ast.CreateTableAsStmt):
        source = node.query
    return {str(one.relname) for one in sql.walk(source) if isinstance(one, ast.RangeVar)}


def _filled(node: Any) -> list[str]:
    """Return the tables that a statement makes, fills or renames something to."""
    if isinstance(node, ast.RenameStmt):
        return [str(node.newname)]
    if isinstance(node, ast.CreateTableAsStmt):
        made: Any = node.into
        return [str(made.rel.relname)]
    relation = getattr(node, "relation", None)
    makes = isinstance(node, ast.CreateStmt | ast.InsertStmt | ast.CopyStmt)
    return [str(relation.relname)] if makes and relation is not None else []


LOOKS = (aggregated, inserted, relations, from_nowhere, gone_by_then)
