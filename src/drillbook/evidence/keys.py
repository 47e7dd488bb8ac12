"""Keys: what signs a run's evidence. Ed25519, through securesystemslib.

A key is named by a reference:

    run.key, file:run.key    a private key in a file, PEM (PKCS#8), readable by its owner alone
    env:NAME                 the same text in an environment variable
    pkcs11:token=T;object=O?module-path=/usr/lib/…so    on a PKCS#11 token (RFC 7512)

DRILLBOOK_KEY_PASSPHRASE opens an encrypted key, DRILLBOOK_PIN a token.
"""

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from securesystemslib.dsse import Envelope
from securesystemslib.signer import CryptoSigner, Key, SecretsHandler, Signature, Signer, SSlibKey

from drillbook.errors import UsageError

PASSPHRASE, PIN = "DRILLBOOK_KEY_PASSPHRASE", "DRILLBOOK_PIN"
_OTHERS = 0o077
_MAKE = "make one with 'drillbook key new FILE'"


@dataclass(frozen=True)
class RunKey:
    """The key of a run: its id, its public half in PEM, and what it seals with."""

    keyid: str
    public: str
    seal: Callable[[bytes, str], dict[str, Any]]


def load(reference: str) -> RunKey:
    """Return the key that a reference names. Raises UsageError, which never quotes a key."""
    scheme, colon, rest = reference.partition(":")
    if scheme == "pkcs11" and colon:
        return _run_key(_on_token(rest))
    if scheme == "env" and colon:
        text = os.environ.get(rest, "")
        if not text:
            raise UsageError(f"key {reference}: the environment has no {rest}")
        return _run_key(_from_pem(text.encode(), reference))
    file = Path(rest if scheme == "file" and colon else reference)
    return _run_key(_from_pem(_read_private(file), str(file)))


def new(file: Path) -> RunKey:
    """Make a key and write it to a file that only its owner can read. Raises UsageError."""
    made = Ed25519PrivateKey.generate()
    text = made.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    try:
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        raise UsageError(f"{file}: not written: {error.strerror}; name a new file") from error
    with os.fdopen(descriptor, "wb") as stream:
        stream.write(text)
    return _run_key(CryptoSigner(made))


def public_key(pem: str) -> SSlibKey:
    """Return a public key, PEM, for verifying. Raises ValueError unless it is Ed25519."""
    try:
        read = serialization.load_pem_public_key(pem.encode())
    except UnsupportedAlgorithm as error:
        raise ValueError(f"not an Ed25519 public key: {error}") from error
    if not isinstance(read, Ed25519PublicKey):
        raise ValueError("not an Ed25519 public key")  # noqa: TRY004 (the value is wrong, too)
    return SSlibKey.from_crypto(read)


def _run_key(signer: Signer) -> RunKey:
    def seal(payload: bytes, payload_type: str) -> dict[str, Any]:
        envelope = Envelope(payload, payload_type, {})
        envelope.sign(signer)
        return dict(envelope.to_dict())

    key = signer.public_key
    half = Ed25519PublicKey.from_public_bytes(bytes.fromhex(key.keyval["public"]))
    pem = half.public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    return RunKey(key.keyid, pem.decode(), seal)


def _read_private(file: Path) -> bytes:
    try:
        if file.stat().st_mode & _OTHERS:
            raise UsageError(f"key {file}: others can read it; 'chmod 600 {file}', or make another")
        return file.read_bytes()
    except OSError as error:
        raise UsageError(f"key {file}: not readable: {error.strerror}; {_MAKE}") from error


def _from_pem(text: bytes, where: str) -> Signer:
    passphrase = os.environ.get(PASSPHRASE)
    try:
        read = serialization.load_pem_private_key(text, passphrase.encode() if passphrase else None)
    except (ValueError, TypeError) as error:
        raise UsageError(
            f"key {where}: not a private key in PEM that {PASSPHRASE} opens; {_MAKE}"
        ) from error
    if not isinstance(read, Ed25519PrivateKey):
        raise UsageError(f"key {where}: not an Ed25519 key; {_MAKE}")
    return CryptoSigner(read)


def _on_token(reference: str) -> Signer:
    path, _, query = reference.partition("?")
    said = dict(part.partition("=")[::2] for part in path.split(";") if part)
    names = {key: unquote(value) for key, value in said.items()}
    module = dict(parse_qsl(query)).get("module-path", "")
    if not module or not names.get("token") or not names.get("object"):
        raise UsageError("a pkcs11 key is named pkcs11:token=…;object=…?module-path=/path/to.so")
    return _Token(module, names["token"], names["object"])


class _Token(Signer):
    """An Ed25519 key that never leaves its PKCS#11 token; one session for the whole run.

    securesystemslib's own signer for tokens knows ECDSA alone.
    """

    def __init__(self, module: str, token: str, label: str) -> None:
        try:
            import pkcs11  # noqa: PLC0415 (an extra: few have a token)
            from pkcs11.exceptions import PKCS11Error  # noqa: PLC0415 (as above)
        except ImportError as error:
            raise UsageError(
                "a pkcs11 key needs python-pkcs11: pip install 'drillbook[pkcs11]'"
            ) from error
        try:
            opened = pkcs11.lib(module).get_token(token_label=token)
            self._session = opened.open(user_pin=os.environ.get(PIN))
            self._key: Any = self._session.get_key(pkcs11.ObjectClass.PRIVATE_KEY, label=label)
            half = self._session.get_key(pkcs11.ObjectClass.PUBLIC_KEY, label=label)
            # Some tokens wrap the 32 bytes in an OCTET STRING, some do not.
            point = bytes(half[pkcs11.Attribute.EC_POINT])[-32:]
        except (PKCS11Error, RuntimeError, KeyError) as error:
            raise UsageError(
                f"key {label} on token {token}: {type(error).__name__} {error}; "
                f"{PIN} holds the PIN, 'pkcs11-tool --list-objects' shows what there is"
            ) from error
        self._mechanism = pkcs11.Mechanism.EDDSA
        self._public = SSlibKey.from_crypto(Ed25519PublicKey.from_public_bytes(point))

    @property
    def public_key(self) -> Key:
        return self._public

    @classmethod
    def from_priv_key_uri(
        cls, priv_key_uri: str, public_key: Key, secrets_handler: SecretsHandler | None = None
    ) -> "Signer":
        raise NotImplementedError  # keys are named by drillbook's own references

    def sign(self, payload: bytes) -> Signature:
        made: bytes = self._key.sign(payload, mechanism=self._mechanism)
        return Signature(self._public.keyid, made.hex())
