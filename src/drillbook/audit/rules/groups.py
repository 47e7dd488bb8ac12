"""SQL that PostgreSQL parses and refuses all the same: groups and functions that are gone."""

from collections.abc import Iterator
from typing import Any

from pglast import ast

from drillbook.audit import sql
from drillbook.audit.catalogue import finding
from drillbook.audit.finding import Edit, Finding, ShownBy
from drillbook.audit.rules.statements import other_dialect, read
from drillbook.audit.runbook import Runbook
from drillbook.audit.versions import stated

_AGGREGATES = {
    "count",
    "sum",
    "avg",
    "min",
    "max",
    "array_agg",
    "string_agg",
    "bool_and",
    "bool_or",
}
# Functions that are gone: since which version, and what is instead of them (release notes).
_GONE = {
    "pg_start_backup": (15, "pg_backup_start"),
    "pg_stop_backup": (15, "pg_backup_stop"),
    "pg_is_in_backup": (15, ""),
    "pg_backup_start_time": (15, ""),
    "pg_switch_xlog": (10, "pg_switch_wal"),
    "pg_xlogfile_name": (10, "pg_walfile_name"),
    "pg_current_xlog_location": (10, "pg_current_wal_lsn"),
    "pg_current_xlog_insert_location": (10, "pg_current_wal_insert_lsn"),
    "pg_last_xlog_receive_location": (10, "pg_last_wal_receive_lsn"),
    "pg_last_xlog_replay_location": (10, "pg_last_wal_replay_lsn"),
    "pg_xlog_location_diff": (10, "pg_wal_lsn_diff"),
    "pg_xlog_replay_pause": (10, "pg_wal_replay_pause"),
    "pg_xlog_replay_resume": (10, "pg_wal_replay_resume"),
    "pg_is_xlog_replay_paused": (10, "pg_is_wal_replay_paused"),
    "pg_current_wal_location": (10, "pg_current_wal_lsn"),
    "pg_last_wal_receive_location": (10, "pg_last_wal_receive_lsn"),
    "pg_last_wal_replay_location": (10, "pg_last_wal_replay_lsn"),
}


def ungrouped(runbook: Runbook) -> Iterator[Finding]:
    """A column beside an aggregate that is in no GROUP BY, of one table alone."""
    others = other_dialect(runbook)
    for one, statements in read(runbook):
        for statement in statements:
            if others and not sql.of_catalogue(statement.text):
                continue
            for node in sql.walk(statement.node):
                if isinstance(node, ast.SelectStmt) and (name := _alone(node)):
                    yield finding(
                        "not-grouped",
                        one.line + statement.offset,
                        f"column {name} must be in GROUP BY or in an aggregate: the query fails",
                        f"add {name} to GROUP BY",
                        ShownBy.REFERENCE,
                    )


def _alone(select: Any) -> str:
    """Return the first column that is neither grouped nor aggregated, or nothing."""
    froms = list(select.fromClause or ())
    if len(froms) != 1 or not isinstance(froms[0], ast.RangeVar):
        return ""
    targets = list(select.targetList or ())
    if not any(_aggregates(target.val) for target in targets):
        return ""
    grouped = list(select.groupClause or ())
    numbers = {getattr(g.val, "ival", None) for g in grouped if isinstance(g, ast.A_Const)}
    names = {_column(g) for g in grouped} - {""}
    if any(not isinstance(g, ast.A_Const | ast.ColumnRef) for g in grouped):
        return ""
    for at, target in enumerate(targets, start=1):
        name = _column(target.val)
        if name and at not in numbers and name not in names and (target.name or "") not in names:
            return name
    return ""


def _aggregates(node: Any) -> bool:
    return any(
        isinstance(one, ast.FuncCall)
        and one.over is None
        and one.funcname
        and str(one.funcname[-1].sval) in _AGGREGATES
        for one in sql.walk(node)
    )


def _column(node: Any) -> str:
    last = node.fields[-1] if isinstance(node, ast.ColumnRef) and node.fields else None
    return str(last.sval) if isinstance(last, ast.String) else ""


def gone(runbook: Runbook) -> Iterator[Finding]:
    """Functions of an older PostgreSQL."""
    said = stated(runbook, "postgresql")
    for one, statements in read(runbook):
        for statement in statements:
            for name in dict.fromkeys(sql.function_names(statement.node)):
                since, now = _GONE.get(name, (0, ""))
                if not since or (said is not None and said < since):
                    continue
                if since > 10 and said is None:
                    continue  # the runbook does not say that its server is as new
                line = one.line + statement.offset
                yield finding(
                    "unknown-function",
                    line,
                    f"PostgreSQL has no function {name}() since version {since}",
                    f"use {now}()" if now else "take another way",
                    ShownBy.REFERENCE,
                    (Edit(line, name, now),)
                    if now and name in statement.text.split("\n")[0]
                    else (),
                )


LOOKS = (ungrouped, gone)
