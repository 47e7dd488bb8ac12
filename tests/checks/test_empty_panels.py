"""A panel that has nothing at all was seen, and has nothing of what there is."""

from typing import Any

import pytest

from drillbook.clients.prometheus import NoSeries
from drillbook.clock import now
from drillbook.observation import Observation
from drillbook.probes import prometheus
from drillbook.verdict import Judgement, Verdict
from steps import figures


class Noting:
    """A drill that keeps what was judged."""

    def judge(self, judgement: Judgement, seen: list[Observation[Any]]) -> None:
        self.judgement, self.seen = judgement, seen


def test_a_panel_without_any_series_fails_and_is_not_unknown(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def nothing(*_: object) -> None:
        raise NoSeries("Prometheus has no data")

    there = Observation("pods", ("web-1",), "Kubernetes API", "GET", now(), now())
    monkeypatch.setitem(figures.KINDS, "pod", lambda *_: there)
    monkeypatch.setattr(prometheus, "samples", nothing)
    monkeypatch.setattr(figures, "judged", lambda look, *_: look())
    noting: Any = Noting()
    no_session: Any = None
    no_system: Any = type("System", (), {"name": "neo_services"})
    figures._of_every(noting, no_session, no_system, "open connections", "pod")
    assert noting.judgement.verdict is Verdict.FAIL
    assert "web-1" in noting.judgement.reason
    assert noting.seen == [there]
