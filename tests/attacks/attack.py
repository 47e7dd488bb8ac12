"""What an attack is: what must be refused, tried as a careless or hostile person would."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

from drillbook import opening
from drillbook import target as targets
from drillbook.faults import nodes, pods, workloads
from tests.attacks.recorder import Recorder, served
from tests.attacks.world import NAME, World

Do = Callable[[World], object]


@dataclass(frozen=True)
class Attack:
    """One attack by its name: what is done, and a part of what is said to that.

    ``may`` are parts of audit lines of changes that are allowed all the same.
    """

    name: str
    do: Do
    said: str
    may: tuple[str, ...] = ()


def kill(world: World, pod: str, namespace: str = "shop", **more: object) -> None:
    """Kill a pod by its name."""
    with _opened(world, more):
        pods.kill(namespace, pod)


def kill_some(world: World, selector: str, count: object = 1, **more: object) -> None:
    """Kill pods that a selector picks."""
    with _opened(world, more):
        pods.kill_some("shop", selector, count)  # type: ignore[arg-type]  # YAML gives anything


def kill_all(world: World, selector: str, **more: object) -> None:
    """Kill all pods that a selector picks."""
    with _opened(world, more):
        pods.kill_all("shop", selector)


def scale(world: World, workload: str, replicas: object, namespace: str = "shop") -> None:
    """Scale a workload."""
    with _opened(world, {}):
        workloads.scale(namespace, workload, replicas)  # type: ignore[arg-type]


def stop(world: World, pod: str, server: str = "web", namespace: str = "shop") -> None:
    """Stop a server in a pod, which runs a command there."""
    with _opened(world, {}):
        workloads.stop_server(namespace, pod, server)


def drain(world: World, node: str, **more: object) -> None:
    """Drain a node."""
    with _opened(world, more):
        nodes.drain(node)


def recorded(world: World, change: Callable[[Recorder], object], **more: object) -> None:
    """Kill the pod of a made-up API server, after ``change`` has happened since the opening."""
    recorder = Recorder()
    with served(recorder) as url:
        target = world.target_file(
            kubeconfig=world.kubeconfig(server=url),
            cluster_uid="cluster-1",
            **more,  # type: ignore[arg-type]
        )
        try:
            with opening.opened(targets.load(target), confirmed=NAME) as opened:
                change(recorder)
                found = opened.cluster.get("/api/v1/namespaces/shop/pods/web-0")
                assert found["metadata"]["uid"] == "pod-1"
                pods.kill("shop", "web-0")
        finally:
            assert recorder.changes == []


def _opened(world: World, more: dict[str, object]) -> AbstractContextManager[object]:
    return world.opened(**more)  # type: ignore[arg-type]


def on(attack: Callable[..., None], *arguments: object, **named: object) -> Do:
    """Return an attack with its arguments, for a world that is not there yet."""
    return lambda world: attack(world, *arguments, **named)


def real_pod(attack: Callable[..., None], **named: object) -> Do:
    """Return an attack on a pod of web that is really there."""
    return lambda world: attack(world, world.pod(), **named)


def written(world: World, name: str, text: str) -> Path:
    """Write a file that somebody hands to drillbook."""
    file = world.directory / name
    file.write_text(text, encoding="utf-8")
    return file
