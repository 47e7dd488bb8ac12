"""Certificates as a Secret holds them, and the parts of the time that a request takes."""

import base64
import socket
from dataclasses import dataclass
from datetime import datetime
from time import monotonic
from urllib.parse import urlsplit

from cryptography import x509
from cryptography.exceptions import InvalidSignature

from drillbook.clock import now
from drillbook.errors import Unobservable
from drillbook.observation import Observation
from drillbook.rights import needs
from drillbook.session import Session

_CONNECT_SECONDS = 5.0


@dataclass(frozen=True)
class Certificate:
    """A certificate: the days it has left, its hosts, and whether its issuer has signed it."""

    days: float
    hosts: tuple[str, ...]
    verified: bool


@dataclass(frozen=True)
class Parts:
    """The parts of a request's time, in seconds since it began."""

    connection: float
    first_byte: float
    total: float


@needs("get secrets")
def held(session: Session, namespace: str, secret: str) -> Observation[Certificate]:
    """Return the certificate of a TLS Secret that is its own issuer."""
    started = now()
    values = session.secret(namespace, secret)
    try:
        own = x509.load_pem_x509_certificate(values["tls.crt"].encode())
        names = own.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except (KeyError, ValueError, x509.ExtensionNotFound) as error:
        raise Unobservable(f"Secret {secret} holds no certificate of a host: {error}") from error
    try:
        own.verify_directly_issued_by(own)
        verified = True
    except (InvalidSignature, ValueError, TypeError):
        verified = False
    left = own.not_valid_after_utc - now()
    hosts = tuple(names.get_values_for_type(x509.DNSName))
    found = Certificate(left.total_seconds() / 86400, hosts, verified)
    return Observation(f"certificate {secret}", found, namespace, f"GET {secret}", started, now())


@needs("get secrets")
def issuer(session: Session, namespace: str, secret: str) -> Observation[str]:
    """Return who has issued the certificate of a TLS Secret, by the common name."""
    started = now()
    text = session.secret(namespace, secret).get("tls.crt", "")
    try:
        names = x509.load_pem_x509_certificate(text.encode()).issuer
    except ValueError as error:
        raise Unobservable(f"Secret {secret} holds no certificate: {error}") from error
    found = ", ".join(str(one.value) for one in names)
    return Observation(f"issuer of {secret}", found, namespace, f"GET {secret}", started, now())


@needs("list secrets")
def ends(session: Session, namespace: str) -> Observation[dict[str, datetime]]:
    """Return when each certificate of a namespace ends, by its Secret."""
    path, started = f"/api/v1/namespaces/{namespace}/secrets", now()
    found = {}
    for item in session.cluster.items(path, fieldSelector="type=kubernetes.io/tls"):
        name = str(item["metadata"]["name"])
        try:
            held = x509.load_pem_x509_certificate(base64.b64decode(item["data"]["tls.crt"]))
        except (KeyError, ValueError) as error:
            raise Unobservable(f"Secret {name} holds no certificate: {error}") from error
        found[name] = held.not_valid_after_utc
    if not found:
        raise Unobservable(f"{namespace} holds no certificate")
    return Observation("ends of certificates", found, namespace, f"GET {path}", started, now())


def request_parts(_session: Session, url: str) -> Observation[Parts]:
    """Return how long the connection, the first byte and the whole answer of a GET took."""
    where = urlsplit(url)
    started, began = now(), monotonic()
    try:
        with socket.create_connection(
            (where.hostname or "", where.port or 80), timeout=_CONNECT_SECONDS
        ) as connection:
            connected = monotonic() - began
            text = f"GET {where.path} HTTP/1.1\r\nHost: {where.netloc}\r\nConnection: close\r\n\r\n"
            connection.sendall(text.encode())
            first = connection.recv(1)
            arrived = monotonic() - began
            while connection.recv(65536):
                pass
    except OSError as error:
        raise Unobservable(f"GET {url}: {error}") from error
    if not first:
        raise Unobservable(f"GET {url}: no answer")
    return Observation(
        "times", Parts(connected, arrived, monotonic() - began), url, "GET", started, now()
    )
