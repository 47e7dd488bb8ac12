"""Wait, by watches, until what was applied is ready."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

import httpx

from drillbook.clock import now
from drillbook.errors import CheckFailed, Unobservable
from drillbook.lab import api
from drillbook.lab.progress import Step

Place = tuple[str, str]
PATHS = {
    "Deployment": "/apis/apps/v1/deployments",
    "StatefulSet": "/apis/apps/v1/statefulsets",
    "DaemonSet": "/apis/apps/v1/daemonsets",
    "Job": "/apis/batch/v1/jobs",
}
MOST_REASONS = 12


def is_ready(item: Mapping[str, Any], kind: str) -> bool:
    """Say whether the controller has seen the newest version and all of it is ready."""
    spec, status = item["spec"], item.get("status") or {}
    if kind == "Job":
        return int(status.get("succeeded", 0)) >= int(spec.get("completions") or 1)
    if status.get("observedGeneration", 0) < item["metadata"]["generation"]:
        return False
    if kind == "DaemonSet":
        scheduled = int(status.get("desiredNumberScheduled", 0))
        return scheduled > 0 and scheduled == int(status.get("numberReady", 0))
    wanted = spec.get("replicas", 1)
    counts = [int(status.get(field, 0)) for field in ("readyReplicas", "updatedReplicas")]
    return counts == [wanted, wanted]


def wait(
    client: httpx.Client,
    wanted: Mapping[str, set[Place]],
    within: timedelta,
    shown: Step,
    first: Callable[[], None] = lambda: None,
) -> None:
    """Wait until all workloads are ready; ``first`` is called when the first of them is.

    Raises CheckFailed when a Job failed, Unobservable at the deadline; both say what is missing
    and why, from the pods' own states.
    """
    deadline = now() + within
    total, done = sum(map(len, wanted.values())), 0
    for kind, places in wanted.items():
        missing = set(places)
        try:
            for item in api.watch(client, PATHS[kind], max(deadline - now(), timedelta(seconds=1))):
                place = (item["metadata"]["namespace"], item["metadata"]["name"])
                if place not in missing:
                    continue
                if kind == "Job" and api.condition(item, "Failed"):
                    raise CheckFailed(f"Job {'/'.join(place)} failed: {why(client, {place})}")
                if is_ready(item, kind):
                    missing.discard(place)
                    done += 1
                    if done == 1:
                        first()
                    shown.update(done, total, f"{place[1]} is ready")
                if not missing:
                    break
        except Unobservable as error:
            names = ", ".join(sorted("/".join(place) for place in missing))
            raise Unobservable(
                f"not ready: {kind} {names} ({error}): {why(client, missing)}"
            ) from error


def why(client: httpx.Client, missing: set[Place]) -> str:
    """Return what the pods of these namespaces say of themselves, where they are not ready."""
    reasons: list[str] = []
    for namespace in sorted({place[0] for place in missing}):
        pods = client.get(f"/api/v1/namespaces/{namespace}/pods").json()["items"]
        for pod in pods:
            if pod["status"].get("phase") == "Succeeded" or api.condition(pod, "Ready"):
                continue
            said = [*_containers(pod), *_conditions(pod)]
            reasons.append(f"pod {pod['metadata']['name']}: {'; '.join(said) or 'not ready'}")
    return " | ".join(reasons[:MOST_REASONS]) or "no pod says why"


def _containers(pod: Mapping[str, Any]) -> list[str]:
    status = pod["status"]
    said = []
    for one in [*status.get("initContainerStatuses", []), *status.get("containerStatuses", [])]:
        state = one["state"].get("waiting") or one["state"].get("terminated") or {}
        if state.get("reason") in (None, "Completed", "PodInitializing", "ContainerCreating"):
            continue
        last = one.get("lastState", {}).get("terminated") or {}
        words = (
            one["name"],
            state["reason"],
            last.get("reason"),
            last.get("message") or state.get("message"),
        )
        said.append(" ".join(word for word in words if word))
    return said


def _conditions(pod: Mapping[str, Any]) -> list[str]:
    return [
        f"{c['reason']} {c.get('message', '')}".strip()
        for c in pod["status"].get("conditions", [])
        if c["type"] in ("PodScheduled", "Ready") and c["status"] == "False" and "reason" in c
    ]
