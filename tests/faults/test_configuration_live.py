"""Values of Secrets and ConfigMaps made wrong, and certificates replaced, on the lab."""

import base64
import json
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.faults.live import Shop, proven

pytestmark = pytest.mark.lab


def secret(shop: Shop, name: str, key: str) -> bytes:
    data = json.loads(shop.kubectl("get", "secret", name, "-o", "json"))["data"]
    return base64.b64decode(data[key])


def test_a_secrets_value_is_wrong_where_it_is_mounted_and_never_in_the_journal(
    world: Shop,
) -> None:
    pod = world.pod("web")

    def shows() -> None:
        assert world.run(pod, "cat /password/password") != "correct-horse"
        assert secret(world, "password", "password") != b"correct-horse"

    arguments = {"secret": "password", "key": "password", "pod": pod, "directory": "/password"}
    intents = proven(world, "configuration.wrong_secret", shows, namespace="shop", **arguments)
    assert "correct-horse" not in world.journal.read_text()
    assert len(intents) == 2  # the value that is kept is taken away again, too
    assert secret(world, "password", "user") == b"shop"
    kept = world.kubectl("get", "secrets", "-n", "drillbook", "-o", "name")
    assert kept == ""


def test_a_config_maps_value_is_wrong_where_it_is_mounted(world: Shop) -> None:
    pod = world.pod("web")

    def shows() -> None:
        assert world.run(pod, "cat /settings/currency") == "USD"

    arguments = {"config_map": "settings", "key": "currency", "value": "USD"}
    where = {"namespace": "shop", "pod": pod, "directory": "/settings"}
    proven(world, "configuration.wrong_config_map", shows, **arguments, **where)


def test_a_value_that_somebody_else_has_set_meanwhile_is_not_overwritten(world: Shop) -> None:
    change = {"config_map": "settings", "key": "currency", "value": "USD"}
    world.bring("configuration.wrong_config_map", namespace="shop", **change)
    patch = ("patch", "configmap", "settings", "--type=merge", "-p")
    world.kubectl(*patch, '{"data": {"currency": "CHF", "address": "http://else"}}')
    try:
        said = world.undo_fails()
        assert "has been given another currency meanwhile" in said
        assert "Secret drillbook/kept-" in said
        assert "CHF" in world.kubectl("get", "configmap", "settings", "-o", "json")
    finally:
        world.kubectl(*patch, '{"data": {"currency": "USD", "address": "http://web"}}')
    world.undo()
    assert "EUR" in world.kubectl("get", "configmap", "settings", "-o", "json")


def test_a_key_that_is_not_there_is_refused(world: Shop) -> None:
    where = {"namespace": "shop", "secret": "password", "key": "pasword"}
    said = world.refuses("configuration.wrong_secret", **where)
    assert "has no key 'pasword'; it has: password, user" in said
    assert "correct-horse" not in said


@contextmanager
def tls_secrets(world: Shop) -> Iterator[Path]:
    """Have two TLS Secrets, ``authority`` and ``web-tls``, made with openssl, in a directory."""
    directory = world.directory / "certificates"
    directory.mkdir(exist_ok=True)

    def openssl(*arguments: str) -> None:
        subprocess.run(["openssl", *arguments], cwd=directory, check=True, capture_output=True)

    new = ("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "30")
    openssl(*new, "-keyout", "ca.key", "-out", "ca.crt", "-subj", "/CN=shop authority")
    sign = ("-CA", "ca.crt", "-CAkey", "ca.key", "-addext", "subjectAltName=DNS:web.shop")
    openssl(*new, "-keyout", "web.key", "-out", "web.crt", "-subj", "/CN=web.shop", *sign)
    for name, pair in (("authority", "ca"), ("web-tls", "web")):
        files = (f"--cert={directory}/{pair}.crt", f"--key={directory}/{pair}.key")
        world.kubectl("create", "secret", "tls", name, *files)
    yield directory
    world.kubectl("delete", "secret", "authority", "web-tls")


@pytest.fixture
def certificates(world: Shop) -> Iterator[Path]:
    with tls_secrets(world) as directory:
        yield directory


def verified(shop: Shop, directory: Path) -> str:
    """Return what openssl says of the certificate in the Secret."""
    file = directory / "now.crt"
    file.write_bytes(secret(shop, "web-tls", "tls.crt"))
    command = ["openssl", "verify", "-CAfile", str(directory / "ca.crt"), str(file)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.stdout + done.stderr


def test_a_certificate_is_expired_and_has_no_other_fault(world: Shop, certificates: Path) -> None:
    assert ": OK" in verified(world, certificates)

    def shows() -> None:
        said = verified(world, certificates)
        assert "certificate has expired" in said
        assert said.count(" lookup: ") == 1

    where = {"namespace": "shop", "secret": "web-tls", "authority": "authority"}
    proven(world, "certificates.expired", shows, **where)
    assert ": OK" in verified(world, certificates)


def test_a_certificates_signer_is_unknown(world: Shop, certificates: Path) -> None:
    def shows() -> None:
        said = verified(world, certificates)
        assert "certificate signature failure" in said or "unable to get local issuer" in said

    proven(world, "certificates.wrong_authority", shows, namespace="shop", secret="web-tls")
    assert ": OK" in verified(world, certificates)


def test_an_authority_that_did_not_issue_the_certificate_is_refused(
    world: Shop, certificates: Path
) -> None:
    assert certificates.exists()
    where = {"namespace": "shop", "secret": "authority", "authority": "web-tls"}
    assert "was issued by" in world.refuses("certificates.expired", **where)
