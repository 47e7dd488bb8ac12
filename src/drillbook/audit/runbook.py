"""All that a runbook holds, in the forms that rules look at."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from drillbook.audit import bash, documents, options, prometheus, wrapping
from drillbook.audit.document import Block, Document
from drillbook.audit.documents import Broken, Yaml
from drillbook.audit.options import Call
from drillbook.audit.prometheus import Alert, Query
from drillbook.audit.shell import Command, Place, Script

SHELLS = ("bash", "sh", "shell", "console", "zsh", "terminal", "shell-session")
_SQL = re.compile(
    r"^\s*(SELECT|INSERT|UPDATE|DELETE|VACUUM|ALTER|CREATE|DROP|REINDEX|ANALYZE|WITH|"
    r"SHOW|TRUNCATE|SET)\b",
    re.IGNORECASE,
)
_COMMON = (
    "kubectl",
    "docker",
    "helm",
    "psql",
    "pg_dump",
    "pg_restore",
    "curl",
    "systemctl",
    "redis-cli",
    "sudo",
    "aws",
    "neo4j-admin",
    "cypher-shell",
    "istioctl",
    "git",
    "promtool",
)

# What a block without a language begins with where it is a script, and no output or prose.
_ALONE = (
    "awk", "cp", "docker-compose", "etcdctl", "journalctl", "mongodump", "mongorestore", "mongosh",
    "mv", "mysql", "mysqldump", "openssl", "pg_basebackup", "podman", "rabbitmqctl", "rm", "rsync",
    "scp", "ssh", "tar", "terraform", "vault", "velero", "etcdutl", "crictl",
)  # fmt: skip


@dataclass(frozen=True)
class Manifest:
    """A Kubernetes object as the runbook writes it."""

    yaml: Yaml
    block: Block
    heredoc: Command | None = None  # the command that it is fed to

    @property
    def kind(self) -> str:
        """Its kind."""
        return str(self.yaml.data["kind"])

    @property
    def name(self) -> str:
        """Its name, or nothing."""
        metadata = self.yaml.data.get("metadata")
        return str(metadata.get("name", "")) if isinstance(metadata, dict) else ""


@dataclass(frozen=True)
class Sql:
    """SQL text. ``together`` is how many statements one psql -c sends as one transaction."""

    text: str
    line: int
    command: Command | None
    together: bool
    headings: tuple[str, ...] = ()


@dataclass(frozen=True)
class Runbook:
    """A runbook with everything read."""

    document: Document

    @cached_property
    def scripts(self) -> tuple[Script, ...]:
        """Shell blocks, pieces of shell in sentences, and the scripts of Jobs."""
        found = [
            replace(
                bash.read(block.text, block.line, block.around, block.headings),
                in_sentence=block.language == "inline",
            )
            for block in self.document.blocks
            if _is_shell(block)
        ]
        found += list(self._job_scripts())
        return tuple(_deep(script) for script in found)

    @cached_property
    def calls(self) -> tuple[tuple[Script, Call], ...]:
        """Every command with its script, read with its tool's flags."""
        return tuple(
            (script, options.read(one)) for script in self.scripts for one in script.commands
        )

    def of(self, *tools: str) -> Iterator[tuple[Script, Call]]:
        """Yield the calls of some tools."""
        return ((script, call) for script, call in self.calls if call.tool in tools)

    @cached_property
    def yaml_blocks(self) -> tuple[tuple[Block, list[Yaml], Broken | None], ...]:
        """Blocks of YAML, read."""
        return tuple(
            (block, *documents.read(block.text, block.line))
            for block in self.document.blocks
            if block.language in ("yaml", "yml") or _is_unnamed_yaml(block)
        )

    @cached_property
    def manifests(self) -> tuple[Manifest, ...]:
        """Kubernetes objects in blocks and heredocs."""
        found = [
            Manifest(one, block)
            for block, read, _ in self.yaml_blocks
            for one in read
            if _is_manifest(one.data)
        ]
        for block, command in self._heredocs():
            here = command.heredoc
            if here is not None and "apiVersion:" in here.text:
                read, _ = documents.read(here.text, here.line)
                found += [Manifest(one, block, command) for one in read if _is_manifest(one.data)]
        return tuple(found)

    def _heredocs(self) -> Iterator[tuple[Block, Command]]:
        for block in self.document.blocks:
            if block.language in SHELLS:
                for command in bash.read(block.text, block.line).commands:
                    if command.heredoc is not None:
                        yield block, command

    def _job_scripts(self) -> Iterator[Script]:
        for manifest in self.manifests:
            path = pod_path(manifest)
            if path is None:
                continue
            spec = _at(manifest.yaml.data, path)
            for number, container in enumerate(documents.items(spec.get("containers"))):
                yield from self._container_script(
                    manifest, (*path, "containers", number), container
                )

    def _container_script(
        self, manifest: Manifest, path: documents.Path, container: Any
    ) -> Iterator[Script]:
        if not isinstance(container, dict):
            return
        for key in ("command", "args"):
            words = documents.items(container.get(key))
            for at, word in enumerate(words):
                before = (
                    words[at - 1] if at else (documents.items(container.get("command")) or [""])[-1]
                )
                after_c = re.fullmatch(r"-[a-z]*c", str(before)) and (at or key == "args")
                if not isinstance(word, str) or not ("\n" in word or after_c):
                    continue
                where = (*path, key, at)
                line = manifest.yaml.lines.get((*where, "|")) or manifest.yaml.line(*where)
                script = bash.read(word, line, manifest.block.around, manifest.block.headings)
                place = Place(
                    "job" if manifest.kind in ("Job", "CronJob") else "container",
                    manifest.name,
                    image=str(container.get("image", "")),
                )
                commands = tuple(replace(one, place=place) for one in script.commands)
                yield replace(script, commands=commands)

    @cached_property
    def alerts(self) -> tuple[Alert, ...]:
        """Alerting rules, in rule files, PrometheusRules or as a bare list."""
        return tuple(
            alert
            for block, read, _ in self.yaml_blocks
            for one in read
            for alert in prometheus.alerts_of(one, one.data, (), block)
        )

    @cached_property
    def queries(self) -> tuple[Query, ...]:
        """Every PromQL query."""
        found = [Query(one.expression, one.expression_line, "alert") for one in self.alerts]
        for block in self.document.blocks:
            if block.language == "promql":
                found += prometheus.queries_of(block)
            elif block.language == "inline" and (query := prometheus.in_sentence(block)):
                found.append(query)
        found += [query for _, call in self.calls for query in prometheus.asked(call)]
        return tuple(found)

    @cached_property
    def sql(self) -> tuple[Sql, ...]:
        """Every piece of SQL."""
        found = []
        for block in self.document.blocks:
            inline = block.language == "inline" and _SQL.match(block.text) and ";" in block.text
            if block.language in ("sql", "postgresql", "pgsql") or inline:
                found.append(Sql(block.text, block.line, None, False, block.headings))  # noqa: FBT003
        for script, call in self.of("psql"):
            found += [
                Sql(
                    flag.value,
                    _value_line(call.command, flag.value),
                    call.command,
                    True,  # noqa: FBT003
                    script.headings,
                )
                for flag in call.flags
                if flag.name in ("-c", "--command") and not flag.value.lstrip().startswith("\\")
            ]
            here = call.command.heredoc
            if here is not None:
                # of an unquoted one the shell takes backslashes off before $
                text = re.sub(r"\\([$`\\])", r"\1", here.text) if here.expands else here.text
                found.append(Sql(text, here.line, call.command, False, script.headings))  # noqa: FBT003
        return tuple(found)

    def configured(self, name: str) -> Iterator[tuple[str, int]]:
        """Yield the keys, with their lines, of maps such as ``kafka: config:`` in YAML."""
        for _, read, _ in self.yaml_blocks:
            for one in read:
                under = one.data.get(name) if isinstance(one.data, dict) else None
                config = under.get("config") if isinstance(under, dict) else None
                for key in config if isinstance(config, dict) else ():
                    yield str(key), one.line(name, "config", str(key))

    def mentions(self, pattern: str) -> bool:
        """Return whether the text has this anywhere."""
        return re.search(pattern, self.document.text) is not None


