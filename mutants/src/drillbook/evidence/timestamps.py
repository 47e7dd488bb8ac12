"""Time stamps (RFC 3161): an authority's word that a signed head was there at a time.

Optional. A run asks for one before it closes; the record ``timestamp`` keeps what was stamped (the
head, in its envelope) and the answer. Verifying takes the authorities from the trust file.
"""

import base64
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import httpx
from cryptography import x509
from rfc3161_client import (
    HashAlgorithm,
    TimestampRequestBuilder,
    VerificationError,
    VerifierBuilder,
    decode_timestamp_response,
)

from drillbook.errors import Unobservable
from drillbook.evidence.bundle import Line
from drillbook.evidence.canonical import canonical
from drillbook.evidence.chain_check import Finding
from drillbook.evidence.trust import Trust

_WITHIN_SECONDS = 10.0
# What an authority's clock and ours may differ by.
_SKEW = timedelta(minutes=5)


@dataclass
class Stamps:
    """The times that trusted authorities have given, and what is wrong or open."""

    times: list[datetime] = field(default_factory=list)
    broken: list[Finding] = field(default_factory=list)
    open: list[str] = field(default_factory=list)


def ask(authority: str, sealed_head: Mapping[str, Any]) -> dict[str, Any]:
    """Return the body of a ``timestamp`` record for a head. Raises Unobservable.

    ``authority`` is the address of a time stamping authority (RFC 3161 over HTTP).
    """
    request = (
        TimestampRequestBuilder()
        .data(canonical(sealed_head))
        .hash_algorithm(HashAlgorithm.SHA256)
        .build()
    )
    try:
        answer = httpx.post(
            authority,
            content=request.as_bytes(),
            headers={"Content-Type": "application/timestamp-query"},
            timeout=_WITHIN_SECONDS,
        ).raise_for_status()
        decode_timestamp_response(answer.content)
    except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
        raise Unobservable(f"no time stamp from {authority}: {error}") from error
    return {
        "authority": authority,
        "head": dict(sealed_head),
        "response": base64.b64encode(answer.content).decode(),
    }


def stamped(records: Mapping[int, Line], trust: Trust | None) -> Stamps:
    """Return what the time stamps among the records say, by the authorities of the trust file."""
    found = Stamps()
    for number, line in records.items():
        assert line.record is not None
        if line.record["record"] != "timestamp":
            continue
        if trust is None or not trust.timestamp_authorities:
            # Not being able to check what is optional takes nothing away from the signature.
            continue
        body = line.record["body"]
        try:
            _require_of_this_run(body, records.get(number - 1))
            at = _verified(body, trust)
            said = datetime.fromisoformat(str(line.record["at"]))
        except (VerificationError, ValueError, KeyError, TypeError) as error:
            found.broken.append(
                Finding(number, f"record {number} ({line.place}): its time stamp is wrong: {error}")
            )
            continue
        found.times.append(at)
        if abs(said - at) > _SKEW:
            found.broken.append(
                Finding(
                    number,
                    f"record {number} ({line.place}) says {said:%F %T} UTC, and the authority "
                    f"{at:%F %T} UTC: the clock was off",
                )
            )
    return found


def _require_of_this_run(body: Mapping[str, Any], before: Line | None) -> None:
    # Without this, the time stamp of another run's head would do for this one.
    head = json.loads(base64.b64decode(body["head"]["payload"]))
    if before is None or head["sha256"] != before.sha256:
        raise ValueError("it is of another head than that of the record before")


def _verified(body: Mapping[str, Any], trust: Trust) -> datetime:
    response = decode_timestamp_response(base64.b64decode(body["response"], validate=True))
    why: VerificationError | None = None
    for root in _authorities(trust):
        verifier = VerifierBuilder().add_root_certificate(root).build()
        try:
            verifier.verify_message(response, canonical(body["head"]))
        except VerificationError as error:
            why = error
            continue
        return response.tst_info.gen_time
    raise why or VerificationError("no authority is trusted")


def _authorities(trust: Trust) -> Iterator[x509.Certificate]:
    for pem in trust.timestamp_authorities:
        yield x509.load_pem_x509_certificate(pem.encode())
