import base64
from pathlib import Path
from typing import Any

import httpx
import pytest
from cryptography import x509

from drillbook.errors import DrillbookError, UsageError
from drillbook.lab import generated, manifests, readiness
from drillbook.lab.address import Addresses
from drillbook.lab.images import Image
from drillbook.lab.layout import Layout, sources
from drillbook.lab.recipes import recipe_names

KNOWN = {"KAFKA": "localhost/drillbook/kafka:0f3c", "NODE_ADDRESS": "198.18.128.2"}


def write(directory: Path, name: str, text: str) -> None:
    (directory / name).write_text(text)


def test_known_variables_are_filled_in_and_a_shells_are_left(tmp_path: Path) -> None:
    write(
        tmp_path,
        "a.yaml",
        'apiVersion: v1\nkind: Pod\nspec: {image: "${KAFKA}"}\nscript: "echo ${HOME##*-} ${ID}"\n',
    )
    (document,) = manifests.read(tmp_path, KNOWN)
    assert document["spec"]["image"] == "localhost/drillbook/kafka:0f3c"
    assert document["script"] == "echo ${HOME##*-} ${ID}"


def test_an_image_that_nobody_builds_is_refused(tmp_path: Path) -> None:
    write(tmp_path, "a.yaml", "apiVersion: v1\nkind: Pod\nspec:\n  - image: ${KAFFKA}\n")
    with pytest.raises(UsageError, match=r"\$\{KAFFKA\} is no image of lab/images"):
        manifests.read(tmp_path, KNOWN)


def test_files_are_read_in_the_order_of_their_names(tmp_path: Path) -> None:
    for name in ("20-b.yaml", "10-a.yaml"):
        write(tmp_path, name, f"apiVersion: v1\nkind: Namespace\nmetadata: {{name: {name[:2]}}}\n")
    names = [document["metadata"]["name"] for document in manifests.read(tmp_path, {})]
    assert names == [10, 20]


@pytest.mark.parametrize(
    ("text", "said"), [("a: [1", "is no YAML"), ("a: 1", "has no apiVersion and kind")]
)
def test_a_file_that_is_no_manifest_is_named(tmp_path: Path, text: str, said: str) -> None:
    write(tmp_path, "wrong.yaml", text)
    with pytest.raises(UsageError, match=f"wrong.yaml.*{said}"):
        manifests.read(tmp_path, {})


def test_a_directory_without_manifests_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"no manifests: .* has no \*\.yaml"):
        manifests.read(tmp_path, {})


def test_all_add_ons_can_be_filled_in() -> None:
    lab = Layout(3, Path("/state/lab-3"), Path("/cache/lab-3"))
    images = [Image(name, f"localhost/drillbook/{name}:1", None, None) for name in recipe_names()]
    known = manifests.variables(lab, Addresses(3))
    known |= {image.name.upper().replace("-", "_"): image.reference for image in images}
    documents = manifests.read(sources() / "addons", known)
    assert "${" not in str([d for d in documents if d["kind"] != "ConfigMap"])
    assert manifests.workloads(documents) == {
        "Deployment": {
            ("monitoring", name) for name in ("alertmanager", "kube-state-metrics", "prometheus")
        }
    }


SERVER: dict[str, Any] = {
    "/api/v1": {"resources": [
        {"kind": "Secret", "name": "secrets", "namespaced": True},
        {"kind": "Namespace", "name": "namespaces", "namespaced": False},
        {"kind": "Namespace", "name": "namespaces/status", "namespaced": False}]},
    "/api/v1/namespaces/shop/secrets/pass": {"data": {"admin": "b2xk"}},
}  # fmt: skip


def server(asked: list[tuple[str, str]], refuse: str = "") -> httpx.Client:
    """Return a client of an API server that keeps what it was asked."""

    def answer(request: httpx.Request) -> httpx.Response:
        path = request.url.path
        asked.append((request.method, path))
        if request.method == "PATCH":
            refused = bool(refuse) and path.endswith(refuse)
            return httpx.Response(422 if refused else 200, json={"message": "it is immutable"})
        return httpx.Response(200, json=SERVER[path]) if path in SERVER else httpx.Response(404)

    return httpx.Client(base_url="https://lab", transport=httpx.MockTransport(answer))


def secret(name: str, keys: str) -> manifests.Document:
    about = {"name": name, "namespace": "shop", "annotations": {generated.ANNOTATION: keys}}
    return {"apiVersion": "v1", "kind": "Secret", "metadata": about}


