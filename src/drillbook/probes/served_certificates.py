"""The certificate that a Secret holds, and those that pods serve with, as a client sees them."""

import socket
import ssl
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from cryptography import x509

from drillbook.clock import now
from drillbook.errors import Unobservable
from drillbook.observation import Observation
from drillbook.probes import kubernetes
from drillbook.rights import needs
from drillbook.session import Session

PORT, SECRET = 8443, "neo-service-tls"
_WITHIN_SECONDS = 5.0


@dataclass(frozen=True)
class Certificate:
    """A certificate: its number, the hosts that it is for, and when it ends."""

    serial: str
    hosts: tuple[str, ...]
    ends: datetime


@needs("get secrets")
def held(session: Session, namespace: str, secret: str = SECRET) -> Observation[Certificate]:
    """Return the certificate of a Secret, by default of the services'. Raises Unobservable."""
    started = now()
    text = session.secret(namespace, secret).get("tls.crt", "")
    try:
        found = _read(x509.load_pem_x509_certificate(text.encode()))
    except ValueError as error:
        raise Unobservable(f"Secret {secret} holds no certificate: {error}") from error
    return Observation("certificate held", found, namespace, f"GET {secret}", started, now())


@needs("list pods")
def served(
    session: Session, namespace: str, apps: Iterable[str]
) -> Observation[dict[str, Certificate]]:
    """Return by pod the certificate that a client is shown by every ready pod of some apps."""
    started = now()
    found = {
        pod.name: _shown(pod.address or "", pod.name)
        for app in apps
        for pod in kubernetes.pods(session, namespace, f"app={app}").value
        if pod.healthy and not pod.terminating
    }
    if not found:
        raise Unobservable(f"no pod in {namespace} serves")
    return Observation("certificates served", found, namespace, "TLS hello", started, now())


def _shown(address: str, pod: str) -> Certificate:
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    try:
        with (
            socket.create_connection((address, PORT), timeout=_WITHIN_SECONDS) as plain,
            context.wrap_socket(plain) as secured,
        ):
            shown = secured.getpeercert(binary_form=True) or b""
        return _read(x509.load_der_x509_certificate(shown))
    except (OSError, ValueError) as error:
        raise Unobservable(f"{pod} shows no certificate: {error}") from error


def _read(one: x509.Certificate) -> Certificate:
    names = one.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    hosts = tuple(names.get_values_for_type(x509.DNSName))
    return Certificate(f"{one.serial_number:x}", hosts, one.not_valid_after_utc)
