"""Flags, subcommands, arguments and names that the tool of the recorded version does not have."""

import difflib
import re
from collections.abc import Iterator

from drillbook.audit import options
from drillbook.audit.catalogue import finding
from drillbook.audit.finding import Edit, Finding, ShownBy
from drillbook.audit.options import Call
from drillbook.audit.reference import recorded
from drillbook.audit.runbook import Runbook
from drillbook.audit.shell import Script
from drillbook.audit.versions import newer_than_recorded

# What people take for commands of these; any other word may be a plugin.
_NOT_OWN = {
    "kubectl": ("restart", "list", "show", "status", "start", "stop", "kill", "rollback", "remove"),
    "helm": ("init", "reset", "serve", "home", "restart", "remove", "update", "describe"),
}
_INSTEAD = {("helm", "--name"): "give the release's name as an argument, before the chart"}
# What versions after the recorded ones took up, by their release notes: nobody says which he has.
_LATER = {
    "jq": ("--raw-output0", "--stream-errors", "--binary", "--build-configuration"),
    "curl": ("--variable", "--ca-native", "--proxy-ca-native", "--trace-ids", "--trace-config",
             "--haproxy-clientip", "--ip-tos", "--vlan-priority", "--keepalive-cnt", "--mptcp",
             "--skip-existing", "--dump-ca-embed", "--ech", "--ipfs-gateway", "--proxy-http2",
             "--sigalgs", "--upload-flags", "--follow", "--out-null", "--parallel-max-host"),
    "journalctl": ("--list-namespaces", "--truncate-newline", "--invocation", "--list-invocations",
                   "--exclude-identifier", "--synchronize-on-exit"),
    "systemctl": ("--when", "--drop-in", "--no-warn", "--message", "--kill-value", "--capsule",
                  "--kill-subgroup", "--image-policy", "--stdin", "--verbose"),
    "redis-cli": ("--keystats", "--keystats-samples", "--memkeys", "--cursor", "--top"),
    "date": ("--resolution",),
    "du": ("--zero",),
    "wc": ("--total", "--debug"),
}  # fmt: skip
# What versions before the recorded ones took, by their release notes.
_EARLIER = {
    "patronictl": ("--master",),
    "velero": ("--default-volumes-to-restic", "--use-restic", "--restic-timeout"),
    "mc": ("--encrypt", "--encrypt-key", "--no-color", "--storage-class"),
    "mongodump": ("--repair", "--dumpDbUsersAndRoles", "--directoryperdb", "--journal", "--dbpath",
                  "--tls", "--tlsCAFile", "--tlsCertificateKeyFile"),
    "mongorestore": ("--dbpath", "--journal", "--w", "--tls", "--tlsCAFile",
                     "--tlsCertificateKeyFile"),
    "etcdctl": ("--data-dir",),
    "rabbitmq-diagnostics": ("--openssl-format",),
    "rabbitmqctl": ("--disc", "--ram"),
    "argocd": ("--plugin-env", "--config-management-plugin", "--sync-wave"),
}  # fmt: skip
# Short flags of these are read rightly; of others only long ones are judged.
_SHORT_TOO = ("kubectl", "helm", "kafka", "neo4j-admin", "promtool")
_CIPHER = re.compile(
    r"-(sha|shake|md|blake|rmd|ripemd|sm\d|aes|des|camellia|aria|rc\d|bf|cast|seed|idea|chacha|\d)"
)
_POSTGRESQL = ("pg_", "psql", "createdb", "dropdb", "reindexdb", "vacuumdb")


