"""Values that flags of kubectl 1.34 and PostgreSQL 15's programs refuse, by their source."""

import re
from collections.abc import Iterator

from drillbook.audit import kubernetes
from drillbook.audit.catalogue import finding
from drillbook.audit.finding import Edit, Finding, ShownBy
from drillbook.audit.options import Call, Flag
from drillbook.audit.runbook import Runbook

# Flag, the commands that have it so (none: all), and what it takes.
_TAKES: tuple[tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]], ...] = (
    (("--dry-run",), (), ("client", "server", "none", "true", "false", "")),
    (("--cascade",), ("delete",), ("background", "foreground", "orphan", "true", "false", "")),
    (("--type",), ("patch",), ("json", "merge", "strategic")),
    (("--sort-by",), ("top",), ("cpu", "memory")),
    (("--restart",), ("run",), ("Always", "OnFailure", "Never")),
    (("--image-pull-policy",), ("run",), ("Always", "IfNotPresent", "Never")),
)
_FORMATS = ("json", "yaml", "kyaml", "name", "wide", "go-template", "go-template-file", "template",
            "templatefile", "jsonpath", "jsonpath-as-json", "jsonpath-file", "custom-columns",
            "custom-columns-file")  # fmt: skip
_DURATION = re.compile(r"^-?(\d+(\.\d*)?(ns|us|µs|ms|s|m|h))+$|^-?\d+$")


def refused(runbook: Runbook) -> Iterator[Finding]:
    """Values of flags that kubectl does not take."""
    for _, call in runbook.of("kubectl"):
        if not call.path:
            continue
        for flag in call.flags:
            said = _wrong(call, flag)
            if said and not re.search(r"[$<{\[]|^_", flag.value):
                yield finding(
                    "flag-value",
                    flag.word.line,
                    f"kubectl {' '.join(call.path)} refuses {flag.name} {flag.value!r}: {said}",
                    "write a value that it takes",
                    ShownBy.REFERENCE,
                    _edits(flag),
                )


_METHODS = ("none", "fetch", "stream", "n", "f", "s")
_OF_POSTGRESQL: dict[tuple[str, str], tuple[str, ...]] = {
    ("pg_basebackup", "-X --wal-method"): _METHODS,
    ("pg_basebackup", "-c --checkpoint"): ("fast", "spread"),
    ("pg_basebackup", "-F --format"): ("plain", "tar", "p", "t"),
    ("pg_dump", "-F --format"): (
        "custom",
        "directory",
        "tar",
        "plain",
        "c",
        "d",
        "t",
        "p",
        "a",
        "f",
    ),
    ("pg_restore", "-F --format"): ("custom", "directory", "tar", "c", "d", "t"),
    ("pg_dump", "--section"): ("pre-data", "data", "post-data"),
    ("pg_restore", "--section"): ("pre-data", "data", "post-data"),
    ("pg_ctl", "-m --mode"): ("smart", "fast", "immediate", "s", "f", "i"),
}


def of_postgresql(runbook: Runbook) -> Iterator[Finding]:
    """``pg_basebackup --wal-method=streaming``."""
    for (tool, names), takes in _OF_POSTGRESQL.items():
        for _, call in runbook.of(tool):
            for flag in call.flags:
                plain = re.fullmatch(r"[a-z-]+", flag.value)
                if flag.name in names.split() and plain and flag.value not in takes:
                    yield finding(
                        "flag-value",
                        flag.word.line,
                        f"{tool} refuses {flag.name} {flag.value!r}: it takes "
                        f"{', '.join(one for one in takes if len(one) > 1)}",
                        "write a value that it takes",
                        ShownBy.REFERENCE,
                    )


def _wrong(call: Call, flag: Flag) -> str:
    for names, commands, takes in _TAKES:
        if flag.name in names and (not commands or call.path[0] in commands):
            return (
                "" if flag.value in takes else f"it takes {', '.join(one for one in takes if one)}"
            )
    if flag.name in ("-o", "--output") and call.path == ("get",):
        kind = re.split(r"[=:]", flag.value)[0]
        return "" if kind in _FORMATS else f"it takes {', '.join(_FORMATS)}"
    if flag.name == "--for" and call.path == ("wait",):
        known = re.match(r"(?i)(delete|create)$|condition=|jsonpath=", flag.value)
        return "" if known else "it takes create, delete, condition=NAME or jsonpath='{PATH}'=VALUE"
    waits = ("--timeout", "--request-timeout", "--since", "--grace-period-timeout")
    if flag.name in waits and flag.value and not _DURATION.match(flag.value):
        return "it takes a duration such as 90s, 5m or 1h"
    return ""


def _edits(flag: Flag) -> tuple[Edit, ...]:
    if flag.name == "--cascade" and flag.value.startswith("orphan"):
        return (Edit(flag.word.line, f"--cascade={flag.value}", "--cascade=orphan"),)
    return ()


def turned(runbook: Runbook) -> Iterator[Finding]:
    """``kubectl autoscale --min=5 --max=3``."""
    for _, call in runbook.of("kubectl"):
        low, high = call.value("--min"), call.value("--max")
        if call.path != ("autoscale",) or not (low or "").isdigit() or not (high or "").isdigit():
            continue
        if int(low or 0) > int(high or 0):
            yield finding(
                "flag-value",
                call.command.line,
                f"--min={low} is above --max={high}: kubectl refuses it",
                "turn them",
                ShownBy.REFERENCE,
            )


def points(runbook: Runbook) -> Iterator[Finding]:
    """``{.data.tls.crt}``: jsonpath takes the point for a step."""
    for _, call in runbook.of("kubectl"):
        output = call.value("-o", "--output") or ""
        kind = kubernetes.resource(call.texts[0]) if call.arguments else None
        if call.path != ("get",) or kind is None or kind["kind"] not in ("Secret", "ConfigMap"):
            continue
        found = re.fullmatch(r"jsonpath=\{\.data\.([\w-]+(?:\.[\w-]+)+)\}", output)
        if found is None:
            continue
        escaped = found[1].replace(".", "\\.")
        yield finding(
            "json-path",
            call.command.line,
            f"jsonpath takes the points of {found[1]} for steps: nothing is shown",
            f"write .data.{escaped}",
            ShownBy.REFERENCE,
            (Edit(call.command.line, f".data.{found[1]}", f".data.{escaped}"),),
        )


LOOKS = (refused, of_postgresql, turned, points)
