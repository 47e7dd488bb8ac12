"""What the PID 1 of a node is told to do: its namespaces' set-up and its services."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class ServicePlan:
    """One supervised process, started when all of ``after`` hold.

    ``tcp:HOST:PORT`` is open, ``tls:HOST:PORT`` shakes hands, ``file:PATH`` exists.
    """

    name: str
    argv: tuple[str, ...]
    after: tuple[str, ...] = ()
    environment: dict[str, str] = field(default_factory=dict)

    def data(self) -> dict[str, Any]:
        """Return it as JSON data."""
        return {
            "name": self.name,
            "argv": list(self.argv),
            "after": list(self.after),
            "environment": self.environment,
        }


@dataclass(frozen=True)
class LinkPlan:
    """A node's link: addresses with prefix length, and routes that the outer end gets."""

    outer_name: str
    outer: str
    inner: str
    outer_routes: tuple[str, ...]

    def data(self) -> dict[str, Any]:
        """Return it as JSON data."""
        return {
            "outer_name": self.outer_name,
            "outer": self.outer,
            "inner": self.inner,
            "outer_routes": list(self.outer_routes),
        }


# Written by containerd, the CNI library or the kubelet at paths that no setting changes.
PRIVATE_DIRECTORIES = ("/run", "/var/lib/cni", "/var/lib/kubelet", "/var/log/containers")

SYSCTLS = {"net/ipv4/ip_forward": "1"}


@dataclass(frozen=True)
class NodePlan:
    """Everything the PID 1 of a node needs."""

    hostname: str
    link: LinkPlan
    log: Path
    pid_file: Path
    cgroup_v2: bool
    socket: Path
    services: tuple[ServicePlan, ...]

    def data(self) -> dict[str, Any]:
        """Return it as JSON data."""
        return {
            "hostname": self.hostname,
            "link": self.link.data(),
            "log": str(self.log),
            "pid_file": str(self.pid_file),
            "cgroup_v2": self.cgroup_v2,
            "private_directories": list(PRIVATE_DIRECTORIES),
            # Where the kubelet's cAdvisor looks for the names of containers, and ctr for a server.
            "symlinks": {"/run/containerd/containerd.sock": str(self.socket)},
            "sysctls": SYSCTLS,
            "services": [service.data() for service in self.services],
        }
