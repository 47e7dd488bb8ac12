"""Which addresses a lab uses: eight labs fit side by side in 198.18.0.0/15.

That range is set aside for tests of networks (RFC 2544), so it meets nobody's real network. Lab n
has pods in 198.18.(16n).0/20, services in 198.19.(16n).0/20 and its links in 198.18.(128+n).0/24.
"""

from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Interface, IPv4Network

from drillbook.errors import UsageError

LABS = 8
MOST_NODES = 2


@dataclass(frozen=True)
class Link:
    """A pair of virtual network devices: its two ends share a /30."""

    outer: IPv4Interface
    inner: IPv4Interface

    @property
    def network(self) -> IPv4Network:
        """Return the /30 of this link."""
        return self.outer.network


@dataclass(frozen=True)
class Addresses:
    """The addresses of one lab."""

    number: int

    def __post_init__(self) -> None:
        if not 0 <= self.number < LABS:
            raise UsageError(f"there is no lab {self.number}: labs are numbered 0 to {LABS - 1}")

    @property
    def pods(self) -> IPv4Network:
        """Return the range of all pods."""
        return IPv4Network(f"198.18.{16 * self.number}.0/20")

    @property
    def services(self) -> IPv4Network:
        """Return the range of ClusterIPs."""
        return IPv4Network(f"198.19.{16 * self.number}.0/20")

    @property
    def links(self) -> IPv4Network:
        """Return the range of the links between the machine and the nodes."""
        return IPv4Network(f"198.18.{128 + self.number}.0/24")

    def link(self, node: int) -> Link:
        """Return the link of a node (from 1): node 1 to the machine, the others to node 1."""
        base = self.links.network_address + 4 * (node - 1)
        return Link(IPv4Interface(f"{base + 1}/30"), IPv4Interface(f"{base + 2}/30"))

    def node(self, node: int) -> IPv4Address:
        """Return the address of a node (from 1)."""
        return self.link(node).inner.ip

    def node_pods(self, node: int) -> IPv4Network:
        """Return the range of the pods of one node (from 1)."""
        return list(self.pods.subnets(prefixlen_diff=1))[node - 1]

    def service(self, host: int) -> IPv4Address:
        """Return the n-th ClusterIP; 1 is the API server's."""
        return self.services.network_address + host

    @property
    def api_service(self) -> IPv4Address:
        """Return the ClusterIP of the API server, which Kubernetes sets to the first."""
        return self.service(1)

    @property
    def dns(self) -> IPv4Address:
        """Return the ClusterIP of DNS."""
        return self.service(10)

    @property
    def prometheus(self) -> IPv4Address:
        """Return the ClusterIP of Prometheus."""
        return self.service(20)

    @property
    def alertmanager(self) -> IPv4Address:
        """Return the ClusterIP of Alertmanager."""
        return self.service(21)
