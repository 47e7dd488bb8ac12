"""The configuration files of the cluster's components, as pure functions of a lab's numbers."""

import json
from typing import Any

import yaml

from drillbook.lab.address import Addresses
from drillbook.lab.layout import Layout, NodeLayout

CLUSTER_DOMAIN = "cluster.local"
MOST_PODS = 500


def audit_policy() -> str:
    """Return the audit policy: how the suite proves that it touched nothing it should not.

    A port-forward or an exec is a GET on some protocols, so those are kept under every verb.
    """
    reaching_in = {"group": "", "resources": ["pods/exec", "pods/attach", "pods/portforward"]}
    return yaml.safe_dump(
        {
            "apiVersion": "audit.k8s.io/v1",
            "kind": "Policy",
            "omitStages": ["RequestReceived"],
            "rules": [
                {"level": "Metadata", "resources": [reaching_in]},
                {
                    "level": "Metadata",
                    "verbs": ["create", "update", "patch", "delete", "deletecollection"],
                },
                {"level": "None"},
            ],
        }
    )


def kubelet(lab: Layout, node: NodeLayout, addresses: Addresses, cgroup_root: str) -> str:
    """Return the kubelet's configuration."""
    settings: dict[str, Any] = {
        "apiVersion": "kubelet.config.k8s.io/v1beta1",
        "kind": "KubeletConfiguration",
        "authentication": {
            "anonymous": {"enabled": False},
            "webhook": {"enabled": True},
            "x509": {"clientCAFile": str(lab.pki / "ca.crt")},
        },
        "authorization": {"mode": "Webhook"},
        "cgroupDriver": "cgroupfs",
        "cgroupRoot": cgroup_root,
        "failSwapOn": False,
        "failCgroupV1": False,  # cgroup v1 is deprecated, and still what some machines have
        "containerRuntimeEndpoint": f"unix://{node.socket}",
        "clusterDNS": [str(addresses.dns)],
        "clusterDomain": CLUSTER_DOMAIN,
        "resolvConf": "/dev/null",  # the machine's resolver is no business of the lab's pods
        "imageGCHighThresholdPercent": 100,
        "imageGCLowThresholdPercent": 99,
        "evictionHard": {
            "nodefs.available": "1Mi",
            "imagefs.available": "1Mi",
            "memory.available": "50Mi",
        },
        "makeIPTablesUtilChains": False,  # kube-proxy uses nftables
        "podLogsDir": str(node.directory / "pod-logs"),
        "volumePluginDir": str(node.directory / "volume-plugins"),
        "maxPods": MOST_PODS,
        "syncFrequency": "10s",
        "nodeStatusUpdateFrequency": "2s",
        "volumeStatsAggPeriod": "10s",
        "kubeAPIQPS": 200,
        "kubeAPIBurst": 400,
        "registryPullQPS": 0,
        "serializeImagePulls": False,
        # Containers that end again and again are waited for 10 s at most, not up to 5 min.
        "featureGates": {"KubeletCrashLoopBackOffMax": True},
        "crashLoopBackOff": {"maxContainerRestartPeriod": "10s"},
    }
    return yaml.safe_dump(settings)


def kube_proxy(kubeconfig: str, addresses: Addresses) -> str:
    """Return kube-proxy's configuration."""
    return yaml.safe_dump(
        {
            "apiVersion": "kubeproxy.config.k8s.io/v1alpha1",
            "kind": "KubeProxyConfiguration",
            "clientConnection": {"kubeconfig": kubeconfig},
            "mode": "nftables",
            "clusterCIDR": str(addresses.pods),
            # 0 leaves the machine's own conntrack limits as they are.
            "conntrack": {
                "maxPerCore": 0,
                "tcpEstablishedTimeout": "0s",
                "tcpCloseWaitTimeout": "0s",
            },
            "nftables": {"minSyncPeriod": "100ms"},
            "metricsBindAddress": "0.0.0.0:10249",
            "healthzBindAddress": "0.0.0.0:10256",
        }
    )


def cni(node: NodeLayout, addresses: Addresses, number: int) -> str:
    """Return the CNI configuration of node ``number`` (from 1): a bridge with its own range."""
    bridge = {
        "type": "bridge",
        "bridge": "cni0",
        "isGateway": True,
        "hairpinMode": True,
        "ipam": {
            "type": "host-local",
            "dataDir": str(node.directory / "ipam"),
            "ranges": [[{"subnet": str(addresses.node_pods(number))}]],
            "routes": [{"dst": "0.0.0.0/0"}],
        },
    }
    portmap = {"type": "portmap", "capabilities": {"portMappings": True}}
    return json.dumps({"cniVersion": "1.0.0", "name": "drillbook", "plugins": [bridge, portmap]})


def containerd(node: NodeLayout, pause: str, *, restrict_oom_score: bool) -> str:
    """Return containerd's configuration (version 2, for containerd 1.6 and 1.7).

    ``pause`` is the reference of the image that holds a pod's namespaces.
    ``restrict_oom_score``: needed where CAP_SYS_RESOURCE is missing, else no container starts.
    """
    return f"""version = 2
root = "{node.images}"
state = "{node.directory}/containerd"
oom_score = 0
disabled_plugins = ["io.containerd.snapshotter.v1.aufs", "io.containerd.snapshotter.v1.btrfs",
  "io.containerd.snapshotter.v1.devmapper", "io.containerd.snapshotter.v1.zfs",
  "io.containerd.tracing.processor.v1.otlp", "io.containerd.internal.v1.tracing"]
[grpc]
  address = "{node.socket}"
[debug]
  address = ""
[plugins."io.containerd.grpc.v1.cri"]
  sandbox_image = "{pause}"
  restrict_oom_score_adj = {str(restrict_oom_score).lower()}
  disable_apparmor = true
  [plugins."io.containerd.grpc.v1.cri".cni]
    bin_dir = "/usr/lib/cni"
    conf_dir = "{node.directory}/cni"
  [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc]
    runtime_type = "io.containerd.runc.v2"
    [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc.options]
      SystemdCgroup = false
"""


def corefile(kubeconfig: str, addresses: Addresses) -> str:
    """Return CoreDNS's configuration: the cluster's names, and no others.

    A name outside is answered NXDOMAIN at once, because a lab reaches nobody outside.
    """
    node = addresses.node(1)
    return f"""{CLUSTER_DOMAIN} in-addr.arpa ip6.arpa {{
    bind {node}
    errors
    health {node}:8080
    ready {node}:8181
    kubernetes {{
        kubeconfig {kubeconfig}
        pods insecure
        ttl 5
    }}
    prometheus {node}:9153
}}
. {{
    bind {node}
    errors
    prometheus {node}:9153
    template ANY ANY {{
        rcode NXDOMAIN
    }}
}}
"""


def local_path(volumes: str, busybox: str) -> dict[str, str]:
    """Return the files of local-path-provisioner: name to text. ``busybox``: its helpers' image."""
    everywhere = {"node": "DEFAULT_PATH_FOR_NON_LISTED_NODES", "paths": [volumes]}
    helper = {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {"name": "helper-pod"},
        "spec": {
            "containers": [{"name": "helper-pod", "image": busybox, "imagePullPolicy": "Never"}]
        },
    }
    return {
        "config.json": json.dumps({"nodePathMap": [everywhere]}),
        "helperPod.yaml": yaml.safe_dump(helper),
    }
