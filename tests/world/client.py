"""A world from outside: started, told what to do, looked at."""

import json
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from drillbook.target import Allowed, Kind, SystemOnTarget, Target
from tests.world.seed import NAMESPACE, UID

CONTEXT = "world"
ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class World:
    """A world that runs in a process of its own."""

    directory: Path
    port: int

    @property
    def kubeconfig(self) -> Path:
        return self.directory / "kubeconfig"

    def control(self, verb: str, **said: Any) -> dict[str, Any]:
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}/control/{verb}",
            data=json.dumps(said).encode(),
            method="POST",
        )
        with urllib.request.urlopen(request, timeout=120) as response:
            return dict(json.load(response))

    def changes(self) -> list[str]:
        """Return what changes were asked for since the world was made anew."""
        return list(self.control("changes")["changes"])

    def target(self, changes: frozenset[str]) -> Target:
        """Return the target of this world: somebody's cluster, on which this may be changed."""
        return Target(
            name="world",
            kind=Kind.CLUSTER,
            context=CONTEXT,
            kubeconfig=self.kubeconfig,
            cluster_uid=UID,
            allow=Allowed(
                changes=changes,
                namespaces=frozenset({NAMESPACE}),
                nodes=frozenset({"node-1", "node-2"}),
                max_down=100,
            ),
            systems={"kg_rca": SystemOnTarget(namespace=NAMESPACE)},
            file=Path("targets/world.yaml"),
        )


@contextmanager
def started(directory: Path) -> Iterator[World]:
    """Start a world; it ends with this process at the latest. Needs root, for mounts."""
    (directory / "pods").mkdir(parents=True)
    command = ["unshare", "--mount", "--propagation", "private"]
    command += [sys.executable, "-m", "tests.world.server", str(directory / "pods")]
    process = subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    try:
        assert process.stdout is not None
        world = World(directory, int(process.stdout.readline()))
        world.kubeconfig.write_text(yaml.safe_dump(_kubeconfig(world.port)), encoding="utf-8")
        yield world
    finally:
        assert process.stdin is not None
        process.stdin.close()
        process.wait(60)
        assert process.stdout is not None
        process.stdout.close()


def _kubeconfig(port: int) -> dict[str, Any]:
    return {
        "apiVersion": "v1",
        "kind": "Config",
        "clusters": [{"name": CONTEXT, "cluster": {"server": f"http://127.0.0.1:{port}"}}],
        "users": [{"name": CONTEXT, "user": {}}],
        "contexts": [{"name": CONTEXT, "context": {"cluster": CONTEXT, "user": CONTEXT}}],
        "current-context": CONTEXT,
    }
