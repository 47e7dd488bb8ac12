"""helm: arguments, durations, and what is gone with a release (cmd/helm and pkg/action of 3.22)."""

import re
from collections.abc import Iterator

from drillbook.audit.catalogue import finding
from drillbook.audit.finding import Edit, Finding, ShownBy
from drillbook.audit.options import Call
from drillbook.audit.runbook import Runbook
from drillbook.audit.shell import Script
from drillbook.audit.versions import newer_than_recorded

# How many arguments each command takes: at least, at most (None: any number).
_TAKES: dict[tuple[str, ...], tuple[int, int | None]] = {
    ("install",): (1, 2),
    ("upgrade",): (2, 2),
    ("rollback",): (1, None),
    ("uninstall",): (1, None),
    ("status",): (1, 1),
    ("history",): (1, 1),
    ("test",): (1, 1),
    ("list",): (0, 0),
    ("template",): (1, 2),
    ("pull",): (1, None),
    ("repo", "add"): (2, 2),
    ("repo", "remove"): (1, None),
    **{
        ("get", what): (1, 1)
        for what in ("all", "hooks", "manifest", "metadata", "notes", "values")
    },
}
_DURATION = re.compile(r"0|(\d+(\.\d*)?(ns|us|µs|ms|s|m|h))+")
_NEEDS_HISTORY = (("rollback",), ("history",), ("status",), ("get", "values"), ("get", "manifest"))


def _calls(runbook: Runbook) -> Iterator[tuple[Script, Call]]:
    """Yield the calls that helm reads to their end: no unknown flag, no open end."""
    for script, call in runbook.of("helm"):
        open_ended = any(
            re.match(r"\$|.*(\.\.\.|\u2026|\{\{|\[|\]$)", word.raw) for word in call.arguments
        )
        clear = not (call.unknown or call.unknown_subcommand or call.is_help or open_ended)
        if clear and not newer_than_recorded(runbook, "helm"):
            yield script, call


def arguments(runbook: Runbook) -> Iterator[Finding]:
    """Too few or too many arguments, and ``helm install CHART`` without a name."""
    for script, call in _calls(runbook):
        if script.in_sentence:
            continue
        least, most = _TAKES.get(call.path, (0, None))
        given = len(call.arguments)
        named = call.has("--generate-name", "-g", "--name-template")
        nameless = call.path == ("install",) and given == 1 and not named
        if least <= given and (most is None or given <= most) and not nameless:
            continue
        said = f"takes {_many(least, most)}, and gets {given}"
        if nameless:
            said = "needs a name for the release before the chart, or --generate-name"
        yield finding(
            "missing-argument",
            call.command.line,
            f"helm {' '.join(call.path)} {said}: it stops with an error",
            "helm install NAME CHART" if nameless else f"see helm {' '.join(call.path)} --help",
            ShownBy.REFERENCE,
        )


def _many(least: int, most: int | None) -> str:
    if most is None:
        return f"at least {least} arguments"
    return f"{least} arguments" if least == most else f"{least} to {most} arguments"


def durations(runbook: Runbook) -> Iterator[Finding]:
    """``--timeout 600``, which helm 2 took for seconds."""
    for _, call in _calls(runbook):
        for flag in call.flags:
            if flag.name != "--timeout" or re.search(r"[$<{]|^_", flag.value) or not flag.value:
                continue
            if _DURATION.fullmatch(flag.value):
                continue
            bare = flag.value.isdigit() and flag.word.text.endswith(f"={flag.value}")
            yield finding(
                "flag-value",
                flag.word.line,
                f"helm {' '.join(call.path)} refuses --timeout {flag.value!r}: it takes a duration "
                "with its unit",
                f"write {flag.value}s" if flag.value.isdigit() else "write one such as 90s or 5m",
                ShownBy.REFERENCE,
                (Edit(flag.word.line, flag.word.text, f"{flag.word.text}s"),) if bare else (),
            )


def uninstalled(runbook: Runbook) -> Iterator[Finding]:
    """``helm uninstall shop``, and then ``helm rollback shop``."""
    gone: dict[tuple[int, str, str], Call] = {}
    for script, call in _calls(runbook):
        release = call.texts[0] if call.arguments else ""
        key = (script.line, release, call.value("-n", "--namespace") or "")
        plain = not call.command.inside and not call.command.condition
        if call.path == ("uninstall",) and plain and not call.has("--keep-history", "--dry-run"):
            gone |= {(script.line, name, key[2]): call for name in call.texts}
        elif call.path == ("install",) or call.has("-i", "--install"):
            gone.pop(key, None)
        elif key in gone and call.path in (("upgrade",), *_NEEDS_HISTORY):
            if call.command.rescued or call.command.condition:
                continue
            yield finding(
                "deleted-before-use",
                call.command.line,
                f"line {gone[key].command.line} uninstalls {release} and its history with it: helm "
                f"{' '.join(call.path)} finds no such release",
                "uninstall with --keep-history, or helm install it again"
                if call.path == ("rollback",)
                else "do this first, or helm install it again",
                ShownBy.REFERENCE,
            )


LOOKS = (arguments, durations, uninstalled)