def unknown_flags(runbook: Runbook) -> Iterator[Finding]:
    """Flags and subcommands that the tool refuses."""
    for script, call in runbook.calls:
        if not call.known or newer_than_recorded(runbook, call.tool) or _is_plugin(call):
            continue
        file, _ = options.tools()[call.tool]
        if file in options.IN_PART and (call.unknown_subcommand or "commands" in call.entry):
            continue
        if call.tool == "etcdctl" and runbook.mentions(r"ETCDCTL_API=[\"']?2"):
            continue  # whose flags are others
        for word in call.unknown:
            short = not word.text.startswith("--")
            exact = (
                file in _SHORT_TOO
                or call.tool.startswith(_POSTGRESQL)
                or _of_openssl(call, word.text)
            )
            if (short and not exact) or re.search(r"[$\[{]|^-+_", word.text.partition("=")[0]):
                continue
            name = word.text.partition("=")[0]
            if name in (*_LATER.get(call.tool, ()), *_EARLIER.get(call.tool, ())):
                continue
            near = _near(name, call)
            yield finding(
                "unknown-flag",
                word.line,
                f"{_named(call)} has no flag {name}: it stops with an error",
                f"write {near}" if near else _INSTEAD.get((call.tool, name), f"take {name} out"),
                ShownBy.REFERENCE,
                (Edit(word.line, name, near),) if near else (),
            )
        wrong = call.unknown_subcommand
        if (
            wrong is not None
            and re.fullmatch(r"[a-z][\w-]*", wrong.text)
            and call.tool != "openssl"
            and file not in options.IN_PART
            and not _names_plugin(runbook, script, wrong.line)
        ):
            below = ", ".join(sorted(call.entry.get("commands", {})))
            yield finding(
                "unknown-subcommand",
                wrong.line,
                f"{_named(call)} has no command {wrong.text!r}",
                f"it has {below}",
                ShownBy.REFERENCE,
            )


# What systemctl takes and its help does not list, by its source (252), and what came later.
_VERBS = frozenset([
    "condreload", "condrestart", "condstop", "force-reload", "reload-or-try-restart", "help",
    "soft-reboot", "whoami", "list-paths", "sleep", "shutdown",
])  # fmt: skip


def verbs(runbook: Runbook) -> Iterator[Finding]:
    """``systemctl list-failed``, ``systemctl nginx restart``."""
    for script, call in runbook.of("systemctl"):
        whole = len(call.arguments) > (1 if script.in_sentence else 0)
        word = call.arguments[0] if whole else None
        known = {*call.entry.get("verbs", ()), *_VERBS}
        if word is None or call.unknown or call.is_help or word.text in known:
            continue
        if re.fullmatch(r"[a-z][a-z-]+(\.service)?", word.text):
            close = difflib.get_close_matches(word.text, known, 1, 0.8)
            turned = len(call.texts) > 1 and call.texts[1] in known
            yield finding(
                "unknown-subcommand",
                word.line,
                f"systemctl has no command {word.text}",
                f"write systemctl {call.texts[1]} {word.text}"
                if turned
                else f"write {close[0]}"
                if close
                else "see systemctl --help",
                ShownBy.REFERENCE,
            )


def _names_plugin(runbook: Runbook, script: Script, line: int) -> bool:
    """Return whether a sentence names a command as a plugin."""
    return script.in_sentence and "plugin" in runbook.document.lines[line - 1]


def _of_openssl(call: Call, flag: str) -> bool:
    """Return whether openssl's own list of flags decides: any digest or cipher is one, too."""
    return call.tool == "openssl" and bool(call.path) and not _CIPHER.match(flag)


def _is_plugin(call: Call) -> bool:
    """Return whether a tool would look for a plugin: a word that is no slip of its own words."""
    wrong = call.unknown_subcommand
    if call.tool not in _NOT_OWN or call.path or wrong is None:
        return False
    own = [*call.entry["commands"], *_NOT_OWN[call.tool]]
    return not difflib.get_close_matches(wrong.text, own, 1, 0.81)  # cnp is no slip of cp


def _near(name: str, call: Call) -> str:
    # a slip seldom is in the first letter: helm's --name of old is no --username
    flags = [flag for flag in call.entry.get("flags", {}) if flag.startswith(name[:3])]
    close = difflib.get_close_matches(name, flags, 1, 0.75)
    return close[0] if close else ""


