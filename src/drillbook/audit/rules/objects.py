"""Kubernetes objects: manifests, patches, paths, and names by the API's schema and its list."""

import json
import re
from collections.abc import Iterator
from typing import Any

from drillbook.audit import kubernetes
from drillbook.audit.catalogue import finding
from drillbook.audit.finding import Edit, Finding, ShownBy
from drillbook.audit.options import Call
from drillbook.audit.runbook import Manifest, Runbook

# ``{{ name }}``, ``<name>``, ``${NAME}``, ``YOUR NAME``
_TEMPLATED = re.compile(r"\{\{|<[\w -]+>|\$\{|\.\.\.|'[A-Z][A-Z0-9]*[_ -][A-Z0-9_ -]*[.']")
_FIXED = {
    "statefulset": ("volumeClaimTemplates", "serviceName", "selector", "podManagementPolicy"),
    "deployment": ("selector",),
    "daemonset": ("selector",),
    "job": ("template", "selector", "completionMode"),
}


def manifests(runbook: Runbook) -> Iterator[Finding]:
    """Objects that the API server refuses, or of which it drops a part."""
    for manifest in runbook.manifests:
        api = str(manifest.yaml.data["apiVersion"])
        serves = kubernetes.serves(manifest.kind, api)
        if serves is None:
            continue
        if not serves:
            now = kubernetes.served_as(manifest.kind)
            line = manifest.yaml.line("apiVersion")
            yield finding(
                "api-version",
                line,
                f"Kubernetes {kubernetes.VERSION} serves no {manifest.kind} of {api}",
                f"write apiVersion: {now[-1]}" if now else "the kind is gone; take another way",
                ShownBy.SCHEMA,
                (Edit(line, api, now[-1]),) if now else (),
            )
            continue
        # What YAML 1.1 takes for a date is a text to Kubernetes.
        data = json.loads(json.dumps(manifest.yaml.data, default=str))
        complaints = list(kubernetes.complaints(data))
        lacking = sum("is a required property" in why for _, why in complaints)
        for path, why in complaints:
            if _TEMPLATED.search(why) or _is_partial(runbook, manifest, why, lacking):
                continue
            extra = re.search(r"\('([^']+)'(?:, '[^']+')* (?:was|were) unexpected", why)
            where = (*path, extra[1]) if extra else path
            yield finding(
                "manifest-schema",
                manifest.yaml.line(*where),
                f"{manifest.kind}{'.' if path else ''}{'.'.join(map(str, path))}: "
                f"{_shortened(why)}",
                "write what the API's schema has there",
                ShownBy.SCHEMA,
            )


def _is_partial(runbook: Runbook, manifest: Manifest, why: str, lacking: int) -> bool:
    """Return whether what an object lacks is left out on purpose: a patch, an excerpt."""
    if "is a required property" not in why or manifest.heredoc is not None:
        return False
    excerpt = (
        r"(?i)\b(patch\w*|overlay\w*|excerpt|snippet|part of|overrid\w+|annotations?|labels?)\b"
    )
    left_out = re.search(r"^\s*#?\s*(\.\.\.|\u2026)\s*$", manifest.block.text, re.MULTILINE)
    text = manifest.block.text
    no_image = "containers:" in text and "image:" not in text  # of what runs already
    return bool(
        left_out
        or no_image
        or lacking > 1
        or re.search(excerpt, manifest.block.before)
        or runbook.mentions(r"(?i)kustomiz|strategic.merge")
    )


def _shortened(text: str) -> str:
    return text if len(text) < 160 else f"{text[:157]}…"


