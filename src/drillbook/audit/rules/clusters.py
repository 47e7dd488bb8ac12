"""kubectl against the rest of the runbook: namespaces, autoscalers, images, members."""

import re
from collections.abc import Iterator

from drillbook.audit import kubernetes
from drillbook.audit.catalogue import finding
from drillbook.audit.finding import Edit, Finding, ShownBy
from drillbook.audit.options import Call
from drillbook.audit.rules.rolling import MEMBERS
from drillbook.audit.runbook import Runbook
from drillbook.audit.shell import Script

_ORDINAL = re.compile(r"^(?:pods?/)?([a-z][a-z0-9-]*)-(\d+)$")


def _target(call: Call) -> str:
    """Return kind/name of what a command is about, as ``deployment/x``, or nothing."""
    texts = [text for text in call.texts if "=" not in text]
    if not texts:
        return ""
    if call.path[:1] in (("logs",), ("exec",), ("port-forward",), ("cp",)):
        first = texts[0]
        return first if "/" in first and not first.startswith(("/", ".")) else f"pod/{first}"
    if "/" in texts[0]:
        return texts[0]
    return f"{texts[0]}/{texts[1]}" if len(texts) > 1 else ""


def _normal(target: str) -> str:
    kind, _, name = target.partition("/")
    of = kubernetes.resource(kind)
    return f"{of['singular'] or of['name'] if of else kind}/{name}"


def namespaces(runbook: Runbook) -> Iterator[Finding]:
    """The same object with -n in one place and without in another."""
    if runbook.mentions(
        r"set-context\s+(--current|\S+).*--namespace|kubens\s+\S|config set-context .*-n "
    ):
        return
    seen: dict[str, set[str]] = {}
    without: list[tuple[Call, str]] = []
    for _, call in runbook.of("kubectl"):
        target = _normal(_target(call)) if call.path[:1] != ("cp",) else ""
        if (
            not target.strip("/")
            or not call.path  # of a plugin
            or target.endswith("/")
            or call.path[:1] in (("config",), ("create",), ("run",))
        ):
            continue
        kind = kubernetes.resource(target.split("/")[0])
        if kind is not None and not kind["namespaced"]:
            continue
        namespace = call.value("-n", "--namespace")
        if namespace:
            seen.setdefault(target, set()).add(namespace)
        # what is unknown may be a slip of --namespace
        elif not call.unknown and not call.has(
            "-A", "--all-namespaces", "--context", "-f", "--filename"
        ):
            without.append((call, target))
    for call, target in without:
        namespace = next(iter(seen.get(target, ())), "")
        if len(seen.get(target, ())) == 1 and "$" not in target and not namespace.startswith("_"):
            word = call.command.words[0]
            text = f"kubectl {' '.join(call.path)}"
            yield finding(
                "no-namespace",
                call.command.line,
                f"{target} is in namespace {namespace} elsewhere in the runbook; without -n "
                "kubectl looks in "
                "the context's own, which is default unless set",
                f"add -n {namespace}",
                ShownBy.REASONED,
                (Edit(word.line, text, f"{text} -n {namespace}"),),
            )


def autoscalers(runbook: Runbook) -> Iterator[Finding]:
    """kubectl scale of what an autoscaler keeps."""
    scaled = {
        str(one.yaml.data["spec"]["scaleTargetRef"].get("name"))
        for one in runbook.manifests
        if one.kind == "HorizontalPodAutoscaler"
        and isinstance(one.yaml.data.get("spec"), dict)
        and isinstance(one.yaml.data["spec"].get("scaleTargetRef"), dict)
    }
    for _, call in runbook.of("kubectl"):
        hpa = kubernetes.resource(call.texts[0]) if call.arguments else None
        if (
            call.path in (("get",), ("describe",))
            and hpa
            and hpa["kind"] == "HorizontalPodAutoscaler"
        ):
            scaled |= {text for text in call.texts[1:] if "$" not in text and "_" not in text}
        if call.path == ("autoscale",):
            scaled.add(_target(call).partition("/")[2])
    zeroed: set[tuple[int, str]] = set()
    for script, call in runbook.of("kubectl"):
        if call.path != ("scale",):
            continue
        name = _target(call).partition("/")[2]
        replicas = call.value("--replicas") or ""
        if replicas == "0":
            zeroed.add((script.line, name))
            continue
        base = name.removesuffix("-hpa")
        if (
            replicas.isdigit()
            and (base in scaled or f"{base}-hpa" in scaled)
            and (script.line, name) not in zeroed
        ):
            yield finding(
                "autoscaler-undoes",
                call.command.line,
                f"an autoscaler keeps {name}: it sets the replicas by its own measure again, "
                "within seconds "
                "up and after its stabilisation window down",
                "raise its minimum: kubectl patch hpa … -p "
                f'\'{{"spec":{{"minReplicas":{replicas}}}}}\'',
                ShownBy.REASONED,
            )


def unchanged_patches(runbook: Runbook) -> Iterator[Finding]:
    """A patch that sets what the runbook's own manifest has already."""
    of = {(one.kind, one.name): one for one in runbook.manifests if one.name}
    for _, call in runbook.of("kubectl"):
        if call.path != ("patch",):
            continue
        kind = kubernetes.resource(call.texts[0]) if call.arguments else None
        name = _target(call).partition("/")[2]
        manifest = of.get((kind["kind"], name)) if kind else None
        found = re.fullmatch(
            r'\{\s*"spec"\s*:\s*\{\s*"(\w+)"\s*:\s*(\d+)\s*\}\s*\}',
            call.value("-p", "--patch") or "",
        )
        if (
            manifest is None
            or found is None
            or not isinstance(manifest.yaml.data.get("spec"), dict)
        ):
            continue
        if str(manifest.yaml.data["spec"].get(found[1])) == found[2]:
            line = manifest.yaml.line("spec", found[1])
            yield finding(
                "nothing-changed",
                call.command.line,
                f"{found[1]} is {found[2]} already (line {line}): the patch changes nothing",
                "set a value beyond it",
                ShownBy.REASONED,
            )