def _named(call: Call) -> str:
    file, _ = options.tools()[call.tool]
    version = recorded(file).get("from", {})
    known = version.get(call.tool) or version.get(file) or ""
    return " ".join(part for part in (call.tool, *call.path, f"({known})" if known else "") if part)


def missing_arguments(runbook: Runbook) -> Iterator[Finding]:
    """Too few arguments."""
    for script, call in runbook.of("promtool"):
        needed = call.entry.get("arguments", 0)
        if call.is_help or script.in_sentence or len(call.arguments) >= needed:
            continue
        query = call.path[:1] == ("query",)
        words = " ".join(("promtool", *call.path))
        yield finding(
            "missing-argument",
            call.command.line,
            f"promtool {' '.join(call.path)} needs {needed} arguments and gets "
            f"{len(call.arguments)}"
            + (": the server's address comes before the query" if query else ""),
            "give the server, such as http://localhost:9090, before the query"
            if query
            else f"see promtool help {' '.join(call.path)}",
            ShownBy.REFERENCE,
            (Edit(call.command.line, words, f"{words} http://localhost:9090"),) if query else (),
        )


def kafka_classes(runbook: Runbook) -> Iterator[Finding]:
    """Classes of Kafka that are gone, and scripts with and without .sh in one place."""
    absent = recorded("kafka")["absent_classes"]
    version = recorded("kafka")["from"]["kafka"]
    if not newer_than_recorded(runbook, "kafka") and not _old_kafka(runbook):
        for _, call in runbook.of("kafka-run-class"):
            gone = next((word for word in call.command.words if word.text in absent), None)
            if gone is not None:
                yield finding(
                    "unknown-class",
                    gone.line,
                    f"Kafka {version} has no class {gone.text}",
                    "use the script of the task, such as kafka-get-offsets.sh --bootstrap-server",
                    ShownBy.REFERENCE,
                )
    spelled: dict[str, list[Call]] = {"": [], ".sh": []}
    for _, call in runbook.calls:
        if call.tool.startswith("kafka-") and call.tool in {*options.tools(), "kafka-run-class"}:
            spelled[".sh" if call.command.name.endswith(".sh") else ""].append(call)
    here = {call.command.place.container for call in spelled[".sh"]}
    for call in spelled[""]:
        if call.command.place.container in here:
            word = call.command.words[0]
            yield finding(
                "script-name",
                word.line,
                f"{word.text} is called without .sh here and Kafka's other scripts in the same "
                "place "
                "with it: one of the two spellings is not there",
                f"write {word.text}.sh",
                ShownBy.REASONED,
                (Edit(word.line, word.text, f"{word.text}.sh"),),
            )


def _old_kafka(runbook: Runbook) -> bool:
    return runbook.mentions(r"(?i)kafka[: _-]v?[0-3]\.\d")


def topic_patterns(runbook: Runbook) -> Iterator[Finding]:
    """Regular expressions that Kafka refuses before it asks any broker."""
    for _, call in runbook.calls:
        if call.tool not in ("kafka-get-offsets", "kafka-run-class", "kafka-topics"):
            continue
        at = next((n for n, w in enumerate(call.command.words) if w.text == "--topic"), None)
        if at is None or at + 1 >= len(call.command.words):
            continue
        word = call.command.words[at + 1]
        lists = "GetOffsetShell" in call.command.text or call.tool == "kafka-get-offsets"
        if lists and word.text.startswith(("*", "+", "?")):
            yield finding(
                "topic-pattern",
                word.line,
                f"--topic takes a regular expression here, and {word.text!r} is none: "
                f"a {word.text[0]} has nothing before it to repeat",
                f"write .{word.text}",
                ShownBy.REFERENCE,
                (Edit(word.line, word.text, f".{word.text}"),),
            )


LOOKS = (unknown_flags, verbs, missing_arguments, kafka_classes, topic_patterns)
