"""What the API server refuses beyond the schema, by its own validation (pkg/apis of 1.34)."""

import ipaddress
import re
from collections.abc import Iterator
from typing import Any

from drillbook.audit.catalogue import finding
from drillbook.audit.documents import Path, items
from drillbook.audit.finding import Finding, ShownBy
from drillbook.audit.runbook import Manifest, Runbook, pod_path

_QUANTITY = re.compile(r"^[+-]?(\d+\.?\d*|\.\d+)(([KMGTPE]i)|[numkMGTPE]|[eE][+-]?\d+)?$")
_SIZES = {"n": 1e-9, "u": 1e-6, "m": 1e-3, "k": 1e3, "M": 1e6, "G": 1e9, "T": 1e12, "P": 1e15}
_BINARY = {"Ki": 2**10, "Mi": 2**20, "Gi": 2**30, "Ti": 2**40, "Pi": 2**50}
_ABRIDGED = re.compile(
    r"(?i)#.*(\.\.\.|\u2026|omitted|as (above|before|usual)|same as|abridged)|^\s*\.\.\.\s*$", re.M
)
_TEMPLATED = re.compile(r"\{\{|\$|[<>]|\.\.\.")


def amount(text: Any) -> float | None:
    """Return a quantity such as ``500m`` or ``2Gi`` as a number; None: it is none."""
    found = _QUANTITY.match(str(text))
    if found is None:
        return None
    suffix = str(text)[len(found[0]) - len(found[2] or "") :]
    if suffix[:1] in ("e", "E") and suffix[1:]:
        return float(str(text))
    return float(str(text).removesuffix(suffix)) * (_SIZES | _BINARY).get(suffix, 1)


def below(data: Any, *path: str | int) -> Any:
    """Return what is at a path, or nothing."""
    for key in path:
        if isinstance(data, dict):
            data = data.get(key)
        elif isinstance(data, list) and isinstance(key, int) and key < len(data):
            data = data[key]
        else:
            return None
    return data


def refused(manifest: Manifest, path: Path, why: str, repair: str) -> Finding:
    """Return the finding that the API server refuses a part of a manifest."""
    return finding(
        "manifest-schema",
        manifest.yaml.line(*path),
        f"{why}: the API server refuses it",
        repair,
        ShownBy.REFERENCE,
    )


def containers(manifest: Manifest) -> Iterator[tuple[Path, dict[str, Any]]]:
    """Yield the containers of a manifest with their paths."""
    path = pod_path(manifest)
    if path is None:
        return
    for key in ("containers", "initContainers"):
        for at, one in enumerate(items(below(manifest.yaml.data, *path, key))):
            if isinstance(one, dict):
                yield (*path, key, at), one


def resources(runbook: Runbook) -> Iterator[Finding]:
    """Quantities that are none, and limits below requests."""
    for manifest in runbook.manifests:
        for path, container in containers(manifest):
            asked = below(container, "resources", "requests") or {}
            most = below(container, "resources", "limits") or {}
            if not isinstance(asked, dict) or not isinstance(most, dict):
                continue
            for kind, values in (("requests", asked), ("limits", most)):
                for name, value in values.items():
                    if amount(value) is None and not _TEMPLATED.search(str(value)):
                        where = (*path, "resources", kind, name)
                        yield refused(
                            manifest, where, f"{value!r} is no quantity", "write 500m, 512Mi or 1Gi"
                        )
            for name in asked.keys() & most:
                low, high = amount(asked[name]), amount(most[name])
                if low is not None and high is not None and low > high:
                    yield refused(
                        manifest,
                        (*path, "resources", "limits", name),
                        f"the limit of {name}, {most[name]}, is below the request, {asked[name]}",
                        "let the limit be at least the request",
                    )


def restarts(runbook: Runbook) -> Iterator[Finding]:
    """restartPolicy: Always in a Job, and another one in what keeps its pods running."""
    for manifest in runbook.manifests:
        path = pod_path(manifest)
        policy = below(manifest.yaml.data, *path, "restartPolicy") if path else None
        job = manifest.kind in ("Job", "CronJob")
        stays = manifest.kind in ("Deployment", "StatefulSet", "DaemonSet", "ReplicaSet")
        if path is None or _TEMPLATED.search(str(policy)):
            continue
        if job and policy in (None, "Always"):
            yield refused(
                manifest,
                (*path, "restartPolicy") if policy else path,
                f"the pods of a {manifest.kind} need restartPolicy Never or OnFailure, and have "
                + ("Always" if policy else "none, which is Always"),
                "write restartPolicy: OnFailure",
            )
        elif stays and policy not in (None, "Always"):
            yield refused(
                manifest,
                (*path, "restartPolicy"),
                f"the pods of a {manifest.kind} take no restartPolicy but Always",
                "leave it out",
            )


def volumes(runbook: Runbook) -> Iterator[Finding]:
    """A mount of a volume that the pod does not have."""
    for manifest in runbook.manifests:
        path = pod_path(manifest)
        if path is None or _ABRIDGED.search(manifest.block.text):
            continue
        has = {
            str(below(one, "name")) for one in items(below(manifest.yaml.data, *path, "volumes"))
        }
        claims = items(below(manifest.yaml.data, "spec", "volumeClaimTemplates"))
        has |= {str(below(one, "metadata", "name")) for one in claims}
        for where, container in containers(manifest):
            for at, mount in enumerate(items(container.get("volumeMounts"))):
                name = below(mount, "name")
                if not isinstance(name, str) or name in has or _TEMPLATED.search(name):
                    continue
                known = ", ".join(sorted(has)) or "none"
                yield refused(
                    manifest,
                    (*where, "volumeMounts", at, "name"),
                    f"the pod has no volume {name} (it has {known})",
                    "name the volume that is there",
                )


