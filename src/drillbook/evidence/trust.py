"""The trust file: whose signatures count. YAML that a person writes.

    keys:
      - name: nightly of the platform team
        public: |
          -----BEGIN PUBLIC KEY-----
          …
        revoked: {at: 2026-11-01T00:00:00Z, reason: the runner was lost}   # only if it was
    timestamp_authorities:                                                 # optional
      - |
          -----BEGIN CERTIFICATE-----
          …

A signature by a revoked key counts only when a time stamp of a listed authority shows that it was
made before: who has the key can write any other time.
"""

from datetime import UTC, datetime
from pathlib import Path

from cryptography import x509
from pydantic import BaseModel, ConfigDict, ValidationError, field_validator

from drillbook import strict_yaml
from drillbook.errors import UsageError
from drillbook.evidence.keys import public_key

DEFAULT = Path("trust.yaml")


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Revoked(_Strict):
    """From when on a key does not count any more, and why."""

    at: datetime
    reason: str

    @field_validator("at")
    @classmethod
    def _utc_unless_it_says_otherwise(cls, at: datetime) -> datetime:
        return at if at.tzinfo else at.replace(tzinfo=UTC)


class TrustedKey(_Strict):
    """A key whose signature counts."""

    name: str
    public: str
    revoked: Revoked | None = None

    @field_validator("public")
    @classmethod
    def _is_ed25519(cls, public: str) -> str:
        public_key(public)
        return public

    @property
    def keyid(self) -> str:
        """Return the id of the key: the hash of its public half."""
        return public_key(self.public).keyid


class Trust(_Strict):
    """What a trust file says."""

    keys: tuple[TrustedKey, ...]
    timestamp_authorities: tuple[str, ...] = ()
    file: Path = Path()

    @field_validator("keys")
    @classmethod
    def _are_each_there_once(cls, keys: tuple[TrustedKey, ...]) -> tuple[TrustedKey, ...]:
        # Or one entry could say that a key is revoked, and another that it counts.
        ids = [key.keyid for key in keys]
        twice = [key.name for key in keys if ids.count(key.keyid) > 1]
        if twice:
            raise ValueError(f"the same key is there twice: {', '.join(twice)}; keep one of them")
        return keys

    @field_validator("timestamp_authorities")
    @classmethod
    def _are_certificates(cls, authorities: tuple[str, ...]) -> tuple[str, ...]:
        for pem in authorities:
            x509.load_pem_x509_certificate(pem.encode())
        return authorities

    def key(self, keyid: str) -> TrustedKey | None:
        """Return the key with this id, or None."""
        return next((key for key in self.keys if key.keyid == keyid), None)


def found(file: Path | None) -> Trust | None:
    """Read a trust file, by default ./trust.yaml if there is one. Raises UsageError as ``load``."""
    if file is None and DEFAULT.exists():
        file = DEFAULT
    return load(file) if file else None


def load(file: Path) -> Trust:
    """Read and check a trust file. Raises UsageError that names the file, the key and the rule."""
    if not file.exists():
        raise UsageError(f"{file}: no such trust file; docs/evidence.md shows one")
    written = strict_yaml.read(file, "trust file")
    if not isinstance(written, dict):
        raise UsageError(f"{file}: a trust file is a mapping with keys; docs/evidence.md shows one")
    try:
        return Trust.model_validate({**written, "file": file})
    except ValidationError as error:
        lines = (f"{'.'.join(map(str, e['loc'])) or 'file'}: {e['msg']}" for e in error.errors())
        raise UsageError(f"{file}: " + "; ".join(lines)) from error
