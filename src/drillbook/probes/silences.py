"""Alertmanager's silences: which alerts are passed on to nobody, until when, and what for."""

from drillbook.clients import alertmanager as clients
from drillbook.clients.alertmanager import EXPIRED, Silence
from drillbook.clock import now
from drillbook.observation import Observation
from drillbook.session import Session


def standing(session: Session, service: str) -> Observation[tuple[Silence, ...]]:
    """Return the silences that have not ended; ``service`` is ``namespace/service:port``."""
    started = now()
    server = clients.connect(session, service)
    found = tuple(one for one in server.silences() if one.state != EXPIRED)
    query = "GET /api/v2/silences, without those that have ended"
    return Observation("silences", found, server.url, query, started, now())
