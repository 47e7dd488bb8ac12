"""Answers of the Kubernetes API: plain JSON, or an error of ours that says what to do next."""

import json
from collections.abc import Mapping
from typing import Any

from drillbook.clients import advice
from drillbook.errors import NotDone, Unobservable

Json = dict[str, Any]


class Absent(Unobservable):
    """The object asked for is not there."""


class Forbidden(Unobservable):
    """The credentials may not ask this; others may be answered."""


class Unanswered(Unobservable):
    """The API server was not reached, or could not answer; it may answer later."""


class Conflict(NotDone):
    """The object is not the one, or no longer in the version, that the change was meant for."""


_KINDS: Mapping[int, type[Unobservable]] = {403: Forbidden, 404: Absent}


def is_away(error: BaseException | None) -> bool:
    """Return whether an error comes from an API server that did not answer."""
    while error is not None:
        if isinstance(error, Unanswered):
            return True
        error = error.__cause__
    return False


def read(response: Any, what: str) -> Json:
    """Return the object that a response holds. Raises Unobservable, by its status, for none."""
    text = response.read() or b"{}"
    try:
        body = dict(json.loads(text))
    except (ValueError, TypeError):
        # What stands before an API server, or one that is starting, answers in its own words.
        body = {"message": text[:200].decode(errors="replace")}
        if response.status < 400:
            said = f"{what}: no JSON but {body['message']!r}{advice.of_status(None)}"
            raise Unanswered(said) from None
    if response.status >= 400:
        raise refusal(response.status, what, str(body.get("message", "")))
    return body


def refusal(status: int, what: str, why: str) -> Unobservable:
    """Return the error that an HTTP status of 400 and more, or 0 for no answer, stands for."""
    # 429 and 5xx are the server's own trouble (RFC 9110), and pass.
    away = status in {0, 429} or status >= 500
    kind = Unanswered if away else _KINDS.get(status, Unobservable)
    return kind(f"{what}: {status or 'no answer'} {why}{advice.of_status(status)}")


def message(body: bytes) -> str:
    """Return what an answer of the API server says, if it says it as Status objects do."""
    text = body.decode(errors="replace")
    try:
        return str(json.loads(text)["message"])
    except (ValueError, KeyError, TypeError):
        return text[:200]


def uid(found: Json, path: str) -> str:
    """Return the UID of the object at a path. Raises Unanswered for what is none."""
    metadata = found.get("metadata")
    said = metadata.get("uid") if isinstance(metadata, dict) else None
    if not isinstance(said, str) or not said:
        raise Unanswered(f"GET {path}: the answer has no UID, so it is none of an API server")
    return said
