"""Pools of connections that are together larger than what the database takes."""

import re
from collections.abc import Iterator
from typing import Any

from drillbook.audit.catalogue import finding
from drillbook.audit.documents import items
from drillbook.audit.finding import Finding, ShownBy
from drillbook.audit.runbook import Manifest, Runbook, pod_path

_MAX = re.compile(r"(?i)\bmax_connections\b[`'\"]?\s*(?:=|:|to|is|of|at|\|)?\s*[`'\"]?(\d{2,5})\b")
_POOL = re.compile(
    r"^(?:\w+_)?(?:DB|DATABASE|PG|POSTGRES|POSTGRESQL|SQL|SQLALCHEMY|HIKARI|DATASOURCE)_?(?:\w+_)?"
    r"(?:POOL_?(?:SIZE|MAX(?:_SIZE)?)|MAX_?POOL(?:_?SIZE)?|MAXIMUM_?POOL_?SIZE|MAX_OPEN_CONN\w*|"
    r"MAX_CONN\w*)$"
)
_BOUNCER = re.compile(r"^\s*default_pool_size\s*=\s*(\d+)", re.MULTILINE)
_BOUNCERS = re.compile(r"(?i)\b(\d+)\s+(?:replicas of\s+)?pgbouncers?\b(?:\s+(?:instances|pods))?")
_SAID = re.compile(
    r"(?i)\b(\d+)\s+(?:\w+\s+)?(?:replicas|pods|instances|backends|workers)\b[^.;|]{0,60}?"
    r"\bpools?(?:\s+size)?\s+of\s+(\d+)"
)
_BETWEEN = re.compile(r"(?i)pg_?bouncer|pgpool|odyssey|rds proxy|pgcat")


def pools(runbook: Runbook) -> Iterator[Finding]:
    """Replicas times pool size, above ``max_connections``."""
    found = {int(number) for number in _MAX.findall(runbook.document.text)}
    if len(found) != 1:
        return  # nothing is said of it, or of several servers
    (most,) = found
    for line, count, size, what in _pools(runbook):
        if count * size > most:
            times = f"{count} times {size} are" if count > 1 else f"{size} is"
            yield finding(
                "connections",
                line,
                f"{what}: {times} {count * size} connections, and PostgreSQL takes {most} "
                "(max_connections): the last are refused",
                f"a pool of at most {most * 9 // 10 // count}, or more connections",
                ShownBy.REASONED,
            )


def _pools(runbook: Runbook) -> Iterator[tuple[int, int, int, str]]:
    """Yield line, number of pools, size of each, and whose they are."""
    yield from _bouncers(runbook)
    if runbook.mentions(_BETWEEN.pattern):
        return  # the pools are of connections to what stands between
    for manifest in runbook.manifests:
        yield from _of_manifest(manifest)
    for sentence in runbook.document.sentences:
        if said := _SAID.search(sentence.text):
            yield sentence.line, int(said[1]), int(said[2]), "the pools"
    yield from _set(runbook)


def _bouncers(runbook: Runbook) -> Iterator[tuple[int, int, int, str]]:
    several = {int(number) for number in _BOUNCERS.findall(runbook.document.text)}
    count = several.pop() if len(several) == 1 else 1
    for block in runbook.document.blocks:
        for size in _BOUNCER.finditer(block.text):
            line = block.line + block.text.count("\n", 0, size.start(1))
            yield line, count, int(size[1]), "pgbouncer's pools of one user and database"


def _of_manifest(manifest: Manifest) -> Iterator[tuple[int, int, int, str]]:
    path = pod_path(manifest)
    if path is None or manifest.kind not in ("Deployment", "StatefulSet"):
        return
    data: Any = manifest.yaml.data
    replicas = data["spec"].get("replicas", 1)
    spec = data
    for key in path:
        spec = spec[key]
    for at, container in enumerate(items(spec.get("containers"))):
        for number, one in enumerate(
            items(container.get("env") if isinstance(container, dict) else ())
        ):
            if not isinstance(one, dict) or not _POOL.match(str(one.get("name", "")).upper()):
                continue
            if isinstance(replicas, int) and str(one.get("value", "")).isdigit():
                line = manifest.yaml.line(*path, "containers", at, "env", number)
                yield line, replicas, int(one["value"]), f"{manifest.kind.lower()} {manifest.name}"


def _set(runbook: Runbook) -> Iterator[tuple[int, int, int, str]]:
    """Yield pools that kubectl set env makes, of deployments that kubectl scale makes larger."""
    scaled: dict[str, int] = {}
    for _, call in runbook.of("kubectl"):
        count = call.value("--replicas") or ""
        if call.path == ("scale",) and call.arguments and count.isdigit():
            name = call.texts[-1].rpartition("/")[2]
            scaled[name] = max(int(count), scaled.get(name, 0))
    for _, call in runbook.of("kubectl"):
        if call.path != ("set", "env") or not call.arguments:
            continue
        name = next(
            (t for t in call.texts if "=" not in t and t not in ("deployment", "deploy")), ""
        )
        for word in call.arguments:
            key, _, value = word.text.partition("=")
            if value.isdigit() and _POOL.match(key.upper()):
                owner = name.rpartition("/")[2]
                yield word.line, scaled.get(owner, 1), int(value), f"deployment {owner}"


LOOKS = (pools,)