def images(runbook: Runbook) -> Iterator[Finding]:
    """kubectl set image to :latest."""
    for _, call in runbook.of("kubectl"):
        if call.path != ("set", "image"):
            continue
        for word in call.arguments:
            if re.search(r"=\S+:latest$", word.text):
                yield finding(
                    "same-image",
                    word.line,
                    "where the deployment runs :latest already nothing changes, so nothing is "
                    "rolled out; and "
                    "rollout undo goes back to the same name, not to the image of before",
                    "name a version or a digest",
                    ShownBy.REASONED,
                )


def renewals(runbook: Runbook) -> Iterator[Finding]:
    """Deleting a Certificate of cert-manager to renew it."""
    for script, call in runbook.of("kubectl"):
        if (
            call.path != ("delete",)
            or not call.arguments
            or call.texts[0] not in ("certificate", "certificates")
        ):
            continue
        secret = any("delete" in one.texts and "secret" in one.texts for one in script.commands)
        if re.search(r"(?i)renew|rotat", call.command.note + script.around) and not secret:
            yield finding(
                "no-renewal",
                call.command.line,
                "cert-manager leaves the Secret when a Certificate is deleted, and takes it "
                "over when the "
                "Certificate comes back: as long as it is valid nothing is issued",
                "cmctl renew NAME, or delete the Secret",
                ShownBy.REASONED,
            )


def quorums(runbook: Runbook) -> Iterator[Finding]:
    """More than a minority of a clustered StatefulSet's pods deleted by one command."""
    members: dict[str, set[int]] = {}
    pods = re.findall(r"\b([a-z][a-z0-9-]*)-(\d)\b(?![\w.-])", runbook.document.text)
    for name, ordinal in pods:
        members.setdefault(name, set()).add(int(ordinal))
    for script, call in runbook.of("kubectl"):
        if call.path != ("delete",):
            continue
        named = [found for text in call.texts if (found := _ORDINAL.match(text))]
        sets = {found[1] for found in named}
        if len(sets) != 1 or len(named) < 2:
            continue
        name = sets.pop()
        size = max(members.get(name, {0})) + 1
        clustered = re.search(
            r"(?i)cluster|quorum|leader|raft|replica|election", script.text + script.around
        ) or MEMBERS.fullmatch(name)
        if clustered and len(named) * 2 > size - 1 and size >= 3 and not call.has("--dry-run"):
            yield finding(
                "quorum-lost",
                call.command.line,
                f"{len(named)} of the {size} members of {name} that the runbook names go at "
                "once: no majority is "
                "left",
                "one at a time, each waited for",
                ShownBy.REASONED,
            )


def left_behind(runbook: Runbook) -> Iterator[Finding]:
    """What is applied for a maintenance window and never taken away."""
    for script, call in runbook.of("kubectl"):
        file = call.value("-f", "--filename") or ""
        if call.path != ("apply",) or not re.search(r"(?i)maintenance", file):
            continue
        texts = [one.text for one in script.commands]
        ends = any(re.search(r"(?i)restor|complete|back", one.note) for one in script.commands)
        gone = any("delete" in text and file in text for text in texts) or runbook.mentions(
            rf"delete\s+-f\s+\S*{re.escape(file)}"
        )
        if ends and not gone:
            yield finding(
                "not-undone",
                call.command.line,
                f"{file} is applied for the window, and nothing in the runbook takes it away again",
                f"kubectl delete -f {file} when the service is back",
                ShownBy.REASONED,
            )


def passwords(runbook: Runbook) -> Iterator[Finding]:
    """One client, one user, the password from two variables of which neither is set."""
    used: dict[tuple[str, str], dict[str, list[Call]]] = {}
    for _, call in runbook.of("cypher-shell", "mysql", "redis-cli", "mongosh"):
        variable = re.search(r"\s-p\s+\$\{?(\w+)", call.command.text)
        owner = re.search(r"\s-u\s+(\w+)", call.command.text)
        if variable and owner:
            used.setdefault((call.tool, owner[1]), {}).setdefault(variable[1], []).append(call)
    for (tool, user), names in used.items():
        if len(names) < 2 or any(_is_set(runbook.scripts, name) for name in names):
            continue
        rare = min(names, key=lambda name: len(names[name]))
        often = max(names, key=lambda name: len(names[name]))
        for call in names[rare]:
            yield finding(
                "two-names",
                call.command.line,
                f"the password of {tool}'s user {user} is ${rare} here and ${often} elsewhere, "
                "and nothing sets "
                "either: whoever has set one finds the other empty",
                f"write ${often}",
                ShownBy.REASONED,
                (Edit(call.command.line, f"${rare}", f"${often}"),),
            )


def _is_set(scripts: tuple[Script, ...], name: str) -> bool:
    return any(variable == name for script in scripts for variable, _, _ in script.assigned)


LOOKS = (
    namespaces,
    autoscalers,
    unchanged_patches,
    images,
    renewals,
    quorums,
    left_behind,
    passwords,
)
