"""Spans as they are kept and sent."""

from reference.tracing import MOST, Tracer


def spans(tracer: Tracer) -> list[dict[str, object]]:
    found: list[dict[str, object]] = tracer.batch()["resourceSpans"][0]["scopeSpans"][0]["spans"]
    return found


def test_a_request_is_a_span_with_its_name_duration_and_status() -> None:
    tracer = Tracer("neo-auth-service", "http://jaeger:4318")
    tracer.record("POST /api/auth/login", 0.25, 503)
    (found,) = spans(tracer)
    assert found["name"] == "POST /api/auth/login"
    assert int(str(found["endTimeUnixNano"])) - int(str(found["startTimeUnixNano"])) == 250_000_000
    assert found["status"] == {"code": 2}


def test_a_batch_is_sent_once() -> None:
    tracer = Tracer("neo-auth-service", "http://jaeger:4318")
    tracer.record("GET /", 0.1, 200)
    assert len(spans(tracer)) == 1
    assert spans(tracer) == []


def test_no_more_than_a_batch_is_kept_and_without_an_address_none() -> None:
    tracer, silent = Tracer("a", "http://jaeger:4318"), Tracer("a", "")
    for _ in range(MOST + 5):
        tracer.record("GET /", 0.1, 200)
        silent.record("GET /", 0.1, 200)
    assert len(spans(tracer)) == MOST
    assert spans(silent) == []
