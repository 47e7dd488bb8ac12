"""Certificates in TLS Secrets: expired, or from an authority that nobody knows."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed448, ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding, load_pem_private_key

from drillbook.errors import UsageError
from drillbook.faults.bringing import action, bring
from drillbook.faults.catalogue import Needs, described
from drillbook.faults.configuration import Held, replacing
from drillbook.opening import required
from drillbook.session import Session

Signer = (
    rsa.RSAPrivateKey
    | ec.EllipticCurvePrivateKey
    | ed25519.Ed25519PrivateKey
    | ed448.Ed448PrivateKey
)

_CERTIFICATE, _KEY = "tls.crt", "tls.key"
_EXPIRED_FOR = timedelta(hours=1)
_NEEDS = Needs(
    rights=("get secrets", "patch secrets", "create pods/exec"), in_container=("sh", "sha256sum")
)


@action
@described(
    changes="certificate.replace",
    effect="the Secret holds the expired certificate, and so does the file in the named pod",
    undo="configuration.put_back",
    needs=_NEEDS,
)
def expired(namespace: str, secret: str, authority: str, pod: str = "", directory: str = "") -> str:
    """Replace a TLS Secret's certificate by one for the same key that ended an hour ago.

    ``authority`` is the TLS Secret of the one who issued it (in the same namespace): it signs,
    so that the certificate has no other fault. With ``pod`` and ``directory``, where the Secret is
    mounted, the effect is looked for there. Servers may read it at their start only.
    """
    session = required()
    held = Held("secrets", namespace, secret, pod, directory)
    old, chain = _certificates(session, held)
    issuer, _ = _certificates(session, replace(held, name=authority))
    if issuer.subject != old.issuer:
        raise UsageError(
            f"{secret} was issued by {old.issuer.rfc4514_string()}, and {authority} is "
            f"{issuer.subject.rfc4514_string()}. Nothing was changed."
        )
    ended = datetime.now(UTC) - _EXPIRED_FOR
    begun = ended - (old.not_valid_after_utc - old.not_valid_before_utc)
    key = _private_key(session, replace(held, name=authority))
    new = _signed(old, begun, ended, key)
    text = f"the certificate of {held} is one that ended at {ended:%F %T} UTC"
    return bring(replacing(session, held, {_CERTIFICATE: new + chain}, "certificate.replace", text))


@action
@described(
    changes="certificate.replace",
    effect="the Secret holds the certificate of the unknown authority, and so does the pod's file",
    undo="configuration.put_back",
    needs=_NEEDS,
)
def wrong_authority(namespace: str, secret: str, pod: str = "", directory: str = "") -> str:
    """Replace a TLS Secret's certificate by one for the same key whose signer nobody knows.

    It names the same issuer, so that only its signature is wrong. ``pod`` and ``directory`` as for
    ``expired``.
    """
    session = required()
    held = Held("secrets", namespace, secret, pod, directory)
    old, chain = _certificates(session, held)
    stranger = ec.generate_private_key(ec.SECP256R1())
    new = _signed(old, old.not_valid_before_utc, old.not_valid_after_utc, stranger)
    text = f"the certificate of {held} is signed by an unknown authority"
    return bring(replacing(session, held, {_CERTIFICATE: new + chain}, "certificate.replace", text))


def _signed(
    old: x509.Certificate,
    begins: datetime,
    ends: datetime,
    key: Signer,
) -> bytes:
    """Return a certificate that differs from an old one in validity, number and signature."""
    builder = (
        x509.CertificateBuilder()
        .subject_name(old.subject)
        .issuer_name(old.issuer)
        .public_key(old.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begins)
        .not_valid_after(ends)
    )
    for extension in old.extensions:
        builder = builder.add_extension(extension.value, extension.critical)
    # Edwards curves bring their own hash.
    plain = not isinstance(key, ed25519.Ed25519PrivateKey | ed448.Ed448PrivateKey)
    signed = builder.sign(key, hashes.SHA256() if plain else None)
    return signed.public_bytes(Encoding.PEM)


def _certificates(session: Session, held: Held) -> tuple[x509.Certificate, bytes]:
    """Return a TLS Secret's own certificate, and the chain that follows it."""
    try:
        own, *chain = x509.load_pem_x509_certificates(_part(session, held, _CERTIFICATE))
    except ValueError as error:
        raise UsageError(f"{_CERTIFICATE} of {held} is no certificate: {error}") from error
    return own, b"".join(one.public_bytes(Encoding.PEM) for one in chain)


def _private_key(session: Session, held: Held) -> Signer:
    try:
        key = load_pem_private_key(_part(session, held, _KEY), None)
    except (TypeError, ValueError) as error:
        raise UsageError(f"{_KEY} of {held} is no private key that can be read") from error
    if not isinstance(key, Signer):
        raise UsageError(f"{_KEY} of {held} is of a kind that is not used for certificates")
    return key


def _part(session: Session, held: Held, name: str) -> bytes:
    values = session.secret(held.namespace, held.name)
    if name not in values:
        raise UsageError(f"{held} has no {name}: it is no TLS Secret")
    return values[name].encode()


ACTIONS = {"expired": expired, "wrong_authority": wrong_authority}
