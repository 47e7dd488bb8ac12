"""Write everything a lab's processes read: certificates, configuration, each node's plan."""

from collections.abc import Mapping
from ipaddress import IPv4Address
from pathlib import Path

from drillbook.lab import cgroups, components, config, pki
from drillbook.lab.address import Addresses
from drillbook.lab.layout import Layout, NodeLayout
from drillbook.lab.plan import LinkPlan, NodePlan, ServicePlan

CAP_SYS_RESOURCE = 24  # linux/capability.h

# The identities of processes that run beside the cluster; "admin" is the user's own.
IDENTITIES = {
    "kube-controller-manager": "system:kube-controller-manager",
    "kube-scheduler": "system:kube-scheduler",
    "kube-proxy": "system:kube-proxy",
    "coredns": "drillbook:coredns",
    "local-path-provisioner": "drillbook:local-path-provisioner",
    "metrics-server": "drillbook:metrics-server",
    "prometheus-rules": "drillbook:prometheus-rules",
}


def context_name(number: int) -> str:
    """Return the kubernetes context of a lab."""
    return f"drillbook-lab-{number}"


def link_name(number: int, node: int) -> str:
    """Return the network device at the outer end of a node's link."""
    return f"dbk{number}" if node == 1 else f"node{node}"


def write_identities(lab: Layout, addresses: Addresses, nodes: int) -> None:
    """Make the authority, every certificate and every kubeconfig."""
    lab.pki.mkdir(mode=0o700)
    authority = pki.authority(f"drillbook-lab-{lab.number}")
    authority.write(lab.pki, "ca")
    names: list[str | IPv4Address] = [
        "kubernetes",
        "kubernetes.default",
        "kubernetes.default.svc",
        f"kubernetes.default.svc.{config.CLUSTER_DOMAIN}",
        "localhost",
        addresses.api_service,
        addresses.node(1),
        IPv4Address("127.0.0.1"),
    ]
    pki.server(authority, "kube-apiserver", names).write(lab.pki, "apiserver")
    pki.client(authority, "front-proxy", ()).write(lab.pki, "front-proxy")
    pki.client(authority, "kube-apiserver").write(lab.pki, "kubelet-client")
    tokens = pki.authority("service-accounts")
    tokens.write(lab.pki, "service-accounts")
    (lab.pki / "service-accounts.pub").write_bytes(tokens.public_key_pem)
    url = f"https://{addresses.node(1)}:{components.API_PORT}"
    context = context_name(lab.number)
    for file, user in IDENTITIES.items():
        _kubeconfig(
            lab.directory / f"{file}.conf", url, authority, pki.client(authority, user), context
        )
    for name in (lab.node(n).name for n in range(1, nodes + 1)):
        identity = pki.client(authority, f"system:node:{name}", ("system:nodes", pki.MASTERS))
        _kubeconfig(lab.directory / f"{name}.conf", url, authority, identity, context)
    admin = pki.client(authority, "drillbook:admin")
    admin.write(lab.pki, "admin")
    _kubeconfig(lab.kubeconfig, url, authority, admin, context)


def _kubeconfig(
    path: Path, url: str, authority: pki.Pair, identity: pki.Pair, context: str
) -> None:
    path.touch(mode=0o600)
    path.write_text(pki.kubeconfig(url, authority, identity, context))


def write_settings(
    lab: Layout, addresses: Addresses, nodes: int, images: Mapping[str, str]
) -> None:
    """Write the configuration files of all components; ``images``: name to reference."""
    (lab.directory / "audit-policy.yaml").write_text(config.audit_policy())
    (lab.directory / "Corefile").write_text(
        config.corefile(f"{lab.directory}/coredns.conf", addresses)
    )
    (lab.directory / "local-path").mkdir()
    for name, text in config.local_path(str(lab.volumes), images["busybox"]).items():
        (lab.directory / "local-path" / name).write_text(text)
    found = cgroups.machine()
    for number in range(1, nodes + 1):
        node = lab.node(number)
        (node.directory / "cni").mkdir(parents=True)
        node.log.mkdir()
        node.images.mkdir(parents=True, exist_ok=True)
        (node.directory / "kubelet.yaml").write_text(
            config.kubelet(lab, node, addresses, cgroups.kubelet_root(found, lab.number, node.name))
        )
        (node.directory / "kube-proxy.yaml").write_text(
            config.kube_proxy(f"{lab.directory}/kube-proxy.conf", addresses)
        )
        (node.directory / "cni" / "10-drillbook.conflist").write_text(
            config.cni(node, addresses, number)
        )
        (node.directory / "containerd.toml").write_text(
            config.containerd(node, images["pause"], restrict_oom_score=not may_raise_limits())
        )


def may_raise_limits() -> bool:
    """Say whether this process has CAP_SYS_RESOURCE."""
    status = Path("/proc/self/status").read_text()
    effective = next(line.split()[1] for line in status.splitlines() if line.startswith("CapEff"))
    return bool(int(effective, 16) >> CAP_SYS_RESOURCE & 1)


def node_plan(
    lab: Layout, addresses: Addresses, number: int, nodes: int, binaries: Path
) -> NodePlan:
    """Return what the PID 1 of node ``number`` does. Node 1 holds what a cluster has once."""
    node = lab.node(number)
    link = addresses.link(number)
    if number == 1:
        routes = [
            str(addresses.pods),
            str(addresses.services),
            *(str(addresses.link(n).network) for n in range(2, nodes + 1)),
        ]
    else:
        routes = [str(addresses.node_pods(number))]
    return NodePlan(
        hostname=node.name,
        log=node.log,
        pid_file=node.init_pid,
        cgroup_v2=cgroups.machine().v2,
        socket=node.socket,
        link=LinkPlan(
            link_name(lab.number, number), str(link.outer), str(link.inner), tuple(routes)
        ),
        services=_services(lab, node, addresses, number, binaries),
    )


def _services(
    lab: Layout, node: NodeLayout, addresses: Addresses, number: int, binaries: Path
) -> tuple[ServicePlan, ...]:
    of_node = (
        components.containerd(node),
        components.kubelet(lab, node, addresses, number, binaries),
        components.kube_proxy(node, addresses, binaries),
    )
    if number > 1:
        return of_node
    return (
        components.etcd(lab),
        components.apiserver(lab, addresses, binaries),
        components.controller_manager(lab, addresses, binaries),
        components.scheduler(lab, addresses, binaries),
        *of_node,
        components.coredns(lab, binaries),
        components.local_path_provisioner(lab, binaries),
        components.metrics_server(lab, addresses, binaries),
        components.prometheus_rules(lab, binaries),
    )
