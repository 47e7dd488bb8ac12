"""Settings of PostgreSQL that there are not, or that cannot be set so."""

from collections.abc import Iterator
from typing import Any

from pglast import ast

from drillbook.audit.catalogue import finding
from drillbook.audit.finding import Finding, ShownBy
from drillbook.audit.reference import recorded
from drillbook.audit.rules.statements import read
from drillbook.audit.runbook import Runbook
from drillbook.audit.versions import major, stated


def settings(runbook: Runbook) -> Iterator[Finding]:
    """Settings that the server does not have, or that cannot be set so."""
    known = recorded("postgresql")["settings"]
    said = stated(runbook, "postgresql")
    if said is not None and said > major("postgresql"):
        return
    for one, statements in read(runbook):
        for statement in statements:
            node = statement.node
            system = isinstance(node, ast.AlterSystemStmt)
            setting = (
                node.setstmt if system else node if isinstance(node, ast.VariableSetStmt) else None
            )
            if setting is None or not setting.name or "." in setting.name:
                continue
            name, line = setting.name.lower(), one.line + statement.offset
            if name in (
                "transaction_isolation",
                "session characteristics",
                "timezone",
                "session_authorization",
            ):
                continue
            of = next((has for key, has in known.items() if key.lower() == name), None)
            if of is None and " " not in name and name not in ("role", "names", "seed"):
                yield finding(
                    "unknown-setting",
                    line,
                    f"PostgreSQL has no setting {name}",
                    "see pg_settings",
                    ShownBy.REFERENCE,
                )
            elif of is not None:
                yield from _refused_setting(name, of, setting, line, system=system)


def _refused_setting(
    name: str, of: list[Any], setting: Any, line: int, *, system: bool
) -> Iterator[Finding]:
    context, kind, unit, low, high, allowed = of
    if not system and context in ("postmaster", "sighup", "internal"):
        yield finding(
            "setting-value",
            line,
            f"SET {name} is refused: it can be changed for the whole server only ({context})",
            f"ALTER SYSTEM SET {name} …, then "
            + ("restart" if context == "postmaster" else "SELECT pg_reload_conf()"),
            ShownBy.REFERENCE,
        )
        return
    values = [arg.val for arg in setting.args or () if isinstance(arg, ast.A_Const)]
    if len(values) != 1:
        return
    text = getattr(values[0], "sval", None) or getattr(values[0], "ival", None)
    if (
        kind == "enum"
        and isinstance(text, str)
        and text.lower() not in [str(v).lower() for v in allowed]
    ):
        hidden = {"on", "off", "true", "false", "yes", "no", "1", "0"}
        if text.lower() not in hidden:
            yield finding(
                "setting-value",
                line,
                f"{name} takes {', '.join(allowed)} and not {text!r}",
                f"write one of {', '.join(allowed)}",
                ShownBy.REFERENCE,
            )
    elif kind == "integer" and isinstance(text, int) and not float(low) <= text <= float(high):
        yield finding(
            "setting-value",
            line,
            f"{name} lies between {low} and {high} ({unit or 'no unit'}), not {text}",
            "take a value within",
            ShownBy.REFERENCE,
        )


LOOKS = (settings,)
