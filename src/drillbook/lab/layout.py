"""Where a lab keeps what it writes."""

from dataclasses import dataclass
from pathlib import Path

from drillbook import directories
from drillbook.errors import UsageError

# A Unix socket's path is limited to 107 bytes (unix(7)); the longest below a lab is containerd's.
LONGEST_SOCKET_PATH = 107


@dataclass(frozen=True)
class NodeLayout:
    """The directories of one node. ``images`` outlives the lab; the rest goes with the next up."""

    name: str
    directory: Path
    images: Path

    @property
    def socket(self) -> Path:
        """Return containerd's socket."""
        return self.directory / "containerd.sock"

    @property
    def plan(self) -> Path:
        """Return what the node's PID 1 reads."""
        return self.directory / "plan.json"

    @property
    def init_pid(self) -> Path:
        """Return where the node's PID 1 writes its process id as the machine sees it."""
        return self.directory / "init.pid"

    @property
    def log(self) -> Path:
        """Return the directory of the logs of the node's processes."""
        return self.directory / "log"


@dataclass(frozen=True)
class Layout:
    """The directories of one lab."""

    number: int
    directory: Path
    cache: Path

    @property
    def kubeconfig(self) -> Path:
        """Return the administrator's kubeconfig."""
        return self.directory / "admin.conf"

    @property
    def pki(self) -> Path:
        """Return the directory of keys and certificates."""
        return self.directory / "pki"

    @property
    def audit_log(self) -> Path:
        """Return the API server's audit log, one JSON object a line."""
        return self.directory / "audit.json"

    @property
    def report(self) -> Path:
        """Return what ``up`` reported."""
        return self.directory / "lab.json"

    @property
    def nodes_ready(self) -> Path:
        """Return the file that is there once the nodes are Ready."""
        return self.directory / "nodes-ready"

    @property
    def volumes(self) -> Path:
        """Return the directory of persistent volumes."""
        return self.directory / "volumes"

    @property
    def rules(self) -> Path:
        """Return the directory of Prometheus' rule files."""
        return self.directory / "prometheus-rules"

    @property
    def prometheus_data(self) -> Path:
        """Return the directory of Prometheus' time series."""
        return self.directory / "prometheus-data"

    def node(self, node: int) -> NodeLayout:
        """Return the directories of a node (from 1)."""
        name = f"node-{node}"
        return NodeLayout(name, self.directory / name, self.cache / name / "containerd")

    @property
    def lock(self) -> Path:
        """Return the file whose lock says that somebody is changing this lab."""
        return self.directory.with_suffix(".lock")


def place(number: int) -> Layout:
    """Return where lab ``number`` would be, whether it could be brought up there or not."""
    name = f"lab-{number}"
    return Layout(number, directories.state() / name, directories.cache() / name)


def layout(number: int) -> Layout:
    """Return where lab ``number`` is; UsageError when its sockets could not be named."""
    found = place(number)
    socket = found.node(1).directory / "containerd.sock.ttrpc"
    if len(str(socket).encode()) > LONGEST_SOCKET_PATH:
        raise UsageError(
            f"{socket} is too long for a Unix socket (at most {LONGEST_SOCKET_PATH} bytes): "
            "set XDG_STATE_HOME to a shorter directory"
        )
    return found


def sources() -> Path:
    """Return the directory ``lab`` of the checkout: manifests, image recipes, services."""
    return Path(__file__).resolve().parents[3] / "lab"
