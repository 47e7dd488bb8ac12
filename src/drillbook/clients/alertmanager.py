"""Alertmanager over its API (v2): the silences that it has, a new one, and the end of one."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import quote

from drillbook.clients import http
from drillbook.errors import NotDone, Unobservable
from drillbook.session import Session

EXPIRED = "expired"


@dataclass(frozen=True)
class Silence:
    """A silence: ``state`` is active, pending or expired; ``alerts`` what its matchers say."""

    id: str
    state: str
    alerts: str
    comment: str
    ends: datetime


@dataclass(frozen=True)
class Alertmanager:
    """One Alertmanager, or a cluster of them behind one Service, by its URL."""

    url: str

    def silences(self) -> tuple[Silence, ...]:
        """Return every silence that it knows, those that have ended, too. Raises Unobservable."""
        found = http.get_json(f"{self.url}/api/v2/silences")
        try:
            return tuple(_silence(one) for one in found)
        except (KeyError, TypeError, ValueError) as error:
            raise Unobservable(f"{self.url}: not silences as API v2 has them: {error!r}") from error

    def silence(
        self, alerts: Iterable[str], begins: datetime, ends: datetime, by: str, comment: str
    ) -> None:
        """Silence alerts of these names until a moment, when it ends by itself. Raises NotDone."""
        matchers = [{"name": "alertname", "value": "|".join(alerts), "isRegex": True}]
        asked = {
            "matchers": [one | {"isEqual": True} for one in matchers],
            "startsAt": begins.isoformat(),
            "endsAt": ends.isoformat(),
            "createdBy": by,
            "comment": comment,
        }
        self._change("POST", "silences", asked)

    def expire(self, silence: str) -> None:
        """End a silence. Raises NotDone."""
        self._change("DELETE", f"silence/{quote(silence, safe='')}", None)

    def _change(self, method: str, path: str, asked: dict[str, Any] | None) -> None:
        url = f"{self.url}/api/v2/{path}"
        try:
            answer = http.send(method, url, asked)
        except Unobservable as error:
            raise NotDone(str(error)) from error
        if not 200 <= answer.status < 300:
            raise NotDone(f"{method} {url}: {answer.status} {answer.body[:300]}", answer.status)


def connect(session: Session, service: str) -> Alertmanager:
    """Return the Alertmanager behind a Service, ``namespace/service:port``."""
    return Alertmanager(http.service_url(session, service))


def _silence(one: Any) -> Silence:
    matchers = [
        f"{m['name']}={'~' * m['isRegex']}{json.dumps(m['value'])}" for m in one["matchers"]
    ]
    return Silence(
        id=one["id"],
        state=one["status"]["state"],
        alerts=", ".join(matchers),
        comment=one["comment"],
        ends=datetime.fromisoformat(one["endsAt"]),
    )
