"""The tools whose flags are recorded, and how each is asked."""

import os
import re
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from drillbook.audit.recording import helps

POSTGRESQL = (
    "pg_dump",
    "pg_dumpall",
    "pg_restore",
    "psql",
    "pg_basebackup",
    "pg_isready",
    "createdb",
    "dropdb",
    "reindexdb",
    "vacuumdb",
    "createuser",
    "dropuser",
    "pg_verifybackup",
    "pg_checksums",
    "pg_ctl",
    "pg_amcheck",
    "pg_rewind",
    "pg_controldata",
    "pg_waldump",
    "clusterdb",
    "pg_receivewal",
    "initdb",
)
# What programs take and their help does not list: found in the program itself, and tried.
# Of jq's the help says that it names some options.
HIDDEN = {
    "pg_dump": dict.fromkeys(("--no-acl", "--attribute-inserts", "--no-reconnect"), "none"),
    "pg_dumpall": dict.fromkeys(("--no-acl", "--attribute-inserts"), "none"),
    "pg_restore": dict.fromkeys(("--no-acl", "--no-reconnect"), "none"),
    "initdb": dict.fromkeys(("--nosync", "--noclean"), "none"),
    "createuser": {"--encrypted": "none"},
    "redis-cli": {"--slave": "none"},
    "date": dict.fromkeys(("--rfc-2822", "--rfc-822", "--uct"), "none"),
    "grep": dict.fromkeys(("--fixed-regexp", "--unix-byte-offsets"), "none"),
    "gzip": {
        **dict.fromkeys(("--ascii", "--lzw", "--silent", "--to-stdout", "--uncompress"), "none"),
        "--bits": "required",
    },
    "systemctl": dict.fromkeys(
        ("--no-legend", "--fail", "--irreversible", "--ignore-dependencies"), "none"
    ),
    "jq": {
        **dict.fromkeys(("--indent", "--from-file", "-f", "-L"), "required"),
        **dict.fromkeys(
            (
                "--argfile",
                "--ascii-output",
                "--color-output",
                "--compact-output",
                "--exit-status",
                "--help",
                "--join-output",
                "--monochrome-output",
                "--null-input",
                "--raw-input",
                "--raw-output",
                "--seq",
                "--slurp",
                "--sort-keys",
                "--stream",
                "--unbuffered",
                "--version",
                "-a",
                "-h",
                "-j",
            ),
            "none",
        ),
    },
}
GNU = (
    "base64",
    "curl",
    "date",
    "df",
    "du",
    "grep",
    "gzip",
    "head",
    "jq",
    "sort",
    "tail",
    "tar",
    "wc",
    "journalctl",
    "systemctl",
    "redis-cli",
    "cat",
    "chmod",
    "chown",
    "cp",
    "cut",
    "free",
    "mkdir",
    "mv",
    "rm",
    "touch",
    "uniq",
)
OPENSSL = ("x509", "s_client", "rand", "req", "verify", "pkcs12", "rsa", "dgst", "genrsa", "crl")
# What kubectl still takes and its help no longer lists, tried on every command.
# Its source marks these as deprecated (MarkDeprecated).
KUBECTL_HIDDEN = ("--record", "--cpu-percent")
# The same of helm (MarkDeprecated, MarkHidden in cmd/helm).
HELM_HIDDEN = ("--recreate-pods", "--client", "-c")
KAFKA = {
    "kafka-acls": "org.apache.kafka.tools.AclCommand",
    "kafka-broker-api-versions": "org.apache.kafka.tools.BrokerApiVersionsCommand",
    "kafka-configs": "kafka.admin.ConfigCommand",
    "kafka-console-consumer": "org.apache.kafka.tools.consumer.ConsoleConsumer",
    "kafka-console-producer": "org.apache.kafka.tools.ConsoleProducer",
    "kafka-consumer-groups": "org.apache.kafka.tools.consumer.group.ConsumerGroupCommand",
    "kafka-delete-records": "org.apache.kafka.tools.DeleteRecordsCommand",
    "kafka-get-offsets": "org.apache.kafka.tools.GetOffsetShell",
    "kafka-leader-election": "org.apache.kafka.tools.LeaderElectionCommand",
    "kafka-log-dirs": "org.apache.kafka.tools.LogDirsCommand",
    "kafka-reassign-partitions": "org.apache.kafka.tools.reassign.ReassignPartitionsCommand",
    "kafka-topics": "org.apache.kafka.tools.TopicCommand",
}
KAFKA_CLASSES = (
    "kafka.tools.GetOffsetShell",
    "org.apache.kafka.tools.GetOffsetShell",
    "kafka.admin.TopicCommand",
    "kafka.admin.ConsumerGroupCommand",
    "kafka.tools.ConsoleConsumer",
    "kafka.tools.DumpLogSegments",
    "kafka.admin.ConfigCommand",
    "kafka.tools.MirrorMaker",
    "org.apache.kafka.tools.TopicCommand",
)


def said(command: Sequence[str | Path], environment: Mapping[str, str] | None = None) -> str:
    """Return all that a program says, whatever its exit code."""
    done = subprocess.run(
        [str(part) for part in command],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
        stdin=subprocess.DEVNULL,
        env=environment,
    )
    return done.stdout + done.stderr


def kubectl(program: str) -> dict[str, Any]:
    """Record kubectl with all its subcommands."""
    version = said([program, "version", "--client"]).split("\n")[0].split(":")[1].strip()
    tool = _kubectl_command(program, [])
    tool["flags"] |= helps.cobra(said([program, "options"])) | {"-h": "none", "--help": "none"}
    return {"from": {"kubectl": version}, "tools": {"kubectl": tool}}


