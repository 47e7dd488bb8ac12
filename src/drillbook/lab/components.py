"""The command lines of the cluster's processes, as pure functions of a lab's numbers."""

import sys
from pathlib import Path

from drillbook.lab.address import Addresses
from drillbook.lab.layout import Layout, NodeLayout
from drillbook.lab.plan import ServicePlan

ETCD = "http://127.0.0.1:2379"
ETCD_PEER = "http://127.0.0.1:2380"
ETCD_READY = "tcp:127.0.0.1:2379"
API_PORT = 6443


def api_ready(addresses: Addresses) -> str:
    """Return the condition that the API server answers."""
    return f"tls:{addresses.node(1)}:{API_PORT}"


def nodes_ready(lab: Layout) -> str:
    """Return the condition that the nodes are Ready, for what would only slow them down."""
    return f"file:{lab.nodes_ready}"


def etcd(lab: Layout) -> ServicePlan:
    """Return etcd: on a throw-away lab nothing needs to survive the machine, so no fsync."""
    return ServicePlan(
        "etcd",
        (
            "etcd",
            f"--data-dir={lab.directory}/etcd",
            "--unsafe-no-fsync",
            f"--listen-client-urls={ETCD}",
            f"--advertise-client-urls={ETCD}",
            f"--listen-peer-urls={ETCD_PEER}",
            f"--initial-advertise-peer-urls={ETCD_PEER}",
            f"--initial-cluster=default={ETCD_PEER}",
            # A single member waits a whole election before it serves, so the election is short.
            "--heartbeat-interval=20",
            "--election-timeout=100",
            # Without word from etcd the API server refuses to watch a collection that is quiet.
            "--experimental-watch-progress-notify-interval=500ms",
            "--quota-backend-bytes=4294967296",
            "--logger=zap",
            "--log-level=warn",
        ),
    )


def apiserver(lab: Layout, addresses: Addresses, binaries: Path) -> ServicePlan:
    """Return the API server, with its audit log."""
    pki = lab.pki
    return ServicePlan(
        "kube-apiserver",
        (
            f"{binaries}/kube-apiserver",
            f"--etcd-servers={ETCD}",
            f"--advertise-address={addresses.node(1)}",
            "--bind-address=0.0.0.0",
            f"--secure-port={API_PORT}",
            f"--cert-dir={pki}",
            f"--service-cluster-ip-range={addresses.services}",
            "--service-account-issuer=https://kubernetes.default.svc",
            f"--service-account-key-file={pki}/service-accounts.pub",
            f"--service-account-signing-key-file={pki}/service-accounts.key",
            f"--client-ca-file={pki}/ca.crt",
            f"--tls-cert-file={pki}/apiserver.crt",
            f"--tls-private-key-file={pki}/apiserver.key",
            f"--kubelet-client-certificate={pki}/kubelet-client.crt",
            f"--kubelet-client-key={pki}/kubelet-client.key",
            "--kubelet-preferred-address-types=InternalIP",
            "--authorization-mode=Node,RBAC",
            "--allow-privileged=true",
            "--enable-aggregator-routing=true",
            f"--requestheader-client-ca-file={pki}/ca.crt",
            "--requestheader-allowed-names=front-proxy",
            "--requestheader-extra-headers-prefix=X-Remote-Extra-",
            "--requestheader-group-headers=X-Remote-Group",
            "--requestheader-username-headers=X-Remote-User",
            f"--proxy-client-cert-file={pki}/front-proxy.crt",
            f"--proxy-client-key-file={pki}/front-proxy.key",
            f"--audit-policy-file={lab.directory}/audit-policy.yaml",
            f"--audit-log-path={lab.audit_log}",
        ),
        after=(ETCD_READY,),
    )


def controller_manager(lab: Layout, addresses: Addresses, binaries: Path) -> ServicePlan:
    """Return the controller manager, with an autoscaler that judges within seconds."""
    pki = lab.pki
    return ServicePlan(
        "kube-controller-manager",
        (
            f"{binaries}/kube-controller-manager",
            f"--kubeconfig={lab.directory}/kube-controller-manager.conf",
            f"--service-account-private-key-file={pki}/service-accounts.key",
            f"--root-ca-file={pki}/ca.crt",
            f"--cluster-signing-cert-file={pki}/ca.crt",
            f"--cluster-signing-key-file={pki}/ca.key",
            "--leader-elect=false",
            "--node-monitor-grace-period=20s",
            "--kube-api-qps=200",
            "--kube-api-burst=400",
            "--horizontal-pod-autoscaler-sync-period=5s",
            # Kubernetes' own figure: with 20 s, what pods use while they start was counted on a
            # busy machine, and 30 that had just started became 97.
            "--horizontal-pod-autoscaler-cpu-initialization-period=5m",
            "--horizontal-pod-autoscaler-initial-readiness-delay=5s",
            "--horizontal-pod-autoscaler-downscale-stabilization=20s",
        ),
        after=(api_ready(addresses),),
    )


