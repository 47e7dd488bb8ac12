import tempfile
import tomllib
from collections.abc import Iterator
from ipaddress import IPv4Address
from pathlib import Path

import pytest
import yaml
from cryptography import x509
from cryptography.x509.oid import NameOID

from drillbook.errors import UsageError
from drillbook.lab import cgroups, config, files, pki
from drillbook.lab.address import Addresses
from drillbook.lab.layout import LONGEST_SOCKET_PATH, layout

V1 = """tmpfs /sys/fs/cgroup tmpfs rw 0 0
cgroup /sys/fs/cgroup/cpu,cpuacct cgroup rw,cpu,cpuacct 0 0
cgroup /sys/fs/cgroup/pids cgroup rw,relatime,pids 0 0
cgroup /sys/fs/cgroup/systemd cgroup rw,name=systemd 0 0
cgroup2 /sys/fs/cgroup/unified cgroup2 rw 0 0
"""
V2 = "cgroup2 /sys/fs/cgroup cgroup2 rw,nosuid 0 0\n"


@pytest.fixture(autouse=True)
def own_directories(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with tempfile.TemporaryDirectory() as short:  # tmp_path is too long for sockets
        monkeypatch.setenv("XDG_STATE_HOME", f"{short}/s")
        monkeypatch.setenv("XDG_CACHE_HOME", f"{short}/c")
        yield


def test_two_labs_share_no_path() -> None:
    one, two = layout(1), layout(2)
    assert not {one.directory, one.cache, one.lock} & {two.directory, two.cache, two.lock}


def test_a_state_directory_too_long_for_sockets_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", "/" + "x" * LONGEST_SOCKET_PATH)
    with pytest.raises(UsageError, match="set XDG_STATE_HOME to a shorter directory"):
        layout(1)


def test_exec_attach_and_port_forward_are_audited_under_every_verb() -> None:
    rules = yaml.safe_load(config.audit_policy())["rules"]
    first = rules[0]
    assert "verbs" not in first
    assert first["level"] == "Metadata"
    assert set(first["resources"][0]["resources"]) == {
        "pods/exec",
        "pods/attach",
        "pods/portforward",
    }
    assert set(rules[1]["verbs"]) >= {"create", "update", "patch", "delete", "deletecollection"}


def test_the_kubelet_keeps_to_the_cgroup_of_its_own_lab() -> None:
    lab = layout(3)
    text = config.kubelet(lab, lab.node(2), Addresses(3), "/drillbook-lab-3/node-2")
    settings = yaml.safe_load(text)
    assert settings["cgroupRoot"] == "/drillbook-lab-3/node-2"
    assert settings["maxPods"] == 500
    assert settings["syncFrequency"] == "10s"
    assert settings["clusterDNS"] == ["198.19.48.10"]


def test_containerd_takes_the_pause_image_and_keeps_images_outside_the_lab() -> None:
    lab = layout(3)
    text = config.containerd(lab.node(1), "localhost/drillbook/pause:abc", restrict_oom_score=True)
    settings = tomllib.loads(text)
    runtime = settings["plugins"]["io.containerd.grpc.v1.cri"]
    assert runtime["sandbox_image"] == "localhost/drillbook/pause:abc"
    assert runtime["restrict_oom_score_adj"] is True
    assert not Path(settings["root"]).is_relative_to(lab.directory)


def test_hierarchies_of_cgroup_v1_are_all_found() -> None:
    found = cgroups.hierarchies(V1)
    assert not found.v2
    assert found.registry == Path("/sys/fs/cgroup/pids")
    assert {path.name for path in found.roots} == {"cpu,cpuacct", "pids", "systemd", "unified"}
    assert cgroups.kubelet_root(found, 4, "node-1") == "/drillbook-lab-4/node-1"


def test_cgroup_v2_is_one_hierarchy_seen_from_a_namespace() -> None:
    found = cgroups.hierarchies(V2)
    assert found.v2
    assert found.of_lab(4) == (Path("/sys/fs/cgroup/drillbook-lab-4"),)
    assert cgroups.kubelet_root(found, 4, "node-1") == "/node-1"


def test_the_api_servers_certificate_names_its_service_and_its_node() -> None:
    lab, addresses = layout(2), Addresses(2)
    lab.directory.mkdir(parents=True)
    files.write_identities(lab, addresses, 1)
    certificate = x509.load_pem_x509_certificate((lab.pki / "apiserver.crt").read_bytes())
    names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert {IPv4Address("198.19.32.1"), IPv4Address("198.18.130.2")} <= set(
        names.get_values_for_type(x509.IPAddress)
    )
    assert "kubernetes.default.svc.cluster.local" in names.get_values_for_type(x509.DNSName)


def test_every_component_has_a_name_of_its_own_in_the_audit_log() -> None:
    signer = pki.authority("test")
    users = [*files.IDENTITIES.values(), "drillbook:admin"]
    certificates = [pki.client(signer, user).certificate for user in users]
    names = [c.subject.get_attributes_for_oid(NameOID.COMMON_NAME)[0].value for c in certificates]
    assert names == users
    assert len(set(names)) == len(names)


def test_keys_and_kubeconfigs_are_readable_by_their_owner_alone() -> None:
    lab = layout(2)
    lab.directory.mkdir(parents=True)
    files.write_identities(lab, Addresses(2), 1)
    secret = [*lab.pki.glob("*.key"), *lab.directory.glob("*.conf")]
    assert len(secret) >= 10
    assert not [path for path in secret if path.stat().st_mode & 0o077]
    assert yaml.safe_load(lab.kubeconfig.read_text())["current-context"] == "drillbook-lab-2"


def test_the_first_node_is_reached_from_the_machine_and_the_second_through_the_first() -> None:
    lab, addresses = layout(1), Addresses(1)
    first = files.node_plan(lab, addresses, 1, 2, Path("/bin"))
    second = files.node_plan(lab, addresses, 2, 2, Path("/bin"))
    assert first.link.outer_name == "dbk1"
    assert set(first.link.outer_routes) == {"198.18.16.0/20", "198.19.16.0/20", "198.18.129.4/30"}
    assert second.link.outer_routes == ("198.18.24.0/21",)
    assert "etcd" not in {service.name for service in second.services}
    assert {"containerd", "kubelet", "kube-proxy"} == {service.name for service in second.services}
