"""Redis: commands and settings that it does not have."""

import re
from collections.abc import Iterator

from drillbook.audit.catalogue import finding
from drillbook.audit.finding import Finding, ShownBy
from drillbook.audit.options import Call
from drillbook.audit.reference import recorded
from drillbook.audit.runbook import Runbook
from drillbook.audit.versions import newer_than_recorded


def redis(runbook: Runbook) -> Iterator[Finding]:
    """Commands and settings that Redis does not have."""
    if newer_than_recorded(runbook, "redis"):
        return
    known = recorded("redis")
    for _, call in runbook.of("redis-cli"):
        words = call.texts
        if not words or not re.fullmatch(r"[A-Za-z]+", words[0]):
            continue
        name = words[0].lower()
        if name not in known["commands"] and name not in (
            "sentinel",
            "help",
            "ft",
            "json",
            "bf",
            "cf",
            "ts",
        ):
            yield finding(
                "unknown-command",
                call.arguments[0].line,
                f"Redis has no command {words[0]}",
                "see COMMAND LIST",
                ShownBy.REFERENCE,
            )
        elif name == "config" and len(words) > 2 and words[1].lower() in ("set", "get"):
            yield from _redis_setting(call, words[2].lower())


def _redis_setting(call: Call, name: str) -> Iterator[Finding]:
    known = recorded("redis")["settings"]
    if re.fullmatch(r"[a-z-]+", name) and name not in known:
        yield finding(
            "unknown-setting",
            call.arguments[2].line,
            f"Redis has no setting {name}",
            "see CONFIG GET '*'",
            ShownBy.REFERENCE,
        )


LOOKS = (redis,)