def _value_line(command: Command, value: str) -> int:
    return next((word.line for word in command.words if word.text == value), command.line)


def _is_shell(block: Block) -> bool:
    if block.language in SHELLS:
        return True
    first = block.text.strip().split("\n")[0].removeprefix("$ ").split(" ")
    common = first[0] in _COMMON or re.fullmatch(r"kafka-[a-z-]+\.sh", first[0])
    if block.language == "inline":
        return bool(common) and len(first) > 1 and "..." not in block.text
    plain = common or first[0] in _ALONE
    return block.language in ("", "text") and bool(plain) and len(first) > 1


def _is_unnamed_yaml(block: Block) -> bool:
    """Return whether a block without a language is an object or a rule, by its first words."""
    return block.language == "" and bool(
        re.match(r"\s*(apiVersion:\s|groups:\s*$|- alert:\s|- name:\s)", block.text, re.MULTILINE)
        and re.search(r"^\s*(kind|(- )?alert|expr|rules):", block.text, re.MULTILINE)
    )


def _deep(script: Script) -> Script:
    commands = tuple(deep for one in script.commands for deep in wrapping.unwrapped(one))
    return replace(script, commands=commands)


def _is_manifest(data: Any) -> bool:
    return isinstance(data, dict) and "apiVersion" in data and isinstance(data.get("kind"), str)


def _at(data: Any, path: documents.Path) -> Any:
    for key in path:
        data = data[key]
    return data


def pod_path(manifest: Manifest) -> documents.Path | None:
    """Return where the pod's specification is in a manifest, if it has one."""
    ways: dict[str, documents.Path] = {
        "Pod": ("spec",),
        "CronJob": ("spec", "jobTemplate", "spec", "template", "spec"),
    }
    path = ways.get(manifest.kind, ("spec", "template", "spec"))
    try:
        spec = _at(manifest.yaml.data, path)
    except (KeyError, TypeError):
        return None
    return path if isinstance(spec, dict) else None
