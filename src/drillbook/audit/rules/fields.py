"""Fields, keys and lines that a pipe does not get."""

import itertools
import re
from collections.abc import Iterator

from drillbook.audit.catalogue import finding
from drillbook.audit.finding import Edit, Finding, ShownBy
from drillbook.audit.reference import recorded
from drillbook.audit.runbook import Runbook
from drillbook.audit.surroundings import outermost


def unknown_fields(runbook: Runbook) -> Iterator[Finding]:
    """``redis-cli info SECTION | grep FIELD`` for a field that is not there."""
    sections = recorded("redis")["info"]
    for script, call in runbook.of("redis-cli"):
        words = [word.lower() for word in call.texts]
        if words[:1] != ["info"] or len(words) != 2 or words[1] not in ("stats", "memory", "cpu"):
            continue
        grep = next(
            (one for one in script.after(outermost(call.command)) if one.name == "grep"), None
        )
        if grep is None or not re.fullmatch(r"[a-z_]+:?", grep.texts[-1]):
            continue
        field = grep.texts[-1].rstrip(":")
        if any(field in name for name in sections[words[1]]):
            continue
        near = [name for name in sections[words[1]] if field.split("_")[-1] in name]
        there = next((name for name, has in sections.items() if any(field in f for f in has)), "")
        yield finding(
            "unknown-field",
            grep.line,
            f"INFO {words[1]} has no field {field}: nothing is ever shown"
            + (f"; it is in INFO {there}" if there else ""),
            f"look for {', '.join(near)}" if near else f"ask INFO {there}",
            ShownBy.REFERENCE,
            (Edit(grep.line, field, near[0]),) if len(near) == 1 else (),
        )


def decoded_labels(runbook: Runbook) -> Iterator[Finding]:
    """``-o yaml | grep KEY | base64 -d``: the key goes to base64 along with its value."""
    for script, call in runbook.of("kubectl"):
        if call.value("-o", "--output") not in ("yaml", "json"):
            continue
        names = [one.name for one in script.after(call.command)]
        readers = list(script.after(call.command))
        for before, one in itertools.pairwise(readers):
            if (
                one.name == "base64"
                and one.has("-d", "--decode", "-D")
                and before.name == "grep"
                and not before.has("-o", "-oP", "-Po")
            ):
                key = before.texts[-1].strip(":").replace(".", "\\.")
                yield finding(
                    "label-decoded",
                    one.line,
                    "grep passes the whole line on, key and colon along with the value, and "
                    "base64 "
                    f"stops at the colon ({' | '.join(names)})",
                    f"ask for the value alone: -o jsonpath='{{.data.{key}}}' | base64 -d",
                    ShownBy.REFERENCE,
                )


def log_tails(runbook: Runbook) -> Iterator[Finding]:
    """``kubectl logs -l … | grep``: with a selector, only ten lines a pod are read."""
    for script, call in runbook.of("kubectl"):
        if call.path != ("logs",) or not call.has("-l", "--selector"):
            continue
        if call.has("--tail", "-f", "--follow"):
            continue
        readers = list(script.after(outermost(call.command)))
        if readers and readers[0].name in ("grep", "egrep", "awk", "wc", "jq", "rg"):
            word = call.command.words[1]
            yield finding(
                "last-lines-only",
                call.command.line,
                "with a selector kubectl logs reads the last 10 lines of each pod unless --tail is "
                f"given, --since or not: {readers[0].name} sees no more",
                "add --tail=-1",
                ShownBy.REFERENCE,
                (Edit(word.line, "kubectl logs", "kubectl logs --tail=-1"),),
            )


def url_patterns(runbook: Runbook) -> Iterator[Finding]:
    """Braces and brackets in an address are curl's own patterns."""
    for _, call in runbook.of("curl"):
        if call.has("-g", "--globoff"):
            continue
        values = {flag.value for flag in call.flags}
        for word in call.command.words[1:]:
            found = re.match(r"(https?://|localhost|[\w.-]+:\d+/)", word.text)
            if not found or word.text in values or "${" in word.text.replace("=${", "${"):
                continue
            # {{ name }}, and {id} or [host] before any query, are to be filled in first
            path, mark, query = re.sub(r"\{\{.*?\}\}", "", word.text).partition("?")
            address = re.sub(r"\{[a-z_]+\}|\[:?[a-z_-]{3,}\]", "", path, flags=re.IGNORECASE)
            address += mark + query
            braces, brackets = (
                re.search(r"\{[^}]*\}", address),
                re.search(r"(?<!/)\[[^\]]*\]", address),
            )
            if not braces and not brackets:
                continue
            what = (
                "stops at the brackets"
                if brackets and not _is_range(brackets[0])
                else "takes the braces away before it asks"
            )
            if brackets and _is_range(brackets[0]):
                continue
            if braces and "," in braces[0] and "query=" not in address:
                continue
            yield finding(
                "url-pattern",
                word.line,
                f"curl reads {{…}} and […] in an address as patterns of its own and {what}",
                "let curl encode it: -G --data-urlencode 'query=…'",
                ShownBy.REFERENCE,
                (Edit(word.line, "curl ", "curl --globoff "),),
            )


def _is_range(text: str) -> bool:
    return re.fullmatch(r"\[(\d+-\d+|[a-z]-[a-z]|[A-Z]-[A-Z])(:\d+)?\]", text) is not None


def named_columns(runbook: Runbook) -> Iterator[Finding]:
    """A column called USED whose path is a capacity."""
    for _, call in runbook.of("kubectl"):
        output = call.value("-o", "--output") or ""
        if not output.startswith("custom-columns="):
            continue
        for part in output.removeprefix("custom-columns=").split(","):
            name, _, path = part.partition(":")
            if re.fullmatch(r"(?i)used?|usage", name) and re.search(
                r"\.capacity\.|\.requests\.", path
            ):
                yield finding(
                    "column-name",
                    call.command.line,
                    f"{path} is how large the volume is, not how much of it is used; the API "
                    "does not "
                    "know that",
                    "ask kubelet_volume_stats_used_bytes, or df in the pod",
                    ShownBy.SCHEMA,
                )


LOOKS = (
    unknown_fields,
    decoded_labels,
    log_tails,
    named_columns,
    url_patterns,
)