def scheduler(lab: Layout, addresses: Addresses, binaries: Path) -> ServicePlan:
    """Return the scheduler."""
    return ServicePlan(
        "kube-scheduler",
        (
            f"{binaries}/kube-scheduler",
            f"--kubeconfig={lab.directory}/kube-scheduler.conf",
            "--leader-elect=false",
            "--kube-api-qps=200",
            "--kube-api-burst=400",
        ),
        after=(api_ready(addresses),),
    )


def containerd(node: NodeLayout) -> ServicePlan:
    """Return containerd."""
    return ServicePlan("containerd", ("containerd", "-c", f"{node.directory}/containerd.toml"))


def kubelet(
    lab: Layout, node: NodeLayout, addresses: Addresses, number: int, binaries: Path
) -> ServicePlan:
    """Return the kubelet of node ``number``."""
    return ServicePlan(
        "kubelet",
        (
            f"{binaries}/kubelet",
            f"--config={node.directory}/kubelet.yaml",
            f"--kubeconfig={lab.directory}/{node.name}.conf",
            f"--hostname-override={node.name}",
            f"--root-dir={node.directory}/kubelet",
            f"--cert-dir={node.directory}/kubelet-pki",
            f"--node-ip={addresses.node(number)}",
        ),
        after=(f"file:{node.socket}",),
    )  # it prepares itself while the API server starts


def kube_proxy(node: NodeLayout, addresses: Addresses, binaries: Path) -> ServicePlan:
    """Return kube-proxy."""
    return ServicePlan(
        "kube-proxy",
        (
            f"{binaries}/kube-proxy",
            f"--config={node.directory}/kube-proxy.yaml",
            f"--hostname-override={node.name}",
        ),
        after=(api_ready(addresses),),
    )


def coredns(lab: Layout, binaries: Path) -> ServicePlan:
    """Return CoreDNS, on the node's own address."""
    return ServicePlan(
        "coredns",
        (
            f"{binaries}/coredns",
            f"-conf={lab.directory}/Corefile",
        ),
        after=(nodes_ready(lab),),
    )


def local_path_provisioner(lab: Layout, binaries: Path) -> ServicePlan:
    """Return the provisioner of persistent volumes."""
    return ServicePlan(
        "local-path-provisioner",
        (
            f"{binaries}/local-path-provisioner",
            "start",
            f"--kubeconfig={lab.directory}/local-path-provisioner.conf",
            f"--config={lab.directory}/local-path/config.json",
            f"--helper-pod-file={lab.directory}/local-path/helperPod.yaml",
            "--namespace=local-path-storage",
        ),
        after=(nodes_ready(lab),),
        environment={
            "POD_NAMESPACE": "local-path-storage",
            "CONFIG_MOUNT_PATH": f"{lab.directory}/local-path",
        },
    )


def metrics_server(lab: Layout, addresses: Addresses, binaries: Path) -> ServicePlan:
    """Return metrics-server; its request timeout must be shorter than its resolution."""
    kubeconfig = f"{lab.directory}/metrics-server.conf"
    return ServicePlan(
        "metrics-server",
        (
            f"{binaries}/metrics-server",
            f"--kubeconfig={kubeconfig}",
            f"--authentication-kubeconfig={kubeconfig}",
            f"--authorization-kubeconfig={kubeconfig}",
            "--kubelet-insecure-tls",
            "--kubelet-preferred-address-types=InternalIP",
            "--metric-resolution=10s",
            "--kubelet-request-timeout=5s",
            f"--bind-address={addresses.node(1)}",
            "--secure-port=4443",
            f"--cert-dir={lab.directory}/metrics-server",
        ),
        after=(nodes_ready(lab),),
    )


def prometheus_rules(lab: Layout, binaries: Path) -> ServicePlan:
    """Return the process that keeps Prometheus' rule files as the ConfigMaps say."""
    return ServicePlan(
        "prometheus-rules",
        (
            sys.executable,
            "-m",
            "drillbook.lab.rules",
            f"{lab.directory}/prometheus-rules.conf",
            str(lab.rules),
            f"{binaries}/promtool",
        ),
        after=(nodes_ready(lab),),
    )