def _kubectl_command(program: str, path: list[str]) -> dict[str, Any]:
    text = said([program, *path, "--help"])
    flags = helps.cobra(text)
    for hidden in KUBECTL_HIDDEN if path else ():
        if hidden not in flags and "unknown" not in said([program, *path, hidden, "--help"]):
            flags[hidden] = "none"
    below = [name for name in helps.cobra_commands(text) if name not in ("kubectl", "plugin")]
    commands = {name: _kubectl_command(program, [*path, name]) for name in below}
    entry: dict[str, Any] = {"flags": flags}
    if commands:
        entry["commands"] = commands
    if aliases := helps.cobra_aliases(text):
        entry["aliases"] = aliases
    return entry


def helm(program: str) -> dict[str, Any]:
    """Record helm with all its subcommands."""
    version = said([program, "version", "--template", "{{.Version}}"]).strip()
    return {"from": {"helm": version}, "tools": {"helm": _helm_command(program, [])}}


def _helm_command(program: str, path: list[str]) -> dict[str, Any]:
    text = said([program, *path, "--help"])
    flags = helps.pflag(text.partition("\nFlags:")[2])
    for hidden in HELM_HIDDEN if path else ():
        if "unknown flag" not in said([program, *path, hidden, "--help"]):
            flags.setdefault(hidden, "none")
    below = [name for name in helps.cobra_commands(text) if name != "help"]
    entry: dict[str, Any] = {"flags": flags}
    if below:
        entry["commands"] = {name: _helm_command(program, [*path, name]) for name in below}
    if aliases := helps.cobra_aliases(text):
        entry["aliases"] = [name for name in aliases if name != path[-1]]
    return entry


def promtool(program: str) -> dict[str, Any]:
    """Record promtool: flags and the number of arguments of each command."""
    text = said([program, "--help-long"])
    needed = helps.kingpin_arguments(text)
    tool: dict[str, Any] = {"flags": {}, "commands": {}}
    for name, flags in helps.kingpin(text).items():
        entry = tool
        for word in name.split():
            entry = entry.setdefault("commands", {}).setdefault(word, {"flags": {}})
        entry["flags"] |= flags
        if needed.get(name):
            entry["arguments"] = needed[name]
    return {"tools": {"promtool": tool}}


def getopt(programs: Mapping[str, str]) -> dict[str, Any]:
    """Record programs whose help is in GNU's manner; those that are not here are left out."""
    record: dict[str, Any] = {"from": {}, "tools": {}}
    for name, program in programs.items():
        text = said([program, *(["--help", "all"] if name == "curl" else ["--help"])])
        flags = helps.getopt(text)
        for hidden, kind in HIDDEN.get(name, {}).items():
            flags.setdefault(hidden, kind)
        record["tools"][name] = {"flags": flags}
        if name == "systemctl":
            record["tools"][name]["verbs"] = helps.verbs(text)
        first = said([program, "--version"]).split("\n")[0]
        record["from"][name] = found[0] if (found := re.search(r"\d[\w.-]*", first)) else first
    return record


def openssl(program: str) -> dict[str, Any]:
    """Record some commands of openssl."""
    commands = {name: {"flags": helps.openssl(said([program, name, "-help"]))} for name in OPENSSL}
    version = said([program, "version"]).split()[1]
    return {
        "from": {"openssl": version},
        "tools": {"openssl": {"flags": {}, "commands": commands}},
    }


def kafka(libs: Path) -> dict[str, Any]:
    """Record Kafka's scripts, which old classes are still there, and the names of settings."""
    java = ["java", "-XX:TieredStopAtLevel=1", "-cp", f"{libs}/*"]
    tools = {
        name: {"flags": helps.jopt(said([*java, main, "--help"]))} for name, main in KAFKA.items()
    }
    absent = [name for name in KAFKA_CLASSES if "not find" in said([*java, name, "--help"])]
    settings = {}
    for kind, main in {
        "topic": "org.apache.kafka.storage.internals.log.LogConfig",
        "broker": "kafka.server.KafkaConfig",
        "producer": "org.apache.kafka.clients.producer.ProducerConfig",
        "consumer": "org.apache.kafka.clients.consumer.ConsumerConfig",
    }.items():
        text = said([*java, main])
        settings[kind] = sorted(set(re.findall(rf'id="{kind}configs_([^"]+)"', text)))
    version = said([*java, KAFKA["kafka-topics"], "--version"]).split()[0]
    return {
        "from": {"kafka": version},
        "tools": tools,
        "absent_classes": absent,
        "settings": settings,
    }


def neo4j_admin(libs: Path) -> dict[str, Any]:
    """Record neo4j-admin with its subcommands."""
    java = ["java", "-XX:TieredStopAtLevel=1", "-cp", f"{libs}/*", "org.neo4j.cli.AdminTool"]

    home = {**os.environ, "NEO4J_HOME": str(libs.parent)}

    def command(path: list[str]) -> dict[str, Any]:
        text = said([*java, *path, "--help"], home)
        listed = text.partition("\nCommands:")[2]
        below = re.findall(r"^  ([a-z][\w-]*)\s{2,}", listed.partition("\nEnv")[0], re.MULTILINE)
        entry: dict[str, Any] = {"flags": helps.getopt(text.partition("\nOPTIONS")[2] or text)}
        if below:
            entry["commands"] = {name: command([*path, name]) for name in below if name != "help"}
        return entry

    return {
        "from": {"neo4j-admin": said([*java, "--version"], home).split()[-1]},
        "tools": {"neo4j-admin": command([])},
    }
