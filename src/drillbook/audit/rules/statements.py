"""SQL: what PostgreSQL refuses, by its own parser, catalogue and words."""

import re
from collections.abc import Iterator
from typing import Any

from pglast import ast

from drillbook.audit import options, sql
from drillbook.audit.catalogue import finding
from drillbook.audit.document import lines_of
from drillbook.audit.finding import Edit, Finding, ShownBy
from drillbook.audit.reference import recorded
from drillbook.audit.runbook import Runbook, Sql
from drillbook.audit.sql import Statement
from drillbook.audit.versions import major, stated

_POSTGRESQL = "postgresql"
_RENAMED = {
    "mean_time": "mean_exec_time",
    "total_time": "total_exec_time",
    "min_time": "min_exec_time",
    "max_time": "max_exec_time",
    "stddev_time": "stddev_exec_time",
    "tablename": "relname",
    "indexname": "indexrelname",
    "procpid": "pid",
    "current_query": "query",
}


def read(runbook: Runbook) -> Iterator[tuple[Sql, list[Statement]]]:
    """Yield SQL that can be parsed with its statements."""
    for one in runbook.sql:
        try:
            yield one, sql.read(one.text)
        except sql.Refused:
            yield one, sql.read_parts(one.text)


def other_dialect(runbook: Runbook) -> bool:
    """Return whether a runbook names a database whose SQL is another one."""
    return runbook.mentions(
        r"(?i)\b(mysql|mariadb|sqlite|clickhouse|athena|presto|trino|bigquery|snowflake|oracle|mssql|"
        r"sql server|cassandra|spanner|spark|hive|duckdb|influx\w*|scylla\w*)\b"
    )


def refused(runbook: Runbook) -> Iterator[Finding]:
    """Statements that are none."""
    for one in runbook.sql:
        try:
            sql.read(one.text)
        except sql.Refused as error:
            ours = (
                one.command is not None or sql.of_catalogue(one.text) or not other_dialect(runbook)
            )
            if ours and sql.is_whole(one.text) and not sql.has_placeholders(one.text):
                yield finding(
                    "sql-syntax",
                    one.line + error.offset,
                    f"PostgreSQL refuses it: {error}",
                    "write what PostgreSQL's parser takes",
                    ShownBy.SCHEMA,
                )


def columns(runbook: Runbook) -> Iterator[Finding]:
    """Columns that a relation of the catalogue does not have."""
    said = stated(runbook, _POSTGRESQL)
    if said is not None and (said > major(_POSTGRESQL) or said < 13):
        return
    others = other_dialect(runbook)
    for one, statements in read(runbook):
        # MySQL has an information_schema, too, with other columns
        ours = one.command is not None or not others
        schemas = (None, "pg_catalog", *(("information_schema",) if ours else ()))
        for statement in statements:
            for node in sql.walk(statement.node):
                if isinstance(node, ast.SelectStmt):
                    yield from _select(one, statement, node, schemas)


def _select(
    one: Sql, statement: Statement, select: Any, schemas: tuple[str | None, ...]
) -> Iterator[Finding]:
    relations = recorded(_POSTGRESQL)["relations"]
    froms = list(select.fromClause or ())
    tables = [node for node in sql.walk(tuple(froms)) if isinstance(node, ast.RangeVar)]
    plain = len(tables) == 1 and len(froms) == 1 and isinstance(froms[0], ast.RangeVar)
    of = {
        (table.alias.aliasname if table.alias else table.relname): table.relname
        for table in tables
        if table.schemaname in schemas and table.relname in relations
    }
    aliases = {target.name for target in select.targetList or () if target.name}
    seen: set[tuple[str, str]] = set()
    # what SELECT names so is not there yet when WHERE is worked out
    early = {node.location for node in sql.walk(select.whereClause)
             if isinstance(node, ast.ColumnRef)} if select.whereClause else set()  # fmt: skip
    for column in _own_columns(select):
        names = [str(field.sval) for field in column.fields if isinstance(field, ast.String)]
        if len(names) != len(column.fields):
            continue
        relation = (
            next(iter(of.values()), "") if len(names) == 1 and plain else of.get(names[0], "")
        ) or ""
        name = names[-1]
        known = (
            not relation
            or name in relations[relation]
            or name in ("oid", "ctid", "xmin", "tableoid")
        )
        if (
            known
            or (name in aliases and column.location not in early)
            or name == relation
            or (relation, name) in seen
            or len(names) > 2
        ):
            continue
        seen.add((relation, name))
        yield _missing(one, statement, relation, name)


def _missing(one: Sql, statement: Statement, relation: str, name: str) -> Finding:
    has = recorded(_POSTGRESQL)["relations"][relation]
    better = _RENAMED.get(name, "")
    offset = next((at for at, line in enumerate(lines_of(statement.text)) if name in line), 0)
    line = one.line + statement.offset + offset
    version = recorded(_POSTGRESQL)["from"]["postgresql"]
    return finding(
        "unknown-column",
        line,
        f"{relation} of PostgreSQL {version} has no column {name}: the query fails",
        f"write {better}" if better in has else f"it has {', '.join(has[:12])} …",
        ShownBy.REFERENCE,
        _everywhere(one, statement, name, better) if better in has else (),
    )