def ports(runbook: Runbook) -> Iterator[Finding]:
    """A probe or a Service that names a port which no container has."""
    for manifest in runbook.manifests:
        for where, container in containers(manifest):
            if "initContainers" in where:
                continue
            names = _port_names(container)
            for probe in ("livenessProbe", "readinessProbe", "startupProbe"):
                for way in ("httpGet", "tcpSocket"):
                    port = below(container, probe, way, "port")
                    if isinstance(port, str) and not port.isdigit() and port not in names:
                        yield finding(
                            "port-name",
                            manifest.yaml.line(*where, probe, way, "port"),
                            f"the container has no port named {port} "
                            f"({', '.join(sorted(names)) or 'none has a name'}): the probe fails",
                            "name a port of the container",
                            ShownBy.REASONED,
                        )
    yield from _target_ports(runbook)


def _port_names(container: dict[str, Any]) -> set[str]:
    return {str(below(one, "name")) for one in items(container.get("ports")) if below(one, "name")}


def _target_ports(runbook: Runbook) -> Iterator[Finding]:
    for service in runbook.manifests:
        wanted = below(service.yaml.data, "spec", "selector")
        if service.kind != "Service" or not isinstance(wanted, dict) or not wanted:
            continue
        chosen = [
            one
            for one in runbook.manifests
            if (path := pod_path(one)) is not None
            and wanted.items() <= (labels(one, path) or {}).items()
        ]
        if len(chosen) != 1:
            continue
        names = set().union(*(_port_names(one) for _, one in containers(chosen[0])))
        for at, port in enumerate(items(below(service.yaml.data, "spec", "ports"))):
            target = below(port, "targetPort")
            if isinstance(target, str) and not target.isdigit() and target not in names:
                yield finding(
                    "port-name",
                    service.yaml.line("spec", "ports", at, "targetPort"),
                    f"no container of {chosen[0].name} has a port named {target}: the Service has "
                    "no endpoints",
                    "name a port of the container",
                    ShownBy.REASONED,
                )


def labels(manifest: Manifest, path: Path) -> dict[str, Any] | None:
    """Return the labels of a manifest's pods."""
    found = below(manifest.yaml.data, *path[:-1], "metadata", "labels")
    return found if isinstance(found, dict) else None


def rollouts(runbook: Runbook) -> Iterator[Finding]:
    """maxSurge and maxUnavailable both zero: no pod could ever be replaced."""
    for manifest in runbook.manifests:
        if manifest.kind != "Deployment":
            continue
        path: Path = ("spec", "strategy", "rollingUpdate")
        both = [below(manifest.yaml.data, *path, key) for key in ("maxSurge", "maxUnavailable")]
        if all(str(one).rstrip("%") == "0" for one in both):
            yield refused(
                manifest,
                (*path, "maxUnavailable"),
                "maxSurge and maxUnavailable are both 0",
                "let one of them be at least 1",
            )


def metrics(runbook: Runbook) -> Iterator[Finding]:
    """A target of an autoscaler whose type and value differ."""
    field = {"Utilization": "averageUtilization", "AverageValue": "averageValue", "Value": "value"}
    for manifest in runbook.manifests:
        if manifest.kind != "HorizontalPodAutoscaler":
            continue
        for at, metric in enumerate(items(below(manifest.yaml.data, "spec", "metrics"))):
            kind = str(below(metric, "type") or "")
            key = kind[:1].lower() + kind[1:]
            target = below(metric, key, "target")
            need = field.get(str(below(target, "type")))
            if need is None or need in target:
                continue
            yield refused(
                manifest,
                ("spec", "metrics", at, key, "target", "type"),
                f"a target of type {target['type']} needs {need}, and it has "
                f"{', '.join(sorted(name for name in target if name != 'type')) or 'none'}",
                f"write {need}",
            )


def networks(runbook: Runbook) -> Iterator[Finding]:
    """An exception that is not within the block of addresses it is to be taken from."""
    for manifest in runbook.manifests:
        if manifest.kind != "NetworkPolicy":
            continue
        for way, peers in (("ingress", "from"), ("egress", "to")):
            for at, rule in enumerate(items(below(manifest.yaml.data, "spec", way))):
                for number, peer in enumerate(items(below(rule, peers))):
                    block = below(peer, "ipBlock") or {}
                    path = ("spec", way, at, peers, number, "ipBlock", "except")
                    yield from _exceptions(manifest, path, block)


def _exceptions(manifest: Manifest, path: Path, block: Any) -> Iterator[Finding]:
    for exception in items(below(block, "except")):
        try:
            whole = ipaddress.ip_network(str(block["cidr"]), strict=False)
            part = ipaddress.ip_network(str(exception), strict=False)
        except (KeyError, ValueError):
            continue
        if part.version != whole.version or not part.subnet_of(whole) or part == whole:  # type: ignore[arg-type]  # of one version, which mypy does not see
            yield refused(
                manifest, path, f"{part} is not within {whole}", "take out a part of the block"
            )


LOOKS = (resources, restarts, volumes, ports, rollouts, metrics, networks)