def selectors(runbook: Runbook) -> Iterator[Finding]:
    """A workload whose selector does not select its own pods, and limits under requests."""
    for manifest in runbook.manifests:
        spec = manifest.yaml.data.get("spec")
        if not isinstance(spec, dict):
            continue
        if manifest.kind.lower() in _FIXED and (odd := _unselected(spec)):
            yield finding(
                "manifest-schema",
                manifest.yaml.line("spec", "selector"),
                f"{odd}: the API server refuses it",
                "use the template's labels",
                ShownBy.SCHEMA,
            )
        low, high = spec.get("minReplicas"), spec.get("maxReplicas")
        if isinstance(low, int) and isinstance(high, int) and low > high:
            line = manifest.yaml.line("spec", "minReplicas")
            why = f"minReplicas {low} is above maxReplicas {high}: the API server refuses it"
            yield finding("manifest-schema", line, why, "turn them", ShownBy.SCHEMA)


def _unselected(spec: dict[str, Any]) -> str:
    """Return that a selector does not select the template's pods, or nothing."""
    selector, template = spec.get("selector"), spec.get("template")
    wanted = selector.get("matchLabels") if isinstance(selector, dict) else None
    metadata = template.get("metadata") if isinstance(template, dict) else None
    has = metadata.get("labels") if isinstance(metadata, dict) else None
    labels = has if isinstance(has, dict) else {}
    if not isinstance(wanted, dict) or not isinstance(template, dict):
        return ""
    if all(labels.get(name) == value for name, value in wanted.items()):
        return ""
    return f"the selector {wanted} does not select the pods of the template ({has or 'no labels'})"


def patches(runbook: Runbook) -> Iterator[Finding]:
    """kubectl patch: fields, kinds that take no strategic merge, fields that cannot change."""
    for _, call in runbook.of("kubectl"):
        if call.path != ("patch",) or not call.arguments:
            continue
        word = call.arguments[0]
        name = word.text.split("/")[0]
        kind = kubernetes.resource(name)
        line = call.command.line
        if kind is None:
            if (
                re.fullmatch(r"[a-z][a-z0-9.-]*", name)
                and not call.has("--type", "--local")
                and call.has("-p", "--patch", "--patch-file")
            ):
                yield finding(
                    "patch-type",
                    line,
                    f"{name} is no kind of Kubernetes' own, and a custom resource takes no "
                    "strategic merge "
                    "patch, which is what kubectl sends unless told otherwise: it is refused",
                    "add --type merge",
                    ShownBy.REFERENCE,
                    (Edit(word.line, f"patch {name}", f"patch --type merge {name}"),),
                )
            continue
        patch = _json(call.value("-p", "--patch"))
        if patch is None or call.value("--type") == "json":
            continue
        yield from _fields(call, kind, patch, line)
        spec = patch.get("spec")
        fixed = _FIXED.get(kind["singular"] or kind["kind"].lower(), ())
        for field in fixed:
            if isinstance(spec, dict) and field in spec:
                yield finding(
                    "immutable-field",
                    line,
                    f"spec.{field} of a {kind['kind']} cannot be changed: the API server "
                    "refuses the patch",
                    "make a new one, or change what can be changed",
                    ShownBy.REFERENCE,
                )


def _json(text: str | None) -> dict[str, Any] | None:
    try:
        data = json.loads(re.sub(r"'?\"?\$\{?\w+\}?\"?'?", "0", text or ""))
    except json.JSONDecodeError:
        return None
    return data if isinstance(data, dict) else None


def _fields(
    call: Call, kind: dict[str, Any], patch: dict[str, Any], line: int
) -> Iterator[Finding]:
    for path in _paths(patch, ()):
        if call.value("--subresource"):
            return
        missing = kubernetes.missing_field(kind["kind"], [p for p in path if not p.startswith("$")])
        if missing is not None:
            yield finding(
                "patch-schema",
                line,
                f"a {kind['kind']} has no field {'.'.join(path)} ({missing} is unknown)",
                f"see kubectl explain {kind['name']}",
                ShownBy.SCHEMA,
            )
            return


