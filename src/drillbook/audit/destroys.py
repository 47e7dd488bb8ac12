"""Commands of other tools that destroy data as a whole."""

import re

from drillbook.audit.shell import Command

_ALL = r"(?:_all|\*|%2A)(?:[?\"']|\s|$)"
_KINDS = (
    ("aws", r"\bs3 rm\b.*--recursive|\bs3 rb\b.*--force", "this deletes every object there"),
    ("aws", r"\brds delete-db-\w+\b.*--skip-final-snapshot", "this deletes the database"),
    ("aws", r"\bdynamodb delete-table\b", "this deletes a table"),
    ("gsutil", r"\brm\b.*\s-\w*r|\s-m rm -r", "this deletes every object there"),
    ("mongosh mongo", r"dropDatabase\(\)|\.drop\(\)|deleteMany\(\s*\{\s*\}", "this deletes data"),
    ("curl", rf"(?:-X ?|--request[= ])DELETE\b.*/{_ALL}", "this deletes every index"),
    ("curl", rf"/{_ALL}.*(?:-X ?|--request[= ])DELETE\b", "this deletes every index"),
    (
        "rabbitmqctl",
        r"^rabbitmqctl (?:-\S+ )*force_reset$",
        "this deletes queues, messages and users of the node",
    ),
    ("etcdctl", r"\bdel\b.*(--prefix|--from-key)", "this deletes every key below it"),
    ("consul", r"\bkv delete\b.*-recurse", "this deletes every key below it"),
    (
        "mc",
        r"\brb\b.*--force|\brm\b.*(--recursive|\s-r)\b.*--force|\brm\b.*--force.*(--recursive|\s-r)\b",
        "this deletes every object there",
    ),
    ("cqlsh", r"(?i)\b(DROP (KEYSPACE|TABLE)|TRUNCATE)\b", "this deletes whole tables"),
    (
        "clickhouse-client clickhouse",
        r"(?i)\b(DROP (DATABASE|TABLE)|TRUNCATE)\b",
        "this deletes whole tables",
    ),
    ("vault", r"\bsecrets disable\b", "this deletes every secret of the mount"),
    (
        "docker docker-compose podman",
        r"\bdown\b.*\s(-v|--volumes)\b|\bvolume (rm|prune)\b|\bsystem prune\b.*--volumes",
        "this deletes volumes with their data",
    ),
    (
        "cypher-shell",
        r"(?i)\bMATCH\s*\(\s*(\w+)\s*\)\s*DETACH\s+DELETE\s+\1\b",
        "this deletes every node",
    ),
    ("velero", r"^velero backup delete\b.*--all\b", "this deletes every backup"),
    ("mysqladmin", r"\bdrop\b", "this deletes a database"),
    ("zfs zpool", r"\bdestroy\b", "this deletes a file system"),
    ("lvremove", r"\s", "this deletes a volume"),
)
_JOINS = re.compile(r"\bjoin_cluster\b")  # a node that is emptied to join fills up again


def wholly(command: Command, script: str) -> str:
    """Return what a command destroys, or nothing; ``script`` is the text that it stands in."""
    looped = "for_statement" in command.inside or "while_statement" in command.inside
    if looped and re.search(r"^rabbitmqctl\b.* (purge|delete)_queue\b", command.text):
        return "this empties one queue after the other"
    for names, pattern, what in _KINDS:
        if command.name in names.split() and re.search(pattern, command.text):
            joins = command.name == "rabbitmqctl" and _JOINS.search(script)
            looks = command.has("--help", "--dryrun", "--dry-run")
            return "" if joins or looks else what
    return ""