def test_objects_are_applied_in_order_each_in_the_collection_of_its_kind() -> None:
    asked: list[tuple[str, str]] = []
    namespace = {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "shop"}}
    manifests.apply(server(asked), [namespace, secret("pass", "a")])
    assert [path for method, path in asked if method == "PATCH"] == [
        "/api/v1/namespaces/shop",
        "/api/v1/namespaces/shop/secrets/pass",
    ]


def test_a_server_that_is_too_busy_to_say_what_it_knows_is_asked_again() -> None:
    asked: list[tuple[str, str]] = []
    known = server(asked)

    def answer(request: httpx.Request) -> httpx.Response:
        if not asked:
            asked.append((request.method, request.url.path))
            raise httpx.ReadTimeout("timed out")
        return known.send(request)

    busy = httpx.Client(base_url="https://lab", transport=httpx.MockTransport(answer))
    assert manifests.collection(busy, "v1", "Namespace") == "/api/v1/namespaces"
    assert [path for _, path in asked] == ["/api/v1", "/api/v1"]


def test_an_object_that_the_server_refuses_is_named() -> None:
    with pytest.raises(DrillbookError, match="Secret pass was not applied: it is immutable"):
        manifests.apply(server([], refuse="pass"), [secret("pass", "a")])


def test_a_made_up_value_that_the_cluster_holds_is_kept_and_others_are_new() -> None:
    (filled,) = generated.fill(server([]), [secret("pass", "admin, reader")])
    assert filled["data"]["admin"] == "b2xk"
    assert len(base64.b64decode(filled["data"]["reader"])) == generated.LENGTH
    (again,) = generated.fill(server([]), [secret("pass", "admin, reader")])
    assert again["data"]["reader"] != filled["data"]["reader"]


def test_made_up_values_belong_to_a_secret() -> None:
    wrong = secret("pass", "a") | {"kind": "ConfigMap"}
    with pytest.raises(UsageError, match="ConfigMap pass"):
        generated.keys(wrong)


def workload(kind: str, status: dict[str, Any], **spec: int) -> bool:
    return readiness.is_ready({"metadata": {"generation": 2}, "spec": spec, "status": status}, kind)


def test_a_workload_is_ready_when_its_newest_version_is_there_whole() -> None:
    whole = {"observedGeneration": 2, "readyReplicas": 3, "updatedReplicas": 3}
    assert workload("StatefulSet", whole, replicas=3)
    assert not workload("StatefulSet", whole | {"readyReplicas": 2}, replicas=3)
    assert not workload("Deployment", whole | {"updatedReplicas": 1}, replicas=3)
    assert not workload("Deployment", whole | {"observedGeneration": 1}, replicas=3)
    assert not workload("Deployment", {}, replicas=1)
    assert workload("Deployment", {"observedGeneration": 2}, replicas=0)


def test_a_daemon_set_without_a_node_is_not_ready_and_a_job_needs_its_completions() -> None:
    seen = {"observedGeneration": 2, "desiredNumberScheduled": 0, "numberReady": 0}
    assert not workload("DaemonSet", seen)
    assert workload("DaemonSet", seen | {"desiredNumberScheduled": 2, "numberReady": 2})
    assert not workload("Job", {"succeeded": 1}, completions=2)
    assert workload("Job", {"succeeded": 1})


def test_what_a_pod_waits_for_is_said_with_its_last_words() -> None:
    crashing = {
        "name": "main",
        "state": {"waiting": {"reason": "CrashLoopBackOff", "message": "back-off 10s"}},
        "lastState": {"terminated": {"reason": "Error", "message": "no such file"}},
    }
    pods = {"items": [{"metadata": {"name": "kafka-0"},
                       "status": {"phase": "Running", "containerStatuses": [crashing]}},
                      {"metadata": {"name": "seed"},
                       "status": {"phase": "Succeeded"}}]}  # fmt: skip
    transport = httpx.MockTransport(lambda _: httpx.Response(200, json=pods))
    with httpx.Client(base_url="https://lab", transport=transport) as client:
        said = readiness.why(client, {("shop", "kafka")})
    assert said == "pod kafka-0: main CrashLoopBackOff Error no such file"


def test_a_certificate_is_made_up_for_its_hosts_and_one_that_is_held_stays() -> None:
    about = {"name": "tls", "namespace": "shop"}
    annotations = {generated.CERTIFICATE: "api.example, www.example"}
    wanted = {"kind": "Secret", "metadata": {**about, "annotations": annotations}}
    made = generated.with_values(wanted, {})["data"]
    own = x509.load_pem_x509_certificate(base64.b64decode(made["tls.crt"]))
    own.verify_directly_issued_by(own)
    names = own.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert names.get_values_for_type(x509.DNSName) == ["api.example", "www.example"]
    assert generated.with_values(wanted, made)["data"] == made
