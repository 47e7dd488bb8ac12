"""Disruption budgets that let no pod go."""

from collections.abc import Iterator

from drillbook.audit.catalogue import finding
from drillbook.audit.finding import Finding, ShownBy
from drillbook.audit.rules.admission import below, labels, refused
from drillbook.audit.runbook import Manifest, Runbook, pod_path


def budgets(runbook: Runbook) -> Iterator[Finding]:
    """A disruption budget that lets no pod go."""
    for manifest in runbook.manifests:
        spec = manifest.yaml.data.get("spec")
        if manifest.kind != "PodDisruptionBudget" or not isinstance(spec, dict):
            continue
        wanted, least = below(spec, "selector", "matchLabels"), spec.get("minAvailable")
        if spec.get("maxUnavailable") in (0, "0", "0%") or least == "100%":
            key = "minAvailable" if least is not None else "maxUnavailable"
            yield _blocks(manifest, key, f"{key} is {spec[key]}")
        if least is not None and spec.get("maxUnavailable") is not None:
            yield refused(
                manifest,
                ("spec", "maxUnavailable"),
                "minAvailable and maxUnavailable exclude each other",
                "leave one of them out",
            )
        for one in runbook.manifests:
            path, count = pod_path(one), below(one.yaml.data, "spec", "replicas")
            if path is None or not isinstance(wanted, dict) or not wanted:
                continue
            if not wanted.items() <= (labels(one, path) or {}).items():
                continue
            if isinstance(count, int) and isinstance(least, int) and count and least >= count:
                why = f"{least} pods must stay and {one.name} has {count}"
                yield _blocks(manifest, "minAvailable", why)


def _blocks(manifest: Manifest, key: str, why: str) -> Finding:
    return finding(
        "budget-blocks",
        manifest.yaml.line("spec", key),
        f"{why}: none may be evicted, and a drain of its node never ends",
        "write maxUnavailable: 1",
        ShownBy.REASONED,
    )


LOOKS = (budgets,)
