"""Paths in a container that its official image keeps elsewhere.

A distribution's package and the official image of the same server have their data in different
places; by the images' own documentation.
"""

import re
from collections.abc import Iterator
from itertools import pairwise

from drillbook.audit.catalogue import finding
from drillbook.audit.documents import items
from drillbook.audit.finding import Edit, Finding, ShownBy
from drillbook.audit.runbook import Manifest, Runbook, pod_path
from drillbook.audit.shell import Command, Word

# Image, where people look for it, and where the image has it.
_ELSEWHERE = (
    ("prom/prometheus", "/var/lib/prometheus", "/prometheus"),
    ("redis", "/var/lib/redis", "/data"),
    ("redis", "/var/log/redis", ""),
    ("postgres", "/var/lib/pgsql", "/var/lib/postgresql/data"),
    ("mongo", "/var/lib/mongodb", "/data/db"),
    ("mongo", "/var/lib/mongo", "/data/db"),
    ("mongo", "/var/log/mongodb/mongod.log", ""),
    ("elasticsearch", "/var/lib/elasticsearch", "/usr/share/elasticsearch/data"),
    ("elasticsearch", "/etc/elasticsearch", "/usr/share/elasticsearch/config"),
    ("elasticsearch", "/var/log/elasticsearch", "/usr/share/elasticsearch/logs"),
    ("rabbitmq", "/var/log/rabbitmq/rabbit@", ""),
    ("nginx", "/usr/local/nginx", "/etc/nginx"),
    ("nginx", "/var/www/html", "/usr/share/nginx/html"),
    ("nginx", "/etc/nginx/sites-enabled", "/etc/nginx/conf.d"),
    ("nginx", "/etc/nginx/sites-available", "/etc/nginx/conf.d"),
    ("httpd", "/etc/httpd", "/usr/local/apache2/conf"),
    ("httpd", "/etc/apache2", "/usr/local/apache2/conf"),
    ("httpd", "/var/www/html", "/usr/local/apache2/htdocs"),
    ("postgres", "/etc/postgresql", "/var/lib/postgresql/data"),
    ("postgres", "/var/log/postgresql", ""),
    ("prom/alertmanager", "/var/lib/alertmanager", "/alertmanager"),
    ("neo4j", "/var/log/neo4j", "/logs"),
    ("neo4j", "/etc/neo4j", "/var/lib/neo4j/conf"),
)
_OFFICIAL = re.compile(
    r"^(?:docker\.io/)?(?:library/)?(prom/prometheus|prom/alertmanager|redis|postgres|mongo|rabbitmq|neo4j|"
    r"nginx|httpd|(?:docker\.elastic\.co/elasticsearch/)?elasticsearch)(?::|@|$)"
)


def paths(runbook: Runbook) -> Iterator[Finding]:
    """``kubectl exec redis-0 -- ls /var/lib/redis``, where redis-0 runs the image redis."""
    images = dict(_images(runbook))
    for script in runbook.scripts:
        for command in script.commands:
            image, mounts = images.get(_owner(command), ("", ()))
            kind = _OFFICIAL.match(image)
            for word in command.words[1:] if kind else ():
                yield from _elsewhere(word, str(kind[1]) if kind else "", image, mounts)


def _owner(command: Command) -> str:
    """Return what a command's container belongs to, by its pod's or container's name."""
    name = command.place.container if command.place.kind == "container" else ""
    return re.sub(r"-\d+$", "", name.rpartition("/")[2])


def _images(runbook: Runbook) -> Iterator[tuple[str, tuple[str, tuple[str, ...]]]]:
    """Yield names of pods' owners and containers with the one image and its mounts."""
    for manifest in runbook.manifests:
        if found := _image(manifest):
            yield manifest.name, found
    for _, call in runbook.of("docker", "podman"):
        texts = call.command.texts
        images = [text for text in texts if _OFFICIAL.match(text)]
        if texts[1:2] == ("run",) and len(images) == 1 and "--mount" not in call.command.text:
            mounts = [value.partition(":")[2] for value in _values(texts, "-v", "--volume")]
            for name in _values(texts, "--name"):
                yield name, (images[0], tuple(one.partition(":")[0] for one in mounts))


def _values(texts: tuple[str, ...], *flags: str) -> list[str]:
    """Return what stands after flags, as their own word or after =."""
    found = [after for flag, after in pairwise(texts) if flag in flags]
    return found + [
        text.partition("=")[2] for text in texts if text.startswith(tuple(f"{f}=" for f in flags))
    ]


def _image(manifest: Manifest) -> tuple[str, tuple[str, ...]] | None:
    path = pod_path(manifest)
    if path is None:
        return None
    spec = manifest.yaml.data
    for key in path:
        spec = spec[key]
    containers = [one for one in items(spec.get("containers")) if isinstance(one, dict)]
    if len(containers) != 1:
        return None
    mounts = (
        str(one.get("mountPath", ""))
        for one in items(containers[0].get("volumeMounts"))
        if isinstance(one, dict)
    )
    return str(containers[0].get("image", "")), tuple(mounts)


def _elsewhere(word: Word, kind: str, image: str, mounts: tuple[str, ...]) -> Iterator[Finding]:
    for of, there, right in _ELSEWHERE:
        inside = re.match(rf"{re.escape(there)}(?=/|$)", word.text) or (
            there.endswith("@") and word.text.startswith(there)
        )
        own = [mount.rstrip("/") for mount in mounts if mount.strip("/")]
        made = any(there.startswith(mount) or mount.startswith(there) for mount in own)
        if not kind.endswith(of) or not inside or made:
            continue
        better = word.text.replace(there, right, 1) if right else ""
        yield finding(
            "no-such-path",
            word.line,
            f"the image {image} has no {there}"
            + (f": its files are in {right}" if right else ": it writes its log to stdout"),
            f"write {better}" if better else "kubectl logs, or docker logs",
            ShownBy.REFERENCE,
            (Edit(word.line, word.text, better),) if better else (),
        )


LOOKS = (paths,)
