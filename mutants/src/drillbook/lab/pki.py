"""Keys and certificates of a lab: one authority, and one identity a component.

Every component has a name of its own, so that the API server's audit log tells the components'
writes from the user's. They are all in the group system:masters, which the API server knows before
it has written its first role, so that nothing waits for roles at the start.
"""

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Address
from pathlib import Path

import yaml
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

VALID_FOR = timedelta(days=365)
CLOCK_SKEW = timedelta(minutes=5)
MASTERS = "system:masters"


@dataclass(frozen=True)
class Pair:
    """A private key and its certificate."""

    key: ec.EllipticCurvePrivateKey
    certificate: x509.Certificate

    @property
    def key_pem(self) -> bytes:
        """Return the key as PEM (PKCS 8, not encrypted)."""
        return self.key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )

    @property
    def certificate_pem(self) -> bytes:
        """Return the certificate as PEM."""
        return self.certificate.public_bytes(serialization.Encoding.PEM)

    @property
    def public_key_pem(self) -> bytes:
        """Return the public key as PEM."""
        return self.key.public_key().public_bytes(
            serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
        )

    def write(self, directory: Path, name: str) -> None:
        """Write NAME.key (readable by its owner alone) and NAME.crt."""
        key = directory / f"{name}.key"
        key.touch(mode=0o600)
        key.write_bytes(self.key_pem)
        (directory / f"{name}.crt").write_bytes(self.certificate_pem)


def _builder(
    name: str, groups: Sequence[str], key: ec.EllipticCurvePrivateKey
) -> x509.CertificateBuilder:
    subject = x509.Name(
        [
            *(x509.NameAttribute(NameOID.ORGANIZATION_NAME, g) for g in groups),
            x509.NameAttribute(NameOID.COMMON_NAME, name),
        ]
    )
    now = datetime.now(UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - CLOCK_SKEW)
        .not_valid_after(now + VALID_FOR)
    )


def authority(name: str) -> Pair:
    """Make a certificate authority."""
    key = ec.generate_private_key(ec.SECP256R1())
    usage = x509.KeyUsage(
        digital_signature=True,
        key_cert_sign=True,
        crl_sign=True,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )
    builder = _builder(name, (), key)
    certificate = (
        builder.issuer_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]))
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )
    return Pair(key, certificate)


def client(signer: Pair, name: str, groups: Sequence[str] = (MASTERS,)) -> Pair:
    """Make an identity that the API server knows as user ``name``."""
    return _signed(signer, name, groups, ExtendedKeyUsageOID.CLIENT_AUTH, ())


def server(signer: Pair, name: str, names: Sequence[str | IPv4Address]) -> Pair:
    """Make a server's certificate for these DNS names and addresses."""
    return _signed(signer, name, (), ExtendedKeyUsageOID.SERVER_AUTH, names)


def _signed(
    signer: Pair,
    name: str,
    groups: Sequence[str],
    usage: x509.ObjectIdentifier,
    names: Sequence[str | IPv4Address],
) -> Pair:
    key = ec.generate_private_key(ec.SECP256R1())
    builder = _builder(name, groups, key).issuer_name(signer.certificate.subject)
    builder = builder.add_extension(x509.ExtendedKeyUsage([usage]), critical=False)
    builder = builder.add_extension(
        x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.key.public_key()), critical=False
    )
    if names:
        general = [x509.DNSName(n) if isinstance(n, str) else x509.IPAddress(n) for n in names]
        builder = builder.add_extension(x509.SubjectAlternativeName(general), critical=False)
    return Pair(key, builder.sign(signer.key, hashes.SHA256()))


def kubeconfig(server_url: str, signer: Pair, identity: Pair, context: str) -> str:
    """Return a kubeconfig with everything inside."""

    def inline(pem: bytes) -> str:
        return base64.b64encode(pem).decode()

    return yaml.safe_dump(
        {
            "apiVersion": "v1",
            "kind": "Config",
            "current-context": context,
            "clusters": [
                {
                    "name": context,
                    "cluster": {
                        "server": server_url,
                        "certificate-authority-data": inline(signer.certificate_pem),
                    },
                }
            ],
            "users": [
                {
                    "name": context,
                    "user": {
                        "client-certificate-data": inline(identity.certificate_pem),
                        "client-key-data": inline(identity.key_pem),
                    },
                }
            ],
            "contexts": [{"name": context, "context": {"cluster": context, "user": context}}],
        },
        sort_keys=False,
    )
