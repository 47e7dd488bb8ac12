"""Whether the signatures of a bundle are right, and whether their key counts.

Pure: from envelopes (DSSE), the key that the run named and the trust file to findings.
"""

import copy
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from securesystemslib.dsse import Envelope
from securesystemslib.exceptions import VerificationError
from securesystemslib.signer import SSlibKey

from drillbook.evidence.canonical import canonical, read_canonical
from drillbook.evidence.chain_check import Finding
from drillbook.evidence.keys import public_key
from drillbook.evidence.trust import Trust


@dataclass(frozen=True)
class Read:
    """An envelope as read: its payload, what that says, and the envelope for verifying."""

    payload: bytes
    body: Any
    envelope: Envelope


@dataclass
class Vouching:
    """What is wrong with the signatures, and what they leave open."""

    broken: list[Finding] = field(default_factory=list)
    open: list[str] = field(default_factory=list)


def read_envelope(written: bytes, payload_type: str) -> Read:
    """Return an envelope. Raises ValueError unless it is byte for byte as drillbook writes it."""
    said = read_canonical(written)
    try:
        envelope = Envelope.from_dict(copy.deepcopy(said))  # it changes what it is given
    except Exception as error:
        # The library lets errors of base64 and of its own through, by no one base.
        raise ValueError(f"no DSSE envelope: {error}") from error
    if envelope.payload_type != payload_type:
        raise ValueError(f"its payload is {envelope.payload_type}, not {payload_type}")
    # base64 has several texts for the same bytes.
    if canonical(envelope.to_dict()) != written:
        raise ValueError("not as drillbook writes an envelope")
    return Read(envelope.payload, read_canonical(envelope.payload), envelope)


def check(
    key: Mapping[str, Any],
    sealed: Mapping[str, bytes],
    trust: Trust | None,
    stamps: Sequence[datetime],
) -> Vouching:
    """Check envelopes, by name, against the run's key, and the key against the trust file.

    ``stamps`` are the times that trusted authorities have put on the run's signed heads.
    """
    found = Vouching()
    try:
        public = public_key(str(key["public"]))
    except (ValueError, KeyError) as error:
        found.broken.append(Finding(1, f"record 1 names no key that can be used: {error}"))
        return found
    if public.keyid != key.get("keyid"):
        found.broken.append(Finding(1, "record 1 names a key by the id of another"))
    for name, written in sealed.items():
        why = _wrong(written.removesuffix(b"\n"), public)
        if why:
            found.broken.append(Finding(None, f"{name}: {why}"))
    _trusted(public.keyid, trust, stamps, found)
    return found


def _wrong(written: bytes, public: SSlibKey) -> str:
    try:
        said = read_canonical(written)
        envelope = Envelope.from_dict(copy.deepcopy(said))
    except Exception as error:  # noqa: BLE001 (as in read_envelope)
        return f"its signature cannot be read: {error}"
    if not envelope.signatures:
        return "not signed, though the run had a key"
    if set(envelope.signatures) != {public.keyid}:
        others = ", ".join(keyid[:16] for keyid in envelope.signatures)
        return f"signed by key {others}, and the run's was {public.keyid[:16]}"
    try:
        envelope.verify([public], 1)
    except VerificationError:
        return "its signature is not by the run's key over what it says"
    return ""


def _trusted(keyid: str, trust: Trust | None, stamps: Sequence[datetime], found: Vouching) -> None:
    if trust is None:
        found.open.append(f"signed by key {keyid[:16]}, and no trust file says whose that is")
        return
    key = trust.key(keyid)
    if key is None:
        found.broken.append(Finding(None, f"signed by key {keyid[:16]}, not in {trust.file}"))
    elif key.revoked and not any(at < key.revoked.at for at in stamps):
        found.broken.append(
            Finding(
                None,
                f"signed by key {key.name!r}, revoked at {key.revoked.at.isoformat()} "
                f"({key.revoked.reason}), and no time stamp shows that it was signed before",
            )
        )