def _everywhere(one: Sql, statement: Statement, name: str, better: str) -> tuple[Edit, ...]:
    """Return an edit for each time that a statement names a column."""
    first = one.line + statement.offset
    return tuple(
        Edit(first + at, name, better)
        for at, line in enumerate(lines_of(statement.text))
        for _ in re.findall(rf"(?<!\w){name}(?!\w)", line)
    )


def _own_columns(select: Any) -> Iterator[Any]:
    """Yield the columns that a SELECT names itself, not those of selects within it."""

    def within(node: Any) -> Iterator[Any]:
        if isinstance(node, ast.SelectStmt | ast.SubLink):
            return
        if isinstance(node, ast.ColumnRef):
            yield node
        elif isinstance(node, ast.Node):
            for name in node:
                yield from within(getattr(node, name))
        elif isinstance(node, tuple | list):
            for one in node:
                yield from within(one)

    for part in ("targetList", "whereClause", "sortClause", "groupClause", "havingClause"):
        yield from within(getattr(select, part))
    yield from within([getattr(one, "quals", None) for one in select.fromClause or ()])


def alone(runbook: Runbook) -> Iterator[Finding]:
    """Statements that PostgreSQL refuses together with others, or between BEGIN and COMMIT."""
    for one, statements in read(runbook):
        single = one.command is not None and options.read(one.command).has(
            "-1", "--single-transaction"
        )
        together = (one.together and len(statements) > 1) or single
        open_ = False
        for statement in statements:
            node = statement.node
            if isinstance(node, ast.TransactionStmt):
                kind = node.kind.name if node.kind is not None else ""
                open_ = kind.endswith(("BEGIN", "START"))
                continue
            name = sql.alone(node)
            if name and (together or open_):
                why = (
                    "it stands between BEGIN and COMMIT"
                    if open_
                    else "psql -c sends all statements of one -c as one transaction"
                    if not single
                    else "--single-transaction puts all into one"
                )
                yield finding(
                    "not-in-transaction",
                    one.line + statement.offset,
                    f"{name} cannot run inside a transaction block, and {why}",
                    "give each statement a -c of its own" if not open_ else f"put {name} outside",
                    ShownBy.REFERENCE,
                )
                break


def immutable(runbook: Runbook) -> Iterator[Finding]:
    """Functions in an index that PostgreSQL does not take there."""
    volatile = set(recorded(_POSTGRESQL)["not_immutable"]) | {
        "current_date",
        "current_time",
        "current_timestamp",
        "localtime",
        "localtimestamp",
        "current_user",
        "session_user",
    }
    for one, statements in read(runbook):
        for statement in statements:
            if not isinstance(statement.node, ast.IndexStmt):
                continue
            parts = (statement.node.whereClause, statement.node.indexParams)
            for name in {name for part in parts for name in sql.function_names(part)} & volatile:
                offset = next(
                    (
                        at
                        for at, line in enumerate(lines_of(statement.text))
                        if f"{name}" in line.lower()
                    ),
                    0,
                )
                yield finding(
                    "not-immutable",
                    one.line + statement.offset + offset,
                    f"{name}() gives another result at another time, and PostgreSQL takes only "
                    "immutable "
                    "functions in an index: CREATE INDEX fails",
                    "leave the condition out, or compare with a constant that is renewed with "
                    "the index",
                    ShownBy.REFERENCE,
                )


def reindex(runbook: Runbook) -> Iterator[Finding]:
    """REINDEX DATABASE of another database than the one connected to."""
    for one, statements in read(runbook):
        if one.command is None:
            continue
        call = options.read(one.command)
        current = call.value("-d", "--dbname") or (call.texts[0] if call.arguments else "")
        current = current or call.value("-U", "--username") or ""
        for statement in statements:
            node = statement.node
            if not isinstance(node, ast.ReindexStmt) or not node.name or not current:
                continue
            if (
                sql.alone(node) == "REINDEX DATABASE"
                and node.name != current
                and "$" not in current
            ):
                yield finding(
                    "other-database",
                    one.line + statement.offset,
                    f"psql is connected to {current}, and REINDEX DATABASE takes the current "
                    "database only",
                    f"connect to it: -d {node.name}",
                    ShownBy.REFERENCE,
                )


def every_row(runbook: Runbook) -> Iterator[Finding]:
    """DELETE and UPDATE of everything."""
    for one, statements in read(runbook):
        rolled = any("ROLLBACK" in statement.text.upper() for statement in statements)
        note = (one.command.note if one.command else "") + " ".join(one.headings[-1:])
        above = one.text.lower() + note.lower()
        if rolled or any(
            word in above.split() for word in ("all", "every", "purge", "reset", "clear")
        ):
            continue
        for statement in statements:
            node = statement.node
            if isinstance(node, ast.DeleteStmt | ast.UpdateStmt) and node.whereClause is None:
                what = "deletes" if isinstance(node, ast.DeleteStmt) else "changes"
                table = node.relation.relname if node.relation is not None else "it"
                yield finding(
                    "no-where",
                    one.line + statement.offset,
                    f"there is no WHERE: it {what} every row of {table}",
                    "say which rows, and look at them with SELECT first",
                    ShownBy.SCHEMA,
                )


LOOKS = (
    refused,
    columns,
    alone,
    immutable,
    reindex,
    every_row,
)
