"""Redis: commands and settings that it does not have."""

import re
from collections.abc import Iterator

from drillbook.audit.catalogue import finding
from drillbook.audit.document import lines_of
from drillbook.audit.finding import Edit, Finding, ShownBy
from drillbook.audit.options import Call
from drillbook.audit.reference import recorded
from drillbook.audit.runbook import Runbook
from drillbook.audit.surroundings import outermost
from drillbook.audit.versions import newer_than_recorded

# Of Sentinel, of modules, and of versions after the recorded one (7.2, 7.4, 8.0).
_NOT_RECORDED = frozenset(
    re.findall(
        r"\w+",
        """
        sentinel help ft json bf cf ts tfunction tfcall waitaof hexpire hpexpire hexpireat
        hpexpireat httl hpttl hpersist hexpiretime hpexpiretime hgetex hsetex hgetdel vadd
        vsim vcard vdim vemb vrem vinfo vlinks vrandmember vgetattr vsetattr delex msetex digest
        """,
    )
)


def redis(runbook: Runbook) -> Iterator[Finding]:
    """Commands and settings that Redis does not have."""
    if newer_than_recorded(runbook, "redis"):
        return
    known = recorded("redis")
    for _, call in runbook.of("redis-cli"):
        words = call.texts
        if call.has("--cluster") or not words or not re.fullmatch(r"[A-Za-z]+", words[0]):
            continue
        name = words[0].lower()
        if name not in {*known["commands"], *_NOT_RECORDED}:
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


def config_files(runbook: Runbook) -> Iterator[Finding]:
    """Lines of a redis.conf that set what Redis does not have."""
    known = recorded("redis")["settings"]
    if newer_than_recorded(runbook, "redis") or not runbook.mentions(r"(?i)\bredis\b"):
        return
    for block in runbook.document.blocks:
        if block.language not in ("", "conf", "text", "redis", "ini", "properties"):
            continue
        lines = [(at, line.split()) for at, line in enumerate(lines_of(block.text))]
        settings = [(at, words) for at, words in lines if words and not words[0].startswith("#")]
        has = [words[0] for _, words in settings if words[0].lower() in known]
        if len(has) < 3 or len(has) < 0.7 * len(settings):
            continue
        for at, words in settings:
            name = words[0].lower()
            also = ("include", "loadmodule", "user", "rename-command", "sentinel")
            if re.fullmatch(r"[a-z-]{4,}", name) and name not in known and name not in also:
                yield finding(
                    "unknown-setting",
                    block.line + at,
                    f"Redis has no setting {name}: it does not start with this file",
                    "see CONFIG GET '*'",
                    ShownBy.REFERENCE,
                )


def info_fields(runbook: Runbook) -> Iterator[Finding]:
    """``redis-cli INFO | awk -F= '/^role/ {print $2}'``: INFO writes name:value."""
    for script, call in runbook.of("redis-cli"):
        if not call.arguments or call.texts[0].lower() != "info":
            continue
        for reader in script.after(outermost(call.command)):
            parted = re.search(r"(?:-F|-d)\s*=", reader.text)
            field = re.search(r"/\^?([a-z_]{3,})[:=]?/", reader.text)
            if (
                reader.name == "awk"
                and parted
                and field
                and not re.match(r"db|slave\d|cmd|err", field[1])
            ):
                yield finding(
                    "column",
                    reader.line,
                    f"INFO writes {field[1]}:VALUE, so there is nothing after = to take",
                    "awk -F:",
                    ShownBy.REFERENCE,
                    (Edit(reader.line, "-F=", "-F:"),),
                )


_APPENDS = (
    r"(?im)(?<![\w-])(--)?appendonly['\"`]?[\s:,=]+['\"`]?yes\b|"
    r"\b(AOF|append[- ]only (file|mode|persistence|log))\b(?! \w+ (not|off))[^.\n]{0,30}"
    r"\b(is|are)\s+(enabled|on|used|active|switched on)\b"
)
_NO_APPENDS = (
    r"(?i)appendonly['\"`]?[\s:=,]+['\"`]?no\b|(rm|mv)\b[^\n]*(appendonly|aof)|"
    r"(switch|turn|disable|remove|move|delete|put)\w*\b[^.\n]{0,40}\b(AOF|append-?only)"
)


def ignored_dumps(runbook: Runbook) -> Iterator[Finding]:
    """A dump.rdb put in place of a Redis that reads its append-only file."""
    if not runbook.mentions(_APPENDS) or runbook.mentions(_NO_APPENDS):
        return
    for script in runbook.scripts:
        for command in script.commands:
            last = command.texts[-1] if command.words else ""
            copies = command.name in ("kubectl", "docker", "podman") and command.has("cp")
            inside = (copies or command.name in ("scp", "rsync")) and ":" in last
            if "-c" in command.texts[-2:-1]:
                inside, last = True, command.texts[-3]
            here = command.name in ("cp", "mv", "aws", "rsync") and last.startswith("/")
            if (inside or here) and last.endswith("/dump.rdb"):
                yield finding(
                    "dump-not-read",
                    command.line,
                    "the runbook sets appendonly yes, and then Redis reads its append-only file at "
                    "the start and never dump.rdb: nothing is restored",
                    "stop Redis, set appendonly no and take the append-only files away first",
                    ShownBy.REFERENCE,
                )


LOOKS = (redis, config_files, info_fields, ignored_dumps)