def _paths(data: Any, above: tuple[str, ...]) -> Iterator[list[str]]:
    if isinstance(data, dict) and data:
        for key, value in data.items():
            yield from _paths(value, (*above, key))
    elif isinstance(data, list) and data:
        for value in data:
            yield from _paths(value, above)
    else:
        yield list(above)


def json_paths(runbook: Runbook) -> Iterator[Finding]:
    """Paths of -o jsonpath, -o custom-columns and --sort-by that lead nowhere."""
    for _, call in runbook.of("kubectl"):
        if call.path != ("get",) or not call.arguments or "," in call.texts[0]:
            continue
        kind = kubernetes.resource(call.texts[0])
        if kind is None or len(kubernetes.served_as(kind["kind"])) == 0:
            continue
        for text in _asked(call):
            path = [
                part for part in re.findall(r"[A-Za-z_][\w-]*", _plain(text)) if part != "items"
            ]
            missing = kubernetes.missing_field(kind["kind"], path)
            if missing is not None and not {"annotations", "labels", "data"} & set(path):
                yield finding(
                    "json-path",
                    call.command.line,
                    f"a {kind['kind']} has no field .{'.'.join(path)} ({missing} is unknown): "
                    "nothing is shown",
                    f"see kubectl explain {kind['name']}",
                    ShownBy.SCHEMA,
                )


def _plain(path: str) -> str:
    return re.sub(r"\[[^\]]*\]", "", path)


def _asked(call: Call) -> Iterator[str]:
    output = call.value("-o", "--output") or ""
    if output.startswith("jsonpath="):
        inner = re.findall(r"\{([^{}]*)\}", output.removeprefix("jsonpath="))
        scope = ""
        for one in inner:
            text = one.strip()
            if text.startswith("range "):
                scope = _scoped(text.removeprefix("range ").strip(), scope)
            elif text == "end":
                scope = ""
            elif text.startswith((".", "@.")) and "?(" not in text and ".." not in text:
                yield _scoped(text, scope)
    elif output.startswith("custom-columns="):
        for part in output.removeprefix("custom-columns=").split(","):
            path = part.partition(":")[2]
            if path.startswith(".") and ".." not in path:
                yield path
    sort = call.value("--sort-by") or ""
    if sort.strip("{}'\"").startswith("."):
        yield sort.strip("{}'\"")


def _scoped(text: str, scope: str) -> str:
    return f"{scope}{text.removeprefix('@')}"


def unknown_resources(runbook: Runbook) -> Iterator[Finding]:
    """Resource names with a slip: a word that is almost a built-in one."""
    for _, call in runbook.of("kubectl"):
        if (
            call.path not in (("get",), ("describe",), ("delete",), ("scale",), ("edit",))
            or not call.arguments
        ):
            continue
        word = call.arguments[0]
        name = word.text.split("/")[0]
        if not re.fullmatch(r"[a-z]{4,}", name) or name == "all" or kubernetes.resource(name):
            continue
        near = [
            known for known in kubernetes.resources() if len(known) > 5 and _swapped(name, known)
        ]
        if near:
            yield finding(
                "unknown-resource",
                word.line,
                f"Kubernetes has no resource {name!r}",
                f"write {near[0]}",
                ShownBy.REFERENCE,
                (Edit(word.line, name, near[0]),),
            )


def _swapped(name: str, known: str) -> bool:
    """Return whether two words differ by one letter added, lost, changed or swapped."""
    if abs(len(name) - len(known)) > 1 or name == known:
        return False
    at = next(
        (n for n, (a, b) in enumerate(zip(name, known, strict=False)) if a != b),
        min(len(name), len(known)),
    )
    rest, of = name[at:], known[at:]
    return (
        rest[1:] == of
        or rest == of[1:]
        or rest[1:] == of[1:]
        or (rest[:2] == of[:2][::-1] and rest[2:] == of[2:])
    )


LOOKS = (manifests, selectors, patches, json_paths, unknown_resources)
